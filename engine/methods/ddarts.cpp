// D-DARTS: Heuillet, Tabia, Arioui, Youcef-Toumi: D-DARTS: Distributed Differentiable Architecture Search, Pattern
// Recognition Letters, 2023; thesis section 4.1, algorithm 1.
//
// Every cell is searched for itself: its own alpha, its own loss L_T^i = L_CE + w01 L01^i + w_AB L_AB^i (equation 4.5), its
// own Adam and cosine. Adam works entry by entry and all cells follow one cosine, so that one optimiser over all groups
// makes the same steps as one for each.
//
// The ablation loss, `described`:
// * Cell i is deactivated by a gate of 0 on its output, wherever that is read: M_C^i is what the network loses without it.
//   The thesis names the set of cells without C_i and no substitute; c_{k-2} carries the signal past the gap, and no new
//   weights are needed, as a bypass of a reduction would. Without the last cell the classifier's bias answers: its
//   contribution is the largest, and shows how far the whole network has come.
// * L_CE without C_i does not depend on alpha_i. What alpha_i gains through L_AB^i comes through the mean: it descends the
//   losses of the networks that lack one of the other cells. A cell is rewarded for being useful where others are missing.
// * Summed over the cells, L_AB^i is 0 at all times. As one loss of the network it would do nothing; it acts because each
//   cell descends its own. What one cell gains, the others lose: the reported objective, their mean, is that of FairDARTS.
// * The rule for a mean near 0 or of changing sign, and why the divisor is |mean|, stands in engine/objectives/ablation.h.
// * First order. The weights step on the training loss alone and never see a validation gradient.
//
// `published` repeats the authors' code where it decides numbers: a deactivated cell mixes with random weights from [0, 1),
// and the loss has no gradient (it was made of plain numbers). Not repeated: its weight step, which added the validation
// gradient of all cells to the training gradient, and its CE gradient, which alpha_i received i + 1 times.
#include "engine/methods/pages.h"

namespace dnas {

MethodPage dDartsPage() {
    MethodPage page;
    page.info = {"ddarts", "D-DARTS", 2023, "Heuillet et al.", "Pattern Recognition Letters",
                 "D-DARTS: Distributed Differentiable Architecture Search",
                 "DARTS family", "thesis 4.1 to 4.5, algorithm 1",
                 "Every cell of the network is searched for itself, and learns from what the network loses without each of the "
                 "cells, so that cells specialise instead of repeating one pattern.",
                 {"cells", "individual cells", "sigmoid", "first order", "zero-one penalty", "ablation loss", "sparse parse"}};
    Recipe& recipe = page.recipe;
    recipe.method = "ddarts";
    CellSpaceSpec space;
    space.operations = OperationSet::DartsWithoutNone;
    space.sharing = AlphaSharing::PerCell;
    space.start = AlphaStart::Zeros;
    recipe.space = space;
    recipe.relax = SigmoidRelaxSpec{};
    recipe.outer = FirstOrderSpec{};
    recipe.objective = CrossEntropySpec{};
    // 7 and 0.5: section 4.2.2, and the names of the published genotypes. Section 4.2.1 prints 8, the code's defaults differ.
    recipe.penalties = {ZeroOnePenaltySpec{7, ZeroOneScope::Group}, AblationSpec{0.5}};
    recipe.schedules = {ArchCosineSpec{1e-3}};
    recipe.weights.learningRate = 0.005;
    recipe.arch = {3e-3, 0.9, 0.999, 1e-3};
    recipe.batch = 128;
    recipe.discretize = {ParseMethod::Sparse, 0.85, 2, -1};
    return page;
}

} // namespace dnas
