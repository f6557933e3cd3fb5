// The canonical text of a request: JSON with every field, in fixed order. One visitor writes and reads, so that the two
// cannot disagree: each `field` call names a member once.
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/options.h"
#include "engine/api/request.h"
#include "engine/interop/json_text.h"
#include "engine/interop/motor_fields.h"
#include "engine/interop/siamese_fields.h"
#include "engine/interop/pruning_fields.h"
#include "engine/interop/vit_work_fields.h"
#include "engine/interop/text_hash.h"

#include <optional>
#include <set>
#include <sstream>

namespace dnas {

namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const std::string& what) { throw EngineError(ErrorCode::Format, "The request does not parse: " + what + "."); }

class Writer {
  public:
    static constexpr bool kReading = false;
    explicit Writer(Json& json) : m_json(json) { m_json = Json::object(); }
    template <class T> void field(const char* key, T& value) { m_json[key] = value; }
    /// A field that texts of earlier versions lack.
    template <class T> void later(const char* key, T& value) { field(key, value); }
    template <class Enum> void word(const char* key, Enum& value, const std::vector<std::pair<Enum, const char*>>& words) {
        for (const auto& [candidate, name] : words)
            if (candidate == value) m_json[key] = name;
    }
    /// A field that older texts lack, which meant `before`: left out where it is so, and old texts keep their hashes.
    template <class T> void added(const char* key, T& value, const T& before) {
        if (!(value == before)) field(key, value);
    }
    template <class Enum> void addedWord(const char* key, Enum& value, Enum before, const std::vector<std::pair<Enum, const char*>>& words) {
        if (value != before) word(key, value, words);
    }
    template <class Body> void object(const char* key, Body body) {
        Writer child(m_json[key]);
        body(child);
    }
    template <class T, class Body> void optional(const char* key, std::optional<T>& value, Body body) {
        if (value) object(key, [&](auto& child) { body(child, *value); });
    }
    template <class Variant, class Visit> void variant(const char* key, Variant& value, Visit visit) { element(m_json[key], value, visit); }
    template <class Variant, class Visit> void list(const char* key, std::vector<Variant>& values, Visit visit) {
        m_json[key] = Json::array();
        for (Variant& value : values) element(m_json[key].emplace_back(), value, visit);
    }

  private:
    template <class Variant, class Visit> static void element(Json& json, Variant& value, Visit visit) {
        Writer child(json);
        std::visit([&](auto& part) {
            child.m_json["kind"] = kindOf(part);
            visit(child, part);
        }, value);
    }
    Json& m_json;

  public:
    // The word of each alternative; an alternative without one does not compile.
    static const char* kindOf(const CellSpaceSpec&) { return "cells"; }
    static const char* kindOf(const SoftmaxRelaxSpec&) { return "softmax"; }
    static const char* kindOf(const SigmoidRelaxSpec&) { return "sigmoid"; }
    static const char* kindOf(const FirstOrderSpec&) { return "first-order"; }
    static const char* kindOf(const UnrolledSpec&) { return "unrolled"; }
    static const char* kindOf(const CrossEntropySpec&) { return "cross-entropy"; }
    static const char* kindOf(const ZeroOnePenaltySpec&) { return "zero-one"; }
    static const char* kindOf(const AblationSpec&) { return "ablation"; }
    static const char* kindOf(const BetaDecaySpec&) { return "beta-decay"; }
    static const char* kindOf(const WarmStartSpec&) { return "warm-start"; }
    static const char* kindOf(const ArchCosineSpec&) { return "arch-cosine"; }
    static const char* kindOf(const SkipCountStopSpec&) { return "skip-count"; }
    static const char* kindOf(const RankStableStopSpec&) { return "rank-stable"; }
    static const char* kindOf(const DistanceStableSpec&) { return "distance-stable"; }
    static const char* kindOf(const LinearFluxSpec&) { return "linear"; }
    static const char* kindOf(const SaturatingFluxSpec&) { return "saturating"; }
    static const char* kindOf(const MeasuredFluxSpec&) { return "measured"; }
};

