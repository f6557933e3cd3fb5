#include "engine/api/metric_filter.h"

#include "engine/api/error.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

namespace dnas {

class MetricFilterReader {
  public:
    explicit MetricFilterReader(std::string_view text) : m_text(text) {}

    MetricFilter read() {
        MetricFilter filter;
        if (atEnd()) return filter;
        do filter.m_conditions.push_back(condition());
        while (separator());
        if (!atEnd()) fail("'and', ',' or the end");
        return filter;
    }

  private:
    using Relation = MetricFilter::Relation;

    [[noreturn]] void fail(const std::string& expected) {
        const std::string found = atEnd() ? "the text ends" : "'" + std::string(m_text.substr(m_at, 12)) + "' stands there";
        throw EngineError(ErrorCode::Format, "column " + std::to_string(m_at + 1) + ": expected " + expected + ", but " + found + ".",
                          "Write conditions like: top1 > 0.7 and skips <= 2");
    }
    bool atEnd() {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at]))) ++m_at;
        return m_at == m_text.size();
    }
    bool take(std::string_view word) {
        if (atEnd() || m_text.substr(m_at, word.size()) != word) return false;
        m_at += word.size();
        return true;
    }
    std::string name() {
        atEnd();
        const std::size_t start = m_at;
        while (m_at < m_text.size() && (std::isalnum(static_cast<unsigned char>(m_text[m_at])) || m_text[m_at] == '_')) ++m_at;
        return std::string(m_text.substr(start, m_at - start));
    }
    bool separator() {
        if (take(",")) return true;
        const std::size_t start = m_at;
        if (name() == "and") return true;
        m_at = start;
        return false;
    }
    Relation relation() {
        // Longer signs first: "<" also begins "<=".
        static const std::pair<const char*, Relation> signs[] = {{"<=", Relation::LessEqual}, {">=", Relation::GreaterEqual}, {"!=", Relation::NotEqual},
                                                                 {"==", Relation::Equal},     {"<", Relation::Less},          {">", Relation::Greater},
                                                                 {"=", Relation::Equal}};
        for (const auto& [sign, relation] : signs)
            if (take(sign)) return relation;
        fail("one of < <= > >= = !=");
    }
    double number() {
        atEnd();
        double value = 0;
        const char* first = m_text.data() + m_at;
        const auto parsed = std::from_chars(first, m_text.data() + m_text.size(), value);
        if (parsed.ec != std::errc() || !std::isfinite(value)) fail("a number");
        m_at += static_cast<std::size_t>(parsed.ptr - first);
        if (m_at < m_text.size() && m_text[m_at] == '%') return ++m_at, value / 100;
        for (const auto& [letter, factor] : {std::pair{'k', 1e3}, {'M', 1e6}, {'G', 1e9}})
            if (m_at < m_text.size() && m_text[m_at] == letter) return ++m_at, value * factor;
        return value;
    }
    MetricFilter::Condition condition() {
        MetricFilter::Condition result;
        result.metric = name();
        if (result.metric.empty()) fail("the name of a metric");
        static const std::pair<const char*, const char*> shortWords[] = {{"loss", "valid_loss"}, {"skips", "skip_count"}, {"macs", "multiply_adds"}};
        for (const auto& [word, metric] : shortWords)
            if (result.metric == word) result.metric = metric;
        result.relation = relation();
        result.bound = number();
        return result;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

MetricFilter MetricFilter::parse(std::string_view text) { return MetricFilterReader(text).read(); }

bool MetricFilter::holds(const Condition& condition, double value) {
    if (std::isnan(value)) return false;
    switch (condition.relation) {
    case Relation::Less: return value < condition.bound;
    case Relation::LessEqual: return value <= condition.bound;
    case Relation::Greater: return value > condition.bound;
    case Relation::GreaterEqual: return value >= condition.bound;
    case Relation::Equal: return value == condition.bound;
    case Relation::NotEqual: return value != condition.bound;
    }
    return false;
}

bool MetricFilter::accepts(const Values& values) const {
    return std::all_of(m_conditions.begin(), m_conditions.end(), [&](const Condition& c) { return holds(c, values(c.metric)); });
}

std::string MetricFilter::unknownName(const std::vector<std::string>& known) const {
    for (const Condition& condition : m_conditions)
        if (std::find(known.begin(), known.end(), condition.metric) == known.end()) return condition.metric;
    return {};
}

} // namespace dnas
