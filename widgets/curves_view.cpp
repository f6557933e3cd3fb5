#include "widgets/curves_view.h"

#include "widgets/chart.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QSlider>
#include <QVBoxLayout>

#include <cmath>
#include <limits>

namespace dnas {

namespace {

constexpr int kMostPoints = 2000;
const QColor kValidationLight(0xc2, 0x43, 0x7e), kValidationDark(0xe0, 0x6a, 0xa4);

struct Series {
    QString label;
    std::string metric;
    bool validation;
    double scale; ///< 100 for fractions shown in percent
};

std::vector<Series> seriesOf(const QString& metric) {
    if (metric == QLatin1String("accuracy")) return {{CurvesView::tr("train"), "train_top1", false, 100}, {CurvesView::tr("validation"), "valid_top1", true, 100}};
    if (metric == QLatin1String("loss")) return {{CurvesView::tr("train"), "train_loss", false, 1}, {CurvesView::tr("validation"), "valid_loss", true, 1}};
    if (metric == QLatin1String("top5")) return {{CurvesView::tr("train"), "train_top5", false, 100}, {CurvesView::tr("validation"), "valid_top5", true, 100}};
    return {{metric, metric.toStdString(), false, 1}};
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
        result << (std::isfinite(v) && weight > 0 ? mean / weight : std::numeric_limits<double>::quiet_NaN());
    }
    return result;
}

} // namespace

class CurvesView::Impl {
  public:
    Impl(CurvesView* view, RunTimeline* run) : q(view), timeline(run), chart(new Chart(view)) {
        auto* layout = new QVBoxLayout(view);
        layout->setContentsMargins(4, 4, 4, 4);
        layout->addWidget(chart);
        chart->setRefresh([this] { refresh(); });
        QObject::connect(run, &RunTimeline::runChanged, view, [this] {
            updateMetrics();
            chart->resetZoom();
            chart->schedule();
        });
        QObject::connect(run, &RunTimeline::dataChanged, view, [this] {
            updateMetrics();
            chart->schedule();
        });
        QObject::connect(run, &RunTimeline::currentChanged, view, [this] { chart->schedule(); });
    }

    bool percentScale() const { return seriesOf(metric).front().scale == 100; }

    QColor colorOf(const Series& series, int run) const {
        static const QColor overlays[] = {QColor("#E69F00"), QColor("#009E73"), QColor("#CC79A7"), QColor("#56B4E9")};
        if (run > 0) return overlays[(run - 1) % 4];
        return series.validation ? (tokens().dark ? kValidationDark : kValidationLight) : tokens().accent;
    }

    void addRun(const RunTimeline& run, int index, double& low, double& high, QVector<Chart::Label>& labels) {
        const auto& snapshots = run.snapshots();
        const std::size_t step = snapshots.size() / kMostPoints + 1;
        for (const Series& series : seriesOf(metric)) {
            QVector<double> x, y;
            for (std::size_t i = 0; i < snapshots.size(); i += step) {
                x << snapshots[i]->epoch + 1;
                const double value = snapshots[i]->metric(series.metric) * series.scale;
                y << (std::isfinite(value) && (!logarithmic || value > 0) ? value : std::numeric_limits<double>::quiet_NaN());
                if (std::isfinite(y.last())) {
                    low = std::min(low, value);
                    high = std::max(high, value);
                }
            }
            const QColor color = colorOf(series, index);
            const Qt::PenStyle style = series.validation ? Qt::DashLine : Qt::SolidLine;
            if (smoothing > 0 && x.size() > 2) {
                QColor shadow = color;
                shadow.setAlphaF(0.28f);
                addGraph(x, y, QPen(shadow, 1));
                y = smoothed(y, smoothing);
            }
            addGraph(x, y, QPen(color, 2, style));
            const int at = index == 0 ? static_cast<int>(std::max(0, timeline->currentIndex()) / step) : static_cast<int>(x.size()) - 1;
            if (at < y.size() && std::isfinite(y[at])) {
                const QString name = index == 0 ? series.label : run.identity().name;
                labels << Chart::Label{x[at], y[at], QStringLiteral("%1 %2").arg(name, valueText(y[at])), color};
            }
        }
    }

    QString valueText(double value) const {
        if (percentScale()) return CurvesView::tr("%1 %").arg(value, 0, 'f', 1);
        return QString::number(value, 'g', 4);
    }

