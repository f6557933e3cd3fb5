// The fused path against its oracle, the plain layers.
#include "engine/ops/kernels/fused_cell.h"
#include "engine/api/operations.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/max.h>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

struct Case {
    OperationSet operations;
    AlphaSharing sharing;
    bool sigmoid;
    int channels, nodes, height, width;
};

double relative(const at::Tensor& actual, const at::Tensor& expected) {
    return ((actual - expected).abs().max() / expected.abs().max().clamp_min(1e-30)).item<double>();
}

class Pair {
  public:
    Pair(const Case& c, c10::ScalarType type) : type(type), shape{3, c.height, c.width, 5} {
        Recipe recipe = smallRecipe(c.operations);
        auto& cells = std::get<CellSpaceSpec>(recipe.space);
        cells.channels = c.channels;
        cells.nodes = c.nodes;
        cells.sharing = c.sharing;
        if (c.sigmoid) recipe.relax = SigmoidRelaxSpec{};
        for (Kernels kernels : {Kernels::Plain, Kernels::Fused}) {
            auto& state = states.emplace_back(std::make_unique<SearchState>(recipe, shape, 3, type, c10::Device(at::kCPU), kernels));
            at::NoGradGuard noGrad;
            for (std::size_t i = 0; i < state->alpha().size(); ++i)
                state->alpha()[i].copy_(randomTensor(state->alpha()[i].sizes().vec(), ("alpha" + std::to_string(i)).c_str()));
        }
    }
    SearchState& plain() { return *states[0]; }
    SearchState& fused() { return *states[1]; }
    c10::ScalarType type;
    ImageShape shape;
    std::vector<std::unique_ptr<SearchState>> states;
};

/// Largest relative error of everything that both paths compute from one batch.
double largestError(const Case& c, c10::ScalarType type, const char* name) {
    Pair pair(c, type);
    const TensorBatch batch = randomBatch(pair.shape, 5, name, type);
    PassResult plain, fused;
    const auto alphaPlain = pair.plain().alphaGradientAt(batch, true, true, &plain);
    const auto alphaFused = pair.fused().alphaGradientAt(batch, true, true, &fused);
    double largest = relative(fused.logits, plain.logits);
    const auto add = [&](const at::Tensor& actual, const at::Tensor& expected) { largest = std::max(largest, relative(actual, expected)); };
    for (std::size_t i = 0; i < alphaPlain.size(); ++i) add(alphaFused[i], alphaPlain[i]);
    add(pair.fused().supernet().weights().statistics(), pair.plain().supernet().weights().statistics());
    const at::Tensor weightsPlain = pair.plain().weightGradientAt(batch, true);
    add(pair.fused().weightGradientAt(batch, true), weightsPlain);
    const auto [bothAlpha, bothWeights] = pair.fused().bothGradientsAt(batch, nullptr);
    add(bothAlpha[0], alphaPlain[0]);
    add(bothWeights, weightsPlain);
    add(pair.fused().evaluate(batch.images), pair.plain().evaluate(batch.images));
    return largest;
}

std::vector<Case> cases() {
    std::vector<Case> all;
    for (OperationSet set : {OperationSet::Darts, OperationSet::DartsWithoutNone})
        for (int channels : {2, 8, 12, 16})
            all.push_back({set, AlphaSharing::ByType, set == OperationSet::DartsWithoutNone, channels, 2, 8, 8});
    all.push_back({OperationSet::Darts, AlphaSharing::PerCell, false, 4, 4, 11, 13});
    all.push_back({OperationSet::DartsWithoutNone, AlphaSharing::PerCell, true, 16, 3, 7, 9});
    all.push_back({OperationSet::Darts, AlphaSharing::ByType, true, 8, 1, 5, 6});
    all.push_back({OperationSet::Darts, AlphaSharing::ByType, false, 20, 2, 28, 28});
    all.push_back({OperationSet::DartOpti, AlphaSharing::ByType, true, 4, 2, 8, 8}); // falls back to the plain path
    return all;
}

} // namespace

TEST(FusedCell, EqualsThePlainPathInFloat64) {
    for (const Case& c : cases()) {
        SCOPED_TRACE(testing::Message() << c.channels << " channels, " << c.nodes << " nodes, " << c.height << "x" << c.width);
        EXPECT_LE(largestError(c, at::kDouble, "batch"), 1e-9);
    }
}

TEST(FusedCell, EqualsThePlainPathInFloat32) {
    for (const Case& c : cases()) {
        SCOPED_TRACE(testing::Message() << c.channels << " channels, " << c.nodes << " nodes, " << c.height << "x" << c.width);
        // A value within rounding of a ReLU's kink falls on either side of it, whichever path is taken, and then one pixel's
        // gradient differs whole. That happens to some batches; an error in a kernel would show in all.
        double smallest = 1;
        for (const char* batch : {"first", "second", "third"}) smallest = std::min(smallest, largestError(c, at::kFloat, batch));
        EXPECT_LE(smallest, 1e-4);
    }
}

TEST(FusedCell, RepeatsBitForBitWithTheSameThreads) {
    const Case c{OperationSet::Darts, AlphaSharing::ByType, false, 8, 3, 12, 12};
    Pair one(c, at::kFloat), other(c, at::kFloat);
    const TensorBatch batch = randomBatch(one.shape, 7, "batch", at::kFloat);
    for (int i = 0; i < 3; ++i)
        for (Pair* pair : {&one, &other}) {
            pair->fused().alphaStep(batch, batch);
            pair->fused().weightStep(batch);
        }
    EXPECT_TRUE(at::equal(one.fused().supernet().weights().flat(), other.fused().supernet().weights().flat()));
    EXPECT_TRUE(at::equal(one.fused().alpha()[0], other.fused().alpha()[0]));
}

TEST(FusedCell, GivesTheSameBitsWhenCellsAreComputedAgain) {
    const ImageShape shape{3, 9, 12, 5};
    const Recipe recipe = smallRecipe(OperationSet::Darts);
    std::vector<at::Tensor> weights, alpha;
    for (bool recompute : {false, true}) {
        SearchState state(recipe, shape, 3, at::kFloat, c10::Device(at::kCPU), Kernels::Fused, recompute);
        const TensorBatch batch = randomBatch(shape, 6, "recompute", at::kFloat);
        for (int step = 0; step < 2; ++step) {
            state.alphaStep(batch, batch);
            state.weightStep(batch);
        }
        weights.push_back(state.supernet().weights().flat().clone());
        weights.push_back(state.supernet().weights().statistics().clone());
        for (const at::Tensor& group : state.alpha()) alpha.push_back(group.detach().clone());
    }
    EXPECT_TRUE(at::equal(weights[0], weights[2]));
    EXPECT_TRUE(at::equal(weights[1], weights[3])) << "running statistics followed a batch twice";
    EXPECT_TRUE(at::equal(alpha[0], alpha[alpha.size() / 2]));
}

TEST(FusedCell, KnowsTheOperationsOfDartsAndNotThoseOfDartOpti) {
    EXPECT_TRUE(FusedCell::supports(operationNames(OperationSet::Darts)));
    EXPECT_FALSE(FusedCell::supports(operationNames(OperationSet::DartOpti)));
}
