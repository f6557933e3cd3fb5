#include "engine/api/error.h"
#include "engine/api/motor_simulation.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

std::string written(const std::string& name, const std::string& text) {
    static const test::TemporaryFolder folder;
    return folder.write(name, text);
}

std::string errorOf(const std::string& text) {
    try {
        readSeries(written("series.csv", text));
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Data);
        return e.full();
    }
    return "no error";
}

std::string rows(const std::string& header, int columns) {
    std::string text = header + "\n";
    for (int k = 0; k < 10; ++k) {
        text += std::to_string(k * 1e-3);
        for (int c = 1; c < columns; ++c)
            text += ",1";
        text += "\n";
    }
    return text;
}

} // namespace

TEST(Series, ComesBackFromItsFileBitByBit) {
    MotorSpec motor;
    SimulationSpec spec;
    spec.durationS = 0.02;
    const MotorSeries series = excite(motor, makeFluxMap(motor.flux), {}, spec);
    const MotorSeries back = readSeries(written("roundtrip.csv", seriesCsv(series)));
    ASSERT_EQ(back.samples.size(), series.samples.size());
    EXPECT_TRUE(back.hasRates && back.hasFlux);
    for (std::size_t k = 0; k < series.samples.size(); ++k) {
        EXPECT_EQ(back.samples[k].i.dA, series.samples[k].i.dA);
        EXPECT_EQ(back.samples[k].rate.qAPerS, series.samples[k].rate.qAPerS);
        EXPECT_EQ(back.samples[k].flux.qVs, series.samples[k].flux.qVs);
        EXPECT_EQ(back.samples[k].omegaElectricalRadPerS, series.samples[k].omegaElectricalRadPerS);
    }
}

TEST(Series, WrongUnitsHalfPairsAndTimesThatFallAreNamed) {
    EXPECT_NE(errorOf(rows("time_s,i_d_A,i_q_A,v_d_V,v_q_V,omega_e_rpm", 6))
                  .find("'omega_e_rpm' is in rpm; expected is 'omega_e_rad_s'"),
              std::string::npos);
    EXPECT_NE(errorOf(rows("time_ms,i_d_A,i_q_A,v_d_V,v_q_V,omega_e_rad_s", 6)).find("'time_ms'"), std::string::npos);
    EXPECT_NE(errorOf(rows("time_s,i_d_A,i_q_A,v_d_V,v_q_V,omega_e_rad_s,di_d_A_s", 7)).find("'di_q_A_s' is missing"),
              std::string::npos);
    EXPECT_NE(errorOf("time_s,i_d_A,i_q_A,v_d_V,v_q_V,omega_e_rad_s\n0,0,0,0,0,0\n").find("has 1 samples"),
              std::string::npos);
    std::string falling = rows("time_s,i_d_A,i_q_A,v_d_V,v_q_V,omega_e_rad_s", 6) + "0.001,1,1,1,1,1\n";
    EXPECT_NE(errorOf(falling).find("line 12: time_s does not ascend"), std::string::npos);
}

TEST(SavitzkyGolay, IsExactForPolynomialsOfItsOrderAlsoAtTheEnds) {
    std::vector<double> values, slopes;
    for (int k = 0; k < 30; ++k) {
        const double t = 0.1 * k;
        values.push_back(1 - 2 * t + 3 * t * t - 0.5 * t * t * t);
        slopes.push_back(-2 + 6 * t - 1.5 * t * t);
    }
    const std::vector<double> found = savitzkyGolay(values, 0.1, 9, 3);
    for (int k = 0; k < 30; ++k)
        EXPECT_NEAR(found[k], slopes[k], 1e-9) << k;
}

TEST(SavitzkyGolay, HasThePublishedWeightsOfFivePointsAndSecondOrder) {
    std::vector<double> impulse(11, 0.0); // weights (-2, -1, 0, 1, 2) / 10
    impulse[5] = 1;
    const std::vector<double> found = savitzkyGolay(impulse, 1, 5, 2);
    for (int k = 3; k <= 7; ++k)
        EXPECT_NEAR(found[k], (5 - k) / 10.0, 1e-12);
}

TEST(SavitzkyGolay, RefusesWindowsAndOrdersThatCannotBe) {
    const std::vector<double> values(20, 1.0);
    EXPECT_THROW(savitzkyGolay(values, 1, 4, 2), EngineError);
    EXPECT_THROW(savitzkyGolay(values, 1, 21, 2), EngineError);
    EXPECT_THROW(savitzkyGolay(values, 1, 5, 5), EngineError);
    EXPECT_THROW(savitzkyGolay(values, 1, 5, 0), EngineError);
}

TEST(DeriveRates, AreNearTheExactOnesAndNeedUniformSampling) {
    MotorSpec motor;
    SimulationSpec spec;
    spec.durationS = 0.5;
    MotorSeries series = excite(motor, makeFluxMap(motor.flux), {}, spec);
    MotorSeries derived = series;
    deriveRates(derived);
    double squares = 0, errors = 0;
    for (std::size_t k = 0; k < series.samples.size(); ++k) {
        squares += std::pow(series.samples[k].rate.dAPerS, 2);
        errors += std::pow(series.samples[k].rate.dAPerS - derived.samples[k].rate.dAPerS, 2);
    }
    EXPECT_LT(std::sqrt(errors / squares), 0.05) << "the exact ones are taken to the right of the voltage's steps";
    series.samples[100].timeS += 3e-5;
    EXPECT_THROW(deriveRates(series), EngineError);
}
