// Rules that end a search before its planned number of epochs, as pure functions of the snapshots so far.
// Source: DARTS+ (Liang et al. 2019), criteria 1 and 2; DARTOpti (thesis section 4.2.4).
#pragma once

#include "engine/api/recipe.h"
#include "engine/api/snapshot.h"

#include <optional>
#include <string>
#include <vector>

namespace dnas {

/// @param history snapshots of all finished epochs, in order
/// @return why the search should stop now, for people; empty when it should go on
std::optional<std::string> stopReason(const StopSpec& rule, const std::vector<SnapshotPtr>& history);

/// The first rule that fires.
std::optional<std::string> stopReason(const std::vector<StopSpec>& rules, const std::vector<SnapshotPtr>& history);

} // namespace dnas
