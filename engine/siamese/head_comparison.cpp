#include "engine/api/head_comparison.h"

#include "engine/api/genotype_text.h"
#include "engine/siamese/backbone.h"

namespace dnas {

namespace {

constexpr int kChannels = 3, kSide = 32; // the number of features does not depend on them

} // namespace

std::vector<HeadComparison> compareHeads(const SiameseSpec& spec, const Genotype& genotype) {
    const int features = featureCount(backboneGraph(spec, kChannels, kSide, kSide));
    SiameseSpec chosen = spec, handcrafted = spec;
    chosen.stage = handcrafted.stage = SiameseStage::Pretrain;
    handcrafted.heads = kHandcraftedHeads;
    if (!genotype.chains.empty()) chosen.heads = genotypeText(genotype);
    else if (spec.stage == SiameseStage::Search) chosen.heads = kHandcraftedHeads; // nothing is decided yet
    std::vector<HeadComparison> heads{{"encoder", projectorOf(chosen, features), projectorOf(handcrafted, features)}};
    if (hasPredictor(spec.framework))
        heads.push_back({"predictor", predictorOf(chosen, features), predictorOf(handcrafted, features)});
    return heads;
}

} // namespace dnas
