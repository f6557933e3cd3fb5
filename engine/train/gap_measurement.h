// The discretisation gap of a search in memory (engine/api/discretization_gap.h): what the project's reader does not
// need to be there for. Thread rule: belongs to the thread of the search state.
#pragma once

#include "engine/api/discretization_gap.h"
#include "engine/bilevel/search_state.h"
#include "engine/data/image_set.h"

#include <memory>

namespace dnas {

/// Everything but the retrained networks. @param state as the search left it; not changed
std::optional<DiscretizationGap> gapOf(const Request& request, SearchState& state,
                                       const std::shared_ptr<const DataSet>& data, const GapOptions& options,
                                       const MeasureProgress& progress);

} // namespace dnas
