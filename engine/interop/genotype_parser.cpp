// Reads the text forms of genotypes. A recursive descent over a small grammar of Python literals:
//   text  = [TIME] [NAME ('=' | ':')] NAME '(' KEYWORD '=' value {',' KEYWORD '=' value} [','] ')'
//   value = STRING | INTEGER | 'range' '(' INTEGER [',' INTEGER] ')' | ('[' | '(') [value {',' value} [',']] (']' | ')')
// The literals become a small tree with positions, which is then read as one of the published forms.
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/operations.h"
#include "engine/interop/genotype_rules.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace dnas {

namespace {

constexpr int kLargestNumber = 4096;      // nodes, cells: far above any real genotype, far below trouble
constexpr std::size_t kLargestText = 1 << 20;
constexpr int kDeepest = 8;
constexpr int kMostValues = 100000;  // a short text of ranges could ask for gigabytes

struct Node {
    enum Kind { Text, Number, List } kind = List;
    std::string text;
    int number = 0;
    std::vector<Node> items;
    std::size_t at = 0;
};

class Reader {
  public:
    explicit Reader(std::string_view text) : m_text(text) {
        if (text.size() > kLargestText) throw EngineError(ErrorCode::Format, "The text is longer than 1 MB: no genotype.");
    }

    [[noreturn]] void fail(std::size_t at, const std::string& what) const {
        int line = 1, column = 1;
        for (std::size_t i = 0; i < at && i < m_text.size(); ++i) {
            column = m_text[i] == '\n' ? 1 : column + 1;
            line += m_text[i] == '\n';
        }
        throw EngineError(ErrorCode::Format, "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + what,
                          "Expected a text like Genotype(normal=[('sep_conv_3x3', 0), ...], normal_concat=range(2, 6), reduce=[...], "
                          "reduce_concat=range(2, 6)).");
    }

    std::size_t position() {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at]))) ++m_at;
        return m_at;
    }
    /// Lines of the published scripts' logs begin with a time: "05/01 12:00:00 PM genotype = Genotype(...)".
    void skipTimeStamp() {
        const std::size_t start = position();
        if (start == m_text.size() || !std::isdigit(static_cast<unsigned char>(m_text[start]))) return;
        std::size_t at = start;
        while (at < m_text.size() && std::string_view("0123456789/:-., APM").find(m_text[at]) != std::string_view::npos) ++at;
        m_at = at;
    }
    bool atEnd() { return position() == m_text.size(); }
    bool take(char c) {
        if (atEnd() || m_text[m_at] != c) return false;
        ++m_at;
        return true;
    }
    void expect(char c) {
        if (!take(c)) fail(m_at, std::string("expected '") + c + "'" + found());
    }
    std::string name() {
        const std::size_t start = position();
        while (m_at < m_text.size() && (std::isalnum(static_cast<unsigned char>(m_text[m_at])) || std::string_view("_-./").find(m_text[m_at]) != std::string_view::npos)) ++m_at;
        if (m_at == start) fail(start, "expected a name" + found());
        return std::string(m_text.substr(start, m_at - start));
    }
    Node value(int depth = 0) {
        if (depth > kDeepest) fail(position(), "nested too deeply");
        Node node;
        node.at = position();
        count(node.at);
        if (atEnd()) fail(m_at, "the text ends where a value is expected");
        const char c = m_text[m_at];
        if (c == '\'' || c == '"') {
            node.kind = Node::Text;
            node.text = quoted(c);
        } else if (c == '[' || c == '(') {
            ++m_at;
            const char close = c == '[' ? ']' : ')';
            while (!take(close)) {
                node.items.push_back(value(depth + 1));
                if (!take(',')) {
                    expect(close);
                    break;
                }
            }
        } else if (std::isdigit(static_cast<unsigned char>(c)) || c == '-') {
            node.kind = Node::Number;
            node.number = integer();
        } else {
            const std::string word = name();
            if (word != "range") fail(node.at, "expected a value, found '" + word + "'");
            readRange(node);
        }
        return node;
    }

  private:
    std::string found() { return atEnd() ? ", but the text ends" : std::string(", found '") + m_text[m_at] + "'"; }
    std::string quoted(char mark) {
        const std::size_t start = ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != mark && m_text[m_at] != '\n') ++m_at;
        if (m_at >= m_text.size() || m_text[m_at] != mark) fail(start - 1, "the quoted name does not end");
        return std::string(m_text.substr(start, m_at++ - start));
    }
    int integer() {
        const std::size_t start = position();
        const bool negative = take('-');
        long value = 0;
        const std::size_t digits = m_at;
        while (m_at < m_text.size() && std::isdigit(static_cast<unsigned char>(m_text[m_at])) && value <= kLargestNumber)
            value = value * 10 + (m_text[m_at++] - '0');
        if (m_at == digits) fail(start, "expected a whole number" + found());
        if (value > kLargestNumber) fail(start, "the number is larger than " + std::to_string(kLargestNumber));
        return static_cast<int>(negative ? -value : value);
    }
    void readRange(Node& node) {
        expect('(');
        int first = 0, last = integer();
        if (take(',')) {
            first = last;
            last = integer();
        }
        expect(')');
        for (int i = first; i < last; ++i) {
            count(node.at);
            Node item;
            item.kind = Node::Number;
            item.number = i;
            item.at = node.at;
            node.items.push_back(item);
        }
    }

    void count(std::size_t at) {
        if (++m_values > kMostValues) fail(at, "more than " + std::to_string(kMostValues) + " values: no genotype");
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_values = 0;
};

