#include "engine/api/error.h"
#include "engine/api/motor_simulation.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

MotorSpec linearMotor() {
    MotorSpec motor;
    motor.resistanceOhm = 0.8;
    motor.polePairs = 3;
    motor.inertiaKgM2 = 0.02;
    motor.frictionNms = 0.05;
    motor.flux = LinearFluxSpec{0.02, 0.05, 0.3};
    return motor;
}

MotorSeries run(const MotorSpec& motor, const MotorDrive& drive, SimulationSpec spec) {
    return simulate(motor, *makeFluxMap(motor.flux), drive, spec);
}

MotorDrive constant(double dV, double qV, double loadNm = 0) {
    return steppedDrive({{0, {dV, qV}, loadNm}});
}

} // namespace

TEST(Simulation, CurrentAtStandstillRisesExponentiallyAsTheLinearMotorOf6_11Does) {
    SimulationSpec spec;
    spec.durationS = 0.2;
    spec.imposedSpeedRadPerS = [](double) { return 0.0; };
    const MotorSeries series = run(linearMotor(), constant(4, -6), spec);
    ASSERT_EQ(series.samples.size(), 2001u);
    for (const MotorSample& s : series.samples) {
        EXPECT_NEAR(s.i.dA, 4 / 0.8 * (1 - std::exp(-0.8 / 0.02 * s.timeS)), 1e-9);
        EXPECT_NEAR(s.i.qA, -6 / 0.8 * (1 - std::exp(-0.8 / 0.05 * s.timeS)), 1e-9);
        EXPECT_NEAR(s.rate.dAPerS, 4 / 0.02 * std::exp(-0.8 / 0.02 * s.timeS), 1e-6);
    }
}

TEST(Simulation, SteadyStateAtConstantSpeedSolvesEquations6_7And6_8) {
    SimulationSpec spec;
    spec.durationS = 3;
    const double omega = 40, omegaE = 3 * omega;
    spec.imposedSpeedRadPerS = [=](double) { return omega; };
    const MotorSample end = run(linearMotor(), constant(5, 30), spec).samples.back();
    // 0 = -R i_d + w L_q i_q + v_d, 0 = -R i_q - w (L_d i_d + lambda_f) + v_q
    const double r = 0.8, xd = omegaE * 0.02, xq = omegaE * 0.05, q = 30 - omegaE * 0.3;
    const double determinant = r * r + xd * xq;
    const double id = (r * 5 + xq * q) / determinant, iq = (r * q - xd * 5) / determinant;
    EXPECT_NEAR(end.i.dA, id, 1e-9);
    EXPECT_NEAR(end.i.qA, iq, 1e-9);
    EXPECT_NEAR(end.torqueNm, 1.5 * 3 * (0.3 + (0.02 - 0.05) * id) * iq, 1e-9) << "magnet and reluctance torque";
}

TEST(Simulation, FreeRotorSettlesWhereTorqueEqualsLoadAndFriction) {
    SimulationSpec spec;
    spec.durationS = 6;
    const MotorSample end = run(linearMotor(), constant(0, 40, 1.5), spec).samples.back();
    EXPECT_NEAR(end.torqueNm, 1.5 + 0.05 * end.omegaElectricalRadPerS / 3, 1e-8);
    EXPECT_GT(end.omegaElectricalRadPerS, 1);
}

TEST(Simulation, UnloadedRotorWithoutCurrentSlowsDownExponentially) {
    MotorSpec motor = linearMotor();
    motor.flux = LinearFluxSpec{0.02, 0.05, 0}; // no magnet, no voltage: no current, no torque
    SimulationSpec spec;
    spec.durationS = 0.5;
    spec.start.omegaRadPerS = 100;
    for (const MotorSample& s : run(motor, constant(0, 0), spec).samples)
        EXPECT_NEAR(s.omegaElectricalRadPerS, 3 * 100 * std::exp(-0.05 / 0.02 * s.timeS), 1e-8);
}

TEST(Simulation, EnergyIsConserved) {
    SimulationSpec spec;
    spec.durationS = 0.4;
    spec.start.i = {2, -1};
    const auto magneticJ = [](const CurrentDq& i) { return 1.5 * 0.5 * (0.02 * i.dA * i.dA + 0.05 * i.qA * i.qA); };
    for (const MotorSample& s : run(linearMotor(), sineDrive({20, 35}, 25, 0.5), spec).samples)
        EXPECT_NEAR(s.energy.electrical, s.energy.copper + s.energy.mechanical + magneticJ(s.i) - magneticJ({2, -1}),
                    1e-6);
}

