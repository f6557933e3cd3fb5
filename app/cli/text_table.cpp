#include "app/cli/text_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace dnas::cli {

namespace {

/// Characters on the screen: bytes that do not continue a UTF-8 sequence.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool looksNumeric(const std::string& text) {
    return !text.empty() && (text == "-" || text.find_first_of("0123456789") == 0 || (text[0] == '-' && text.size() > 1));
}

template <class... Values> std::string formatted(const char* format, Values... values) {
    char text[64];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

} // namespace

TextTable::TextTable(std::vector<std::string> heads) { m_rows.push_back(std::move(heads)); }

void TextTable::add(std::vector<std::string> row) {
    row.resize(m_rows.front().size());
    m_rows.push_back(std::move(row));
}

std::string TextTable::text() const {
    const std::size_t columns = m_rows.front().size();
    std::vector<std::size_t> widths(columns, 0);
    std::vector<bool> numeric(columns, m_rows.size() > 1);
    for (std::size_t r = 0; r < m_rows.size(); ++r)
        for (std::size_t c = 0; c < columns; ++c) {
            widths[c] = std::max(widths[c], width(m_rows[r][c]));
            if (r > 0 && !looksNumeric(m_rows[r][c])) numeric[c] = false;
        }
    std::string out;
    for (const std::vector<std::string>& row : m_rows) {
        std::string line;
        for (std::size_t c = 0; c < columns; ++c) {
            const std::string space(widths[c] - width(row[c]), ' ');
            line += (c ? "  " : "") + (numeric[c] ? space + row[c] : row[c] + space);
        }
        while (!line.empty() && line.back() == ' ') line.pop_back();
        out += line + "\n";
    }
    return out;
}

std::string percent(double fraction) { return std::isnan(fraction) ? "-" : formatted("%.1f %%", 100 * fraction); }

std::string fixed(double value, int digits) { return std::isnan(value) ? "-" : formatted("%.*f", digits, value); }

std::string duration(double seconds) {
    if (!(seconds >= 0)) return "-";
    const auto whole = static_cast<long>(std::lround(seconds));
    if (whole < 60) return formatted("%ld s", whole);
    if (whole < 3600) return formatted("%ld:%02ld min", whole / 60, whole % 60);
    return formatted("%ld h %02ld min", whole / 3600, whole % 3600 / 60);
}

std::string magnitude(double value) {
    if (std::isnan(value)) return "-";
    if (value >= 1e6) return formatted("%.2f M", value / 1e6);
    if (value >= 1e3) return formatted("%.1f k", value / 1e3);
    return formatted("%.0f", value);
}

} // namespace dnas::cli
