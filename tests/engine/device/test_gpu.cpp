// On a GPU. Without one every test here skips by name.
#include "engine/core/gpu.h"
#include "engine/search/batch_feed.h"
#include "engine/train/train_loop.h"
#include "tests/engine/ops/node_sum_cases.h"
#include "tests/engine/search/memory_sink.h"

#include <ATen/ops/equal.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;
using namespace dnas::test;

namespace {

const c10::Device kGpu(c10::kCUDA, 0);

class Gpu : public testing::Test {
  protected:
    void SetUp() override {
        if (!gpuPresent()) GTEST_SKIP() << "needs an NVIDIA GPU and a build with a CUDA LibTorch";
        setupGpu();
    }
};

MemorySink searched(const Request& request, const c10::Device& device) {
    MemorySink sink;
    RunObserver observer;
    RunControl control;
    SearchLoop loop(request, quarters(), device);
    EXPECT_EQ(loop.run(sink, observer, control).status, ExperimentStatus::Finished);
    return sink;
}

/// Large enough for what cuDNN does to be more than rounding.
Request gpuRequest(int epochs = 2) {
    Request request = quartersRequest(epochs);
    std::get<CellSpaceSpec>(request.recipe.space).channels = 8;
    return request;
}

} // namespace

TEST_F(Gpu, NodeSumsEqualThePlainPathInFloat64) {
    for (const NodeCase& c : nodeCases()) {
        const NodeValues gpu = nodeValues(c, true, at::kDouble, kGpu), plain = nodeValues(c, false, at::kDouble, c10::Device(at::kCPU));
        for (std::size_t i = 0; i < plain.values.size(); ++i)
            EXPECT_LT(relativeError(gpu.values[i].second, plain.values[i].second), c.height == 1 ? 1e-7 : 1e-9) << plain.values[i].first << ", " << c.channels << " channels";
    }
}

TEST_F(Gpu, NodeSumsEqualThePlainPathInFloat32) {
    for (const NodeCase& c : nodeCases()) {
        const NodeValues gpu = nodeValues(c, true, at::kFloat, kGpu), plain = nodeValues(c, false, at::kFloat, c10::Device(at::kCPU));
        for (std::size_t i = 0; i < plain.values.size(); ++i)
            EXPECT_LT(relativeError(gpu.values[i].second, plain.values[i].second), c.height == 1 ? 1e-2 : 1e-4) << plain.values[i].first << ", " << c.channels << " channels";
    }
}

TEST_F(Gpu, ASearchFollowsThatOfTheCpu) {
    const MemorySink gpu = searched(gpuRequest(), kGpu), cpu = searched(gpuRequest(), c10::Device(at::kCPU));
    EXPECT_NEAR(gpu.snapshots[0]->metric("train_loss"), cpu.snapshots[0]->metric("train_loss"), 1e-2);
    EXPECT_NEAR(gpu.snapshots[0]->alpha[0].raw[0], cpu.snapshots[0]->alpha[0].raw[0], 1e-2);
    EXPECT_GT(gpu.snapshots[0]->metric("gpu_peak_mb"), 0);
}

TEST_F(Gpu, TheSameSearchGivesTheSameAlpha) {
    EXPECT_EQ(searched(gpuRequest(), kGpu).snapshots.back()->alpha[0].raw, searched(gpuRequest(), kGpu).snapshots.back()->alpha[0].raw);
}

TEST_F(Gpu, ACheckpointOfTheGpuGoesOnOnTheCpu) {
    const Request request = gpuRequest(2);
    const MemorySink gpu = searched(request, kGpu);
    MemorySink rest;
    RunObserver observer;
    RunControl control;
    SearchLoop loop(request, quarters(), c10::Device(at::kCPU));
    loop.restore(gpu.checkpoints[0], {gpu.snapshots[0]});
    EXPECT_EQ(loop.run(rest, observer, control).status, ExperimentStatus::Finished);
    EXPECT_NEAR(rest.snapshots.back()->metric("valid_loss"), gpu.snapshots.back()->metric("valid_loss"), 1e-2);
}

TEST_F(Gpu, MixedPrecisionSearchesToTheSameLoss) {
    Request request = gpuRequest();
    const double full = searched(request, kGpu).snapshots.back()->metric("train_loss");
    request.resources.precision = Precision::Mixed;
    EXPECT_NEAR(searched(request, kGpu).snapshots.back()->metric("train_loss"), full, 0.05);
}

TEST_F(Gpu, TrainingsRunInBothPrecisions) {
    Request request = makeTraining("DARTS_V2", Preset::Quick);
    request.recipe.epochs = 1;
    request.recipe.batch = 8;
    request.training->channels = 8;
    request.training->cells = 3;
    request.training->holdout = 0.25;
    request.task.subset = 0;
    request.task.data = "quarters";
    for (const Precision precision : {Precision::Float32, Precision::Mixed}) {
        request.resources.precision = precision;
        MemorySink sink;
        RunObserver observer;
        RunControl control;
        TrainLoop loop(request, quarters(), kGpu);
        EXPECT_EQ(loop.run(sink, observer, control).status, ExperimentStatus::Finished);
        EXPECT_TRUE(std::isfinite(sink.snapshots.back()->metric("valid_loss")));
    }
}

TEST_F(Gpu, BatchesArriveAsTheyWereMade) {
    const auto data = quarters();
    const auto source = std::make_shared<BatchSource>(std::shared_ptr<const ImageSet>(data, &data->train), std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}, 2, BatchUse::Training, 3, "feed");
    BatchFeed gpu(source, kGpu, 0, 0), cpu(source, c10::Device(at::kCPU), 0, 0);
    for (int i = 0; i < 10; ++i) {
        const TensorBatch a = gpu.next(), b = cpu.next();
        EXPECT_TRUE(a.images.cpu().equal(b.images) && a.labels.cpu().equal(b.labels)) << "batch " << i;
    }
}
