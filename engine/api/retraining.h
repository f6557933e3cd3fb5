// The training of what a run found, on the images that the run saw.
// Place: `dnas train --from`, the window's Train. Thread rule: pure functions, but for inspectedShape, which reads files.
#pragma once

#include "engine/api/cost.h"
#include "engine/api/request.h"

#include <string>

namespace dnas {

/// makeTraining of the network that a search found (or another training has), on the same images: data, image size,
/// channels, and the stem and meta-learner that the supernet had. Only so do the accuracies of both compare (`dnas gap`).
/// The preset for ImageNet keeps its own image size and stem. Of a run that learns from no images only the network counts.
/// Throws EngineError as makeTraining.
Request makeTrainingOf(const Request& origin, const std::string& network, Preset preset);

/// retrainShape, with what the data say where the request alone does not tell. Throws EngineError(Data).
NetworkShape inspectedShape(const Request& request);

/// Leaves out an auxiliary head that images of this shape cannot carry; for heads that a preset brought, not the user.
/// @param images only height and width count @return why it is left out, for a log; empty where nothing changed
std::string dropUnfitHead(Request& training, const NetworkShape& images);

/// Whether any operation is one that only DARTOpti adds (plain convolutions, the bottleneck): such networks are as wide as
/// the handcrafted ones that they start from.
bool hasOperationsOfDartOpti(const Genotype& genotype);

} // namespace dnas
