// Values of the engine as JSON documents of `--json`. NaN and infinity become null.
#pragma once

#include "engine/api/project.h"
#include "engine/api/snapshot.h"

#include <nlohmann/json.hpp>

namespace dnas::cli {

using Json = nlohmann::ordered_json;

Json number(double value);
Json numbers(const std::vector<double>& values);
Json summaryJson(const ExperimentSummary& summary);
/// epoch, metrics, alpha groups {name, rows, columns, raw, weights}, genotype
Json snapshotJson(const Snapshot& snapshot);
void print(const Json& json);

} // namespace dnas::cli
