#include "engine/api/error.h"
#include "engine/api/motor_control.h"
#include "engine/api/motor_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace dnas;

TEST(CurrentsForTorque, AreThoseOfTheClosedFormOfAMotorWithoutSaliency) {
    const auto map = makeFluxMap(LinearFluxSpec{0.03, 0.03, 0.4});
    const CurrentDq i = currentsForTorque(*map, 2, 5, CurrentRange{});
    EXPECT_NEAR(i.qA, 5 / (1.5 * 2 * 0.4), 1e-3);
    EXPECT_NEAR(i.dA, 0, 1e-2) << "without saliency i_d gives no torque";
    EXPECT_NEAR(currentsForTorque(*map, 2, -5, CurrentRange{}).qA, -i.qA, 1e-9);
}

TEST(CurrentsForTorque, UseTheReluctanceTorqueAndNeverMoreCurrentThanTheClosedForm) {
    // MTPA of the linear motor: i_d = (-lambda_f + sqrt(lambda_f^2 + 8 dL^2 i^2)) / (4 dL), dL = L_d - L_q
    const double ld = 0.02, lq = 0.06, flux = 0.3;
    const auto map = makeFluxMap(LinearFluxSpec{ld, lq, flux});
    const double current = 8, dl = ld - lq;
    const double id = (-flux + std::sqrt(flux * flux + 8 * dl * dl * current * current)) / (4 * dl);
    const double iq = std::sqrt(current * current - id * id);
    const double torque = torqueNm(2, map->flux({id, iq}), {id, iq});
    const CurrentDq found = currentsForTorque(*map, 2, torque, CurrentRange{});
    EXPECT_NEAR(std::hypot(found.dA, found.qA), current, 1e-2);
    EXPECT_NEAR(found.dA, id, 0.2);
}

TEST(CurrentsForTorque, GiveTheLargestTorqueWhereTheWantedOneIsOutOfReach) {
    const auto map = makeFluxMap(LinearFluxSpec{0.03, 0.03, 0.4});
    EXPECT_NEAR(currentsForTorque(*map, 2, 1e9, {-5, 5, -7, 7}).qA, 7, 1e-6);
    EXPECT_EQ(currentsForTorque(*map, 2, 0, {}).qA, 0);
}

TEST(TorqueControl, WithTheTrueModelSettlesWhereTheLinearModelDoesNot) {
    const MotorSpec motor;
    const auto truth = makeFluxMap(motor.flux);
    SimulationSpec simulation;
    const auto linear = makeFluxMap(fitLinearFlux(excite(motor, truth, {}, simulation), motor.resistanceOhm));
    const TorqueControlResult exact = controlTorque(motor, *truth, *truth, {}), rough = controlTorque(motor, *truth, *linear, {});
    EXPECT_LT(exact.steadyRmseNm, 0.01);
    EXPECT_GT(rough.steadyRmseNm, 20 * exact.steadyRmseNm);
    EXPECT_EQ(exact.timeS.size(), exact.torqueNm.size());
    EXPECT_GT(*std::max_element(exact.torqueNm.begin(), exact.torqueNm.end()), 10);
}

TEST(TorqueControl, RefusesABandwidthBeyondTheSampling) {
    const MotorSpec motor;
    TorqueControlSpec spec;
    spec.bandwidthRadPerS = 20000;
    const auto truth = makeFluxMap(motor.flux);
    EXPECT_THROW(controlTorque(motor, *truth, *truth, spec), EngineError);
}
