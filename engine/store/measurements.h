// The table of what was measured of experiments after their runs. Place and rules: as tables.h.
#pragma once

#include "engine/store/tables.h"

namespace dnas {

/// In place of the experiment's measurement of the same name.
void insertMeasurement(SQLite::Database& database, std::int64_t experiment, const Measurement& measurement);
/// By name. Files of before version 3 have none.
std::vector<Measurement> readMeasurements(SQLite::Database& database, std::int64_t experiment, Damage& damage);

} // namespace dnas
