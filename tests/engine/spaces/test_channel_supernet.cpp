// ColorNAS: one network a channel, joined by a meta-learner. Thesis appendix A.2.1, figure A.1.
#include "engine/bilevel/search_state.h"
#include "engine/api/error.h"
#include "engine/core/worker_threads.h"
#include "engine/relax/relaxation.h"
#include "engine/spaces/channel_supernet.h"
#include "engine/spaces/tower_pass.h"
#include "tests/engine/test_support.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/max.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/zeros_like.h>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

const ImageShape kRb{2, 8, 8, 4, ColorModel::Rb};

Recipe recipeOfChannels() {
    Recipe recipe = smallRecipe();
    auto& space = std::get<CellSpaceSpec>(recipe.space);
    space.networks = NetworkCount::PerChannel;
    space.metaFeatures = 5;
    recipe.penalties = {BetaDecaySpec{50, BetaSchedule::Constant}};
    return recipe;
}

SearchState state(Kernels kernels = Kernels::Plain, c10::ScalarType type = at::kDouble) {
    return {recipeOfChannels(), kRb, 3, type, c10::Device(at::kCPU), kernels};
}

double largest(const at::Tensor& difference) { return difference.abs().max().item<double>(); }

} // namespace

TEST(ChannelSupernet, HasAlphaNormalAndReduceOfEachChannel) {
    const SearchState s = state();
    std::vector<std::string> names;
    for (const AlphaLayout& group : s.supernet().alphaLayout()) names.push_back(group.name);
    EXPECT_EQ(names, (std::vector<std::string>{"R normal", "R reduce", "B normal", "B reduce"}));
    ASSERT_NE(s.supernet().ensemble(), nullptr);
    EXPECT_EQ(s.supernet().ensemble()->channels(), (std::vector<std::string>{"R", "B"}));
    EXPECT_EQ(s.supernet().chain(), nullptr);
}

// Each network is a DARTS supernet of one channel: the same values as one that stands alone with the same weights.
TEST(ChannelSupernet, IsSupernetsOfOneChannelBehindAPerceptron) {
    SearchState s = state();
    const TensorBatch batch = randomBatch(kRb, 6, "images");
    const std::vector<at::Tensor> mixing = relaxAll(s.recipe().relax, s.alpha());
    const ForwardMode mode{true, false, false};
    const auto weights = s.supernet().weights().named();
    std::vector<at::Tensor> features;
    for (int c = 0; c < 2; ++c) {
        const std::string prefix = c == 0 ? "channel_R." : "channel_B.";
        CellSpaceSpec spec = std::get<CellSpaceSpec>(s.recipe().space);
        CellSupernet single(spec, {1, 8, 8, 4});
        single.weights().allocate(at::kDouble, c10::Device(at::kCPU), 9);
        for (auto& [name, tensor] : single.weights().named())
            if (weights.count(prefix + name)) tensor.copy_(weights.at(prefix + name));
        auto [first, second] = single.stem(batch.images.narrow(1, c, 1), mode);
        for (int k = 0; k < single.cellCount(); ++k) {
            const at::Tensor out = single.cell(k, first, second, mixing[2 * c + single.groupOfCell(k)], mode);
            first = second;
            second = out;
        }
        features.push_back(second.mean({2, 3}));
    }
    const auto linear = [&](const char* name, const at::Tensor& x) {
        return x.matmul(weights.at(std::string(name) + ".weight").t()) + weights.at(std::string(name) + ".bias");
    };
    const at::Tensor expected = linear("meta.2", at::relu(linear("meta.0", at::cat(features, 1))));
    EXPECT_LT(largest(s.supernet().forward(batch.images, mixing, mode) - expected), 1e-12);
}

TEST(ChannelSupernet, FusedKernelsGiveThePlainGradients) {
    SearchState plain = state(Kernels::Plain, at::kFloat), fused = state(Kernels::Fused, at::kFloat);
    const TensorBatch batch = randomBatch(kRb, 8, "images", at::kFloat);
    const auto a = plain.alphaGradientAt(batch, true, false), b = fused.alphaGradientAt(batch, true, false);
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_LT(largest(a[i] - b[i]), 1e-4 * (1 + largest(a[i])));
    const at::Tensor wa = plain.weightGradientAt(batch, false), wb = fused.weightGradientAt(batch, false);
    EXPECT_LT(largest(wa - wb), 1e-3 * largest(wa));
}

