// The options table. One row an option: what it is called, what it may be, where it lives in a request.
#include "engine/api/options.h"

#include "engine/api/baselines.h"
#include "engine/api/catalogue.h"
#include "engine/api/cell_arrangement.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/published_genotypes.h"
#include "engine/methods/option_table.h"
#include "engine/methods/pages.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <functional>
#include <optional>
#include <set>

namespace dnas {

namespace {

/// Steps whose gradients 16 bits can hold: differences of nearly equal ones (second order, ablation) keep no digits there.
bool allowsMixed(const Request& request) {
    if (request.motor || request.siamese || request.pruning || request.vitWork) return false;
    if (request.training) return true;
    for (const PenaltySpec& penalty : request.recipe.penalties)
        if (std::holds_alternative<AblationSpec>(penalty)) return false;
    return std::holds_alternative<FirstOrderSpec>(request.recipe.outer);
}

CellSpaceSpec* cells(Request& request) { return std::get_if<CellSpaceSpec>(&request.recipe.space); }

/// Whether the starting point says how many cells there are. A start that does not parse is reported by validate().
bool fixedDepth(const CellSpaceSpec& space) {
    try {
        const std::optional<Genotype> start = startGenotype(space);
        return start && hasOwnDepth(*start);
    } catch (const EngineError&) {
        return false;
    }
}

/// Whether the network in training is one a channel. A text that does not parse is reported by validate().
bool isOfChannels(const TrainSpec& training) {
    return !isBaseline(training.network) && training.network.rfind("Genotype_channels(", 0) == 0;
}

template <class Spec, class Variant> Spec* findPart(std::vector<Variant>& parts) {
    for (Variant& part : parts)
        if (Spec* spec = std::get_if<Spec>(&part)) return spec;
    return nullptr;
}
template <class Spec, class Variant> const Spec* findPart(const std::vector<Variant>& parts) {
    return findPart<Spec>(const_cast<std::vector<Variant>&>(parts));
}
template <class Spec, class Variant> void removePart(std::vector<Variant>& parts) {
    parts.erase(std::remove_if(parts.begin(), parts.end(), [](const Variant& p) { return std::holds_alternative<Spec>(p); }), parts.end());
}

/// Networks of single channels share alpha by type, begin without a starting point, and are not ablated cell by cell.
bool mayBePerChannel(Request& request) {
    const CellSpaceSpec* space = cells(request);
    return space && space->sharing == AlphaSharing::ByType && space->startFrom.empty() && !findPart<AblationSpec>(request.recipe.penalties);
}

/// Replaces the part of its kind. Parts stand in the order of the variant: the same request has the same text.
template <class Spec, class Variant> void setPart(std::vector<Variant>& parts, const std::optional<Spec>& part) {
    removePart<Spec>(parts);
    if (part) parts.push_back(*part);
    std::stable_sort(parts.begin(), parts.end(), [](const Variant& a, const Variant& b) { return a.index() < b.index(); });
}

using S = OptionSection;

void addSearch(OptionTable& t) {
    t.integer(S::Search, "epochs", "Epochs", "epochs", 1, 10000, "Length of the run; the learning rate is annealed over it.", [](Request& r) { return &r.recipe.epochs; });
    t.integer(S::Search, "batch", "Batch size", "images", 2, 4096, "Images of one step; of a search, in each half of the data.", [](Request& r) { return &r.recipe.batch; });
    t.add({"warm_start", "Warm start", "epochs", "Epochs at the start in which alpha is frozen and only the weights learn; 0 = none.", OptionKind::Integer, S::Search, 0, 10000, {}, {}, {}},
          [](const Request& r) -> std::optional<std::string> {
              const auto* warm = findPart<WarmStartSpec>(r.recipe.schedules);
              return std::to_string(warm ? warm->epochs : 0);
          },
          [](Request& r, const std::string& text) {
              const int epochs = toInteger(text);
              setPart(r.recipe.schedules, epochs > 0 ? std::optional(WarmStartSpec{epochs}) : std::nullopt);
          });
    t.add({"stop_skips", "Stop at skip connections", "", "End the search when a cell holds so many skip connections (DARTS+, criterion 1); 0 = never.", OptionKind::Integer, S::Search, 0, 64, {}, {}, {}},
          [](const Request& r) -> std::optional<std::string> {
              const auto* stop = findPart<SkipCountStopSpec>(r.recipe.stops);
              return std::to_string(stop ? stop->limit : 0);
          },
          [](Request& r, const std::string& text) {
              const int limit = toInteger(text);
              setPart(r.recipe.stops, limit > 0 ? std::optional(SkipCountStopSpec{limit, 0}) : std::nullopt);
          });
    t.add({"stop_stable_ranks", "Stop at stable ranking", "epochs", "End the search when the ranking of the operations with weights has not changed for so many epochs (DARTS+, criterion 2); 0 = never.", OptionKind::Integer, S::Search, 0, 10000, {}, {}, {}},
          [](const Request& r) -> std::optional<std::string> {
              const auto* stop = findPart<RankStableStopSpec>(r.recipe.stops);
              return std::to_string(stop ? stop->epochs : 0);
          },
          [](Request& r, const std::string& text) {
              const int epochs = toInteger(text);
              setPart(r.recipe.stops, epochs > 0 ? std::optional(RankStableStopSpec{epochs}) : std::nullopt);
          });
}

/// DARTOpti's stop rule: its row switches it, the others shape it.
void addDistanceStop(OptionTable& t) {
    const auto rule = [](Request& r) { return findPart<DistanceStableSpec>(r.recipe.stops); };
    t.add({"stop_stable_distance", "Stop at stable distance", "epochs", "End the search when the distance M from the starting point has not changed for so many epochs (thesis section 4.2.4); without a starting point: that from the epoch before; 0 = never.", OptionKind::Integer, S::Search, 0, 10000, {}, {}, {}},
          [rule](const Request& r) -> std::optional<std::string> {
              const DistanceStableSpec* stop = rule(const_cast<Request&>(r));
              return std::to_string(stop ? stop->epochs : 0);
          },
          [rule](Request& r, const std::string& text) {
              DistanceStableSpec stop = rule(r) ? *rule(r) : DistanceStableSpec{};
              stop.epochs = toInteger(text);
              setPart(r.recipe.stops, stop.epochs > 0 ? std::optional(stop) : std::nullopt);
          });
    t.real(S::Search, "stop_distance_tolerance", "Tolerance of the distance", "", 0, 1, "Largest change of M that counts as none.",
           [rule](Request& r) { auto* stop = rule(r); return stop ? &stop->tolerance : nullptr; });
    t.integer(S::Search, "stop_distance_from", "First epoch of the distance", "epochs", 0, 10000, "Epochs before this one (from 0) do not count for the stable distance.",
              [rule](Request& r) { auto* stop = rule(r); return stop ? &stop->fromEpoch : nullptr; });
}

void addSpace(OptionTable& t) {
    const auto member = [](int CellSpaceSpec::*field) { return [field](Request& r) -> int* { return cells(r) ? &(cells(r)->*field) : nullptr; }; };
    t.add({"start_from", "Start from", "", "Architecture at which the search begins (DARTOpti): a published genotype's name, like ResNet18, ResNet50 or Xception, a file, or a genotype's text; empty = none. It decides cells and nodes.", OptionKind::Text, S::Space, 0, 0, {}, {}, {}},
          [](const Request& r) -> std::optional<std::string> {
              const CellSpaceSpec* space = cells(const_cast<Request&>(r));
              return space && space->networks == NetworkCount::One ? std::optional(space->startFrom) : std::nullopt;
          },
          [](Request& r, const std::string& text) { setStart(*cells(r), text); });
    t.integer(S::Space, "cells", "Cells", "cells", 3, 40, "Cells of the supernet; reductions at a third and two thirds.",
              [](Request& r) { return cells(r) && !fixedDepth(*cells(r)) ? &cells(r)->cells : nullptr; });
    t.integer(S::Space, "channels", "Initial channels", "channels", 1, 512, "C of the first cells; doubles at each reduction.", member(&CellSpaceSpec::channels));
    t.integer(S::Space, "nodes", "Nodes of a cell", "nodes", 1, 8, "Intermediate nodes; four give 14 edges (DARTS section 2.1).",
              [](Request& r) { return cells(r) && cells(r)->startFrom.empty() ? &cells(r)->nodes : nullptr; });
    t.choice<OperationSet>(S::Space, "operations", "Candidate operations", "DARTS with or without 'none', or the 12 of DARTOpti.",
                           {{"darts", OperationSet::Darts}, {"darts-without-none", OperationSet::DartsWithoutNone}, {"dartopti", OperationSet::DartOpti}},
                           [](Request& r) { return cells(r) ? &cells(r)->operations : nullptr; });
    t.choice<AlphaSharing>(S::Space, "sharing", "Alpha", "One matrix for all cells of a type (DARTS), one a cell (D-DARTS), or, with a start, one for cells that begin alike (DARTOpti).",
                           {{"by-type", AlphaSharing::ByType}, {"per-cell", AlphaSharing::PerCell}, {"by-gene", AlphaSharing::ByGene}},
                           [](Request& r) { return cells(r) && cells(r)->networks == NetworkCount::One ? &cells(r)->sharing : nullptr; });
    t.choice<NetworkCount>(S::Space, "networks", "Networks", "One for whole images, or one for each channel, joined by a meta-learner (ColorNAS; thesis appendix A).",
                           {{"one", NetworkCount::One}, {"per-channel", NetworkCount::PerChannel}}, [](Request& r) { return mayBePerChannel(r) ? &cells(r)->networks : nullptr; });
    t.integer(S::Space, "meta_features", "Meta-learner", "units", 1, 4096, "Hidden units of the perceptron that joins the networks of the channels.",
              [](Request& r) { return cells(r) && cells(r)->networks == NetworkCount::PerChannel ? &cells(r)->metaFeatures : nullptr; });
    t.choice<Stem>(S::Space, "stem", "Stem", "First layers: 'cifar' keeps the resolution, 'imagenet' divides it by 8.",
                   {{"cifar", Stem::Cifar}, {"imagenet", Stem::ImageNet}}, [](Request& r) { return cells(r) ? &cells(r)->stem : nullptr; });
}

void addOptimisers(OptionTable& t) {
    t.real(S::Weights, "lr", "Weight learning rate", "", 0, 100, "SGD; annealed by a cosine down to lr_min.", [](Request& r) { return &r.recipe.weights.learningRate; });
    t.real(S::Weights, "lr_min", "Smallest weight learning rate", "", 0, 100, "Where the cosine ends; not above lr.", [](Request& r) { return &r.recipe.weights.learningRateMin; });
    t.real(S::Weights, "momentum", "Momentum", "", 0, 0.9999, "Of SGD.", [](Request& r) { return &r.recipe.weights.momentum; });
    t.real(S::Weights, "weight_decay", "Weight decay", "", 0, 1, "L2 on the weights.", [](Request& r) { return &r.recipe.weights.weightDecay; });
    t.real(S::Weights, "grad_clip", "Gradient clip", "", 0, 1e6, "Largest L2 norm of the weights' gradient; 0 = off.", [](Request& r) { return &r.recipe.weights.gradientClip; });
    t.real(S::Alpha, "arch_lr", "Alpha learning rate", "", 0, 100, "Adam on alpha.", [](Request& r) { return &r.recipe.arch.learningRate; });
    t.real(S::Alpha, "arch_lr_min", "Smallest alpha learning rate", "", 0, 100, "Where the cosine of alpha's learning rate ends; not above arch_lr.",
           [](Request& r) { auto* p = findPart<ArchCosineSpec>(r.recipe.schedules); return p ? &p->learningRateMin : nullptr; });
    t.real(S::Alpha, "arch_beta1", "Alpha beta 1", "", 0, 0.99999, "Adam's decay of the first moment.", [](Request& r) { return &r.recipe.arch.beta1; });
    t.real(S::Alpha, "arch_beta2", "Alpha beta 2", "", 0, 0.99999, "Adam's decay of the second moment.", [](Request& r) { return &r.recipe.arch.beta2; });
    t.real(S::Alpha, "arch_weight_decay", "Alpha weight decay", "", 0, 1, "L2 on alpha, inside Adam.", [](Request& r) { return &r.recipe.arch.weightDecay; });
}

void addMethod(OptionTable& t) {
    t.add({"order", "Order of the alpha step", "", "first: dL_val/dalpha; second: through one virtual step of the weights (DARTS eq. 6 to 8).", OptionKind::Choice, S::Method, 0, 0, {"first", "second"}, {}, {}},
          [](const Request& r) -> std::optional<std::string> { return std::holds_alternative<UnrolledSpec>(r.recipe.outer) ? "second" : "first"; },
          [](Request& r, const std::string& text) {
              if (text == "first")
                  r.recipe.outer = FirstOrderSpec{};
              else if (!std::holds_alternative<UnrolledSpec>(r.recipe.outer)) // keeps a changed epsilon
                  r.recipe.outer = UnrolledSpec{};
          });
    t.real(S::Method, "w01", "Zero-one weight w01", "", 0, 1000, "Weight of the penalty that pushes sigma(alpha) to 0 or 1 (thesis eq. 3.1).",
           [](Request& r) { auto* p = findPart<ZeroOnePenaltySpec>(r.recipe.penalties); return p ? &p->weight : nullptr; });
    t.real(S::Method, "w_ab", "Ablation weight w_AB", "", 0, 100, "Weight of the ablation loss, which compares what each cell contributes with the mean of all (thesis eq. 4.3, 4.4); 0 = contributions are not measured.",
           [](Request& r) { auto* p = findPart<AblationSpec>(r.recipe.penalties); return p ? &p->weight : nullptr; });
    t.choice<AblationForm>(S::Method, "ablation", "Ablation loss", "described: a deactivated cell gives 0 to the cells behind it, and alpha follows the loss; published: it mixes at random, and the loss has no gradient, as in the authors' code, so that it changes numbers but not the search.",
                           {{"described", AblationForm::Described}, {"published", AblationForm::Published}},
                           [](Request& r) { auto* p = findPart<AblationSpec>(r.recipe.penalties); return p ? &p->form : nullptr; });
    t.real(S::Method, "beta_weight", "Beta-decay weight", "", 0, 1000, "Lambda of beta-decay, which keeps alpha small and even (thesis eq. 3.13, 3.14); of the ramp its end.",
           [](Request& r) { auto* p = findPart<BetaDecaySpec>(r.recipe.penalties); return p ? &p->weight : nullptr; });
    t.choice<BetaSchedule>(S::Method, "beta_schedule", "Beta-decay schedule", "ramp: from 0 to lambda over the epochs, as in the authors' code; constant: lambda from the start, as the equation reads.",
                           {{"ramp", BetaSchedule::Ramp}, {"constant", BetaSchedule::Constant}},
                           [](Request& r) { auto* p = findPart<BetaDecaySpec>(r.recipe.penalties); return p ? &p->schedule : nullptr; });
    t.choice<ParseMethod>(S::Method, "parse", "Parse", "How the genotype is read from alpha; can be changed after the search.",
                          {{"darts", ParseMethod::Darts}, {"sparse", ParseMethod::Sparse}, {"edge", ParseMethod::Edge}, {"complete", ParseMethod::Complete}},
                          [](Request& r) { return &r.recipe.discretize.method; });
    t.real(S::Method, "threshold", "Threshold of the parse", "", 0, 1, "Mixing weight that an operation must reach (sparse, edge, complete).", [](Request& r) { return &r.recipe.discretize.threshold; });
    t.integer(S::Method, "edges_per_node", "Edges a node", "edges", 1, 8, "Edges that a node keeps (darts, sparse).", [](Request& r) { return &r.recipe.discretize.edgesPerNode; });
    t.integer(S::Method, "kept_edges", "Edges kept in any case", "edges", 0, 8, "So many of a node's best edges stay whatever their weight (sparse): 1 lets no node fall out of the network.",
              [](Request& r) { return r.recipe.discretize.method == ParseMethod::Sparse ? &r.recipe.discretize.keptEdges : nullptr; });
    t.integer(S::Method, "skip_cap", "Cap of skip connections", "", -1, 64, "Largest number that a cell may keep (P-DARTS); -1 = no cap.", [](Request& r) { return &r.recipe.discretize.skipCap; });
    t.real(S::Method, "dominant_threshold", "Dominance threshold", "", 0, 1, "Mixing weight above which an operation counts as dominant.", [](Request& r) { return &r.recipe.dominantThreshold; });
}

void addTraining(OptionTable& t) {
    const auto place = [](auto TrainSpec::*field) { return [field](Request& r) { return r.training ? &(*r.training.*field) : nullptr; }; };
    // Of a handcrafted network nothing but the stem can be chosen.
    const auto cellular = [](auto TrainSpec::*field) {
        return [field](Request& r) { return r.training && !isBaseline(r.training->network) ? &(*r.training.*field) : nullptr; };
    };
    t.integer(S::Training, "width", "Channels", "channels", 1, 512, "Of the first cells; doubles at each reduction.", cellular(&TrainSpec::channels));
    t.integer(S::Training, "depth", "Cells", "cells", 1, 100, "To which normal and reduction cells are stacked; individual cells have their own number.", cellular(&TrainSpec::cells));
    t.choice<Stem>(S::Training, "first_layers", "Stem", "First layers: 'cifar' for small images, 'imagenet' reduces the resolution as the papers do at 224 pixels, 'imagenet-by-4' as D-DARTS does for networks of three reductions.",
                   {{"cifar", Stem::Cifar}, {"imagenet", Stem::ImageNet}, {"imagenet-by-4", Stem::ImageNetBy4}}, place(&TrainSpec::stem));
    t.boolean(S::Training, "auxiliary", "Auxiliary head", "A second classifier behind the last reduction cell, dropped after training.", cellular(&TrainSpec::auxiliary));
    t.real(S::Training, "auxiliary_weight", "Auxiliary weight", "", 0, 10, "Of the auxiliary head's loss (DARTS: 0.4).", cellular(&TrainSpec::auxiliaryWeight));
    t.real(S::Training, "drop_path", "Drop path", "", 0, 0.95, "Probability towards the end of the training; grows linearly from 0 (DARTS: 0.2).", cellular(&TrainSpec::dropPath));
    t.integer(S::Training, "meta_units", "Meta-learner", "units", 1, 4096, "Hidden units of the perceptron that joins the networks of the channels.",
              [](Request& r) { return r.training && isOfChannels(*r.training) ? &r.training->metaFeatures : nullptr; });
    t.real(S::Training, "label_smoothing", "Label smoothing", "", 0, 0.9, "Share of the target that is spread over all classes (ImageNet: 0.1).", place(&TrainSpec::labelSmoothing));
    t.boolean(S::Training, "auto_augment", "AutoAugment", "The policy learnt on CIFAR-10 (Cubuk et al. 2019); images in colour only.", place(&TrainSpec::autoAugment));
    t.choice<RateSchedule>(S::Training, "schedule", "Learning rate schedule", "cosine: down to lr_min; exponential: times 0.97 every epoch (DARTS on ImageNet).",
                           {{"cosine", RateSchedule::Cosine}, {"exponential", RateSchedule::Exponential}}, place(&TrainSpec::schedule));
    t.real(S::Training, "average_decay", "Weight averaging", "", 0, 0.99999, "Decay of the exponential moving average of the weights that is evaluated; 0 = off.", place(&TrainSpec::averageDecay));
    t.integer(S::Training, "patience", "Early stop", "epochs", 0, 10000, "End after so many epochs without a better validation accuracy; 0 = never.", place(&TrainSpec::patience));
    t.real(S::Training, "holdout", "Held out", "", 0, 0.5, "Part of the training images that validates; 0: the test part validates.", place(&TrainSpec::holdout));
}

/// Words stay; what else resolves to a genotype of cells is kept as its canonical text.
void setBackbone(SiameseSpec& spec, const std::string& given) {
    SiameseSpec changed = spec;
    const bool word = given == "convnet" || given == "resnet18" || given == "resnet50";
    changed.backbone = word ? given : genotypeText(resolveGenotype(given));
    validate(changed); // refuses chains
    spec = std::move(changed);
}

void addSiamese(OptionTable& t) {
    // What makes the network is given by the pretraining that a probe looks at; what only a search needs, by the search.
    const auto network = [](auto SiameseSpec::*field) {
        return [field](Request& r) { return r.siamese && r.siamese->encoder == 0 ? &(*r.siamese.*field) : nullptr; };
    };
    const auto search = [](auto SiameseSpec::*field) {
        return [field](Request& r) { return r.siamese && r.siamese->stage == SiameseStage::Search ? &(*r.siamese.*field) : nullptr; };
    };
    const auto learning = [](auto SiameseSpec::*field) {
        return [field](Request& r) { return r.siamese && !learnsLabels(*r.siamese) ? &(*r.siamese.*field) : nullptr; };
    };
    const auto view = [](auto ViewPolicy::*field) {
        return [field](Request& r) { return r.siamese && !learnsLabels(*r.siamese) ? &(r.siamese->views.*field) : nullptr; };
    };
    t.add({"backbone", "Backbone", "", "Network whose features the heads take: convnet (small enough for a CPU), resnet18, resnet50, or cells: a published genotype's name, a file, or a genotype's text.", OptionKind::Text, S::Space, 0, 0, {}, {}, {}},
          [network](const Request& r) -> std::optional<std::string> {
              const std::string* value = network(&SiameseSpec::backbone)(const_cast<Request&>(r));
              return value ? std::optional(*value) : std::nullopt;
          },
          [](Request& r, const std::string& text) { setBackbone(*r.siamese, text); });
    t.integer(S::Space, "backbone_cells", "Cells of the backbone", "cells", 1, 100, "To which normal and reduction cells are stacked; individual cells have their own number.", [network](Request& r) {
        return network(&SiameseSpec::depth)(r) && r.siamese->backbone.rfind("Genotype", 0) == 0 && !hasOwnDepth(parseGenotype(r.siamese->backbone)) ? &r.siamese->depth : nullptr;
    });
    t.integer(S::Space, "backbone_width", "Channels of the backbone", "channels", 4, 512, "Of its first layers; 64 = the papers' ResNets.", network(&SiameseSpec::width));
    t.integer(S::Space, "encoder_layers", "Layers of the projector", "layers", 1, 16, "At most so many (thesis 5.2.1: 6); skips make it shorter.", search(&SiameseSpec::encoderLayers));
    t.integer(S::Space, "predictor_layers", "Layers of the predictor", "layers", 1, 16, "At most so many (thesis 5.2.1: 4).", [](Request& r) {
        return r.siamese && r.siamese->stage == SiameseStage::Search && hasPredictor(r.siamese->framework) ? &r.siamese->predictorLayers : nullptr;
    });
    t.boolean(S::Space, "pooling", "Pooling", "Candidates with the two pools (S) or without (S', thesis 5.2.2).", search(&SiameseSpec::pooling));
    t.integer(S::Space, "hidden", "Width of the projector", "features", 0, 8192, "Of its hidden layers; 0 = features of the backbone.", learning(&SiameseSpec::hidden));
    t.integer(S::Space, "output", "Features of the projector", "features", 2, 8192, "SimSiam 2048, BYOL 256, SimCLR and MoCo 128.", learning(&SiameseSpec::output));
    t.integer(S::Space, "predictor_width", "Width of the predictor", "features", 2, 8192, "Of its hidden layers.", [](Request& r) {
        return r.siamese && !learnsLabels(*r.siamese) && hasPredictor(r.siamese->framework) ? &r.siamese->predictorWidth : nullptr;
    });
    t.real(S::Method, "temperature", "Temperature", "", 0.01, 10, "Of the softmax over partners.", [](Request& r) {
        return r.siamese && !learnsLabels(*r.siamese) && !hasPredictor(r.siamese->framework) ? &r.siamese->temperature : nullptr;
    });
    t.integer(S::Method, "queue", "Queue", "keys", 2, 1000000, "Earlier views among which a partner must be found (MoCo).", [](Request& r) {
        return r.siamese && !learnsLabels(*r.siamese) && r.siamese->framework == SiameseFramework::Moco ? &r.siamese->queue : nullptr;
    });
    t.real(S::Method, "branch_momentum", "Momentum of the slow branch", "", 0, 0.99999, "Share that the copy keeps of itself in each step.", [](Request& r) {
        return r.siamese && !learnsLabels(*r.siamese) && hasMomentumBranch(r.siamese->framework) ? &r.siamese->momentum : nullptr;
    });
    t.integer(S::Method, "neighbours", "Neighbours of the monitor", "images", 0, 10000, "k of the k-nearest-neighbour accuracy at the end of each epoch; 0 = off.", learning(&SiameseSpec::neighbours));
    t.boolean(S::Data, "views", "Augmented views", "false: both views are the image itself; searches then degenerate (thesis 5.2.3).", view(&ViewPolicy::enabled));
    t.boolean(S::Data, "view_crop", "Crop of views", "A random part of random ratio, resized.", view(&ViewPolicy::crop));
    t.real(S::Data, "view_area", "Smallest crop", "", 0.01, 1, "Part of the area that a crop keeps at least.", view(&ViewPolicy::cropArea));
    t.boolean(S::Data, "view_jitter", "Colour jitter of views", "Brightness, contrast, saturation, hue; for 80 % of the views.", view(&ViewPolicy::jitter));
    t.boolean(S::Data, "view_grey", "Grey views", "20 % of the views.", view(&ViewPolicy::grey));
    t.boolean(S::Data, "view_flip", "Mirrored views", "Half of the views.", view(&ViewPolicy::flip));
    t.boolean(S::Data, "view_blur", "Blurred views", "Half of the views; the papers leave it out for images as small as CIFAR's.", view(&ViewPolicy::blur));
}

/// Options of searches of cells that learning without labels has no use for.
bool concernsSiamese(const Option& option, SiameseStage stage) {
    static const std::set<std::string> foreign{"warm_start", "stop_skips", "stop_stable_ranks", "stop_stable_distance", "start_from", "networks",
                                               "cells", "channels", "nodes", "operations", "sharing", "stem", "order", "parse", "threshold",
                                               "edges_per_node", "skip_cap", "kernels", "recompute"};
    static const std::set<std::string> ofTrainings{"crop", "flip", "cutout"}; // others make views
    const bool searchOnly = option.section == S::Alpha || option.key == "dominant_threshold" || option.key == "train_portion";
    return !foreign.count(option.key) && (stage == SiameseStage::Search || !searchOnly) &&
           (stage == SiameseStage::FineTune || !ofTrainings.count(option.key));
}

/// A training has no alpha, and of a search's schedules none.
bool concernsSearchOnly(const Option& option) {
    static const std::set<std::string> keys{"warm_start", "stop_skips", "stop_stable_ranks", "stop_stable_distance", "train_portion", "kernels"};
    return option.section == S::Space || option.section == S::Alpha || option.section == S::Method || keys.count(option.key);
}

void addTask(OptionTable& t) {
    t.integer(S::Data, "subset", "Subset", "images", 0, 10000000, "Use so many training images, drawn by seed; 0 = all.", [](Request& r) { return &r.task.subset; });
    t.real(S::Data, "train_portion", "Portion for the weights", "", 0.01, 0.99, "Part of the images that trains the weights; the rest trains alpha.", [](Request& r) { return &r.task.trainPortion; });
    t.boolean(S::Data, "stratified", "Stratified", "Keep the shares of the classes equal in subset and split.", [](Request& r) { return &r.task.stratified; });
    t.integer(S::Data, "image_size", "Image size", "pixels", 0, 1024, "Side to which images are resized; 0 = as stored (folders: 64).", [](Request& r) { return &r.task.imageSize; });
    t.boolean(S::Data, "crop", "Random crop", "After padding by 4 pixels.", [](Request& r) { return &r.task.crop; });
    t.boolean(S::Data, "flip", "Random flip", "Left to right, for half of the images.", [](Request& r) { return &r.task.flip; });
    std::vector<std::pair<std::string, ColorModel>> models;
    for (const ColorModel model : colorModels()) models.push_back({name(model), model});
    t.choice<ColorModel>(S::Data, "color_model", "Colour model", "What the channels of the images are: rb leaves green out, rgby adds yellow (thesis algorithms 6 and 7; rgby-printed as it is written there); all but stored need images in colour.",
                         models, [](Request& r) { return r.siamese || r.pruning || r.vitWork ? nullptr : &r.task.colors; });
    t.integer(S::Data, "cutout", "Cutout", "pixels", 0, 512, "Side of the erased square; 0 = off.", [](Request& r) { return &r.task.cutout; });
    t.choice<DeviceChoice>(S::Resources, "device", "Device", "auto takes the GPU when there is one.", {{"auto", DeviceChoice::Auto}, {"cpu", DeviceChoice::Cpu}, {"cuda", DeviceChoice::Cuda}}, [](Request& r) { return &r.resources.device; });
    t.integer(S::Resources, "threads", "Compute threads", "threads", 0, 256, "0 = all processors. A run repeats bit for bit with the same number only.", [](Request& r) { return &r.resources.threads; });
    t.choice<Kernels>(S::Resources, "kernels", "Kernels", "fused: the fast path; plain: one module an operation, its reference.", {{"fused", Kernels::Fused}, {"plain", Kernels::Plain}}, [](Request& r) { return &r.resources.kernels; });
    t.boolean(S::Resources, "recompute", "Recompute cells", "Keep only the outputs of cells and compute the rest again in the backward pass: less memory, a step takes up to 1.4 times as long. Fused kernels on the CPU only.", [](Request& r) { return &r.resources.recompute; });
    t.choice<Precision>(S::Resources, "precision", "Precision", "mixed: convolutions in 16 bits and a scaled loss, on a GPU; searches of first order and trainings.", {{"float32", Precision::Float32}, {"mixed", Precision::Mixed}},
                        [](Request& r) { return allowsMixed(r) ? &r.resources.precision : nullptr; });
}

const std::vector<OptionEntry>& imageOptions() {
    static const OptionTable table = [] {
        OptionTable t;
        addSearch(t);
        addDistanceStop(t);
        addSpace(t);
        addOptimisers(t);
        addMethod(t);
        addTraining(t);
        addSiamese(t);
        addTask(t);
        return t;
    }();
    return table.rows();
}

/// A motor search has its own.
const std::vector<OptionEntry>& rowsOf(const Request& request) {
    return request.motor ? motorOptions() : imageOptions();
}

/// Value of the option in this request; nothing where it does not apply.
std::optional<std::string> valueIn(const OptionEntry& row, const Request& request) {
    if (request.training && concernsSearchOnly(row.option)) return std::nullopt;
    if (request.siamese && !concernsSiamese(row.option, request.siamese->stage)) return std::nullopt;
    return row.get(request);
}

/// The paper's request for the same method or network. Requests made by hand (tests) may name no method of the
/// catalogue: they are their own paper.
Request paperOf(const Request& request) {
    if (request.training) return makeTraining(request.training->network, Preset::Paper);
    if (request.siamese && request.siamese->stage != SiameseStage::Search) {
        const Request search = makeRequest(searchOf(request.siamese->framework), Preset::Paper);
        const Request pretraining = makePretraining(search, request.siamese->heads, request.siamese->label, Preset::Paper);
        if (request.siamese->stage == SiameseStage::Pretrain) return pretraining;
        const auto make = request.siamese->stage == SiameseStage::Probe ? makeProbe : makeFineTuning;
        return make(pretraining, request.siamese->encoder, Preset::Paper);
    }
    return findMethod(request.recipe.method) ? makeRequest(request.recipe.method, Preset::Paper) : request;
}

std::size_t editDistance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
            diagonal = above;
        }
    }
    return row[b.size()];
}

