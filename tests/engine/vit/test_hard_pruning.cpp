#include "tests/engine/vit/vit_fixtures.h"

#include "engine/vit/hard_pruning.h"
#include "tests/engine/test_support.h"

#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

using namespace dnas;

namespace {

at::Tensor images() { return test::randomTensor({2, 1, 8, 8}, "images"); }

VitModel modelOf(VitSpec spec) { return {spec, test::greyInput(), at::kDouble, 5}; }

/// Gates of 1 and 0 that stand for the mask.
VitGates gatesOf(const VitMask& mask) {
    std::vector<double> blocks, heads;
    for (const std::vector<bool>& block : mask) {
        blocks.push_back(std::find(block.begin(), block.end(), true) != block.end());
        heads.insert(heads.end(), block.begin(), block.end());
    }
    const auto options = at::TensorOptions().dtype(at::kDouble);
    return {at::tensor(blocks, options), at::tensor(heads, options)};
}

void expectEqualToGated(const VitModel& model, const VitMask& mask) {
    const std::unique_ptr<VitModel> smaller = pruned(model, mask);
    EXPECT_TRUE(smaller->forward(images()).allclose(model.forward(images(), gatesOf(mask)), 1e-12, 1e-12));
    EXPECT_EQ(smaller->weights().parameterCount(), vitCost(smaller->spec()).parameters);
}

} // namespace

TEST(HardPruning, RemovedBlocksComputeWhatShutGatesCompute) {
    VitSpec spec = test::smallVit();
    spec.heads = {3, 3, 3, 3};
    for (bool post : {false, true}) {
        spec.postNorm = post;
        const VitModel model = modelOf(spec);
        VitMask mask = fullMask(spec);
        mask[0].assign(3, false);
        mask[2].assign(3, false);
        const std::unique_ptr<VitModel> smaller = pruned(model, mask);
        EXPECT_TRUE(smaller->forward(images()).equal(model.forward(images(), {gatesOf(mask).blocks, {}}))); // to the bit
        EXPECT_EQ(smaller->spec().depth(), 2);
    }
}

TEST(HardPruning, CutHeadsComputeWhatShutGatesCompute) {
    for (bool bias : {true, false}) {
        VitSpec spec = test::smallVit();
        spec.qkvBias = bias;
        expectEqualToGated(modelOf(spec), {{true, false, true}, {false, false, true}});
    }
}

TEST(HardPruning, BlocksAndHeadsGoTogether) {
    expectEqualToGated(modelOf(test::smallVit()), {{false, false, false}, {false, true, true}});
}

TEST(HardPruning, NothingLeftIsStillANetwork) {
    expectEqualToGated(modelOf(test::smallVit()), {{false, false, false}, {false, false, false}});
}

TEST(HardPruning, PruningAPrunedNetworkIsPruningOnce) {
    const VitModel model = modelOf(test::smallVit());
    const auto first = pruned(model, {{true, false, true}, {true, true, true}});
    const auto second = pruned(*first, {{false, true}, {false, false, false}});
    const auto once = pruned(model, {{false, false, true}, {false, false, false}});
    EXPECT_TRUE(second->forward(images()).equal(once->forward(images())));
}
