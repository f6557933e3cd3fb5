#include "engine/api/motor_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace dnas {

namespace {

constexpr int kUnknowns = 3; ///< L_d, L_q, lambda_f
constexpr double kSmallestH = 1e-9;

/// Normal equations of a least-squares problem, scaled by their diagonal and solved by Cholesky's method. An unknown
/// that no equation depends on becomes 0.
class NormalEquations {
  public:
    void add(const std::array<double, kUnknowns>& row, double right) {
        for (int i = 0; i < kUnknowns; ++i) {
            for (int j = 0; j < kUnknowns; ++j)
                m_matrix[i][j] += row[i] * row[j];
            m_right[i] += row[i] * right;
        }
    }

    std::array<double, kUnknowns> solve() const {
        std::array<std::array<double, kUnknowns>, kUnknowns> l{};
        std::array<double, kUnknowns> scale{}, y{}, x{};
        for (int i = 0; i < kUnknowns; ++i)
            scale[i] = m_matrix[i][i] > 0 ? 1 / std::sqrt(m_matrix[i][i]) : 0;
        for (int i = 0; i < kUnknowns; ++i) {
            for (int j = 0; j <= i; ++j) {
                double sum = m_matrix[i][j] * scale[i] * scale[j];
                for (int k = 0; k < j; ++k)
                    sum -= l[i][k] * l[j][k];
                l[i][j] = i == j ? (sum > kRankTolerance ? std::sqrt(sum) : 0) : (l[j][j] > 0 ? sum / l[j][j] : 0);
            }
            double sum = m_right[i] * scale[i];
            for (int k = 0; k < i; ++k)
                sum -= l[i][k] * y[k];
            y[i] = l[i][i] > 0 ? sum / l[i][i] : 0;
        }
        for (int i = kUnknowns - 1; i >= 0; --i) {
            double sum = y[i];
            for (int k = i + 1; k < kUnknowns; ++k)
                sum -= l[k][i] * x[k];
            x[i] = l[i][i] > 0 ? sum / l[i][i] : 0;
        }
        for (int i = 0; i < kUnknowns; ++i)
            x[i] *= scale[i];
        return x;
    }

  private:
    static constexpr double kRankTolerance = 1e-12;
    std::array<std::array<double, kUnknowns>, kUnknowns> m_matrix{};
    std::array<double, kUnknowns> m_right{};
};

} // namespace

LinearFluxSpec fitLinearFlux(const MotorSeries& series, double resistanceOhm) {
    NormalEquations equations;
    for (const MotorSample& s : series.samples) {
        const double w = s.omegaElectricalRadPerS;
        equations.add({s.rate.dAPerS, -w * s.i.qA, 0}, s.v.dV - resistanceOhm * s.i.dA);
        equations.add({w * s.i.dA, s.rate.qAPerS, w}, s.v.qV - resistanceOhm * s.i.qA);
    }
    const std::array<double, kUnknowns> x = equations.solve();
    return {std::max(x[0], kSmallestH), std::max(x[1], kSmallestH), std::max(x[2], 0.0)};
}

} // namespace dnas
