#include "engine/api/mask_measurement.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

const VitMask kMask{{true, false}, {false, false}, {true, true}};

VitSpeed speed() {
    VitSpeed s;
    s.whole = {8, 2, 15, 0.5, 0.45, 0.6};
    s.pruned = {8, 2, 15, 0.25, 0.2, 0.3};
    s.ratio = 2;
    s.ratioLow = 1.8;
    s.ratioHigh = 2.1;
    s.machine = "here";
    return s;
}

} // namespace

TEST(MaskMeasurement, ThroughputAndAccuracyComeBackAsTheyWere) {
    std::vector<Measurement> all = measurementsOf(kMask, speed());
    for (const Measurement& m : measurementsOf(kMask, VitEvaluation{"cifar10:/data, of mine", "test", 0.625, 1500, false, 2000})) all.push_back(m);
    const MeasuredMasks found = measuredMasks(all, "here");
    ASSERT_EQ(found.speeds.size(), 1u);
    const VitSpeed& s = found.speeds.at(kMask);
    EXPECT_EQ(s.pruned.batch, 8);
    EXPECT_EQ(s.pruned.threads, 2);
    EXPECT_EQ(s.whole.repeats, 15);
    EXPECT_EQ(s.pruned.imagesPerSecond(), 32);
    EXPECT_EQ(s.whole.high, 0.6);
    EXPECT_EQ(s.ratioLow, 1.8);
    ASSERT_EQ(found.accuracies.size(), 1u);
    const VitEvaluation& e = found.accuracies.at({"cifar10:/data, of mine", 2000}).at(kMask);
    EXPECT_EQ(e.top1, 0.625);
    EXPECT_EQ(e.images, 1500) << "there were no more";
    EXPECT_EQ(e.limit, 2000);
    EXPECT_EQ(e.part, "test");
    EXPECT_EQ(e.data, "cifar10:/data, of mine");
}

TEST(MaskMeasurement, EachDataSetAndNumberOfImagesHasAnAccuracyOfItsOwn) {
    std::vector<Measurement> all;
    for (const VitEvaluation& e : {VitEvaluation{"cifar10:/a", "test", 0.5, 2000, false, 2000}, VitEvaluation{"cifar10:/a", "test", 0.6, 10000, false, 0},
                                   VitEvaluation{"folder:/b", "train", 0.7, 2000, false, 2000}})
        for (const Measurement& m : measurementsOf(kMask, e)) all.push_back(m);
    ASSERT_EQ(all.size(), 3u);
    EXPECT_NE(all[0].name, all[1].name) << "the project keeps one number a name";
    EXPECT_NE(all[0].name, all[2].name);
    const MeasuredMasks found = measuredMasks(all, "here");
    ASSERT_EQ(found.accuracies.size(), 3u);
    EXPECT_EQ(found.accuracies.at({"cifar10:/a", 0}).at(kMask).top1, 0.6);
    EXPECT_EQ(found.accuracies.at({"folder:/b", 2000}).at(kMask).part, "train");
}

TEST(MaskMeasurement, NamesWithoutDataAreReadByTheirConditions) {
    Measurement old;
    old.name = "pruned_top1 10 00 11";
    old.value = 0.625;
    old.conditions = "2000 images of the test part of cifar10:/data";
    const MeasuredMasks found = measuredMasks({old}, "here");
    EXPECT_EQ(found.accuracies.at({"cifar10:/data", 2000}).at(kMask).top1, 0.625);
}

TEST(MaskMeasurement, TheMachineOfMostThroughputsIsFound) {
    VitSpeed there = speed();
    there.machine = "there";
    std::vector<Measurement> all = measurementsOf(kMask, speed());
    for (const VitMask& mask : {VitMask{{true}}, VitMask{{false}}})
        for (const Measurement& m : measurementsOf(mask, there)) all.push_back(m);
    EXPECT_EQ(speedMachine(all), "there");
    EXPECT_EQ(speedMachine({}), "");
}

TEST(MaskMeasurement, ThroughputOfAnotherMachineIsNotOfThisOne) {
    EXPECT_TRUE(measuredMasks(measurementsOf(kMask, speed()), "there").speeds.empty());
}

TEST(MaskMeasurement, WhatCannotBeReadIsLeftOut) {
    std::vector<Measurement> all = measurementsOf(kMask, speed());
    all[0].value = std::nan("");
    EXPECT_TRUE(measuredMasks(all, "here").speeds.empty());
    all = measurementsOf(kMask, speed());
    all[1].conditions = "batch 0, 2 threads, 15 passes";
    EXPECT_TRUE(measuredMasks(all, "here").speeds.empty());
    all = measurementsOf(kMask, speed());
    all.pop_back();
    EXPECT_TRUE(measuredMasks(all, "here").speeds.empty());
    EXPECT_TRUE(measuredMasks({{"pruned_top1 not a mask", 0.5}, {"pruned_top1 11 00", 0.5}, {"latency_1", 0.1}}, "here").accuracies.empty());
}
