// From mixing weights to a genotype: the parse rules of the DARTS family, as pure functions of a snapshot.
// Place: the engine uses them at each epoch, the window for what-if parses while a slider moves, `dnas genotype`.
// Source: DARTS section 2.4; FairDARTS (threshold parses); D-DARTS (threshold_complete).
#pragma once

#include "engine/api/genotype.h"
#include "engine/api/recipe.h"
#include "engine/api/snapshot.h"

#include <string>
#include <vector>

namespace dnas {

/// Why the parse kept an operation or not.
enum class ParseVerdict {
    Kept,
    NoneExcluded,    ///< `none` is never taken
    NotBestOfEdge,   ///< another operation of this edge ranks higher
    EdgeNotInTop,    ///< the edge is not among the best edges of its node
    BelowThreshold,
    OverSkipCap      ///< a skip connection beyond the allowed number
};

/// One entry of the explanation: an operation of an edge.
struct ParseReason {
    int row = 0, column = 0;
    double weight = 0;
    double margin = 0; ///< to the best other operation of the edge; negative if not the best
    ParseVerdict verdict = ParseVerdict::Kept;
};

/// Parses one cell from a group of edge rows; other rows are ignored. Edges come out in the order of the published scripts.
CellGenotype parseCell(const AlphaGroup& group, const DiscretizeSpec& rule);

/// The same with a reason for every entry, in row-major order.
std::vector<ParseReason> explainParse(const AlphaGroup& group, const DiscretizeSpec& rule);

/// Parses all groups: groups "normal" and "reduce" give a pair or triples, one group a cell gives the nested form.
/// @param reductions indices of the reduction cells, used by the nested and the opt form.
/// @param sequence the group of each cell where cells share groups: gives the opt form
Genotype parseGenotypeOf(const std::vector<AlphaGroup>& alpha, const DiscretizeSpec& rule,
                         const std::vector<int>& reductions, const std::vector<int>& sequence = {});

/// The same for alpha of a search space, which says what cells its groups stand for.
Genotype parseGenotypeIn(const CellSpaceSpec& space, const std::vector<AlphaGroup>& alpha, const DiscretizeSpec& rule);

const char* text(ParseVerdict verdict);
/// Stable word for files: "kept", "none_excluded", "not_best_of_edge", ...
const char* name(ParseVerdict verdict);

} // namespace dnas
