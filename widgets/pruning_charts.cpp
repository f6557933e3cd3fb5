#include "widgets/pruning_charts.h"

#include "widgets/chart.h"
#include "widgets/palette.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

namespace dnas {

namespace {

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
    if (found.empty()) return chart->setDataRange({0, std::max(1, spec.iterations) * 1.0}, {0, 1});
    QCPRange span(found.front().mean, found.front().mean);
    addCurve(chart, unpruned, t.muted, Qt::DashLine, span);
    addCurve(chart, random, t.text, Qt::DotLine, span);
    addCurve(chart, found, t.accent, Qt::SolidLine, span);
    const double margin = std::max(span.size() * 0.08, std::abs(span.lower) * 1e-9 + 1e-300);
    chart->setDataRange({1, std::max(2, spec.iterations) * 1.0}, {span.lower - margin, span.upper + margin});
    const QString legend = random.empty() ? tr("— found   - - unpruned") : tr("— found  ··· random  - - unpruned");
    chart->xAxis->setLabel(hasSurrogate(spec.proxy) ? tr("%1 (surrogate of L0)").arg(legend) : legend);
    chart->setCursor(current, current > 0, {});
}

void drawMeasured(Chart* chart, const std::vector<MeasuredPoint>& points, int modules, const QString& xTitle, double highest) {
    const Tokens& t = tokens();
    chart->clearGraphs();
    chart->clearPlottables();
    chart->xAxis->setRangeReversed(true);
    chart->xAxis->setLabel(xTitle);
    const QSharedPointer<QCPAxisTickerFixed> whole(new QCPAxisTickerFixed); // there are no half blocks
    whole->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    chart->xAxis->setTicker(whole);
    QVector<double> x, y;
    double top = highest;
    for (const MeasuredPoint& point : points) {
        x << point.kept;
        y << point.value;
        if (highest <= 0) top = std::max(top, 1.15 * point.high);
        addLine(chart, {point.kept, point.kept}, {point.low, point.high}, QPen(t.accent, 1));
    }
    addLine(chart, x, y, QPen(t.accent, 2));
    const auto dot = [&](const MeasuredPoint& point, QCPScatterStyle::ScatterShape shape, const QColor& color, double size) {
        addLine(chart, {point.kept}, {point.value}, Qt::NoPen);
        QCPGraph* graph = chart->graph(chart->graphCount() - 1);
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(QCPScatterStyle(shape, color, color, size));
    };
    for (const MeasuredPoint& point : points)
        dot(point, point.current ? QCPScatterStyle::ssDiamond : QCPScatterStyle::ssDisc, point.current ? t.warning : t.accent,
            point.current ? 12 : 6);
    chart->setDataRange({-0.03 * modules, 1.03 * modules}, {0, top > 0 ? top : 1});
}

} // namespace dnas
