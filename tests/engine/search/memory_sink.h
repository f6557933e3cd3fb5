// Keeps what a search loop stores, and a small data set made in memory.
#pragma once

#include "engine/search/search_loop.h"

#include <memory>
#include <vector>

namespace dnas::test {

struct MemorySink : EpochSink {
    void storeEpoch(const Snapshot& snapshot, const std::vector<RunEvent>& newEvents, const CheckpointBlob& checkpoint) override {
        snapshots.push_back(std::make_shared<const Snapshot>(snapshot));
        storeCheckpoint(newEvents, checkpoint);
    }
    void storeCheckpoint(const std::vector<RunEvent>& newEvents, const CheckpointBlob& checkpoint) override {
        events.insert(events.end(), newEvents.begin(), newEvents.end());
        checkpoints.push_back(checkpoint);
    }
    void setPaused(bool paused) override { pauses.push_back(paused); }

    std::vector<SnapshotPtr> snapshots;
    std::vector<RunEvent> events;
    std::vector<CheckpointBlob> checkpoints;
    std::vector<bool> pauses;
};

/// 8x8 grey images of four classes that differ by the bright quarter.
inline std::shared_ptr<const DataSet> quarters(int count = 48) {
    auto data = std::make_shared<DataSet>();
    data->spec = data->name = "quarters";
    ImageSet& set = data->train;
    set.count = count;
    set.channels = 1;
    set.height = set.width = 8;
    set.classes = 4;
    set.classNames = {"a", "b", "c", "d"};
    set.mean = {0.3f};
    set.deviation = {0.3f};
    RandomStream stream(1, "quarters");
    for (int i = 0; i < count; ++i) {
        set.labels.push_back(i % 4);
        for (int y = 0; y < 8; ++y)
            for (int x = 0; x < 8; ++x) {
                const bool bright = (y / 4) * 2 + x / 4 == i % 4;
                set.pixels.push_back(static_cast<std::uint8_t>((bright ? 150 : 20) + stream.below(80)));
            }
    }
    return data;
}

/// The quarters in colour: red shows the class, green and blue are noise. Seen as red and blue.
inline std::shared_ptr<const DataSet> redQuarters() {
    auto data = std::make_shared<DataSet>(*quarters());
    ImageSet& set = data->train;
    RandomStream noise(5, "noise");
    std::vector<std::uint8_t> pixels;
    for (std::uint8_t value : set.pixels)
        pixels.insert(pixels.end(), {value, static_cast<std::uint8_t>(noise.below(256)), static_cast<std::uint8_t>(noise.below(256))});
    set.pixels = std::move(pixels);
    set.channels = 3;
    set.colors = ColorModel::Rb;
    set.mean = {0.3f, 0.5f};
    set.deviation = {0.3f, 0.3f};
    return data;
}

inline Request quartersRequest(int epochs = 3) {
    Request request;
    request.recipe.method = "darts-first";
    CellSpaceSpec cells;
    cells.channels = 2;
    cells.cells = 3;
    cells.nodes = 2;
    request.recipe.space = cells;
    request.recipe.epochs = epochs;
    request.recipe.batch = 8;
    request.recipe.arch.learningRate = 0.05;
    request.recipe.weights.learningRate = 0.1;
    request.task.data = "quarters";
    request.resources.threads = 1;
    return request;
}


} // namespace dnas::test
