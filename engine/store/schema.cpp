#include "engine/store/schema.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

namespace dnas {

namespace {

// `crc` covers all other fields of a record. An epoch is one record: its crc also covers its metrics and alpha groups.
// `texts` holds what repeats from epoch to epoch (row and column labels, genotypes) once.
// (No foreign keys on it: deleting a text would search all epochs.)
// Metrics are REAL, or the text 'NaN', which SQLite would turn into NULL.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE experiments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    request TEXT NOT NULL,         -- canonical text: recipe, task, resources, seed
    hash TEXT NOT NULL,            -- of the canonical text
    method TEXT NOT NULL,
    data TEXT NOT NULL,
    seed TEXT NOT NULL,            -- unsigned 64 bits do not fit INTEGER
    status TEXT NOT NULL,
    message TEXT NOT NULL,
    epochs_planned INTEGER NOT NULL,
    created TEXT NOT NULL,         -- UTC, ISO 8601
    versions TEXT NOT NULL,
    environment TEXT NOT NULL,
    notes TEXT NOT NULL,
    tags TEXT NOT NULL,            -- JSON array
    in_bin INTEGER NOT NULL,
    crc INTEGER NOT NULL
);
CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    experiment INTEGER NOT NULL REFERENCES experiments(id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    UNIQUE (experiment, text)
);
CREATE TABLE epochs (
    experiment INTEGER NOT NULL REFERENCES experiments(id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    extra TEXT NOT NULL,           -- JSON: planned epochs, stage, frozen, dominant operations
    genotype INTEGER NOT NULL,     -- texts.id: JSON, or an empty text
    crc INTEGER NOT NULL,
    PRIMARY KEY (experiment, epoch)
) WITHOUT ROWID;
CREATE TABLE metrics (
    experiment INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (experiment, epoch, position),
    FOREIGN KEY (experiment, epoch) REFERENCES epochs(experiment, epoch) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE alpha_groups (
    experiment INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    labels INTEGER NOT NULL,       -- texts.id: JSON, rows [[label, from, to]], columns [name]
    raw BLOB NOT NULL,             -- float64 little-endian, [rows, columns]
    weights BLOB NOT NULL,
    confidence BLOB NOT NULL,      -- float64 pairs of entropy and margin, one a row
    PRIMARY KEY (experiment, epoch, position),
    FOREIGN KEY (experiment, epoch) REFERENCES epochs(experiment, epoch) ON DELETE CASCADE
);
CREATE TABLE checkpoints (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    experiment INTEGER NOT NULL REFERENCES experiments(id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    length INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    payload BLOB NOT NULL
);
CREATE INDEX checkpoints_of ON checkpoints(experiment);
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    experiment INTEGER NOT NULL REFERENCES experiments(id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    crc INTEGER NOT NULL
);
CREATE INDEX events_of ON events(experiment);
CREATE TABLE kept_genotypes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    experiment INTEGER NOT NULL REFERENCES experiments(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    genotype TEXT NOT NULL,
    parse TEXT NOT NULL,
    crc INTEGER NOT NULL
);
CREATE INDEX kept_genotypes_of ON kept_genotypes(experiment);
CREATE TABLE view_settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
)sql";

// Trained networks. `parent` counts in the checksum of an experiment only where it is not 0: older records stay intact.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE experiments ADD COLUMN parent INTEGER NOT NULL DEFAULT 0;
CREATE TABLE weights (
    experiment INTEGER NOT NULL REFERENCES experiments(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,            -- best, last
    epoch INTEGER NOT NULL,
    length INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    payload BLOB NOT NULL,         -- a safetensors file
    PRIMARY KEY (experiment, kind)
);
)sql";

// What was measured after the run; NULL stands for NaN.
constexpr const char* kVersion3 = R"sql(
CREATE TABLE measurements (
    experiment INTEGER NOT NULL REFERENCES experiments(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value REAL,
    low REAL,
    high REAL,
    conditions TEXT NOT NULL,
    machine TEXT NOT NULL,
    measured TEXT NOT NULL,        -- UTC, ISO 8601
    crc INTEGER NOT NULL,
    PRIMARY KEY (experiment, name)
);
)sql";

} // namespace

const std::vector<std::string>& migrations() {
    static const std::vector<std::string> kSteps = {kVersion1, kVersion2, kVersion3};
    return kSteps;
}

void migrate(SQLite::Database& database, int version, const std::vector<std::string>& steps) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    for (std::size_t step = std::size_t(version); step < steps.size(); ++step)
        database.exec(steps[step]);
    database.exec("PRAGMA user_version = " + std::to_string(steps.size()));
    database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
    transaction.commit();
}

} // namespace dnas
