// The lock file beside a project (`<project>-lock`): at most one program writes. The kernel releases the lock when its
// holder dies in whatever way, so a stale file means nothing.
// Place: held by the writing connection; asked by readers, to tell a running experiment from an interrupted one.
// Thread rule: any thread.
// The project file itself is never opened here: closing any descriptor of it would drop SQLite's own (POSIX) locks.
#pragma once

#include <string>

namespace dnas {

class WriterLock {
  public:
    /// Throws EngineError(Project): another program (or another Project of this one) holds it, or the file cannot be
    /// made.
    explicit WriterLock(const std::string& projectPath);
    ~WriterLock(); ///< removes the file and releases the lock
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;

  private:
    std::string m_path;
    int m_descriptor = -1;
};

/// Whether somebody, this program included, has the project open for writing.
bool hasWriter(const std::string& projectPath);

} // namespace dnas
