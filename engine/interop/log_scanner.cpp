#include "engine/interop/log_scanner.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

namespace dnas {

namespace {

constexpr std::size_t kMostRows = 4096, kMostColumns = 64, kLongestPiece = 1 << 20, kLongestLine = 1 << 16;

bool isWordChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// Words of a line: letters, digits, and the signs of numbers; everything else divides.
std::vector<std::string_view> wordsOf(std::string_view line) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < line.size();) {
        const auto inWord = [&](char c) { return isWordChar(c) || c == '.' || c == '-' || c == '+'; };
        while (at < line.size() && !inWord(line[at])) ++at;
        const std::size_t start = at;
        while (at < line.size() && inWord(line[at])) ++at;
        if (at > start) words.push_back(line.substr(start, at - start));
    }
    return words;
}

std::string lower(std::string_view word) {
    std::string text(word);
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

bool readNumber(std::string_view word, double& value) {
    const std::string text = lower(word);
    if (text == "nan" || text == "-nan") return value = std::numeric_limits<double>::quiet_NaN(), true;
    if (text == "inf" || text == "-inf") return value = (text[0] == '-' ? -1 : 1) * std::numeric_limits<double>::infinity(), true;
    const char* first = word.data() + (!word.empty() && word[0] == '+');
    const char* last = word.data() + word.size();
    const auto parsed = std::from_chars(first, last, value);
    if (parsed.ec != std::errc()) return false;
    return parsed.ptr == last || (parsed.ptr + 1 == last && *parsed.ptr == '.'); // tensors print "1."
}

class Scanner {
  public:
    Scanner(std::string_view text, const std::string& file, LogVisitor& visitor) : m_text(text), m_file(file), m_visitor(visitor) {}

    void run() {
        while (m_at < m_text.size()) {
            const std::size_t end = std::min(m_text.find('\n', m_at), m_text.size());
            const std::size_t next = line(m_text.substr(m_at, end - m_at));
            // What spans several lines ends inside a line; the rest of that line is nothing but its closing remarks.
            const std::size_t from = std::max(end, std::min(m_text.find('\n', next), m_text.size()));
            m_line += static_cast<int>(std::count(m_text.begin() + static_cast<long>(m_at), m_text.begin() + static_cast<long>(from), '\n')) + 1;
            m_at = from + 1;
        }
    }

  private:
    [[noreturn]] void fail(int line, const std::string& what, const std::string& hint = {}) const {
        throw EngineError(ErrorCode::Format, m_file + ", line " + std::to_string(line) + ": " + what, hint);
    }

    [[noreturn]] void failAbbreviated(int line) const {
        fail(line, "the tensor is abbreviated ('...').", "Print it whole: torch.set_printoptions(threshold=10**6).");
    }

    /// @return where reading goes on (inside the last line that was used)
    std::size_t line(std::string_view text) {
        if (const std::size_t at = text.find("Genotype"); at != std::string_view::npos && opens(text, at)) return genotype(m_at + at);
        if (const std::size_t at = text.find("tensor("); at != std::string_view::npos && (at == 0 || !isWordChar(text[at - 1])))
            return matrix(m_at + at);
        plain(text);
        return m_at;
    }

    /// "Genotype(" or "Genotype_nested(": the word, then a bracket.
    static bool opens(std::string_view text, std::size_t at) {
        if (at > 0 && isWordChar(text[at - 1])) return false;
        while (at < text.size() && isWordChar(text[at])) ++at;
        return at < text.size() && text[at] == '(';
    }

    /// Position after the bracket that closes the one at or after `at`; names in quotes do not count.
    std::size_t closing(std::size_t at, const char* what) const {
        int depth = 0;
        char quote = 0;
        const std::size_t limit = std::min(m_text.size(), at + kLongestPiece);
        for (std::size_t i = at; i < limit; ++i) {
            const char c = m_text[i];
            if (quote) {
                if (c == quote || c == '\n') quote = 0;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '(' || c == '[') {
                ++depth;
            } else if ((c == ')' || c == ']') && --depth == 0) {
                return i + 1;
            }
        }
        fail(m_line, std::string(what) + " does not end.", "Is the log cut off? Remove its last epoch.");
    }

    std::size_t genotype(std::size_t at) {
        const std::size_t end = closing(at, "the genotype");
        try {
            m_visitor.onGenotype(m_line, parseGenotype(m_text.substr(at, end - at)));
        } catch (const EngineError& error) {
            // Its lines and columns are counted from where the genotype begins.
            int line = 0, column = 0, length = 0;
            const std::string text = error.what();
            if (std::sscanf(text.c_str(), "line %d, column %d: %n", &line, &column, &length) < 2) fail(m_line, text, error.hint());
            if (line == 1) column += static_cast<int>(at - m_at);
            fail(m_line + line - 1, "column " + std::to_string(column) + ": " + text.substr(static_cast<std::size_t>(length)), error.hint());
        }
        return end;
    }

    std::size_t matrix(std::size_t at) {
        const std::size_t open = at + std::string_view("tensor").size();
        const std::size_t end = closing(open, "the tensor");
        std::size_t i = open + 1;
        while (i < end && std::isspace(static_cast<unsigned char>(m_text[i]))) ++i;
        std::size_t inner = i + 1;
        while (inner < end && std::isspace(static_cast<unsigned char>(m_text[inner]))) ++inner;
        if (m_text.compare(i, 1, "[") != 0 || inner >= end || m_text[inner] != '[') return end; // a number or a vector: no alpha
        LogMatrix matrix;
        matrix.line = m_line;
        int line = m_line;
        std::size_t counted = at; // newlines up to here are in `line`
        for (i = inner; i < end && m_text[i] != ']';) { // at a row's bracket, or between two rows
            if (m_text[i] == '.') failAbbreviated(line);
            if (m_text[i] != '[') {
                ++i;
                continue;
            }
            for (; counted < i; ++counted) line += m_text[counted] == '\n';
            const std::size_t rowEnd = std::min(m_text.find(']', i), end);
            row(matrix, m_text.substr(i + 1, rowEnd - i - 1), line);
            i = rowEnd + 1;
        }
        m_visitor.onMatrix(std::move(matrix));
        return end;
    }

    void row(LogMatrix& matrix, std::string_view text, int line) const {
        if (text.find("...") != std::string_view::npos) failAbbreviated(line);
        if (text.find('[') != std::string_view::npos) fail(line, "the tensor has more than two dimensions; alpha is a matrix.");
        std::size_t columns = 0;
        for (std::string_view word : wordsOf(text)) {
            double value = 0;
            if (!readNumber(word, value)) fail(line, "'" + std::string(word.substr(0, 40)) + "' in the tensor is no number.");
            matrix.values.push_back(value);
            if (++columns > kMostColumns) fail(line, "the tensor has more than " + std::to_string(kMostColumns) + " columns; alpha has one an operation.");
        }
        if (columns == 0) fail(line, "the tensor has an empty row.");
        if (matrix.columns != 0 && columns != matrix.columns)
            fail(line, "this row of the tensor has " + std::to_string(columns) + " numbers, the one before " + std::to_string(matrix.columns) + ".");
        matrix.columns = columns;
        if (matrix.rows() > kMostRows) fail(line, "the tensor has more than " + std::to_string(kMostRows) + " rows; alpha has one an edge.");
    }

    void plain(std::string_view text) {
        if (text.size() > kLongestLine) return; // no line of metrics
        const std::vector<std::string_view> words = wordsOf(text);
        for (std::size_t i = 0; i + 1 < words.size(); ++i) {
            const std::string word = lower(words[i]);
            double value = 0;
            if (word == "train" || word == "valid") running(word + "_", words, i + 1);
            if (!readNumber(words[i + 1], value)) continue;
            const bool whole = value >= 0 && value < 9e15 && value == std::floor(value);
            if (word == "epoch" && whole && value < 1e6) m_visitor.onEpoch(m_line, static_cast<int>(value));
            if (word == "seed" && whole) m_visitor.onSeed(static_cast<std::uint64_t>(value));
            if (word == "lr") m_visitor.onMetric(word, value);
            if (word == "train_acc" || word == "valid_acc") m_visitor.onMetric(word.substr(0, 6) + "top1", value / 100);
        }
    }

    /// "050 1.65 39.1 88.0" or "Step: 050 Objs: 1.65 R1: 39.1 R5: 88.0": step, loss, top-1, top-5.
    void running(const std::string& prefix, const std::vector<std::string_view>& words, std::size_t at) {
        std::vector<double> numbers;
        for (std::size_t end = std::min(words.size(), at + 8); at < end && numbers.size() < 4; ++at) {
            double value = 0;
            if (readNumber(words[at], value)) numbers.push_back(value);
        }
        if (numbers.size() < 4) return;
        m_visitor.onMetric(prefix + "loss", numbers[1]);
        m_visitor.onMetric(prefix + "top1", numbers[2] / 100);
        m_visitor.onMetric(prefix + "top5", numbers[3] / 100);
    }

    std::string_view m_text;
    const std::string& m_file;
    LogVisitor& m_visitor;
    std::size_t m_at = 0;
    int m_line = 1;
};

} // namespace

void scanLog(std::string_view text, const std::string& file, LogVisitor& visitor) { Scanner(text, file, visitor).run(); }

} // namespace dnas