TEST(Simulation, IntegratorIsOfFourthOrder) {
    const auto end = [](int steps) {
        SimulationSpec spec;
        spec.durationS = 0.1;
        spec.samplePeriodS = 0.02;
        spec.stepsPerSample = steps;
        spec.imposedSpeedRadPerS = [](double) { return 30.0; };
        return run(linearMotor(), constant(5, 30), spec).samples.back().i.dA;
    };
    const double exact = end(512);
    EXPECT_NEAR((end(8) - exact) / (end(16) - exact), 16, 3);
}

TEST(Simulation, RatesOfTheSaturatingMotorSatisfyTheVoltageEquations) {
    MotorSpec motor;
    const auto map = makeFluxMap(motor.flux);
    SimulationSpec spec;
    spec.durationS = 0.3;
    const MotorSeries series = excite(motor, map, {}, spec);
    for (const MotorSample& s : series.samples) {
        const FluxJacobian j = map->jacobian(s.i);
        const VoltageDq u = inducedVoltage(motor.resistanceOhm, s.omegaElectricalRadPerS, s.flux, s.i, s.v);
        EXPECT_NEAR(j.ddH * s.rate.dAPerS + j.dqH * s.rate.qAPerS, u.dV, 1e-9);
        EXPECT_NEAR(j.qdH * s.rate.dAPerS + j.qqH * s.rate.qAPerS, u.qV, 1e-9);
    }
}

TEST(Simulation, ExcitationVisitsItsRangeAndStaysInIt) {
    MotorSpec motor;
    ExcitationSpec excitation;
    excitation.range = {-12, 4, -10, 10};
    SimulationSpec spec;
    const MotorSeries series = excite(motor, makeFluxMap(motor.flux), excitation, spec);
    int visited[8][8] = {};
    for (const MotorSample& s : series.samples) {
        const int d = int((s.i.dA + 12) / 2), q = int((s.i.qA + 10) / 2.5);
        ASSERT_TRUE(s.i.dA > -12.2 && s.i.dA < 4.2 && std::abs(s.i.qA) < 10.2) << s.i.dA << " " << s.i.qA;
        ++visited[std::min(std::max(d, 0), 7)][std::min(std::max(q, 0), 7)];
    }
    for (const auto& row : visited)
        for (int count : row)
            EXPECT_GT(count, 20);
}

TEST(Simulation, NoiseHasItsStandardDeviationRepeatsBySeedAndRemovesRates) {
    SimulationSpec spec;
    spec.durationS = 1;
    spec.noise.currentA = 0.05;
    const MotorSeries noisy = run(linearMotor(), constant(4, 6), spec),
                      again = run(linearMotor(), constant(4, 6), spec);
    spec.noise.currentA = 0;
    const MotorSeries clean = run(linearMotor(), constant(4, 6), spec);
    EXPECT_TRUE(clean.hasRates);
    EXPECT_FALSE(noisy.hasRates);
    double squares = 0;
    for (std::size_t k = 0; k < clean.samples.size(); ++k) {
        squares += std::pow(noisy.samples[k].i.dA - clean.samples[k].i.dA, 2);
        EXPECT_EQ(noisy.samples[k].i.qA, again.samples[k].i.qA);
    }
    EXPECT_NEAR(std::sqrt(squares / double(clean.samples.size())), 0.05, 0.003);
}

TEST(Simulation, ProfilesHoldUntilTheNextRow) {
    const MotorDrive drive = steppedDrive({{0.1, {1, 2}, 3}, {0.2, {4, 5}, 6}});
    EXPECT_EQ(drive(0.05, {}).v.dV, 0);
    EXPECT_EQ(drive(0.1, {}).v.dV, 1);
    EXPECT_EQ(drive(0.1999, {}).loadNm, 3);
    EXPECT_EQ(drive(5, {}).v.qV, 5);
    EXPECT_THROW(steppedDrive({{0.2, {}, 0}, {0.2, {}, 0}}), EngineError);
}

TEST(Simulation, RefusesWhatCannotBe) {
    SimulationSpec spec;
    spec.samplePeriodS = 0;
    EXPECT_THROW(run(linearMotor(), constant(0, 0), spec), EngineError);
    spec = {};
    spec.durationS = std::nan("");
    EXPECT_THROW(run(linearMotor(), constant(0, 0), spec), EngineError);
    spec = {};
    spec.samplePeriodS = 0.5; // far beyond the time constants: the integrator explodes
    spec.durationS = 400;
    spec.stepsPerSample = 1;
    try {
        run(linearMotor(), constant(10, 10), spec);
        FAIL() << "did not diverge";
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Diverged);
    }
    MotorSpec motor = linearMotor();
    motor.inertiaKgM2 = 0;
    EXPECT_THROW(validate(motor), EngineError);
}
