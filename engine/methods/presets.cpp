#include "engine/methods/pages.h"

#include <algorithm>

namespace dnas {

// A look within minutes on two cores: a small supernet on a part of the data. The learning rates are raised, because a
// few hundred steps with the papers' rates leave alpha where it began.
void applyQuickPreset(Request& request) {
    Recipe& recipe = request.recipe;
    std::visit([](CellSpaceSpec& cells) {
        cells.channels = 8;
        if (cells.startFrom.empty()) cells.cells = 4;
    }, recipe.space);
    recipe.epochs = 12;
    recipe.batch = 64;
    recipe.weights.learningRate = std::max(recipe.weights.learningRate, 0.1);
    recipe.arch.learningRate = 0.1;
    request.task.subset = 2400;
}

} // namespace dnas
