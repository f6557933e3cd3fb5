// DARTOpti: a D-DARTS search that begins at a handcrafted network. Heuillet, Tabia, Arioui, Youcef-Toumi: D-DARTS,
// Pattern Recognition Letters, 2023; thesis sections 4.1.4 and 4.2.4.
//
// * The start is encoded in alpha: its operations at 10, so that sigma = 0.99995, all others at 0. That is the published
//   code's; the thesis only says that the genotype is deserialised. With sigma(0) = 0.5 the search begins in a dense
//   mixture around the network, out of which operations come up again.
// * ResNet18, ResNet50 and Xception stand for encodings chained through c_{k-1}. As published they read c_{k-2} only, so
//   that every other cell is dead: NAME_published keeps them so, and the run warns.
// * Cells that begin alike share alpha; their weights stay their own. ResNet18 has one gene for its four cells: one group,
//   whose contribution equals the mean, so that the ablation loss says nothing there. sharing=per-cell makes it speak.
// * Alpha is frozen for 5 epochs, then searched for 50; the run ends when M from the start, of the genotype parsed by
//   `edge`, is stable for 5 epochs from epoch 10 on. The published code stopped with an error there (its genotype class
//   knew 7 operations).
// * Speed: the fused kernels do not know the five dense operations (conv_3x1_1x3, conv_7x1_1x7, simple_conv_1x1 and 3x3,
//   bottleneck_1x3x1), and a cell is computed as a whole: its cells take the plain path.
#include "engine/methods/pages.h"

#include "engine/api/cell_arrangement.h"

namespace dnas {

MethodPage dartOptiPage() {
    MethodPage page = dDartsPage();
    page.info.id = page.recipe.method = "dartopti";
    page.info.name = "DARTOpti";
    page.info.equations = "thesis 4.1.4, 4.2.4, 4.6 to 4.8";
    page.info.idea = "Takes a network that people designed, like ResNet-18, as the place where the search begins, and shows how far "
                     "the search moves away from it.";
    page.info.tags = {"cells", "starting point", "sigmoid", "first order", "zero-one penalty", "ablation loss", "edge parse"};
    Recipe& recipe = page.recipe;
    auto& space = std::get<CellSpaceSpec>(recipe.space);
    space.operations = OperationSet::DartOpti;
    space.sharing = AlphaSharing::ByGene;
    space.channels = 32;
    setStart(space, "ResNet18");
    recipe.schedules = {WarmStartSpec{5}, ArchCosineSpec{1e-3}};
    recipe.stops = {DistanceStableSpec{}};
    recipe.discretize.method = ParseMethod::Edge;
    recipe.epochs = 55; // 5 frozen and 50
    page.quick = [](Request& request) {
        // Twelve operations an edge, three reductions: less data than the other methods take for a look.
        request.recipe.epochs = 8;
        request.recipe.batch = 32;
        request.recipe.weights.learningRate = 0.025;
        request.task.subset = 960;
        request.recipe.schedules = {WarmStartSpec{2}, ArchCosineSpec{1e-3}};
        request.recipe.stops.clear(); // shorter than the rule waits
    };
    return page;
}

} // namespace dnas
