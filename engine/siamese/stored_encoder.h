// A backbone that learnt without labels, as a project keeps it: written by pretrainings and searches, read by probes and
// retrieval. Thread rule: belongs to one thread.
#pragma once

#include "engine/api/project.h"
#include "engine/siamese/siamese_network.h"
#include "engine/train/trained_network.h"

#include <memory>
#include <string>

namespace dnas {

struct StoredEncoder {
    SiameseSpec spec;
    TrainedShape shape;
    std::unique_ptr<SiameseNetwork> network; ///< float32; loaded on the CPU
    std::string weights;                     ///< for people: "experiment 3 'found', epoch 12"
};

/// A safetensors file of all weights that says what images they take.
std::string encoderBytes(const Request& request, SiameseNetwork& network, const TrainedShape& shape, int epochs);

/// Throws EngineError: Usage (no such kind of experiment, no weights yet), Format (do not fit), Project.
StoredEncoder loadEncoder(ProjectReader& project, std::int64_t experiment);

/// The same backbone with the random weights of a seed: what learning is compared with.
StoredEncoder randomEncoder(const SiameseSpec& spec, const TrainedShape& shape, std::uint64_t seed);

} // namespace dnas