class Interpreter {
  public:
    explicit Interpreter(std::string_view text) : m_reader(text) { readKeywords(); }

    Genotype genotype() {
        if (m_values.count("genes")) return nested();
        if (m_values.count("channels")) return channels();
        if (m_values.count("encoder") || m_values.count("predictor")) return chains();
        return pair();
    }

  private:
    void readKeywords() {
        m_reader.skipTimeStamp();
        std::size_t start = m_reader.position();
        std::string head = m_reader.name();
        if (m_reader.take('=') || m_reader.take(':')) {
            start = m_reader.position();
            head = m_reader.name();
        }
        if (head.rfind("Genotype", 0) != 0) m_reader.fail(start, "expected 'Genotype(', found '" + head + "'");
        m_reader.expect('(');
        while (!m_reader.take(')')) {
            const std::size_t at = m_reader.position();
            const std::string keyword = m_reader.name();
            m_reader.expect('=');
            if (!m_values.emplace(keyword, m_reader.value()).second) m_reader.fail(at, "keyword '" + keyword + "' stands twice");
            if (!m_reader.take(',')) {
                m_reader.expect(')');
                break;
            }
        }
        m_end = m_reader.position();
        if (!m_reader.atEnd()) m_reader.fail(m_end, "there is more text after the genotype");
    }

