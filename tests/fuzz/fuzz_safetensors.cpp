#include "engine/interop/safetensors.h"
#include "tests/fuzz/fuzzing.h"

#include <cstring>
#include <vector>

/// Every byte that an entry claims is read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dnas;
    return fuzz::expectValueOrError([&] {
        std::vector<std::byte> bytes(size);
        if (size > 0) std::memcpy(bytes.data(), data, size);
        const SafetensorsFile file = SafetensorsFile::parse(std::move(bytes), "input");
        unsigned sum = 0;
        for (const std::string& name : file.names()) {
            const TensorEntry& entry = file.at(name);
            for (std::size_t i = 0; i < entry.size; ++i) sum += static_cast<unsigned>(entry.data[i]);
        }
        volatile unsigned used = sum;
        (void)used;
    });
}
