// The projector and predictor of a siamese network, searched or handcrafted, as lists of elementary layers.
// Place: built for search, pretraining, counting and drawing from one description. Pure functions, plain values.
// Source: thesis 5.1.2 (space S, S' without pooling) and 5.2.1 (depths); SimSiam (Chen & He 2021), SimCLR (Chen et al.
// 2020), MoCo v2 (Chen et al. 2020), BYOL (Grill et al. 2020) for the handcrafted heads and the widths.
//
// Rule of normalisation (5.1.2): a batch norm after every linear and every pooling layer, except in the predictor's
// last layer. Deviation: the published code drops the activation too wherever a layer widens, so that four of its seven
// operations are the same there; here the activation is always applied: linear_X is linear - norm - X in every layer,
// and linear - X in the predictor's last. Where a layer changes the width, pooling and identity begin with a linear
// layer; an identity there is that linear layer alone, which is what the handcrafted predictors end in.
// Deviation: every searched projector keeps the width of its hidden layers and ends in the framework's own output layer,
// so that its features can have either sign (the published SimCLR variant ends in a searched layer).
#pragma once

#include "engine/api/genotype.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dnas {

enum class SiameseFramework { SimSiam, SimClr, Moco, Byol };

/// Whether the framework has a predictor behind the projector.
bool hasPredictor(SiameseFramework framework);
/// Whether the other branch is a slowly moving copy of the network.
bool hasMomentumBranch(SiameseFramework framework);

enum class HeadLayerKind { Linear, BatchNorm, Relu, Hardswish, Silu, Elu, MaxPool, AveragePool };

/// Pooling has window 3, stride 1, padding 1 over the feature axis of [batch, features]; averages count the padding.
struct HeadLayer {
    HeadLayerKind kind = HeadLayerKind::Linear;
    int in = 0, out = 0;
    bool free = true; ///< Linear: has a bias. BatchNorm: has scale and shift.
};

/// One candidate operation, or a fixed part of a head.
struct HeadBlock {
    std::string operation; ///< of the space; "hidden" or "output" in handcrafted parts
    std::vector<HeadLayer> layers; ///< empty: the input itself
};

/// The blocks of one step of a chain: its output is their sum, weighted in a supernet.
struct HeadStage {
    std::vector<HeadBlock> blocks;
    bool searched = false;
};

struct HeadPlan {
    std::vector<HeadStage> stages;
};

struct HeadWidths {
    int features = 512;  ///< that the backbone gives
    int hidden = 0;      ///< of the projector; 0 = as many as the backbone gives
    int output = 2048;   ///< of the projector
    int predictor = 512; ///< hidden, of the predictor
};

/// Operations of S in the published order, or of S' (without the two pools).
std::vector<std::string> chainOperations(bool pooling);

/// The widths of the framework for a backbone of so many features: output 2048, 128, 128, 256; hidden 0, 512, 0, 0.
HeadWidths frameworkWidths(SiameseFramework framework, int features);

/// Chains with these operations in each layer: all candidates (supernet) or those of a genotype.
/// @param layers operations of each layer. Throws EngineError(Usage) for an unknown operation or an empty layer.
HeadPlan projectorPlan(SiameseFramework framework, const std::vector<std::vector<std::string>>& layers,
                       const HeadWidths& widths);
HeadPlan predictorPlan(const std::vector<std::vector<std::string>>& layers, const HeadWidths& widths);

HeadPlan handcraftedProjector(SiameseFramework framework, const HeadWidths& widths);
HeadPlan handcraftedPredictor(const HeadWidths& widths); ///< of SimSiam and BYOL: linear - norm - ReLU - linear

/// "Linear 512, BN, SiLU"; "Identity".
std::string blockText(const HeadBlock& block);
std::int64_t parameterCount(const HeadPlan& plan);

const char* name(SiameseFramework framework); ///< simsiam, simclr, moco, byol
/// Throws EngineError(Usage) listing the names.
SiameseFramework siameseFramework(const std::string& name);

} // namespace dnas
