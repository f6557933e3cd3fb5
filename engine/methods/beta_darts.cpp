// beta-DARTS: Ye et al.: beta-DARTS: Beta-Decay Regularization for Differentiable Architecture Search, CVPR 2022.
// Values of the paper and of its published code, in the space of DARTS: 50 epochs of the first order.
// * The thesis writes lambda as a constant (eq. 3.14); the authors let it grow from 0 to 50 over the search. The ramp is
//   the default, because 50 from the first step leaves the validation loss no say; beta_schedule=constant is the equation.
// * The published script for this space also perturbs alpha at random (SDARTS-RS) and stops with an error as it stands; here
//   beta-decay acts alone, as the paper introduces it.
// * The authors' loss is written for one matrix of alpha. With several, each counts whole (see BetaDecaySpec).
#include "engine/methods/pages.h"

namespace dnas {

MethodPage betaDartsPage() {
    MethodPage page = dartsFirstOrderPage();
    page.info = {"beta-darts", "beta-DARTS", 2022, "Ye et al.", "CVPR 2022",
                 "beta-DARTS: Beta-Decay Regularization for Differentiable Architecture Search", "DARTS family", "thesis 3.13, 3.14, 3.31",
                 "DARTS with a penalty that keeps the weights of the operations even for longer and longer, so that skip connections "
                 "gain less from being easy to train, and the search less from one data set.",
                 {"cells", "softmax", "first order", "beta-decay", "darts parse"}};
    page.recipe.method = "beta-darts";
    page.recipe.penalties = {BetaDecaySpec{50, BetaSchedule::Ramp}};
    return page;
}

} // namespace dnas
