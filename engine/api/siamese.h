// Learning without labels by siamese networks: searching their heads, pretraining, probing, fine-tuning.
// Place: Request::siamese; `dnas run nasiam-...`, `dnas pretrain`, `dnas probe`, `dnas finetune`. Epochs, batch and the two optimisers
// are Recipe's, data and split are Task's (of which crop, flip and cutout do not apply: see ViewPolicy).
// Source: thesis chapter 5, algorithm 4; MLP heads in heads.h.
#pragma once

#include "engine/api/heads.h"
#include "engine/api/view_policy.h"

#include <cstdint>
#include <string>

namespace dnas {

struct Request;
enum class Preset;
class ProjectReader;

enum class SiameseStage {
    Search,   ///< alpha of projector and predictor on one part of the images, weights on the other (algorithm 4)
    Pretrain, ///< the weights of a network with given heads, on all images
    Probe,    ///< a linear classifier on the frozen features of a pretrained backbone
    FineTune  ///< backbone and classifier together, from the pretrained weights
};

constexpr const char* kHandcraftedHeads = "handcrafted";
constexpr const char* kPretrainMethod = "pretrain";
constexpr const char* kProbeMethod = "probe";
constexpr const char* kFineTuneMethod = "finetune";
constexpr const char* kRandomWeights = "random weights"; ///< label of what is measured for comparison

struct SiameseSpec {
    SiameseStage stage = SiameseStage::Search;
    SiameseFramework framework = SiameseFramework::SimSiam;
    std::string backbone = "resnet18"; ///< convnet | resnet18 | resnet50 | a genotype, in canonical text
    int width = 64;          ///< channels of the backbone's first layers, 4..512; 64 = the papers' ResNets
    int depth = 20;          ///< cells of a backbone of normal and reduction cells, 1..100
    bool pooling = true;     ///< S with or S' without the two pools (5.2.2)
    int encoderLayers = 6;   ///< n, 1..16
    int predictorLayers = 4; ///< m, 1..16
    int hidden = 0;          ///< width of the projector's layers; 0 = features of the backbone
    int output = 2048;       ///< features of the projector
    int predictorWidth = 512;
    double temperature = 0.5;  ///< of SimCLR and MoCo
    int queue = 4096;          ///< keys of MoCo
    double momentum = 0.99;    ///< of the slow branch of MoCo and BYOL; BYOL's rises to 1 by a cosine
    ViewPolicy views;
    int neighbours = 200;      ///< of the k-NN monitor; 0 = off
    // Pretrain
    std::string heads = kHandcraftedHeads; ///< or a chain genotype's canonical text
    std::string label;                     ///< of what is trained, for people
    // Probe, FineTune
    std::int64_t encoder = 0; ///< pretraining in the same project; 0 = a backbone with random weights
};

/// Pretrains heads found by a search, or "handcrafted", with everything else as in `search`.
/// Throws EngineError(Usage) when the genotype has no chain, or one that the framework does not use.
Request makePretraining(const Request& search, const std::string& heads, const std::string& label, Preset preset);

/// A linear probe of a pretraining (`experiment` in its project), or with 0 of the same backbone with random weights.
Request makeProbe(const Request& pretraining, std::int64_t experiment, Preset preset);

/// A training with labels of all weights of a pretraining's backbone and a new classifier; with 0 from random weights.
/// Subsets of the images ask how few labels are enough.
Request makeFineTuning(const Request& pretraining, std::int64_t experiment, Preset preset);

/// Probe or FineTune: a classifier learns on a backbone that a pretraining made.
bool learnsLabels(const SiameseSpec& spec);

/// Chains of as many layers as a search would have, each operation drawn by the seed: what a search must be better than.
Genotype randomChains(const SiameseSpec& search, std::uint64_t seed);

/// Heads of a request, supernet or derived; the predictor is empty where the framework has none.
/// @param features that the backbone gives
HeadPlan projectorOf(const SiameseSpec& spec, int features);
HeadPlan predictorOf(const SiameseSpec& spec, int features);

/// Throws EngineError(Usage): an unknown backbone, heads that do not fit, a value out of range.
void validate(const SiameseSpec& spec);

const char* name(SiameseStage stage);

} // namespace dnas
