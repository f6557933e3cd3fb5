// Connections to a project file, and SQLite's errors in words.
// Place: under project_reader.cpp and project_writer.cpp. The only place that knows pragmas and result codes.
// Thread rule: a connection is used by one thread at a time.
// Rules kept here: one connection writes and checkpoints the write-ahead log, all others are read-only and never
// checkpoint (SQLite up to 3.51.2 can corrupt a log that two connections reset at once); no memory mapping. A reader
// that is the last to close therefore leaves an empty log (-wal, -shm) behind, which the next writer removes.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>

#include <memory>
#include <string>

namespace dnas {

struct OpenedDatabase {
    std::unique_ptr<SQLite::Database> database;
    int version = 0; ///< of the file
};

/// Opens read-only, also in a folder where nothing may be written.
/// Throws EngineError(Project): missing, no project file, locked away.
OpenedDatabase openForReading(const std::string& path);

/// Opens for writing, making the file and bringing it to the current version. The caller holds the WriterLock.
/// Throws EngineError(Project): no project file (which is left untouched), newer version, not writable.
OpenedDatabase openForWriting(const std::string& path);

/// Throws the EngineError(Project) that says what `error` means for the user. @param doing e.g. "write", "read"
[[noreturn]] void throwProjectError(const std::string& path, const std::string& doing, const SQLite::Exception& error);

/// Whether the error means that bytes of the file are wrong (and not that the disk is full or the file busy).
bool meansDamage(const SQLite::Exception& error);

/// Calls `action` and turns SQLite's exceptions into EngineError(Project).
template <typename Action>
auto guarded(const std::string& path, const std::string& doing, const Action& action) -> decltype(action()) {
    try {
        return action();
    } catch (const SQLite::Exception& error) {
        throwProjectError(path, doing, error);
    }
}

} // namespace dnas
