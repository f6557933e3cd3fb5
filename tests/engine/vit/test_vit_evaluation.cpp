// The shared networks: logits and accuracy as their authors' implementation gives them.
#include "tests/engine/vit/vit_fixtures.h"

#include "engine/api/error.h"
#include "engine/data/batch_source.h"
#include "engine/interop/tensor_file.h"
#include "engine/search/batch_feed.h"
#include "engine/vit/vit_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include <numeric>

using namespace dnas;

namespace {

class SharedVit : public testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        if (test::sharedData().empty()) GTEST_SKIP() << "the shared data (DNAS_TEST_DATA) are missing";
    }
    std::string path() const { return test::sharedData() + "/vit/" + GetParam() + ".safetensors"; }
    std::string data() const { return "cifar10:" + test::sharedData() + "/cifar-10-batches-bin"; }
    SafetensorsFile expected() const {
        return SafetensorsFile::open(test::sharedData() + "/vit/" + GetParam() + ".expected.safetensors");
    }
};

} // namespace

TEST_P(SharedVit, LogitsAreTheExpectedOnes) {
    at::NoGradGuard noGrad;
    const std::unique_ptr<VitModel> model = loadVit(path());
    auto set = std::make_shared<ImageSet>(*loadDataSet(data())->test);
    set->mean = model->input().mean;
    set->deviation = model->input().deviation;
    std::vector<int> first(32);
    std::iota(first.begin(), first.end(), 0);
    const BatchSource source(set, first, 32, BatchUse::Evaluation);
    const at::Tensor logits = model->forward(toTensors(source.batch(0, 0), *set, c10::Device(at::kCPU)).images);
    const at::Tensor reference = tensorOf(expected(), "expect/logits_first_32_of_test_batch");
    EXPECT_LT((logits.to(at::kDouble) - reference).abs().max().item<double>(), 1e-4);
}

TEST_P(SharedVit, AccuracyIsTheRecordedOne) {
    VitEvaluationOptions options;
    options.data = data();
    options.limit = 2000;
    int reported = 0;
    options.progress = [&](int done, int of) {
        EXPECT_EQ(of, 2000);
        reported = done;
    };
    const VitEvaluation result = evaluateVit(path(), {}, {}, options, RunControl());
    EXPECT_EQ(result.images, 2000);
    EXPECT_EQ(reported, 2000);
    EXPECT_NEAR(result.top1, std::stod(expected().metadata().at("accuracy_first_2000_of_test_batch")), 1e-9);
}

TEST_P(SharedVit, ACancelledEvaluationSaysSo) {
    VitEvaluationOptions options;
    options.data = data();
    options.limit = 2000;
    RunControl control;
    options.progress = [&](int, int) { control.requestStop(); };
    const VitEvaluation result = evaluateVit(path(), {}, {}, options, control);
    EXPECT_TRUE(result.cancelled);
    EXPECT_EQ(result.images, 100);
}

TEST_P(SharedVit, SeveralMasksAreEvaluatedAsOneByOne) {
    VitEvaluationOptions options;
    options.data = data();
    options.limit = 200;
    VitMask less = fullMask(inspectVit(path()).spec);
    less[1].assign(less[1].size(), false);
    std::vector<double> found;
    evaluateVits(path(), {}, {{}, less, fullMask(inspectVit(path()).spec)}, options, RunControl(), [&](std::size_t i, const VitEvaluation& e) {
        EXPECT_EQ(i, found.size());
        EXPECT_EQ(e.part, "test");
        EXPECT_EQ(e.limit, 200);
        found.push_back(e.top1);
    });
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0], evaluateVit(path(), {}, {}, options, RunControl()).top1);
    EXPECT_EQ(found[1], evaluateVit(path(), {}, less, options, RunControl()).top1);
    EXPECT_EQ(found[2], found[0]);
    RunControl control;
    options.progress = [&](int, int) { control.requestStop(); };
    int told = 0;
    evaluateVits(path(), {}, {{}, less}, options, control, [&](std::size_t, const VitEvaluation& e) {
        ++told;
        EXPECT_TRUE(e.cancelled);
    });
    EXPECT_EQ(told, 1) << "a cancelled one is the last";
}

TEST_P(SharedVit, RefusesImagesOfAnotherShape) {
    VitEvaluationOptions options;
    options.data = "fashion-mnist";
    EXPECT_THROW(evaluateVit(path(), {}, {}, options, RunControl()), EngineError);
}

INSTANTIATE_TEST_SUITE_P(Files, SharedVit, testing::Values("vit_d64_l4_cifar10", "vit_d128_l6_postnorm_cifar10"));
