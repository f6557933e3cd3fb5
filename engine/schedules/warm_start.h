// Warm start: the weights learn alone for some epochs before alpha steps (PC-DARTS, P-DARTS, DARTOpti).
#pragma once

#include "engine/api/recipe.h"

namespace dnas {

/// Number of epochs at the start in which alpha is frozen; the longest of the recipe's warm starts.
int warmStartEpochs(const Recipe& recipe);

} // namespace dnas
