// The options table. One row an option: what it is called, what it may be, where it lives in a request.
#include "engine/api/options.h"

#include "engine/api/baselines.h"
#include "engine/api/catalogue.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <functional>
#include <optional>
#include <set>

namespace dnas {

namespace {

/// A row: the option without its values, and access to the place in a request.
struct Row {
    Option option;
    std::function<std::optional<std::string>(const Request&)> get; ///< nullopt: does not apply to this request
    std::function<void(Request&, const std::string&)> set;         ///< the text is already checked
};

std::string realText(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

double toReal(const std::string& text) { return std::strtod(text.c_str(), nullptr); }
int toInteger(const std::string& text) { return std::stoi(text); }

CellSpaceSpec* cells(Request& request) { return std::get_if<CellSpaceSpec>(&request.recipe.space); }

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

/// Replaces the stop rule of its kind. Rules stand in the order of the variant: the same request has the same text.
template <class Spec> void setStop(Request& request, const std::optional<Spec>& rule) {
    std::vector<StopSpec>& stops = request.recipe.stops;
    removePart<Spec>(stops);
    if (rule) stops.push_back(*rule);
    std::stable_sort(stops.begin(), stops.end(), [](const StopSpec& a, const StopSpec& b) { return a.index() < b.index(); });
}

class Table {
  public:
    void integer(OptionSection section, const char* key, const char* label, const char* unit, double minimum, double maximum,
                 const char* help, std::function<int*(Request&)> place) {
        add({key, label, unit, help, OptionKind::Integer, section, minimum, maximum, {}, {}, {}}, [place](const Request& r) -> std::optional<std::string> {
            const int* value = place(const_cast<Request&>(r));
            return value ? std::optional(std::to_string(*value)) : std::nullopt;
        }, [place](Request& r, const std::string& text) { *place(r) = toInteger(text); });
    }
    void real(OptionSection section, const char* key, const char* label, const char* unit, double minimum, double maximum,
              const char* help, std::function<double*(Request&)> place) {
        add({key, label, unit, help, OptionKind::Real, section, minimum, maximum, {}, {}, {}}, [place](const Request& r) -> std::optional<std::string> {
            const double* value = place(const_cast<Request&>(r));
            return value ? std::optional(realText(*value)) : std::nullopt;
        }, [place](Request& r, const std::string& text) { *place(r) = toReal(text); });
    }
    void boolean(OptionSection section, const char* key, const char* label, const char* help, std::function<bool*(Request&)> place) {
        add({key, label, "", help, OptionKind::Boolean, section, 0, 1, {}, {}, {}}, [place](const Request& r) -> std::optional<std::string> {
            const bool* value = place(const_cast<Request&>(r));
            return value ? std::optional<std::string>(*value ? "true" : "false") : std::nullopt;
        }, [place](Request& r, const std::string& text) { *place(r) = text == "true"; });
    }
    template <class Enum>
    void choice(OptionSection section, const char* key, const char* label, const char* help, std::vector<std::pair<std::string, Enum>> words,
                std::function<Enum*(Request&)> place) {
        Option option{key, label, "", help, OptionKind::Choice, section, 0, 0, {}, {}, {}};
        for (const auto& [word, value] : words) option.choices.push_back(word);
        add(option, [place, words](const Request& r) -> std::optional<std::string> {
            const Enum* current = place(const_cast<Request&>(r));
            for (const auto& [word, value] : words)
                if (current && value == *current) return word;
            return std::nullopt;
        }, [place, words](Request& r, const std::string& text) {
            for (const auto& [word, value] : words)
                if (word == text) *place(r) = value;
        });
    }
    void add(Option option, std::function<std::optional<std::string>(const Request&)> get, std::function<void(Request&, const std::string&)> set) {
        m_rows.push_back({std::move(option), std::move(get), std::move(set)});
    }
    const std::vector<Row>& rows() const { return m_rows; }

  private:
    std::vector<Row> m_rows;
};

using S = OptionSection;

void addSearch(Table& t) {
    t.integer(S::Search, "epochs", "Epochs", "epochs", 1, 10000, "Length of the search; the learning rate is annealed over it.", [](Request& r) { return &r.recipe.epochs; });
    t.integer(S::Search, "batch", "Batch size", "images", 2, 4096, "Images of one step, in each half of the data.", [](Request& r) { return &r.recipe.batch; });
    t.add({"warm_start", "Warm start", "epochs", "Epochs at the start in which alpha is frozen and only the weights learn; 0 = none.", OptionKind::Integer, S::Search, 0, 10000, {}, {}, {}},
          [](const Request& r) -> std::optional<std::string> {
              const auto* warm = findPart<WarmStartSpec>(r.recipe.schedules);
              return std::to_string(warm ? warm->epochs : 0);
          },
          [](Request& r, const std::string& text) {
              removePart<WarmStartSpec>(r.recipe.schedules);
              if (toInteger(text) > 0) r.recipe.schedules.push_back(WarmStartSpec{toInteger(text)});
          });
    t.add({"stop_skips", "Stop at skip connections", "", "End the search when a cell holds so many skip connections (DARTS+, criterion 1); 0 = never.", OptionKind::Integer, S::Search, 0, 64, {}, {}, {}},
          [](const Request& r) -> std::optional<std::string> {
              const auto* stop = findPart<SkipCountStopSpec>(r.recipe.stops);
              return std::to_string(stop ? stop->limit : 0);
          },
          [](Request& r, const std::string& text) {
              const int limit = toInteger(text);
              setStop(r, limit > 0 ? std::optional(SkipCountStopSpec{limit, 0}) : std::nullopt);
          });
    t.add({"stop_stable_ranks", "Stop at stable ranking", "epochs", "End the search when the ranking of the operations with weights has not changed for so many epochs (DARTS+, criterion 2); 0 = never.", OptionKind::Integer, S::Search, 0, 10000, {}, {}, {}},
          [](const Request& r) -> std::optional<std::string> {
              const auto* stop = findPart<RankStableStopSpec>(r.recipe.stops);
              return std::to_string(stop ? stop->epochs : 0);
          },
          [](Request& r, const std::string& text) {
              const int epochs = toInteger(text);
              setStop(r, epochs > 0 ? std::optional(RankStableStopSpec{epochs}) : std::nullopt);
          });
}

void addSpace(Table& t) {
    const auto member = [](int CellSpaceSpec::*field) { return [field](Request& r) -> int* { return cells(r) ? &(cells(r)->*field) : nullptr; }; };
    t.integer(S::Space, "cells", "Cells", "cells", 3, 40, "Cells of the supernet; reductions at a third and two thirds.", member(&CellSpaceSpec::cells));
    t.integer(S::Space, "channels", "Initial channels", "channels", 1, 512, "C of the first cells; doubles at each reduction.", member(&CellSpaceSpec::channels));
    t.integer(S::Space, "nodes", "Nodes of a cell", "nodes", 1, 8, "Intermediate nodes; four give 14 edges (DARTS section 2.1).", member(&CellSpaceSpec::nodes));
    t.choice<OperationSet>(S::Space, "operations", "Candidate operations", "DARTS with or without 'none', or the 12 of DARTOpti.",
                           {{"darts", OperationSet::Darts}, {"darts-without-none", OperationSet::DartsWithoutNone}, {"dartopti", OperationSet::DartOpti}},
                           [](Request& r) { return cells(r) ? &cells(r)->operations : nullptr; });
    t.choice<AlphaSharing>(S::Space, "sharing", "Alpha", "One matrix for all cells of a type (DARTS), or one a cell (D-DARTS).",
                           {{"by-type", AlphaSharing::ByType}, {"per-cell", AlphaSharing::PerCell}},
                           [](Request& r) { return cells(r) ? &cells(r)->sharing : nullptr; });
    t.choice<Stem>(S::Space, "stem", "Stem", "First layers: 'cifar' keeps the resolution, 'imagenet' divides it by 8.",
                   {{"cifar", Stem::Cifar}, {"imagenet", Stem::ImageNet}}, [](Request& r) { return cells(r) ? &cells(r)->stem : nullptr; });
}

void addOptimisers(Table& t) {
    t.real(S::Weights, "lr", "Weight learning rate", "", 0, 100, "SGD; annealed by a cosine down to lr_min.", [](Request& r) { return &r.recipe.weights.learningRate; });
    t.real(S::Weights, "lr_min", "Smallest weight learning rate", "", 0, 100, "Where the cosine ends; not above lr.", [](Request& r) { return &r.recipe.weights.learningRateMin; });
    t.real(S::Weights, "momentum", "Momentum", "", 0, 0.9999, "Of SGD.", [](Request& r) { return &r.recipe.weights.momentum; });
    t.real(S::Weights, "weight_decay", "Weight decay", "", 0, 1, "L2 on the weights.", [](Request& r) { return &r.recipe.weights.weightDecay; });
    t.real(S::Weights, "grad_clip", "Gradient clip", "", 0, 1e6, "Largest L2 norm of the weights' gradient; 0 = off.", [](Request& r) { return &r.recipe.weights.gradientClip; });
    t.real(S::Alpha, "arch_lr", "Alpha learning rate", "", 0, 100, "Adam on alpha.", [](Request& r) { return &r.recipe.arch.learningRate; });
    t.real(S::Alpha, "arch_beta1", "Alpha beta 1", "", 0, 0.99999, "Adam's decay of the first moment.", [](Request& r) { return &r.recipe.arch.beta1; });
    t.real(S::Alpha, "arch_beta2", "Alpha beta 2", "", 0, 0.99999, "Adam's decay of the second moment.", [](Request& r) { return &r.recipe.arch.beta2; });
    t.real(S::Alpha, "arch_weight_decay", "Alpha weight decay", "", 0, 1, "L2 on alpha, inside Adam.", [](Request& r) { return &r.recipe.arch.weightDecay; });
}

void addMethod(Table& t) {
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
    t.choice<ParseMethod>(S::Method, "parse", "Parse", "How the genotype is read from alpha; can be changed after the search.",
                          {{"darts", ParseMethod::Darts}, {"sparse", ParseMethod::Sparse}, {"edge", ParseMethod::Edge}, {"complete", ParseMethod::Complete}},
                          [](Request& r) { return &r.recipe.discretize.method; });
    t.real(S::Method, "threshold", "Threshold of the parse", "", 0, 1, "Mixing weight that an operation must reach (sparse, edge, complete).", [](Request& r) { return &r.recipe.discretize.threshold; });
    t.integer(S::Method, "edges_per_node", "Edges a node", "edges", 1, 8, "Edges that a node keeps (darts, sparse).", [](Request& r) { return &r.recipe.discretize.edgesPerNode; });
    t.integer(S::Method, "skip_cap", "Cap of skip connections", "", -1, 64, "Largest number that a cell may keep (P-DARTS); -1 = no cap.", [](Request& r) { return &r.recipe.discretize.skipCap; });
    t.real(S::Method, "dominant_threshold", "Dominance threshold", "", 0, 1, "Mixing weight above which an operation counts as dominant.", [](Request& r) { return &r.recipe.dominantThreshold; });
}

void addTraining(Table& t) {
    const auto place = [](auto TrainSpec::*field) { return [field](Request& r) { return r.training ? &(*r.training.*field) : nullptr; }; };
    // Of a handcrafted network nothing but the stem can be chosen.
    const auto cellular = [](auto TrainSpec::*field) {
        return [field](Request& r) { return r.training && !isBaseline(r.training->network) ? &(*r.training.*field) : nullptr; };
    };
    t.integer(S::Training, "width", "Channels", "channels", 1, 512, "Of the first cells; doubles at each reduction.", cellular(&TrainSpec::channels));
    t.integer(S::Training, "depth", "Cells", "cells", 1, 100, "To which normal and reduction cells are stacked; individual cells have their own number.", cellular(&TrainSpec::cells));
    t.choice<Stem>(S::Training, "first_layers", "Stem", "First layers: 'cifar' for small images, 'imagenet' reduces the resolution as the papers do at 224 pixels.",
                   {{"cifar", Stem::Cifar}, {"imagenet", Stem::ImageNet}}, place(&TrainSpec::stem));
    t.boolean(S::Training, "auxiliary", "Auxiliary head", "A second classifier behind the last reduction cell, dropped after training.", cellular(&TrainSpec::auxiliary));
    t.real(S::Training, "auxiliary_weight", "Auxiliary weight", "", 0, 10, "Of the auxiliary head's loss (DARTS: 0.4).", cellular(&TrainSpec::auxiliaryWeight));
    t.real(S::Training, "drop_path", "Drop path", "", 0, 0.95, "Probability towards the end of the training; grows linearly from 0 (DARTS: 0.2).", cellular(&TrainSpec::dropPath));
    t.real(S::Training, "label_smoothing", "Label smoothing", "", 0, 0.9, "Share of the target that is spread over all classes (ImageNet: 0.1).", place(&TrainSpec::labelSmoothing));
    t.boolean(S::Training, "auto_augment", "AutoAugment", "The policy learnt on CIFAR-10 (Cubuk et al. 2019); images in colour only.", place(&TrainSpec::autoAugment));
    t.choice<RateSchedule>(S::Training, "schedule", "Learning rate schedule", "cosine: down to lr_min; exponential: times 0.97 every epoch (DARTS on ImageNet).",
                           {{"cosine", RateSchedule::Cosine}, {"exponential", RateSchedule::Exponential}}, place(&TrainSpec::schedule));
    t.real(S::Training, "average_decay", "Weight averaging", "", 0, 0.99999, "Decay of the exponential moving average of the weights that is evaluated; 0 = off.", place(&TrainSpec::averageDecay));
    t.integer(S::Training, "patience", "Early stop", "epochs", 0, 10000, "End after so many epochs without a better validation accuracy; 0 = never.", place(&TrainSpec::patience));
    t.real(S::Training, "holdout", "Held out", "", 0, 0.5, "Part of the training images that validates; 0: the test part validates.", place(&TrainSpec::holdout));
}

/// A training has no alpha, and of a search's schedules none.
bool concernsSearchOnly(const Option& option) {
    static const std::set<std::string> keys{"warm_start", "stop_skips", "stop_stable_ranks", "train_portion", "kernels"};
    return option.section == S::Space || option.section == S::Alpha || option.section == S::Method || keys.count(option.key);
}

void addTask(Table& t) {
    t.integer(S::Data, "subset", "Subset", "images", 0, 10000000, "Use so many training images, drawn by seed; 0 = all.", [](Request& r) { return &r.task.subset; });
    t.real(S::Data, "train_portion", "Portion for the weights", "", 0.01, 0.99, "Part of the images that trains the weights; the rest trains alpha.", [](Request& r) { return &r.task.trainPortion; });
    t.boolean(S::Data, "stratified", "Stratified", "Keep the shares of the classes equal in subset and split.", [](Request& r) { return &r.task.stratified; });
    t.integer(S::Data, "image_size", "Image size", "pixels", 0, 1024, "Side to which images are resized; 0 = as stored (folders: 64).", [](Request& r) { return &r.task.imageSize; });
    t.boolean(S::Data, "crop", "Random crop", "After padding by 4 pixels.", [](Request& r) { return &r.task.crop; });
    t.boolean(S::Data, "flip", "Random flip", "Left to right, for half of the images.", [](Request& r) { return &r.task.flip; });
    t.integer(S::Data, "cutout", "Cutout", "pixels", 0, 512, "Side of the erased square; 0 = off.", [](Request& r) { return &r.task.cutout; });
    t.choice<DeviceChoice>(S::Resources, "device", "Device", "auto takes the GPU when there is one.", {{"auto", DeviceChoice::Auto}, {"cpu", DeviceChoice::Cpu}, {"cuda", DeviceChoice::Cuda}}, [](Request& r) { return &r.resources.device; });
    t.integer(S::Resources, "threads", "Compute threads", "threads", 0, 256, "0 = all processors. A run repeats bit for bit with the same number only.", [](Request& r) { return &r.resources.threads; });
    t.choice<Kernels>(S::Resources, "kernels", "Kernels", "fused: the fast path; plain: one module an operation, its reference.", {{"fused", Kernels::Fused}, {"plain", Kernels::Plain}}, [](Request& r) { return &r.resources.kernels; });
    t.boolean(S::Resources, "recompute", "Recompute cells", "Keep only the outputs of cells and compute the rest again in the backward pass: less memory, a step takes up to 1.4 times as long. Fused kernels only.", [](Request& r) { return &r.resources.recompute; });
}

const std::vector<Row>& rows() {
    static const Table table = [] {
        Table t;
        addSearch(t);
        addSpace(t);
        addOptimisers(t);
        addMethod(t);
        addTraining(t);
        addTask(t);
        return t;
    }();
    return table.rows();
}

/// Value of the option in this request; nothing where it does not apply.
std::optional<std::string> valueIn(const Row& row, const Request& request) {
    if (request.training && concernsSearchOnly(row.option)) return std::nullopt;
    return row.get(request);
}

/// The paper's request for the same method or network. Requests made by hand (tests) may name no method of the
/// catalogue: they are their own paper.
Request paperOf(const Request& request) {
    if (request.training) return makeTraining(request.training->network, Preset::Paper);
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
    for (const Row& row : rows())
        if (valueIn(row, request)) near.push_back({editDistance(key, row.option.key), row.option.key});
    std::sort(near.begin(), near.end());
    std::string names;
    for (std::size_t i = 0; i < near.size() && i < 3; ++i) names += (i ? ", " : "") + near[i].second;
    for (const Row& row : rows())
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
    for (const Row& row : rows()) {
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
    if (request.pruning) validate(*request.pruning);
    validate(request.recipe);
    if (request.training && !isBaseline(request.training->network)) parseGenotype(request.training->network);
    if (request.training && isBaseline(request.training->network)) baselineOf(request.training->network);
    for (const Option& option : optionsOf(request)) checkValue(option, option.value);
}

void setOption(Request& request, const std::string& key, const std::string& value) {
    for (const Row& row : rows()) {
        if (row.option.key != key || !valueIn(row, request)) continue;
        checkValue(row.option, value);
        // "1e2" is a whole number too: give the integer rows what they can read.
        const bool integer = row.option.kind == OptionKind::Integer;
        row.set(request, integer ? std::to_string(static_cast<long long>(toReal(value))) : value);
        return;
    }
    refuseKey(request, key);
}

} // namespace dnas
