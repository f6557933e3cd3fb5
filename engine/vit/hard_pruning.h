// Hard pruning: a network without the modules that a mask drops, with the weights of those that it keeps.
// Place: evaluation, throughput and export of pruned networks. Thread rule: belongs to one thread.
// Source: thesis section 6.1.1; heads are cut out of qkv (rows of query, key and value) and proj (columns).
#pragma once

#include "engine/vit/vit_model.h"

#include <memory>

namespace dnas {

/// Equals the gated network with gates of 1 for what is kept and 0 for what is not, where a block without heads has
/// the block gate 0. Throws as prunedSpec.
std::unique_ptr<VitModel> pruned(const VitModel& model, const VitMask& mask);

} // namespace dnas
