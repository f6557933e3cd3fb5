#include "engine/train/trained_network.h"

#include "engine/api/baselines.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/interop/json_text.h"
#include "engine/interop/state_dict.h"
#include "engine/interop/weight_file.h"
#include "engine/networks/graphs.h"
#include "engine/train/train_state.h"

namespace dnas {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kShapeKey = "images";
constexpr const char* kNetworkKey = "network";
constexpr const char* kLabelKey = "label";

[[noreturn]] void refuseMetadata(const std::string& what) {
    throw EngineError(ErrorCode::Format, "The stored weights do not say what images they take: " + what + ".",
                      "Train the network again.");
}

StoredWeights storedWeights(ProjectReader& project, std::int64_t experiment, const std::string& name,
                            const std::string& kind) {
    for (const std::string& candidate : {kind, std::string("best"), std::string("last")})
        if (std::optional<StoredWeights> weights = project.weights(experiment, candidate))
            if (candidate == kind || (kind != "best" && kind != "last")) return std::move(*weights);
    throw EngineError(
        ErrorCode::Usage, "Experiment '" + name + "' has no " + (kind == "last" ? "last" : "best") + " weights yet.",
        kind == "last" ? "They are kept when a training ends or is stopped." : "They are kept after the first epoch.");
}

std::string shapeText(const ImageShape& shape) {
    return std::to_string(shape.height) + "x" + std::to_string(shape.width) + "x" + std::to_string(shape.channels) + " in " +
           std::to_string(shape.classes) + " classes";
}

/// D-DARTS's published network for ImageNet has tensors of the same names and shapes, but the second convolution of its
/// stem has stride 1: its weights would fit here and compute something else.
void requireKnownStem(const TrainSpec& spec, const std::string& path) {
    if (spec.stem != Stem::ImageNet || isBaseline(spec.network)) return;
    const GenotypeForm form = parseGenotype(spec.network).form;
    if (form != GenotypeForm::Nested && form != GenotypeForm::Opt) return;
    throw EngineError(ErrorCode::Unsupported,
                      path + ": weights of individual cells with the stem for ImageNet, and not from here: D-DARTS's stem divides the "
                             "resolution by 4, this one by 8.",
                      "Set first_layers=imagenet-by-4 for D-DARTS's weights: these would fit, too, and give wrong answers.");
}

/// Weights of another network may have the same shapes: their words tell them apart.
void requireNetwork(const std::map<std::string, std::string>& metadata, const TrainSpec& spec, const std::string& path) {
    const auto network = metadata.find(kNetworkKey), label = metadata.find(kLabelKey);
    if (network == metadata.end()) return requireKnownStem(spec, path);
    if (network->second == spec.network) return;
    throw EngineError(ErrorCode::Usage,
                      path + ": these weights are of another network, " +
                          (label == metadata.end() || label->second.empty() ? "'" + network->second.substr(0, 200) + "'"
                                                                             : "'" + label->second.substr(0, 200) + "'") +
                          "; wanted are those of '" + spec.label + "'.",
                      "Give the weights of this network, or name theirs.");
}

/// What the file says of its images, where it does. @param expected nothing where only the file tells
std::optional<TrainedShape> imagesOfFile(const std::map<std::string, std::string>& metadata,
                                         const std::optional<TrainedShape>& expected, const std::string& path) {
    if (!metadata.count(kShapeKey)) return std::nullopt;
    const TrainedShape own = shapeOfImages(metadata);
    if (expected && shapeText(own.images) != shapeText(expected->images))
        throw EngineError(ErrorCode::Usage, path + ": these weights take images of " + shapeText(own.images) + "; here they are " +
                                                shapeText(expected->images) + ".",
                          "Give data of the same shape.");
    return own;
}

/// The network of the spec with these weights. Without an auxiliary head among them it has none: a head of random weights
/// would be worth nothing to anybody.
std::unique_ptr<Network> networkWith(TrainSpec spec, const ImageShape& images, const std::map<std::string, TensorEntry>& entries,
                                     const std::string& where) {
    spec.auxiliary = spec.auxiliary && hasAuxiliaryHead(entries);
    auto network = std::make_unique<Network>(trainingGraph(spec, images));
    network->weights().allocate(at::kFloat, c10::Device(at::kCPU), 0);
    loadStateDict(entries, network->weights(), where);
    return network;
}

/// Channels and classes as the first and the last layer of the network have them in the file.
TrainedShape imagesOfTensors(const Request& request, const std::map<std::string, TensorEntry>& entries) {
    const NetworkShape known = retrainShape(request);
    TrainedShape shape;
    shape.images = {known.inputChannels, known.height, known.width, known.classes};
    TrainSpec spec = *request.training;
    spec.auxiliary = false;
    const LayerGraph graph = trainingGraph(spec, shape.images);
    const auto extent = [&](const Layer& layer, std::size_t dimension, int& value) {
        const auto found = entries.find(layer.name + ".weight");
        if (found == entries.end() || found->second.shape.size() <= dimension) return; // refused with the others, by name
        const std::int64_t size = found->second.shape[dimension];
        if (size >= 1 && size <= 1000000) value = static_cast<int>(size);
    };
    extent(graph.layers[static_cast<std::size_t>(graph.logits)], 0, shape.images.classes);
    if (channelFeatures(graph).empty())
        for (const Layer& layer : graph.layers)
            if (layer.kind == LayerKind::Convolution) {
                extent(layer, 1, shape.images.channels);
                break;
            }
    return shape;
}

SafetensorsFile parsed(const StoredWeights& weights) {
    const auto* begin = reinterpret_cast<const std::byte*>(weights.safetensors.data());
    return SafetensorsFile::parse({begin, begin + weights.safetensors.size()}, "The " + weights.kind + " weights");
}

} // namespace

