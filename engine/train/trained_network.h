// A training's network with its weights, ready to be evaluated, exported or measured.
// Place: `dnas evaluate`, `dnas export-weights`. Thread rule: belongs to one thread.
#pragma once

#include "engine/api/project.h"
#include "engine/data/image_set.h"
#include "engine/networks/network.h"
#include "engine/spaces/supernet.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dnas {

/// What the metadata of stored weights say about the images that a network takes.
struct TrainedShape {
    ImageShape images;
    std::vector<float> mean, deviation; ///< a channel, pixel range 0..1
};

/// The value under "images" in such metadata, and back. @throws EngineError(Format) where it is missing or impossible
std::string imagesText(const TrainedShape& shape);
TrainedShape shapeOfImages(const std::map<std::string, std::string>& metadata);

/// Of images as they lie in a data set, normalised by its own statistics.
TrainedShape shapeOfData(const DataSet& data);

/// Metadata for weights of this request, trained on images of this shape; without "images" where mean and deviation are
/// not known.
std::map<std::string, std::string> weightMetadata(const Request& request, const TrainedShape& shape, int epochs);

struct TrainedNetwork {
    Request request;
    TrainedShape shape;
    std::unique_ptr<Network> network; ///< float32, on the CPU
    std::string weights;              ///< for people: "best weights, of epoch 12"
    int epochs = 0;                   ///< that they were trained; 0 = not known
};

/// @param weights "best", "last", or the path of a weight file. A file that says of which network it is, or what images
/// it takes, must agree with the training; its normalisation counts. Without an auxiliary head in the file the network
/// has none.
/// Throws EngineError: Usage (no training, no weights yet, weights of another network), Format (do not fit), Project.
TrainedNetwork loadTrained(ProjectReader& project, std::int64_t experiment, const std::string& weights);

/// Weights that no training of a project made. What the file does not say of its images follows from `images`, and without
/// those from the shapes of the tensors and the request; mean and deviation are empty then.
/// @param request a training: network and image size @param images of the data; nothing where none were given
/// Throws EngineError as loadTrained.
TrainedNetwork loadFromFile(const Request& request, const std::string& path, const std::optional<TrainedShape>& images);

} // namespace dnas
