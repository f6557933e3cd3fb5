#include "engine/siamese/backbone.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/networks/graphs.h"

#include <algorithm>

namespace dnas {

namespace {

constexpr int kLargestCifarSide = 64;

LayerGraph convnet(int width, int channels, int height, int imageWidth) {
    GraphBuilder g;
    int x = g.input(channels, height, imageWidth);
    const int multiples[] = {1, 2, 4, 4}, strides[] = {1, 2, 2, 1};
    for (int i = 0; i < 4; ++i) {
        const std::string number = std::to_string(i);
        x = g.convolution(x, "conv" + number, multiples[i] * width, Window::square(3, strides[i]));
        x = g.relu(g.norm(x, "bn" + number));
    }
    const int features = g.globalAverage(x);
    return g.finish(features, -1, g.layer(features).channels);
}

/// Without the classifier, which stands last.
LayerGraph withoutClassifier(LayerGraph graph) {
    const Layer classifier = graph.layers[static_cast<std::size_t>(graph.logits)];
    if (graph.logits + 1 != static_cast<int>(graph.layers.size()) || classifier.kind != LayerKind::Linear)
        throw EngineError(ErrorCode::Internal, "a backbone's classifier is not its last layer");
    graph.layers.pop_back();
    graph.logits = classifier.inputs.front();
    graph.classes = classifier.inChannels;
    return graph;
}

} // namespace

LayerGraph backboneGraph(const SiameseSpec& spec, int channels, int height, int width) {
    if (spec.backbone == "convnet") return convnet(spec.width, channels, height, width);
    NetworkShape shape;
    shape.channels = spec.width;
    shape.cells = spec.depth;
    shape.inputChannels = channels;
    shape.height = height;
    shape.width = width;
    shape.auxiliary = false;
    shape.stem = std::max(height, width) <= kLargestCifarSide ? Stem::Cifar : Stem::ImageNet;
    if (spec.backbone == "resnet18" || spec.backbone == "resnet50")
        return withoutClassifier(residualGraph(spec.backbone == "resnet18" ? 18 : 50, spec.width, shape));
    return withoutClassifier(derivedGraph(parseGenotype(spec.backbone), shape));
}

LayerGraph withClassifier(LayerGraph backbone, int classes) {
    Layer classifier;
    classifier.kind = LayerKind::Linear;
    classifier.name = "classifier";
    classifier.inputs = {backbone.logits};
    classifier.inChannels = featureCount(backbone);
    classifier.channels = classes;
    classifier.height = classifier.width = 1;
    backbone.layers.push_back(classifier);
    backbone.logits = static_cast<int>(backbone.layers.size()) - 1;
    backbone.classes = classes;
    return backbone;
}

LayerGraph featuresOfTrained(LayerGraph graph) {
    Layer& classifier = graph.layers[static_cast<std::size_t>(graph.logits)];
    if (classifier.kind != LayerKind::Linear)
        throw EngineError(ErrorCode::Usage, "This network has no features before one linear classifier.", "Take another encoder.");
    classifier.auxiliary = true; // evaluations pass it by
    graph.logits = classifier.inputs.front();
    graph.classes = featureCount(graph);
    return graph;
}

int featureCount(const LayerGraph& backbone) {
    return backbone.layers[static_cast<std::size_t>(backbone.logits)].channels;
}

} // namespace dnas
