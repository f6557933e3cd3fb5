#include "widgets/curves_view.h"

#include "widgets/cell_reading.h"
#include "widgets/chart.h"
#include "widgets/head_layout.h"
#include "widgets/metric_title.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPointer>
#include <QSlider>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {

const QColor kValidationLight(0xc2, 0x43, 0x7e), kValidationDark(0xe0, 0x6a, 0xa4);
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

enum class Line { First, Second, OfGroup };

struct Series {
    QString label; ///< empty where there is one curve a run
    std::string metric;
    Line line;
    double place = 0; ///< OfGroup: 0 for the first group to 1 for the last
};

const QLatin1String kContribution("contribution_");

/// Metrics that are drawn together under one name.
QString familyOf(const QString& metric) {
    if (metric.startsWith(kContribution)) return QStringLiteral("contributions");
    if (metric.startsWith(QLatin1String("distance_"))) return QStringLiteral("distances");
    if (metric.startsWith(QLatin1String("share_"))) return QStringLiteral("decided");
    if (metric.startsWith(QLatin1String("feature_std"))) return QStringLiteral("spread");
    return metric;
}

/// One curve a group of alpha, as far as the run has measured contributions.
std::vector<Series> contributionsOf(const RunTimeline& run) {
    std::vector<Series> series;
    const SnapshotPtr last = run.snapshots().empty() ? nullptr : run.snapshots().back();
    const std::size_t groups = last ? last->alpha.size() : 0;
    for (std::size_t group = 0; group < groups; ++group)
        series.push_back({groupTitle(last->alpha[group].name), kContribution.data() + std::to_string(group), Line::OfGroup,
                          groups > 1 ? static_cast<double>(group) / static_cast<double>(groups - 1) : 0.0});
    return series;
}

std::vector<Series> seriesOf(const QString& metric, const RunTimeline& run) {
    const auto pair = [](const QString& one, const char* first, const QString& other, const char* second) {
        return std::vector<Series>{{one, first, Line::First}, {other, second, Line::Second}};
    };
    const QString train = CurvesView::tr("train"), validation = CurvesView::tr("validation");
    if (metric == QLatin1String("accuracy")) return pair(train, "train_top1", validation, "valid_top1");
    if (metric == QLatin1String("loss")) return pair(train, "train_loss", validation, "valid_loss");
    if (metric == QLatin1String("top5")) return pair(train, "train_top5", validation, "valid_top5");
    if (metric == QLatin1String("contributions")) return contributionsOf(run);
    if (metric == QLatin1String("distances"))
        return pair(CurvesView::tr("from the start"), "distance_start", CurvesView::tr("from the epoch before"), "distance_previous");
    if (metric == QLatin1String("decided"))
        return pair(CurvesView::tr("over 0.9"), "share_over", CurvesView::tr("under 0.1"), "share_under");
    if (metric == QLatin1String("spread"))
        return pair(CurvesView::tr("features"), "feature_std", CurvesView::tr("spread evenly"), "feature_std_ideal");
    return {{QString(), metric.toStdString(), Line::First}};
}

/// Exponential smoothing that skips gaps and is not drawn to zero at the start.
QVector<double> smoothed(const QVector<double>& values, double factor) {
    QVector<double> result;
    double mean = 0, weight = 0;
    for (double v : values) {
        if (std::isfinite(v)) {
            mean = factor * mean + (1 - factor) * v;
            weight = factor * weight + (1 - factor);
        }
        result << (std::isfinite(v) && weight > 0 ? mean / weight : kMissing);
    }
    return result;
}

class PercentTicker final : public QCPAxisTicker {
  protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override {
        return CurvesView::tr("%1 %").arg(QCPAxisTicker::getTickLabel(tick, locale, format, precision));
    }
};

/// Smallest and largest value of all curves.
struct Span {
    double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
    void add(double value) { low = std::min(low, value), high = std::max(high, value); }
    bool isEmpty() const { return !(low <= high); }
};

} // namespace

