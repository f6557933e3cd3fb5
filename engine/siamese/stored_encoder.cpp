#include "engine/siamese/stored_encoder.h"

#include "engine/api/error.h"
#include "engine/interop/state_dict.h"
#include "engine/siamese/backbone.h"
#include "engine/train/train_state.h"

namespace dnas {

namespace {

/// Heads and classifier lie beside the backbone in the same file.
std::map<std::string, TensorEntry> entriesFor(const WeightStore& store, std::map<std::string, TensorEntry> entries) {
    const std::map<std::string, at::Tensor> wanted = store.named();
    for (auto entry = entries.begin(); entry != entries.end();)
        entry = wanted.count(entry->first) ? std::next(entry) : entries.erase(entry);
    return entries;
}

StoredEncoder siameseEncoder(ProjectReader& project, const ExperimentRecord& record, const std::string& title) {
    const std::optional<StoredWeights> stored = project.weights(record.summary.id, "last");
    if (!stored)
        throw EngineError(ErrorCode::Usage, title + " has no weights yet.", "They are kept when a run ends or is stopped.");
    const auto* begin = reinterpret_cast<const std::byte*>(stored->safetensors.data());
    const SafetensorsFile file = SafetensorsFile::parse({begin, begin + stored->safetensors.size()}, "The weights");
    const TrainedShape shape = shapeOfImages(file.metadata());
    const ImageShape& images = shape.images;
    StoredEncoder encoder = randomEncoder(backboneGraph(*record.request.siamese, images.channels, images.height, images.width), shape, 0);
    WeightStore& store = encoder.network->weights();
    loadStateDict(entriesFor(store, entriesOf(file)), store, "The weights of " + title);
    encoder.weights = "epoch " + std::to_string(stored->epoch + 1);
    return encoder;
}

/// Images come as they are stored: networks of made channels would see others than they learnt from.
StoredEncoder trainedEncoder(ProjectReader& project, const ExperimentRecord& record, const std::string& title) {
    if (record.request.task.colors != ColorModel::Stored)
        throw EngineError(ErrorCode::Usage, title + " takes the channels of colour model '" + name(record.request.task.colors) + "'; images are found by their stored ones.",
                          "Give a network that was trained with color_model=stored.");
    TrainedNetwork trained = loadTrained(project, record.summary.id, "best");
    StoredEncoder encoder = randomEncoder(featuresOfTrained(trained.network->graph()), trained.shape, 0);
    encoder.network->weights().flat().copy_(trained.network->weights().flat()); // the same layers in the same order
    encoder.network->weights().statistics().copy_(trained.network->weights().statistics());
    encoder.weights = trained.weights;
    return encoder;
}

} // namespace

std::string encoderBytes(const Request& request, const WeightStore& weights, const TrainedShape& shape, int epochs) {
    const std::map<std::string, std::string> metadata{{"format", "pt"},
                                                      {"backbone", request.siamese->backbone},
                                                      {"framework", name(request.siamese->framework)},
                                                      {"epochs", std::to_string(epochs)},
                                                      {"request", requestHash(request)},
                                                      {"images", imagesText(shape)}};
    return safetensorsBytes(stateDict(weights).entries, metadata, "The weights");
}

void requireChannels(const DataSet& data, const TrainedShape& encoder) {
    if (data.train.channels == encoder.images.channels) return;
    throw EngineError(ErrorCode::Usage,
                      data.name + " has images of " + std::to_string(data.train.channels) + " channels; the encoder takes " +
                          std::to_string(encoder.images.channels) + ".",
                      "Use the data that it learnt from.");
}

StoredEncoder loadEncoder(ProjectReader& project, std::int64_t experiment) {
    const ExperimentRecord record = project.experiment(experiment);
    const std::string quoted = std::to_string(experiment) + " '" + record.summary.name + "'", title = "Experiment " + quoted;
    const bool siamese = record.request.siamese && record.request.siamese->stage != SiameseStage::Probe;
    if (!siamese && !record.request.training)
        throw EngineError(ErrorCode::Usage, title + " holds no encoder.",
                          "Give a pretraining, a fine-tuning or a training: dnas pretrain makes one without labels.");
    StoredEncoder encoder = siamese ? siameseEncoder(project, record, title) : trainedEncoder(project, record, title);
    encoder.weights = "experiment " + quoted + ", " + encoder.weights;
    return encoder;
}

StoredEncoder randomEncoder(LayerGraph backbone, const TrainedShape& shape, std::uint64_t seed) {
    StoredEncoder encoder;
    encoder.shape = shape;
    encoder.network = std::make_unique<Network>(std::move(backbone));
    encoder.network->weights().allocate(at::kFloat, c10::Device(at::kCPU), seed);
    encoder.weights = "random weights of seed " + std::to_string(seed);
    return encoder;
}

} // namespace dnas
