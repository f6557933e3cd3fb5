#include "engine/api/error.h"
#include "engine/api/request.h"
#include "engine/api/vit_work.h"
#include "tests/engine/vit/vit_fixtures.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

VitWorkSpec compareSpec() {
    VitWorkSpec spec = makeVitWork(VitWork::Compare, "preset:vit_mini_patch4_32");
    spec.data = {"cifar10:/a b", "idx:/c"};
    spec.mask[1] = {true, false, false, true};
    spec.mask[2].assign(4, false);
    return spec;
}

std::string refusal(const VitWorkSpec& spec) {
    try {
        validate(spec);
    } catch (const EngineError& e) {
        return e.what();
    }
    return {};
}

SnapshotPtr sample(double accuracy, double variance) {
    auto s = std::make_shared<Snapshot>();
    s->metrics = {{"valid_top1", accuracy}, {proxyMetric(PruningProxy::Variance), variance}, {proxyMetric(PruningProxy::L1), 5}};
    return s;
}

} // namespace

TEST(VitWorkSpec, ItsRequestSurvivesTheCanonicalText) {
    for (const VitWork work : {VitWork::Train, VitWork::Compare, VitWork::Correlate}) {
        VitWorkSpec spec = compareSpec();
        spec.work = work;
        spec.tuned = VitTuned::LastBlock;
        if (work == VitWork::Compare) spec.wholeTuned = VitTuned::Head;
        const Request request = makeVitWorkRequest(spec, "cifar10:/a", 7);
        const Request read = parseRequest(requestText(request));
        EXPECT_EQ(requestText(read), requestText(request));
        ASSERT_TRUE(read.vitWork);
        EXPECT_EQ(read.vitWork->data, spec.data);
        EXPECT_EQ(read.vitWork->mask, spec.mask);
        EXPECT_EQ(read.vitWork->wholeTuned, spec.wholeTuned);
        EXPECT_EQ(read.task.imageSize, 32);
    }
}

TEST(VitWorkSpec, AMobileViTSurvivesTheCanonicalText) {
    const VitWorkSpec spec = makeVitWork(VitWork::Train, "preset:mobilevit_s");
    const Request read = parseRequest(requestText(makeVitWorkRequest(spec, "cifar10:/a", 7)));
    EXPECT_EQ(read.vitWork->network.family, VitFamily::MobileS);
    EXPECT_EQ(read.vitWork->network.stageBlocks, (std::vector<int>{2, 4, 3}));
    EXPECT_EQ(read.vitWork->network.activation, VitActivation::Silu);
}

TEST(VitWorkSpec, SnapshotsAreEpochsPairsOfTrainingsOrSamples) {
    VitWorkSpec spec = compareSpec();
    spec.runs = 4;
    EXPECT_EQ(vitWorkSnapshots(spec), 8);
    spec.work = VitWork::Train;
    spec.epochs = 5;
    EXPECT_EQ(vitWorkSnapshots(spec), 5);
    spec.work = VitWork::Correlate;
    EXPECT_EQ(vitWorkSnapshots(spec), 100);
}

TEST(VitWorkSpec, RefusalsNameOptionValueAndRange) {
    VitWorkSpec spec = compareSpec();
    spec.epochs = 0;
    EXPECT_EQ(refusal(spec), "epochs is 0; allowed: 1 to 10000.");
    spec = compareSpec();
    spec.rate = std::nan("");
    EXPECT_NE(refusal(spec).find("rate is nan"), std::string::npos);
    spec = compareSpec();
    spec.data.clear();
    EXPECT_NE(refusal(spec).find("data sets of a comparison is 0; allowed: 1 to 64"), std::string::npos);
    spec = compareSpec();
    spec.mask.pop_back();
    EXPECT_NE(refusal(spec).find("4 blocks"), std::string::npos);
    spec = compareSpec();
    spec.data.push_back("idx:/c");
    EXPECT_EQ(refusal(spec), "The data set 'idx:/c' is given twice.");
    EXPECT_THROW(vitTuned("tail"), EngineError);
}

TEST(VitWorkSpec, MasksAreWrittenAsDigits) {
    const VitMask mask{{true, false}, {false, false}, {true, true}};
    EXPECT_EQ(maskDigits(mask), "10 00 11");
    EXPECT_EQ(maskOfDigits("10 00 11"), mask);
    EXPECT_TRUE(maskOfDigits("").empty());
    EXPECT_THROW(maskOfDigits("10 02"), EngineError);
}

TEST(VitWorkSpec, CorrelationsAreOrderedByTheirStrengthAndThoseWithoutAnyComeLast) {
    std::vector<SnapshotPtr> samples;
    for (int i = 0; i < 12; ++i)
        samples.push_back(sample(0.1 * i, i == 5 ? -6.5 : -i));
    const std::vector<ProxyCorrelation> all = proxyCorrelations(samples);
    ASSERT_EQ(all.size(), pruningProxies().size());
    EXPECT_EQ(all[0].proxy, PruningProxy::Variance);
    EXPECT_LT(all[0].spearman, -0.9);
    EXPECT_LT(all[0].spearmanInterval.low, all[0].spearman);
    EXPECT_GT(all[0].spearmanInterval.high, all[0].spearman);
    EXPECT_TRUE(std::isnan(all[1].spearman)); // equal everywhere, or absent
}

TEST(VitWorkSpec, ComparisonsAreReadFromTheSnapshots) {
    auto s = std::make_shared<Snapshot>();
    s->stage = "letters";
    s->metrics = {{"run", 2}, {"whole_before", 0.1}, {"whole_top1", 0.5}, {"pruned_top1", 0.6}, {"whole_test_rate", 10}, {"pruned_test_rate", 20}};
    const std::vector<VitComparison> all = vitComparisons({s});
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].data, "letters");
    EXPECT_EQ(all[0].run, 2);
    EXPECT_NEAR(all[0].improvement(), 0.1, 1e-12);
    EXPECT_TRUE(std::isnan(all[0].pruned.before));
}