class CurvesView::Impl {
  public:
    Impl(CurvesView* view, RunTimeline* run) : q(view), timeline(run), chart(new Chart(view)) {
        auto* layout = new QVBoxLayout(view);
        layout->setContentsMargins(4, 4, 4, 4);
        layout->addWidget(chart);
        chart->setEpochAxis();
        chart->setRefresh([this] { drawGraphs(); }, [this] { moveCursor(); });
        QObject::connect(run, &RunTimeline::runChanged, view, [this] {
            syncControls();
            chart->resetZoom();
            chart->scheduleGraphs();
        });
        QObject::connect(run, &RunTimeline::dataChanged, view, [this] {
            syncControls();
            chart->scheduleGraphs();
        });
        QObject::connect(run, &RunTimeline::currentChanged, view, [this] { chart->scheduleCursor(); });
    }

    bool isFraction() const {
        return metric == QLatin1String("accuracy") || metric == QLatin1String("top5") || metric == QLatin1String("decided");
    }

    QVector<const RunTimeline*> runs() const {
        QVector<const RunTimeline*> all{timeline};
        for (const QPointer<RunTimeline>& overlay : overlays)
            if (overlay) all << overlay.data();
        return all;
    }

    QColor colorOf(const Series& series, int run) const {
        static const QColor others[] = {QColor("#E69F00"), QColor("#009E73"), QColor("#CC79A7"), QColor("#56B4E9"),
                                        QColor("#D55E00"), QColor("#8C6BB1"), QColor("#999933"), QColor("#882255")};
        if (series.line == Line::OfGroup) return groupColor(series.place);
        if (run > 0) return others[static_cast<std::size_t>(run - 1) % std::size(others)];
        return series.line == Line::Second ? (tokens().dark ? kValidationDark : kValidationLight) : tokens().accent;
    }

    /// Early groups pale, late ones full: their order can be read off without knowing colours.
    static QColor groupColor(double place) { return heatColor(0.3 + 0.7 * place); }

    /// Curves that overlap are told apart without colours too; those of an overlay have its colour in common.
    static Qt::PenStyle penOf(const Series& series, int run) {
        if (series.line == Line::OfGroup) return run > 0 ? Qt::DotLine : Qt::SolidLine;
        return series.line == Line::Second ? Qt::DashLine : Qt::SolidLine;
    }

    /// What is drawn of a stored value; NaN is a gap. The logarithm of zero and below is one too.
    double shownValue(const Snapshot& snapshot, const std::string& name) const {
        const double value = snapshot.metric(name) * (isFraction() ? 100 : 1);
        return std::isfinite(value) && (!logarithmic || value > 0) ? value : kMissing;
    }

    QString valueText(double value) const {
        if (isFraction()) return CurvesView::tr("%1 %").arg(value, 0, 'f', 1);
        return QString::number(value, 'g', 4);
    }

