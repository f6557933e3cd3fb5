#include "engine/api/error.h"
#include "engine/relax/relaxation.h"
#include "engine/spaces/cell_supernet.h"
#include "tests/engine/test_support.h"

#include <ATen/ops/all.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

std::vector<at::Tensor> equalMixing(const Supernet& net) {
    std::vector<at::Tensor> mixing;
    for (const AlphaLayout& group : net.alphaLayout())
        mixing.push_back(at::ones({static_cast<std::int64_t>(group.rows.size()), static_cast<std::int64_t>(group.columns.size())}, at::kDouble));
    return mixing;
}

CellSpaceSpec smallCells() { return std::get<CellSpaceSpec>(smallRecipe().space); }

} // namespace

// public_implementations.md, section 9: counts of the authors' networks.
TEST(CellSupernet, HasTheWeightsOfThePublishedSupernets) {
    EXPECT_EQ(CellSupernet(CellSpaceSpec{}, {3, 32, 32, 10}).weights().parameterCount(), 1930618);
    CellSpaceSpec individual;
    individual.operations = OperationSet::DartsWithoutNone;
    individual.sharing = AlphaSharing::PerCell;
    individual.channels = 32;
    EXPECT_EQ(CellSupernet(individual, {3, 32, 32, 10}).weights().parameterCount(), 6800618);
}

TEST(CellSupernet, AlphaIsSharedByTypeOrOwnedByEachCell) {
    CellSpaceSpec spec;
    const CellSupernet shared(spec, {3, 32, 32, 10});
    ASSERT_EQ(shared.alphaLayout().size(), 2u);
    EXPECT_EQ(shared.alphaLayout()[1].name, "reduce");
    EXPECT_EQ(shared.alphaLayout()[0].rows.size(), 14u);
    EXPECT_EQ(shared.alphaLayout()[0].columns.size(), 8u);
    spec.sharing = AlphaSharing::PerCell;
    const CellSupernet own(spec, {3, 32, 32, 10});
    ASSERT_EQ(own.alphaLayout().size(), 8u);
    EXPECT_EQ(own.alphaLayout()[7].name, "cell 7");
}

TEST(CellSupernet, RunsForEveryOperationSetStemAndImageSizeThatSurvives) {
    for (OperationSet set : {OperationSet::Darts, OperationSet::DartsWithoutNone, OperationSet::DartOpti})
        for (Stem stem : {Stem::Cifar, Stem::ImageNet})
            for (int side : {28, 32, 33}) {
                CellSpaceSpec spec = smallCells();
                spec.operations = set;
                spec.stem = stem;
                CellSupernet net(spec, {1, side, side + 3, 5});
                net.weights().allocate(at::kDouble, c10::Device(at::kCPU), 1);
                const at::Tensor y = net.forward(randomTensor({2, 1, side, side + 3}, "images"), equalMixing(net), {});
                EXPECT_EQ(y.sizes().vec(), (std::vector<std::int64_t>{2, 5}));
                EXPECT_TRUE(y.isfinite().all().item<bool>());
            }
}

TEST(CellSupernet, RefusesImagesThatDoNotSurviveBeforeAnythingIsAllocated) {
    EXPECT_NO_THROW(CellSupernet(smallCells(), {3, 3, 3, 10}));
    try {
        CellSupernet(smallCells(), {3, 2, 2, 10});
        FAIL() << "no error";
    } catch (const EngineError& e) {
        EXPECT_EQ(e.code(), ErrorCode::Usage);
        EXPECT_NE(e.full().find("at least 3 pixels"), std::string::npos) << e.full();
    }
}

TEST(CellSupernet, AnOperationOfWeightZeroChangesNothing) {
    CellSupernet net(smallCells(), kSmallImages);
    net.weights().allocate(at::kDouble, c10::Device(at::kCPU), 1);
    const at::Tensor images = randomTensor({3, 1, 8, 8}, "images");
    auto mixing = equalMixing(net);
    for (at::Tensor& group : mixing) group.select(1, 4).zero_(); // sep_conv_3x3
    const at::Tensor before = net.forward(images, mixing, {true, false, false});
    for (const auto& [name, tensor] : net.weights().named())
        if (name.find("_ops.4.op") != std::string::npos) at::Tensor(tensor).add_(1.0);
    EXPECT_TRUE(net.forward(images, mixing, {true, false, false}).allclose(before, 1e-12, 1e-12));
}

TEST(CellSupernet, TheSameSeedGivesTheSameWeightsAndAnotherSeedOthers) {
    CellSupernet a(smallCells(), kSmallImages), b(smallCells(), kSmallImages), c(smallCells(), kSmallImages);
    a.weights().allocate(at::kFloat, c10::Device(at::kCPU), 5);
    b.weights().allocate(at::kFloat, c10::Device(at::kCPU), 5);
    c.weights().allocate(at::kFloat, c10::Device(at::kCPU), 6);
    EXPECT_TRUE(a.weights().flat().equal(b.weights().flat()));
    EXPECT_FALSE(a.weights().flat().equal(c.weights().flat()));
}
