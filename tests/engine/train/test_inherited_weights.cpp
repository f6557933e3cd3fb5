#include "engine/api/cell_arrangement.h"
#include "engine/api/genotype_text.h"
#include "engine/api/operations.h"
#include "engine/networks/derived_network.h"
#include "engine/train/inherited_weights.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <algorithm>

using namespace dnas;
using namespace dnas::test;

namespace {

const ForwardMode kBatchStatistics{/*training=*/true, false, /*updateStatistics=*/false};

CellSpaceSpec smallSpace() {
    CellSpaceSpec space;
    space.channels = 4;
    space.cells = 4;
    space.nodes = 2;
    return space;
}

NetworkShape shapeOf(const CellSpaceSpec& space, const ImageShape& images) {
    NetworkShape shape;
    shape.channels = space.channels;
    shape.cells = space.cells;
    shape.inputChannels = images.channels;
    shape.height = images.height;
    shape.width = images.width;
    shape.classes = images.classes;
    shape.metaFeatures = space.metaFeatures;
    return shape;
}

/// Weight 1 for what a cell has, 0 for all else.
at::Tensor pickedBy(const CellGenotype& cell, const AlphaLayout& layout) {
    at::Tensor mixing = at::zeros({static_cast<std::int64_t>(layout.rows.size()),
                                   static_cast<std::int64_t>(layout.columns.size())},
                                  at::TensorOptions().dtype(at::kDouble));
    for (const GenotypeEdge& edge : cell.edges)
        for (std::size_t row = 0; row < layout.rows.size(); ++row)
            if (layout.rows[row].to == edge.to && layout.rows[row].from == edge.from) {
                const auto column = std::find(layout.columns.begin(), layout.columns.end(), edge.operation);
                mixing[static_cast<std::int64_t>(row)][column - layout.columns.begin()] = 1;
            }
    return mixing;
}

/// The supernet with the genotype's operations at weight 1 and the derived network with the supernet's weights:
/// largest difference of their logits. Batch statistics: nothing but the weights decides.
double differenceTo(const CellSpaceSpec& space, const ImageShape& images, const Genotype& genotype,
                    Inheritance* inheritance = nullptr) {
    const std::unique_ptr<Supernet> supernet = makeSupernet(space, images);
    supernet->weights().allocate(at::kDouble, c10::Device(at::kCPU), 1);
    DerivedNetwork derived(genotype, shapeOf(space, images));
    derived.weights().allocate(at::kDouble, c10::Device(at::kCPU), 2);
    const Inheritance result = inheritWeights(supernet->weights(), space, genotype, derived.weights());
    if (inheritance) *inheritance = result;
    std::vector<at::Tensor> mixing;
    for (std::size_t group = 0; group < supernet->alphaLayout().size(); ++group)
        mixing.push_back(pickedBy(genotype.cells[group], supernet->alphaLayout()[group]));
    const at::Tensor x = randomTensor({6, images.channels, images.height, images.width}, "x");
    return (supernet->forward(x, mixing, kBatchStatistics) - derived.forward(x, kBatchStatistics)).abs().max().item<double>();
}

} // namespace

// Without pooling, behind which only a supernet has a batch norm, both are the same function.
TEST(InheritedWeights, GiveTheFunctionOfASupernetThatPicksTheSameOperations) {
    const Genotype pairs = parseGenotype(
        "Genotype(normal=[('sep_conv_3x3', 1), ('skip_connect', 0), ('dil_conv_5x5', 2), ('sep_conv_5x5', 0)], "
        "normal_concat=range(2, 4), reduce=[('skip_connect', 0), ('dil_conv_3x3', 1), ('sep_conv_3x3', 2), "
        "('skip_connect', 1)], reduce_concat=range(2, 4))");
    Inheritance inheritance;
    EXPECT_LT(differenceTo(smallSpace(), {3, 12, 12, 5}, pairs, &inheritance), 1e-9);
    EXPECT_GT(inheritance.inherited, inheritance.parameters * 8 / 10);
}