TrainedShape shapeOfImages(const std::map<std::string, std::string>& metadata) {
    const auto found = metadata.find(kShapeKey);
    if (found == metadata.end()) refuseMetadata("'images' is missing");
    TrainedShape shape;
    try {
        const Json json = parseJsonText<Json>(found->second, "The description of the images");
        const auto whole = [&](const char* key, int largest) {
            const int value = json.at(key);
            if (value < 1 || value > largest) refuseMetadata(std::string(key) + " is " + std::to_string(value));
            return value;
        };
        shape.images = {whole("channels", 16384), whole("height", 4096), whole("width", 4096),
                        whole("classes", 1000000)};
        shape.mean = json.at("mean").get<std::vector<float>>();
        shape.deviation = json.at("deviation").get<std::vector<float>>();
    } catch (const Json::exception& e) {
        refuseMetadata(e.what());
    }
    const auto channels = static_cast<std::size_t>(shape.images.channels);
    if (shape.mean.size() != channels || shape.deviation.size() != channels)
        refuseMetadata("mean or deviation has another number of channels");
    for (float deviation : shape.deviation)
        if (!(deviation > 0)) refuseMetadata("a deviation is not above 0");
    return shape;
}

std::string imagesText(const TrainedShape& shape) {
    const Json images{{"channels", shape.images.channels},
                      {"height", shape.images.height},
                      {"width", shape.images.width},
                      {"classes", shape.images.classes},
                      {"mean", shape.mean},
                      {"deviation", shape.deviation}};
    return images.dump();
}

TrainedShape shapeOfData(const DataSet& data) {
    const ImageSet& set = data.train;
    return {{set.fedChannels(), set.height, set.width, set.classes, set.colors}, set.mean, set.deviation};
}

std::map<std::string, std::string> weightMetadata(const Request& request, const TrainedShape& shape, int epochs) {
    std::map<std::string, std::string> metadata{{"format", "pt"},
                                                {kNetworkKey, request.training->network},
                                                {kLabelKey, request.training->label},
                                                {"epochs", std::to_string(epochs)},
                                                {"request", requestHash(request)}};
    if (!shape.mean.empty()) metadata[kShapeKey] = imagesText(shape);
    return metadata;
}

TrainedNetwork loadTrained(ProjectReader& project, std::int64_t experiment, const std::string& weights) {
    const ExperimentRecord record = project.experiment(experiment);
    if (!record.request.training)
        throw EngineError(
            ErrorCode::Usage, "Experiment '" + record.summary.name + "' is a search: it trained no network.",
            "Train what it found: dnas train --from " + project.path() + " " + std::to_string(experiment));
    const StoredWeights stored = storedWeights(project, experiment, record.summary.name, weights);
    const SafetensorsFile file = parsed(stored);
    TrainedNetwork trained;
    trained.request = record.request;
    trained.shape = shapeOfImages(file.metadata());
    if (weights == "best" || weights == "last") {
        trained.network = networkWith(*record.request.training, trained.shape.images, entriesOf(file), "The " + weights + " weights");
        trained.weights = weights + " weights, of epoch " + std::to_string(stored.epoch + 1);
        trained.epochs = stored.epoch + 1;
        return trained;
    }
    const WeightFile own = WeightFile::open(weights);
    requireNetwork(own.metadata(), *record.request.training, weights);
    trained.shape = imagesOfFile(own.metadata(), trained.shape, weights).value_or(trained.shape);
    trained.network = networkWith(*record.request.training, trained.shape.images, own.entries(), weights);
    trained.weights = weights;
    return trained;
}

TrainedNetwork loadFromFile(const Request& request, const std::string& path, const std::optional<TrainedShape>& images) {
    const WeightFile file = WeightFile::open(path);
    requireNetwork(file.metadata(), *request.training, path);
    TrainedNetwork trained;
    trained.request = request;
    if (const auto own = imagesOfFile(file.metadata(), images, path))
        trained.shape = *own;
    else
        trained.shape = images ? *images : imagesOfTensors(request, file.entries());
    trained.network = networkWith(*request.training, trained.shape.images, file.entries(), path);
    trained.weights = path;
    return trained;
}

} // namespace dnas
