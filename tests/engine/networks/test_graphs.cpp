#include "engine/api/baselines.h"
#include "engine/api/error.h"
#include "engine/api/published_genotypes.h"
#include "engine/networks/graphs.h"

#include <gtest/gtest.h>

#include <set>

using namespace dnas;

namespace {

std::int64_t parametersOf(const LayerGraph& graph) {
    std::int64_t sum = 0;
    for (const Layer& layer : graph.layers)
        sum += costOf(layer).parameters;
    return sum;
}

std::int64_t multiplyAddsOf(const LayerGraph& graph) {
    std::int64_t sum = 0;
    for (const Layer& layer : graph.layers)
        sum += costOf(layer).multiplyAdds;
    return sum;
}

NetworkShape paperShape(const Baseline& baseline) {
    NetworkShape shape;
    shape.stem = Stem::ImageNet;
    shape.classes = 1000;
    shape.height = shape.width = baseline.side;
    return shape;
}

std::set<std::string> tensorNames(const LayerGraph& graph) {
    std::set<std::string> names;
    for (const Layer& layer : graph.layers)
        if (costOf(layer).parameters > 0 && !names.insert(layer.name).second)
            ADD_FAILURE() << layer.name << " stands twice";
    return names;
}

} // namespace

TEST(HandcraftedGraphs, HaveTheParametersAndMultiplyAddsOfTheirPapers) {
    for (const Baseline& baseline : baselines()) {
        const LayerGraph graph = handcraftedGraph(baseline.name, paperShape(baseline));
        EXPECT_EQ(parametersOf(graph), baseline.parameters) << baseline.title;
        EXPECT_EQ(multiplyAddsOf(graph), baseline.multiplyAdds) << baseline.title;
        EXPECT_EQ(costOfNetwork("baseline:" + baseline.name, paperShape(baseline)).parameters, baseline.parameters);
    }
}

TEST(HandcraftedGraphs, HaveKnownSizesWithTheStemForSmallImages) {
    EXPECT_EQ(parametersOf(handcraftedGraph("resnet18", {})), 11173962);
    EXPECT_EQ(parametersOf(handcraftedGraph("resnet50", {})), 23520842);
    EXPECT_EQ(parametersOf(handcraftedGraph("mobilenetv2", {})), 2236682);
    for (const Baseline& baseline : baselines()) {
        const LayerGraph graph = handcraftedGraph(baseline.name, {});
        const Layer& last = graph.layers[static_cast<std::size_t>(graph.logits) - 2];
        EXPECT_GE(last.height, 2) << baseline.title << " on 32x32 images";
    }
}

TEST(HandcraftedGraphs, NameTheirTensorsAsTorchvisionAndTimm) {
    const auto names = [](const char* name) { return tensorNames(handcraftedGraph(name, {})); };
    for (const char* tensor :
         {"conv1", "bn1", "layer2.0.downsample.0", "layer2.0.downsample.1", "layer4.1.conv2", "fc"})
        EXPECT_TRUE(names("resnet18").count(tensor)) << tensor;
    for (const char* tensor : {"layer1.0.downsample.0", "layer3.5.conv3", "layer3.5.bn3"})
        EXPECT_TRUE(names("resnet50").count(tensor)) << tensor;
    for (const char* tensor :
         {"features.0.0", "features.1.conv.0.0", "features.1.conv.1", "features.1.conv.2", "features.2.conv.1.0",
          "features.2.conv.2", "features.2.conv.3", "features.18.1", "classifier.1"})
        EXPECT_TRUE(names("mobilenetv2").count(tensor)) << tensor;
    for (const char* tensor :
         {"block1.rep.0.conv1", "block1.rep.1", "block1.rep.3.pointwise", "block2.rep.1.conv1", "block2.rep.2",
          "block1.skip", "block1.skipbn", "block12.rep.4.pointwise", "conv3.conv1", "bn4", "fc"})
        EXPECT_TRUE(names("xception").count(tensor)) << tensor;
}

TEST(DerivedGraphs, AgreeWithTheClosedFormForEveryPublishedCellNetwork) {
    for (const PublishedGenotype& published : publishedGenotypes()) {
        const Genotype genotype = publishedGenotype(published.name);
        if (genotype.form == GenotypeForm::Chain) continue;
        NetworkShape shape;
        shape.channels = 16;
        if (published.name.rfind("Xception_cifar", 0) == 0) continue; // their last cell has no node under this parse
        const LayerGraph graph = derivedGraph(genotype, shape);
        const NetworkCost cost = networkCost(genotype, shape);
        EXPECT_EQ(parametersOf(graph), cost.parameters) << published.name;
        EXPECT_EQ(multiplyAddsOf(graph), cost.multiplyAdds) << published.name;
        tensorNames(graph);
    }
}

