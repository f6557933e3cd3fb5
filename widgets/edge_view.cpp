#include "widgets/edge_view.h"

#include "widgets/alpha_view.h"
#include "widgets/chart.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"

#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {
constexpr std::size_t kMostPoints = 2000;
}

class EdgeView::Impl {
  public:
    Impl(EdgeView* view, RunTimeline* run) : timeline(run), chart(new Chart(view)) {
        auto* layout = new QVBoxLayout(view);
        layout->setContentsMargins(4, 4, 4, 4);
        layout->addWidget(chart);
        chart->setRefresh([this] { refresh(); });
        QObject::connect(run, &RunTimeline::runChanged, view, [this] {
            chart->resetZoom();
            chart->schedule();
        });
        QObject::connect(run, &RunTimeline::dataChanged, view, [this] { chart->schedule(); });
        QObject::connect(run, &RunTimeline::currentChanged, view, [this] { chart->schedule(); });
    }

    const AlphaGroup* groupOf(const Snapshot& snapshot) const {
        if (group < 0 || group >= static_cast<int>(snapshot.alpha.size())) return nullptr;
        const AlphaGroup& g = snapshot.alpha[group];
        return row >= 0 && row < static_cast<int>(g.rowCount()) ? &g : nullptr;
    }
    QStringList operations() const {
        QStringList names;
        for (const SnapshotPtr& snapshot : timeline->snapshots())
            if (const AlphaGroup* g = groupOf(*snapshot))
                for (const std::string& column : g->columns)
                    if (const QString name = QString::fromStdString(column); !names.contains(name)) names << name;
        return names;
    }
    double weight(const Snapshot& snapshot, const QString& operation) const {
        const AlphaGroup* g = groupOf(snapshot);
        if (!g) return std::numeric_limits<double>::quiet_NaN();
        const auto at = std::find(g->columns.begin(), g->columns.end(), operation.toStdString());
        if (at == g->columns.end()) return std::numeric_limits<double>::quiet_NaN();
        return g->weight(row, static_cast<std::size_t>(at - g->columns.begin()));
    }

    void refresh() {
        chart->clearGraphs();
        const auto& snapshots = timeline->snapshots();
        const std::size_t step = snapshots.size() / kMostPoints + 1;
        QVector<Chart::Label> labels;
        double top = 0;
        for (const QString& operation : operations()) {
            QVector<double> x, y;
            for (std::size_t i = 0; i < snapshots.size(); i += step) {
                x << snapshots[i]->epoch + 1;
                y << weight(*snapshots[i], operation);
                if (std::isfinite(y.last())) top = std::max(top, y.last());
            }
            QCPGraph* graph = chart->addGraph();
            graph->setData(x, y, true);
            graph->setPen(QPen(operationColor(operation), 2, operationPenStyle(operation)));
            if (x.size() == 1) graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 6));
            const int at = static_cast<int>(std::max(0, timeline->currentIndex()) / step);
            if (at < y.size() && std::isfinite(y[at])) labels << Chart::Label{x[at], y[at], QStringLiteral("%1 %2").arg(operationLabel(operation)).arg(y[at], 0, 'f', 2), tokens().text};
        }
        const SnapshotPtr current = timeline->current();
        const int planned = current ? current->epochs : 1;
        chart->setDataRange(QCPRange(planned > 1 ? 1 : 0, std::max(2, planned)), QCPRange(0, std::max(0.1, top * 1.08)));
        chart->setCursor(current ? current->epoch + 1 : 0, current != nullptr);
        chart->setMarkers(chartMarkers(*timeline));
        chart->setLabels(labels);
    }

    RunTimeline* timeline;
    Chart* chart;
    int group = 0, row = 0;
};

EdgeView::EdgeView(RunTimeline* timeline, QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setAccessibleName(tr("Operations of the selected edge over the epochs"));
}
EdgeView::~EdgeView() = default;

void EdgeView::setEdge(int group, int row) {
    m->group = group;
    m->row = row;
    m->chart->resetZoom();
    m->chart->schedule();
}

QString EdgeView::figureTitle() const {
    const SnapshotPtr current = m->timeline->current();
    const AlphaGroup* group = current ? m->groupOf(*current) : nullptr;
    return group ? tr("Edge %1 (%2)").arg(edgeLabel(group->rows[m->row]), QString::fromStdString(group->name)) : tr("Edge");
}

void EdgeView::paintFigure(QPainter& painter, const QSizeF& size) { m->chart->paintOn(painter, size); }

QString EdgeView::figureCsv() const {
    const QStringList names = m->operations();
    QString csv = QStringLiteral("epoch,") + names.join(QLatin1Char(',')) + QLatin1Char('\n');
    for (const SnapshotPtr& snapshot : m->timeline->snapshots()) {
        csv += QString::number(snapshot->epoch + 1);
        for (const QString& name : names) csv += QLatin1Char(',') + QString::number(m->weight(*snapshot, name), 'g', 17);
        csv += QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