    const Node& need(const std::string& keyword) const {
        const auto it = m_values.find(keyword);
        if (it == m_values.end()) m_reader.fail(m_end, "keyword '" + keyword + "' is missing");
        return it->second;
    }
    void allow(const std::set<std::string>& keywords) const {
        for (const auto& [keyword, node] : m_values)
            if (!keywords.count(keyword)) m_reader.fail(node.at, "unknown keyword '" + keyword + "'");
    }
    std::vector<int> numbers(const Node& node, const std::string& what) const {
        if (node.kind != Node::List) m_reader.fail(node.at, what + " must be a list of numbers or range(a, b)");
        std::vector<int> result;
        for (const Node& item : node.items) {
            if (item.kind != Node::Number) m_reader.fail(item.at, what + " must hold numbers only");
            result.push_back(item.number);
        }
        return result;
    }
    const std::string& operation(const Node& node) const {
        if (node.kind != Node::Text) m_reader.fail(node.at, "expected an operation's name in quotes");
        if (!findOperation(node.text)) m_reader.fail(node.at, "unknown operation '" + node.text + "'");
        return node.text;
    }
    int number(const Node& node) const {
        if (node.kind != Node::Number) m_reader.fail(node.at, "expected a node's number");
        return node.number;
    }
    void checkEdge(const Node& node, const GenotypeEdge& edge) const {
        if (edge.to < 2) m_reader.fail(node.at, "edge to node " + std::to_string(edge.to) + ": intermediate nodes begin at 2");
        if (edge.from < 0 || edge.from >= edge.to)
            m_reader.fail(node.at, "edge from node " + std::to_string(edge.from) + " to node " + std::to_string(edge.to) +
                                       ": it must come from an earlier node, 0 to " + std::to_string(edge.to - 1));
    }
    /// Tuples that name their target must stay within the nodes that concat knows.
    void checkTargets(const Node& list, const CellGenotype& cell) const {
        const int last = *std::max_element(cell.concat.begin(), cell.concat.end());
        for (std::size_t i = 0; i < cell.edges.size(); ++i)
            if (cell.edges[i].to > last)
                m_reader.fail(list.items[i].at, "edge to node " + std::to_string(cell.edges[i].to) +
                                                    ", which is missing: the last node of concat is " + std::to_string(last));
    }
    /// @param pairs set when the tuples have two entries (they must all agree)
    std::vector<GenotypeEdge> edges(const Node& list, int& tupleSize) const {
        if (list.kind != Node::List) m_reader.fail(list.at, "expected a list of operations");
        std::vector<GenotypeEdge> result;
        for (std::size_t i = 0; i < list.items.size(); ++i) {
            const Node& item = list.items[i];
            const int size = static_cast<int>(item.items.size());
            if (item.kind != Node::List || (size != 2 && size != 3)) m_reader.fail(item.at, "expected (operation, from) or (operation, to, from)");
            if (tupleSize != 0 && tupleSize != size) m_reader.fail(item.at, "2-tuples and 3-tuples are mixed");
            tupleSize = size;
            GenotypeEdge edge{operation(item.items[0]), static_cast<int>(i) / 2 + 2, 0};
            if (size == 3) edge.to = number(item.items[1]);
            edge.from = number(item.items[size - 1]);
            checkEdge(item, edge);
            result.push_back(edge);
        }
        if (tupleSize == 2 && list.items.size() % 2 != 0)
            m_reader.fail(list.at, "an odd number of 2-tuples (" + std::to_string(list.items.size()) + "): each node has two edges");
        return result;
    }
    std::vector<int> concat(const std::string& keyword) const {
        const Node& list = need(keyword);
        const std::vector<int> nodes = numbers(list, keyword);
        if (nodes.empty()) m_reader.fail(list.at, keyword + " names no node");
        for (int node : nodes)
            if (node < 2 || node > kLargestNode)
                m_reader.fail(list.at, keyword + " names node " + std::to_string(node) + ": intermediate nodes are 2 to " +
                                           std::to_string(kLargestNode));
        return nodes;
    }
    /// Numbers of `what` ("cell", "gene"), each below `count`.
    std::vector<int> indices(const std::string& keyword, const std::string& what, std::size_t count) const {
        const std::vector<int> result = numbers(need(keyword), keyword);
        for (int index : result)
            if (index < 0 || index >= static_cast<int>(count))
                m_reader.fail(need(keyword).at, keyword + " names " + what + " " + std::to_string(index) + "; there are " +
                                                    std::to_string(count) + ", from 0");
        return result;
    }

