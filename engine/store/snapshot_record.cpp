#include "engine/store/snapshot_record.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/store/checksum.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>

namespace dnas {

namespace {

using Json = nlohmann::json;

[[noreturn]] void fail(const std::string& message) {
    throw EngineError(ErrorCode::Format, message);
}

void appendDouble(std::string& bytes, double value) {
    std::uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; ++i)
        bytes += char(bits >> (8 * i));
}

std::string packDoubles(const std::vector<double>& values) {
    std::string bytes;
    bytes.reserve(values.size() * 8);
    for (double value : values)
        appendDouble(bytes, value);
    return bytes;
}

std::vector<double> unpackDoubles(const std::string& bytes, std::size_t count, const char* what) {
    if (bytes.size() != count * 8)
        fail(std::string(what) + " has " + std::to_string(bytes.size()) + " bytes, expected " +
             std::to_string(count * 8));
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t bits = 0;
        for (int b = 7; b >= 0; --b)
            bits = bits << 8 | static_cast<unsigned char>(bytes[i * 8 + std::size_t(b)]);
        std::memcpy(&values[i], &bits, sizeof bits);
    }
    return values;
}

std::string labelsText(const AlphaGroup& group) {
    Json rows = Json::array();
    for (const AlphaRow& row : group.rows)
        rows.push_back({row.label, row.from, row.to});
    return Json{{"rows", rows}, {"columns", group.columns}}.dump();
}

Json scatterJson(const FeatureScatter& scatter) {
    return {{"x", scatter.x},
            {"y", scatter.y},
            {"labels", scatter.labels},
            {"classes", scatter.classNames},
            {"explained", {scatter.explainedX, scatter.explainedY}}};
}

std::string extraText(const Snapshot& snapshot) {
    Json dominant = Json::array();
    for (const DominantOperations& group : snapshot.dominant)
        dominant.push_back({{"group", group.group}, {"threshold", group.threshold}, {"counts", group.counts}});
    Json extra{{"epochs", snapshot.epochs},
               {"stage", snapshot.stage},
               {"frozen", snapshot.alphaFrozen},
               {"dominant", dominant}};
    if (!snapshot.scatter.x.empty()) extra["scatter"] = scatterJson(snapshot.scatter);
    return extra.dump();
}

/// Throws Json::exception for missing fields, EngineError for lists that do not go together.
FeatureScatter scatterOf(const Json& json) {
    FeatureScatter scatter{json.at("x").get<std::vector<double>>(), json.at("y").get<std::vector<double>>(),
                           json.at("labels").get<std::vector<int>>(), json.at("classes").get<std::vector<std::string>>(),
                           json.at("explained").at(0).get<double>(), json.at("explained").at(1).get<double>()};
    const bool sizes = scatter.x.size() == scatter.y.size() && scatter.x.size() == scatter.labels.size();
    const bool known = std::all_of(scatter.labels.begin(), scatter.labels.end(), [&](int label) {
        return label >= 0 && std::size_t(label) < scatter.classNames.size();
    });
    if (!sizes || !known) fail("the scatter's lists do not go together");
    return scatter;
}

bool isEmpty(const Genotype& genotype) {
    return genotype.cells.empty() && genotype.chains.empty();
}

} // namespace

std::uint32_t EpochRecord::checksum(std::int64_t experiment) const {
    Checksum sum;
    sum.add(experiment).add(std::int64_t(epoch)).add(extra).add(genotype).add(std::int64_t(metrics.size()));
    for (const auto& [name, value] : metrics)
        sum.add(name).add(value);
    for (const AlphaGroupRecord& group : groups)
        sum.add(group.name).add(group.labels).add(group.raw).add(group.weights).add(group.confidence);
    return sum.value();
}

EpochRecord encodeSnapshot(const Snapshot& snapshot) {
    EpochRecord record;
    record.epoch = snapshot.epoch;
    record.extra = extraText(snapshot);
    if (!isEmpty(snapshot.genotype)) record.genotype = genotypeJson(snapshot.genotype);
    record.metrics = snapshot.metrics;
    for (std::size_t i = 0; i < snapshot.alpha.size(); ++i) {
        const AlphaGroup& group = snapshot.alpha[i];
        AlphaGroupRecord stored{group.name, labelsText(group), packDoubles(group.raw), packDoubles(group.weights), {}};
        if (i < snapshot.confidence.size())
            for (const EdgeConfidence& edge : snapshot.confidence[i]) {
                appendDouble(stored.confidence, edge.entropy);
                appendDouble(stored.confidence, edge.margin);
            }
        record.groups.push_back(std::move(stored));
    }
    return record;
}

SnapshotPtr SnapshotDecoder::decode(const EpochRecord& record) try {
    auto snapshot = std::make_shared<Snapshot>();
    const Json extra = Json::parse(record.extra);
    snapshot->epoch = record.epoch;
    snapshot->epochs = extra.at("epochs").get<int>();
    snapshot->stage = extra.at("stage").get<std::string>();
    snapshot->alphaFrozen = extra.at("frozen").get<bool>();
    for (const Json& group : extra.at("dominant"))
        snapshot->dominant.push_back({group.at("group").get<std::string>(), group.at("threshold").get<double>(),
                                      group.at("counts").get<std::vector<int>>()});
    if (extra.contains("scatter")) snapshot->scatter = scatterOf(extra["scatter"]);
    snapshot->metrics = record.metrics;
    snapshot->genotype = genotype(record.genotype);
    for (const AlphaGroupRecord& group : record.groups)
        addGroup(*snapshot, group);
    return snapshot;
} catch (const Json::exception& e) {
    fail(std::string("a stored text does not parse: ") + e.what());
}

void SnapshotDecoder::addGroup(Snapshot& snapshot, const AlphaGroupRecord& record) {
    const Labels& parsed = labels(record.labels);
    const std::size_t count = parsed.rows.size() * parsed.columns.size();
    snapshot.alpha.push_back({record.name, parsed.rows, parsed.columns, unpackDoubles(record.raw, count, "alpha"),
                              unpackDoubles(record.weights, count, "mixing weights")});
    if (record.confidence.empty()) return;
    const std::vector<double> pairs = unpackDoubles(record.confidence, parsed.rows.size() * 2, "confidence");
    std::vector<EdgeConfidence>& edges = snapshot.confidence.emplace_back();
    for (std::size_t i = 0; i < parsed.rows.size(); ++i)
        edges.push_back({pairs[2 * i], pairs[2 * i + 1]});
}

const SnapshotDecoder::Labels& SnapshotDecoder::labels(const std::string& text) {
    const auto known = m_labels.find(text);
    if (known != m_labels.end()) return known->second;
    const Json json = Json::parse(text);
    Labels parsed;
    for (const Json& row : json.at("rows"))
        parsed.rows.push_back({row.at(0).get<std::string>(), row.at(1).get<int>(), row.at(2).get<int>()});
    parsed.columns = json.at("columns").get<std::vector<std::string>>();
    return m_labels.emplace(text, std::move(parsed)).first->second;
}

const Genotype& SnapshotDecoder::genotype(const std::string& text) {
    const auto known = m_genotypes.find(text);
    if (known != m_genotypes.end()) return known->second;
    return m_genotypes.emplace(text, text.empty() ? Genotype{} : genotypeFromJson(text)).first->second;
}

} // namespace dnas