    void addGraph(const QVector<double>& x, const QVector<double>& y, const QPen& pen) {
        QCPGraph* graph = chart->addGraph();
        graph->setData(x, y, true); // QCustomPlot thins long ones itself, keeping lows and highs
        graph->setPen(pen);
        if (x.size() == 1) graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 6));
    }

    void drawRun(const RunTimeline& run, int index, Span& span) {
        for (const Series& series : seriesOf(metric, run)) {
            QVector<double> x, y;
            for (const SnapshotPtr& snapshot : run.snapshots()) {
                x << snapshot->epoch + 1;
                y << shownValue(*snapshot, series.metric);
                if (std::isfinite(y.last())) span.add(y.last());
            }
            const QColor color = colorOf(series, index);
            if (smoothing > 0 && x.size() > 2) {
                QColor shadow = color;
                shadow.setAlphaF(0.35f);
                addGraph(x, y, QPen(shadow, 1));
                y = smoothed(y, smoothing);
            }
            addGraph(x, y, QPen(color, 2, penOf(series, index)));
        }
    }

    void drawGraphs() {
        chart->clearGraphs();
        Span span;
        int planned = 1;
        const QVector<const RunTimeline*> all = runs();
        for (int i = 0; i < all.size(); ++i) {
            Span own;
            drawRun(*all[i], i, own);
            if (!own.isEmpty()) span.add(own.low), span.add(own.high);
            // A run without this metric does not stretch the axis, unless it is alone.
            if (all[i]->current() && (all.size() == 1 || !own.isEmpty()))
                planned = std::max({planned, all[i]->current()->epochs, all[i]->snapshots().back()->epoch + 1});
        }
        if (span.isEmpty()) span = logarithmic ? Span{0.1, 1} : Span{0, 1};
        // A margin also where all values are equal; relative, for they may be tiny or huge.
        const double margin =
            span.high > span.low ? (span.high - span.low) * 0.06 : span.high != 0 ? std::abs(span.high) * 0.1 : 0.1;
        const QCPRange y = logarithmic    ? QCPRange(span.low * 0.9, span.high * 1.1)
                           : isFraction() ? QCPRange(0, 100)
                                          : QCPRange(span.low - margin, span.high + margin);
        const bool zoomed = chart->isZoomed();
        chart->yAxis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        if (!zoomed) chart->resetZoom(); // a logarithmic axis moves a range that holds zero: no zoom of the user
        if (logarithmic)
            chart->yAxis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
        else if (isFraction())
            chart->yAxis->setTicker(QSharedPointer<PercentTicker>::create());
        else
            chart->yAxis->setTicker(QSharedPointer<QCPAxisTicker>::create());
        chart->yAxis->setNumberFormat(logarithmic ? QStringLiteral("gb") : QStringLiteral("g"));
        chart->yAxis->setNumberPrecision(logarithmic ? 0 : 4);
        chart->setAxisTitles(tr("epoch"), metricTitle(metric));
        chart->setDataRange(QCPRange(planned > 1 ? 1 : 0, std::max(2, planned)), y);
        chart->setMarkers(chartMarkers(*timeline));
    }

    /// The measured values at the current epoch, not the smoothed ones; other runs at the same epoch or at their last.
    void moveCursor() {
        const SnapshotPtr current = timeline->current();
        const QVector<const RunTimeline*> all = runs();
        QVector<ChartLabel> labels;
        for (int i = 0; i < all.size(); ++i) {
            const SnapshotPtr at = i == 0 ? current : sameEpoch(*all[i], current);
            if (!at) continue;
            for (const Series& series : seriesOf(metric, *all[i])) {
                const double value = shownValue(*at, series.metric);
                if (!std::isfinite(value)) continue;
                QStringList words;
                if (all.size() > 1) words << all[i]->identity().name;
                if (!series.label.isEmpty()) words << series.label;
                labels << ChartLabel{at->epoch + 1.0,    value, (words << valueText(value)).join(QLatin1Char(' ')),
                                     colorOf(series, i), true,  -1.0 * i};
            }
        }
        chart->setCursor(current ? current->epoch + 1 : 0, current != nullptr, labels);
    }

    static SnapshotPtr sameEpoch(const RunTimeline& run, const SnapshotPtr& current) {
        SnapshotPtr last;
        for (const SnapshotPtr& snapshot : run.snapshots())
            if (!current || snapshot->epoch <= current->epoch) last = snapshot;
        return last;
    }

    /// The chooser offers what the run has stored, and shows what is chosen.
    void syncControls() {
        if (!chooser) return;
        QStringList metrics{QStringLiteral("accuracy"), QStringLiteral("loss"), QStringLiteral("top5")};
        if (timeline->count() > 0)
            for (const auto& [name, value] : timeline->snapshots().back()->metrics) {
                const QString key = familyOf(QString::fromStdString(name));
                if (!key.startsWith(QLatin1String("train_")) && !key.startsWith(QLatin1String("valid_")) && !metrics.contains(key))
                    metrics << key;
            }
        if (!metrics.contains(metric)) metrics << metric;
        const QSignalBlocker noChooser(chooser), noSlider(slider), noBox(log);
        if (metrics != offered) {
            offered = metrics;
            chooser->clear();
            for (const QString& key : metrics)
                chooser->addItem(metricTitle(key), key);
        }
        chooser->setCurrentIndex(static_cast<int>(metrics.indexOf(metric)));
        slider->setValue(static_cast<int>(std::lround(smoothing * 100)));
        log->setChecked(logarithmic);
    }

    CurvesView* q;
    RunTimeline* timeline;
    Chart* chart;
    QString metric = QStringLiteral("accuracy");
    double smoothing = 0;
    bool logarithmic = false;
    QVector<QPointer<RunTimeline>> overlays;
    QStringList offered; ///< metrics in the chooser
    QWidget* controls = nullptr;
    QComboBox* chooser = nullptr;
    QSlider* slider = nullptr;
    QCheckBox* log = nullptr;
};

