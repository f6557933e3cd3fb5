#include "widgets/dominant_view.h"

#include "widgets/cell_reading.h"
#include "widgets/chart.h"
#include "widgets/figure_menu.h"
#include "widgets/head_layout.h"
#include "widgets/operation_table.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {
constexpr std::size_t kMostPoints = 1000;
}

class DominantView::Impl {
  public:
    Impl(DominantView* view, RunTimeline* run)
        : q(view), timeline(run), chart(new Chart(view)),
          threshold(run->identity().request.recipe.dominantThreshold) {
        auto* layout = new QVBoxLayout(view);
        layout->setContentsMargins(4, 4, 4, 4);
        layout->addWidget(chart);
        chart->setEpochAxis();
        chart->setRefresh([this] { drawGraphs(); }, [this] { moveCursor(); });
        setScale();
        QObject::connect(run, &RunTimeline::runChanged, view, [this] {
            threshold = timeline->identity().request.recipe.dominantThreshold;
            group = -1;
            syncControls();
            chart->resetZoom();
            recount();
            Q_EMIT q->remarkChanged(q->remark());
        });
        QObject::connect(run, &RunTimeline::dataChanged, view, [this] {
            syncControls();
            chart->scheduleGraphs();
        });
        QObject::connect(run, &RunTimeline::currentChanged, view, [this] { chart->scheduleCursor(); });
        pointAtEpochs(*chart, *run, [this](int index) { return labelsAt(index); });
    }

    /// Epochs x operations: rows whose weight is above the threshold.
    void updateTable() {
        table.update(timeline->snapshots(), [this](const Snapshot& snapshot, const OperationTable::Add& add) {
            for (std::size_t g = 0; g < snapshot.alpha.size(); ++g) {
                const AlphaGroup& alpha = snapshot.alpha[g];
                if ((group >= 0 && static_cast<int>(g) != group) || !isWellFormed(alpha)) continue;
                for (std::size_t column = 0; column < alpha.columnCount(); ++column) {
                    int rows = 0;
                    for (std::size_t row = 0; row < alpha.rowCount(); ++row)
                        rows += alpha.weight(row, column) > threshold;
                    add(alpha.columns[column], rows);
                }
            }
        });
    }

    /// Whole edges, or percent of those that are ruled by any operation.
    void setScale() {
        chart->setAxisTitles(tr("epoch"), share ? tr("share of the dominant operations, %") : tr("edges"));
        auto whole = QSharedPointer<QCPAxisTickerFixed>::create();
        whole->setTickStep(1);
        whole->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
        chart->yAxis->setTicker(share ? QSharedPointer<QCPAxisTicker>::create() : QSharedPointer<QCPAxisTicker>(whole));
    }

    /// What is drawn of `count` at an epoch.
    double shownOf(int count, std::size_t epoch) const {
        if (!share || count == 0) return count;
        int all = 0;
        for (std::size_t o = 0; o < table.operations().size(); ++o)
            if (table.operations()[o] != "none") all += countAt(table.series(o), epoch);
        return 100.0 * count / all;
    }

    static int countAt(const std::vector<double>& series, std::size_t epoch) {
        return std::isfinite(series[epoch]) ? static_cast<int>(series[epoch]) : 0;
    }

    /// Epochs that are drawn: all of a usual run, the last one in any case.
    std::vector<std::size_t> drawnEpochs() const {
        const std::size_t count = timeline->snapshots().size(), step = count / kMostPoints + 1;
        std::vector<std::size_t> epochs;
        for (std::size_t i = 0; i < count; i += step)
            epochs.push_back(i);
        if (count > 0 && epochs.back() != count - 1) epochs.push_back(count - 1);
        return epochs;
    }

    void addBand(const QString& operation, const QVector<double>& x, const QVector<double>& above, QCPGraph* floor) {
        QCPGraph* graph = chart->addGraph();
        graph->setData(x, above, true);
        graph->setPen(QPen(tokens().panel, 1));
        const QColor fill = operationColor(operation);
        graph->setBrush(fill);
        graph->setChannelFillGraph(floor);
        if (operationBrushStyle(operation) == Qt::SolidPattern) return;
        QCPGraph* hatch = chart->addGraph(); // the second cue, over the colour
        hatch->setData(x, above, true);
        hatch->setPen(Qt::NoPen);
        hatch->setBrush(QBrush(readableOn(fill), operationBrushStyle(operation)));
        hatch->setChannelFillGraph(floor);
    }

    void drawGraphs() {
        updateTable();
        chart->clearGraphs();
        const std::vector<std::size_t> epochs = drawnEpochs();
        QVector<double> x;
        for (std::size_t i : epochs)
            x << timeline->snapshots()[i]->epoch + 1;
        if (x.size() == 1) x << x.first() + 0.5; // one epoch: a band instead of nothing
        QVector<double> below(x.size());
        QCPGraph* floor = chart->addGraph();
        floor->setData(x, below, true);
        floor->setPen(Qt::NoPen);
        for (std::size_t o = 0; o < table.operations().size(); ++o) {
            if (table.operations()[o] == "none") continue;
            QVector<double> above = below;
            for (int i = 0; i < x.size(); ++i) {
                const std::size_t epoch = epochs[std::min<std::size_t>(i, epochs.size() - 1)];
                above[i] += shownOf(countAt(table.series(o), epoch), epoch);
            }
            if (above == below) continue;
            addBand(QString::fromStdString(table.operations()[o]), x, above, floor);
            floor = chart->graph(chart->graphCount() - 1);
            below = above;
        }
        const double top = below.isEmpty() ? 0 : *std::max_element(below.begin(), below.end());
        const SnapshotPtr current = timeline->current();
        const int planned = current ? current->epochs : 1;
        chart->setDataRange(QCPRange(planned > 1 ? 1 : 0, std::max(2, planned)),
                            QCPRange(0, share ? 100 : std::max(4.0, top * 1.1)));
        chart->setMarkers(chartMarkers(*timeline));
    }

