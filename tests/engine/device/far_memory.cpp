#include "tests/engine/device/far_memory.h"

#include "tests/engine/device/far_device.h"

#include <torch/version.h>

#include <sys/mman.h>

#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace dnas::test {

namespace {

constexpr std::size_t kReserved = std::size_t{4} << 30; // addresses only; pages come when they are written
constexpr std::size_t kGrain = 64;

/// Blocks of rounded sizes out of one region, kept for reuse.
class Region {
  public:
    static Region& instance() {
        static Region* region = new Region; // tensors of statics may outlive everything
        return *region;
    }
    void* take(std::size_t bytes) {
        const std::lock_guard<std::recursive_mutex> lock(m_mutex);
        const std::size_t size = (bytes + kGrain - 1) / kGrain * kGrain;
        std::vector<void*>& kept = m_free[size];
        if (!kept.empty()) {
            void* block = kept.back();
            kept.pop_back();
            return block;
        }
        if (m_used + size > kReserved) throw std::bad_alloc();
        char* block = m_base + m_used;
        m_used += size;
        if (m_open > 0) protect(PROT_READ | PROT_WRITE);
        m_sizes[block] = size;
        return block;
    }
    void give(void* block) {
        const std::lock_guard<std::recursive_mutex> lock(m_mutex);
        m_free[m_sizes.at(block)].push_back(block);
    }
    void open() {
        m_mutex.lock();
        if (m_open++ == 0) protect(PROT_READ | PROT_WRITE);
    }
    void close() {
        if (--m_open == 0) protect(PROT_NONE);
        m_mutex.unlock();
    }

  private:
    Region() : m_base(static_cast<char*>(mmap(nullptr, kReserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))) {}
    void protect(int access) {
        if (m_used > 0) mprotect(m_base, m_used, access);
    }

    std::recursive_mutex m_mutex;
    char* m_base;
    std::size_t m_used = 0;
    int m_open = 0;
    std::map<std::size_t, std::vector<void*>> m_free;
    std::map<void*, std::size_t> m_sizes;
};

void release(void* block) {
    if (block) Region::instance().give(block);
}

class FarAllocator final : public c10::Allocator {
  public:
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3)
    c10::DataPtr allocate(std::size_t bytes) override { return make(bytes); }
    void copy_data(void* target, const void* from, std::size_t count) const override {
        const FarMemoryOpen open;
        std::memcpy(target, from, count);
    }
#else
    c10::DataPtr allocate(std::size_t bytes) const override { return make(bytes); }
#endif
    c10::DeleterFnPtr raw_deleter() const override { return &release; }

  private:
    static c10::DataPtr make(std::size_t bytes) {
        void* block = bytes > 0 ? Region::instance().take(bytes) : nullptr;
        return {block, block, &release, farDevice()};
    }
};

} // namespace

c10::Allocator* farAllocator() {
    static FarAllocator allocator;
    return &allocator;
}

FarMemoryOpen::FarMemoryOpen() { Region::instance().open(); }
FarMemoryOpen::~FarMemoryOpen() { Region::instance().close(); }

} // namespace dnas::test
