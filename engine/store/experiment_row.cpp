#include "engine/store/experiment_row.h"

#include "engine/api/error.h"
#include "engine/store/checksum.h"

#include <SQLiteCpp/Statement.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdlib>

namespace dnas {

namespace {

using Json = nlohmann::json;

struct TextField {
    const char* column;
    std::string ExperimentRow::*field;
};
constexpr std::array<TextField, 13> kTexts = {{{"name", &ExperimentRow::name},
                                               {"request", &ExperimentRow::request},
                                               {"hash", &ExperimentRow::hash},
                                               {"method", &ExperimentRow::method},
                                               {"data", &ExperimentRow::data},
                                               {"seed", &ExperimentRow::seed},
                                               {"status", &ExperimentRow::status},
                                               {"message", &ExperimentRow::message},
                                               {"created", &ExperimentRow::created},
                                               {"versions", &ExperimentRow::versions},
                                               {"environment", &ExperimentRow::environment},
                                               {"notes", &ExperimentRow::notes},
                                               {"tags", &ExperimentRow::tags}}};

constexpr int kPlannedColumn = int(kTexts.size()), kBinColumn = kPlannedColumn + 1, kCrcColumn = kPlannedColumn + 2,
              kParentColumn = kPlannedColumn + 3;

/// "name, request, ..., epochs_planned, in_bin, crc, parent", each followed by `suffix`.
std::string columns(const std::string& suffix = {}) {
    std::string list;
    for (const TextField& text : kTexts)
        list += text.column + suffix + ", ";
    return list + "epochs_planned" + suffix + ", in_bin" + suffix + ", crc" + suffix + ", parent" + suffix;
}

/// Files of version 1, opened for reading, have no parents.
bool hasParents(SQLite::Database& database) {
    return database.execAndGet("PRAGMA user_version").getInt() >= 2;
}

std::uint32_t checksumOf(const ExperimentRow& row) {
    Checksum sum;
    for (const TextField& text : kTexts)
        sum.add(row.*text.field);
    sum.add(row.epochsPlanned).add(row.inBin);
    if (row.parent != 0) sum.add(row.parent); // records of version 1 have none
    return sum.value();
}

void bindRow(SQLite::Statement& statement, const ExperimentRow& row) {
    int index = 0;
    for (const TextField& text : kTexts)
        statement.bind(++index, row.*text.field);
    statement.bind(kPlannedColumn + 1, row.epochsPlanned);
    statement.bind(kBinColumn + 1, row.inBin);
    const std::uint32_t sum = checksumOf(row);
    statement.bind(kCrcColumn + 1, std::int64_t(row.intact ? sum : ~sum));
    statement.bind(kParentColumn + 1, row.parent);
}

/// Damaged words become the default: the caller sees by the checksum that something is wrong.
ExperimentStatus statusOf(const std::string& word) {
    try {
        return experimentStatus(word);
    } catch (const EngineError&) {
        return ExperimentStatus::Failed;
    }
}

std::vector<std::string> tagsOf(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    std::vector<std::string> tags;
    if (json.is_array())
        for (const Json& tag : json)
            if (tag.is_string()) tags.push_back(tag.get<std::string>());
    return tags;
}

} // namespace

std::optional<ExperimentRow> readExperimentRow(SQLite::Database& database, std::int64_t id) {
    std::string wanted = columns();
    if (!hasParents(database)) wanted.replace(wanted.rfind("parent"), std::string::npos, "0");
    SQLite::Statement query(database, "SELECT " + wanted + " FROM experiments WHERE id = ?");
    query.bind(1, id);
    if (!query.executeStep()) return std::nullopt;
    ExperimentRow row;
    row.id = id;
    int index = 0;
    for (const TextField& text : kTexts)
        row.*text.field = query.getColumn(index++).getString();
    row.epochsPlanned = query.getColumn(kPlannedColumn).getInt64();
    row.inBin = query.getColumn(kBinColumn).getInt64();
    row.parent = query.getColumn(kParentColumn).getInt64();
    row.intact = query.getColumn(kCrcColumn).getInt64() == checksumOf(row);
    return row;
}

std::int64_t insertExperimentRow(SQLite::Database& database, const ExperimentRow& row) {
    std::string marks = "?";
    for (int i = 0; i < kParentColumn; ++i)
        marks += ", ?";
    SQLite::Statement insert(database, "INSERT INTO experiments (" + columns() + ") VALUES (" + marks + ")");
    bindRow(insert, row);
    insert.exec();
    return database.getLastInsertRowid();
}

void updateExperimentRow(SQLite::Database& database, const ExperimentRow& row) {
    SQLite::Statement update(database, "UPDATE experiments SET " + columns(" = ?") + " WHERE id = ?");
    bindRow(update, row);
    update.bind(kParentColumn + 2, row.id);
    update.exec();
}

ExperimentSummary summaryOf(const ExperimentRow& row) {
    ExperimentSummary summary;
    summary.id = row.id;
    summary.name = row.name;
    summary.method = row.method;
    summary.data = row.data;
    summary.status = statusOf(row.status);
    summary.seed = std::strtoull(row.seed.c_str(), nullptr, 10);
    summary.epochsPlanned = int(row.epochsPlanned);
    summary.created = row.created;
    summary.message = row.message;
    summary.notes = row.notes;
    summary.tags = tagsOf(row.tags);
    summary.inBin = row.inBin != 0;
    summary.parent = row.parent;
    if (!row.intact) {
        summary.damaged = true;
        summary.damage = "its record is damaged (wrong checksum)";
    }
    return summary;
}

std::string tagsText(const std::vector<std::string>& tags) {
    return Json(tags).dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace dnas
