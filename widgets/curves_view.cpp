#include "widgets/curves_view.h"

#include "widgets/cell_reading.h"
#include "widgets/chart.h"
#include "widgets/csv_text.h"
#include "widgets/figure_menu.h"
#include "widgets/head_layout.h"
#include "widgets/metric_names.h"
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
#include <map>

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

/// Plain numbers on a logarithmic axis: powers of ten, of short ranges 1, 2 and 5, of shorter ones evenly spread.
class LogTicker final : public QCPAxisTicker {
  public:
    explicit LogTicker(bool percent) : m_percent(percent) {}

  protected:
    QVector<double> createTickVector(double step, const QCPRange& range) override {
        const double decades = std::log10(range.upper / range.lower);
        if (!(decades > 0.8)) return QCPAxisTicker::createTickVector(step, range); // of NaN, too
        const int stride = std::max(1, static_cast<int>(std::lround(decades / 8)));
        QVector<double> ticks;
        for (int power = static_cast<int>(std::floor(std::log10(range.lower))); power <= std::log10(range.upper); power += stride)
            for (const double digit : {1.0, 2.0, 5.0})
                if (digit == 1 || decades < 3) ticks << digit * std::pow(10, power);
        return ticks;
    }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        const QString number = QString::number(tick, 'g', 6);
        return m_percent ? CurvesView::tr("%1 %").arg(number) : number;
    }

  private:
    bool m_percent;
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
        pointAtEpochs(*chart, *run, [this](int index) { return labelsAt(timeline->snapshots()[static_cast<std::size_t>(index)]); });
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

    /// One run: a colour for each curve. Several: a colour for each run, its curves told apart by their dashes.
    QColor colorOf(const Series& series, int run, bool several) const {
        static const QColor others[] = {QColor("#E69F00"), QColor("#009E73"), QColor("#CC79A7"), QColor("#56B4E9"),
                                        QColor("#D55E00"), QColor("#8C6BB1"), QColor("#999933"), QColor("#882255")};
        if (!several && series.line == Line::OfGroup) return groupColor(series.place);
        if (!several && series.line == Line::Second) return tokens().dark ? kValidationDark : kValidationLight;
        QColor color = run > 0 ? others[static_cast<std::size_t>(run - 1) % std::size(others)] : tokens().accent;
        if (series.line == Line::OfGroup) color.setAlphaF(static_cast<float>(0.3 + 0.7 * series.place));
        return color;
    }

    /// Early groups pale, late ones full: their order can be read off without knowing colours.
    static QColor groupColor(double place) { return heatColor(0.3 + 0.7 * place); }

    /// Curves that overlap are told apart without colours too.
    static Qt::PenStyle penOf(const Series& series) { return series.line == Line::Second ? Qt::DashLine : Qt::SolidLine; }

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

    void drawRun(const RunTimeline& run, int index, bool several, Span& span) {
        for (const Series& series : seriesOf(metric, run)) {
            QVector<double> x, y;
            for (const SnapshotPtr& snapshot : run.snapshots()) {
                x << snapshot->epoch + 1;
                y << shownValue(*snapshot, series.metric);
                if (std::isfinite(y.last())) span.add(y.last());
            }
            const QColor color = colorOf(series, index, several);
            if (smoothing > 0 && x.size() > 2) {
                QColor shadow = color;
                shadow.setAlphaF(0.35f);
                addGraph(x, y, QPen(shadow, 1));
                y = smoothed(y, smoothing);
            }
            addGraph(x, y, QPen(color, 2, penOf(series)));
        }
    }

    void drawGraphs() {
        chart->clearGraphs();
        Span span;
        int planned = 1;
        const QVector<const RunTimeline*> all = runs();
        for (int i = 0; i < all.size(); ++i) {
            Span own;
            drawRun(*all[i], i, all.size() > 1, own);
            if (!own.isEmpty()) span.add(own.low), span.add(own.high);
            // A run without this metric does not stretch the axis, unless it is alone.
            if (all[i]->current() && (all.size() == 1 || !own.isEmpty()))
                planned = std::max({planned, all[i]->current()->epochs, all[i]->snapshots().back()->epoch + 1});
        }
        chart->setNote(span.isEmpty() ? gapText() : QString());
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
            chart->yAxis->setTicker(QSharedPointer<LogTicker>::create(isFraction()));
        else if (isFraction())
            chart->yAxis->setTicker(QSharedPointer<PercentTicker>::create());
        else
            chart->yAxis->setTicker(QSharedPointer<QCPAxisTicker>::create());
        chart->yAxis->setNumberFormat(QStringLiteral("g"));
        chart->yAxis->setNumberPrecision(4);
        chart->setAxisTitles(tr("epoch"), metricTitle(metric));
        chart->setDataRange(QCPRange(planned > 1 ? 1 : 0, std::max(2, planned)), y);
        chart->setMarkers(chartMarkers(*timeline));
    }

    /// The measured values at an epoch, not the smoothed ones; other runs at the same epoch or at their last.
    QVector<ChartLabel> labelsAt(const SnapshotPtr& epoch) {
        const QVector<const RunTimeline*> all = runs();
        QVector<ChartLabel> labels;
        for (int i = 0; i < all.size(); ++i) {
            const SnapshotPtr at = i == 0 ? epoch : sameEpoch(*all[i], epoch);
            if (!at) continue;
            for (const Series& series : seriesOf(metric, *all[i])) {
                const double shown = shownValue(*at, series.metric), stored = at->metric(series.metric) * (isFraction() ? 100 : 1);
                // What is no number is named where the run has others: a gap in a curve says not why.
                if (!std::isfinite(shown) && (series.line == Line::OfGroup || !isMeasured(*all[i], series.metric))) continue;
                QStringList words;
                if (all.size() > 1) words << all[i]->identity().name;
                if (!series.label.isEmpty()) words << series.label;
                const QString value = std::isfinite(stored) ? valueText(stored) : std::isnan(stored) ? QStringLiteral("NaN") : QString(QChar(0x221E));
                if (!std::isfinite(shown) && !words.isEmpty()) words.last() += QLatin1Char(':');
                labels << ChartLabel{at->epoch + 1.0, shown, (words << value).join(QLatin1Char(' ')),
                                     colorOf(series, i, all.size() > 1), true, -1.0 * i};
            }
        }
        return labels;
    }

    void moveCursor() {
        const SnapshotPtr current = timeline->current();
        chart->setCursor(current ? current->epoch + 1 : 0, current != nullptr, labelsAt(current));
    }

    static bool hasDiverged(const RunTimeline& run) {
        const auto& events = run.events();
        return std::any_of(events.begin(), events.end(), [](const RunEvent& event) { return event.kind == RunEvent::Kind::Diverged; });
    }

    bool isMeasured(const RunTimeline& run, const std::string& name) {
        MetricNames& known = names[&run];
        known.update(run.snapshots());
        return known.isMeasured(name) || hasDiverged(run);
    }

    /// Why there is no curve; empty where there is one.
    QString gapText() {
        const QVector<const RunTimeline*> all = runs();
        bool hasEpochs = false, isMeasuredAtAll = false;
        for (const RunTimeline* run : all) {
            hasEpochs |= run->count() > 0;
            for (const Series& series : seriesOf(metric, *run)) {
                isMeasured(*run, series.metric);
                isMeasuredAtAll |= names[run].isMeasured(series.metric);
            }
        }
        const QString title = metricTitle(metric);
        if (!hasEpochs) return tr("Curves begin with the first epoch.");
        if (!isMeasuredAtAll && hasDiverged(*timeline)) return tr("%1: no value is a number, the run diverged").arg(title);
        if (!isMeasuredAtAll) return all.size() > 1 ? tr("%1: not measured in these runs").arg(title) : tr("%1: not measured in this run").arg(title);
        if (!logarithmic || hasPositive()) return {};
        return tr("%1: no value is above 0, a logarithmic scale shows none").arg(title);
    }

    bool hasPositive() const {
        for (const RunTimeline* run : runs())
            for (const Series& series : seriesOf(metric, *run))
                for (const SnapshotPtr& snapshot : run->snapshots())
                    if (std::isfinite(shownValue(*snapshot, series.metric))) return true;
        return false;
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
        QStringList metrics;
        for (const RunTimeline* run : runs()) {
            names[run].update(run->snapshots());
            for (const QString& key : names[run].families(false))
                if (!metrics.contains(key)) metrics << key;
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
    std::map<const RunTimeline*, MetricNames> names; ///< of this run and the overlays
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
    addFigureMenu(this, this, timeline);
}
CurvesView::~CurvesView() = default;

void CurvesView::setMetric(const QString& metric) {
    const QString family = metricFamily(metric);
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
    m->names.clear(); // a run that is gone may leave its place in memory to another
    for (RunTimeline* run : overlays) {
        m->overlays << run;
        for (auto signal : {&RunTimeline::runChanged, &RunTimeline::dataChanged})
            connect(run, signal, this, [this] { m->chart->scheduleGraphs(); });
        connect(run, &QObject::destroyed, this, [this] { m->chart->scheduleGraphs(); });
    }
    m->syncControls();
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

QString CurvesView::figureName() const {
    return curvesFigure(m->metric);
}
QString CurvesView::figureTitle() const {
    const QString curves = tr("Learning curves: %1").arg(metricTitle(m->metric));
    return remark().isEmpty() ? curves : tr("%1 (%2)").arg(curves, remark());
}
void CurvesView::paintFigure(QPainter& painter, const QSizeF& size) {
    m->chart->paintOn(painter, size);
}
QString CurvesView::figureGap() const {
    return m->gapText();
}

QVector<const RunTimeline*> CurvesView::furtherRuns() const {
    return m->runs().mid(1);
}

QString CurvesView::figureCsv() const {
    const QVector<const RunTimeline*> runs = m->runs();
    std::vector<std::string> names; // of all epochs of all runs
    for (const RunTimeline* run : runs) {
        m->names[run].update(run->snapshots());
        for (const std::string& name : m->names[run].names())
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    QString csv = runs.size() > 1 ? QStringLiteral("experiment,run,epoch") : QStringLiteral("epoch");
    for (const std::string& name : names)
        csv += QLatin1Char(',') + QString::fromStdString(name);
    csv += QLatin1Char('\n');
    for (const RunTimeline* run : runs) {
        const RunIdentity& id = run->identity();
        const QString start = runs.size() > 1 ? QStringLiteral("%1,%2,").arg(id.experiment).arg(csvText(id.name)) : QString();
        for (const SnapshotPtr& snapshot : run->snapshots()) {
            csv += start + QString::number(snapshot->epoch + 1);
            for (const std::string& name : names)
                csv += QLatin1Char(',') + csvNumber(snapshot->metric(name));
            csv += QLatin1Char('\n');
        }
    }
    return csv;
}

QString curvesFigure(const QString& metric) {
    if (metric == QLatin1String("accuracy")) return QStringLiteral("curves");
    for (const char* known : {"loss", "contributions", "distances", "decided"})
        if (metric == QLatin1String(known)) return metric;
    return QStringLiteral("curves-") + metric;
}

} // namespace dnas
