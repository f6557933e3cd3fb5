#include "engine/api/baselines.h"
#include "engine/api/error.h"
#include "engine/api/published_genotypes.h"
#include "engine/networks/graphs.h"

#include <algorithm>

namespace dnas {

namespace {

constexpr const char* kPrefix = "baseline:";

std::string number(int value) {
    return std::to_string(value);
}

int convNorm(GraphBuilder& g, int x, const std::string& convolution, const std::string& norm, int channels,
             const Window& window) {
    return g.norm(g.convolution(x, convolution, channels, window), norm);
}

/// Two 3x3 layers, or 1x1 - 3x3 - 1x1 to four times the channels; a projection where the shape changes.
int residualBlock(GraphBuilder& g, int x, const std::string& prefix, int channels, int stride, bool bottleneck) {
    const int out = bottleneck ? 4 * channels : channels;
    int y = x;
    if (bottleneck) {
        y = g.relu(convNorm(g, y, prefix + "conv1", prefix + "bn1", channels, Window::square(1)));
        y = g.relu(convNorm(g, y, prefix + "conv2", prefix + "bn2", channels, Window::square(3, stride)));
        y = convNorm(g, y, prefix + "conv3", prefix + "bn3", out, Window::square(1));
    } else {
        y = g.relu(convNorm(g, y, prefix + "conv1", prefix + "bn1", channels, Window::square(3, stride)));
        y = convNorm(g, y, prefix + "conv2", prefix + "bn2", out, Window::square(3));
    }
    if (stride != 1 || g.layer(x).channels != out)
        x = convNorm(g, x, prefix + "downsample.0", prefix + "downsample.1", out, Window::square(1, stride));
    return g.relu(g.add({y, x}, prefix + "sum"));
}

int resNet(GraphBuilder& g, int x, bool imageNet, const std::vector<int>& blocks, bool bottleneck, int width = 64) {
    x = g.relu(convNorm(g, x, "conv1", "bn1", width, imageNet ? Window::square(7, 2) : Window::square(3)));
    if (imageNet) x = g.maxPool(x, "maxpool", Window::square(3, 2));
    for (int stage = 0; stage < 4; ++stage)
        for (int block = 0; block < blocks[static_cast<std::size_t>(stage)]; ++block)
            x = residualBlock(g, x, "layer" + number(stage + 1) + "." + number(block) + ".", width << stage,
                              block == 0 && stage > 0 ? 2 : 1, bottleneck);
    return x;
}

/// Depthwise 3x3 and pointwise, without anything between them.
int separable(GraphBuilder& g, int x, const std::string& prefix, int channels) {
    const int in = g.layer(x).channels;
    return g.convolution(g.convolution(x, prefix + ".conv1", in, Window::square(3, 1, 1, in)), prefix + ".pointwise",
                         channels, Window::square(1));
}

int xceptionBlock(GraphBuilder& g, int x, const std::string& prefix, int out, int repeats, int stride, bool reluFirst,
                  bool growFirst) {
    const int in = g.layer(x).channels;
    int y = x, next = 0;
    for (int i = 0; i < repeats; ++i) {
        if (i > 0 || reluFirst) {
            y = g.relu(y);
            ++next;
        }
        y = separable(g, y, prefix + "rep." + number(next++), growFirst || i == repeats - 1 ? out : in);
        y = g.norm(y, prefix + "rep." + number(next++));
    }
    if (stride != 1) y = g.maxPool(y, prefix + "rep." + number(next), Window::square(3, stride));
    if (out != in || stride != 1)
        x = convNorm(g, x, prefix + "skip", prefix + "skipbn", out, Window::square(1, stride));
    return g.add({y, x}, prefix + "sum");
}

int xception(GraphBuilder& g, int x, bool imageNet) {
    const Window unpadded{3, 3, 1, 1, 0, 0, 1, 1}, halving{3, 3, 2, 2, 0, 0, 1, 1};
    x = g.relu(convNorm(g, x, "conv1", "bn1", 32, imageNet ? halving : Window::square(3)));
    x = g.relu(convNorm(g, x, "conv2", "bn2", 64, imageNet ? unpadded : Window::square(3)));
    x = xceptionBlock(g, x, "block1.", 128, 2, 2, /*reluFirst=*/false, true);
    x = xceptionBlock(g, x, "block2.", 256, 2, 2, true, true);
    x = xceptionBlock(g, x, "block3.", 728, 2, 2, true, true);
    for (int block = 4; block < 12; ++block)
        x = xceptionBlock(g, x, "block" + number(block) + ".", 728, 3, 1, true, true);
    x = xceptionBlock(g, x, "block12.", 1024, 2, 2, true, /*growFirst=*/false);
    x = g.relu(g.norm(separable(g, x, "conv3", 1536), "bn3"));
    return g.relu(g.norm(separable(g, x, "conv4", 2048), "bn4"));
}

int invertedResidual(GraphBuilder& g, int x, const std::string& prefix, int expansion, int channels, int stride) {
    const int in = g.layer(x).channels, wide = in * expansion;
    int y = x, next = 0;
    const auto name = [&] { return prefix + number(next); };
    if (expansion != 1) {
        y = g.relu6(convNorm(g, y, name() + ".0", name() + ".1", wide, Window::square(1)));
        ++next;
    }
    y = g.relu6(convNorm(g, y, name() + ".0", name() + ".1", wide, Window::square(3, stride, 1, wide)));
    ++next;
    y = g.convolution(y, prefix + number(next), channels, Window::square(1));
    y = g.norm(y, prefix + number(next + 1));
    return stride == 1 && in == channels ? g.add({x, y}, prefix + "sum") : y;
}

/// Deviation: no dropout before the classifier; regularisation is the recipe's, the same for all networks.
int mobileNet(GraphBuilder& g, int x, bool imageNet) {
    struct Stage {
        int expansion, channels, blocks, stride;
    };
    const int early = imageNet ? 2 : 1;
    const Stage stages[] = {{1, 16, 1, 1}, {6, 24, 2, early}, {6, 32, 3, 2}, {6, 64, 4, 2},
                            {6, 96, 3, 1}, {6, 160, 3, 2},    {6, 320, 1, 1}};
    x = g.relu6(convNorm(g, x, "features.0.0", "features.0.1", 32, Window::square(3, early)));
    int next = 1;
    for (const Stage& stage : stages)
        for (int block = 0; block < stage.blocks; ++block)
            x = invertedResidual(g, x, "features." + number(next++) + ".conv.", stage.expansion, stage.channels,
                                 block == 0 ? stage.stride : 1);
    return g.relu6(convNorm(g, x, "features.18.0", "features.18.1", 1280, Window::square(1)));
}

} // namespace

const std::vector<Baseline>& baselines() {
    static const std::vector<Baseline> all{
        {"resnet18", "ResNet-18", "He et al., CVPR 2016; tensor names of torchvision", 224, 11689512, 1814073344},
        {"resnet50", "ResNet-50", "He et al., CVPR 2016, stride in the 3x3 layers; tensor names of torchvision", 224,
         25557032, 4089184256},
        {"xception", "Xception", "Chollet, CVPR 2017; tensor names of timm", 299, 22855952, 8357403496},
        {"mobilenetv2", "MobileNetV2", "Sandler et al., CVPR 2018; tensor names of torchvision", 224, 3504872,
         300774272}};
    return all;
}

bool isBaseline(const std::string& network) {
    return network.rfind(kPrefix, 0) == 0;
}

const Baseline& baselineOf(const std::string& network) {
    std::string known;
    for (const Baseline& baseline : baselines()) {
        if (network == kPrefix + baseline.name) return baseline;
        known += (known.empty() ? "" : ", ") + (kPrefix + baseline.name);
    }
    throw EngineError(ErrorCode::Usage, "Unknown handcrafted network '" + network + "'.", "Known: " + known + ".");
}

LayerGraph handcraftedGraph(const std::string& name, const NetworkShape& shape) {
    if (shape.auxiliary)
        throw EngineError(ErrorCode::Usage, "Handcrafted networks have no auxiliary head.", "Set auxiliary=false.");
    baselineOf(kPrefix + name);
    GraphBuilder g;
    if (shape.stem == Stem::ImageNetBy4)
        throw EngineError(ErrorCode::Usage, "The stem imagenet-by-4 is D-DARTS's; handcrafted networks have their own.",
                          "Set first_layers=imagenet or cifar.");
    const bool imageNet = shape.stem == Stem::ImageNet, mobile = name == "mobilenetv2";
    int x = g.input(shape.inputChannels, shape.height, shape.width);
    if (name == "resnet18") x = resNet(g, x, imageNet, {2, 2, 2, 2}, false);
    if (name == "resnet50") x = resNet(g, x, imageNet, {3, 4, 6, 3}, true);
    if (name == "xception") x = xception(g, x, imageNet);
    if (mobile) x = mobileNet(g, x, imageNet);
    const int logits = g.linear(g.globalAverage(x), mobile ? "classifier.1" : "fc", shape.classes);
    return g.finish(logits, -1, shape.classes);
}

LayerGraph residualGraph(int depth, int width, const NetworkShape& shape) {
    GraphBuilder g;
    const std::vector<int> blocks = depth == 50 ? std::vector<int>{3, 4, 6, 3} : std::vector<int>{2, 2, 2, 2};
    int x = g.input(shape.inputChannels, shape.height, shape.width);
    x = resNet(g, x, shape.stem == Stem::ImageNet, blocks, depth == 50, width);
    return g.finish(g.linear(g.globalAverage(x), "fc", shape.classes), -1, shape.classes);
}

NetworkCost costOfNetwork(const std::string& network, const NetworkShape& shape) {
    if (!isBaseline(network)) return networkCost(resolveGenotype(network), shape);
    NetworkCost cost;
    const LayerGraph graph = handcraftedGraph(baselineOf(network).name, shape);
    for (const Layer& layer : graph.layers) {
        const LayerCost own = costOf(layer);
        cost.parameters += own.parameters;
        cost.multiplyAdds += own.multiplyAdds;
        std::int64_t alive = std::int64_t{layer.channels} * layer.height * layer.width;
        for (int input : layer.inputs) {
            const Layer& in = graph.layers[static_cast<std::size_t>(input)];
            alive += std::int64_t{in.channels} * in.height * in.width;
        }
        cost.peakActivationBytes = std::max<std::int64_t>(cost.peakActivationBytes, alive * 4);
    }
    return cost;
}

} // namespace dnas
