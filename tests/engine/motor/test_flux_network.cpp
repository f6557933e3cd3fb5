#include "engine/api/error.h"
#include "engine/api/motor_search.h"
#include "engine/core/random_streams.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>

using namespace dnas;

namespace {

FluxNetwork network(const Activation& activation, int hidden = 2, int width = 5) {
    FluxNetwork n;
    n.activation = activation;
    n.centre = {-2, 1};
    n.currentScale = {10, 8};
    n.offset = {0.4, -0.1};
    n.fluxScale = {0.5, 1.2};
    RandomStream random(3, "test");
    int in = 2;
    for (int k = 0; k <= hidden; ++k) {
        DenseLayer layer{in, k == hidden ? 2 : width, {}, {}};
        for (int i = 0; i < layer.in * layer.out; ++i)
            layer.weight.push_back(random.normal() / std::sqrt(in));
        for (int i = 0; i < layer.out; ++i)
            layer.bias.push_back(0.3 * random.normal());
        n.layers.push_back(layer);
        in = width;
    }
    return n;
}

std::vector<Activation> everyActivation() {
    std::vector<Activation> all;
    for (std::size_t b = 0; b < binaryNames().size(); ++b)
        for (std::size_t u = 0; u < unaryNames().size(); ++u)
            for (std::size_t v = 0; v < unaryNames().size(); ++v)
                all.push_back({Binary(b), Unary(u), Unary(v)});
    return all;
}

} // namespace

TEST(Activation, HasTheSixBinaryAndTenUnaryPrimitivesOfSection6_2_2) {
    EXPECT_EQ(binaryNames().size(), 6u);
    EXPECT_EQ(unaryNames().size(), 10u);
    EXPECT_EQ(formula({Binary::Add, Unary::Exp, Unary::PositivePart}), "exp(x) + max(x, 0)") << "figure 6.14";
    EXPECT_EQ(formula({Binary::Mask, Unary::Tanh, Unary::Cos}), "tanh(x)");
    const double x = 0.7;
    EXPECT_NEAR(evaluate({Binary::Add, Unary::Exp, Unary::PositivePart}, x).value, std::exp(x) + x, 1e-15);
    EXPECT_NEAR(evaluate({Binary::Sub, Unary::Square, Unary::One}, x).value, x * x - 1, 1e-15);
    EXPECT_NEAR(evaluate({Binary::Max, Unary::Sin, Unary::Cos}, x).value, std::cos(x), 1e-15);
    EXPECT_NEAR(evaluate({Binary::Min, Unary::Abs, Unary::NegativePart}, -x).value, -x, 1e-15);
    EXPECT_NEAR(evaluate({Binary::Mask, Unary::Tanh, Unary::Exp}, x).value, std::tanh(x), 1e-15);
}

TEST(Activation, SlopesAreThoseOfTheValues) {
    for (const Activation& a : everyActivation())
        for (double x : {-1.7, -0.3, 0.2, 1.1}) {
            const double h = 1e-6;
            EXPECT_NEAR(evaluate(a, x).slope, (evaluate(a, x + h).value - evaluate(a, x - h).value) / (2 * h), 1e-6)
                << formula(a) << " at " << x;
        }
}

TEST(Activation, GuardsKeepEverythingFiniteAndChangeNothingInRange) {
    for (const Activation& a : everyActivation()) {
        for (double x : {-1e300, -1e4, 1e4, 1e300})
            EXPECT_TRUE(std::isfinite(evaluate(a, x).value) && evaluate(a, x).guarded) << formula(a);
        EXPECT_FALSE(evaluate(a, 19).guarded);
    }
    EXPECT_TRUE(evaluate({Binary::Mask, Unary::Exp, Unary::One}, 21).guarded);
    EXPECT_FALSE(evaluate({Binary::Mask, Unary::Tanh, Unary::Exp}, 21).guarded) << "mask does not use the second";
}

