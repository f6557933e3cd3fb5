#include "engine/store/tables.h"

#include "engine/api/error.h"
#include "engine/store/checksum.h"

#include <SQLiteCpp/Statement.h>

#include <cmath>
#include <limits>

namespace dnas {

namespace {

constexpr const char* kNotANumber = "NaN";

std::string wrongChecksum(const std::string& record) {
    return record + " is damaged (wrong checksum)";
}

/// Id of a text that repeats from epoch to epoch; stored when it is new.
std::int64_t textId(SQLite::Database& database, std::int64_t experiment, const std::string& text) {
    SQLite::Statement insert(database, "INSERT OR IGNORE INTO texts (experiment, text) VALUES (?, ?)");
    insert.bind(1, experiment);
    insert.bindNoCopy(2, text);
    insert.exec();
    SQLite::Statement query(database, "SELECT id FROM texts WHERE experiment = ? AND text = ?");
    query.bind(1, experiment);
    query.bindNoCopy(2, text);
    query.executeStep();
    return query.getColumn(0).getInt64();
}

void bindBlob(SQLite::Statement& statement, int index, const std::string& bytes) {
    statement.bindNoCopy(index, static_cast<const void*>(bytes.data()), int(bytes.size()));
}

void insertMetrics(SQLite::Database& database, std::int64_t experiment, const EpochRecord& record) {
    SQLite::Statement insert(database,
                             "INSERT INTO metrics (experiment, epoch, position, name, value) VALUES (?, ?, ?, ?, ?)");
    int position = 0;
    for (const auto& [name, value] : record.metrics) {
        insert.bind(1, experiment);
        insert.bind(2, record.epoch);
        insert.bind(3, position++);
        insert.bind(4, name);
        if (std::isnan(value))
            insert.bind(5, kNotANumber);
        else
            insert.bind(5, value);
        insert.exec();
        insert.reset();
    }
}

void insertGroups(SQLite::Database& database, std::int64_t experiment, const EpochRecord& record) {
    SQLite::Statement insert(database,
                             "INSERT INTO alpha_groups (experiment, epoch, position, name, labels, raw, weights, "
                             "confidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    int position = 0;
    for (const AlphaGroupRecord& group : record.groups) {
        insert.bind(1, experiment);
        insert.bind(2, record.epoch);
        insert.bind(3, position++);
        insert.bind(4, group.name);
        insert.bind(5, textId(database, experiment, group.labels));
        bindBlob(insert, 6, group.raw);
        bindBlob(insert, 7, group.weights);
        bindBlob(insert, 8, group.confidence);
        insert.exec();
        insert.reset();
    }
}

/// A query over one experiment from an epoch on.
SQLite::Statement fromEpoch(SQLite::Database& database, const std::string& sql, std::int64_t experiment, int from) {
    SQLite::Statement query(database, sql);
    query.bind(1, experiment);
    query.bind(2, from);
    return query;
}

/// Moves `at` to the record of this epoch; rows without one are left to the foreign key check. Both are in order.
EpochRecord* seek(std::vector<EpochRecord>& records, std::size_t& at, int epoch) {
    while (at < records.size() && records[at].epoch < epoch)
        ++at;
    return at < records.size() && records[at].epoch == epoch ? &records[at] : nullptr;
}

void readMetrics(SQLite::Database& database, std::int64_t experiment, int from, std::vector<EpochRecord>& records) {
    SQLite::Statement query = fromEpoch(database,
                                        "SELECT epoch, name, value FROM metrics WHERE experiment = ? AND epoch >= ? "
                                        "ORDER BY epoch, position",
                                        experiment, from);
    for (std::size_t at = 0; query.executeStep();)
        if (EpochRecord* record = seek(records, at, query.getColumn(0).getInt())) {
            const SQLite::Column value = query.getColumn(2);
            record->metrics.emplace_back(query.getColumn(1).getString(),
                                         value.isText() ? std::numeric_limits<double>::quiet_NaN() : value.getDouble());
        }
}

void readGroups(SQLite::Database& database, std::int64_t experiment, int from, std::vector<EpochRecord>& records) {
    SQLite::Statement query = fromEpoch(database,
                                        "SELECT epoch, name, ifnull(texts.text, ''), raw, weights, confidence "
                                        "FROM alpha_groups AS a LEFT JOIN texts ON texts.id = a.labels "
                                        "WHERE a.experiment = ? AND epoch >= ? ORDER BY epoch, position",
                                        experiment, from);
    for (std::size_t at = 0; query.executeStep();)
        if (EpochRecord* record = seek(records, at, query.getColumn(0).getInt()))
            record->groups.push_back({query.getColumn(1).getString(), query.getColumn(2).getString(),
                                      query.getColumn(3).getString(), query.getColumn(4).getString(),
                                      query.getColumn(5).getString()});
}

std::uint32_t checksumOf(std::int64_t experiment, const RunEvent& event) {
    return Checksum()
        .add(experiment)
        .add(std::int64_t(event.epoch))
        .add(std::int64_t(event.step))
        .add(name(event.kind))
        .add(event.text)
        .value();
}

std::uint32_t checksumOf(std::int64_t experiment, const KeptGenotype& kept) {
    return Checksum()
        .add(experiment)
        .add(kept.name)
        .add(std::int64_t(kept.epoch))
        .add(kept.genotype)
        .add(kept.parse)
        .value();
}

std::uint32_t checksumOf(std::int64_t experiment, const CheckpointBlob& checkpoint) {
    return Checksum()
        .add(experiment)
        .add(std::int64_t(checkpoint.epoch))
        .add(std::int64_t(checkpoint.step))
        .add(checkpoint.payload)
        .value();
}

/// Calls visit(checkpoint, intact) from the newest to the oldest until it returns false.
template <typename Visit>
void visitCheckpoints(SQLite::Database& database, std::int64_t experiment, const Visit& visit) {
    SQLite::Statement query(
        database, "SELECT epoch, step, length, crc, payload FROM checkpoints WHERE experiment = ? ORDER BY id DESC");
    query.bind(1, experiment);
    while (query.executeStep()) {
        CheckpointBlob checkpoint{query.getColumn(0).getInt(), query.getColumn(1).getInt(),
                                  query.getColumn(4).getString()};
        const bool intact = query.getColumn(2).getInt64() == std::int64_t(checkpoint.payload.size()) &&
                            query.getColumn(3).getInt64() == checksumOf(experiment, checkpoint);
        if (!visit(std::move(checkpoint), intact)) return;
    }
}

std::uint32_t checksumOf(std::int64_t experiment, const StoredWeights& weights) {
    return Checksum().add(experiment).add(weights.kind).add(std::int64_t(weights.epoch)).add(weights.safetensors).value();
}

std::string describe(const CheckpointBlob& checkpoint) {
    return "the checkpoint of epoch " + std::to_string(checkpoint.epoch) + ", step " + std::to_string(checkpoint.step);
}

} // namespace

std::string joined(const Damage& damage) {
    std::string text;
    for (const std::string& item : damage)
        text += (text.empty() ? "" : "; ") + item;
    return text;
}

void insertEpoch(SQLite::Database& database, std::int64_t experiment, const EpochRecord& record) {
    SQLite::Statement remove =
        fromEpoch(database, "DELETE FROM epochs WHERE experiment = ? AND epoch >= ?", experiment, record.epoch);
    remove.exec();
    SQLite::Statement insert(database,
                             "INSERT INTO epochs (experiment, epoch, extra, genotype, crc) VALUES (?, ?, ?, ?, ?)");
    insert.bind(1, experiment);
    insert.bind(2, record.epoch);
    insert.bind(3, record.extra);
    insert.bind(4, textId(database, experiment, record.genotype));
    insert.bind(5, std::int64_t(record.checksum(experiment)));
    insert.exec();
    insertMetrics(database, experiment, record);
    insertGroups(database, experiment, record);
}

std::vector<EpochRecord> readEpochs(SQLite::Database& database, std::int64_t experiment, int from, Damage& damage) {
    std::vector<EpochRecord> records;
    std::vector<std::int64_t> sums;
    SQLite::Statement query = fromEpoch(database,
                                        "SELECT epoch, extra, ifnull(texts.text, ''), crc FROM epochs AS e "
                                        "LEFT JOIN texts ON texts.id = e.genotype "
                                        "WHERE e.experiment = ? AND epoch >= ? ORDER BY epoch",
                                        experiment, from);
    while (query.executeStep()) {
        records.push_back(
            {query.getColumn(0).getInt(), query.getColumn(1).getString(), query.getColumn(2).getString(), {}, {}});
        sums.push_back(query.getColumn(3).getInt64());
    }
    readMetrics(database, experiment, from, records);
    readGroups(database, experiment, from, records);
    std::vector<EpochRecord> intact;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i].checksum(experiment) == sums[i])
            intact.push_back(std::move(records[i]));
        else
            damage.push_back(wrongChecksum("epoch " + std::to_string(records[i].epoch)));
    }
    return intact;
}

