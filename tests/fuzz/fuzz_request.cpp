#include "engine/api/request.h"
#include "tests/fuzz/fuzzing.h"

#include <cstdlib>

/// A request that parses is written as the canonical text that gives it again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dnas;
    return fuzz::expectValueOrError([&] {
        const std::string text = requestText(parseRequest(fuzz::textOf(data, size)));
        if (requestText(parseRequest(text)) != text) std::abort();
    });
}
