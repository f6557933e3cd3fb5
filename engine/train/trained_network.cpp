#include "engine/train/trained_network.h"

#include "engine/api/error.h"
#include "engine/interop/json_text.h"
#include "engine/interop/state_dict.h"
#include "engine/interop/weight_file.h"
#include "engine/train/train_state.h"

namespace dnas {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kShapeKey = "images";

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

std::map<std::string, std::string> weightMetadata(const Request& request, const TrainedShape& shape, int epochs) {
    return {{"format", "pt"},
            {"network", request.training->network},
            {"label", request.training->label},
            {"epochs", std::to_string(epochs)},
            {"request", requestHash(request)},
            {kShapeKey, imagesText(shape)}};
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
    trained.network = std::make_unique<Network>(trainingGraph(*record.request.training, trained.shape.images));
    WeightStore& store = trained.network->weights();
    store.allocate(at::kFloat, c10::Device(at::kCPU), 0);
    if (weights == "best" || weights == "last") {
        loadStateDict(entriesOf(file), store, "The " + weights + " weights");
        trained.weights = weights + " weights, of epoch " + std::to_string(stored.epoch + 1);
        trained.epochs = stored.epoch + 1;
    } else {
        loadStateDict(WeightFile::open(weights).entries(), store, weights);
        trained.weights = weights;
    }
    return trained;
}

} // namespace dnas
