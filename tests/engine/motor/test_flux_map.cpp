#include "engine/api/error.h"
#include "engine/api/motor.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

using namespace dnas;

namespace {

std::string written(const std::string& name, const std::string& text) {
    static const test::TemporaryFolder folder;
    return folder.write(name, text);
}

void expectJacobianOfFlux(const FluxMap& map, const CurrentDq& i) {
    const double h = 1e-5;
    const FluxDq d1 = map.flux({i.dA + h, i.qA}), d0 = map.flux({i.dA - h, i.qA});
    const FluxDq q1 = map.flux({i.dA, i.qA + h}), q0 = map.flux({i.dA, i.qA - h});
    const FluxJacobian j = map.jacobian(i);
    EXPECT_NEAR(j.ddH, (d1.dVs - d0.dVs) / (2 * h), 1e-7) << i.dA << " " << i.qA;
    EXPECT_NEAR(j.qdH, (d1.qVs - d0.qVs) / (2 * h), 1e-7);
    EXPECT_NEAR(j.dqH, (q1.dVs - q0.dVs) / (2 * h), 1e-7);
    EXPECT_NEAR(j.qqH, (q1.qVs - q0.qVs) / (2 * h), 1e-7);
}

std::string measuredMap() {
    const char* data = std::getenv("DNAS_TEST_DATA");
    return (data ? std::string(data) : std::string(DNAS_SOURCE_DIR) + "/../shared/data") +
           "/pmsm/baldor_400rpm_flux_map.csv";
}

std::string errorOf(const std::string& path) {
    try {
        makeFluxMap(MeasuredFluxSpec{path});
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Data);
        return e.full();
    }
    return "no error";
}

} // namespace

TEST(FluxMap, TorqueOf6_9HasMagnetAndReluctancePart) {
    const auto map = makeFluxMap(LinearFluxSpec{0.02, 0.05, 0.3});
    const CurrentDq i{-3, 7};
    EXPECT_NEAR(torqueNm(4, map->flux(i), i), 1.5 * 4 * (0.3 * 7 + (0.02 - 0.05) * -3 * 7), 1e-12);
}

TEST(FluxMap, CurrentRateInvertsTheJacobian) {
    const FluxJacobian j{0.02, -0.003, 0.001, 0.05};
    const CurrentRateDq rate = currentRate(j, {3, -2});
    EXPECT_NEAR(j.ddH * rate.dAPerS + j.dqH * rate.qAPerS, 3, 1e-12);
    EXPECT_NEAR(j.qdH * rate.dAPerS + j.qqH * rate.qAPerS, -2, 1e-12);
}

TEST(FluxMap, SaturatingMapIsReciprocalPositiveDefiniteAndHasItsLimits) {
    const SaturatingFluxSpec spec;
    const auto map = makeFluxMap(spec);
    EXPECT_NEAR(map->flux({0, 0}).dVs, spec.magnetVs, 1e-12);
    EXPECT_NEAR(map->flux({0, 0}).qVs, 0, 1e-12);
    EXPECT_NEAR(map->jacobian({-spec.magnetA, 0}).ddH, spec.inductanceDH, 1e-12)
        << "unsaturated where nothing magnetises";
    EXPECT_NEAR(map->jacobian({0, 1e6}).qqH, spec.saturatedQH, 1e-9);
    for (double d = -20; d <= 20; d += 4)
        for (double q = -20; q <= 20; q += 4) {
            const FluxJacobian j = map->jacobian({d, q});
            EXPECT_EQ(j.dqH, j.qdH);
            EXPECT_GT(j.ddH, 0);
            EXPECT_GT(j.determinantH2(), 0);
            expectJacobianOfFlux(*map, {d, q});
        }
    EXPECT_LT(map->jacobian({0, 20}).dqH, 0) << "cross-saturation";
}

