// FairDARTS: Chu et al.: Fair DARTS: Eliminating Unfair Advantages in Differentiable Architecture Search, ECCV 2020.
// Values are those of the published code: its learning rates differ from DARTS's.
#include "engine/methods/pages.h"

namespace dnas {

MethodPage fairDartsPage() {
    MethodPage page;
    page.info = {"fairdarts", "FairDARTS", 2020, "Chu et al.", "ECCV 2020",
                 "Fair DARTS: Eliminating Unfair Advantages in Differentiable Architecture Search", "DARTS family", "thesis 3.1, 3.2",
                 "Each operation has its own switch between 0 and 1 instead of competing with the others, and a penalty pushes the "
                 "switches to either end, so that skip connections gain nothing from being easy to train.",
                 {"cells", "sigmoid", "first order", "zero-one penalty", "sparse parse"}};
    Recipe& recipe = page.recipe;
    recipe.method = "fairdarts";
    CellSpaceSpec space;
    space.operations = OperationSet::DartsWithoutNone;
    space.start = AlphaStart::Zeros;
    recipe.space = space;
    recipe.relax = SigmoidRelaxSpec{};
    recipe.outer = FirstOrderSpec{};
    recipe.objective = CrossEntropySpec{};
    recipe.penalties = {ZeroOnePenaltySpec{10}};
    recipe.weights.learningRate = 0.005;
    recipe.arch = {3e-3, 0.9, 0.999, 1e-3};
    recipe.batch = 128;
    recipe.discretize = {ParseMethod::Sparse, 0.85, 2, -1};
    return page;
}

} // namespace dnas
