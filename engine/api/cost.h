// Parameters and multiply-adds of the network that a genotype stands for, in closed form (no tensors are made).
// Place: "parameters if stopped", what-if parses, `dnas network`.
// Convention: convolutions without bias, batch norms affine (2 a channel), classifier with bias; one multiply-add
// counts one; pooling, batch norm and activation are not counted. No auxiliary head.
#pragma once

#include "engine/api/genotype.h"
#include "engine/api/request.h"

#include <cstdint>

namespace dnas {

struct NetworkShape {
    int channels = 36;
    int cells = 20;
    int classes = 10;
    int inputChannels = 3;
    int height = 32, width = 32;
    Stem stem = Stem::Cifar;
};

struct NetworkCost {
    std::int64_t parameters = 0;
    std::int64_t multiplyAdds = 0; ///< of one image
};

/// Throws EngineError: Unsupported for chain genotypes, Usage where shape or genotype stand for no network.
NetworkCost networkCost(const Genotype& genotype, const NetworkShape& shape);

/// The network that would be retrained (DARTS section 3.2.1: 36 channels, 20 cells), as far as the request alone tells:
/// images and classes of Fashion-MNIST and CIFAR, 10 classes of 32x32 RGB images for what must be looked into.
NetworkShape retrainShape(const Request& request);

} // namespace dnas
