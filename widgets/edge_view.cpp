#include "widgets/edge_view.h"

#include "widgets/alpha_view.h"
#include "widgets/cell_reading.h"
#include "widgets/chart.h"
#include "widgets/figure_menu.h"
#include "widgets/operation_table.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"
#include "widgets/segmented_control.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QPointer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {
constexpr int kRoomForBoth = 300;         // pixels of height
constexpr double kOperationsShare = 0.66; // of the height, where both are shown
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
} // namespace

class EdgeView::Impl {
  public:
    Impl(EdgeView* view, RunTimeline* run)
        : q(view), timeline(run), operations(new Chart(view)), confidence(new Chart(view)),
          threshold(new QCPItemStraightLine(operations)) {
        auto* layout = new QVBoxLayout(view);
        layout->setContentsMargins(4, 4, 4, 4);
        layout->setSpacing(0);
        layout->addWidget(operations, 2);
        layout->addWidget(confidence, 1);
        operations->setRefresh([this] { drawOperations(); }, [this] { labelOperations(); });
        confidence->setRefresh([this] { drawConfidence(); }, [this] { labelConfidence(); });
        confidence->setAxisTitles(tr("epoch"), tr("confidence"));
        forBoth(&Chart::setEpochAxis);
        const auto redraw = [this] { forBoth(&Chart::scheduleGraphs); };
        QObject::connect(run, &RunTimeline::runChanged, view, [this] { q->setEdge(0, 0); });
        QObject::connect(run, &RunTimeline::dataChanged, view, redraw);
        QObject::connect(run, &RunTimeline::parseRuleChanged, view, redraw);
        QObject::connect(run, &RunTimeline::currentChanged, view, [this] { forBoth(&Chart::scheduleCursor); });
        pointAtEpochs(*operations, *run, [this](int index) { return operationsAt(index); });
        pointAtEpochs(*confidence, *run, [this](int index) { return confidenceAt(index); });
        // One zoom for both.
        QObject::connect(operations->xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), confidence,
                         [this](const QCPRange& range) {
                             confidence->followX(range);
                             confidence->replot(QCustomPlot::rpQueuedReplot);
                         });
    }

    void forBoth(void (Chart::*what)()) {
        (operations->*what)();
        (confidence->*what)();
    }

    const AlphaGroup* groupOf(const Snapshot& snapshot) const {
        if (group < 0 || group >= static_cast<int>(snapshot.alpha.size())) return nullptr;
        const AlphaGroup& g = snapshot.alpha[static_cast<std::size_t>(group)];
        return row >= 0 && row < static_cast<int>(g.rowCount()) && isWellFormed(g) ? &g : nullptr;
    }

    OperationTable::Reader reader(bool raw) const {
        return [this, raw](const Snapshot& snapshot, const OperationTable::Add& add) {
            const auto r = static_cast<std::size_t>(row);
            if (const AlphaGroup* g = groupOf(snapshot))
                for (std::size_t column = 0; column < g->columnCount(); ++column)
                    add(g->columns[column], raw ? g->rawAt(r, column) : g->weight(r, column));
        };
    }

    EdgeConfidence confidenceOf(const Snapshot& snapshot) const {
        const auto g = static_cast<std::size_t>(group), r = static_cast<std::size_t>(row);
        if (!groupOf(snapshot) || g >= snapshot.confidence.size() || r >= snapshot.confidence[g].size())
            return {kMissing, kMissing};
        return snapshot.confidence[g][r];
    }

    /// 0: decided, 1: all operations alike.
    double relativeEntropy(const Snapshot& snapshot) const {
        const AlphaGroup* g = groupOf(snapshot);
        const double most = g ? std::log(static_cast<double>(g->columnCount())) : 0;
        return most > 0 ? confidenceOf(snapshot).entropy / most : kMissing;
    }

    QVector<double> epochs() const {
        QVector<double> x;
        for (const SnapshotPtr& snapshot : timeline->snapshots())
            x << snapshot->epoch + 1;
        return x;
    }

    void addLine(Chart* chart, const QVector<double>& y, const QPen& pen) const {
        const QVector<double> x = epochs();
        QCPGraph* graph = chart->addGraph();
        graph->setData(x, y, true);
        graph->setPen(pen);
        if (x.size() == 1) graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 6));
    }

    void setRange(Chart* chart, const QCPRange& y) const {
        const SnapshotPtr current = timeline->current();
        const int planned = current ? current->epochs : 1;
        chart->setDataRange(QCPRange(planned > 1 ? 1 : 0, std::max(2, planned)), y);
        chart->setMarkers(chartMarkers(*timeline));
    }

    void drawOperations() {
        table.update(timeline->snapshots(), reader(showsRaw()));
        operations->clearGraphs();
        double low = 0, high = 0;
        for (std::size_t i = 0; i < table.operations().size(); ++i) {
            const QString operation = QString::fromStdString(table.operations()[i]);
            QVector<double> y;
            for (const double value : table.series(i)) {
                y << (std::isfinite(value) ? value : kMissing); // gaps
                if (!std::isfinite(value)) continue;
                low = std::min(low, value);
                high = std::max(high, value);
            }
            addLine(operations, y, QPen(operationColor(operation), 2, operationPenStyle(operation)));
        }
        const double margin = std::max(0.05, (high - low) * 0.08);
        setRange(operations,
                 showsRaw() ? QCPRange(low - margin, high + margin) : QCPRange(0, std::max(0.1, high * 1.08)));
        operations->setAxisTitles(tr("epoch"), showsRaw() ? tr("alpha") : tr("mixing weight"));
        const DiscretizeSpec& rule = timeline->parseRule();
        threshold->setVisible(!showsRaw() && rule.method != ParseMethod::Darts);
        threshold->setPen(QPen(tokens().faint, 1, Qt::DashLine));
        threshold->point1->setCoords(0, rule.threshold);
        threshold->point2->setCoords(1, rule.threshold);
    }

    QVector<ChartLabel> operationsAt(int index) const {
        const auto at = static_cast<std::size_t>(index);
        const double epoch = timeline->snapshots()[at]->epoch + 1.0;
        QVector<ChartLabel> labels;
        for (std::size_t i = 0; i < table.operations().size() && at < table.series(i).size(); ++i) {
            const double value = table.series(i)[at];
            if (!std::isfinite(value)) continue;
            const QString operation = QString::fromStdString(table.operations()[i]);
            const QString number = QString::number(value, 'f', 2).replace(QLatin1Char('-'), QChar(0x2212));
            labels << ChartLabel{
                epoch,                     value, QStringLiteral("%1 %2").arg(operationLabel(operation), number),
                operationColor(operation), true,  value};
        }
        return labels;
    }

    void labelOperations() {
        const SnapshotPtr current = timeline->current();
        operations->setCursor(current ? current->epoch + 1 : 0, current != nullptr,
                              current ? operationsAt(timeline->currentIndex()) : QVector<ChartLabel>());
    }

    void drawConfidence() {
        confidence->clearGraphs();
        QVector<double> margin, entropy;
        for (const SnapshotPtr& snapshot : timeline->snapshots()) {
            margin << confidenceOf(*snapshot).margin;
            entropy << relativeEntropy(*snapshot);
        }
        addLine(confidence, margin, QPen(tokens().accent, 2));
        addLine(confidence, entropy, QPen(tokens().muted, 2, Qt::DashLine));
        setRange(confidence, QCPRange(0, 1.08));
        confidence->followX(operations->xAxis->range());
    }

    QVector<ChartLabel> confidenceAt(int index) const {
        const Snapshot& snapshot = *timeline->snapshots()[static_cast<std::size_t>(index)];
        QVector<ChartLabel> labels;
        const auto add = [&](double value, const QString& text, const QColor& colour) {
            if (std::isfinite(value)) labels << ChartLabel{snapshot.epoch + 1.0, value, text, colour, true, 0};
        };
        const EdgeConfidence sure = confidenceOf(snapshot);
        add(sure.margin, tr("margin %1").arg(sure.margin, 0, 'f', 2), tokens().accent);
        const double entropy = relativeEntropy(snapshot);
        add(entropy, tr("entropy %1 %").arg(100 * entropy, 0, 'f', 0), tokens().muted);
        return labels;
    }

    void labelConfidence() {
        const SnapshotPtr current = timeline->current();
        confidence->setCursor(current ? current->epoch + 1 : 0, current != nullptr,
                              current ? confidenceAt(timeline->currentIndex()) : QVector<ChartLabel>());
    }

    bool showsRaw() const { return content == Content::Raw; }

    void arrange() {
        const bool both = q->height() >= kRoomForBoth;
        operations->setVisible(content != Content::Confidence);
        confidence->setVisible(content == Content::Confidence || both);
    }

    void startAnew() {
        table.clear();
        operations->resetZoom();
        forBoth(&Chart::scheduleGraphs);
    }

    EdgeView* q;
    RunTimeline* timeline;
    Chart* operations;
    Chart* confidence;
    QCPItemStraightLine* threshold;
    OperationTable table;
    int group = 0, row = 0;
    Content content = Content::Weight;
    QPointer<SegmentedControl> chooser;
};