TEST(ChosenActivation, IsTheMostProbableTripleThatIsNotConstant) {
    std::vector<double> unary(20, 0.05), binary(6, 0.1);
    unary[3] = 0.5;       // U1 = tanh
    unary[10 + 3] = 0.4;  // U2 = tanh
    unary[10 + 6] = 0.3;  // then sin
    binary[2] = 0.5;      // sub: tanh - tanh would be 0
    EXPECT_EQ(formula(chosenActivation(unary, binary)), "tanh(x) \u2212 sin(x)");
    binary[2] = 0.1;
    binary[0] = 0.5;
    EXPECT_EQ(formula(chosenActivation(unary, binary)), "tanh(x) + tanh(x)");
}

TEST(FluxNetwork, JacobianIsThatOfItsFlux) {
    for (const Activation& a : {Activation{}, Activation{Binary::Add, Unary::Exp, Unary::Sin}, Activation{Binary::Prod, Unary::Tanh, Unary::Square}}) {
        const auto map = makeFluxMap(network(a));
        for (double d : {-9.0, 0.3, 6.0}) {
            const double q = 2.5 - d, h = 1e-5;
            const FluxJacobian j = map->jacobian({d, q});
            EXPECT_NEAR(j.ddH, (map->flux({d + h, q}).dVs - map->flux({d - h, q}).dVs) / (2 * h), 1e-7);
            EXPECT_NEAR(j.dqH, (map->flux({d, q + h}).dVs - map->flux({d, q - h}).dVs) / (2 * h), 1e-7);
            EXPECT_NEAR(j.qdH, (map->flux({d + h, q}).qVs - map->flux({d - h, q}).qVs) / (2 * h), 1e-7);
            EXPECT_NEAR(j.qqH, (map->flux({d, q + h}).qVs - map->flux({d, q - h}).qVs) / (2 * h), 1e-7);
        }
    }
}

TEST(FluxNetwork, ComesBackFromItsTextBitByBitAndRefusesDamage) {
    const FluxNetwork n = network({Binary::Max, Unary::Sin, Unary::Abs});
    const FluxNetwork back = parseFluxNetwork(fluxNetworkText(n));
    EXPECT_EQ(back.layers[1].weight, n.layers[1].weight);
    EXPECT_TRUE(back.activation == n.activation);
    EXPECT_EQ(back.offset.qVs, n.offset.qVs);
    std::string text = fluxNetworkText(n);
    EXPECT_THROW(parseFluxNetwork(text.substr(0, text.size() / 2)), EngineError);
    EXPECT_THROW(parseFluxNetwork("{}"), EngineError);
    EXPECT_THROW(parseFluxNetwork("[1]"), EngineError);
    text.replace(text.find("\"max\""), 5, "\"maxx\"");
    EXPECT_THROW(parseFluxNetwork(text), EngineError);
    FluxNetwork wrong = n;
    wrong.layers[1].weight.pop_back();
    EXPECT_THROW(validate(wrong), EngineError);
    wrong = n;
    wrong.layers[0].bias[0] = std::nan("");
    EXPECT_THROW(validate(wrong), EngineError);
}

TEST(MotorResult, ComesBackFromItsTextWithUnknownErrors) {
    MotorSearchResult r;
    r.searched.network = network({});
    r.baseline.network = network({}, 1);
    r.searched.errors = fluxErrors(*makeFluxMap(r.searched.network), MotorSeries{}, 2); // NaN
    r.searched.singularJacobians = 7;
    r.range = {-1, 2, -3, 4};
    const MotorSearchResult back = parseMotorResult(motorResultText(r));
    EXPECT_FALSE(back.searched.errors.known);
    EXPECT_TRUE(std::isnan(back.searched.errors.rmseVs));
    EXPECT_EQ(back.searched.singularJacobians, 7);
    EXPECT_EQ(back.range.qMaxA, 4);
    EXPECT_EQ(back.baseline.network.hiddenLayers(), 1);
}

