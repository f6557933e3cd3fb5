// The learning rate of alpha's optimiser over the epochs: constant (DARTS), or a cosine (D-DARTS, whose cells all follow
// the same one).
#pragma once

#include "engine/api/recipe.h"

namespace dnas {

/// lr(e) = min + (max - min) (1 + cos(pi e / epochs)) / 2 where the recipe has the cosine, warm start included (the
/// published code steps its schedulers there too); the optimiser's own rate where it has not.
double archLearningRate(const Recipe& recipe, int epoch);

} // namespace dnas
