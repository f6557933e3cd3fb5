#include "engine/motor/measured_flux.h"

#include "engine/api/error.h"
#include "engine/motor/number_table.h"

#include <algorithm>
#include <map>
#include <utility>

namespace dnas {

MeasuredFlux::MeasuredFlux(std::vector<double> axisDA, std::vector<double> axisQA, std::vector<FluxDq> points)
    : m_axisDA(std::move(axisDA)), m_axisQA(std::move(axisQA)), m_points(std::move(points)) {}

MeasuredFlux::Stencil MeasuredFlux::stencil(const std::vector<double>& axis, double x) {
    const std::size_t n = axis.size();
    const double inside = std::clamp(x, axis.front(), axis.back());
    const auto above = std::upper_bound(axis.begin() + 1, axis.end() - 1, inside);
    const std::size_t k = std::size_t(above - axis.begin()) - 1; // the interval [k, k + 1]
    const double h = axis[k + 1] - axis[k], t = (inside - axis[k]) / h;
    Stencil s{{k > 0 ? k - 1 : k, k, k + 1, k + 2 < n ? k + 2 : k + 1}, {}, {}};
    // Hermite's basis; the tangents are central differences, one-sided at the border.
    const double left = h / (axis[k + 1] - axis[s.index[0]]), right = h / (axis[s.index[3]] - axis[k]);
    const auto spread = [&](double p0, double m0, double p1, double m1) {
        return std::array<double, 4>{-m0 * left, p0 - m1 * right, p1 + m0 * left, m1 * right};
    };
    const double t2 = t * t, t3 = t2 * t;
    s.value = spread(2 * t3 - 3 * t2 + 1, t3 - 2 * t2 + t, -2 * t3 + 3 * t2, t3 - t2);
    s.slope = spread((6 * t2 - 6 * t) / h, (3 * t2 - 4 * t + 1) / h, (6 * t - 6 * t2) / h, (3 * t2 - 2 * t) / h);
    for (int i = 0; i < 4; ++i) // linear continuation
        s.value[i] += (x - inside) * s.slope[i];
    return s;
}

FluxDq MeasuredFlux::sum(const Stencil& d, const std::array<double, 4>& dWeights, const Stencil& q,
                         const std::array<double, 4>& qWeights) const {
    FluxDq total;
    for (int i = 0; i < 4; ++i)
        for (int j = 0; j < 4; ++j) {
            const FluxDq& point = m_points[d.index[i] * m_axisQA.size() + q.index[j]];
            total.dVs += dWeights[i] * qWeights[j] * point.dVs;
            total.qVs += dWeights[i] * qWeights[j] * point.qVs;
        }
    return total;
}

FluxDq MeasuredFlux::flux(const CurrentDq& i) const {
    const Stencil d = stencil(m_axisDA, i.dA), q = stencil(m_axisQA, i.qA);
    return sum(d, d.value, q, q.value);
}

FluxJacobian MeasuredFlux::jacobian(const CurrentDq& i) const {
    const Stencil d = stencil(m_axisDA, i.dA), q = stencil(m_axisQA, i.qA);
    const FluxDq byD = sum(d, d.slope, q, q.value), byQ = sum(d, d.value, q, q.slope);
    return {byD.dVs, byQ.dVs, byD.qVs, byQ.qVs};
}

CurrentRange MeasuredFlux::range() const {
    return {m_axisDA.front(), m_axisDA.back(), m_axisQA.front(), m_axisQA.back()};
}

std::shared_ptr<const MeasuredFlux> readMeasuredFlux(const std::string& path) {
    const NumberTable table = NumberTable::read(path);
    const std::vector<double>&d = table.column("i_d_A"), &q = table.column("i_q_A");
    const std::vector<double>&psiD = table.column("psi_d_Vs"), &psiQ = table.column("psi_q_Vs");
    const auto axisOf = [](std::vector<double> values) {
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        return values;
    };
    const std::vector<double> axisD = axisOf(d), axisQ = axisOf(q);
    if (axisD.size() < 2 || axisQ.size() < 2)
        throw EngineError(ErrorCode::Data, path + ": a map needs at least 2 values of i_d_A and of i_q_A.");
    const std::size_t cells = axisD.size() * axisQ.size();
    if (cells > 4 * table.rowCount()) // scattered points would ask for a huge grid
        throw EngineError(ErrorCode::Data,
                          path + ": its " + std::to_string(table.rowCount()) + " points fill no grid of " +
                              std::to_string(axisD.size()) + " x " + std::to_string(axisQ.size()) + " currents.",
                          "Resample the map to a grid.");
    std::vector<FluxDq> points(cells);
    std::vector<bool> known(cells, false);
    for (std::size_t row = 0; row < table.rowCount(); ++row) {
        const auto place = [](const std::vector<double>& axis, double value) {
            return std::size_t(std::lower_bound(axis.begin(), axis.end(), value) - axis.begin());
        };
        const std::size_t at = place(axisD, d[row]) * axisQ.size() + place(axisQ, q[row]);
        if (known[at])
            table.fail(row, "the point i_d_A " + std::to_string(d[row]) + ", i_q_A " + std::to_string(q[row]) +
                                " stands there twice.");
        known[at] = true;
        points[at] = {psiD[row], psiQ[row]};
    }
    const auto hole = std::find(known.begin(), known.end(), false);
    if (hole != known.end()) {
        const std::size_t at = std::size_t(hole - known.begin());
        throw EngineError(ErrorCode::Data,
                          path + ": the point i_d_A " + std::to_string(axisD[at / axisQ.size()]) + ", i_q_A " +
                              std::to_string(axisQ[at % axisQ.size()]) + " of its grid is missing.",
                          "A map needs a value at every pair of its currents.");
    }
    return std::make_shared<MeasuredFlux>(axisD, axisQ, std::move(points));
}

} // namespace dnas
