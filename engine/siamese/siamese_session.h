// The work of a siamese request, ready for its loop. Place: called by the session.
#pragma once

#include "engine/api/project.h"
#include "engine/data/image_set.h"
#include "engine/siamese/loop_work.h"

#include <c10/core/Device.h>

#include <memory>

namespace dnas {

/// @param project holds the encoder that a probe or a fine-tuning begins with; nullptr: random weights, enough to measure a step
/// Throws EngineError.
std::unique_ptr<LoopWork> siameseWork(const Request& request, std::shared_ptr<const DataSet> data,
                                      const c10::Device& device, ProjectReader* project);

} // namespace dnas
