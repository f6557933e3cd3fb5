#include "engine/train/evaluation_builder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace dnas;

namespace {

/// Logits that give class `guess` the probability p, and the rest in equal parts to the other two classes.
std::vector<float> logits(int guess, double p) {
    std::vector<float> z(3, static_cast<float>(std::log((1 - p) / 2)));
    z[static_cast<std::size_t>(guess)] = static_cast<float>(std::log(p));
    return z;
}

void add(EvaluationBuilder& builder, int guess, double p, std::int64_t label) {
    builder.add(logits(guess, p).data(), &label, 1);
}

} // namespace

TEST(EvaluationBuilder, CountsHitsAndConfusions) {
    EvaluationBuilder builder(3, 2);
    add(builder, 0, 0.9, 0);
    add(builder, 0, 0.8, 1);
    add(builder, 2, 0.6, 2);
    add(builder, 1, 0.7, 0);
    const Evaluation e = builder.finish();
    EXPECT_EQ(e.images, 4);
    EXPECT_EQ(e.top1, 0.5);
    EXPECT_EQ(e.top5, 1.0) << "five guesses among three classes always hit";
    EXPECT_EQ(e.confusion, (std::vector<std::int64_t>{1, 1, 0, 1, 0, 0, 0, 0, 1}));
    EXPECT_EQ(e.classAccuracy, (std::vector<double>{0.5, 0, 1}));
    EXPECT_NEAR(e.loss, -(std::log(0.9) + std::log(0.1) + std::log(0.6) + std::log(0.15)) / 4, 1e-6);
}

TEST(EvaluationBuilder, TheWorstComeFirst) {
    EvaluationBuilder builder(3, 2);
    add(builder, 0, 0.9, 0);
    add(builder, 0, 0.8, 1);  // loss -log 0.1
    add(builder, 1, 0.98, 0); // loss -log 0.01
    add(builder, 2, 0.6, 2);
    const std::vector<WorstExample> worst = builder.finish().worst;
    ASSERT_EQ(worst.size(), 2u);
    EXPECT_EQ(worst[0].index, 2);
    EXPECT_EQ(worst[0].label, 0);
    EXPECT_EQ(worst[0].guess, 1);
    EXPECT_NEAR(worst[0].confidence, 0.98, 1e-6);
    EXPECT_EQ(worst[1].index, 1);
}

TEST(EvaluationBuilder, TheCalibrationErrorIsThatOfGuoEquationThree) {
    EvaluationBuilder builder(3, 0);
    for (int i = 0; i < 10; ++i)
        add(builder, 0, 0.75, i < 6 ? 0 : 1); // accuracy 0.6 at confidence 0.75
    for (int i = 0; i < 10; ++i)
        add(builder, 0, 0.95, 0); // accuracy 1 at confidence 0.95
    const Evaluation e = builder.finish();
    EXPECT_NEAR(e.calibrationError, 0.5 * 0.15 + 0.5 * 0.05, 1e-6);
    const CalibrationBin& bin = e.calibration[static_cast<std::size_t>(0.75 * kCalibrationBins)];
    EXPECT_EQ(bin.count, 10);
    EXPECT_NEAR(bin.accuracy, 0.6, 1e-12);
    EXPECT_TRUE(std::isnan(e.calibration[0].accuracy));
    EXPECT_TRUE(e.worst.empty());
}

TEST(EvaluationBuilder, NothingAndNumbersThatAreNoneAreSurvived) {
    EXPECT_TRUE(std::isnan(EvaluationBuilder(3, 1).finish().top1));
    EvaluationBuilder builder(3, 1);
    const float bad[3] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 0};
    const std::int64_t label = 2;
    builder.add(bad, &label, 1);
    EXPECT_EQ(builder.finish().images, 1);
}

TEST(EvaluationBuilder, LogitsThatAreNoNumbersAreMissesOfEveryKind) {
    constexpr float kNaN = std::numeric_limits<float>::quiet_NaN(), kInfinite = std::numeric_limits<float>::infinity();
    const float rows[][3] = {{kNaN, kNaN, kNaN}, {kNaN, 1, 0}, {0, 1, kNaN}, {kInfinite, 0, 0}, {-kInfinite, -kInfinite, -kInfinite}};
    for (const auto& row : rows)
        for (const std::int64_t label : {0, 1, 2}) {
            EvaluationBuilder builder(3, 5);
            builder.add(row, &label, 1);
            const Evaluation e = builder.finish();
            EXPECT_EQ(e.top1, 0);
            EXPECT_EQ(e.top5, 0);
            EXPECT_EQ(e.classAccuracy[static_cast<std::size_t>(label)], 0);
            EXPECT_EQ(e.calibrationError, 0) << "neither confident nor right";
            EXPECT_TRUE(std::isnan(e.loss));
            ASSERT_EQ(e.worst.size(), 1u);
            EXPECT_EQ(e.worst[0].confidence, 0);
        }
    EvaluationBuilder builder(3, 2);
    add(builder, 0, 0.8, 1);
    const std::int64_t label = 1;
    builder.add(rows[0], &label, 1);
    EXPECT_EQ(builder.finish().worst[0].index, 1) << "what gives no answer is worse than any wrong one";
}

TEST(EvaluationBuilder, AClassThatIsRuledOutIsStillAnAnswer) {
    EvaluationBuilder builder(3, 0);
    const float row[3] = {-std::numeric_limits<float>::infinity(), 2, 1};
    const std::int64_t label = 1;
    builder.add(row, &label, 1);
    EXPECT_EQ(builder.finish().top1, 1);
}
