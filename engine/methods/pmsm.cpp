// Flux networks of permanent magnet synchronous motors: Heuillet: thesis, section 6.2 (2023). Step 1 searches the depth of
// a perceptron, step 2 one activation for all its layers, on a criterion of the motor's equations alone.
// * The equations are those of 6.7, 6.8 in one order, d before q: 6.15 applies +omega M to both rows and 6.16 orders (q, d).
// * The thesis gives step 1 a single epoch and step 2 twenty, and tells neither size of data nor rates; the values here
//   are what the simulated bench needs (see MotorSearchSpec). Each step is searched several times, the best is kept.
// * The searches descend the equations before the inversion of the Jacobian; the criterion as printed trains the results.
#include "engine/methods/pages.h"

namespace dnas {

MethodPage pmsmPage() {
    MethodPage page;
    page.info = {"pmsm", "Motor flux (PMSM)", 2023, "Heuillet", "PhD thesis, Paris-Saclay",
                 "Torque Control of a Permanent Magnet Synchronous Motor using Differentiable Neural Architecture Search (thesis, section 6.2)",
                 "Control", "thesis 6.7 to 6.16",
                 "Finds how deep a small perceptron must be, and which activation it needs, to tell a motor's flux from its currents. "
                 "It learns from currents, voltages and speed; the flux itself, which cannot be measured, is not needed.",
                 {"motor", "multilayer perceptrons", "softmax", "first order", "activation function", "without labels"}};
    page.motor.emplace();
    page.quick = [](Request& request) {
        MotorSearchSpec spec = *request.motor;
        spec.searches = 2;
        spec.depthEpochs = 60;
        spec.activationEpochs = 30;
        spec.selectionEpochs = 40;
        spec.trainingEpochs = 200;
        setMotor(request, spec);
    };
    return page;
}

} // namespace dnas
