#include "app/cli/json_output.h"

#include "engine/api/genotype_text.h"

#include <cmath>
#include <iostream>

namespace dnas::cli {

namespace {

/// [rows, columns] as a list of rows.
Json matrix(const std::vector<double>& values, std::size_t columns) {
    Json rows = Json::array();
    for (std::size_t at = 0; columns > 0 && at + columns <= values.size(); at += columns)
        rows.push_back(numbers({values.begin() + static_cast<long>(at), values.begin() + static_cast<long>(at + columns)}));
    return rows;
}

} // namespace

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json numbers(const std::vector<double>& values) {
    Json list = Json::array();
    for (double value : values) list.push_back(number(value));
    return list;
}

Json summaryJson(const ExperimentSummary& s) {
    return {{"id", s.id}, {"name", s.name}, {"method", s.method}, {"status", name(s.status)}, {"seed", s.seed}, {"data", s.data},
            {"epochs_done", s.epochsDone}, {"epochs_planned", s.epochsPlanned}, {"best_valid_top1", number(s.bestValidTop1)},
            {"created", s.created}, {"message", s.message}, {"notes", s.notes}, {"tags", s.tags}, {"parent", s.parent == 0 ? Json(nullptr) : Json(s.parent)}, {"damaged", s.damaged}, {"damage", s.damage}};
}

Json snapshotJson(const Snapshot& snapshot) {
    Json json{{"epoch", snapshot.epoch + 1}, {"metrics", Json::object()}, {"alpha", Json::array()}};
    for (const auto& [key, value] : snapshot.metrics) json["metrics"][key] = number(value);
    for (const AlphaGroup& group : snapshot.alpha) {
        Json rows = Json::array();
        for (const AlphaRow& row : group.rows) rows.push_back(row.label);
        json["alpha"].push_back({{"name", group.name}, {"rows", rows}, {"columns", group.columns},
                                 {"raw", matrix(group.raw, group.columnCount())}, {"weights", matrix(group.weights, group.columnCount())}});
    }
    json["genotype"] = genotypeText(snapshot.genotype);
    return json;
}

void print(const Json& json) { std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n"; }

} // namespace dnas::cli
