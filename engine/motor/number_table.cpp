#include "engine/motor/number_table.h"

#include "engine/api/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

namespace dnas {

namespace {

constexpr std::size_t kMaxColumns = 256, kMaxRows = 20'000'000, kMaxShown = 40;

std::string trimmed(std::string text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && blank(text.back()))
        text.pop_back();
    std::size_t start = 0;
    while (start < text.size() && blank(text[start]))
        ++start;
    return text.substr(start);
}

std::vector<std::string> fields(const std::string& line) {
    std::vector<std::string> parts;
    std::size_t at = 0;
    while (true) {
        const std::size_t comma = line.find(',', at);
        parts.push_back(trimmed(line.substr(at, comma == std::string::npos ? comma : comma - at)));
        if (comma == std::string::npos) return parts;
        at = comma + 1;
    }
}

bool parseNumber(const std::string& text, double& value) {
    const char* begin = text.data() + (text.size() > 1 && text[0] == '+');
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(begin, end, value);
    return parsed.ec == std::errc() && parsed.ptr == end && std::isfinite(value);
}

/// "i_d" of "i_d_A".
std::string quantityOf(const std::string& column) {
    for (const std::string unit : {"_rad_s", "_A_s", "_Vs", "_Nm", "_A", "_V", "_s"})
        if (column.size() > unit.size() && column.compare(column.size() - unit.size(), unit.size(), unit) == 0)
            return column.substr(0, column.size() - unit.size());
    return column;
}

} // namespace

NumberTable NumberTable::read(const std::string& path) {
    std::error_code error;
    std::ifstream file(path, std::ios::binary);
    if (!std::filesystem::is_regular_file(path, error) || !file)
        throw EngineError(ErrorCode::Data, path + ": no such file.", "Give the path of a CSV file.");
    NumberTable table;
    table.m_path = path;
    const auto failAt = [&](std::size_t line, const std::string& text) {
        throw EngineError(ErrorCode::Data, path + ", line " + std::to_string(line) + ": " + text);
    };
    std::string text;
    for (std::size_t line = 1; std::getline(file, text); ++line) {
        if (line == 1 && text.compare(0, 3, "\xef\xbb\xbf") == 0) text.erase(0, 3);
        if (trimmed(text).empty()) continue;
        std::vector<std::string> parts = fields(text);
        if (table.m_names.empty()) {
            if (parts.size() > kMaxColumns) failAt(line, "more than " + std::to_string(kMaxColumns) + " columns.");
            std::set<std::string> seen;
            for (const std::string& name : parts)
                if (!seen.insert(name).second)
                    failAt(line, "the column '" + name.substr(0, kMaxShown) + "' stands there twice.");
            table.m_names = std::move(parts);
            table.m_columns.resize(table.m_names.size());
            continue;
        }
        if (parts.size() != table.m_names.size())
            failAt(line, "has " + std::to_string(parts.size()) + " fields, the header " +
                             std::to_string(table.m_names.size()) + ".");
        if (table.m_lines.size() == kMaxRows) failAt(line, "more than " + std::to_string(kMaxRows) + " rows.");
        for (std::size_t i = 0; i < parts.size(); ++i) {
            double value = 0;
            if (!parseNumber(parts[i], value))
                failAt(line, "column '" + table.m_names[i].substr(0, kMaxShown) + "' is '" +
                                 parts[i].substr(0, kMaxShown) + "', which is no finite number.");
            table.m_columns[i].push_back(value);
        }
        table.m_lines.push_back(line);
    }
    if (table.m_lines.empty())
        throw EngineError(ErrorCode::Data, path + ": has no rows of numbers below a header.",
                          "The first line names the columns with their units, for example i_d_A.");
    return table;
}

std::size_t NumberTable::find(const std::string& column) const {
    const auto found = std::find(m_names.begin(), m_names.end(), column);
    return found == m_names.end() ? kNone : std::size_t(found - m_names.begin());
}

const std::vector<double>& NumberTable::column(const std::string& column) const {
    const std::size_t index = find(column);
    if (index != kNone) return m_columns[index];
    const std::string quantity = quantityOf(column);
    for (const std::string& name : m_names) {
        if (name != quantity && name.compare(0, quantity.size() + 1, quantity + "_") != 0) continue;
        const std::string unit = name.size() > quantity.size() ? name.substr(quantity.size() + 1, kMaxShown) : "";
        throw EngineError(
            ErrorCode::Data,
            m_path + ": column '" + name.substr(0, kMaxShown) + "' is " +
                (unit.empty() ? "given without a unit" : "in " + unit) + "; expected is '" + column + "'.",
            "Convert the values to " + column.substr(quantity.size() + 1) + " and name the column " + column + ".");
    }
    std::string known;
    for (const std::string& name : m_names)
        known += (known.empty() ? "" : ", ") + name.substr(0, kMaxShown);
    throw EngineError(ErrorCode::Data, m_path + ": the column '" + column + "' is missing.", "It has: " + known + ".");
}

void NumberTable::fail(std::size_t row, const std::string& text, const std::string& hint) const {
    throw EngineError(ErrorCode::Data, m_path + ", line " + std::to_string(line(row)) + ": " + text, hint);
}

} // namespace dnas
