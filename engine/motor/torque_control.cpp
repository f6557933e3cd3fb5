#include "engine/api/motor_control.h"

#include "engine/api/error.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

namespace dnas {

namespace {

constexpr int kAngles = 181, kBisections = 40;
constexpr double kPi = 3.141592653589793, kSteadyPart = 0.2, kIntegralPart = 0.1;

/// Magnitude at which the ray of this angle leaves the range; 0 where it does not enter.
double reach(const CurrentRange& r, double c, double s) {
    const auto along = [](double direction, double low, double high) {
        if (std::abs(direction) < 1e-12) return low <= 0 && high >= 0 ? HUGE_VAL : 0.0;
        return std::max(0.0, (direction > 0 ? high : low) / direction);
    };
    return std::min(along(c, r.dMinA, r.dMaxA), along(s, r.qMinA, r.qMaxA));
}

void inRange(const char* what, double value, double minimum, double maximum) {
    if (value >= minimum && value <= maximum) return; // false for NaN
    throw EngineError(ErrorCode::Usage, std::string(what) + " is " + std::to_string(value) + "; allowed: " +
                                            std::to_string(minimum) + " to " + std::to_string(maximum) + ".");
}

double wantedAt(const std::vector<TorqueStep>& steps, double timeS) {
    double wanted = 0;
    for (const TorqueStep& step : steps)
        if (timeS >= step.timeS) wanted = step.torqueNm;
    return wanted;
}

std::vector<TorqueStep> staircase(double largestNm, double durationS) {
    std::vector<TorqueStep> steps;
    for (double part : {0.2, 0.5, 0.8, 0.35, -0.35, -0.8})
        steps.push_back({durationS * static_cast<double>(steps.size()) / 6, part * largestNm});
    return steps;
}

/// The currents' targets are found once a step, not once a sample.
class Controller {
  public:
    Controller(const MotorSpec& motor, const FluxMap& model, const TorqueControlSpec& spec,
               std::vector<TorqueStep> steps)
        : m_motor(motor), m_model(model), m_spec(spec), m_steps(std::move(steps)) {}

    MotorInput operator()(double timeS, const MotorState& state) {
        const double wanted = wantedAt(m_steps, timeS);
        if (wanted != m_wanted) {
            m_wanted = wanted;
            m_target = currentsForTorque(m_model, m_motor.polePairs, wanted, m_spec.range);
        }
        const FluxDq now = m_model.flux(state.i), target = m_model.flux(m_target);
        const VoltageDq held =
            inducedVoltage(m_motor.resistanceOhm, m_motor.polePairs * state.omegaRadPerS, now, state.i, {});
        const double p = m_spec.bandwidthRadPerS, i = kIntegralPart * p * p * m_spec.samplePeriodS;
        m_integral.dV += i * (target.dVs - now.dVs);
        m_integral.qV += i * (target.qVs - now.qVs);
        return {{-held.dV + p * (target.dVs - now.dVs) + m_integral.dV,
                 -held.qV + p * (target.qVs - now.qVs) + m_integral.qV},
                0};
    }

  private:
    const MotorSpec& m_motor;
    const FluxMap& m_model;
    const TorqueControlSpec& m_spec;
    std::vector<TorqueStep> m_steps;
    double m_wanted = 0;
    CurrentDq m_target;
    VoltageDq m_integral;
};

} // namespace

CurrentDq currentsForTorque(const FluxMap& model, int polePairs, double torque, const CurrentRange& range) {
    if (torque == 0) return {};
    const double sign = torque > 0 ? 1 : -1;
    CurrentDq best, strongest;
    double least = HUGE_VAL, most = 0;
    for (int k = 0; k < kAngles; ++k) {
        const double angle = sign * kPi * k / (kAngles - 1), c = std::cos(angle), s = std::sin(angle);
        const auto torqueAt = [&](double magnitude) {
            const CurrentDq i{magnitude * c, magnitude * s};
            return sign * torqueNm(polePairs, model.flux(i), i);
        };
        double low = 0, high = reach(range, c, s);
        const double end = torqueAt(high);
        if (end > most) {
            most = end;
            strongest = {high * c, high * s};
        }
        if (end < std::abs(torque)) continue;
        for (int step = 0; step < kBisections; ++step) {
            const double middle = (low + high) / 2;
            (torqueAt(middle) < std::abs(torque) ? low : high) = middle;
        }
        if (high < least) {
            least = high;
            best = {high * c, high * s};
        }
    }
    return least < HUGE_VAL ? best : strongest;
}

TorqueControlResult controlTorque(const MotorSpec& motor, const FluxMap& truth, const FluxMap& model,
                                  const TorqueControlSpec& spec) {
    inRange("The bandwidth (rad/s)", spec.bandwidthRadPerS, 1, 0.9 / spec.samplePeriodS);
    inRange("The speed (rad/s)", spec.speedRadPerS, -1e5, 1e5);
    std::vector<TorqueStep> steps = spec.steps;
    if (steps.empty()) {
        const CurrentDq most = currentsForTorque(truth, motor.polePairs, HUGE_VAL, spec.range);
        steps = staircase(torqueNm(motor.polePairs, truth.flux(most), most), spec.durationS);
    }
    SimulationSpec simulation;
    simulation.durationS = spec.durationS;
    simulation.samplePeriodS = spec.samplePeriodS;
    simulation.imposedSpeedRadPerS = [&](double) { return spec.speedRadPerS; };
    const auto controller = std::make_shared<Controller>(motor, model, spec, steps);
    const MotorSeries series = simulate(
        motor, truth, [&](double timeS, const MotorState& state) { return (*controller)(timeS, state); }, simulation);
    TorqueControlResult result;
    double squares = 0, steadySquares = 0;
    std::size_t steady = 0;
    for (const MotorSample& s : series.samples) {
        const double wanted = wantedAt(steps, s.timeS), error = s.torqueNm - wanted;
        result.timeS.push_back(s.timeS);
        result.wantedNm.push_back(wanted);
        result.torqueNm.push_back(s.torqueNm);
        squares += error * error;
        double begin = 0, end = spec.durationS;
        for (const TorqueStep& step : steps) {
            if (step.timeS <= s.timeS)
                begin = step.timeS;
            else
                end = std::min(end, step.timeS);
        }
        if (s.timeS < end - kSteadyPart * (end - begin)) continue;
        steadySquares += error * error;
        ++steady;
    }
    result.rmseNm = std::sqrt(squares / static_cast<double>(series.samples.size()));
    result.steadyRmseNm = steady ? std::sqrt(steadySquares / static_cast<double>(steady)) : 0;
    return result;
}

} // namespace dnas