TEST(InheritedWeights, ReadFewerChannelsWhereAParseLeftANodeOut) {
    const Genotype triples = parseGenotype(
        "Genotype(normal=[('sep_conv_3x3', 3, 1), ('skip_connect', 3, 0), ('dil_conv_3x3', 3, 0)], normal_concat=range(2, 4), "
        "reduce=[('sep_conv_5x5', 2, 0), ('skip_connect', 2, 1)], reduce_concat=range(2, 4))");
    CellSpaceSpec space = smallSpace();
    space.operations = OperationSet::DartsWithoutNone;
    EXPECT_LT(differenceTo(space, {3, 12, 12, 5}, triples), 1e-9);
}

TEST(InheritedWeights, OfOneNetworkAChannelFindTheirOwn) {
    CellSpaceSpec space = smallSpace();
    space.operations = OperationSet::DartsWithoutNone;
    space.networks = NetworkCount::PerChannel;
    space.metaFeatures = 7;
    const ImageShape images{2, 12, 12, 5, ColorModel::Rb};
    const Genotype channels = parseGenotype(
        "Genotype_channels(channels=['R', 'B'], R_normal=[('sep_conv_3x3', 3, 1)], R_normal_concat=range(2, 4), "
        "R_reduce=[('sep_conv_5x5', 2, 0)], R_reduce_concat=range(2, 4), "
        "B_normal=[('dil_conv_3x3', 2, 0), ('skip_connect', 3, 2)], B_normal_concat=range(2, 4), "
        "B_reduce=[('skip_connect', 3, 1), ('sep_conv_3x3', 2, 1)], B_reduce_concat=range(2, 4))");
    EXPECT_LT(differenceTo(space, images, channels), 1e-9);
}

TEST(InheritedWeights, LeaveOnlyBatchNormsFreshInEverySetOfOperations) {
    for (const OperationSet set : {OperationSet::Darts, OperationSet::DartsWithoutNone, OperationSet::DartOpti}) {
        CellSpaceSpec space = smallSpace();
        space.operations = set;
        space.sharing = AlphaSharing::PerCell;
        Genotype genotype;
        genotype.form = GenotypeForm::Nested;
        genotype.reductions = arrangementOf(space).reductions;
        const std::vector<std::string> operations = operationNames(set);
        for (int cell = 0; cell < space.cells; ++cell) {
            CellGenotype& gene = genotype.cells.emplace_back();
            gene.concat = {2, 3};
            for (std::size_t o = 0; o < operations.size(); ++o)
                if (operations[o] != "none") gene.edges.push_back({operations[o], 2 + (cell + static_cast<int>(o)) % 2, static_cast<int>(o) % 2});
        }
        Inheritance inheritance;
        differenceTo(space, {3, 12, 12, 5}, genotype, &inheritance);
        DerivedNetwork derived(genotype, shapeOf(space, {3, 12, 12, 5}));
        for (const Layer& layer : derived.graph().layers)
            if (layer.kind == LayerKind::Convolution || layer.kind == LayerKind::Linear) {
                EXPECT_EQ(std::count(inheritance.fresh.begin(), inheritance.fresh.end(), layer.name + ".weight"), 0) << layer.name;
            }
    }
}

TEST(InheritedWeights, KeepTheStartOfWhatHasAnotherShape) {
    const Genotype genotype = parseGenotype(
        "Genotype(normal=[('sep_conv_3x3', 1), ('skip_connect', 0)], normal_concat=[2], reduce=[('skip_connect', 0), "
        "('sep_conv_3x3', 1)], reduce_concat=[2])");
    CellSpaceSpec space = smallSpace();
    space.nodes = 1;
    space.stemMultiplier = 2; // derived networks have three times the channels in their stem
    Inheritance inheritance;
    differenceTo(space, {3, 12, 12, 5}, genotype, &inheritance);
    EXPECT_EQ(std::count(inheritance.fresh.begin(), inheritance.fresh.end(), "stem.0.weight"), 1);
    EXPECT_EQ(std::count(inheritance.fresh.begin(), inheritance.fresh.end(), "cells.0.preprocess0.op.1.weight"), 1);
    EXPECT_EQ(std::count(inheritance.fresh.begin(), inheritance.fresh.end(), "cells.2._ops.1.op.1.weight"), 0);
}
