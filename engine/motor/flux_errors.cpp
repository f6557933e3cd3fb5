#include "engine/api/motor_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {

class ErrorSum {
  public:
    explicit ErrorSum(int polePairs) : m_polePairs(polePairs) {}

    void add(const CurrentDq& i, const FluxDq& model, const FluxDq& truth) {
        const double d = model.dVs - truth.dVs, q = model.qVs - truth.qVs;
        const double torque = torqueNm(m_polePairs, model, i) - torqueNm(m_polePairs, truth, i);
        m_d += d * d;
        m_q += q * q;
        m_torque += torque * torque;
        m_errors.largestVs = std::max({m_errors.largestVs, std::abs(d), std::abs(q)});
        m_errors.torqueLargestNm = std::max(m_errors.torqueLargestNm, std::abs(torque));
        ++m_errors.points;
    }

    FluxErrors result() const {
        FluxErrors e = m_errors;
        if (e.points == 0) {
            constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
            return {false, 0, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};
        }
        e.known = true;
        e.rmseDVs = std::sqrt(m_d / e.points);
        e.rmseQVs = std::sqrt(m_q / e.points);
        e.rmseVs = std::sqrt((m_d + m_q) / (2.0 * e.points));
        e.torqueRmseNm = std::sqrt(m_torque / e.points);
        return e;
    }

  private:
    int m_polePairs;
    double m_d = 0, m_q = 0, m_torque = 0;
    FluxErrors m_errors;
};

} // namespace

FluxErrors fluxErrors(const FluxMap& model, const FluxMap& truth, const CurrentRange& range, int polePairs,
                      int perAxis) {
    ErrorSum sum(polePairs);
    for (int a = 0; a < perAxis; ++a)
        for (int b = 0; b < perAxis; ++b) {
            const double s = perAxis > 1 ? a / (perAxis - 1.0) : 0.5, t = perAxis > 1 ? b / (perAxis - 1.0) : 0.5;
            const CurrentDq i{range.dMinA + s * (range.dMaxA - range.dMinA),
                              range.qMinA + t * (range.qMaxA - range.qMinA)};
            sum.add(i, model.flux(i), truth.flux(i));
        }
    return sum.result();
}

FluxErrors fluxErrors(const FluxMap& model, const MotorSeries& truth, int polePairs) {
    ErrorSum sum(polePairs);
    if (truth.hasFlux)
        for (const MotorSample& s : truth.samples)
            sum.add(s.i, model.flux(s.i), s.flux);
    return sum.result();
}

} // namespace dnas
