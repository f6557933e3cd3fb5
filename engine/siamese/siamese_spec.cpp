// What a siamese request means: its heads, and the requests that follow a search.
#include "engine/api/siamese.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/request.h"
#include "engine/core/random_streams.h"

namespace dnas {

namespace {

HeadWidths widthsOf(const SiameseSpec& spec, int features) {
    return {features, spec.hidden, spec.output, spec.predictorWidth};
}

std::vector<std::vector<std::string>> candidates(const SiameseSpec& spec, int layers) {
    return std::vector<std::vector<std::string>>(static_cast<std::size_t>(layers), chainOperations(spec.pooling));
}

/// nullptr: the genotype has none of this name.
const ChainGenotype* findChain(const Genotype& genotype, const std::string& name) {
    for (const ChainGenotype& chain : genotype.chains)
        if (chain.name == name) return &chain;
    return nullptr;
}

/// The published SimCLR texts call the projector, which is all they hold, `predictor`.
const ChainGenotype& projectorChain(const Genotype& genotype, SiameseFramework framework) {
    if (const ChainGenotype* chain = findChain(genotype, "encoder")) return *chain;
    if (const ChainGenotype* chain = findChain(genotype, "predictor"); chain && !hasPredictor(framework)) return *chain;
    throw EngineError(ErrorCode::Usage, "The genotype has no encoder, which " + std::string(name(framework)) + " needs.",
                      "Give one like Genotype(encoder=[['linear_relu'], ...], predictor=[...]).");
}

const ChainGenotype& predictorChain(const Genotype& genotype, SiameseFramework framework) {
    if (const ChainGenotype* chain = findChain(genotype, "predictor")) return *chain;
    throw EngineError(ErrorCode::Usage, "The genotype has no predictor, which " + std::string(name(framework)) + " needs.",
                      "Search with this framework, or pretrain with simclr or moco.");
}

Genotype chainsOf(const SiameseSpec& spec) {
    Genotype genotype = parseGenotype(spec.heads);
    if (genotype.form != GenotypeForm::Chain)
        throw EngineError(ErrorCode::Usage, "A genotype of cells is no head of a siamese network.",
                          "Give chains, Genotype(encoder=..., predictor=...), or 'handcrafted'.");
    return genotype;
}

} // namespace

HeadPlan projectorOf(const SiameseSpec& spec, int features) {
    const HeadWidths widths = widthsOf(spec, features);
    if (spec.stage == SiameseStage::Search)
        return projectorPlan(spec.framework, candidates(spec, spec.encoderLayers), widths);
    if (spec.heads == kHandcraftedHeads) return handcraftedProjector(spec.framework, widths);
    return projectorPlan(spec.framework, projectorChain(chainsOf(spec), spec.framework).layers, widths);
}

HeadPlan predictorOf(const SiameseSpec& spec, int features) {
    if (!hasPredictor(spec.framework)) return {};
    const HeadWidths widths = widthsOf(spec, features);
    if (spec.stage == SiameseStage::Search) return predictorPlan(candidates(spec, spec.predictorLayers), widths);
    if (spec.heads == kHandcraftedHeads) return handcraftedPredictor(widths);
    return predictorPlan(predictorChain(chainsOf(spec), spec.framework).layers, widths);
}

Request makePretraining(const Request& search, const std::string& heads, const std::string& label, Preset preset) {
    if (!search.siamese) throw EngineError(ErrorCode::Usage, "This is no search of siamese heads: nothing to pretrain.");
    Request request = search;
    SiameseSpec& spec = *request.siamese;
    spec.stage = SiameseStage::Pretrain;
    spec.heads = heads == kHandcraftedHeads ? heads : genotypeText(parseGenotype(heads));
    spec.label = label;
    projectorOf(spec, 8); // finds what is missing before anything starts
    predictorOf(spec, 8);
    request.recipe.method = kPretrainMethod;
    request.name = label;
    request.recipe.epochs = preset == Preset::Paper ? 800 : search.recipe.epochs;
    return request;
}

Genotype randomChains(const SiameseSpec& search, std::uint64_t seed) {
    const std::vector<std::string> operations = chainOperations(search.pooling);
    Genotype genotype;
    genotype.form = GenotypeForm::Chain;
    const auto draw = [&](const char* chain, int layers) {
        RandomStream random(seed, std::string("random/") + chain);
        genotype.chains.push_back({chain, {}});
        for (int i = 0; i < layers; ++i)
            genotype.chains.back().layers.push_back({operations[random.below(operations.size())]});
    };
    draw("encoder", search.encoderLayers);
    if (hasPredictor(search.framework)) draw("predictor", search.predictorLayers);
    return genotype;
}

namespace {

/// What probes and fine-tunings of a pretraining have in common.
Request makeFollower(const Request& pretraining, std::int64_t experiment, SiameseStage stage) {
    if (!pretraining.siamese || pretraining.siamese->stage == SiameseStage::Search)
        throw EngineError(ErrorCode::Usage, "Only a pretraining can be probed or fine-tuned.", "Pretrain first: dnas pretrain.");
    Request request = pretraining;
    request.siamese->stage = stage;
    request.siamese->encoder = experiment;
    if (experiment == 0) request.siamese->label = kRandomWeights;
    return request;
}

} // namespace

Request makeProbe(const Request& pretraining, std::int64_t experiment, Preset preset) {
    Request request = makeFollower(pretraining, experiment, SiameseStage::Probe);
    request.recipe.method = kProbeMethod;
    request.recipe.batch = 256;
    request.recipe.epochs = preset == Preset::Paper ? 100 : 50;
    request.recipe.weights = {0.05, 0, 0.9, 0, 0}; // for normalised features, see probe_work.h
    request.name = "probe of " + request.siamese->label;
    return request;
}

Request makeFineTuning(const Request& pretraining, std::int64_t experiment, Preset preset) {
    Request request = makeFollower(pretraining, experiment, SiameseStage::FineTune);
    request.recipe.method = kFineTuneMethod;
    request.recipe.batch = 128;
    request.recipe.epochs = preset == Preset::Paper ? 50 : 10;
    request.recipe.weights = {0.01, 0, 0.9, 5e-4, 0}; // small: what was learnt is the start, not to be forgotten
    request.task.flip = request.siamese->views.flip;   // where mirroring changes the class, the views were not mirrored either
    request.name = "fine-tuning of " + request.siamese->label;
    return request;
}

bool learnsLabels(const SiameseSpec& spec) {
    return spec.stage == SiameseStage::Probe || spec.stage == SiameseStage::FineTune;
}

void validate(const SiameseSpec& spec) {
    const auto range = [](const char* key, double value, double low, double high) {
        if (value >= low && value <= high) return;
        throw EngineError(ErrorCode::Usage, std::string(key) + " is " + std::to_string(value) + "; allowed: " +
                                                std::to_string(low) + " to " + std::to_string(high) + ".");
    };
    const bool known = spec.backbone == "convnet" || spec.backbone == "resnet18" || spec.backbone == "resnet50";
    if (!known && spec.backbone.rfind("Genotype", 0) != 0)
        throw EngineError(ErrorCode::Usage, "Unknown backbone '" + spec.backbone + "'.",
                          "Known: convnet, resnet18, resnet50, or a genotype of cells.");
    if (!known && parseGenotype(spec.backbone).cells.empty())
        throw EngineError(ErrorCode::Usage, "A genotype of chains is no backbone.", "Give a genotype of cells.");
    // The options table checks what it shows; these are not in it for every framework and stage.
    range("backbone_width", spec.width, 4, 512);
    range("depth", spec.depth, 1, 100);
    range("encoder_layers", spec.encoderLayers, 1, 16);
    range("predictor_layers", spec.predictorLayers, 1, 16);
    range("hidden", spec.hidden, 0, 8192);
    range("output", spec.output, 2, 8192);
    range("predictor_width", spec.predictorWidth, 2, 8192);
    range("temperature", spec.temperature, 0.01, 10);
    range("queue", spec.queue, 2, 1000000);
    range("branch_momentum", spec.momentum, 0, 0.99999);
    range("view_area", spec.views.cropArea, 0.01, 1);
    range("neighbours", spec.neighbours, 0, 10000);
    range("encoder", static_cast<double>(spec.encoder), 0, 9e15);
    projectorOf(spec, 8);
    predictorOf(spec, 8);
}

const char* name(SiameseStage stage) {
    switch (stage) {
    case SiameseStage::Search: return "search";
    case SiameseStage::Pretrain: return "pretrain";
    case SiameseStage::Probe: return "probe";
    case SiameseStage::FineTune: return "fine-tuning";
    }
    return "";
}

} // namespace dnas