CurvesView::CurvesView(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setAccessibleName(tr("Learning curves"));
    m->chart->setAccessibleName(accessibleName());
}
CurvesView::~CurvesView() = default;

void CurvesView::setMetric(const QString& metric) {
    const QString family = familyOf(metric);
    if (family == m->metric || family.isEmpty()) return;
    m->metric = family;
    m->syncControls();
    m->chart->resetZoom();
    m->chart->scheduleGraphs();
    Q_EMIT remarkChanged(remark());
}
QString CurvesView::metric() const {
    return m->metric;
}

void CurvesView::setSmoothing(double factor) {
    m->smoothing = std::clamp(factor, 0.0, 0.99);
    m->syncControls();
    m->chart->scheduleGraphs();
    Q_EMIT remarkChanged(remark());
}

void CurvesView::setLogarithmic(bool logarithmic) {
    m->logarithmic = logarithmic;
    m->syncControls();
    m->chart->resetZoom();
    m->chart->scheduleGraphs();
}

void CurvesView::setOverlays(const QVector<RunTimeline*>& overlays) {
    for (const QPointer<RunTimeline>& old : m->overlays)
        if (old) old->disconnect(this);
    m->overlays.clear();
    for (RunTimeline* run : overlays) {
        m->overlays << run;
        for (auto signal : {&RunTimeline::runChanged, &RunTimeline::dataChanged})
            connect(run, signal, this, [this] { m->chart->scheduleGraphs(); });
        connect(run, &QObject::destroyed, this, [this] { m->chart->scheduleGraphs(); });
    }
    m->chart->scheduleGraphs();
}

QWidget* CurvesView::controls() {
    if (m->controls) return m->controls;
    m->chooser = new QComboBox;
    m->chooser->setAccessibleName(tr("Metric"));
    m->chooser->setSizeAdjustPolicy(
        QComboBox::AdjustToMinimumContentsLengthWithIcon); // the longest name would push out the rest
    m->chooser->setMinimumContentsLength(12);
    m->slider = new QSlider(Qt::Horizontal);
    m->slider->setRange(0, 95);
    m->slider->setFixedSize(70, 20); // the handle is higher than the groove that style sheets measure
    m->slider->setToolTip(tr("Smoothing; the raw curve stays as a shadow"));
    m->slider->setAccessibleName(tr("Smoothing"));
    m->log = new QCheckBox(tr("log"));
    m->log->setToolTip(tr("Logarithmic scale"));
    m->log->setAccessibleName(tr("Logarithmic scale"));
    m->syncControls();
    connect(m->chooser, &QComboBox::currentIndexChanged, this,
            [this] { setMetric(m->chooser->currentData().toString()); });
    connect(m->slider, &QSlider::valueChanged, this, [this](int value) { setSmoothing(value / 100.0); });
    connect(m->log, &QCheckBox::toggled, this, &CurvesView::setLogarithmic);
    m->controls = HeadLayout::controlRow({m->chooser, m->slider, m->log});
    return m->controls;
}

QString CurvesView::remark() const {
    return m->smoothing > 0 ? tr("smoothing %1, raw as shadow").arg(m->smoothing, 0, 'f', 2) : QString();
}
void CurvesView::resetZoom() {
    m->chart->resetZoom();
}

QString CurvesView::figureTitle() const {
    return tr("Learning curves: %1").arg(metricTitle(m->metric));
}
void CurvesView::paintFigure(QPainter& painter, const QSizeF& size) {
    m->chart->paintOn(painter, size);
}

QString CurvesView::figureCsv() const {
    const auto& snapshots = m->timeline->snapshots();
    if (snapshots.empty()) return QStringLiteral("epoch\n");
    QString csv = QStringLiteral("epoch");
    for (const auto& [name, value] : snapshots.back()->metrics)
        csv += QLatin1Char(',') + QString::fromStdString(name);
    csv += QLatin1Char('\n');
    for (const SnapshotPtr& snapshot : snapshots) {
        csv += QString::number(snapshot->epoch + 1);
        for (const auto& [name, value] : snapshots.back()->metrics)
            csv += QLatin1Char(',') + QString::number(snapshot->metric(name), 'g', 17);
        csv += QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
