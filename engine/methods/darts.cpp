// DARTS: Liu, Simonyan, Yang: DARTS: Differentiable Architecture Search, ICLR 2019.
#include "engine/methods/pages.h"

namespace dnas {

MethodPage dartsFirstOrderPage() {
    MethodPage page;
    page.info = {"darts-first", "DARTS (first order)", 2019, "Liu et al.", "ICLR 2019", "DARTS: Differentiable Architecture Search",
                 "DARTS family", "thesis 2.7, 2.8; DARTS eq. 2 to 6",
                 "All operations of an edge compete in a softmax; weights and alpha step in turn, each on its own half of the data.",
                 {"cells", "softmax", "first order", "darts parse"}};
    Recipe& recipe = page.recipe;
    recipe.method = "darts-first";
    recipe.space = CellSpaceSpec{}; // 8 operations, 16 channels, 8 cells, 4 nodes, alpha from small noise
    recipe.relax = SoftmaxRelaxSpec{};
    recipe.outer = FirstOrderSpec{};
    recipe.objective = CrossEntropySpec{};
    recipe.discretize.method = ParseMethod::Darts;
    recipe.dominantThreshold = 0.5; // eight weights that sum to one seldom reach the 0.9 of a sigmoid
    return page;
}

MethodPage dartsSecondOrderPage() {
    MethodPage page = dartsFirstOrderPage();
    page.info.id = page.recipe.method = "darts";
    page.info.name = "DARTS (second order)";
    page.info.equations = "thesis 2.7, 2.8; DARTS eq. 5 to 8";
    page.info.idea = "DARTS whose alpha step looks one step of the weights ahead: closer to the bilevel problem, two to three times the cost.";
    page.info.tags = {"cells", "softmax", "second order", "darts parse"};
    page.recipe.outer = UnrolledSpec{};
    return page;
}

} // namespace dnas
