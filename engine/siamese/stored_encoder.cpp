#include "engine/siamese/stored_encoder.h"

#include "engine/api/error.h"
#include "engine/interop/state_dict.h"

namespace dnas {

namespace {

StoredEncoder emptyEncoder(const SiameseSpec& spec, const TrainedShape& shape) {
    StoredEncoder encoder;
    encoder.spec = spec;
    encoder.shape = shape;
    encoder.network = std::make_unique<SiameseNetwork>(spec, shape.images, /*predictor=*/true);
    return encoder;
}

} // namespace

std::string encoderBytes(const Request& request, SiameseNetwork& network, const TrainedShape& shape, int epochs) {
    const std::map<std::string, std::string> metadata{{"format", "pt"},
                                                      {"backbone", request.siamese->backbone},
                                                      {"framework", name(request.siamese->framework)},
                                                      {"epochs", std::to_string(epochs)},
                                                      {"request", requestHash(request)},
                                                      {"images", imagesText(shape)}};
    return safetensorsBytes(stateDict(network.weights()).entries, metadata, "The weights");
}

StoredEncoder loadEncoder(ProjectReader& project, std::int64_t experiment) {
    const ExperimentRecord record = project.experiment(experiment);
    const std::string title = "Experiment " + std::to_string(experiment) + " '" + record.summary.name + "'";
    if (!record.request.siamese || record.request.siamese->stage == SiameseStage::Probe)
        throw EngineError(ErrorCode::Usage, title + " holds no encoder that learnt without labels.",
                          "Give a pretraining: dnas pretrain makes one.");
    const std::optional<StoredWeights> stored = project.weights(experiment, "last");
    if (!stored)
        throw EngineError(ErrorCode::Usage, title + " has no weights yet.", "They are kept when a run ends or is stopped.");
    const auto* begin = reinterpret_cast<const std::byte*>(stored->safetensors.data());
    const SafetensorsFile file = SafetensorsFile::parse({begin, begin + stored->safetensors.size()}, "The weights");
    StoredEncoder encoder = emptyEncoder(*record.request.siamese, shapeOfImages(file.metadata()));
    encoder.network->weights().allocate(at::kFloat, c10::Device(at::kCPU), 0);
    loadStateDict(entriesOf(file), encoder.network->weights(), "The weights of " + title);
    encoder.weights = "experiment " + std::to_string(experiment) + " '" + record.summary.name + "', epoch " +
                      std::to_string(stored->epoch + 1);
    return encoder;
}

StoredEncoder randomEncoder(const SiameseSpec& spec, const TrainedShape& shape, std::uint64_t seed) {
    StoredEncoder encoder = emptyEncoder(spec, shape);
    encoder.network->weights().allocate(at::kFloat, c10::Device(at::kCPU), seed);
    encoder.weights = "random weights of seed " + std::to_string(seed);
    return encoder;
}

} // namespace dnas
