// Siamese requests small enough for a test, on the quarters of memory_sink.h.
#pragma once

#include "tests/engine/search/memory_sink.h"

#include <map>
#include <string>

namespace dnas::test {

struct WeightSink final : MemorySink {
    void storeWeights(const StoredWeights& stored) override { weights[stored.kind] = stored; }
    std::map<std::string, StoredWeights> weights;
};

inline Request smallSiamese(const char* framework = "simsiam", int epochs = 2) {
    Request request = makeRequest(std::string("nasiam-") + framework, Preset::Quick);
    SiameseSpec& spec = *request.siamese;
    spec.width = 4;
    spec.encoderLayers = 2;
    spec.predictorLayers = 2;
    spec.hidden = 0;
    spec.output = 8;
    spec.predictorWidth = 6;
    spec.queue = 20;
    spec.neighbours = 3;
    request.recipe.epochs = epochs;
    request.recipe.batch = 8;
    request.task.subset = 0;
    request.task.data = "quarters";
    request.resources.threads = 1;
    return request;
}

inline const char* const kFrameworks[] = {"simsiam", "simclr", "moco", "byol"};

} // namespace dnas::test