EdgeView::EdgeView(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setAccessibleName(tr("Operations of the selected edge over the epochs"));
    m->operations->setAccessibleName(accessibleName());
    m->confidence->setAccessibleName(tr("Confidence of the selected edge over the epochs"));
    m->confidence->setToolTip(tr("Margin: best weight minus the second best.\n"
                                 "Entropy of the weights: 0 % decided, 100 % all operations alike."));
    m->arrange();
}
EdgeView::~EdgeView() = default;

void EdgeView::setEdge(int group, int row) {
    m->group = group;
    m->row = row;
    m->startAnew();
    Q_EMIT remarkChanged(remark());
}

void EdgeView::setContent(Content content) {
    if (m->chooser) m->chooser->setCurrentIndex(static_cast<int>(content));
    if (content == m->content) return;
    m->content = content;
    m->arrange();
    m->startAnew();
}

EdgeView::Content EdgeView::content() const {
    return m->content;
}

QWidget* EdgeView::controls() {
    if (m->chooser) return m->chooser;
    m->chooser = new SegmentedControl({tr("weight"), tr("raw"), tr("confidence")});
    m->chooser->setCurrentIndex(static_cast<int>(m->content));
    connect(m->chooser, &SegmentedControl::currentIndexChanged, this,
            [this](int index) { setContent(static_cast<Content>(index)); });
    return m->chooser;
}