    /// Name and count on each band, where a line at this epoch crosses it.
    QVector<ChartLabel> labelsAt(int index) const {
        const auto at = static_cast<std::size_t>(index);
        const double epoch = timeline->snapshots()[at]->epoch + 1.0;
        QVector<ChartLabel> labels;
        double below = 0;
        for (std::size_t o = 0; o < table.operations().size() && at < table.series(o).size(); ++o) {
            const int rows = countAt(table.series(o), at);
            if (rows == 0 || table.operations()[o] == "none") continue;
            const QString operation = QString::fromStdString(table.operations()[o]);
            const double height = shownOf(rows, at);
            const QString number = share ? tr("%1 %").arg(height, 0, 'f', 0) : QString::number(rows);
            labels << ChartLabel{epoch,
                                 below + height / 2.0,
                                 QStringLiteral("%1 \u00b7 %2").arg(operationLabel(operation), number),
                                 operationColor(operation),
                                 false,
                                 static_cast<double>(rows)};
            below += height;
        }
        return labels;
    }

    void moveCursor() {
        const SnapshotPtr current = timeline->current();
        const QVector<ChartLabel> labels = current ? labelsAt(timeline->currentIndex()) : QVector<ChartLabel>();
        const QString gap = labels.isEmpty() ? gapText() : QString();
        const bool empty = labels.isEmpty() && gap.isEmpty();
        chart->setNote(empty ? tr("no weight above %1 in this epoch").arg(threshold) : gap);
        chart->setCursor(current ? current->epoch + 1 : 0, current != nullptr, labels);
    }

    QString gapText() const {
        if (timeline->count() == 0) return tr("Operations are counted from the first epoch on.");
        const auto& all = timeline->snapshots();
        const bool any = std::any_of(all.begin(), all.end(), [](const SnapshotPtr& s) { return !s->alpha.empty(); });
        return any ? QString() : tr("This run has no architecture parameters.");
    }

    /// Counts by another rule: all anew.
    void recount() {
        table.clear();
        chart->scheduleGraphs();
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
            for (int g = 0; g < groups; ++g)
                chooser->addItem(groupTitle(current->alpha[g].name), g);
        }
        chooser->setCurrentIndex(group + 1);
    }

    DominantView* q;
    RunTimeline* timeline;
    Chart* chart;
    double threshold;
    int group = -1;
    bool share = false;
    OperationTable table;
    QWidget* controls = nullptr;
    QComboBox* chooser = nullptr;
    QDoubleSpinBox* spin = nullptr;
    QCheckBox* shareBox = nullptr;
};

DominantView::DominantView(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setAccessibleName(tr("Dominant operations"));
    m->chart->setAccessibleName(accessibleName());
    addFigureMenu(this, this, timeline);
}
DominantView::~DominantView() = default;

void DominantView::setThreshold(double threshold) {
    m->threshold = std::clamp(threshold, 0.0, 1.0);
    m->syncControls();
    m->recount();
    Q_EMIT remarkChanged(remark());
}
double DominantView::threshold() const {
    return m->threshold;
}

void DominantView::setGroup(int group) {
    m->group = group;
    m->syncControls();
    m->recount();
}

void DominantView::setShare(bool share) {
    if (m->shareBox) m->shareBox->setChecked(share);
    if (share == m->share) return;
    m->share = share;
    m->setScale();
    m->chart->resetZoom();
    m->chart->scheduleGraphs();
}
bool DominantView::share() const {
    return m->share;
}

QWidget* DominantView::controls() {
    if (m->controls) return m->controls;
    m->chooser = new QComboBox;
    m->chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // "all cells"; the list is wider
    m->chooser->setMinimumContentsLength(4);
    m->chooser->setAccessibleName(tr("Cells that are counted"));
    m->spin = new QDoubleSpinBox;
    m->spin->setRange(0, 1);
    m->spin->setSingleStep(0.05);
    m->spin->setDecimals(2);
    m->spin->setAccessibleName(tr("Threshold of dominance"));
    m->spin->setToolTip(tr("Mixing weight above which an operation counts"));
    m->syncControls();
    connect(m->chooser, &QComboBox::currentIndexChanged, this, [this] { setGroup(m->chooser->currentData().toInt()); });
    connect(m->spin, &QDoubleSpinBox::valueChanged, this, &DominantView::setThreshold);
    m->shareBox = new QCheckBox(tr("share"));
    m->shareBox->setToolTip(tr("Share of all dominant operations instead of their number"));
    m->shareBox->setChecked(m->share);
    connect(m->shareBox, &QCheckBox::toggled, this, &DominantView::setShare);
    m->controls = HeadLayout::controlRow({m->chooser, m->spin, m->shareBox});
    return m->controls;
}

QString DominantView::remark() const {
    return tr("edges with weight > %1").arg(m->threshold);
}
QString DominantView::figureTitle() const {
    return tr("Dominant operations (%1)").arg(remark());
}
void DominantView::paintFigure(QPainter& painter, const QSizeF& size) {
    m->chart->paintOn(painter, size);
}

QString DominantView::figureGap() const {
    return m->gapText();
}

QString DominantView::figureCsv() const {
    m->updateTable();
    return operationCsv(m->table, m->timeline->snapshots());
}

} // namespace dnas
