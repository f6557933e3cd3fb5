// What the parser of texts (which knows positions) and the check of values (which knows none) both hold genotypes to.
#pragma once

#include <string_view>

namespace dnas {

constexpr int kLargestNode = 64; ///< far above any published cell

/// The operations of NASiam's projector and predictor chains.
bool isChainOperation(std::string_view name);

} // namespace dnas
