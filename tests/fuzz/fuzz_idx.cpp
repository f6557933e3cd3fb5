#include "engine/data/readers.h"
#include "tests/fuzz/fuzzing.h"

/// The first byte says how the rest is divided between images and labels; both parts of the set read the same files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dnas;
    if (size < 2) return 0;
    const std::string rest(fuzz::textOf(data + 1, size - 1));
    const std::size_t images = rest.size() * data[0] / 255;
    const test::TemporaryFolder& folder = fuzz::folder();
    folder.write("train-images-idx3-ubyte", rest.substr(0, images));
    folder.write("train-labels-idx1-ubyte", rest.substr(images));
    return fuzz::expectValueOrError([&] { readIdx(folder.string()); });
}