QString EdgeView::remark() const {
    const SnapshotPtr current = m->timeline->current();
    const AlphaGroup* group = current ? m->groupOf(*current) : nullptr;
    if (!group) return {};
    return tr("%1, %2").arg(groupTitle(group->name), edgeLabel(group->rows[static_cast<std::size_t>(m->row)]));
}

void EdgeView::resizeEvent(QResizeEvent*) {
    m->arrange();
}

void EdgeView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    addFigureActions(menu, this, *this, *m->timeline);
    menu.exec(event->globalPos());
}

QString EdgeView::figureName() const {
    const AlphaGroup* group = groupAt(m->timeline->current(), m->group);
    return group ? QStringLiteral("edge-%1-%2").arg(groupSlug(group->name)).arg(m->row) : QStringLiteral("edge");
}

QString EdgeView::figureTitle() const {
    const QString edge = remark();
    return edge.isEmpty() ? tr("Edge over time") : tr("Edge over time: %1").arg(edge);
}

void EdgeView::paintFigure(QPainter& painter, const QSizeF& size) {
    const double upper = std::floor(size.height() * kOperationsShare);
    m->operations->paintOn(painter, {size.width(), upper});
    painter.save();
    painter.translate(0, upper);
    m->confidence->paintOn(painter, {size.width(), size.height() - upper});
    painter.restore();
}

QString EdgeView::figureCsv() const {
    OperationTable weights, raw;
    weights.update(m->timeline->snapshots(), m->reader(false));
    raw.update(m->timeline->snapshots(), m->reader(true));
    QString csv = QStringLiteral("epoch");
    for (const char* kind : {"weight_", "alpha_"})
        for (const std::string& operation : weights.operations())
            csv += QLatin1Char(',') + QLatin1String(kind) + QString::fromStdString(operation);
    csv += QStringLiteral(",margin,entropy\n");
    const auto number = [](double value) { return QLatin1Char(',') + QString::number(value, 'g', 17); };
    for (std::size_t i = 0; i < m->timeline->snapshots().size(); ++i) {
        const Snapshot& snapshot = *m->timeline->snapshots()[i];
        csv += QString::number(snapshot.epoch + 1);
        for (const OperationTable* table : {&weights, &raw})
            for (std::size_t o = 0; o < table->operations().size(); ++o)
                csv += number(table->series(o)[i]);
        const EdgeConfidence sure = m->confidenceOf(snapshot);
        csv += number(sure.margin) + number(sure.entropy) + QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
