// Every kind of run on a device that is not the CPU (far_device.h): the same numbers as on the CPU, no touch of its memory.
#include "engine/api/catalogue.h"
#include "engine/pruning/gate_objective.h"
#include "engine/siamese/siamese_session.h"
#include "engine/siamese/work_loop.h"
#include "engine/train/train_loop.h"
#include "tests/engine/device/far_device.h"
#include "tests/engine/ops/node_sum_cases.h"
#include "tests/engine/siamese/small_requests.h"
#include "tests/engine/test_support.h"
#include "tests/engine/vit/vit_fixtures.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;
using namespace dnas::test;

namespace {

constexpr double kRounding = 1e-4;

template <class Loop> MemorySink finished(Loop&& loop) {
    MemorySink sink;
    RunObserver observer;
    RunControl control;
    EXPECT_EQ(loop.run(sink, observer, control).status, ExperimentStatus::Finished);
    return sink;
}

template <class Loop> MemorySink runOn(const c10::Device& device, const Request& request, std::shared_ptr<const DataSet> data) {
    return finished(Loop(request, std::move(data), device));
}

MemorySink runSiamese(const c10::Device& device, const Request& request) {
    return finished(WorkLoop(request, siameseWork(request, quarters(), device, nullptr)));
}

/// Goes on from the end of an epoch of another run.
MemorySink searchFrom(const c10::Device& device, const Request& request, const MemorySink& before, std::size_t epoch) {
    SearchLoop loop(request, quarters(), device);
    loop.restore(before.checkpoints[epoch], {before.snapshots.begin(), before.snapshots.begin() + static_cast<std::ptrdiff_t>(epoch) + 1});
    return finished(loop);
}

/// @param tolerance 0: bit for bit. Torch splits some sums of other shapes by the device that it sees.
void expectSameEnd(const MemorySink& far, const MemorySink& near, const std::string& what, double tolerance = 0) {
    ASSERT_FALSE(far.snapshots.empty()) << what;
    const Snapshot &a = *far.snapshots.back(), &b = *near.snapshots.back();
    for (std::size_t group = 0; group < b.alpha.size(); ++group)
        for (std::size_t i = 0; i < b.alpha[group].raw.size(); ++i) EXPECT_NEAR(a.alpha[group].raw[i], b.alpha[group].raw[i], tolerance) << what << ", alpha " << i;
    for (const char* metric : {"train_loss", "valid_loss", "valid_top1"}) {
        if (std::isnan(b.metric(metric)))
            EXPECT_TRUE(std::isnan(a.metric(metric))) << what << " " << metric;
        else
            EXPECT_NEAR(a.metric(metric), b.metric(metric), tolerance) << what << " " << metric;
    }
}

Request plainRequest(int epochs = 2) {
    Request request = quartersRequest(epochs);
    request.resources.kernels = Kernels::Plain;
    return request;
}

/// On both devices, to the same end.
void expectSearchRuns(const Request& request, const std::string& what, const std::shared_ptr<const DataSet>& data = quarters(), double tolerance = 0) {
    const std::int64_t before = farOperations();
    const MemorySink far = runOn<SearchLoop>(farDevice(), request, data);
    EXPECT_GT(farOperations(), before + 100) << what;
    expectSameEnd(far, runOn<SearchLoop>(c10::Device(at::kCPU), request, data), what, tolerance);
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
    request.recipe.batch = 12;
    request.task.cutout = 2;
    expectSearchRuns(request, "first order");
    request.recipe.outer = UnrolledSpec{};
    request.recipe.schedules = {WarmStartSpec{1}};
    expectSearchRuns(request, "second order");
}

TEST(FarDevice, SearchesOfEveryMethodRunThere) {
    for (const MethodInfo& method : methodCatalogue()) {
        Request request = makeRequest(method.id, Preset::Quick);
        if (request.motor || request.pruning || request.siamese) continue; // runs of their own
        auto& cells = std::get<CellSpaceSpec>(request.recipe.space);
        cells.channels = 2;
        if (cells.startFrom.empty()) cells.cells = 3;
        request.recipe.epochs = 2;
        request.recipe.batch = 24; // one step an epoch
        for (ScheduleSpec& schedule : request.recipe.schedules)
            if (auto* warm = std::get_if<WarmStartSpec>(&schedule)) warm->epochs = 1;
        request.recipe.stops.clear();
        request.task = Task();
        request.task.data = "quarters";
        request.resources = plainRequest().resources;
        const bool channels = cells.networks == NetworkCount::PerChannel;
        if (channels) request.task.colors = ColorModel::Rb;
        expectSearchRuns(request, method.id, channels ? redQuarters() : quarters(), channels ? 1e-6 : 0);
    }
}

TEST(FarDevice, TrainingsRunThere) {
    Request request = makeTraining("DARTS_V2", Preset::Quick);
    request.recipe.epochs = 2;
    request.recipe.batch = 8;
    request.training->channels = 2;
    request.training->cells = 3;
    request.training->dropPath = 0.3;
    request.training->averageDecay = 0.9;
    request.training->holdout = 0.25;
    request.task.subset = 0;
    request.task.data = "quarters";
    request.resources.threads = 1;
    const MemorySink far = runOn<TrainLoop>(farDevice(), request, quarters());
    constexpr double kLastDigits = 1e-6; // images that are thinned out before a 1x1 convolution lie there in another order
    expectSameEnd(far, runOn<TrainLoop>(c10::Device(at::kCPU), request, quarters()), "training", kLastDigits);
}

TEST(FarDevice, LearningWithoutLabelsRunsThere) {
    for (const char* framework : kFrameworks) {
        const Request request = smallSiamese(framework);
        expectSameEnd(runSiamese(farDevice(), request), runSiamese(c10::Device(at::kCPU), request), framework, kRounding);
    }
    Request probe = makeProbe(makePretraining(smallSiamese(), kHandcraftedHeads, "by hand", Preset::Quick), 0, Preset::Quick);
    probe.recipe.epochs = 2;
    probe.recipe.batch = 8;
    expectSameEnd(runSiamese(farDevice(), probe), runSiamese(c10::Device(at::kCPU), probe), "probe", kRounding);
    Request tuning = makeFineTuning(makePretraining(smallSiamese(), kHandcraftedHeads, "by hand", Preset::Quick), 0, Preset::Quick);
    tuning.recipe.epochs = 2;
    tuning.recipe.batch = 8;
    expectSameEnd(runSiamese(farDevice(), tuning), runSiamese(c10::Device(at::kCPU), tuning), "fine-tuning", kRounding);
}

TEST(FarDevice, PruningRunsThere) {
    VitModel near(smallVit(), greyInput(), at::kDouble, 9), far(smallVit(), greyInput(), at::kDouble, 9);
    far.weights().moveTo(farDevice());
    const GateVector gates{{0.3, 0.8}, {0.9, 0.2, 0.6, 0.4, 0.7, 0.5}};
    for (const ProxyInfo& proxy : pruningProxies()) {
        PruningSpec spec;
        spec.network = near.spec();
        spec.proxy = proxy.proxy;
        spec.granularity = PruningGranularity::Both;
        spec.innerStep = 0.1;
        const GateEvaluation a = GateObjective(far, spec).evaluate(gates, true), b = GateObjective(near, spec).evaluate(gates, true);
        EXPECT_NEAR(a.objective, b.objective, 1e-9 * std::abs(b.objective)) << proxy.title;
        for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(a.gradient.blocks[i], b.gradient.blocks[i], 1e-9 * std::abs(b.gradient.blocks[i])) << proxy.title;
        for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(a.gradient.heads[i], b.gradient.heads[i], 1e-8 * std::abs(b.gradient.heads[i])) << proxy.title;
    }
    const at::Tensor images = randomTensor({2, 1, 8, 8}, "images");
    EXPECT_LT(relativeError(far.forward(images.to(farDevice())), near.forward(images)), 1e-12);
}

TEST(FarDevice, ACheckpointGoesOnOnAnotherDevice) {
    const Request request = plainRequest(3);
    const MemorySink near = runOn<SearchLoop>(c10::Device(at::kCPU), request, quarters());
    expectSameEnd(searchFrom(farDevice(), request, near, 0), near, "from the CPU");
    const MemorySink far = runOn<SearchLoop>(farDevice(), request, quarters());
    expectSameEnd(searchFrom(c10::Device(at::kCPU), request, far, 1), far, "to the CPU");
}
