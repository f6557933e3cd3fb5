#include "engine/core/process_setup.h"

#include "engine/api/session.h"

#include <climits>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif
#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace dnas {

namespace {
/// Rounds that a compute thread spins before it sleeps: some ten microseconds.
const char* const kSpinCount = "20000";
} // namespace

void setupAllocator() {
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
#endif
}

void setupEnvironment() {
#ifdef __linux__
    const bool waiting = std::getenv("OMP_WAIT_POLICY") || std::getenv("GOMP_SPINCOUNT"), pages = std::getenv("GLIBC_TUNABLES");
    if (waiting && pages) return;
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    if (bytes.empty()) return;
    std::vector<char*> arguments;
    for (std::size_t at = 0; at < bytes.size(); at = bytes.find('\0', at) + 1) arguments.push_back(&bytes[at]);
    arguments.push_back(nullptr);
    // "exe" is the program itself even when it was started through PATH or moved meanwhile.
    char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = '\0';
    if (!waiting) setenv("GOMP_SPINCOUNT", kSpinCount, 1);
    if (!pages) setenv("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1", 1);
    execv(path, arguments.data()); // returns only on failure: then this process goes on, spinning
#endif
}

void yieldToWindow() {
#ifdef __linux__
    // On Linux niceness belongs to a thread and is inherited: libgomp's threads, started by this one, get it too.
    constexpr int kNiceness = 10;
    setpriority(PRIO_PROCESS, 0, kNiceness);
#endif
}

void prepareProcess() {
    setupEnvironment();
    setupAllocator();
}

} // namespace dnas
