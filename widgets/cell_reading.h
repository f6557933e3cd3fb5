// What the views read out of a timeline beside the numbers: the cell and the genotype of the parse in force, its cost,
// and the words for groups, edges and parse rules. Pure functions; bad snapshots (wrong sizes, NaN) give empty results.
// Thread rule: none, values only.
#pragma once

#include "engine/api/cost.h"
#include "engine/api/discretize.h"
#include "widgets/run_timeline.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace dnas {

/// Sizes of the matrices agree with rows and columns.
bool isWellFormed(const AlphaGroup& group);
/// What the parse can read: well-formed, every weight a number, every row an edge between nodes of one cell.
bool isCell(const AlphaGroup& group);
/// Which cells of a run with individual cells are alive, by the parse in force; empty for shared cells.
std::vector<CellState> cellStates(const RunTimeline& timeline, const SnapshotPtr& snapshot);
/// Why a cell is grey; empty for a live one. @param cell of `cells` in the network
QString cellStateSentence(CellState state, int cell, int cells);
/// Of a run with individual cells.
bool isReduction(const RunTimeline& timeline, int cell);
/// Number of intermediate nodes that the rows of a cell name; 0 for what is no cell.
int intermediateNodes(const AlphaGroup& group);

/// Group `index` of a snapshot, or nullptr.
const AlphaGroup* groupAt(const SnapshotPtr& snapshot, int index);
/// Cell of the parse in force; empty for what is no cell.
CellGenotype cellOf(const AlphaGroup* group, const DiscretizeSpec& rule);
/// Row of an edge, -1 when the group has none.
int rowOf(const AlphaGroup& group, int from, int to);
int columnOf(const AlphaGroup& group, const std::string& operation);

/// Genotype of all groups by the parse in force; nothing when the snapshot holds no cells.
std::optional<Genotype> genotypeOf(const RunTimeline& timeline, const SnapshotPtr& snapshot);
/// Of the network that would be retrained (cost.h).
std::optional<NetworkCost> costOf(const RunTimeline& timeline, const SnapshotPtr& snapshot);

/// "Normal", "Reduction", "Cell 3".
QString groupTitle(const std::string& name);
/// For names of figures: "normal"; "cell 3" becomes "3", so that its cell is cell-3.
QString groupSlug(const std::string& name);
QStringList groupTitles(const SnapshotPtr& snapshot);
/// "input k-2", "node 1", "0 -> 3" with real arrows and minus signs. Numbers as in genotype.h.
QString nodeLabel(int node);
/// "sparse, t = 0.85"
QString parseRemark(const DiscretizeSpec& rule);
/// "0.61 M", "38.2 M", "812"; for parameters and multiply-adds.
QString countText(double count);

} // namespace dnas
