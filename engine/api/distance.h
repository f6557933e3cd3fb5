// How far two architectures lie apart: the distance M between genotypes.
// Place: `dnas distance`, the heatmap and curves of the window, the stop rule of DARTOpti.
// Source: thesis section 4.1.5 (equations 4.6 to 4.8, algorithm 3, table 4.1) and the code published with it.
//
// Operations: two sets of operations on an edge differ by the normalised weighted Hamming distance
//   d(u, v) = sum_o w_o [o in exactly one of u, v] / sum_o w_o,
// over the 12 operations of S_o; `none` is no operation. Deviation: algorithm 3 prints a mean of w_o; the thesis's
// values are those of this form.
//
// Cells, published (equations 4.6, 4.7): the Hausdorff distance of the two sets of edge rows, edges without operations
// included.
//   It does not know which edge a row belongs to, so that different cells can be at distance 0: it is no metric.
// Cells, aligned: edge by edge, min(1, 1/14 sum_e d(x_e, y_e)). 14 edges has the papers' cell of four nodes; with the
// fixed divisor
//   cells of any number of nodes compare (an edge that one of them lacks is an edge without operations), and one
//   operation on one edge is worth the same in all. A metric.
//
// Architectures of unequal number of cells:
//   published: genes in pairs as they are written (Opt: its unique genes), the longer one's others are ignored, as in
//   the published code; aligned: places in pairs (Opt: along its sequence), divided by the larger number; a missing
//   cell counts 1, the largest distance of cells. The triangle inequality survives that.
// Pairs and Triples: normal with normal, reduce with reduce, or stacked to a number of cells to meet individual ones. M
// sees operations and edges only: not `concat`, not which cells reduce.
#pragma once

#include "engine/api/genotype.h"
#include "engine/api/snapshot.h"

#include <string>
#include <vector>

namespace dnas {

enum class DistanceForm { Published, Aligned };

/// Benchmark scores of the operations, which weigh them.
enum class WeightTable {
    Table41,   ///< table 4.1 of the thesis, with the third digit of its data file
    Repository ///< the other file of the repository, which its code reads by default
};

/// One score for each of operationNames(OperationSet::DartOpti), in percent.
const std::vector<double>& operationWeights(WeightTable table);

struct DistanceOptions {
    DistanceForm form = DistanceForm::Published;
    std::vector<double> weights = operationWeights(WeightTable::Table41); ///< of the 12 operations of S_o, above 0
    int stackedCells =
        0; ///< 0: Pairs and Triples count normal and reduce once; else they are stacked to so many cells, 1 to 4096
};

/// Of two cells, 0 to 1. Throws EngineError(Unsupported) for operations outside S_o.
double cellDistance(const CellGenotype& a, const CellGenotype& b, const DistanceOptions& options = {});

/// Of each pair of cells that `distance` averages over; a missing cell is 1.
std::vector<double> cellDistances(const Genotype& a, const Genotype& b, const DistanceOptions& options = {});

/// M(a, b), 0 to 1 (equation 4.8). Throws EngineError: Unsupported for chains and operations outside S_o, Usage for
/// unusable weights.
double distance(const Genotype& a, const Genotype& b, const DistanceOptions& options = {});

/// M between all, row-major [n, n].
std::vector<double> distanceMatrix(const std::vector<Genotype>& genotypes, const DistanceOptions& options = {});

/// One value an epoch. NaN where there is nothing to compare: before the first epoch, or a parse without any cell.
struct EpochDistances {
    std::vector<double> fromStart;
    std::vector<double> fromPrevious;
};

/// Of the genotypes of a run, epoch by epoch. @param start where the search began; nullptr: its first snapshot.
EpochDistances distancesOverEpochs(const std::vector<SnapshotPtr>& snapshots, const Genotype* start = nullptr,
                                   const DistanceOptions& options = {});

const char* name(DistanceForm form);
const char* name(WeightTable table);
/// Throw EngineError(Usage) listing the words: published, aligned; table-4.1, repository.
DistanceForm distanceForm(const std::string& name);
WeightTable weightTable(const std::string& name);

} // namespace dnas
