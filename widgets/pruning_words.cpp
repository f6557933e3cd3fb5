#include "widgets/pruning_words.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("dnas::PruningWords", text); }

QString number(double value) { return QString::number(value, 'g', 6); }

} // namespace

QString granularityText(PruningGranularity granularity) {
    switch (granularity) {
    case PruningGranularity::Block: return tr("block level");
    case PruningGranularity::Head: return tr("head level");
    case PruningGranularity::Both: break;
    }
    return tr("blocks and heads");
}

QStringList pruningChips(const PruningSpec& spec) {
    const QLocale locale;
    const QString iterations = locale.toString(spec.iterations);
    return {granularityText(spec.granularity), QString::fromUtf8(proxyInfo(spec.proxy).title),
            spec.runs > 1 ? tr("%1 runs of %2 iterations").arg(locale.toString(spec.runs), iterations) : tr("%1 iterations").arg(iterations),
            tr("no data used")};
}

QStringList pruningOptions(const PruningSpec& spec) {
    const PruningSpec usual;
    QStringList options = QString::fromStdString(spec.options).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const auto add = [&](const char* key, double value, double otherwise) {
        if (value != otherwise) options << QStringLiteral("%1=%2").arg(QLatin1String(key), number(value));
    };
    add("iterations", spec.iterations, usual.iterations);
    add("warm_start", spec.warmStart, usual.warmStart);
    add("runs", spec.runs, usual.runs);
    add("inner_step", spec.innerStep, usual.innerStep);
    add("search_step", spec.searchStep, usual.searchStep);
    add("absolute", spec.absolute, usual.absolute);
    add("coefficient", spec.coefficient, usual.coefficient);
    add("random_baseline", spec.randomBaseline, usual.randomBaseline);
    return options;
}

QString scaleText(GateScale scale) { return scale == GateScale::Raw ? QStringLiteral("alpha") : QStringLiteral("sigma(alpha)"); }

QString cutText(const GateCut& cut) { return QStringLiteral("%1 \u2265 %2").arg(scaleText(cut.scale), number(cut.threshold)); }

GateCut onScale(const GateCut& cut, GateScale scale) {
    if (scale == cut.scale) return cut;
    if (scale == GateScale::Sigmoid) return {1 / (1 + std::exp(-cut.threshold)), scale};
    constexpr double kEdge = 1e-12; // sigma(alpha) never reaches 0 and 1
    const double t = std::clamp(cut.threshold, kEdge, 1 - kEdge);
    return {std::log(t / (1 - t)), scale};
}

std::vector<int> runEnds(const std::vector<SnapshotPtr>& snapshots) {
    std::vector<int> ends;
    for (std::size_t i = 0; i < snapshots.size(); ++i)
        if (i + 1 == snapshots.size() || snapshots[i + 1]->stage != snapshots[i]->stage) ends.push_back(static_cast<int>(i));
    return ends;
}

int runOnView(const RunTimeline& timeline) {
    if (timeline.currentIndex() < 0) return -1;
    const std::vector<int> ends = runEnds(timeline.snapshots());
    return static_cast<int>(std::lower_bound(ends.begin(), ends.end(), timeline.currentIndex()) - ends.begin());
}

int bestRun(const RunTimeline& timeline) {
    const std::vector<int> ends = runEnds(timeline.snapshots());
    const auto best = std::find(ends.begin(), ends.end(), timeline.usualIndex());
    return best == ends.end() ? -1 : static_cast<int>(best - ends.begin());
}

QString runText(const RunTimeline& timeline) {
    const std::optional<PruningSpec>& spec = timeline.identity().request.pruning;
    const SnapshotPtr snapshot = timeline.current();
    if (!spec || !snapshot) return {};
    const int iteration = snapshot->epoch % std::max(1, spec->iterations) + 1;
    const bool ended = iteration == spec->iterations;
    if (spec->runs < 2) return ended ? QString() : tr("iteration %1 of %2").arg(iteration).arg(spec->iterations);
    const int run = runOnView(timeline);
    const QString place = tr("run %1 of %2").arg(run + 1).arg(spec->runs);
    if (timeline.currentIndex() == timeline.usualIndex()) return tr("%1, best").arg(place);
    return ended ? place : tr("%1, iteration %2").arg(place).arg(iteration);
}

VitMask maskOnView(const RunTimeline& timeline) {
    const std::optional<PruningSpec>& spec = timeline.identity().request.pruning;
    const SnapshotPtr snapshot = timeline.current();
    if (!spec || !snapshot) return {};
    return maskAt(spec->network, gateValues(*snapshot, timeline.gateCut().scale), timeline.gateCut().threshold);
}

int keptModules(const PruningSpec& spec, const VitMask& mask) {
    return spec.granularity == PruningGranularity::Block ? keptBlocks(mask) : keptHeads(mask);
}

int modulesOf(const PruningSpec& spec) { return keptModules(spec, fullMask(spec.network)); }

QString keptText(const PruningSpec& spec, const VitMask& mask) {
    const QString what = spec.granularity == PruningGranularity::Block ? tr("%1 of %2 blocks") : tr("%1 of %2 heads");
    return what.arg(keptModules(spec, mask)).arg(modulesOf(spec));
}

} // namespace dnas
