#include "engine/core/memory.h"

#include <sys/resource.h>

#include <fstream>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace dnas {

namespace {

void giveBack() {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

} // namespace

double peakMemoryMb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) * 1024.0 / 1e6;
}

MemoryOfRun::MemoryOfRun() {
    giveBack();
#ifdef __linux__
    std::ofstream("/proc/self/clear_refs") << "5"; // the peak becomes what is resident now
#endif
}

MemoryOfRun::~MemoryOfRun() {
    giveBack();
}

} // namespace dnas
