// Memory of the process: its peak, and giving back what a run took.
// Why: the allocator keeps all freed memory for the next step (process_setup.h). A studio that ran one large search would
// hold its memory for good, and every later peak would be that one's.
// Thread rule: any thread.
#pragma once

namespace dnas {

/// Peak resident memory of this process, MB (10^6 bytes): since its start, or since the last MemoryOfRun where the system
/// can restart the count (Linux).
double peakMemoryMb();

/// From its construction on the peak counts anew; what was freed before it and within it goes back to the system.
class MemoryOfRun {
  public:
    MemoryOfRun();
    ~MemoryOfRun();
    MemoryOfRun(const MemoryOfRun&) = delete;
    MemoryOfRun& operator=(const MemoryOfRun&) = delete;
};

} // namespace dnas