TEST(FluxMap, MeasuredMapPassesThroughItsPointsAndReproducesPlanes) {
    std::string text = "i_d_A,i_q_A,psi_d_Vs,psi_q_Vs\n";
    for (double d : {-3.0, -1.0, 0.0, 2.0}) // an uneven grid
        for (double q : {-2.0, 0.0, 1.0})
            text += std::to_string(d) + "," + std::to_string(q) + "," + std::to_string(0.5 + 0.1 * d - 0.02 * q) + "," +
                    std::to_string(0.3 * q) + "\r\n";
    const auto map = makeFluxMap(MeasuredFluxSpec{written("plane.csv", text)});
    for (double d : {-5.0, -3.0, -2.2, 0.0, 1.7, 4.0}) // and outside of it
        for (double q : {-3.0, -1.5, 0.4, 1.0, 2.0}) {
            EXPECT_NEAR(map->flux({d, q}).dVs, 0.5 + 0.1 * d - 0.02 * q, 1e-9);
            EXPECT_NEAR(map->flux({d, q}).qVs, 0.3 * q, 1e-9);
            EXPECT_NEAR(map->jacobian({d, q}).dqH, -0.02, 1e-9);
        }
}

TEST(FluxMap, MeasuredMapOfARealMotorHasAContinuousJacobianThatIsNeverSingular) {
    if (!std::filesystem::exists(measuredMap())) GTEST_SKIP() << measuredMap() << " is missing";
    const auto map = makeFluxMap(MeasuredFluxSpec{measuredMap()});
    const CurrentRange range = currentRange(MeasuredFluxSpec{measuredMap()});
    EXPECT_EQ(range.dMinA, -20);
    EXPECT_EQ(range.qMaxA, 26);
    EXPECT_NEAR(map->flux({-20, -26}).qVs, -1.31170422, 1e-12);
    EXPECT_NEAR(map->flux({0, 0}).dVs, 0.444145738, 1e-12);
    for (double d = -19.7; d < 20; d += 1.3)
        for (double q = -25.7; q < 26; q += 1.7) {
            expectJacobianOfFlux(*map, {d, q});
            EXPECT_GT(map->jacobian({d, q}).determinantH2(), 0) << d << " " << q;
        }
    EXPECT_NEAR(map->jacobian({4 - 1e-9, 3}).ddH, map->jacobian({4 + 1e-9, 3}).ddH, 1e-7);
}

TEST(FluxMap, WrongFilesAreNamedWithLineColumnAndUnit) {
    EXPECT_NE(errorOf("/nowhere.csv").find("/nowhere.csv: no such file"), std::string::npos);
    EXPECT_NE(errorOf(written("a.csv", "i_d_mA,i_q_A,psi_d_Vs,psi_q_Vs\n1,1,1,1\n"))
                  .find("'i_d_mA' is in mA; expected is 'i_d_A'"),
              std::string::npos);
    EXPECT_NE(errorOf(written("b.csv", "i_d,i_q_A,psi_d_Vs,psi_q_Vs\n1,1,1,1\n")).find("without a unit"),
              std::string::npos);
    EXPECT_NE(errorOf(written("c.csv", "i_d_A,i_q_A,psi_d_Vs\n1,1,1\n")).find("'psi_q_Vs' is missing"),
              std::string::npos);
    EXPECT_NE(errorOf(written("d.csv", "i_d_A,i_q_A,psi_d_Vs,psi_q_Vs\n1,1,1,1\n1,2,nan,1\n"))
                  .find("line 3: column 'psi_d_Vs' is 'nan'"),
              std::string::npos);
    EXPECT_NE(errorOf(written("e.csv", "i_d_A,i_q_A,psi_d_Vs,psi_q_Vs\n0,0,1,1\n0,1,1,1\n1,0,1,1\n"))
                  .find("of its grid is missing"),
              std::string::npos);
    EXPECT_NE(errorOf(written("f.csv", "i_d_A,i_q_A,psi_d_Vs,psi_q_Vs\n0,0,1,1\n0,1,1,1\n1,0,1,1\n1,1,1,1\n0,0,1,1\n"))
                  .find("line 6: the point"),
              std::string::npos);
    EXPECT_NE(errorOf(written("g.csv", "i_d_A,i_q_A,psi_d_Vs,psi_q_Vs\n0,0,1\n")).find("has 3 fields, the header 4"),
              std::string::npos);
    EXPECT_NE(errorOf(written("h.csv", "")).find("no rows"), std::string::npos);
    EXPECT_THROW(makeFluxMap(LinearFluxSpec{0, 0.1, 0.1}), EngineError);
    EXPECT_THROW(makeFluxMap(SaturatingFluxSpec{0.01, 0.1, 0.02, 0.01, 0.1, 1, 1}), EngineError);
}
