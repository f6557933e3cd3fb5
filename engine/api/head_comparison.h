// The heads of a siamese network as an epoch would have them, beside the handcrafted ones of its framework.
// Place: the view of chains (thesis figure 5.5). Pure function.
#pragma once

#include "engine/api/siamese.h"

#include <string>
#include <vector>

namespace dnas {

struct HeadComparison {
    std::string name;      ///< "encoder" or "predictor"
    HeadPlan chosen;       ///< of the genotype; without its chains those of the request, of a search the handcrafted one
    HeadPlan handcrafted;
};

/// One entry a head of the framework. Throws EngineError for chains with unknown operations.
std::vector<HeadComparison> compareHeads(const SiameseSpec& spec, const Genotype& genotype);

} // namespace dnas
