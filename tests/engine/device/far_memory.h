// Memory that can be read and written only while a FarMemoryOpen exists. Thread rule: any thread; one is open at a time.
#pragma once

#include <c10/core/Allocator.h>

namespace dnas::test {

c10::Allocator* farAllocator();

class FarMemoryOpen {
  public:
    FarMemoryOpen();
    ~FarMemoryOpen();
    FarMemoryOpen(const FarMemoryOpen&) = delete;
    FarMemoryOpen& operator=(const FarMemoryOpen&) = delete;
};

} // namespace dnas::test
