#include "engine/store/measurements.h"

#include "engine/store/checksum.h"

#include <SQLiteCpp/Statement.h>

#include <cmath>

namespace dnas {

namespace {

std::uint32_t checksumOf(std::int64_t experiment, const Measurement& m) {
    return Checksum()
        .add(experiment)
        .add(m.name)
        .add(m.value)
        .add(m.low)
        .add(m.high)
        .add(m.conditions)
        .add(m.machine)
        .add(m.measured)
        .value();
}

/// NULL stands for NaN, which SQLite cannot hold.
void bindNumber(SQLite::Statement& statement, int index, double value) {
    if (std::isnan(value))
        statement.bind(index);
    else
        statement.bind(index, value);
}

double numberAt(SQLite::Statement& query, int column) {
    const SQLite::Column value = query.getColumn(column);
    return value.isNull() ? std::numeric_limits<double>::quiet_NaN() : value.getDouble();
}

} // namespace

void insertMeasurement(SQLite::Database& database, std::int64_t experiment, const Measurement& m) {
    SQLite::Statement insert(database, "INSERT OR REPLACE INTO measurements (experiment, name, value, low, high, "
                                       "conditions, machine, measured, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, experiment);
    insert.bind(2, m.name);
    bindNumber(insert, 3, m.value);
    bindNumber(insert, 4, m.low);
    bindNumber(insert, 5, m.high);
    insert.bind(6, m.conditions);
    insert.bind(7, m.machine);
    insert.bind(8, m.measured);
    insert.bind(9, std::int64_t(checksumOf(experiment, m)));
    insert.exec();
}

std::vector<Measurement> readMeasurements(SQLite::Database& database, std::int64_t experiment, Damage& damage) {
    std::vector<Measurement> all;
    if (!database.tableExists("measurements")) return all;
    SQLite::Statement query(database, "SELECT name, value, low, high, conditions, machine, measured, crc "
                                      "FROM measurements WHERE experiment = ? ORDER BY name");
    query.bind(1, experiment);
    while (query.executeStep()) {
        Measurement m{query.getColumn(0).getString(), numberAt(query, 1), numberAt(query, 2), numberAt(query, 3),
                      query.getColumn(4).getString(), query.getColumn(5).getString(), query.getColumn(6).getString()};
        if (checksumOf(experiment, m) == query.getColumn(7).getInt64())
            all.push_back(std::move(m));
        else
            damage.push_back("the measurement '" + m.name + "' is damaged (wrong checksum)");
    }
    return all;
}

} // namespace dnas
