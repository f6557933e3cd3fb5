#include "engine/api/distance.h"

#include "engine/api/cell_stack.h"
#include "engine/api/error.h"
#include "engine/api/operations.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace dnas {

namespace {

constexpr std::size_t kOperations = 12; // S_o
constexpr double kEdgesOfPaperCell = 14;

using Row = std::bitset<kOperations>;            // which operations stand on an edge
using Rows = std::map<std::pair<int, int>, Row>; // by (to, from); edges without operations are left out

Rows rowsOf(const CellGenotype& cell) {
    const std::vector<std::string>& names = operationNames(OperationSet::DartOpti);
    Rows rows;
    for (const GenotypeEdge& edge : cell.edges) {
        if (edge.operation == "none") continue;
        const auto found = std::find(names.begin(), names.end(), edge.operation);
        if (found == names.end())
            throw EngineError(ErrorCode::Unsupported,
                              "Cell '" + cell.name + "': operation '" + edge.operation +
                                  "' has no weight in the distance.",
                              "M is defined for DARTOpti's 12 operations, see table 4.1.");
        rows[{edge.to, edge.from}].set(static_cast<std::size_t>(found - names.begin()));
    }
    return rows;
}

/// Number of edges that the cell could have: a node has one from every earlier node.
std::size_t possibleEdges(const CellGenotype& cell) {
    int last = 1;
    for (int node : cell.concat)
        last = std::max(last, node);
    for (const GenotypeEdge& edge : cell.edges)
        last = std::max(last, edge.to);
    std::size_t edges = 0;
    for (int node = 2; node <= last; ++node)
        edges += static_cast<std::size_t>(node);
    return edges;
}

class Hamming {
  public:
    explicit Hamming(const std::vector<double>& weights)
        : m_weights(weights), m_sum(std::accumulate(weights.begin(), weights.end(), 0.0)) {
        const bool usable = weights.size() == kOperations && std::isfinite(m_sum) &&
                            std::all_of(weights.begin(), weights.end(), [](double w) { return w > 0; });
        if (!usable)
            throw EngineError(ErrorCode::Usage, "The weights of the distance must be " + std::to_string(kOperations) +
                                                    " finite numbers above 0, one an operation; given are " +
                                                    std::to_string(weights.size()) + ".");
    }
    double operator()(const Row& u, const Row& v) const {
        const Row differing = u ^ v;
        double sum = 0;
        for (std::size_t o = 0; o < kOperations; ++o)
            if (differing[o]) sum += m_weights[o];
        return sum / m_sum;
    }