class Reader {
  public:
    static constexpr bool kReading = true;
    Reader(const Json& json, std::string path) : m_json(json), m_path(std::move(path)) {
        if (!json.is_object()) refuse("'" + m_path + "' must be an object");
    }
    /// Every key must have been asked for.
    void finish() const {
        for (const auto& [key, value] : m_json.items())
            if (!m_seen.count(key)) refuse("unknown field '" + m_path + "." + key + "'");
    }
    template <class T> void field(const char* key, T& value) {
        const Json& json = need(key);
        const bool fits = std::is_same_v<T, bool>          ? json.is_boolean()
                          : std::is_same_v<T, std::string> ? json.is_string()
                          : std::is_unsigned_v<T>          ? json.is_number_unsigned()
                          : std::is_integral_v<T>          ? json.is_number_integer()
                                                           : json.is_number();
        if (!fits) refuse("'" + m_path + "." + key + "' is " + json.dump() + ", which is of the wrong type");
        if constexpr (std::is_same_v<T, int>) {
            const auto wide = json.is_number_unsigned() && json.get<std::uint64_t>() > INT32_MAX ? INT64_MAX : json.get<std::int64_t>();
            if (wide < INT32_MIN || wide > INT32_MAX) refuse("'" + m_path + "." + key + "' is " + json.dump() + ", which is out of range");
        }
        value = json.get<T>();
    }
    template <class T> void later(const char* key, T& value) {
        if (m_json.contains(key)) field(key, value);
    }
    template <class Enum> void word(const char* key, Enum& value, const std::vector<std::pair<Enum, const char*>>& words) {
        std::string text, known;
        field(key, text);
        for (const auto& [candidate, name] : words) {
            if (text == name) {
                value = candidate;
                return;
            }
            known += (known.empty() ? "" : ", ") + std::string(name);
        }
        refuse("'" + m_path + "." + key + "' is '" + text + "'; known: " + known);
    }
    template <class T> void added(const char* key, T& value, const T& before) {
        value = before;
        if (m_json.contains(key)) field(key, value);
    }
    template <class Enum> void addedWord(const char* key, Enum& value, Enum before, const std::vector<std::pair<Enum, const char*>>& words) {
        value = before;
        if (m_json.contains(key)) word(key, value, words);
    }
    template <class Body> void object(const char* key, Body body) {
        Reader child(need(key), m_path + "." + key);
        body(child);
        child.finish();
    }
    template <class T, class Body> void optional(const char* key, std::optional<T>& value, Body body) {
        value.reset();
        if (m_json.contains(key)) object(key, [&](auto& child) { body(child, value.emplace()); });
    }
    template <class Variant, class Visit> void variant(const char* key, Variant& value, Visit visit) {
        element<0>(need(key), m_path + "." + key, value, visit);
    }
    template <class Variant, class Visit> void list(const char* key, std::vector<Variant>& values, Visit visit) {
        const Json& json = need(key);
        if (!json.is_array()) refuse("'" + m_path + "." + key + "' must be a list");
        values.clear();
        for (const Json& item : json) element<0>(item, m_path + "." + key, values.emplace_back(), visit);
    }

  private:
    const Json& need(const char* key) {
        m_seen.insert(key);
        if (!m_json.contains(key)) refuse("field '" + m_path + "." + key + "' is missing");
        return m_json[key];
    }
    template <std::size_t I, class Variant, class Visit> static void element(const Json& json, const std::string& path, Variant& value, Visit visit) {
        if constexpr (I == std::variant_size_v<Variant>) {
            refuse("'" + path + "' has an unknown kind");
        } else {
            std::variant_alternative_t<I, Variant> part;
            if (!json.is_object() || !json.contains("kind") || json["kind"] != Writer::kindOf(part)) return element<I + 1>(json, path, value, visit);
            Reader child(json, path);
            child.m_seen.insert("kind");
            visit(child, part);
            child.finish();
            value = part;
        }
    }
    const Json& m_json;
    std::string m_path;
    std::set<std::string> m_seen;
};

