#include "engine/api/error.h"
#include "engine/api/motor_simulation.h"

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr int kLargestWindow = 1001, kLargestOrder = 8;

/// Polynomials in t = -1..1 that are orthonormal over the samples of a window, by modified Gram-Schmidt on Legendre's
/// recurrence (a Vandermonde matrix of degree 8 would lose half the digits), and their derivatives.
struct Basis {
    std::vector<std::vector<double>> value, slope; ///< [order + 1][window]

    Basis(int window, int order) : value(order + 1, std::vector<double>(window)), slope(value) {
        std::vector<double> t(window);
        for (int k = 0; k < window; ++k)
            t[k] = 2.0 * k / (window - 1) - 1;
        for (int n = 0; n <= order; ++n) {
            for (int k = 0; k < window; ++k) {
                value[n][k] = n == 0 ? 1 : t[k] * value[n - 1][k];
                slope[n][k] = n == 0 ? 0 : value[n - 1][k] + t[k] * slope[n - 1][k];
            }
            orthonormalise(n);
        }
    }

  private:
    void orthonormalise(int n) {
        const std::size_t window = value[n].size();
        const auto dot = [&](int m) {
            double sum = 0;
            for (std::size_t k = 0; k < window; ++k)
                sum += value[n][k] * value[m][k];
            return sum;
        };
        for (int m = 0; m < n; ++m) {
            const double part = dot(m);
            for (std::size_t k = 0; k < window; ++k) {
                value[n][k] -= part * value[m][k];
                slope[n][k] -= part * slope[m][k];
            }
        }
        const double norm = std::sqrt(dot(n));
        for (std::size_t k = 0; k < window; ++k) {
            value[n][k] /= norm;
            slope[n][k] /= norm;
        }
    }
};

/// [window, window]: row k gives the slope, a sample, at place k of a window as weights of its values.
std::vector<std::vector<double>> slopeWeights(int window, int order) {
    const Basis basis(window, order);
    const double perSample = 2.0 / (window - 1);
    std::vector<std::vector<double>> weights(window, std::vector<double>(window, 0.0));
    for (int n = 0; n <= order; ++n)
        for (int k = 0; k < window; ++k)
            for (int j = 0; j < window; ++j)
                weights[k][j] += perSample * basis.slope[n][k] * basis.value[n][j];
    return weights;
}

} // namespace

std::vector<double> savitzkyGolay(const std::vector<double>& values, double periodS, int window, int order) {
    if (window < 3 || window > kLargestWindow || window % 2 == 0 || static_cast<std::size_t>(window) > values.size())
        throw EngineError(ErrorCode::Usage, "The window of the derivative is " + std::to_string(window) +
                                                "; allowed: odd, 3 to " + std::to_string(kLargestWindow) +
                                                ", not above the number of samples (" + std::to_string(values.size()) +
                                                ").");
    if (order < 1 || order > kLargestOrder || order >= window)
        throw EngineError(ErrorCode::Usage, "The order of the derivative's polynomial is " + std::to_string(order) +
                                                "; allowed: 1 to " +
                                                std::to_string(std::min(kLargestOrder, window - 1)) + ".");
    const std::vector<std::vector<double>> weights = slopeWeights(window, order);
    const int count = static_cast<int>(values.size()), half = window / 2;
    std::vector<double> slopes(values.size());
    for (int i = 0; i < count; ++i) {
        const int first = std::clamp(i - half, 0, count - window);
        double sum = 0;
        for (int j = 0; j < window; ++j)
            sum += weights[i - first][j] * values[first + j];
        slopes[i] = sum / periodS;
    }
    return slopes;
}

void deriveRates(MotorSeries& series, int window, int order) {
    std::vector<MotorSample>& samples = series.samples;
    const double count = static_cast<double>(samples.size());
    const double period = samples.size() < 2 ? 1 : (samples.back().timeS - samples.front().timeS) / (count - 1);
    for (std::size_t k = 1; k < samples.size(); ++k) {
        const double step = samples[k].timeS - samples[k - 1].timeS;
        if (std::abs(step - period) > 1e-3 * period)
            throw EngineError(ErrorCode::Data,
                              "The series is not sampled uniformly: its period is " + std::to_string(period) +
                                  " s, but sample " + std::to_string(k + 1) + " follows after " + std::to_string(step) +
                                  " s.",
                              "Resample it, or give the columns di_d_A_s and di_q_A_s.");
    }
    std::vector<double> d, q;
    for (const MotorSample& sample : samples) {
        d.push_back(sample.i.dA);
        q.push_back(sample.i.qA);
    }
    const std::vector<double> rateD = savitzkyGolay(d, period, window, order);
    const std::vector<double> rateQ = savitzkyGolay(q, period, window, order);
    for (std::size_t k = 0; k < samples.size(); ++k)
        samples[k].rate = {rateD[k], rateQ[k]};
    series.hasRates = true;
}

} // namespace dnas
