#include "engine/api/project.h"
#include "tests/fuzz/fuzzing.h"

/// A project file from anywhere: listed, checked, and every experiment read. The input is a whole SQLite file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dnas;
    const std::string path = fuzz::folder().write("input.dnas", std::string(fuzz::textOf(data, size)));
    return fuzz::expectValueOrError([&] {
        const auto reader = ProjectReader::open(path);
        reader->check();
        for (const ExperimentSummary& summary : reader->experiments())
            fuzz::expectValueOrError([&] {
                reader->experiment(summary.id);
                reader->facts(summary.id); // measurements too
                reader->weights(summary.id, "best");
                reader->latestCheckpoint(summary.id);
            });
    });
}
