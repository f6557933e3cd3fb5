// A flux map measured at the points of a grid of currents.
// Source: bicubic convolution with Catmull-Rom's tangents (R. Keys 1981): passes through the points, its Jacobian is
// continuous, which the integrator and the identification need. Outside of the grid it goes on linearly.
#pragma once

#include "engine/api/motor.h"

#include <array>
#include <vector>

namespace dnas {

class MeasuredFlux final : public FluxMap {
  public:
    /// @param axes ascending, 2 points at least. @param points [d, q], row-major
    MeasuredFlux(std::vector<double> axisDA, std::vector<double> axisQA, std::vector<FluxDq> points);

    FluxDq flux(const CurrentDq& i) const override;
    FluxJacobian jacobian(const CurrentDq& i) const override;
    CurrentRange range() const;

  private:
    /// Four neighbours on one axis, the weights of the value and of its derivative.
    struct Stencil {
        std::array<std::size_t, 4> index;
        std::array<double, 4> value, slope;
    };
    static Stencil stencil(const std::vector<double>& axis, double x);
    FluxDq sum(const Stencil& d, const std::array<double, 4>& dWeights, const Stencil& q,
               const std::array<double, 4>& qWeights) const;

    std::vector<double> m_axisDA, m_axisQA;
    std::vector<FluxDq> m_points;
};

/// Throws EngineError(Data), see makeFluxMap.
std::shared_ptr<const MeasuredFlux> readMeasuredFlux(const std::string& path);

} // namespace dnas