TEST(FluxErrors, AreThoseOfAKnownDifference) {
    const auto truth = makeFluxMap(LinearFluxSpec{0.02, 0.05, 0.3}), model = makeFluxMap(LinearFluxSpec{0.02, 0.05, 0.33});
    const FluxErrors e = fluxErrors(*model, *truth, {-2, 2, -4, 4}, 3, 5);
    EXPECT_EQ(e.points, 25);
    EXPECT_NEAR(e.rmseDVs, 0.03, 1e-12);
    EXPECT_NEAR(e.rmseQVs, 0, 1e-12);
    EXPECT_NEAR(e.rmseVs, 0.03 / std::sqrt(2), 1e-12);
    EXPECT_NEAR(e.torqueLargestNm, 1.5 * 3 * 0.03 * 4, 1e-12);
}

TEST(CHeader, CompilesAsC99AndComputesWhatTheNetworkDoes) {
    if (std::system("cc --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "no C compiler `cc` on this machine";
    const test::TemporaryFolder temporary;
    const std::string folder = temporary.string() + "/";
    int index = 0;
    for (const Activation& a : {Activation{}, Activation{Binary::Add, Unary::Exp, Unary::PositivePart}, Activation{Binary::Min, Unary::Cos, Unary::Abs},
                                Activation{Binary::Prod, Unary::Square, Unary::NegativePart}, Activation{Binary::Sub, Unary::Sin, Unary::One}}) {
        const FluxNetwork n = network(a, 1 + index++ % 3);
        std::ofstream(folder + "flux.h") << fluxNetworkHeader(n, "motor_flux");
        std::ofstream(folder + "flux.c") << "#include <stdio.h>\n#include \"flux.h\"\nint main(void) { double d, q; int k;\n"
                                            "for (k = 0; k < 9; ++k) { motor_flux(-9.0 + 2.5 * k, 7.0 - 1.5 * k, &d, &q); printf(\"%.17g %.17g\\n\", d, q); }\nreturn 0; }\n";
        const std::string program = folder + "flux_test";
        ASSERT_EQ(std::system(("cc -std=c99 -Wall -Wextra -Wpedantic -Werror -ffp-contract=off -o " + program + " " + folder + "flux.c -lm").c_str()), 0);
        ASSERT_EQ(std::system((program + " > " + folder + "flux.out").c_str()), 0);
        std::ifstream out(folder + "flux.out");
        for (int k = 0; k < 9; ++k) {
            double d = 0, q = 0;
            out >> d >> q;
            const FluxDq expected = fluxOf(n, {-9.0 + 2.5 * k, 7.0 - 1.5 * k});
            EXPECT_NEAR(d, expected.dVs, 1e-12 * (1 + std::abs(expected.dVs))) << formula(a);
            EXPECT_NEAR(q, expected.qVs, 1e-12 * (1 + std::abs(expected.qVs))) << formula(a);
        }
    }
    for (const char* name : {"", "1flux", "while", "a-b", "fl\xc3\xbc"})
        EXPECT_THROW(fluxNetworkHeader(network({}), name), EngineError) << name;
}

TEST(LinearFit, FindsTheLinearMotorThatMadeTheSeries) {
    MotorSpec motor;
    motor.flux = LinearFluxSpec{0.02, 0.05, 0.3};
    SimulationSpec spec;
    spec.durationS = 0.3;
    ExcitationSpec excitation;
    const LinearFluxSpec found = fitLinearFlux(excite(motor, makeFluxMap(motor.flux), excitation, spec), motor.resistanceOhm);
    EXPECT_NEAR(found.inductanceDH, 0.02, 1e-9);
    EXPECT_NEAR(found.inductanceQH, 0.05, 1e-9);
    EXPECT_NEAR(found.magnetVs, 0.3, 1e-9);
    excitation.speedRadPerS = 0;
    const LinearFluxSpec still = fitLinearFlux(excite(motor, makeFluxMap(motor.flux), excitation, spec), motor.resistanceOhm);
    EXPECT_NEAR(still.inductanceDH, 0.02, 1e-9);
    EXPECT_EQ(still.magnetVs, 0) << "a motor that stands still does not tell its magnet's flux";
}
