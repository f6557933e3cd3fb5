// ColorNAS: Heuillet: thesis, appendix A (2023): a network of its own for each colour channel, joined by a meta-learner.
// beta-DARTS for each channel, 8 cells, 50 epochs. Colour models: option color_model (engine/api/color_model.h).
// * The thesis keeps "the two best incoming operations per node" and "a threshold of 0.7". Softmax weights of eight
//   operations that beta-decay keeps even seldom reach 0.7, and a node without edges falls out of the network. Deviation:
//   the best edge of a node always stays, the second one if it reaches the threshold (kept_edges = 1). The published sizes,
//   0.8 to 1 million parameters a channel, lie between one and two edges a node. kept_edges = 0 is the rule as printed.
// * Its text compares with FairDARTS as "the standard approach" though the channels are searched by beta-DARTS; the single
//   network of the same kind is this method with networks=one, which searches beta-DARTS on the same channels.
#include "engine/methods/pages.h"

namespace dnas {

MethodPage colorNasPage() {
    MethodPage page = betaDartsPage();
    page.info = {"colornas", "ColorNAS", 2023, "Heuillet", "PhD thesis, Paris-Saclay", "ColorNAS (thesis, appendix A)", "DARTS family",
                 "thesis A.2, algorithms 6, 7; 3.13, 3.14",
                 "As the visual cortex takes colours apart: each colour channel has its own network, searched for itself, and a small "
                 "perceptron learns to join what they see.",
                 {"cells", "channels", "ensemble", "softmax", "first order", "beta-decay", "sparse parse"}};
    page.recipe.method = "colornas";
    std::get<CellSpaceSpec>(page.recipe.space).networks = NetworkCount::PerChannel;
    page.recipe.discretize = {ParseMethod::Sparse, 0.7, 2, -1, 1};
    return page;
}

} // namespace dnas