[[noreturn]] void refuseKey(const Request& request, const std::string& key) {
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const OptionEntry& row : rowsOf(request))
        if (valueIn(row, request)) near.push_back({editDistance(key, row.option.key), row.option.key});
    std::sort(near.begin(), near.end());
    std::string names;
    for (std::size_t i = 0; i < near.size() && i < 3; ++i) names += (i ? ", " : "") + near[i].second;
    for (const OptionEntry& row : rowsOf(request))
        if (row.option.key == key)
            throw EngineError(ErrorCode::Usage, "Option '" + key + "' does not apply to method '" + request.recipe.method + "'.");
    throw EngineError(ErrorCode::Usage, "Unknown option '" + key + "'.",
                      "Nearest: " + names + ". All: `dnas " + (request.training ? "train " + request.training->label : "run " + request.recipe.method) + " --help`.");
}

void checkValue(const Option& option, const std::string& value) {
    const auto fail = [&](const std::string& allowed) {
        throw EngineError(ErrorCode::Usage, "Option '" + option.key + "' is '" + value + "'; allowed: " + allowed + ".");
    };
    const std::string range = realText(option.minimum) + " to " + realText(option.maximum) + (option.unit.empty() ? "" : " " + option.unit);
    if (option.kind == OptionKind::Boolean && value != "true" && value != "false") fail("true or false");
    if (option.kind == OptionKind::Choice && std::find(option.choices.begin(), option.choices.end(), value) == option.choices.end()) {
        std::string words;
        for (const std::string& word : option.choices) words += (words.empty() ? "" : ", ") + word;
        fail(words);
    }
    if (option.kind == OptionKind::Integer || option.kind == OptionKind::Real) {
        double number = 0;
        const char* end = value.data() + value.size();
        const auto parsed = std::from_chars(value.data(), end, number);
        const bool whole = option.kind == OptionKind::Real || number == std::floor(number);
        if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(number) || !whole || number < option.minimum || number > option.maximum)
            fail((option.kind == OptionKind::Integer ? "a whole number, " : "a number, ") + range);
    }
}

} // namespace

