#include "widgets/dominant_view.h"

#include "widgets/chart.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace dnas {

namespace {
constexpr std::size_t kMostPoints = 1000;
}

class DominantView::Impl {
  public:
    Impl(DominantView* view, RunTimeline* run) : q(view), timeline(run), chart(new Chart(view)) {
        auto* layout = new QVBoxLayout(view);
        layout->setContentsMargins(4, 4, 4, 4);
        layout->addWidget(chart);
        chart->setRefresh([this] { refresh(); });
        chart->yAxis->setTicker([] {
            auto ticker = QSharedPointer<QCPAxisTickerFixed>::create();
            ticker->setTickStep(1);
            ticker->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
            return ticker;
        }());
        QObject::connect(run, &RunTimeline::runChanged, view, [this] {
            threshold = timeline->identity().request.recipe.dominantThreshold;
            group = -1;
            syncControls();
            chart->resetZoom();
            chart->schedule();
            Q_EMIT q->remarkChanged(q->remark());
        });
        QObject::connect(run, &RunTimeline::dataChanged, view, [this] {
            syncControls();
            chart->schedule();
        });
        QObject::connect(run, &RunTimeline::currentChanged, view, [this] { chart->schedule(); });
    }

    /// Operations of the whole run, in the order of their first appearance: stages may drop some.
    QStringList operations() const {
        QStringList names;
        for (const SnapshotPtr& snapshot : timeline->snapshots())
            for (const AlphaGroup& g : snapshot->alpha)
                for (const std::string& column : g.columns)
                    if (const QString name = QString::fromStdString(column); !names.contains(name)) names << name;
        return names;
    }

    int count(const Snapshot& snapshot, const QString& operation) const {
        int n = 0;
        const std::string name = operation.toStdString();
        for (std::size_t g = 0; g < snapshot.alpha.size(); ++g) {
            if (group >= 0 && static_cast<int>(g) != group) continue;
            const AlphaGroup& alpha = snapshot.alpha[g];
            for (std::size_t column = 0; column < alpha.columnCount(); ++column) {
                if (alpha.columns[column] != name) continue;
                for (std::size_t row = 0; row < alpha.rowCount(); ++row) n += alpha.weight(row, column) > threshold;
            }
        }
        return n;
    }

    void refresh() {
        chart->clearGraphs();
        const auto& snapshots = timeline->snapshots();
        const std::size_t step = snapshots.size() / kMostPoints + 1;
        QVector<double> x, below;
        for (std::size_t i = 0; i < snapshots.size(); i += step) x << snapshots[i]->epoch + 1;
        if (x.size() == 1) x << x.first() + 0.5; // one epoch: a band instead of nothing
        below.resize(x.size());
        QCPGraph* floor = chart->addGraph();
        floor->setData(x, below, true);
        floor->setPen(Qt::NoPen);
        QVector<Chart::Label> labels;
        const int at = std::clamp(static_cast<int>(std::max(0, timeline->currentIndex()) / step), 0, std::max(0, static_cast<int>(x.size()) - 1));
        double top = 0;
        for (const QString& operation : operations()) {
            if (operation == QLatin1String("none")) continue;
            QVector<double> above = below;
            for (int i = 0; i < x.size(); ++i) above[i] += count(*snapshots[std::min(snapshots.size() - 1, i * step)], operation);
            if (above == below) continue;
            QCPGraph* graph = chart->addGraph();
            graph->setData(x, above, true);
            graph->setPen(QPen(tokens().panel, 1));
            QColor fill = operationColor(operation);
            graph->setBrush(fill);
            graph->setChannelFillGraph(floor);
            if (operationBrushStyle(operation) != Qt::SolidPattern) { // the second cue, over the colour
                QCPGraph* hatch = chart->addGraph();
                hatch->setData(x, above, true);
                hatch->setPen(Qt::NoPen);
                hatch->setBrush(QBrush(readableOn(fill), operationBrushStyle(operation)));
                hatch->setChannelFillGraph(floor);
            }
            if (const int n = static_cast<int>(above[at] - below[at]); n > 0)
                labels << Chart::Label{x[at], (above[at] + below[at]) / 2, QStringLiteral("%1 \u00b7 %2").arg(operationLabel(operation)).arg(n), tokens().text};
            for (double value : above) top = std::max(top, value);
            below = above;
            floor = graph;
        }
        const SnapshotPtr current = timeline->current();
        const int planned = current ? current->epochs : 1;
        chart->setDataRange(QCPRange(planned > 1 ? 1 : 0, std::max(2, planned)), QCPRange(0, std::max(4.0, top * 1.1)));
        chart->setCursor(current ? current->epoch + 1 : 0, current != nullptr);
        chart->setMarkers(chartMarkers(*timeline));
        if (labels.isEmpty() && current)
            labels << Chart::Label{1, std::max(4.0, top) / 2, tr("no weight above %1 yet").arg(threshold), tokens().muted};
        chart->setLabels(labels);
    }

