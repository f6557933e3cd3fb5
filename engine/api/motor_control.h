// Closed-loop torque control in simulation: what a flux model is worth to a controller.
// Place: `dnas motor control`, the control view. Thread rule: pure functions.
//
// The controller knows the motor through a flux model only. For a wanted torque it takes the currents of least
// magnitude at which the model gives it (MTPA), and tracks them with a current controller that aims at the model's flux
// linkages:
//   v = R i + omega_e (-lambda_q, lambda_d) + bandwidth (lambda(i*) - lambda(i)) + integral part.
// Torque is not measured: where the model is wrong, the torque is.
#pragma once

#include "engine/api/motor_simulation.h"

#include <vector>

namespace dnas {

/// A torque that is wanted from a time on.
struct TorqueStep {
    double timeS = 0, torqueNm = 0;
};

struct TorqueControlSpec {
    std::vector<TorqueStep> steps; ///< times ascend; empty: a staircase up to 80 % of what the motor gives in the range
    double durationS = 1;
    double samplePeriodS = 1e-4;
    double speedRadPerS = 30;      ///< mechanical, held by a load machine
    double bandwidthRadPerS = 800; ///< of the current controller; below 1 / samplePeriodS
    CurrentRange range;            ///< the controller stays in it
};

struct TorqueControlResult {
    std::vector<double> timeS, wantedNm, torqueNm; ///< one entry a sample
    double rmseNm = 0;                             ///< over all samples
    double steadyRmseNm = 0;                       ///< over the last fifth of every step
};

/// @param model what the controller knows; @param truth what the motor is. Throws EngineError: Usage (a value out of
/// range), Diverged (the control is unstable with this model).
TorqueControlResult controlTorque(const MotorSpec& motor, const FluxMap& truth, const FluxMap& model,
                                  const TorqueControlSpec& spec);

/// Currents of least magnitude in the range at which the model gives the torque; where it gives less everywhere, those
/// of the largest torque of that sign.
CurrentDq currentsForTorque(const FluxMap& model, int polePairs, double torqueNm, const CurrentRange& range);

} // namespace dnas
