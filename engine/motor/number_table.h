// A CSV file of numbers whose header names quantity and unit of every column ("i_d_A"). Read as hostile input.
// Place: measured flux maps, measured time series.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace dnas {

class NumberTable {
  public:
    /// Fields are separated by commas; lines may end in CR LF; empty lines are skipped. Throws EngineError(Data) naming
    /// file, line and column: no such file, no header, a column twice, a line of another length, no finite number.
    static NumberTable read(const std::string& path);

    std::size_t rowCount() const { return m_lines.size(); }
    bool has(const std::string& column) const { return find(column) != kNone; }
    /// @param column quantity and unit, "i_d_A". Throws EngineError(Data) where it is missing; says so where the
    /// quantity is there in another unit, or without one.
    const std::vector<double>& column(const std::string& column) const;
    /// Line of the file in which a row stands, from 1.
    std::size_t line(std::size_t row) const { return m_lines[row]; }
    /// "file.csv, line 7: " before the text.
    [[noreturn]] void fail(std::size_t row, const std::string& text, const std::string& hint = {}) const;

  private:
    static constexpr std::size_t kNone = std::size_t(-1);
    std::size_t find(const std::string& column) const;

    std::string m_path;
    std::vector<std::string> m_names;
    std::vector<std::vector<double>> m_columns;
    std::vector<std::size_t> m_lines;
};

} // namespace dnas
