#include "app/request_draft.h"

#include "engine/api/catalogue.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/retraining.h"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace dnas {
namespace {

constexpr std::size_t kMostSeeds = 100;

const Option* findOption(const std::vector<Option>& options, const std::string& key) {
    const auto found = std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.key == key; });
    return found == options.end() ? nullptr : &*found;
}

Request pretrainingOf(const RequestDraft& draft) {
    const SiameseFollower& f = *draft.follower;
    if (f.heads != kRandomHeads) return makePretraining(f.origin, f.heads, draft.label, draft.preset);
    const std::uint64_t seed = draft.seeds.empty() ? f.origin.seed : draft.seeds.front();
    return makePretraining(f.origin, genotypeText(randomChains(*f.origin.siamese, seed)), "random chain of seed " + std::to_string(seed), draft.preset);
}

Request followerRequest(const RequestDraft& draft) {
    const SiameseFollower& f = *draft.follower;
    if (f.stage == SiameseStage::Pretrain) return pretrainingOf(draft);
    return (f.stage == SiameseStage::Probe ? makeProbe : makeFineTuning)(f.origin, f.encoder, draft.preset);
}

/// The head of a preset stays only where the images that the user's options ask for can carry it.
void leaveOutUnfitHead(Request& request, const RequestDraft& draft) {
    Request asked = request;
    for (const auto& [key, value] : draft.overrides)
        if (key != "auxiliary" && findOption(optionsOf(asked), key)) setOption(asked, key, value);
    dropUnfitHead(asked, retrainShape(asked));
    request.training->auxiliary = asked.training->auxiliary;
}

Request presetRequest(const RequestDraft& draft) {
    Request request = draft.follower ? followerRequest(draft) : draft.trains() ? makeTraining(draft.network, draft.preset) : makeRequest(draft.method, draft.preset);
    if (draft.trains() && !draft.label.empty()) request.training->label = draft.label;
    setData(request, draft.data);
    if (!draft.seeds.empty()) request.seed = draft.seeds.front();
    if (draft.trains()) leaveOutUnfitHead(request, draft);
    return request;
}

std::uint64_t parseSeed(std::string_view word) {
    std::uint64_t seed = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), seed);
    if (word.empty() || error != std::errc() || end != word.data() + word.size())
        throw EngineError(ErrorCode::Usage, "seeds: '" + std::string(word) + "' is no seed.",
                          "Write whole numbers from 0 on, like 2, 3, 7 or 1-5.");
    return seed;
}

} // namespace

bool RequestDraft::learnsMotor() const {
    return isMotorData(data);
}

void RequestDraft::setMethod(const std::string& id) {
    if (makeRequest(id, preset).motor.has_value() != learnsMotor()) changeKind();
    method = id;
}

void RequestDraft::setData(const std::string& spec) {
    if (isMotorData(spec) != learnsMotor()) changeKind();
    data = spec;
}

void RequestDraft::changeKind() {
    std::swap(method, m_otherMethod);
    std::swap(data, m_otherData);
}

Request RequestDraft::request() const {
    Request request = presetRequest(*this);
    request.name = displayName();
    // An override may bring another option into being, so what was unknown in the first pass gets a second.
    for (int pass = 0; pass < 2; ++pass) {
        for (const auto& [key, value] : overrides) {
            if (findOption(optionsOf(request), key)) setOption(request, key, value);
        }
    }
    return request;
}

std::vector<Request> RequestDraft::requests() const {
    std::vector<Request> all;
    for (const std::uint64_t seed : seeds) {
        RequestDraft draft = *this; // the seed also draws random heads
        draft.seeds = {seed};
        const Request one = draft.request();
        std::vector<Request> swept = sweep.empty() ? std::vector<Request>{one} : sweepRequests(one, sweep);
        for (Request& request : swept) {
            if (seeds.size() > 1) request.name += ", seed " + std::to_string(seed);
            all.push_back(std::move(request));
        }
    }
    return all;
}

std::size_t RequestDraft::requestCount() const {
    std::size_t count = seeds.size();
    for (const SweepAxis& axis : sweep) count *= axis.values.size();
    return count;
}

void RequestDraft::set(const std::string& key, const std::string& value) {
    Request changed = request();
    setOption(changed, key, value); // throws before anything changes here
    const std::vector<Option> now = optionsOf(changed);
    const std::vector<Option> before = optionsOf(presetRequest(*this));
    const Option* current = findOption(now, key);
    const Option* preset = findOption(before, key);
    if (current && preset && current->value == preset->value)
        overrides.erase(key);
    else
        overrides[key] = current ? current->value : value;
}

