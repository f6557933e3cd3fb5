// The tables of a project file and how older files become new ones.
// Place: applied by database.h when a project is opened for writing.
// Thread rule: uses the connection of the caller.
#pragma once

#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace dnas {

constexpr int kApplicationId = 0x444e4153; ///< "DNAS"

/// Statements that turn a file of version i into one of version i + 1; entry 0 makes the tables of an empty file.
/// Released entries never change: a new version appends one.
const std::vector<std::string>& migrations();

/// The version that this program writes.
inline int schemaVersion() {
    return int(migrations().size());
}

/// Brings a file of `version` to steps.size(), in one transaction, and marks it as a project.
void migrate(SQLite::Database& database, int version, const std::vector<std::string>& steps = migrations());

} // namespace dnas