    void addGraph(const QVector<double>& x, const QVector<double>& y, const QPen& pen) {
        QCPGraph* graph = chart->addGraph();
        graph->setData(x, y, true);
        graph->setPen(pen);
        if (x.size() == 1) graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 6));
    }

    void refresh() {
        chart->clearGraphs();
        double low = std::numeric_limits<double>::infinity(), high = -low;
        QVector<Chart::Label> labels;
        addRun(*timeline, 0, low, high, labels);
        for (int i = 0; i < overlays.size(); ++i) addRun(*overlays[i], i + 1, low, high, labels);
        if (!(low <= high)) {
            low = 0;
            high = 1;
        }
        const int planned = timeline->current() ? timeline->current()->epochs : 1;
        const double margin = std::max((high - low) * 0.06, 1e-9);
        const QCPRange y = logarithmic ? QCPRange(low * 0.9, high * 1.1) : percentScale() ? QCPRange(0, 100) : QCPRange(low - margin, high + margin);
        chart->yAxis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        if (logarithmic)
            chart->yAxis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
        else
            chart->yAxis->setTicker(QSharedPointer<QCPAxisTicker>::create());
        chart->yAxis->setNumberFormat(logarithmic ? QStringLiteral("gb") : QStringLiteral("g"));
        chart->setDataRange(QCPRange(planned > 1 ? 1 : 0, std::max(2, planned)), y);
        const SnapshotPtr current = timeline->current();
        chart->setCursor(current ? current->epoch + 1 : 0, current != nullptr);
        chart->setMarkers(chartMarkers(*timeline));
        chart->setLabels(labels);
    }

    /// The chooser offers what the run has stored.
    void updateMetrics() {
        if (!chooser || timeline->count() == 0 || chooser->count() > 3) return;
        for (const auto& [name, value] : timeline->snapshots().front()->metrics) {
            const QString key = QString::fromStdString(name);
            if (!key.startsWith(QLatin1String("train_")) && !key.startsWith(QLatin1String("valid_"))) chooser->addItem(QString(key).replace(QLatin1Char('_'), QLatin1Char(' ')), key);
        }
    }

    CurvesView* q;
    RunTimeline* timeline;
    Chart* chart;
    QString metric = QStringLiteral("accuracy");
    double smoothing = 0;
    bool logarithmic = false;
    QVector<RunTimeline*> overlays;
    QComboBox* chooser = nullptr;
    QWidget* controls = nullptr;
};

CurvesView::CurvesView(RunTimeline* timeline, QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setAccessibleName(tr("Learning curves"));
}
CurvesView::~CurvesView() = default;

void CurvesView::setMetric(const QString& metric) {
    if (metric == m->metric || metric.isEmpty()) return;
    m->metric = metric;
    m->chart->resetZoom();
    m->chart->schedule();
    Q_EMIT remarkChanged(remark());
}
QString CurvesView::metric() const { return m->metric; }

void CurvesView::setSmoothing(double factor) {
    m->smoothing = std::clamp(factor, 0.0, 0.99);
    m->chart->schedule();
    Q_EMIT remarkChanged(remark());
}

void CurvesView::setLogarithmic(bool logarithmic) {
    m->logarithmic = logarithmic;
    m->chart->resetZoom();
    m->chart->schedule();
}

void CurvesView::setOverlays(const QVector<RunTimeline*>& overlays) {
    m->overlays = overlays;
    m->chart->schedule();
}

QWidget* CurvesView::controls() {
    if (m->controls) return m->controls;
    m->controls = new QWidget(this);
    auto* row = new QHBoxLayout(m->controls);
    row->setContentsMargins(0, 0, 0, 0);
    m->chooser = new QComboBox(m->controls);
    m->chooser->addItem(tr("accuracy"), QStringLiteral("accuracy"));
    m->chooser->addItem(tr("loss"), QStringLiteral("loss"));
    m->chooser->addItem(tr("top-5"), QStringLiteral("top5"));
    m->chooser->setAccessibleName(tr("Metric"));
    m->updateMetrics();
    connect(m->chooser, &QComboBox::currentIndexChanged, this, [this] { setMetric(m->chooser->currentData().toString()); });
    auto* smoothing = new QSlider(Qt::Horizontal, m->controls);
    smoothing->setRange(0, 95);
    smoothing->setFixedWidth(70);
    smoothing->setToolTip(tr("Smoothing; the raw curve stays as a shadow"));
    smoothing->setAccessibleName(tr("Smoothing"));
    connect(smoothing, &QSlider::valueChanged, this, [this](int value) { setSmoothing(value / 100.0); });
    auto* log = new QCheckBox(tr("log"), m->controls);
    connect(log, &QCheckBox::toggled, this, &CurvesView::setLogarithmic);
    row->addWidget(m->chooser);
    row->addWidget(smoothing);
    row->addWidget(log);
    return m->controls;
}

QString CurvesView::remark() const { return m->smoothing > 0 ? tr("smoothing %1, raw as shadow").arg(m->smoothing, 0, 'f', 2) : QString(); }
void CurvesView::resetZoom() { m->chart->resetZoom(); }

QString CurvesView::figureTitle() const { return tr("Learning curves: %1").arg(m->metric); }
void CurvesView::paintFigure(QPainter& painter, const QSizeF& size) { m->chart->paintOn(painter, size); }

QString CurvesView::figureCsv() const {
    const auto& snapshots = m->timeline->snapshots();
    if (snapshots.empty()) return QStringLiteral("epoch\n");
    QString csv = QStringLiteral("epoch");
    for (const auto& [name, value] : snapshots.front()->metrics) csv += QLatin1Char(',') + QString::fromStdString(name);
    csv += QLatin1Char('\n');
    for (const SnapshotPtr& snapshot : snapshots) {
        csv += QString::number(snapshot->epoch + 1);
        for (const auto& [name, value] : snapshots.front()->metrics) csv += QLatin1Char(',') + QString::number(snapshot->metric(name), 'g', 17);
        csv += QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
