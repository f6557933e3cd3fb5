// Runs made by hand: what a FairDARTS search could look like, and the awkward ones.
#pragma once

#include "engine/api/discretize.h"
#include "engine/api/operations.h"
#include "engine/api/request.h"
#include "widgets/run_timeline.h"

#include <QDir>
#include <QWidget>

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas::test {

/// A group of 14 edges whose weights drift apart with `progress` 0..1, in a pattern of its own by `salt`.
inline AlphaGroup
driftingGroup(const std::string& name, double progress, int salt,
              const std::vector<std::string>& columns = operationNames(OperationSet::DartsWithoutNone)) {
    AlphaGroup group;
    group.name = name;
    group.columns = columns;
    for (int to = 2; to < 6; ++to)
        for (int from = 0; from < to; ++from)
            group.rows.push_back({std::to_string(from) + " -> " + std::to_string(to), from, to});
    for (std::size_t row = 0; row < group.rowCount(); ++row)
        for (std::size_t column = 0; column < columns.size(); ++column) {
            const double direction =
                std::sin(1.7 * static_cast<double>(row + 1) + 2.3 * static_cast<double>(column + 1) + salt);
            group.raw.push_back(6.0 * progress * direction);
            group.weights.push_back(1 / (1 + std::exp(-group.raw.back())));
        }
    return group;
}

/// As the engine computes it.
inline std::vector<EdgeConfidence> confidenceOf(const AlphaGroup& group) {
    std::vector<EdgeConfidence> all;
    for (std::size_t row = 0; row < group.rowCount(); ++row) {
        std::vector<double> weights;
        double sum = 0, entropy = 0;
        for (std::size_t column = 0; column < group.columnCount(); ++column)
            weights.push_back(group.weight(row, column)), sum += weights.back();
        for (double weight : weights)
            entropy -= weight / sum * std::log(weight / sum);
        std::sort(weights.rbegin(), weights.rend());
        all.push_back({entropy, weights[0] - weights[1]});
    }
    return all;
}

inline SnapshotPtr snapshotAt(int epoch, int epochs, const DiscretizeSpec& rule) {
    auto s = std::make_shared<Snapshot>();
    s->epoch = epoch;
    s->epochs = epochs;
    const double progress = epochs > 1 ? static_cast<double>(epoch) / (epochs - 1) : 1.0;
    s->alpha = {driftingGroup("normal", progress, 0), driftingGroup("reduce", progress, 3)};
    s->genotype = parseGenotypeOf(s->alpha, rule, {1, 2});
    for (const AlphaGroup& group : s->alpha)
        s->confidence.push_back(confidenceOf(group));
    const double wiggle = 0.02 * std::sin(epoch * 1.9);
    s->metrics = {{"train_loss", 2.3 * std::exp(-2 * progress)},
                  {"train_top1", 0.2 + 0.69 * (1 - std::exp(-4 * progress))},
                  {"train_top5", 0.9},
                  {"valid_loss", 2.3 * std::exp(-1.8 * progress) + wiggle},
                  {"valid_top1", 0.18 + 0.66 * (1 - std::exp(-4 * progress)) + wiggle},
                  {"valid_top5", 0.88},
                  {"objective", 1.5 - progress},
                  {"lr", 0.1},
                  {"seconds", 18},
                  {"images_per_second", 640},
                  {"peak_mb", 420},
                  {"seconds_left", 18.0 * (epochs - epoch - 1)},
                  {"skip_count", 1},
                  {"entropy", 1.9 - progress},
                  {"margin", 0.2 * progress},
                  {"parameters", 2.61e6},
                  {"multiply_adds", 4.1e8}};
    return s;
}

inline RunIdentity fairIdentity() {
    RunIdentity identity;
    identity.experiment = 1;
    identity.name = QStringLiteral("FairDARTS, quick look");
    identity.method = QStringLiteral("fairdarts");
    identity.data = QStringLiteral("fashion-mnist");
    identity.seed = 3;
    identity.request = makeRequest("fairdarts", Preset::Quick);
    return identity;
}

/// 20 cells with alpha of their own, as a D-DARTS run has them.
inline std::vector<SnapshotPtr> manyCells(int epochs, int cells) {
    std::vector<SnapshotPtr> snapshots;
    for (int epoch = 0; epoch < epochs; ++epoch) {
        auto s = std::make_shared<Snapshot>(*snapshotAt(epoch, epochs, {}));
        s->alpha.clear();
        s->confidence.clear();
        for (int cell = 0; cell < cells; ++cell)
            s->alpha.push_back(
                driftingGroup("cell " + std::to_string(cell), static_cast<double>(epoch) / epochs, cell));
        for (const AlphaGroup& group : s->alpha)
            s->confidence.push_back(confidenceOf(group));
        s->genotype = {};
        snapshots.push_back(s);
    }
    return snapshots;
}

inline RunIdentity manyCellsIdentity(int cells) {
    RunIdentity identity = fairIdentity();
    auto& space = std::get<CellSpaceSpec>(identity.request.recipe.space);
    space.sharing = AlphaSharing::PerCell;
    space.cells = cells;
    return identity;
}

/// `done` of `epochs` epochs, warm start of two.
inline void fillRun(RunTimeline& timeline, int epochs = 50, int done = 32) {
    const RunIdentity identity = fairIdentity();
    std::vector<SnapshotPtr> snapshots;
    for (int e = 0; e < done; ++e)
        snapshots.push_back(snapshotAt(e, epochs, identity.request.recipe.discretize));
    timeline.setRun(identity, snapshots,
                    {{RunEvent::Kind::Started, 0, 0, "search started"},
                     {RunEvent::Kind::WarmStartEnded, 2, 0, "alpha starts to step"}});
}

/// Every number is NaN.
inline void fillNanRun(RunTimeline& timeline) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<SnapshotPtr> snapshots;
    for (int e = 0; e < 5; ++e) {
        auto s = std::make_shared<Snapshot>(*snapshotAt(e, 5, {}));
        for (auto& metric : s->metrics)
            metric.second = nan;
        for (AlphaGroup& group : s->alpha) {
            std::fill(group.raw.begin(), group.raw.end(), nan);
            std::fill(group.weights.begin(), group.weights.end(), nan);
        }
        snapshots.push_back(s);
    }
    timeline.setRun(fairIdentity(), snapshots, {});
}

/// Groups without rows.
inline void fillEmptyGroups(RunTimeline& timeline) {
    auto s = std::make_shared<Snapshot>();
    s->epochs = 1;
    s->alpha = {AlphaGroup{"normal", {}, {}, {}, {}}};
    timeline.setRun(fairIdentity(), {s}, {});
}

/// Saves what a widget looks like, for people to look at.
inline void saveScreen(QWidget& widget, const QString& name) {
    const QString folder = QStringLiteral(DNAS_BINARY_DIR "/screens");
    QDir().mkpath(folder);
    widget.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

} // namespace dnas::test