TEST(DerivedGraphs, TheAuxiliaryHeadHasThePublishedParametersAndNames) {
    NetworkShape shape;
    shape.auxiliary = true;
    const LayerGraph cifar = derivedGraph(publishedGenotype("DARTS_V2"), shape);
    EXPECT_EQ(parametersOf(cifar), 3349342 + 476426);
    for (const char* tensor : {"features.2", "features.3", "features.5", "features.6", "classifier"})
        EXPECT_TRUE(tensorNames(cifar).count(std::string("auxiliary_head.") + tensor)) << tensor;

    shape.stem = Stem::ImageNet;
    shape.channels = 48;
    shape.cells = 14;
    shape.classes = 1000;
    shape.height = shape.width = 224;
    const LayerGraph imageNet = derivedGraph(publishedGenotype("DARTS_V2"), shape);
    EXPECT_EQ(parametersOf(imageNet), networkCost(publishedGenotype("DARTS_V2"), shape).parameters);
    EXPECT_FALSE(tensorNames(imageNet).count("auxiliary_head.features.6"));
    shape.stem = Stem::ImageNetBy4;
    shape.height = shape.width = 112;
    EXPECT_TRUE(tensorNames(derivedGraph(publishedGenotype("DARTS_V2"), shape)).count("auxiliary_head.features.6"))
        << "D-DARTS has put it back";
}

TEST(DerivedGraphs, TriplesAndIndividualCellsNameOperationsByTheirEdge) {
    EXPECT_TRUE(tensorNames(derivedGraph(publishedGenotype("DARTS_V2"), {})).count("cells.0._ops.1.op.1"));
    EXPECT_TRUE(tensorNames(derivedGraph(publishedGenotype("FairDARTS_a"), {})).count("cells.0._ops.2.0.0.op.1"));
    EXPECT_TRUE(
        tensorNames(derivedGraph(publishedGenotype("D-DARTS_edge_cifar10"), {})).count("cells.0._ops.2.0.0.op.1"));
}

TEST(DerivedGraphs, DropPathStandsOnOperationsOfPairsAndOnNodesOfTriples) {
    const auto count = [](const char* name) {
        int paths = 0;
        NetworkShape shape;
        shape.cells = 3;
        for (const Layer& layer : derivedGraph(publishedGenotype(name), shape).layers)
            paths += layer.kind == LayerKind::DropPath;
        return paths;
    };
    EXPECT_EQ(count("DARTS_V2"), 6 + 2 * 5)
        << "three cells: one normal with two skips of eight, two reducing with three";
    EXPECT_EQ(count("FairDARTS_a"), 3 + 2 * 4) << "one a node that exists";
}

TEST(HandcraftedGraphs, RefuseWhatTheyCannotBe) {
    EXPECT_THROW(baselineOf("baseline:resnet19"), EngineError);
    NetworkShape tiny;
    tiny.stem = Stem::ImageNet;
    tiny.height = tiny.width = 1;
    EXPECT_NO_THROW(handcraftedGraph("resnet18", tiny)) << "same padding keeps one pixel";
    EXPECT_THROW(handcraftedGraph("xception", tiny), EngineError);
    NetworkShape individual;
    individual.stem = Stem::ImageNetBy4;
    EXPECT_THROW(handcraftedGraph("resnet18", individual), EngineError) << "that stem is D-DARTS's";
}

namespace {

Genotype channelsOf(const std::vector<std::string>& channels) {
    const Genotype network = publishedGenotype("FairDARTS_a");
    Genotype genotype;
    genotype.form = GenotypeForm::Channels;
    for (const std::string& channel : channels)
        for (CellGenotype cell : network.cells) {
            cell.name = channel + " " + cell.name;
            genotype.cells.push_back(cell);
        }
    return genotype;
}

} // namespace

// Thesis figure A.1: independent networks of one channel each, their features side by side, a perceptron.
TEST(ChannelGraph, CostsWhatItsNetworksAndTheMetaLearnerCost) {
    NetworkShape shape;
    shape.cells = 8;
    shape.inputChannels = 2;
    const Genotype genotype = channelsOf({"R", "B"});
    NetworkShape single = shape;
    single.inputChannels = 1;
    const NetworkCost one = networkCost(channelGenotypes(genotype)[0].genotype, single), both = networkCost(genotype, shape);
    const std::int64_t features = one.cells.back().outputChannels;
    const std::int64_t alone = one.parameters - (features + 1) * 10;
    EXPECT_EQ(both.parameters, 2 * alone + (2 * features + 1) * 128 + 129 * 10);
    EXPECT_EQ(both.cells.size(), 16u);
    EXPECT_EQ(both.cells[8].gene, 2);
    const LayerGraph graph = derivedGraph(genotype, shape);
    EXPECT_EQ(parametersOf(graph), both.parameters);
    EXPECT_EQ(multiplyAddsOf(graph), both.multiplyAdds);
    const std::set<std::string> names = tensorNames(graph);
    for (const char* name : {"channel_R.stem.0", "channel_B.cells.7.preprocess1.op.1", "meta.0", "meta.2"}) EXPECT_TRUE(names.count(name)) << name;
}

TEST(ChannelGraph, RefusesImagesOfOtherChannelsAndAnAuxiliaryHead) {
    NetworkShape shape;
    shape.cells = 8;
    EXPECT_THROW(derivedGraph(channelsOf({"R", "B"}), shape), EngineError) << "three channels for two networks";
    shape.inputChannels = 2;
    shape.auxiliary = true;
    EXPECT_THROW(derivedGraph(channelsOf({"R", "B"}), shape), EngineError);
}
