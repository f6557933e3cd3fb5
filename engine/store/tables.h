// What belongs to an experiment, table by table: epochs, events, kept genotypes, checkpoints.
// Place: project_writer.cpp writes by it (inside a transaction of its own), project_reader.cpp reads by it.
// Thread rule: uses the connection of the caller. SQLite's exceptions pass through.
// Readers append a sentence to `damage` for every record whose checksum differs, and leave that record out.
#pragma once

#include "engine/api/project.h"
#include "engine/store/snapshot_record.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dnas {

using Damage = std::vector<std::string>;

/// The sentences, separated by "; ".
std::string joined(const Damage& damage);

/// Stores the epoch in place of what the experiment has from this epoch on (a run resumed from an older checkpoint).
void insertEpoch(SQLite::Database& database, std::int64_t experiment, const EpochRecord& record);
/// Epochs >= `from` in order, by one query a table.
std::vector<EpochRecord> readEpochs(SQLite::Database& database, std::int64_t experiment, int from, Damage& damage);

void insertEvent(SQLite::Database& database, std::int64_t experiment, const RunEvent& event);
std::vector<RunEvent> readEvents(SQLite::Database& database, std::int64_t experiment, Damage& damage);

std::int64_t insertKeptGenotype(SQLite::Database& database, std::int64_t experiment, const KeptGenotype& kept);
std::vector<KeptGenotype> readKeptGenotypes(SQLite::Database& database, std::int64_t experiment, Damage& damage);

/// Largest payload of a checkpoint (SQLite's limit of a blob).
constexpr std::size_t kMaxCheckpointBytes = 999'000'000;

/// Stores a checkpoint; of the older ones only the newest stays.
void insertCheckpoint(SQLite::Database& database, std::int64_t experiment, const CheckpointBlob& checkpoint);
/// The newest intact checkpoint.
std::optional<CheckpointBlob> readCheckpoint(SQLite::Database& database, std::int64_t experiment, Damage& damage);
/// Stores weights in place of those of the same kind.
void insertWeights(SQLite::Database& database, std::int64_t experiment, const StoredWeights& weights);
std::optional<StoredWeights> readWeights(SQLite::Database& database, std::int64_t experiment, const std::string& kind, Damage& damage);

/// @return number of checkpoints, damaged ones included.
int checkCheckpoints(SQLite::Database& database, std::int64_t experiment, Damage& damage);

} // namespace dnas
