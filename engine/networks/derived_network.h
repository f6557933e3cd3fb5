// The network that a genotype stands for, as it is trained after a search: affine batch norms, pools without.
// Place: retraining, `dnas verify`. Source: graphs.h.
#pragma once

#include "engine/networks/graphs.h"
#include "engine/networks/network.h"

namespace dnas {

class DerivedNetwork final : public Network {
  public:
    /// Throws EngineError as derivedGraph.
    DerivedNetwork(const Genotype& genotype, const NetworkShape& shape) : Network(derivedGraph(genotype, shape)) {}
};

} // namespace dnas