std::vector<Option> optionsOf(const Request& request) {
    const Request paper = paperOf(request);
    std::vector<Option> options;
    for (const OptionEntry& row : rowsOf(request)) {
        const std::optional<std::string> value = valueIn(row, request);
        if (!value) continue;
        Option option = row.option;
        option.value = *value;
        option.paperValue = valueIn(row, paper).value_or(*value);
        options.push_back(std::move(option));
    }
    return options;
}

void validate(const Request& request) {
    if (request.motor) validate(*request.motor);
    if (request.siamese) validate(*request.siamese);
    if (request.pruning) validate(*request.pruning);
    if (request.vitWork) validate(*request.vitWork);
    if (request.siamese && request.task.colors != ColorModel::Stored) // its views are made of the stored colours
        throw EngineError(ErrorCode::Usage, "color_model is '" + std::string(name(request.task.colors)) + "'; learning without labels allows 'stored' only.");
    validate(request.recipe);
    if (request.resources.precision == Precision::Mixed && !allowsMixed(request))
        throw EngineError(ErrorCode::Usage, "precision=mixed goes with searches of first order without an ablation loss, and with trainings.", "Use precision=float32.");
    if (request.training && !isBaseline(request.training->network)) parseGenotype(request.training->network);
    if (request.training && isBaseline(request.training->network)) baselineOf(request.training->network);
    for (const Option& option : optionsOf(request)) checkValue(option, option.value);
}

void setOption(Request& request, const std::string& key, const std::string& value) {
    for (const OptionEntry& row : rowsOf(request)) {
        if (row.option.key != key || !valueIn(row, request)) continue;
        checkValue(row.option, value);
        // "1e2" is a whole number too: give the integer rows what they can read.
        const bool integer = row.option.kind == OptionKind::Integer;
        row.set(request, integer ? std::to_string(static_cast<long long>(toReal(value))) : value);
        if (request.motor) setMotor(request, *request.motor);
        return;
    }
    refuseKey(request, key);
}

} // namespace dnas
