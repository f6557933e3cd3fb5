// Parameters, multiply-adds and activation memory of the network that a genotype stands for, in closed form (no tensors
// are made). Place: "parameters if stopped", what-if parses, `dnas network`. Convention: convolutions without bias,
// batch norms affine (2 a channel), classifier with bias; one multiply-add counts one; pooling, batch norm and
// activation are not counted. The auxiliary head is counted where it is asked for. Memory: one image, float32,
// inference. While a cell runs, its two inputs, both preprocessed, the sums of its nodes and their concatenation are
// alive: the peak is the largest such sum over cells and stem layers. What an operation needs inside itself is not
// counted, nor are weights.
#pragma once

#include "engine/api/genotype.h"
#include "engine/api/request.h"

#include <cstdint>
#include <vector>

namespace dnas {

struct NetworkShape {
    int channels = 36;           ///< of the first cells, 1..16384; doubles at each reduction
    int cells = 20;              ///< 1..4096; Nested and Opt have their own number
    int classes = 10;            ///< 1..1000000
    int inputChannels = 3;       ///< 1..16384
    int height = 32, width = 32; ///< 1..4096
    Stem stem = Stem::Cifar;
    int metaFeatures = 128; ///< of genotypes of channels: hidden units of the meta-learner, 1..4096
    bool auxiliary = false; ///< with the auxiliary classifier behind the last reduction cell, which helps training and
                            ///< is dropped afterwards
};

/// One cell of the network.
struct CellCost {
    int gene = 0; ///< index into Genotype::cells
    bool reduction = false;
    int channels = 0;          ///< of each node
    int outputChannels = 0;    ///< of the concatenation
    int height = 0, width = 0; ///< of the output
    std::int64_t parameters = 0;
    std::int64_t multiplyAdds = 0;
    std::int64_t activationBytes = 0; ///< alive while the cell runs
};

struct NetworkCost {
    std::int64_t parameters = 0;   ///< auxiliary head included
    std::int64_t multiplyAdds = 0; ///< of one image, auxiliary head included
    std::int64_t auxiliaryParameters = 0, auxiliaryMultiplyAdds = 0;
    std::int64_t peakActivationBytes = 0; ///< of one image
    std::vector<CellCost> cells;
};

/// Throws EngineError: Unsupported for chain genotypes; Usage where shape or genotype stand for no network: numbers out
/// of range, a cell without nodes, images that do not survive the reductions, feature maps that the auxiliary head
/// cannot take.
NetworkCost networkCost(const Genotype& genotype, const NetworkShape& shape);

/// The network that a training makes for images of this kind.
NetworkShape trainingShape(const TrainSpec& spec, int inputChannels, int height, int width, int classes);

/// The network that would be retrained (DARTS section 3.2.1: 36 channels, 20 cells), as far as the request alone tells:
/// images and classes of Fashion-MNIST and CIFAR, 10 classes of 32x32 RGB images for what must be looked into. Of a
/// training: its own network, without the auxiliary head.
NetworkShape retrainShape(const Request& request);

} // namespace dnas
