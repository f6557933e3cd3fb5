// The node's sum on the CPU, twin of the CUDA kernels, against the plain layers.
#include "engine/ops/kernels/node_kernels.h"
#include "tests/engine/ops/node_sum_cases.h"

#include <ATen/Parallel.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;
using namespace dnas::test;

namespace {

void expectEqual(c10::ScalarType type, double tolerance) {
    for (const NodeCase& c : nodeCases()) {
        const NodeValues summed = nodeValues(c, true, type, c10::Device(at::kCPU)), plain = nodeValues(c, false, type, c10::Device(at::kCPU));
        for (std::size_t i = 0; i < plain.values.size(); ++i) {
            // One pixel an image of three: batch norms divide by deviations of nearly nothing.
            const double allowed = c.height == 1 ? 100 * tolerance : tolerance;
            EXPECT_LT(relativeError(summed.values[i].second, plain.values[i].second), allowed)
                << plain.values[i].first << ", " << operationNames(c.operations).size() << " operations, " << c.channels << " channels, reduction " << c.reduction;
        }
    }
}

} // namespace

TEST(NodeSum, EqualsThePlainPathInFloat64) { expectEqual(at::kDouble, 1e-9); }

TEST(NodeSum, EqualsThePlainPathInFloat32) { expectEqual(at::kFloat, 1e-4); }

TEST(NodeSum, LargeMeansCostNoDigits) {
    // y = 1000 + small noise in float32: sums of squares alone would leave two digits of the variance.
    constexpr int kPixels = 5000, kChannels = 3;
    const at::Tensor noise = randomTensor({kPixels, kChannels}, "noise", at::kFloat);
    const at::Tensor values = noise * 0.01 + 1000;
    kernels::NodeOperands<float> node{};
    node.pixels = kPixels;
    node.channels = kChannels;
    node.count = 1;
    node.values[0] = values.data_ptr<float>();
    node.normalised[0] = true;
    std::vector<float> scratch(static_cast<std::size_t>(kernels::scratchSize(kPixels, kChannels, 1)));
    float mean[kChannels], rstd[kChannels];
    kernels::nodeKernelsCpu<float>().statistics(node, {/*training=*/true, /*updateStatistics=*/false}, mean, rstd, scratch.data(), nullptr);
    const at::Tensor exact = values.to(at::kDouble);
    for (int c = 0; c < kChannels; ++c) {
        const at::Tensor column = exact.select(1, c);
        const double centre = column.mean().item<double>();
        const double variance = (column - centre).square().mean().item<double>();
        EXPECT_NEAR(mean[c], centre, 1e-4);
        EXPECT_NEAR(rstd[c], 1 / std::sqrt(variance + 1e-5), 1e-4 / std::sqrt(variance + 1e-5));
    }
}

TEST(NodeSum, ResultsDoNotDependOnTheNumberOfThreads) {
    const at::Tensor value = randomTensor({4, 16, 28, 28}, "value", at::kFloat).requires_grad_(true);
    const at::Tensor weight = at::ones({1});
    WeightStore store;
    const BatchNorm norm({store, "norm."}, 16, /*affine=*/false);
    store.allocate(at::kFloat, c10::Device(at::kCPU), 1);
    const int before = at::get_num_threads();
    std::vector<at::Tensor> results;
    for (int threads : {1, 2, 5}) {
        at::set_num_threads(threads);
        const at::Tensor out = nodeSum({{value, &norm, 0}}, weight, {});
        results.push_back(torch::autograd::grad({out.square().sum()}, {value}).front() + out.detach());
    }
    at::set_num_threads(before);
    for (const at::Tensor& result : results) EXPECT_TRUE(result.equal(results.front()));
}

TEST(NodeSum, TheScratchOfACallGrowsWithItsPartialSums) {
    EXPECT_EQ(kernels::sumParts(1), 1);
    EXPECT_EQ(kernels::sumParts(65), 2);
    EXPECT_EQ(kernels::sumParts(std::int64_t{1} << 24), 64);
    EXPECT_EQ(kernels::scratchSize(65, 16, 3), 2 * 4 * 2 * 16);
}
