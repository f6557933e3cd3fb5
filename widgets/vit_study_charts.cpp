#include "widgets/vit_study_charts.h"

#include "widgets/chart.h"
#include "widgets/palette.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("dnas::VitStudyCharts", text); }

constexpr double kBarWidth = 0.34; ///< two beside each other

void clear(Chart* chart) {
    chart->clearPlottables();
    chart->setCursor(0, false, {});
}

void setWords(Chart* chart, const QStringList& words) {
    auto ticker = QSharedPointer<QCPAxisTickerText>::create();
    for (int i = 0; i < words.size(); ++i)
        ticker->addTick(i, words[i]);
    chart->xAxis->setTicker(ticker);
    const bool crowded = words.size() > 5;
    chart->xAxis->setTickLabelRotation(crowded ? 35 : 0);
}

void showLegend(Chart* chart) {
    chart->legend->setVisible(true);
    chart->legend->setFont(axisFont());
    chart->legend->setTextColor(tokens().text);
    chart->legend->setBrush(tokens().panel);
    chart->legend->setBorderPen(QPen(tokens().line));
}

/// Bars with whiskers; a hatch besides the colour tells the second series.
void addBars(Chart* chart, const QString& name, int series, const QVector<double>& values, const QVector<double>& below, const QVector<double>& above) {
    const QColor color = series == 0 ? tokens().muted : tokens().accent;
    QVector<double> x;
    for (int i = 0; i < values.size(); ++i)
        x << i + (series == 0 ? -kBarWidth / 2 : kBarWidth / 2);
    auto* bars = new QCPBars(chart->xAxis, chart->yAxis);
    bars->setWidth(kBarWidth * 0.92);
    bars->setName(name);
    bars->setPen(QPen(color, 1));
    QColor fill = color;
    fill.setAlpha(series == 0 ? 90 : 200);
    bars->setBrush(QBrush(fill, series == 0 ? Qt::BDiagPattern : Qt::SolidPattern));
    bars->setData(x, values, true);
    auto* whiskers = new QCPErrorBars(chart->xAxis, chart->yAxis);
    whiskers->removeFromLegend();
    whiskers->setDataPlottable(bars);
    whiskers->setData(below, above);
    whiskers->setPen(QPen(tokens().text, 1));
}

QString shortened(const std::string& name) {
    const QString text = QString::fromStdString(name);
    return text.size() > 18 ? text.left(17) + QStringLiteral("…") : text;
}

/// Titles that fit under bars.
QString shortTitle(PruningProxy proxy) {
    QString title = QString::fromUtf8(proxyInfo(proxy).title);
    title.replace(QStringLiteral("Parameter variance"), tr("variance")).replace(QStringLiteral("parameter variance"), tr("var."));
    return title.replace(QStringLiteral("Normalized synflow"), tr("norm. synflow"));
}

} // namespace

std::vector<ComparedSet> comparedSets(const std::vector<SnapshotPtr>& snapshots) {
    std::vector<ComparedSet> sets;
    for (const VitComparison& c : vitComparisons(snapshots)) {
        if (sets.empty() || sets.back().data != c.data) sets.push_back({c.data, {}});
        sets.back().runs.push_back(c);
    }
    return sets;
}

void drawImprovements(Chart* chart, const std::vector<ComparedSet>& sets) {
    clear(chart);
    QStringList words;
    QCPRange span(0, 0);
    const auto addBox = [&](const QString& word, std::vector<double> values) {
        const SampleSummary s = summaryOf(values);
        if (s.count > 0) {
            auto* box = new QCPStatisticalBox(chart->xAxis, chart->yAxis);
            box->addData(words.size(), s.low, s.lowerQuartile, s.median, s.upperQuartile, s.high);
            const QColor color = s.median < 0 ? tokens().warning : tokens().accent;
            QColor fill = color;
            fill.setAlpha(60);
            box->setPen(QPen(color, 1));
            box->setBrush(fill);
            box->setMedianPen(QPen(color, 2.5));
            box->setWhiskerPen(QPen(color, 1));
            box->setWhiskerBarPen(QPen(color, 1));
            box->setWidth(0.5);
            box->setWhiskerWidth(0.25);
            span.expand(s.low);
            span.expand(s.high);
        }
        QCPGraph* dots = chart->addGraph(); // few runs are seen one by one
        dots->setLineStyle(QCPGraph::lsNone);
        dots->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, tokens().text, 4));
        for (const double value : values)
            dots->addData(words.size(), value);
        words << word;
    };
    std::vector<double> all;
    for (const ComparedSet& set : sets) {
        std::vector<double> values;
        for (const VitComparison& run : set.runs)
            values.push_back(100 * run.improvement());
        all.insert(all.end(), values.begin(), values.end());
        addBox(shortened(set.data), values);
    }
    if (sets.size() > 1) addBox(tr("all"), all);
    QCPGraph* zero = chart->addGraph();
    zero->setPen(QPen(tokens().muted, 1, Qt::DashLine));
    zero->setData({-0.6, words.size() - 0.4}, {0, 0});
    setWords(chart, words);
    chart->legend->setVisible(false);
    const double margin = std::max(0.5, span.size() * 0.12);
    chart->setAxisTitles({}, tr("top-1 gained by pruning, points"));
    chart->setDataRange({-0.6, std::max(0.6, words.size() - 0.4)}, {span.lower - margin, span.upper + margin});
}