void RequestDraft::setToPaper(const std::string& key) {
    const std::vector<Option> now = options();
    if (const Option* option = findOption(now, key)) set(key, option->paperValue);
}

std::string RequestDraft::displayName() const {
    if (!name.empty()) return name;
    if (follower) return presetRequest(*this).name;
    if (trains()) return label + ", trained";
    const MethodInfo* info = findMethod(method);
    const std::string base = info ? info->name : method;
    return preset == Preset::Quick ? base + ", quick look" : base;
}

RequestDraft trainingDraft(const std::string& network, const std::string& label, std::int64_t parent, const Request* origin) {
    RequestDraft draft;
    draft.method = kRetrainMethod;
    draft.network = network;
    draft.label = label.empty() ? makeTraining(network, Preset::Quick).training->label : label;
    draft.parent = parent;
    if (!origin || origin->motor) return draft;
    const Request training = makeTrainingOf(*origin, network, draft.preset);
    draft.data = training.task.data;
    const std::vector<Option> wanted = optionsOf(training);
    for (const char* key : {"color_model", "image_size", "first_layers", "meta_units"})
        if (const Option* option = findOption(wanted, key)) draft.set(key, option->value);
    return draft;
}

RequestDraft followerDraft(SiameseStage stage, const Request& origin, const std::string& heads, const std::string& label,
                           std::int64_t experiment) {
    RequestDraft draft;
    draft.follower = SiameseFollower{stage, origin, heads, stage == SiameseStage::Pretrain ? 0 : experiment};
    draft.label = label;
    draft.parent = experiment;
    draft.data = origin.task.data;
    draft.seeds = {origin.seed};
    draft.method = draft.request().recipe.method;
    return draft;
}

RequestDraft draftOf(const Request& request) {
    RequestDraft best;
    bool first = true;
    for (const Preset preset : {Preset::Quick, Preset::Paper}) {
        RequestDraft draft;
        draft.name = request.name;
        draft.preset = preset;
        if (request.training) {
            draft.method = request.recipe.method;
            draft.network = request.training->network;
            draft.label = request.training->label;
        } else if (request.siamese && request.siamese->stage != SiameseStage::Search) {
            const SiameseSpec& spec = *request.siamese;
            draft.method = request.recipe.method;
            draft.label = spec.label;
            draft.follower = SiameseFollower{spec.stage, request, spec.heads, spec.encoder};
        } else {
            draft.setMethod(request.recipe.method);
        }
        draft.setData(request.task.data);
        draft.seeds = {request.seed};
        const std::vector<Option> presetOptions = optionsOf(presetRequest(draft));
        for (const Option& option : optionsOf(request)) {
            const Option* other = findOption(presetOptions, option.key);
            if (!other || other->value != option.value) draft.overrides[option.key] = option.value;
        }
        if (first || draft.overrides.size() < best.overrides.size()) best = draft;
        first = false;
    }
    return best;
}

std::vector<std::uint64_t> parseSeeds(const std::string& text) {
    std::vector<std::uint64_t> seeds;
    std::string words = text;
    std::replace(words.begin(), words.end(), ',', ' ');
    std::istringstream stream(words);
    for (std::string word; stream >> word;) {
        const std::size_t dash = word.find('-');
        const std::uint64_t first = parseSeed(std::string_view(word).substr(0, dash));
        const std::uint64_t last = dash == std::string::npos ? first : parseSeed(std::string_view(word).substr(dash + 1));
        if (last < first || last - first >= kMostSeeds)
            throw EngineError(ErrorCode::Usage, "seeds: '" + word + "' is no range of 1 to 100 seeds.",
                              "Write the smaller seed first, like 1-5.");
        for (std::uint64_t offset = 0; offset <= last - first; ++offset) {
            if (std::find(seeds.begin(), seeds.end(), first + offset) == seeds.end()) seeds.push_back(first + offset);
        }
        if (seeds.size() > kMostSeeds)
            throw EngineError(ErrorCode::Usage, "seeds: more than 100 of them.", "Start fewer experiments at once.");
    }
    if (seeds.empty())
        throw EngineError(ErrorCode::Usage, "seeds: none given.", "Write at least one whole number, like 2.");
    return seeds;
}

std::string seedsText(const std::vector<std::uint64_t>& seeds) {
    std::string text;
    for (const std::uint64_t seed : seeds) text += (text.empty() ? "" : ", ") + std::to_string(seed);
    return text;
}

} // namespace dnas