void insertEvent(SQLite::Database& database, std::int64_t experiment, const RunEvent& event) {
    SQLite::Statement insert(database,
                             "INSERT INTO events (experiment, epoch, step, kind, text, crc) VALUES (?, ?, ?, ?, ?, ?)");
    insert.bind(1, experiment);
    insert.bind(2, event.epoch);
    insert.bind(3, event.step);
    insert.bind(4, name(event.kind));
    insert.bind(5, event.text);
    insert.bind(6, std::int64_t(checksumOf(experiment, event)));
    insert.exec();
}

std::vector<RunEvent> readEvents(SQLite::Database& database, std::int64_t experiment, Damage& damage) {
    SQLite::Statement query(database,
                            "SELECT epoch, step, kind, text, crc, id FROM events WHERE experiment = ? ORDER BY id");
    query.bind(1, experiment);
    std::vector<RunEvent> events;
    while (query.executeStep()) {
        const std::string id = query.getColumn(5).getString();
        try {
            RunEvent event{runEventKind(query.getColumn(2).getString()), query.getColumn(0).getInt(),
                           query.getColumn(1).getInt(), query.getColumn(3).getString()};
            if (checksumOf(experiment, event) == query.getColumn(4).getInt64())
                events.push_back(std::move(event));
            else
                damage.push_back(wrongChecksum("event " + id));
        } catch (const EngineError& error) {
            damage.push_back("event " + id + " is damaged: " + error.what());
        }
    }
    return events;
}

