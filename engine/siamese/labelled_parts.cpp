#include "engine/siamese/labelled_parts.h"

#include "engine/api/error.h"
#include "engine/data/split.h"

#include <numeric>

namespace dnas {

namespace {

constexpr double kHeldOut = 0.2; // where a data set has no test part

} // namespace

LabelledParts labelledParts(const Request& request, const std::shared_ptr<const DataSet>& data, const TrainedShape& encoder) {
    if (data->train.channels != encoder.images.channels)
        throw EngineError(ErrorCode::Usage,
                          data->name + " has images of " + std::to_string(data->train.channels) + " channels; the encoder takes " +
                              std::to_string(encoder.images.channels) + ".",
                          "Use the data that it learnt from.");
    const std::shared_ptr<const ImageSet> images(data, &data->train);
    LabelledParts parts{images, images, drawSubset(*images, request.task.subset, request.seed, request.task.stratified), {}};
    if (data->test) {
        parts.validImages = {data, &*data->test};
        parts.valid.resize(std::size_t(data->test->count));
        std::iota(parts.valid.begin(), parts.valid.end(), 0);
        return parts;
    }
    Split split = splitSet(*images, parts.train, 1 - kHeldOut, request.seed, true);
    parts.train = std::move(split.weights);
    parts.valid = std::move(split.alpha);
    return parts;
}

} // namespace dnas
