// The networks whose pooled features the heads of a siamese network take.
// Place: siamese_network.h builds them, the catalogue counts them. Standard library only. Thread rule: pure functions.
// ResNets have the CIFAR stem for sides up to 64 pixels and the paper's for larger ones; `width` 64 is the paper's.
// "convnet" is small enough for a CPU: four 3x3 convolutions (norm, ReLU) of width, 2, 4 and 4 times that, two of
// stride 2. A genotype gives its derived network without classifier and auxiliary head.
#pragma once

#include "engine/api/siamese.h"
#include "engine/networks/layer_graph.h"

namespace dnas {

/// The graph's `logits` are the features [batch, F]. Throws EngineError(Usage) for an unknown backbone, as derivedGraph
/// for genotypes.
LayerGraph backboneGraph(const SiameseSpec& spec, int channels, int height, int width);

/// The same network with a linear classifier behind its features; its `logits` are those of the classes.
LayerGraph withClassifier(LayerGraph backbone, int classes);

/// A trained network up to the input of its classifier: its `logits` are the features; the classifier stays, unused.
/// Throws EngineError(Usage) where something else than one linear layer gives the logits.
LayerGraph featuresOfTrained(LayerGraph graph);

/// F.
int featureCount(const LayerGraph& backbone);

} // namespace dnas
