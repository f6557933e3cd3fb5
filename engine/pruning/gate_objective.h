// A proxy as a function of the gates: forward of ones, backward of the summed output, inner step, proxy, and its
// gradient with respect to the gates.
// Place: the search asks it once an iteration. Thread rule: belongs to one thread.
// Source: thesis equations 6.1 to 6.6, figure 6.1.
//
// theta tilde = theta - gamma g(gates) is used for the proxy only; theta is never written. What the gates move is g,
// so that dS/dgate = -gamma sum_n dS/d(theta tilde_n) dg_n/dgate: the proxy's gradient is computed tensor by tensor in
// closed form and handed to the second backward pass. No graph is built over theta tilde, and no second derivative
// with respect to theta is computed.
#pragma once

#include "engine/pruning/proxy.h"
#include "engine/vit/vit_model.h"

#include <vector>

namespace dnas {

/// Values 0 to 1 of all gates: those of the blocks, then those of the heads, block by block; an empty level is open.
struct GateVector {
    std::vector<double> blocks, heads;
};

struct GateEvaluation {
    double value = 0;     ///< of the proxy as table 6.1 has it
    double objective = 0; ///< what is minimised: the differentiable value, negated where more is better
    GateVector gradient;  ///< of the objective with respect to the gates; empty unless asked for
};

/// What a network's own size decides.
struct GateCalibration {
    double gamma = 0;       ///< of (6.6)
    double coefficient = 0; ///< c1, c2 or c3 of a composite proxy
    double softness = 0;    ///< of the surrogate of L0
};

class GateObjective {
  public:
    /// @param calibration of another network, such as the whole one of which this is left, for (6.6) has one gamma;
    /// gamma 0: on the network as it is
    /// Throws EngineError(Unsupported) where no weight changes its output.
    GateObjective(const VitModel& model, const PruningSpec& spec, const GateCalibration& calibration = {});

    /// Throws EngineError(Diverged) when the value or a gradient is not finite.
    GateEvaluation evaluate(const GateVector& gates, bool withGradient) const;
    /// Of the network as it is: all gates open.
    const GateEvaluation& unpruned() const { return m_unpruned; }
    const GateCalibration& calibration() const { return m_calibration; }

  private:
    struct Gradients {
        at::Tensor leaf;              ///< all gates, undefined when open
        std::vector<at::Tensor> sum, absolute; ///< dH/dtheta and, for synflow, dH^a/d|theta|
    };
    Gradients gradients(const GateVector& gates, bool differentiable) const;
    std::vector<at::Tensor> stepped(const std::vector<at::Tensor>& gradient) const; ///< theta tilde (6.6)
    void calibrate(const PruningSpec& spec, const Gradients& open);
    void evaluateUnpruned(const Gradients& open);

    const VitModel& m_model;
    PruningProxy m_proxy;
    bool m_absolute;
    GateCalibration m_calibration;
    std::vector<WeightedTerm> m_terms;
    at::Tensor m_ones;
    std::vector<at::Tensor> m_theta;          ///< leaves
    std::vector<at::Tensor> m_absoluteTheta;  ///< leaves of |theta|; empty where it is not needed
    GateEvaluation m_unpruned;
};

} // namespace dnas
