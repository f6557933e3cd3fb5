#include "widgets/pruning_charts.h"

#include "widgets/chart.h"
#include "widgets/palette.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

namespace dnas {

namespace {

constexpr int kNarrow = 280; ///< pixels in which the legend is one line

QString tr(const char* text) { return QCoreApplication::translate("dnas::PruningCharts", text); }

/// Student's t for a two-sided interval of 95 %, by the degrees of freedom.
double studentT(int freedom) {
    constexpr double kTable[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228};
    return freedom < 1 ? 0 : freedom <= 10 ? kTable[freedom - 1] : 1.96 + 2.4 / freedom;
}

void addLine(Chart* chart, const QVector<double>& x, const QVector<double>& y, const QPen& pen) {
    QCPGraph* graph = chart->addGraph();
    graph->setData(x, y, true);
    graph->setPen(pen);
}

void addCurve(Chart* chart, const std::vector<CurvePoint>& curve, const QColor& color, Qt::PenStyle style, QCPRange& span) {
    QVector<double> x, y, low, high;
    for (const CurvePoint& point : curve) {
        x << point.iteration;
        y << point.mean;
        low << point.mean - point.interval;
        high << point.mean + point.interval;
        span.expand(low.last());
        span.expand(high.last());
    }
    const bool band = std::any_of(curve.begin(), curve.end(), [](const CurvePoint& p) { return p.interval > 0; });
    if (band) {
        QColor fill = color;
        fill.setAlpha(50);
        addLine(chart, x, low, Qt::NoPen);
        QCPGraph* lower = chart->graph(chart->graphCount() - 1);
        addLine(chart, x, high, Qt::NoPen);
        QCPGraph* upper = chart->graph(chart->graphCount() - 1);
        upper->setBrush(fill);
        upper->setChannelFillGraph(lower);
    }
    addLine(chart, x, y, QPen(color, 2, style));
}

} // namespace

std::vector<CurvePoint> runCurve(const std::vector<SnapshotPtr>& snapshots, int iterations, const std::string& metric) {
    std::map<int, std::vector<double>> values;
    for (const SnapshotPtr& snapshot : snapshots)
        if (const double value = snapshot->metric(metric); std::isfinite(value))
            values[snapshot->epoch % std::max(1, iterations) + 1].push_back(value);
    std::vector<CurvePoint> curve;
    for (const auto& [iteration, all] : values) {
        const auto n = static_cast<double>(all.size());
        double mean = 0, squares = 0;
        for (double value : all) mean += value / n;
        for (double value : all) squares += (value - mean) * (value - mean);
        const int freedom = static_cast<int>(all.size()) - 1;
        curve.push_back({iteration, mean, freedom > 0 ? studentT(freedom) * std::sqrt(squares / freedom / n) : 0});
    }
    return curve;
}

void drawSearch(Chart* chart, const std::vector<SnapshotPtr>& snapshots, const PruningSpec& spec, double current) {
    const Tokens& t = tokens();
    chart->clearGraphs();
    const std::vector<CurvePoint> found = runCurve(snapshots, spec.iterations, "objective"),
                                  random = runCurve(snapshots, spec.iterations, "random"),
                                  unpruned = runCurve(snapshots, spec.iterations, "unpruned");
    chart->setNote(found.empty() ? tr("no iteration yet") : QString(), true);
    if (found.empty()) return chart->setDataRange({0, std::max(1, spec.iterations) * 1.0}, {0, 1});
    QCPRange span(found.front().mean, found.front().mean);
    addCurve(chart, unpruned, t.muted, Qt::DashLine, span);
    addCurve(chart, random, t.text, Qt::DotLine, span);
    addCurve(chart, found, t.accent, Qt::SolidLine, span);
    const double margin = std::max(span.size() * 0.08, std::abs(span.lower) * 1e-9 + 1e-300);
    chart->setDataRange({1, std::max(2, spec.iterations) * 1.0}, {span.lower - margin, span.upper + margin});
    chart->setEpochAxis();
    chart->yAxis->ticker()->setTickCount(3); // their labels are long:
    const double largest = std::max(std::abs(span.lower), std::abs(span.upper)), step = (span.size() + 2 * margin) / 4;
    chart->yAxis->setNumberPrecision(std::clamp(static_cast<int>(std::ceil(std::log10(largest / step))) + 1, 3, 12)); // a search moves the last digits only
    const bool narrow = chart->width() < kNarrow;
    const QString legend = !random.empty() && narrow ? tr("\u2014 found  \u00b7\u00b7\u00b7 random\n- - unpruned") : random.empty() ? tr("\u2014 found   - - unpruned") : tr("\u2014 found  \u00b7\u00b7\u00b7 random  - - unpruned");
    chart->xAxis->setLabel(hasSurrogate(spec.proxy) ? tr("%1 (surrogate of L0)").arg(legend) : legend);
    chart->setAxisTitles(tr("iteration   (%1)").arg(QString(legend).replace(QLatin1Char('\n'), QLatin1String("  "))), QString::fromUtf8(proxyInfo(spec.proxy).title));
    chart->setCursor(current, current > 0, {});
}

namespace {

void addDot(Chart* chart, double x, const MeasuredPoint& point) {
    const Tokens& t = tokens();
    addLine(chart, {x, x}, {point.low, point.high}, QPen(point.ofSweep ? t.accent : t.faint, 1));
    addLine(chart, {x}, {point.value}, Qt::NoPen);
    QCPGraph* graph = chart->graph(chart->graphCount() - 1);
    graph->setLineStyle(QCPGraph::lsNone);
    const QColor color = point.current ? t.warning : point.ofSweep ? t.accent : t.faint;
    graph->setScatterStyle(QCPScatterStyle(point.current ? QCPScatterStyle::ssDiamond : QCPScatterStyle::ssDisc, color, color, point.current ? 12 : 6));
}

/// The value over the thresholds: level where a mask holds, open where the next one is not measured.
void addSteps(Chart* chart, const std::vector<MeasuredPoint>& points) {
    QVector<double> x, y;
    for (const MeasuredPoint& point : points) {
        if (!x.isEmpty() && point.from > x.last()) {
            x << x.last();
            y << std::nan("");
        }
        x << point.from << point.to;
        y << point.value << point.value;
    }
    addLine(chart, x, y, QPen(tokens().accent, 2));
}

} // namespace

void drawMeasured(Chart* chart, std::vector<MeasuredPoint> points, const MeasuredAxis& axis) {
    if (axis.threshold) points.erase(std::remove_if(points.begin(), points.end(), [](const MeasuredPoint& p) { return !p.ofSweep; }), points.end());
    std::sort(points.begin(), points.end(), [&](const MeasuredPoint& a, const MeasuredPoint& b) { return axis.threshold ? a.from < b.from : a.kept < b.kept; });
    chart->clearGraphs();
    chart->clearPlottables();
    chart->setNote(points.empty() ? axis.empty : QString(), true);
    chart->xAxis->setRangeReversed(!axis.threshold);
    chart->xAxis->setLabel(axis.title);
    chart->setAxisTitles(axis.title, axis.valueTitle);
    if (axis.threshold) {
        chart->xAxis->setTicker(QSharedPointer<QCPAxisTicker>::create());
    } else {
        const QSharedPointer<QCPAxisTickerFixed> whole(new QCPAxisTickerFixed); // there are no half blocks
        whole->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
        chart->xAxis->setTicker(whole);
    }
    double top = axis.highest;
    QVector<double> x, y;
    for (const MeasuredPoint& point : points) {
        if (axis.highest <= 0) top = std::max(top, 1.15 * point.high);
        if (!point.ofSweep) continue;
        x << point.kept;
        y << point.value;
    }
    if (axis.threshold) addSteps(chart, points);
    else addLine(chart, x, y, QPen(tokens().accent, 2));
    for (const bool current : {false, true}) // the one on view over the others
        for (const MeasuredPoint& point : points)
            if (point.current == current) addDot(chart, axis.threshold ? (point.from + point.to) / 2 : point.kept, point);
    const double margin = axis.threshold ? 0.02 * (axis.high - axis.low) : 0.03 * axis.modules;
    chart->setDataRange({(axis.threshold ? axis.low : 0) - margin, (axis.threshold ? axis.high : axis.modules) + margin}, {0, top > 0 ? top : 1});
    chart->setCursor(axis.at, axis.threshold && !points.empty(), {});
}

} // namespace dnas