/// Fields of every part; `a` is a Writer or a Reader.
struct Fields {
    template <class A> void operator()(A& a, CellSpaceSpec& s) const {
        a.template word<OperationSet>("operations", s.operations, {{OperationSet::Darts, "darts"}, {OperationSet::DartsWithoutNone, "darts-without-none"}, {OperationSet::DartOpti, "dartopti"}});
        a.template word<AlphaSharing>("sharing", s.sharing, {{AlphaSharing::ByType, "by-type"}, {AlphaSharing::PerCell, "per-cell"}, {AlphaSharing::ByGene, "by-gene"}});
        a.template word<AlphaStart>("start", s.start, {{AlphaStart::Zeros, "zeros"}, {AlphaStart::SmallNoise, "small-noise"}});
        a.field("channels", s.channels);
        a.field("cells", s.cells);
        a.field("nodes", s.nodes);
        a.field("stem_multiplier", s.stemMultiplier);
        a.template word<Stem>("stem", s.stem, {{Stem::Cifar, "cifar"}, {Stem::ImageNet, "imagenet"}});
        a.added("start_from", s.startFrom, std::string());
        a.template addedWord<NetworkCount>("networks", s.networks, NetworkCount::One, {{NetworkCount::One, "one"}, {NetworkCount::PerChannel, "per-channel"}});
        a.added("meta_features", s.metaFeatures, CellSpaceSpec{}.metaFeatures);
    }
    template <class A> void operator()(A&, SoftmaxRelaxSpec&) const {}
    template <class A> void operator()(A&, SigmoidRelaxSpec&) const {}
    template <class A> void operator()(A&, FirstOrderSpec&) const {}
    template <class A> void operator()(A& a, UnrolledSpec& s) const { a.field("epsilon", s.epsilon); }
    template <class A> void operator()(A&, CrossEntropySpec&) const {}
    template <class A> void operator()(A& a, ZeroOnePenaltySpec& s) const {
        a.field("weight", s.weight);
        a.template addedWord<ZeroOneScope>("scope", s.scope, ZeroOneScope::Network, {{ZeroOneScope::Network, "network"}, {ZeroOneScope::Group, "group"}});
    }
    template <class A> void operator()(A& a, AblationSpec& s) const {
        a.field("weight", s.weight);
        a.template word<AblationForm>("form", s.form, {{AblationForm::Described, "described"}, {AblationForm::Published, "published"}});
        a.field("smallest_mean", s.smallestMean);
    }
    template <class A> void operator()(A& a, BetaDecaySpec& s) const {
        a.field("weight", s.weight);
        a.template word<BetaSchedule>("schedule", s.schedule, {{BetaSchedule::Ramp, "ramp"}, {BetaSchedule::Constant, "constant"}});
    }
    template <class A> void operator()(A& a, WarmStartSpec& s) const { a.field("epochs", s.epochs); }
    template <class A> void operator()(A& a, ArchCosineSpec& s) const { a.field("lr_min", s.learningRateMin); }
    template <class A> void operator()(A& a, SkipCountStopSpec& s) const {
        a.field("limit", s.limit);
        a.field("from_epoch", s.fromEpoch);
    }
    template <class A> void operator()(A& a, RankStableStopSpec& s) const { a.field("epochs", s.epochs); }
    template <class A> void operator()(A& a, DistanceStableSpec& s) const {
        a.field("tolerance", s.tolerance);
        a.field("epochs", s.epochs);
        a.field("from_epoch", s.fromEpoch);
    }
};

/// What a training has no use for stands in the text of a search only.
template <class A> void searchFields(A& a, Recipe& r) {
    const Fields parts;
    a.variant("space", r.space, parts);
    a.variant("relax", r.relax, parts);
    a.variant("outer", r.outer, parts);
    a.variant("objective", r.objective, parts);
    a.list("penalties", r.penalties, parts);
    a.list("schedules", r.schedules, parts);
    a.list("stops", r.stops, parts);
    a.object("discretize", [&](auto& d) {
        d.template word<ParseMethod>("method", r.discretize.method, {{ParseMethod::Darts, "darts"}, {ParseMethod::Sparse, "sparse"}, {ParseMethod::Edge, "edge"}, {ParseMethod::Complete, "complete"}});
        d.field("threshold", r.discretize.threshold);
        d.field("edges_per_node", r.discretize.edgesPerNode);
        d.field("skip_cap", r.discretize.skipCap);
        d.added("kept_edges", r.discretize.keptEdges, 0);
    });
}

template <class A> void recipeFields(A& a, Recipe& r, bool search) {
    a.field("method", r.method);
    if (search) searchFields(a, r);
    a.object("weights", [&](auto& w) {
        w.field("lr", r.weights.learningRate);
        w.field("lr_min", r.weights.learningRateMin);
        w.field("momentum", r.weights.momentum);
        w.field("weight_decay", r.weights.weightDecay);
        w.field("grad_clip", r.weights.gradientClip);
    });
    if (search)
        a.object("arch", [&](auto& w) {
            w.field("lr", r.arch.learningRate);
            w.field("beta1", r.arch.beta1);
            w.field("beta2", r.arch.beta2);
            w.field("weight_decay", r.arch.weightDecay);
        });
    a.field("epochs", r.epochs);
    a.field("batch", r.batch);
    if (search) a.field("dominant_threshold", r.dominantThreshold);
}