    Genotype channels() const {
        const Node& list = need("channels");
        std::set<std::string> keywords{"channels"};
        Genotype genotype;
        genotype.form = GenotypeForm::Channels;
        for (const Node& item : list.items) {
            if (item.kind != Node::Text) m_reader.fail(item.at, "expected a channel's name in quotes");
            if (keywords.count(item.text + "_normal")) m_reader.fail(item.at, "channel '" + item.text + "' stands twice");
            for (const char* type : {"normal", "reduce"}) {
                const std::string keyword = item.text + "_" + type;
                keywords.insert({keyword, keyword + "_concat"});
                int tupleSize = 3;
                CellGenotype cell{item.text + " " + type, edges(need(keyword), tupleSize), concat(keyword + "_concat")};
                checkTargets(need(keyword), cell);
                genotype.cells.push_back(std::move(cell));
            }
        }
        if (genotype.cells.empty()) m_reader.fail(list.at, "channels must be a list of names");
        allow(keywords);
        return genotype;
    }

    Genotype pair() const {
        allow({"normal", "normal_concat", "reduce", "reduce_concat"});
        Genotype genotype;
        int tupleSize = 0;
        for (const char* name : {"normal", "reduce"}) {
            CellGenotype cell;
            cell.name = name;
            cell.edges = edges(need(name), tupleSize);
            cell.concat = concat(std::string(name) + "_concat");
            int last = 1;
            for (const GenotypeEdge& edge : cell.edges) last = std::max(last, edge.to);
            if (tupleSize == 2)
                for (int node : cell.concat)
                    if (node > last) m_reader.fail(need(std::string(name) + "_concat").at, std::string(name) + "_concat names node " + std::to_string(node) + ", which is missing");
            if (tupleSize == 3) checkTargets(need(name), cell);
            genotype.cells.push_back(std::move(cell));
        }
        genotype.form = tupleSize == 2 ? GenotypeForm::Pairs : GenotypeForm::Triples;
        return genotype;
    }

    Genotype nested() const {
        allow({"genes", "seq", "concat", "reductions"});
        Genotype genotype;
        genotype.form = m_values.count("seq") ? GenotypeForm::Opt : GenotypeForm::Nested;
        const std::vector<int> nodes = concat("concat");
        const Node& genes = need("genes");
        if (genes.kind != Node::List || genes.items.empty()) m_reader.fail(genes.at, "genes must be a list of cells");
        for (std::size_t i = 0; i < genes.items.size(); ++i) {
            int tupleSize = 3;
            const char* what = genotype.form == GenotypeForm::Opt ? "gene " : "cell ";
            genotype.cells.push_back({what + std::to_string(i), edges(genes.items[i], tupleSize), nodes});
            checkTargets(genes.items[i], genotype.cells.back());
        }
        if (genotype.form == GenotypeForm::Opt) {
            genotype.sequence = indices("seq", "gene", genotype.cells.size());
            if (genotype.sequence.empty()) m_reader.fail(need("seq").at, "seq names no gene");
        }
        const bool opt = genotype.form == GenotypeForm::Opt;
        genotype.reductions = indices("reductions", "cell", opt ? genotype.sequence.size() : genotype.cells.size());
        return genotype;
    }

    Genotype chains() const {
        allow({"encoder", "predictor"});
        Genotype genotype;
        genotype.form = GenotypeForm::Chain;
        for (const char* name : {"encoder", "predictor"}) {
            const auto it = m_values.find(name);
            if (it == m_values.end()) continue;
            ChainGenotype chain{name, {}};
            if (it->second.items.empty()) m_reader.fail(it->second.at, std::string(name) + " must be a list of layers");
            for (const Node& layer : it->second.items) {
                chain.layers.emplace_back();
                for (const Node& item : layer.items) {
                    if (item.kind != Node::Text || !isChainOperation(item.text)) m_reader.fail(item.at, "unknown operation '" + item.text + "' of a chain");
                    chain.layers.back().push_back(item.text);
                }
                if (chain.layers.back().empty()) m_reader.fail(layer.at, "a layer needs at least one operation in a list");
            }
            genotype.chains.push_back(std::move(chain));
        }
        return genotype;
    }

    Reader m_reader;
    std::map<std::string, Node> m_values;
    std::size_t m_end = 0;
};

} // namespace

Genotype parseGenotype(std::string_view text) {
    Genotype genotype = Interpreter(text).genotype();
    validate(genotype);
    return genotype;
}

} // namespace dnas