std::int64_t insertKeptGenotype(SQLite::Database& database, std::int64_t experiment, const KeptGenotype& kept) {
    SQLite::Statement insert(
        database,
        "INSERT INTO kept_genotypes (experiment, name, epoch, genotype, parse, crc, id) VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, experiment);
    insert.bind(2, kept.name);
    insert.bind(3, kept.epoch);
    insert.bind(4, kept.genotype);
    insert.bind(5, kept.parse);
    insert.bind(6, std::int64_t(checksumOf(experiment, kept)));
    if (kept.id != 0) insert.bind(7, kept.id); // left out it is NULL, and SQLite chooses
    insert.exec();
    return database.getLastInsertRowid();
}

std::vector<KeptGenotype> readKeptGenotypes(SQLite::Database& database, std::int64_t experiment, Damage& damage) {
    SQLite::Statement query(
        database, "SELECT id, name, epoch, genotype, parse, crc FROM kept_genotypes WHERE experiment = ? ORDER BY id");
    query.bind(1, experiment);
    std::vector<KeptGenotype> all;
    while (query.executeStep()) {
        KeptGenotype kept{query.getColumn(0).getInt64(), query.getColumn(1).getString(), query.getColumn(2).getInt(),
                          query.getColumn(3).getString(), query.getColumn(4).getString()};
        if (checksumOf(experiment, kept) == query.getColumn(5).getInt64())
            all.push_back(std::move(kept));
        else
            damage.push_back(wrongChecksum("the kept genotype '" + kept.name + "'"));
    }
    return all;
}

void insertCheckpoint(SQLite::Database& database, std::int64_t experiment, const CheckpointBlob& checkpoint) {
    if (checkpoint.payload.size() > kMaxCheckpointBytes)
        throw EngineError(
            ErrorCode::Project,
            "a checkpoint of " + std::to_string(checkpoint.payload.size() / 1'000'000) +
                " MB does not fit into a project (largest: " + std::to_string(kMaxCheckpointBytes / 1'000'000) + " MB)",
            "Use a smaller network.");
    SQLite::Statement remove(database, "DELETE FROM checkpoints WHERE experiment = ?1 AND id < (SELECT max(id) FROM "
                                       "checkpoints WHERE experiment = ?1)");
    remove.bind(1, experiment);
    remove.exec();
    SQLite::Statement insert(
        database, "INSERT INTO checkpoints (experiment, epoch, step, length, crc, payload) VALUES (?, ?, ?, ?, ?, ?)");
    insert.bind(1, experiment);
    insert.bind(2, checkpoint.epoch);
    insert.bind(3, checkpoint.step);
    insert.bind(4, std::int64_t(checkpoint.payload.size()));
    insert.bind(5, std::int64_t(checksumOf(experiment, checkpoint)));
    bindBlob(insert, 6, checkpoint.payload);
    insert.exec();
}

std::optional<CheckpointBlob> readCheckpoint(SQLite::Database& database, std::int64_t experiment, Damage& damage) {
    std::optional<CheckpointBlob> found;
    visitCheckpoints(database, experiment, [&](CheckpointBlob&& checkpoint, bool intact) {
        if (intact)
            found = std::move(checkpoint);
        else
            damage.push_back(wrongChecksum(describe(checkpoint)));
        return !intact;
    });
    return found;
}

void insertWeights(SQLite::Database& database, std::int64_t experiment, const StoredWeights& weights) {
    if (weights.safetensors.size() > kMaxCheckpointBytes)
        throw EngineError(ErrorCode::Project,
                          "weights of " + std::to_string(weights.safetensors.size() / 1'000'000) +
                              " MB do not fit into a project (largest: " + std::to_string(kMaxCheckpointBytes / 1'000'000) + " MB)",
                          "Use a smaller network.");
    SQLite::Statement insert(
        database, "INSERT OR REPLACE INTO weights (experiment, kind, epoch, length, crc, payload) VALUES (?, ?, ?, ?, ?, ?)");
    insert.bind(1, experiment);
    insert.bind(2, weights.kind);
    insert.bind(3, weights.epoch);
    insert.bind(4, std::int64_t(weights.safetensors.size()));
    insert.bind(5, std::int64_t(checksumOf(experiment, weights)));
    bindBlob(insert, 6, weights.safetensors);
    insert.exec();
}

std::optional<StoredWeights> readWeights(SQLite::Database& database, std::int64_t experiment, const std::string& kind,
                                         Damage& damage) {
    if (!database.tableExists("weights")) return std::nullopt; // a file of version 1
    SQLite::Statement query(database, "SELECT epoch, payload, crc FROM weights WHERE experiment = ? AND kind = ?");
    query.bind(1, experiment);
    query.bind(2, kind);
    if (!query.executeStep()) return std::nullopt;
    StoredWeights weights{kind, query.getColumn(0).getInt(), query.getColumn(1).getString()};
    if (checksumOf(experiment, weights) == query.getColumn(2).getInt64()) return weights;
    damage.push_back("the " + kind + " weights are damaged (wrong checksum)");
    return std::nullopt;
}

int checkCheckpoints(SQLite::Database& database, std::int64_t experiment, Damage& damage) {
    int count = 0;
    visitCheckpoints(database, experiment, [&](CheckpointBlob&& checkpoint, bool intact) {
        ++count;
        if (!intact) damage.push_back(wrongChecksum(describe(checkpoint)));
        return true;
    });
    return count;
}

} // namespace dnas
