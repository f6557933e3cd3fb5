// Columns of text for a terminal.
#pragma once

#include <string>
#include <vector>

namespace dnas::cli {

class TextTable {
  public:
    explicit TextTable(std::vector<std::string> heads);
    void add(std::vector<std::string> row); ///< as many entries as there are heads
    /// Columns padded to their widest entry; those that hold only numbers are aligned right.
    std::string text() const;

  private:
    std::vector<std::vector<std::string>> m_rows; ///< heads first
};

/// "84.6 %"; "-" for NaN.
std::string percent(double fraction);
/// Fixed digits; "-" for NaN.
std::string fixed(double value, int digits);
/// "1:52 min", "2 h 05 min", "40 s"; "-" when negative or NaN.
std::string duration(double seconds);
/// "0.61 M", "3.3 k"
std::string magnitude(double value);

} // namespace dnas::cli
