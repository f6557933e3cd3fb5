// A backbone with what it has learnt, as a project keeps it: written by searches, pretrainings and fine-tunings, read by
// probes, fine-tunings and retrieval, which also takes trained networks. Thread rule: belongs to one thread.
#pragma once

#include "engine/api/project.h"
#include "engine/data/image_set.h"
#include "engine/networks/network.h"
#include "engine/train/trained_network.h"

#include <memory>
#include <string>

namespace dnas {

struct StoredEncoder {
    TrainedShape shape;
    std::unique_ptr<Network> network; ///< gives features; float32, loaded on the CPU
    std::string weights;              ///< for people: "experiment 3 'found', epoch 12"
};

/// A safetensors file of all weights that says what images they take.
std::string encoderBytes(const Request& request, const WeightStore& weights, const TrainedShape& shape, int epochs);

/// Throws EngineError(Usage) where the images have other channels than the encoder takes.
void requireChannels(const DataSet& data, const TrainedShape& encoder);

/// Of a siamese run that is no probe, or of a training: there what stands before its classifier, with the best weights.
/// Throws EngineError: Usage (no such kind of experiment, no weights yet), Format (do not fit), Project.
StoredEncoder loadEncoder(ProjectReader& project, std::int64_t experiment);

/// The same backbone with the random weights of a seed: what learning is compared with.
StoredEncoder randomEncoder(LayerGraph backbone, const TrainedShape& shape, std::uint64_t seed);

} // namespace dnas
