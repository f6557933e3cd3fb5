#include "engine/api/baselines.h"
#include "engine/api/error.h"
#include "engine/api/layer_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

using namespace dnas;

namespace {

LayerRow sumOf(const std::vector<LayerRow>& rows) {
    LayerRow sum;
    for (const LayerRow& row : rows) {
        sum.parameters += row.parameters;
        sum.multiplyAdds += row.multiplyAdds;
    }
    return sum;
}

std::map<std::string, std::int64_t> parametersByGroup(const std::vector<LayerRow>& rows) {
    std::map<std::string, std::int64_t> sums;
    for (const LayerRow& row : rows)
        sums[row.group] += row.parameters;
    return sums;
}

const LayerRow& rowOf(const std::vector<LayerRow>& rows, const std::string& name) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const LayerRow& row) { return row.name == name; });
    if (found == rows.end()) throw std::out_of_range(name);
    return *found;
}

} // namespace

TEST(LayerTable, SumsUpToTheCostOfTheNetwork) {
    NetworkShape large;
    large.stem = Stem::ImageNet;
    large.channels = 48;
    large.cells = 14;
    large.classes = 1000;
    large.height = large.width = 224;
    for (NetworkShape shape : {NetworkShape{}, large})
        for (const char* network : {"DARTS_V2", "FairDARTS_b", "baseline:resnet18", "baseline:resnet50",
                                    "baseline:xception", "baseline:mobilenetv2"})
            for (bool auxiliary : {false, true}) {
                if (auxiliary && isBaseline(network)) continue;
                shape.auxiliary = auxiliary;
                const LayerRow sum = sumOf(layerTable(network, shape));
                const NetworkCost cost = costOfNetwork(network, shape);
                EXPECT_EQ(sum.parameters, cost.parameters) << network;
                EXPECT_EQ(sum.multiplyAdds, cost.multiplyAdds) << network;
            }
}

TEST(LayerTable, GroupsByStemCellAndHead) {
    NetworkShape shape;
    shape.auxiliary = true;
    const std::vector<LayerRow> rows = layerTable("DARTS_V2", shape);
    const NetworkCost cost = costOfNetwork("DARTS_V2", shape);
    const auto sums = parametersByGroup(rows);
    EXPECT_EQ(sums.size(), cost.cells.size() + 3);
    for (std::size_t i = 0; i < cost.cells.size(); ++i)
        EXPECT_EQ(sums.at("cells." + std::to_string(i)), cost.cells[i].parameters);
    EXPECT_EQ(sums.at("auxiliary head"), cost.auxiliaryParameters);
    EXPECT_EQ(sums.at("stem"), 3 * 108 * 9 + 2 * 108);
    EXPECT_EQ(sums.at("head"), 576 * 10 + 10);
    for (const LayerRow& row : rows)
        EXPECT_EQ(row.auxiliary, row.group == "auxiliary head") << row.name;
}

TEST(LayerTable, GroupsHandcraftedNetworksByTheirBlocks) {
    const auto sums = parametersByGroup(layerTable("baseline:resnet18", {}));
    EXPECT_EQ(sums.size(), 10u); // stem, eight blocks, head
    EXPECT_EQ(sums.at("layer1.0"), 2 * (64 * 64 * 9 + 2 * 64));
    EXPECT_EQ(sums.at("head"), 512 * 10 + 10);
    EXPECT_EQ(parametersByGroup(layerTable("baseline:xception", {})).count("block12"), 1u);
    EXPECT_EQ(parametersByGroup(layerTable("baseline:mobilenetv2", {})).count("features.17"), 1u);
}

TEST(LayerTable, DescribesEachLayer) {
    NetworkShape shape;
    const std::vector<LayerRow> rows = layerTable("DARTS_V2", shape);
    EXPECT_EQ(rows.front().kind, "images");
    const LayerRow& stem = rowOf(rows, "stem.0");
    EXPECT_EQ(stem.kind, "convolution 3x3");
    EXPECT_EQ(std::vector<int>({stem.channels, stem.height, stem.width}), std::vector<int>({108, 32, 32}));
    EXPECT_EQ(stem.multiplyAdds, 3 * 108 * 9 * 32 * 32);
    EXPECT_EQ(rowOf(rows, "cells.0._ops.0.op.1").kind, "depthwise 3x3");
    EXPECT_EQ(rowOf(rows, "classifier").kind, "linear");
    EXPECT_TRUE(
        std::any_of(rows.begin(), rows.end(), [](const LayerRow& r) { return r.kind == "depthwise 3x3, dilated"; }));
    EXPECT_EQ(rowOf(layerTable("baseline:resnet18", {}), "layer2.0.conv1").kind, "convolution 3x3, stride 2");
}

TEST(LayerTable, IsATableForOtherPrograms) {
    const std::string csv = layerTableCsv(layerTable("baseline:resnet18", {}));
    EXPECT_EQ(csv.rfind("name,kind,group,channels,height,width,parameters,multiply_adds,auxiliary\n", 0), 0u);
    EXPECT_NE(csv.find("\nlayer2.0.conv1,\"convolution 3x3, stride 2\",layer2.0,128,16,16,73728,18874368,0\n"),
              std::string::npos);
}

TEST(LayerTable, RefusesWhatIsNoNetwork) {
    EXPECT_THROW(layerTable("baseline:nothing", {}), EngineError);
    EXPECT_THROW(layerTable("no such genotype", {}), EngineError);
    NetworkShape small;
    small.height = small.width = 1;
    EXPECT_THROW(layerTable("DARTS_V2", small), EngineError);
}

TEST(LayerTable, GroupsTheLayersOfNetworksOfChannels) {
    std::string text = "Genotype_channels(channels=['R', 'B']";
    for (const char* cell : {"R_normal", "R_reduce", "B_normal", "B_reduce"})
        text += std::string(", ") + cell + "=[('sep_conv_3x3', 2, 0)], " + cell + "_concat=range(2, 4)";
    NetworkShape shape;
    shape.cells = 3;
    shape.inputChannels = 2;
    std::map<std::string, std::string> groups;
    for (const LayerRow& row : layerTable(text + ")", shape)) groups[row.name] = row.group;
    EXPECT_EQ(groups.at("channel_B"), "stem");
    EXPECT_EQ(groups.at("channel_B.stem.0"), "stem");
    EXPECT_EQ(groups.at("channel_B.cells.2.out"), "channel_B.cells.2");
    EXPECT_EQ(groups.at("meta.0"), "head");
    EXPECT_EQ(groups.at("features"), "head");
}
