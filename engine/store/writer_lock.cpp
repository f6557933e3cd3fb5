#include "engine/store/writer_lock.h"

#include "engine/api/error.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace dnas {

namespace {

// hasWriter() holds a shared lock for an instant; a writer that meets it tries again for this long.
constexpr int kAttempts = 25;
constexpr std::chrono::milliseconds kPause(10);

/// Two names of one project share one lock.
std::string lockPath(const std::string& projectPath) {
    std::error_code error;
    const std::filesystem::path canonical = std::filesystem::weakly_canonical(projectPath, error);
    return (error ? projectPath : canonical.string()) + "-lock";
}

/// False when the holder before us removed the file between our open and our lock.
bool isStillNamed(int descriptor, const std::string& path) {
    struct stat held, named;
    return fstat(descriptor, &held) == 0 && stat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
           held.st_dev == named.st_dev;
}

[[noreturn]] void fail(const std::string& projectPath, int code) {
    if (code == EWOULDBLOCK)
        throw EngineError(ErrorCode::Project, projectPath + " is open in another program; it can be opened read-only",
                          "Close it there to write to it.");
    if (code == ENOENT)
        throw EngineError(ErrorCode::Project, projectPath + ": its folder does not exist",
                          "Make the folder, or choose another place.");
    const bool readOnly = code == EACCES || code == EROFS || code == EPERM;
    throw EngineError(ErrorCode::Project,
                      projectPath +
                          (readOnly ? ": its folder is read-only" : ": its folder cannot hold the lock file") + " (" +
                          std::strerror(code) + ")",
                      "Copy the project to a folder that you may write to, or open it read-only.");
}

} // namespace

WriterLock::WriterLock(const std::string& projectPath) : m_path(lockPath(projectPath)) {
    for (int attempt = 0;; ++attempt) {
        m_descriptor = open(m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (m_descriptor < 0) fail(projectPath, errno);
        if (flock(m_descriptor, LOCK_EX | LOCK_NB) == 0) {
            if (isStillNamed(m_descriptor, m_path)) return;
            errno = EWOULDBLOCK;
        }
        const int code = errno;
        close(m_descriptor);
        if (code != EWOULDBLOCK || attempt == kAttempts) fail(projectPath, code);
        std::this_thread::sleep_for(kPause);
    }
}

WriterLock::~WriterLock() {
    unlink(m_path.c_str()); // while the lock is held: see isStillNamed
    close(m_descriptor);
}

bool hasWriter(const std::string& projectPath) {
    const int descriptor = open(lockPath(projectPath).c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool held = flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(descriptor);
    return held;
}

} // namespace dnas