void drawThroughput(Chart* chart, const std::vector<ComparedSet>& sets) {
    clear(chart);
    const auto series = [&](const VitTuning VitComparison::*network, double VitTuning::*rate) {
        std::vector<double> values;
        for (const ComparedSet& set : sets)
            for (const VitComparison& run : set.runs)
                values.push_back(run.*network.*rate);
        return summaryOf(values);
    };
    double top = 0;
    int index = 0;
    for (const auto& [name, network] : {std::pair(tr("whole"), &VitComparison::whole), std::pair(tr("pruned"), &VitComparison::pruned)}) {
        QVector<double> values, spread;
        for (double VitTuning::*rate : {&VitTuning::testRate, &VitTuning::trainRate}) {
            const SampleSummary s = series(network, rate);
            values << (std::isfinite(s.mean) ? s.mean : 0);
            spread << (std::isfinite(s.interval) ? s.interval : 0);
            top = std::max(top, values.last() + spread.last());
        }
        addBars(chart, name, index++, values, spread, spread);
    }
    setWords(chart, {tr("inference"), tr("training")});
    showLegend(chart);
    chart->setAxisTitles({}, tr("images/s"));
    chart->setDataRange({-0.6, 1.6}, {0, top > 0 ? top * 1.2 : 1});
}

void drawCorrelations(Chart* chart, const std::vector<ProxyCorrelation>& correlations) {
    clear(chart);
    QStringList words;
    for (const ProxyCorrelation& c : correlations)
        words << shortTitle(c.proxy);
    const auto add = [&](const QString& name, int series, double ProxyCorrelation::*rho, CorrelationInterval ProxyCorrelation::*interval) {
        QVector<double> values, below, above;
        for (const ProxyCorrelation& c : correlations) {
            const double r = c.*rho, low = (c.*interval).low, high = (c.*interval).high;
            const bool known = std::isfinite(r), bounded = std::isfinite(low) && std::isfinite(high);
            values << (known ? std::abs(r) : 0);
            // Of a negative coefficient the interval is mirrored with it; below 0 nothing is drawn.
            const double least = bounded ? std::max(0.0, r < 0 ? -high : low) : values.last(), most = bounded ? (r < 0 ? -low : high) : values.last();
            below << values.last() - least;
            above << most - values.last();
        }
        addBars(chart, name, series, values, below, above);
    };
    add(tr("Spearman"), 0, &ProxyCorrelation::spearman, &ProxyCorrelation::spearmanInterval);
    add(tr("Pearson"), 1, &ProxyCorrelation::pearson, &ProxyCorrelation::pearsonInterval);
    setWords(chart, words);
    showLegend(chart);
    chart->setAxisTitles({}, tr("|ρ| with the accuracy"));
    chart->setDataRange({-0.6, std::max(0.6, words.size() - 0.4)}, {0, 1.3}); // room for the legend
}

void drawSamples(Chart* chart, const std::vector<SnapshotPtr>& snapshots, PruningProxy proxy) {
    clear(chart);
    QVector<double> x, y;
    QCPRange spanX(0, 1), spanY(0, 1);
    for (const SnapshotPtr& s : snapshots) {
        const double value = s->metric(proxyMetric(proxy)), accuracy = 100 * s->metric("valid_top1");
        if (!std::isfinite(value) || !std::isfinite(accuracy)) continue;
        if (x.isEmpty()) {
            spanX = QCPRange(value, value);
            spanY = QCPRange(accuracy, accuracy);
        }
        spanX.expand(value);
        spanY.expand(accuracy);
        x << value;
        y << accuracy;
    }
    QCPGraph* dots = chart->addGraph();
    dots->setLineStyle(QCPGraph::lsNone);
    QColor fill = tokens().accent;
    fill.setAlpha(110);
    dots->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(tokens().accent), fill, 7));
    dots->setData(x, y);
    chart->legend->setVisible(false);
    chart->setAxisTitles(QString::fromUtf8(proxyInfo(proxy).title), tr("top-1, %"));
    const double marginX = std::max(spanX.size() * 0.06, std::abs(spanX.lower) * 1e-9 + 1e-12), marginY = std::max(1.0, spanY.size() * 0.08);
    chart->setDataRange({spanX.lower - marginX, spanX.upper + marginX}, {spanY.lower - marginY, spanY.upper + marginY});
}

} // namespace dnas
