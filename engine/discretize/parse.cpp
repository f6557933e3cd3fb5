#include "engine/api/discretize.h"

#include "engine/api/cell_arrangement.h"
#include "engine/siamese/chain_facts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace dnas {

namespace {

constexpr double kLowest = -std::numeric_limits<double>::infinity();
constexpr std::size_t kNoColumn = std::numeric_limits<std::size_t>::max();

/// Parses one group and keeps the reason of every entry.
class CellParser {
  public:
    CellParser(const AlphaGroup& group, const DiscretizeSpec& rule) : m_group(group), m_rule(rule) {
        if (group.weights.size() == group.rowCount() * group.columnCount())
            for (std::size_t row = 0; row < group.rowCount(); ++row)
                if (isEdge(group.rows[row])) m_rowsOfNode[group.rows[row].to].push_back(row);
        m_banned.assign(group.rowCount() * group.columnCount(), false);
        parse();
        // P-DARTS's cap: the weakest kept skip connection counts as zero and its node chooses again, until the cap holds.
        while (m_rule.skipCap >= 0 && banWeakestSkip()) parse();
    }

    const CellGenotype& cell() const { return m_cell; }

    std::vector<ParseReason> reasons() const {
        std::vector<ParseReason> result;
        if (m_rowsOfNode.empty()) return result;
        for (std::size_t row = 0; row < m_group.rowCount(); ++row)
            for (std::size_t column = 0; column < m_group.columnCount(); ++column) {
                double other = kLowest;
                for (std::size_t o = 0; o < m_group.columnCount(); ++o)
                    if (o != column) other = std::max(other, m_group.weight(row, o));
                const double weight = m_group.weight(row, column);
                result.push_back({static_cast<int>(row), static_cast<int>(column), weight,
                                  m_group.columnCount() > 1 ? weight - other : weight, verdict(row, column)});
            }
        return result;
    }

  private:
    /// Rows of other spaces (layers, gates) are no edges and make no cell.
    static bool isEdge(const AlphaRow& row) { return row.to >= 2 && row.from >= 0 && row.from < row.to; }
    std::size_t index(std::size_t row, std::size_t column) const { return row * m_group.columnCount() + column; }
    /// What ranks an operation. NaN ranks last: comparisons with it would make the order meaningless.
    double score(std::size_t row, std::size_t column) const {
        const double weight = m_group.weight(row, column);
        return std::isnan(weight) ? kLowest : weight;
    }
    bool isNone(std::size_t column) const { return m_group.columns[column] == "none"; }
    bool selectable(std::size_t row, std::size_t column) const { return !isNone(column) && !m_banned[index(row, column)]; }

    /// Columns that may be taken, best first; equal weights in column order.
    std::vector<std::size_t> ranked(std::size_t row) const {
        std::vector<std::size_t> columns;
        for (std::size_t column = 0; column < m_group.columnCount(); ++column)
            if (selectable(row, column)) columns.push_back(column);
        std::stable_sort(columns.begin(), columns.end(),
                         [&](std::size_t a, std::size_t b) { return score(row, a) > score(row, b); });
        return columns;
    }

    void keep(std::size_t row, std::size_t column) {
        m_verdicts[index(row, column)] = ParseVerdict::Kept;
        m_cell.edges.push_back({m_group.columns[column], m_group.rows[row].to, m_group.rows[row].from});
        m_kept.push_back({row, column});
    }

    /// The front of ranked(), without sorting: views parse hundreds of epochs at once to tell for how long an edge is stable.
    std::size_t bestColumn(std::size_t row) const {
        std::size_t best = kNoColumn;
        for (std::size_t column = 0; column < m_group.columnCount(); ++column)
            if (selectable(row, column) && (best == kNoColumn || score(row, column) > score(row, best))) best = column;
        return best;
    }

