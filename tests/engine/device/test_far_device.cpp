// Every kind of run on a device that is not the CPU (far_device.h): the same numbers as on the CPU, no touch of its memory.
#include "engine/search/search_loop.h"
#include "engine/train/train_loop.h"
#include "tests/engine/device/far_device.h"
#include "tests/engine/search/memory_sink.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

template <class Loop> MemorySink runOn(const c10::Device& device, const Request& request, std::shared_ptr<const DataSet> data, const CheckpointBlob* from = nullptr) {
    MemorySink sink;
    RunObserver observer;
    RunControl control;
    Loop loop(request, std::move(data), device);
    if (from) loop.restore(*from, {});
    EXPECT_EQ(loop.run(sink, observer, control).status, ExperimentStatus::Finished);
    return sink;
}

void expectSameEnd(const MemorySink& far, const MemorySink& near, const std::string& what) {
    ASSERT_EQ(far.snapshots.size(), near.snapshots.size()) << what;
    const Snapshot &a = *far.snapshots.back(), &b = *near.snapshots.back();
    for (std::size_t group = 0; group < b.alpha.size(); ++group) EXPECT_EQ(a.alpha[group].raw, b.alpha[group].raw) << what;
    for (const char* metric : {"train_loss", "valid_loss", "valid_top1"}) EXPECT_EQ(a.metric(metric), b.metric(metric)) << what << " " << metric;
}

Request plainRequest(int epochs = 2) {
    Request request = quartersRequest(epochs);
    request.resources.kernels = Kernels::Plain;
    return request;
}

/// On both devices, to the same end.
void expectSearchRuns(const Request& request, const std::string& what, const std::shared_ptr<const DataSet>& data = quarters()) {
    const std::int64_t before = farOperations();
    const MemorySink far = runOn<SearchLoop>(farDevice(), request, data);
    EXPECT_GT(farOperations(), before + 100) << what;
    expectSameEnd(far, runOn<SearchLoop>(c10::Device(at::kCPU), request, data), what);
}

} // namespace

TEST(FarDevice, RefusesToMixItsTensorsWithTheCpus) {
    const at::Tensor far = at::ones({3}, at::TensorOptions().device(farDevice())), near = at::ones({3});
    EXPECT_THROW((void)(far + near), std::exception);
    EXPECT_EQ((far + far).sum().item<double>(), 6.0);
}

TEST(FarDevice, MemoryIsOutOfReachOfTheProgram) {
    const at::Tensor far = at::ones({3}, at::TensorOptions().device(farDevice()));
    EXPECT_DEATH((void)*static_cast<volatile float*>(far.data_ptr()), "");
}

TEST(FarDevice, SearchesOfFirstAndSecondOrderRunThere) {
    Request request = plainRequest();
    request.task.cutout = 2;
    expectSearchRuns(request, "first order");
    request.recipe.outer = UnrolledSpec{};
    request.recipe.schedules = {WarmStartSpec{1}};
    expectSearchRuns(request, "second order");
}
