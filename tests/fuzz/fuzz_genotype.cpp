#include "engine/api/genotype_text.h"
#include "tests/fuzz/fuzzing.h"

#include <cstdlib>

/// What parses is written and parsed again to the same value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dnas;
    return fuzz::expectValueOrError([&] {
        const Genotype genotype = parseGenotype(fuzz::textOf(data, size));
        if (genotypeText(parseGenotype(genotypeText(genotype))) != genotypeText(genotype)) std::abort();
    });
}
