// Makes features of image files by a stored encoder, and keeps them in a file.
#include "engine/api/error.h"
#include "engine/api/retrieval.h"
#include "engine/core/device.h"
#include "engine/data/image_collection.h"
#include "engine/data/image_set.h"
#include "engine/interop/json_text.h"
#include "engine/interop/safetensors.h"
#include "engine/siamese/siamese_work.h"
#include "engine/siamese/stored_encoder.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <numeric>

namespace dnas {

namespace {

using Json = nlohmann::ordered_json;
constexpr const char* kKind = "dnas retrieval index 1";
constexpr int kBatch = 128;

/// The images as a set that the encoder takes: its size, its normalisation.
std::shared_ptr<const ImageSet> imageSet(ImageCollection images, const TrainedShape& shape) {
    auto set = std::make_shared<ImageSet>();
    set->count = int(images.names.size());
    set->channels = images.channels;
    set->height = set->width = images.side;
    set->classes = 1;
    set->pixels = std::move(images.pixels);
    set->labels.assign(images.names.size(), 0);
    set->mean = shape.mean;
    set->deviation = shape.deviation;
    return set;
}

/// [images, width], rows of length 1.
std::vector<float> unitRows(const std::vector<float>& values, std::size_t width) {
    std::vector<float> rows = values;
    for (std::size_t begin = 0; begin < rows.size(); begin += width) {
        double square = 0;
        for (std::size_t k = 0; k < width; ++k)
            square += double(rows[begin + k]) * rows[begin + k];
        const float scale = float(1 / std::max(std::sqrt(square), 1e-8)); // epsilon of equation 5.5
        for (std::size_t k = 0; k < width; ++k)
            rows[begin + k] *= scale;
    }
    return rows;
}

struct Encoder {
    StoredEncoder stored;
    EncoderChoice choice;
};

Encoder encoderOf(ProjectReader& project, const EncoderChoice& choice) {
    Encoder encoder{loadEncoder(project, choice.experiment), choice};
    if (choice.kind == EncoderKind::Random)
        encoder.stored = randomEncoder(encoder.stored.network->graph(), encoder.stored.shape, choice.seed);
    if (choice.kind == EncoderKind::Pixels) encoder.stored.weights = "pixels";
    return encoder;
}

/// Data sets are named by their kind: `cifar10:DIR`.
bool isDataSet(const std::string& source) {
    const std::string kind = source.substr(0, source.find(':'));
    return source == "fashion-mnist" || (kind != source && (kind == "idx" || kind == "cifar10" || kind == "cifar100" || kind == "folder"));
}

const ImageSet& partOf(const DataSet& data) { return data.test ? *data.test : data.train; }

/// Names are CLASS/NUMBER: groupItems makes classes groups.
ImageCollection imagesOf(const std::string& spec, int side, int channels) {
    const std::shared_ptr<const DataSet> data = loadDataSet(spec, side);
    const ImageSet& set = partOf(*data);
    if (set.channels != channels)
        throw EngineError(ErrorCode::Usage, data->name + " has images of " + std::to_string(set.channels) + " channels; the encoder takes " + std::to_string(channels) + ".",
                          "Index images like those that it learnt from.");
    ImageCollection images;
    images.side = side;
    images.channels = channels;
    images.pixels = set.pixels;
    for (int i = 0; i < set.count; ++i) {
        const std::size_t label = std::size_t(set.labels[std::size_t(i)]);
        images.names.push_back((label < set.classNames.size() ? set.classNames[label] : std::to_string(label)) + "/" + std::to_string(i));
    }
    return images;
}

std::vector<float> featuresOf(const Encoder& encoder, ImageCollection images, int& width) {
    const auto set = imageSet(std::move(images), encoder.stored.shape);
    std::vector<int> all(std::size_t(set->count));
    std::iota(all.begin(), all.end(), 0);
    const BatchSource source(set, std::move(all), kBatch, BatchUse::Evaluation);
    std::vector<float> values;
    if (encoder.choice.kind == EncoderKind::Pixels) {
        width = int(set->imageBytes());
        for (int i = 0; i < source.steps(); ++i) {
            const Batch batch = source.batch(0, i);
            values.insert(values.end(), batch.images.begin(), batch.images.end());
        }
    } else {
        const c10::Device device = usableDevice(DeviceChoice::Auto);
        encoder.stored.network->weights().moveTo(device);
        const at::Tensor features = dnas::featuresOf(*encoder.stored.network, source, device).features.contiguous();
        width = int(features.size(1));
        values.assign(features.data_ptr<float>(), features.data_ptr<float>() + features.numel());
    }
    return unitRows(values, std::size_t(width));
}

std::vector<std::vector<std::uint8_t>> pixelsOf(const RetrievalIndex& index, const std::vector<int>& items, int side, int channels) {
    std::vector<std::string> names;
    for (const int item : items)
        names.push_back(index.items.at(std::size_t(item)).name);
    if (!isDataSet(index.source)) return readImages(index.source, names, side, channels);
    const std::shared_ptr<const DataSet> data = loadDataSet(index.source, side);
    const ImageSet& set = partOf(*data);
    std::vector<std::vector<std::uint8_t>> images;
    for (const int item : items) {
        if (item < set.count && set.channels == channels)
            images.emplace_back(set.image(item), set.image(item) + set.imageBytes());
        else
            images.emplace_back();
    }
    return images;
}

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
    throw EngineError(ErrorCode::Format, path + ": " + what + ".", "Make the index again: dnas retrieve index.");
}

} // namespace