    void syncControls() {
        if (!chooser) return;
        const QSignalBlocker quiet(chooser), quiet2(spin);
        spin->setValue(threshold);
        const SnapshotPtr current = timeline->current();
        const int groups = current ? static_cast<int>(current->alpha.size()) : 0;
        if (chooser->count() != groups + 1) {
            chooser->clear();
            chooser->addItem(tr("all cells"), -1);
            for (int g = 0; g < groups; ++g) chooser->addItem(QString::fromStdString(current->alpha[g].name), g);
        }
        chooser->setCurrentIndex(group + 1);
    }

    DominantView* q;
    RunTimeline* timeline;
    Chart* chart;
    double threshold = 0.9;
    int group = -1;
    QWidget* controls = nullptr;
    QComboBox* chooser = nullptr;
    QDoubleSpinBox* spin = nullptr;
};

DominantView::DominantView(RunTimeline* timeline, QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setAccessibleName(tr("Dominant operations"));
}
DominantView::~DominantView() = default;

void DominantView::setThreshold(double threshold) {
    m->threshold = std::clamp(threshold, 0.0, 1.0);
    m->syncControls();
    m->chart->schedule();
    Q_EMIT remarkChanged(remark());
}
double DominantView::threshold() const { return m->threshold; }

void DominantView::setGroup(int group) {
    m->group = group;
    m->syncControls();
    m->chart->schedule();
}

QWidget* DominantView::controls() {
    if (m->controls) return m->controls;
    m->controls = new QWidget(this);
    auto* row = new QHBoxLayout(m->controls);
    row->setContentsMargins(0, 0, 0, 0);
    m->chooser = new QComboBox(m->controls);
    m->chooser->setAccessibleName(tr("Cells that are counted"));
    m->spin = new QDoubleSpinBox(m->controls);
    m->spin->setRange(0, 1);
    m->spin->setSingleStep(0.05);
    m->spin->setDecimals(2);
    m->spin->setAccessibleName(tr("Threshold of dominance"));
    m->spin->setToolTip(tr("Mixing weight above which an operation counts"));
    m->syncControls();
    connect(m->chooser, &QComboBox::currentIndexChanged, this, [this] { setGroup(m->chooser->currentData().toInt()); });
    connect(m->spin, &QDoubleSpinBox::valueChanged, this, &DominantView::setThreshold);
    row->addWidget(m->chooser);
    row->addWidget(m->spin);
    return m->controls;
}

QString DominantView::remark() const { return tr("edges with weight > %1").arg(m->threshold); }
QString DominantView::figureTitle() const { return tr("Dominant operations"); }
void DominantView::paintFigure(QPainter& painter, const QSizeF& size) { m->chart->paintOn(painter, size); }

QString DominantView::figureCsv() const {
    const QStringList names = m->operations();
    QString csv = QStringLiteral("epoch,") + names.join(QLatin1Char(',')) + QLatin1Char('\n');
    for (const SnapshotPtr& snapshot : m->timeline->snapshots()) {
        csv += QString::number(snapshot->epoch + 1);
        for (const QString& name : names) csv += QLatin1Char(',') + QString::number(m->count(*snapshot, name));
        csv += QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
