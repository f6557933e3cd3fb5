#include "app/sweep_figure.h"

#include "engine/api/error.h"
#include "engine/api/options.h"
#include "engine/api/sweep.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace dnas {
namespace {

const QLatin1String kPrefix("sweep-");

QString tr(const char* text) {
    return QCoreApplication::translate("SweepFigure", text);
}

QString labelOf(const Request& request, const std::string& key) {
    for (const Option& option : optionsOf(request))
        if (option.key == key) return QString::fromStdString(option.label);
    return QString::fromStdString(key);
}

QString metricLabel(const std::string& metric) {
    if (metric == "valid_top1") return tr("validation accuracy");
    if (metric == "train_top1") return tr("training accuracy");
    if (metric == "share_over") return tr("weights over 0.9");
    if (metric == "share_under") return tr("weights under 0.1");
    return QString::fromStdString(metric).replace(QLatin1Char('_'), QLatin1Char(' '));
}

bool isFraction(const std::string& metric) {
    return metric.find("_top") != std::string::npos || metric.rfind("share_", 0) == 0;
}

std::vector<SweepRun> runsOf(ProjectReader& reader) {
    std::vector<SweepRun> runs;
    for (const ExperimentSummary& summary : reader.experiments()) {
        if (summary.damaged) continue;
        RunFacts facts = reader.facts(summary.id);
        runs.push_back({std::move(facts.request), std::move(facts.newest)});
    }
    return runs;
}

void add(SweepView::Line& line, int place, const SweepPoint& point) {
    for (auto* values : {&line.mean, &line.low, &line.high})
        while (values->size() <= place) values->append(std::numeric_limits<double>::quiet_NaN());
    line.mean[place] = point.mean;
    line.low[place] = point.low;
    line.high[place] = point.high;
}

/// Points of one or two options as lines: one in all, or one a value of the second option.
void addLines(SweepView::Content& content, const std::vector<SweepPoint>& points, const QString& label, const QString& second) {
    const int first = static_cast<int>(content.lines.size());
    for (const SweepPoint& point : points) {
        const QString value = QString::fromStdString(point.values[0]);
        if (!content.values.contains(value)) content.values << value;
        const QString name = point.values.size() > 1 ? QStringLiteral("%1 %2").arg(second, QString::fromStdString(point.values[1])) : label;
        auto line = std::find_if(content.lines.begin() + first, content.lines.end(), [&](const SweepView::Line& l) { return l.label == name; });
        if (line == content.lines.end()) line = content.lines.insert(content.lines.end(), SweepView::Line{name, {}, {}, {}});
        add(*line, static_cast<int>(content.values.indexOf(value)), point);
    }
}

} // namespace

bool isSweepFigure(const QString& name) {
    return name.startsWith(kPrefix);
}

SweepView::Content sweepContent(ProjectReader& reader, const ExperimentRecord& like, const QString& name) {
    const QString rest = name.mid(kPrefix.size());
    std::vector<std::string> keys, metrics;
    for (const QString& key : rest.section(QLatin1Char('@'), 0, 0).split(QLatin1Char('-'))) keys.push_back(key.toStdString());
    for (const QString& metric : rest.section(QLatin1Char('@'), 1).split(QLatin1Char(','), Qt::SkipEmptyParts)) metrics.push_back(metric.toStdString());
    if (metrics.empty()) metrics = {"valid_top1"};
    if (keys.size() > 2) throw EngineError(ErrorCode::Usage, name.toStdString() + ": a sweep goes over one or two options.");
    for (const std::string& metric : metrics) {
        const bool known = !like.snapshots.empty() && std::any_of(like.snapshots.back()->metrics.begin(), like.snapshots.back()->metrics.end(),
                                                                  [&](const auto& m) { return m.first == metric; });
        if (!known) throw EngineError(ErrorCode::Usage, "'" + metric + "' is no metric of this run.", "dnas show lists them.");
    }
    return sweepContent(runsOf(reader), like.request, keys, metrics);
}

SweepView::Content sweepContent(const std::vector<SweepRun>& runs, const Request& like, const std::vector<std::string>& keys,
                                std::vector<std::string> metrics) {
    if (keys.size() == 2) metrics.resize(1);
    SweepView::Content content;
    content.option = labelOf(like, keys[0]);
    for (const std::string& metric : metrics)
        addLines(content, sweepPoints(runs, like, keys, metric), metricLabel(metric), keys.size() > 1 ? labelOf(like, keys[1]) : QString());
    content.percent = std::all_of(metrics.begin(), metrics.end(), isFraction);
    content.quantity = metrics.size() == 1 ? metricLabel(metrics[0]) : content.percent ? tr("share") : tr("value");
    return content;
}

} // namespace dnas