    /// darts, sparse: the best operation of each of the best edges.
    void parseTopEdges(const std::vector<std::size_t>& rows) {
        struct Edge {
            std::size_t row, column;
            double score;
        };
        std::vector<Edge> edges;
        for (std::size_t row : rows) {
            const std::size_t column = bestColumn(row);
            edges.push_back({row, column, column == kNoColumn ? kLowest : score(row, column)});
        }
        std::stable_sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.score > b.score; });
        for (std::size_t i = 0; i < edges.size(); ++i) {
            const auto [row, column, score] = edges[i];
            if (column == kNoColumn) continue;
            if (static_cast<int>(i) >= m_rule.edgesPerNode)
                m_verdicts[index(row, column)] = ParseVerdict::EdgeNotInTop;
            else if (m_rule.method == ParseMethod::Sparse && score < m_rule.threshold && static_cast<int>(i) >= m_rule.keptEdges)
                m_verdicts[index(row, column)] = ParseVerdict::BelowThreshold;
            else
                keep(row, column);
        }
    }

    /// edge: the two best operations of every edge that reach the threshold, the lower first; complete: all, in column order.
    void parseAllEdges(const std::vector<std::size_t>& rows) {
        constexpr std::size_t kPerEdge = 2;
        for (std::size_t row : rows) {
            std::vector<std::size_t> columns = ranked(row);
            if (m_rule.method == ParseMethod::Edge) {
                columns.resize(std::min(kPerEdge, columns.size()));
                std::reverse(columns.begin(), columns.end());
            } else {
                std::sort(columns.begin(), columns.end());
            }
            for (std::size_t column : columns) {
                if (score(row, column) >= m_rule.threshold)
                    keep(row, column);
                else
                    m_verdicts[index(row, column)] = ParseVerdict::BelowThreshold;
            }
        }
    }

    void parse() {
        m_cell = {m_group.name, {}, {}};
        m_kept.clear();
        m_verdicts.assign(m_group.rowCount() * m_group.columnCount(), ParseVerdict::NotBestOfEdge);
        for (const auto& [node, rows] : m_rowsOfNode) {
            if (m_rule.method == ParseMethod::Darts || m_rule.method == ParseMethod::Sparse)
                parseTopEdges(rows);
            else
                parseAllEdges(rows);
            m_cell.concat.push_back(node);
        }
    }

    bool banWeakestSkip() {
        int count = 0;
        std::pair<std::size_t, std::size_t> weakest{};
        for (const auto& [row, column] : m_kept) {
            if (m_group.columns[column] != "skip_connect") continue;
            if (count++ == 0 || score(row, column) < score(weakest.first, weakest.second)) weakest = {row, column};
        }
        if (count <= m_rule.skipCap) return false;
        m_banned[index(weakest.first, weakest.second)] = true;
        return true;
    }

    ParseVerdict verdict(std::size_t row, std::size_t column) const {
        if (isNone(column)) return ParseVerdict::NoneExcluded;
        if (m_banned[index(row, column)]) return ParseVerdict::OverSkipCap;
        return m_verdicts[index(row, column)];
    }

    const AlphaGroup& m_group;
    const DiscretizeSpec& m_rule;
    std::map<int, std::vector<std::size_t>> m_rowsOfNode;
    std::vector<bool> m_banned;
    CellGenotype m_cell;
    std::vector<std::pair<std::size_t, std::size_t>> m_kept;
    std::vector<ParseVerdict> m_verdicts;
};

} // namespace

CellGenotype parseCell(const AlphaGroup& group, const DiscretizeSpec& rule) { return CellParser(group, rule).cell(); }

std::vector<ParseReason> explainParse(const AlphaGroup& group, const DiscretizeSpec& rule) { return CellParser(group, rule).reasons(); }

Genotype parseGenotypeOf(const std::vector<AlphaGroup>& alpha, const DiscretizeSpec& rule,
                         const std::vector<int>& reductions, const std::vector<int>& sequence) {
    // Layers of a chain are no edges: each takes its best operation (thesis algorithm 4), whatever the rule for edges.
    if (!alpha.empty() && alpha.front().name == "encoder") return parseChains(alpha);
    Genotype genotype;
    for (const AlphaGroup& group : alpha) genotype.cells.push_back(parseCell(group, rule));
    std::vector<std::string> names;
    for (const AlphaGroup& group : alpha) names.push_back(group.name);
    if (!channelsOfNames(names).empty()) {
        genotype.form = GenotypeForm::Channels;
        return genotype;
    }
    const bool pair = alpha.size() == 2 && alpha[0].name == "normal" && alpha[1].name == "reduce";
    if (!pair) {
        genotype.form = sequence.empty() ? GenotypeForm::Nested : GenotypeForm::Opt;
        genotype.reductions = reductions;
        genotype.sequence = sequence;
        return genotype;
    }
    // Pairs name their targets by position: that needs exactly two edges a node.
    bool pairs = rule.method == ParseMethod::Darts;
    for (const CellGenotype& cell : genotype.cells)
        for (std::size_t i = 0; i < cell.edges.size(); ++i) pairs &= cell.edges[i].to == static_cast<int>(i) / 2 + 2;
    for (const CellGenotype& cell : genotype.cells) pairs &= cell.edges.size() == 2 * cell.concat.size();
    genotype.form = pairs ? GenotypeForm::Pairs : GenotypeForm::Triples;
    return genotype;
}

Genotype parseGenotypeIn(const CellSpaceSpec& space, const std::vector<AlphaGroup>& alpha, const DiscretizeSpec& rule) {
    const CellArrangement cells = arrangementOf(space);
    const bool shared = space.sharing == AlphaSharing::ByGene;
    return parseGenotypeOf(alpha, rule, cells.reductions, shared ? cells.groupOfCell : std::vector<int>{});
}

const char* text(ParseVerdict verdict) {
    switch (verdict) {
    case ParseVerdict::Kept: return "kept";
    case ParseVerdict::NoneExcluded: return "'none' is never taken";
    case ParseVerdict::NotBestOfEdge: return "another operation of this edge ranks higher";
    case ParseVerdict::EdgeNotInTop: return "the edge is not among the best of its node";
    case ParseVerdict::BelowThreshold: return "below the threshold";
    case ParseVerdict::OverSkipCap: return "over the cap of skip connections";
    }
    return "";
}

const char* name(ParseVerdict verdict) {
    switch (verdict) {
    case ParseVerdict::Kept: return "kept";
    case ParseVerdict::NoneExcluded: return "none_excluded";
    case ParseVerdict::NotBestOfEdge: return "not_best_of_edge";
    case ParseVerdict::EdgeNotInTop: return "edge_not_in_top";
    case ParseVerdict::BelowThreshold: return "below_threshold";
    case ParseVerdict::OverSkipCap: return "over_skip_cap";
    }
    return "";
}

} // namespace dnas
