// Which labelled images teach a classifier on an encoder, and which judge it.
// Place: probe_work.h and fine_tune_work.h. Thread rule: pure function.
#pragma once

#include "engine/api/request.h"
#include "engine/data/image_set.h"
#include "engine/train/trained_network.h"

#include <memory>
#include <vector>

namespace dnas {

struct LabelledParts {
    std::shared_ptr<const ImageSet> trainImages, validImages;
    std::vector<int> train, valid;
};

/// The test part judges; where a data set has none, a fifth of the training images, drawn with the shares of the classes.
/// Throws EngineError(Usage): other channels than the encoder takes.
LabelledParts labelledParts(const Request& request, const std::shared_ptr<const DataSet>& data, const TrainedShape& encoder);

} // namespace dnas
