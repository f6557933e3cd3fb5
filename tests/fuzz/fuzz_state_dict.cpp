#include "engine/interop/weight_file.h"
#include "tests/fuzz/fuzzing.h"

/// As a file (safetensors or a zip of a state dict) and, so that mutations reach it without a checksum, as the bare pickle.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dnas;
    const std::string path = fuzz::folder().write("weights.pth", std::string(fuzz::textOf(data, size)));
    fuzz::expectValueOrError([&] { WeightFile::open(path); });
    return fuzz::expectValueOrError([&] { readStateDictPickle(reinterpret_cast<const std::byte*>(data), size, path); });
}