RetrievalIndex buildIndex(ProjectReader& project, const EncoderChoice& choice, const std::string& source, const IndexProgress& progress) {
    const Encoder encoder = encoderOf(project, choice);
    RetrievalIndex index;
    index.encoder = encoder.stored.weights;
    index.source = source;
    index.experiment = choice.experiment;
    index.kind = choice.kind;
    index.seed = choice.seed;
    index.side = encoder.stored.shape.images.height;
    index.channels = encoder.stored.shape.images.channels;
    bool ended = false;
    const auto tell = [&](int done, int total) {
        ended = ended || (progress && !progress(done, total));
        return !ended;
    };
    ImageCollection images = isDataSet(source) ? imagesOf(source, index.side, index.channels)
                                               : collectImages(source, index.side, index.channels, tell);
    if (ended) return index;
    for (const std::string& name : images.names)
        index.items.push_back({name, {}, true});
    groupItems(index.items);
    index.skipped = images.skipped;
    index.features = featuresOf(encoder, std::move(images), index.width);
    return index;
}

std::vector<PreviewImage> itemImages(const RetrievalIndex& index, const std::vector<int>& items, int side) {
    const int shown = isDataSet(index.source) ? index.side : side; // sets of small images are scaled by who shows them
    std::vector<PreviewImage> images;
    for (std::vector<std::uint8_t>& pixels : pixelsOf(index, items, shown, index.channels)) {
        PreviewImage image;
        if (!pixels.empty()) image = {shown, shown, index.channels, std::move(pixels), 0};
        images.push_back(std::move(image));
    }
    return images;
}

std::vector<float> queryFeature(ProjectReader& project, const RetrievalIndex& index, const std::string& image) {
    const Encoder encoder = encoderOf(project, {index.kind, index.experiment, index.seed});
    ImageCollection images = collectImages(image, index.side, index.channels);
    if (images.names.size() != 1)
        throw EngineError(ErrorCode::Usage, image + " holds " + std::to_string(images.names.size()) + " images.", "Ask with one image file.");
    int width = 0;
    std::vector<float> feature = featuresOf(encoder, std::move(images), width);
    if (width != index.width)
        throw EngineError(ErrorCode::Usage, "The index was made by another encoder than " + encoder.stored.weights + ".",
                          "Give the project and experiment of the index: " + index.encoder + ".");
    return feature;
}

void saveIndex(const RetrievalIndex& index, const std::string& path) {
    Json items = Json::array();
    for (const RetrievalItem& item : index.items)
        items.push_back({item.name, item.group, item.query});
    const Json facts{{"encoder", index.encoder}, {"source", index.source},     {"experiment", index.experiment},
                     {"maker", int(index.kind)}, {"seed", index.seed},         {"side", index.side},
                     {"channels", index.channels}, {"items", items},           {"skipped", index.skipped}};
    const TensorEntry entry{TensorType::F32,
                            {std::int64_t(index.items.size()), std::int64_t(index.width)},
                            reinterpret_cast<const std::byte*>(index.features.data()),
                            index.features.size() * sizeof(float)};
    std::ofstream file(path, std::ios::binary);
    const std::string bytes = safetensorsBytes(
        {{"features", entry}}, {{"kind", kKind}, {"facts", facts.dump(-1, ' ', false, Json::error_handler_t::replace)}}, path);
    if (!file.write(bytes.data(), std::streamsize(bytes.size())).flush())
        throw EngineError(ErrorCode::Data, path + " cannot be written.", "Choose another folder.");
}

RetrievalIndex loadIndex(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) refuse(path, "cannot be read");
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
    const SafetensorsFile tensors = SafetensorsFile::parse({begin, begin + bytes.size()}, path);
    const auto metadata = tensors.metadata();
    if (metadata.count("kind") == 0 || metadata.at("kind") != kKind || metadata.count("facts") == 0) refuse(path, "is no index of this version");
    RetrievalIndex index;
    try {
        const Json facts = parseJsonText<Json>(metadata.at("facts"), path);
        index.encoder = facts.at("encoder");
        index.source = facts.at("source");
        index.experiment = facts.at("experiment");
        const int kind = facts.at("maker");
        if (kind < 0 || kind > int(EncoderKind::Pixels)) refuse(path, "names an unknown encoder");
        index.kind = EncoderKind(kind);
        index.seed = facts.at("seed");
        index.side = facts.at("side");
        index.channels = facts.at("channels");
        for (const Json& item : facts.at("items"))
            index.items.push_back({item.at(0), item.at(1), item.at(2)});
        index.skipped = facts.at("skipped").get<std::vector<std::string>>();
    } catch (const Json::exception& e) {
        refuse(path, std::string("its description does not parse: ") + e.what());
    }
    const TensorEntry entry = tensors.at("features");
    if (entry.type != TensorType::F32 || entry.shape.size() != 2 || entry.shape[0] != std::int64_t(index.items.size()) || entry.shape[1] < 1 ||
        entry.shape[1] > 100000000 || index.side < 1 || index.side > 4096 || (index.channels != 1 && index.channels != 3))
        refuse(path, "its features do not fit its images");
    index.width = int(entry.shape[1]);
    index.features.resize(std::size_t(entry.shape[0] * entry.shape[1]));
    std::memcpy(index.features.data(), entry.data, index.features.size() * sizeof(float));
    if (!std::all_of(index.features.begin(), index.features.end(), [](float v) { return std::isfinite(v); })) refuse(path, "holds values that are no numbers");
    return index;
}

} // namespace dnas
