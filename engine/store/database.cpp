#include "engine/store/database.h"

#include "engine/api/error.h"
#include "engine/store/schema.h"

#include <sqlite3.h>

#include <cctype>
#include <cstdio>
#include <filesystem>

namespace dnas {

namespace {

namespace fs = std::filesystem;

constexpr int kBusyMilliseconds = 10'000;

[[noreturn]] void notAProject(const std::string& path, const std::string& what) {
    throw EngineError(ErrorCode::Project, path + " is no DNAS project: " + what,
                      "It was left as it is. Choose another file name.");
}

struct Explanation {
    const char* reason;
    const char* hint;
};

Explanation explain(int code) {
    switch (code) {
    case SQLITE_FULL:
        return {"the disk is full", "Nothing was changed. Free some space, then try again."};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return {"it or its folder is read-only", "Copy the project to a folder that you may write to."};
    case SQLITE_CANTOPEN:
        return {"the file or its log cannot be opened", "Check that you may read and write the folder."};
    case SQLITE_IOERR:
        return {"the disk reports an error", "Nothing was changed. Check the disk and its free space."};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {"the file is damaged", "`dnas check` names the experiments that are still whole."};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {"another program holds it", "Try again, or close the other program."};
    case SQLITE_TOOBIG:
        return {"a record is larger than a project can hold (1 GB)", "Use a smaller network."};
    case SQLITE_NOMEM:
        return {"there is no memory left", "Close other programs."};
    default:
        return {"SQLite refuses", "`dnas check` may tell more."};
    }
}

/// What a file says it is.
struct Identity {
    int application = 0, version = 0;
    bool hasTables = false;
    bool isProject() const { return application == kApplicationId && version > 0; }
    /// As SQLite leaves a file whose first transaction was cut off.
    bool isBlank() const { return application == 0 && version == 0 && !hasTables; }
};

Identity identify(SQLite::Database& database) {
    Identity identity;
    identity.hasTables = database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() > 0;
    identity.application = database.execAndGet("PRAGMA application_id").getInt();
    identity.version = database.execAndGet("PRAGMA user_version").getInt();
    return identity;
}

/// Letters, digits and slashes as they are, everything else in percent code: no path can smuggle in a parameter.
std::string immutableUri(const std::string& path) {
    std::string uri = "file:";
    for (unsigned char c : fs::absolute(path).string()) {
        char code[4];
        std::snprintf(code, sizeof code, "%%%02X", c);
        uri += std::isalnum(c) || c == '/' ? std::string(1, char(c)) : code;
    }
    return uri + "?immutable=1";
}

std::unique_ptr<SQLite::Database> connect(const std::string& name, int flags) {
    auto database = std::make_unique<SQLite::Database>(name, flags, kBusyMilliseconds);
    sqlite3_db_config(database->getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    if (flags & SQLite::OPEN_READONLY) {
        sqlite3_db_config(database->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        database->exec("PRAGMA wal_autocheckpoint = 0");
    }
    return database;
}

void requireFile(const std::string& path) {
    std::error_code error;
    if (!fs::exists(path, error))
        throw EngineError(ErrorCode::Project, path + ": no such file", "Check the name, or make a new project.");
    if (!fs::is_regular_file(path, error)) notAProject(path, "it is no file");
}

/// Opens read-only and identifies. A clean file in a read-only folder cannot have its log's index made: such a file has
/// no log either, so it can be read as one that nobody changes.
std::pair<std::unique_ptr<SQLite::Database>, Identity> openAndIdentify(const std::string& path) {
    try {
        auto database = connect(path, SQLite::OPEN_READONLY);
        const Identity identity = identify(*database);
        return {std::move(database), identity};
    } catch (const SQLite::Exception& error) {
        if (error.getErrorCode() == SQLITE_NOTADB) notAProject(path, "it is another kind of file");
        std::error_code ignored;
        const bool logIsEmpty = !fs::exists(path + "-wal", ignored) || fs::file_size(path + "-wal", ignored) == 0;
        const bool logIsTheReason = error.getErrorCode() == SQLITE_CANTOPEN || error.getErrorCode() == SQLITE_READONLY;
        if (!logIsTheReason || !logIsEmpty) throwProjectError(path, "opened", error);
    }
    return guarded(path, "opened", [&] {
        auto database = connect(immutableUri(path), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
        const Identity identity = identify(*database);
        return std::pair(std::move(database), identity);
    });
}

} // namespace

bool meansDamage(const SQLite::Exception& error) {
    return error.getErrorCode() == SQLITE_CORRUPT || error.getErrorCode() == SQLITE_NOTADB;
}

void throwProjectError(const std::string& path, const std::string& doing, const SQLite::Exception& error) {
    const Explanation words = explain(error.getErrorCode());
    throw EngineError(ErrorCode::Project,
                      path + " cannot be " + doing + ": " + words.reason + " (" + error.what() + ")", words.hint);
}

OpenedDatabase openForReading(const std::string& path) {
    requireFile(path);
    auto [database, identity] = openAndIdentify(path);
    if (!identity.isProject())
        notAProject(path, identity.isBlank() ? "it is empty" : "it is a database of another program");
    return {std::move(database), identity.version};
}

OpenedDatabase openForWriting(const std::string& path) {
    std::error_code error;
    Identity identity;
    if (fs::exists(path, error)) { // looked at through a read-only connection first: a foreign file stays untouched
        requireFile(path);
        identity = openAndIdentify(path).second;
        if (!identity.isProject() && !identity.isBlank()) notAProject(path, "it is a database of another program");
        if (identity.version > schemaVersion())
            throw EngineError(ErrorCode::Project,
                              path + " was made by a newer version of this program (format " +
                                  std::to_string(identity.version) + ", known is up to " +
                                  std::to_string(schemaVersion()) + ")",
                              "Update this program to write to it; it can be opened read-only.");
    }
    return guarded(path, "opened for writing", [&] {
        auto database = connect(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        if (sqlite3_db_readonly(database->getHandle(), "main") == 1)
            throw EngineError(ErrorCode::Project, path + " is read-only",
                              "Make the file writable, copy it, or open it read-only.");
        if (identity.isBlank()) database->exec("PRAGMA auto_vacuum = INCREMENTAL");
        const std::string mode = database->execAndGet("PRAGMA journal_mode = WAL").getString();
        if (mode != "wal")
            throw EngineError(ErrorCode::Project,
                              path + ": this file system cannot hold a write-ahead log (SQLite uses '" + mode + "')",
                              "Keep the project on a local disk.");
        database->exec("PRAGMA synchronous = NORMAL");
        database->exec("PRAGMA foreign_keys = ON");
        database->exec("PRAGMA journal_size_limit = 67108864");
        if (identity.version < schemaVersion()) migrate(*database, identity.version);
        return OpenedDatabase{std::move(database), schemaVersion()};
    });
}

} // namespace dnas
