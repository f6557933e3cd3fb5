#include "engine/api/log_import.h"
#include "tests/fuzz/fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return dnas::fuzz::expectValueOrError([&] { dnas::importLog(dnas::fuzz::textOf(data, size), "log"); });
}