TEST(ChannelSupernet, AlphaGradientMatchesFiniteDifferences) {
    SearchState s = state();
    const TensorBatch batch = randomBatch(kRb, 6, "images");
    const std::vector<at::Tensor> gradient = s.alphaGradientAt(batch, true, false);
    const double h = 1e-6;
    for (std::size_t group = 0; group < 4; ++group) {
        at::Tensor entry = s.alpha()[group].detach()[1][2];
        const auto total = [&](double by) {
            entry.add_(by);
            PassResult result;
            s.alphaGradientAt(batch, true, false, &result);
            entry.sub_(by);
            return result.total;
        };
        EXPECT_NEAR(gradient[group][1][2].item<double>(), (total(h) - total(-h)) / (2 * h), 1e-6) << group;
    }
}

// Beside each other or one after the other: the same bits, whatever is differentiated.
TEST(ChannelSupernet, NetworksBesideEachOtherGiveTheSameBits) {
    const TensorBatch batch = randomBatch(kRb, 8, "images", at::kFloat);
    std::vector<std::vector<at::Tensor>> results;
    at::set_num_threads(1);
    for (int workers : {1, 2, 3}) {
        SearchState s = state(Kernels::Fused, at::kFloat);
        dynamic_cast<ChannelSupernet&>(s.supernet()).setWorkers(workers);
        std::vector<at::Tensor> all = s.alphaGradientAt(batch, true, true);
        all.push_back(s.weightGradientAt(batch, true));
        const auto [alpha, weights] = s.bothGradientsAt(batch, nullptr);
        all.insert(all.end(), alpha.begin(), alpha.end());
        all.push_back(weights);
        all.push_back(s.supernet().weights().statistics().clone());
        all.push_back(s.evaluate(batch.images));
        results.push_back(all);
    }
    for (std::size_t run = 1; run < results.size(); ++run)
        for (std::size_t i = 0; i < results[0].size(); ++i) EXPECT_EQ(largest(results[0][i] - results[run][i]), 0) << run << " " << i;
}

TEST(ChannelSupernet, AFailureInOneNetworkComesOut) {
    const std::vector<TowerCall> towers(2, {[](const std::vector<at::Tensor>&) -> at::Tensor { throw EngineError(ErrorCode::Internal, "broken"); }, {}, {}});
    for (int workers : {1, 2}) EXPECT_THROW(runTowers(towers, workers, 2), EngineError);
}

TEST(ChannelSupernet, NetworksStandBesideEachOtherWhereTheyComeOutEven) {
    EXPECT_EQ(workersFor(2, 2), 2);
    EXPECT_EQ(workersFor(4, 2), 2);
    EXPECT_EQ(workersFor(3, 2), 1) << "two rounds of one thread each would be slower than three of two";
    EXPECT_EQ(workersFor(3, 4), 3);
    EXPECT_EQ(workersFor(3, 16), 3);
    EXPECT_EQ(workersFor(4, 1), 1);
    EXPECT_EQ(workersFor(1, 8), 1);
}

TEST(ChannelSupernet, TellsWhatItAnswersWithoutAChannel) {
    SearchState s = state();
    at::Tensor images = randomBatch(kRb, 6, "images").images;
    const EvaluatedBatch evaluated = s.evaluateChannels(images);
    EXPECT_EQ(largest(evaluated.logits - s.evaluate(images)), 0);
    ASSERT_EQ(evaluated.without.size(), 2u);
    EXPECT_GT(largest(evaluated.logits - evaluated.without[0]), 1e-6);
    images.select(1, 1).zero_(); // what the other channel sees does not matter to the answer without it
    EXPECT_EQ(largest(s.evaluateChannels(images).without[1] - evaluated.without[1]), 0);
    EXPECT_GT(largest(s.evaluateChannels(images).without[0] - evaluated.without[0]), 1e-6);
}

TEST(ChannelSupernet, OfGreyImagesIsOneNetwork) {
    const SearchState s(recipeOfChannels(), {1, 8, 8, 4}, 3, at::kDouble, c10::Device(at::kCPU));
    EXPECT_EQ(s.supernet().ensemble()->channels(), (std::vector<std::string>{"grey"}));
    EXPECT_EQ(s.alpha().size(), 2u);
}
