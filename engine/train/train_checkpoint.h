// The whole state of a training as bytes, in the form of a safetensors file: weights, statistics, momentum, the moving
// average, and the sums of the epoch in progress. Random streams and data order need no state (random_streams.h).
// Place: written by the training loop, stored and checksummed by the project file.
#pragma once

#include "engine/search/checkpoint.h"
#include "engine/train/train_state.h"

#include <string>

namespace dnas {

/// @param requestText canonical text of the request; reading refuses the state of another request
std::string writeTrainCheckpoint(TrainState& state, EpochSums& sums, const std::string& requestText);

/// Throws EngineError(Format) that names what does not fit.
void readTrainCheckpoint(const std::string& bytes, TrainState& state, EpochSums& sums, const std::string& requestText);

} // namespace dnas
