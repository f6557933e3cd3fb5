#include "engine/api/motor_simulation.h"

#include "engine/api/error.h"
#include "engine/core/random_streams.h"

#include <array>
#include <cmath>
#include <string>

namespace dnas {

namespace {

constexpr double kMaxSamples = 2e7;

/// i_d, i_q, omega, and the three energies.
using State = std::array<double, 6>;

State operator+(const State& a, const State& b) {
    State sum;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum[i] = a[i] + b[i];
    return sum;
}

State operator*(double s, State a) {
    for (double& value : a)
        value *= s;
    return a;
}

class Dynamics {
  public:
    Dynamics(const MotorSpec& motor, const FluxMap& map, const SimulationSpec& spec)
        : m_motor(motor), m_map(map), m_spec(spec) {}

    double speed(double timeS, const State& x) const {
        return m_spec.imposedSpeedRadPerS ? m_spec.imposedSpeedRadPerS(timeS) : x[2];
    }

    State slope(double timeS, const State& x, const MotorInput& input) const {
        const CurrentDq i{x[0], x[1]};
        const double omega = speed(timeS, x);
        const FluxDq flux = m_map.flux(i);
        const FluxJacobian jacobian = m_map.jacobian(i);
        if (!(std::abs(jacobian.determinantH2()) > 0))
            throw EngineError(ErrorCode::Diverged,
                              "The flux map's Jacobian is singular at i_d " + std::to_string(i.dA) + " A, i_q " +
                                  std::to_string(i.qA) + " A: the currents are not determined there.",
                              "Use a map without flat places, or smaller voltages.");
        const VoltageDq u = inducedVoltage(m_motor.resistanceOhm, m_motor.polePairs * omega, flux, i, input.v);
        const CurrentRateDq rate = currentRate(jacobian, u);
        const double torque = torqueNm(m_motor.polePairs, flux, i);
        const double acceleration = m_spec.imposedSpeedRadPerS
                                        ? 0
                                        : (torque - input.loadNm - m_motor.frictionNms * omega) / m_motor.inertiaKgM2;
        return {rate.dAPerS,
                rate.qAPerS,
                acceleration,
                1.5 * (input.v.dV * i.dA + input.v.qV * i.qA),
                1.5 * m_motor.resistanceOhm * (i.dA * i.dA + i.qA * i.qA),
                torque * omega};
    }

    /// Classical Runge-Kutta of fourth order.
    State step(double t, double h, const State& x, const MotorInput& input) const {
        const State k1 = slope(t, x, input);
        const State k2 = slope(t + h / 2, x + (h / 2) * k1, input);
        const State k3 = slope(t + h / 2, x + (h / 2) * k2, input);
        const State k4 = slope(t + h, x + h * k3, input);
        return x + (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
    }

  private:
    const MotorSpec& m_motor;
    const FluxMap& m_map;
    const SimulationSpec& m_spec;
};

void inRange(const char* quantity, double value, double minimum, double maximum) {
    if (value >= minimum && value <= maximum) return; // false for NaN
    throw EngineError(ErrorCode::Usage, std::string(quantity) + " is " + std::to_string(value) + "; allowed: " +
                                            std::to_string(minimum) + " to " + std::to_string(maximum) + ".");
}

void check(const SimulationSpec& spec) {
    inRange("The sample period (s)", spec.samplePeriodS, 1e-7, 1);
    inRange("The duration (s)", spec.durationS, spec.samplePeriodS, spec.samplePeriodS * kMaxSamples);
    inRange("Integration steps a sample", spec.stepsPerSample, 1, 1000);
    inRange("Noise of the currents (A)", spec.noise.currentA, 0, 1e6);
    inRange("Noise of the voltages (V)", spec.noise.voltageV, 0, 1e6);
    inRange("Noise of the speed (rad/s)", spec.noise.speedRadPerS, 0, 1e6);
}

MotorSample record(const MotorSpec& motor, const FluxMap& map, double timeS, const State& x, double omega,
                   const MotorInput& input, const State& slope) {
    MotorSample sample;
    sample.timeS = timeS;
    sample.i = {x[0], x[1]};
    sample.v = input.v;
    sample.omegaElectricalRadPerS = motor.polePairs * omega;
    sample.rate = {slope[0], slope[1]};
    sample.flux = map.flux(sample.i);
    sample.torqueNm = torqueNm(motor.polePairs, sample.flux, sample.i);
    sample.loadNm = input.loadNm;
    sample.energy = {x[3], x[4], x[5]};
    return sample;
}

void addNoise(MotorSeries& series, const SensorNoise& noise, std::uint64_t seed) {
    if (noise.currentA == 0 && noise.voltageV == 0 && noise.speedRadPerS == 0) return;
    RandomStream random(seed, "motor/sensor-noise");
    for (MotorSample& sample : series.samples) {
        sample.i.dA += noise.currentA * random.normal();
        sample.i.qA += noise.currentA * random.normal();
        sample.v.dV += noise.voltageV * random.normal();
        sample.v.qV += noise.voltageV * random.normal();
        sample.omegaElectricalRadPerS += noise.speedRadPerS * random.normal();
        if (noise.currentA > 0) sample.rate = {};
    }
    series.hasRates = noise.currentA == 0;
}

} // namespace

MotorSeries simulate(const MotorSpec& motor, const FluxMap& map, const MotorDrive& drive, const SimulationSpec& spec) {
    validate(motor);
    check(spec);
    const Dynamics dynamics(motor, map, spec);
    MotorSeries series;
    series.hasRates = series.hasFlux = series.isSimulated = true;
    const auto count = static_cast<std::size_t>(spec.durationS / spec.samplePeriodS + 1e-9) + 1;
    series.samples.reserve(count);
    State x{spec.start.i.dA, spec.start.i.qA, spec.start.omegaRadPerS, 0, 0, 0};
    const double h = spec.samplePeriodS / spec.stepsPerSample;
    for (std::size_t k = 0; k < count; ++k) {
        const double t = static_cast<double>(k) * spec.samplePeriodS;
        const double omega = dynamics.speed(t, x);
        const MotorInput input = drive(t, {{x[0], x[1]}, omega});
        series.samples.push_back(record(motor, map, t, x, omega, input, dynamics.slope(t, x, input)));
        for (int step = 0; k + 1 < count && step < spec.stepsPerSample; ++step)
            x = dynamics.step(t + step * h, h, x, input);
        for (double value : x)
            if (!std::isfinite(value))
                throw EngineError(ErrorCode::Diverged,
                                  "The simulation diverged at " + std::to_string(t) +
                                      " s: a current or the speed is no "
                                      "finite number.",
                                  "Lower the sample period or the voltages, or raise the steps a sample.");
    }
    addNoise(series, spec.noise, spec.seed);
    return series;
}

} // namespace dnas