template <class A> void trainingFields(A& a, TrainSpec& t) {
    a.field("network", t.network);
    a.field("label", t.label);
    a.field("channels", t.channels);
    a.field("cells", t.cells);
    a.template word<Stem>("stem", t.stem, {{Stem::Cifar, "cifar"}, {Stem::ImageNet, "imagenet"}, {Stem::ImageNetBy4, "imagenet-by-4"}});
    a.field("auxiliary", t.auxiliary);
    a.field("auxiliary_weight", t.auxiliaryWeight);
    a.field("drop_path", t.dropPath);
    a.field("label_smoothing", t.labelSmoothing);
    a.field("auto_augment", t.autoAugment);
    a.template word<RateSchedule>("schedule", t.schedule, {{RateSchedule::Cosine, "cosine"}, {RateSchedule::Exponential, "exponential"}});
    a.field("average_decay", t.averageDecay);
    a.field("patience", t.patience);
    a.field("holdout", t.holdout);
    a.added("meta_features", t.metaFeatures, TrainSpec{}.metaFeatures);
}

template <class A> void requestFields(A& a, Request& request) {
    a.optional("training", request.training, [](auto& t, TrainSpec& spec) { trainingFields(t, spec); });
    a.object("recipe", [&](auto& r) { recipeFields(r, request.recipe, !request.training); });
    a.object("task", [&](auto& t) {
        Task& task = request.task;
        t.field("data", task.data);
        t.field("image_size", task.imageSize);
        t.field("subset", task.subset);
        t.field("train_portion", task.trainPortion);
        t.field("stratified", task.stratified);
        t.field("crop", task.crop);
        t.field("flip", task.flip);
        t.field("cutout", task.cutout);
        std::vector<std::pair<ColorModel, const char*>> models;
        for (const ColorModel model : colorModels()) models.push_back({model, name(model)});
        t.template addedWord<ColorModel>("color_model", task.colors, ColorModel::Stored, models);
    });
    a.object("resources", [&](auto& t) {
        Resources& resources = request.resources;
        t.template word<DeviceChoice>("device", resources.device, {{DeviceChoice::Auto, "auto"}, {DeviceChoice::Cpu, "cpu"}, {DeviceChoice::Cuda, "cuda"}});
        t.field("threads", resources.threads);
        t.template word<Kernels>("kernels", resources.kernels, {{Kernels::Plain, "plain"}, {Kernels::Fused, "fused"}});
        t.later("recompute", resources.recompute);
        t.template addedWord<Precision>("precision", resources.precision, Precision::Float32, {{Precision::Float32, "float32"}, {Precision::Mixed, "mixed"}});
    });
    a.field("seed", request.seed);
    a.optional("motor", request.motor, MotorFields());
    a.optional("siamese", request.siamese, SiameseFields());
    a.optional("pruning", request.pruning, PruningFields());
    a.optional("vit_work", request.vitWork, VitWorkFields());
}

} // namespace

std::string requestText(const Request& request) {
    Request copy = request; // the fields' visitor serves reading too and takes references
    Json json;
    Writer writer(json);
    requestFields(writer, copy);
    try {
        return json.dump(2);
    } catch (const nlohmann::json::type_error&) {
        throw EngineError(ErrorCode::Usage, "The request holds bytes that are no UTF-8 text, most likely in the data path.",
                          "Rename the folder.");
    }
}

Request parseRequest(std::string_view text) {
    const Json json = parseJsonText<Json>(text, "The request");
    Request request;
    Reader reader(json, "request");
    requestFields(reader, request);
    reader.finish();
    try {
        validate(request);
    } catch (const EngineError& e) {
        refuse(e.what());
    }
    return request;
}

std::string requestHash(const Request& request) { return textHash(requestText(request)); }

namespace {

/// A genotype's text is too long for a line: its identity instead.
std::string shortened(const Option& option) {
    if (option.kind != OptionKind::Text || option.value.rfind("Genotype", 0) != 0) return option.value;
    return genotypeHash(parseGenotype(option.value));
}

} // namespace

std::string requestSummary(const Request& request) {
    if (request.motor || request.pruning || request.vitWork) return request.recipe.method + " on " + request.task.data + ", seed " + std::to_string(request.seed);
    std::string changes;
    for (const Option& option : optionsOf(request)) {
        const bool shown = option.section != OptionSection::Resources && option.section != OptionSection::Data;
        if (shown && option.value != option.paperValue) changes += (changes.empty() ? "" : ", ") + option.key + "=" + shortened(option);
    }
    const std::string subset = request.task.subset > 0 ? ", " + std::to_string(request.task.subset) + " images" : "";
    if (!changes.empty()) changes = "(" + changes + ")";
    std::string what = request.training ? "training of " + request.training->label : request.recipe.method;
    if (request.siamese && request.siamese->stage != SiameseStage::Search) what += " of " + request.siamese->label;
    return what + changes + " on " + request.task.data + subset + ", seed " + std::to_string(request.seed);
}

} // namespace dnas
