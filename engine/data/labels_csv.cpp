#include "engine/data/labels_csv.h"

#include "engine/api/error.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace dnas {

namespace {

constexpr std::uintmax_t kMaxCsvBytes = 256u << 20;

[[noreturn]] void fail(const std::string& path, int line, const std::string& message) {
    throw EngineError(ErrorCode::Data, path + ", line " + std::to_string(line) + ": " + message,
                      "Expected comma-separated lines under a header with FILE_NAME and CATEGORY.");
}

/// Splits text into rows of fields (RFC 4180), counting lines for messages.
class CsvScanner {
  public:
    CsvScanner(const std::string& path, const std::string& text) : m_path(path), m_text(text) {
        if (m_text.compare(0, 3, "\xef\xbb\xbf") == 0) m_at = 3; // byte order mark of spreadsheets
    }

    /// @return false at the end. `line` is where the row starts.
    bool nextRow(std::vector<std::string>& fields, int& line) {
        while (m_at < m_text.size() && (m_text[m_at] == '\n' || m_text[m_at] == '\r'))
            advance();
        if (m_at >= m_text.size()) return false;
        fields.clear();
        line = m_line;
        do
            fields.push_back(field());
        while (m_at < m_text.size() && m_text[m_at] == ',' && (advance(), true));
        return true;
    }

  private:
    void advance() { m_line += m_text[m_at++] == '\n'; }

    std::string field() {
        std::string value;
        if (m_at >= m_text.size() || m_text[m_at] != '"') {
            while (m_at < m_text.size() && m_text[m_at] != ',' && m_text[m_at] != '\n')
                value += m_text[m_at++];
            if (!value.empty() && value.back() == '\r') value.pop_back();
            return value;
        }
        const int opened = m_line;
        for (advance(); m_at < m_text.size(); advance()) {
            if (m_text[m_at] != '"')
                value += m_text[m_at];
            else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"')
                value += m_text[m_at++];
            else {
                advance();
                if (m_at < m_text.size() && m_text[m_at] == '\r') advance();
                if (m_at < m_text.size() && m_text[m_at] != ',' && m_text[m_at] != '\n')
                    fail(m_path, m_line, "text after a closing quote");
                return value;
            }
        }
        fail(m_path, opened, "a quote is never closed");
    }

    const std::string& m_path;
    const std::string& m_text;
    std::size_t m_at = 0;
    int m_line = 1;
};

std::size_t column(const std::string& path, const std::vector<std::string>& header, const std::string& name) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) fail(path, 1, "the header has no column " + name);
    return std::size_t(found - header.begin());
}

bool leavesFolder(const std::string& file) {
    const std::filesystem::path path = std::filesystem::path(file).lexically_normal();
    return path.is_absolute() || (!path.empty() && *path.begin() == "..");
}

} // namespace

std::vector<LabelledFile> readLabelsCsv(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::error_code error;
    if (!stream || std::filesystem::file_size(path, error) > kMaxCsvBytes || error)
        throw EngineError(ErrorCode::Data, path + " cannot be read, or is larger than 256 MiB", "Check the file.");
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    CsvScanner scanner(path, text);
    std::vector<std::string> row;
    int line = 1;
    if (!scanner.nextRow(row, line)) fail(path, 1, "is empty");
    const std::size_t fileColumn = column(path, row, "FILE_NAME"), categoryColumn = column(path, row, "CATEGORY");
    const std::size_t needed = std::max(fileColumn, categoryColumn) + 1;
    std::vector<LabelledFile> files;
    while (scanner.nextRow(row, line)) {
        if (row.size() < needed)
            fail(path, line, std::to_string(row.size()) + " fields, expected at least " + std::to_string(needed));
        LabelledFile item{row[fileColumn], row[categoryColumn]};
        if (item.file.empty() || item.category.empty()) fail(path, line, "FILE_NAME or CATEGORY is empty");
        if (leavesFolder(item.file)) fail(path, line, "FILE_NAME '" + item.file + "' leaves the images folder");
        files.push_back(std::move(item));
    }
    if (files.empty()) fail(path, 1, "names no image");
    return files;
}

} // namespace dnas