  private:
    const std::vector<double>& m_weights;
    double m_sum;
};

std::vector<Row> edgeRows(const CellGenotype& cell) {
    const Rows rows = rowsOf(cell);
    std::vector<Row> list;
    for (const auto& [edge, row] : rows)
        list.push_back(row);
    if (rows.size() < possibleEdges(cell)) list.emplace_back(); // an edge without operations is a row, too
    return list;
}

/// sup over a of the distance to the nearest row of b.
double directedHausdorff(const std::vector<Row>& a, const std::vector<Row>& b, const Hamming& d) {
    double farthest = 0;
    for (const Row& x : a) {
        double nearest = std::numeric_limits<double>::infinity();
        for (const Row& y : b)
            nearest = std::min(nearest, d(x, y));
        farthest = std::max(farthest, nearest);
    }
    return farthest;
}

double hausdorff(const CellGenotype& a, const CellGenotype& b, const Hamming& d) {
    const std::vector<Row> x = edgeRows(a), y = edgeRows(b);
    return std::max(directedHausdorff(x, y, d), directedHausdorff(y, x, d));
}

double edgeByEdge(const CellGenotype& a, const CellGenotype& b, const Hamming& d) {
    std::map<std::pair<int, int>, std::pair<Row, Row>>
        edges; // in an order that does not depend on which cell comes first
    for (const auto& [edge, row] : rowsOf(a))
        edges[edge].first = row;
    for (const auto& [edge, row] : rowsOf(b))
        edges[edge].second = row;
    double sum = 0;
    for (const auto& [edge, rows] : edges)
        sum += d(rows.first, rows.second);
    return std::min(1.0, sum / kEdgesOfPaperCell);
}

double ofCells(const CellGenotype& a, const CellGenotype& b, DistanceForm form, const Hamming& d) {
    return form == DistanceForm::Published ? hausdorff(a, b, d) : edgeByEdge(a, b, d);
}

/// The cells that stand for a genotype in the mean of equation 4.8.
std::vector<const CellGenotype*> comparedCells(const Genotype& genotype, const DistanceOptions& options) {
    if (genotype.form == GenotypeForm::Chain)
        throw EngineError(
            ErrorCode::Unsupported,
            "The distance M is defined for genotypes of cells; this one is of projector and predictor chains.");
    validate(genotype);
    const bool pair = genotype.form == GenotypeForm::Pairs || genotype.form == GenotypeForm::Triples;
    const bool channels = genotype.form == GenotypeForm::Channels; // compared channel by channel, type by type
    const bool byPlace = channels ? false : pair ? options.stackedCells > 0 : options.form == DistanceForm::Aligned;
    std::vector<const CellGenotype*> cells;
    if (byPlace)
        for (const CellPlace& place : cellStack(genotype, options.stackedCells))
            cells.push_back(&genotype.cells[place.gene]);
    else
        for (const CellGenotype& cell : genotype.cells)
            cells.push_back(&cell);
    return cells;
}

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace

double cellDistance(const CellGenotype& a, const CellGenotype& b, const DistanceOptions& options) {
    return ofCells(a, b, options.form, Hamming(options.weights));
}

std::vector<double> cellDistances(const Genotype& a, const Genotype& b, const DistanceOptions& options) {
    constexpr int kMostCells = 4096;
    if (options.stackedCells < 0 || options.stackedCells > kMostCells)
        throw EngineError(ErrorCode::Usage, "Genotypes can be stacked to 1 to " + std::to_string(kMostCells) +
                                                " cells; asked for are " + std::to_string(options.stackedCells) + ".");
    const std::vector<const CellGenotype*> x = comparedCells(a, options), y = comparedCells(b, options);
    const Hamming d(options.weights);
    const auto [fewer, more] = std::minmax({x.size(), y.size()});
    std::vector<double> distances(options.form == DistanceForm::Published ? fewer : more, 1.0);
    for (std::size_t i = 0; i < fewer; ++i)
        distances[i] = ofCells(*x[i], *y[i], options.form, d);
    return distances;
}

double distance(const Genotype& a, const Genotype& b, const DistanceOptions& options) {
    return mean(cellDistances(a, b, options));
}

std::vector<double> distanceMatrix(const std::vector<Genotype>& genotypes, const DistanceOptions& options) {
    const std::size_t n = genotypes.size();
    std::vector<double> matrix(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = i; j < n; ++j)
            matrix[i * n + j] = matrix[j * n + i] = distance(genotypes[i], genotypes[j], options);
    return matrix;
}

EpochDistances distancesOverEpochs(const std::vector<SnapshotPtr>& snapshots, const Genotype* start,
                                   const DistanceOptions& options) {
    constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
    const auto between = [&](const Genotype& a, const Genotype& b) {
        try {
            return distance(a, b, options);
        } catch (const EngineError& e) {
            if (e.code() == ErrorCode::Usage) throw; // the options; what remains concerns this epoch's genotype
            return kNothing;
        }
    };
    EpochDistances result;
    for (std::size_t i = 0; i < snapshots.size(); ++i) {
        const Genotype& genotype = snapshots[i]->genotype;
        result.fromStart.push_back(between(start ? *start : snapshots.front()->genotype, genotype));
        result.fromPrevious.push_back(i == 0 ? kNothing : between(snapshots[i - 1]->genotype, genotype));
    }
    return result;
}

} // namespace dnas
