// The row of an experiment, as stored and sealed by its checksum.
// Place: project_reader.cpp makes summaries of it, project_writer.cpp inserts and changes it.
// Thread rule: uses the connection of the caller.
#pragma once

#include "engine/api/project.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>
#include <string>

namespace dnas {

struct ExperimentRow {
    std::int64_t id = 0;
    std::string name, request, hash, method, data, seed, status, message, created, versions, environment, notes, tags;
    std::int64_t epochsPlanned = 0, inBin = 0, parent = 0;
    bool intact = true; ///< the stored checksum fits
};

/// @return nothing when there is no such row. A wrong checksum is told by `intact`.
std::optional<ExperimentRow> readExperimentRow(SQLite::Database& database, std::int64_t id);

/// Inserts the row and returns its id.
std::int64_t insertExperimentRow(SQLite::Database& database, const ExperimentRow& row);

/// Overwrites the row of the same id. One that was damaged stays recognisable as damaged.
void updateExperimentRow(SQLite::Database& database, const ExperimentRow& row);

/// What a list shows, as far as the row tells it: without epochs, best value, and whether a running one is interrupted.
ExperimentSummary summaryOf(const ExperimentRow& row);

std::string tagsText(const std::vector<std::string>& tags);

} // namespace dnas
