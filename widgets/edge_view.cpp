#include "widgets/edge_view.h"

#include "widgets/alpha_view.h"
#include "widgets/cell_reading.h"
#include "widgets/chart.h"
#include "widgets/operation_table.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"

#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace dnas {

class EdgeView::Impl {
  public:
    Impl(EdgeView* view, RunTimeline* run) : timeline(run), chart(new Chart(view)) {
        auto* layout = new QVBoxLayout(view);
        layout->setContentsMargins(4, 4, 4, 4);
        layout->addWidget(chart);
        chart->setRefresh([this] { drawGraphs(); }, [this] { moveCursor(); });
        chart->setAxisTitles(tr("epoch"), tr("mixing weight"));
        QObject::connect(run, &RunTimeline::runChanged, view, [this] {
            table.clear();
            chart->resetZoom();
            chart->scheduleGraphs();
        });
        QObject::connect(run, &RunTimeline::dataChanged, view, [this] { chart->scheduleGraphs(); });
        QObject::connect(run, &RunTimeline::currentChanged, view, [this] { chart->scheduleCursor(); });
    }

    const AlphaGroup* groupOf(const Snapshot& snapshot) const {
        if (group < 0 || group >= static_cast<int>(snapshot.alpha.size())) return nullptr;
        const AlphaGroup& g = snapshot.alpha[group];
        return row >= 0 && row < static_cast<int>(g.rowCount()) && isWellFormed(g) ? &g : nullptr;
    }

    void updateTable() {
        table.update(timeline->snapshots(), [this](const Snapshot& snapshot, const OperationTable::Add& add) {
            if (const AlphaGroup* g = groupOf(snapshot))
                for (std::size_t column = 0; column < g->columnCount(); ++column)
                    add(g->columns[column], g->weight(row, column));
        });
    }

    void drawGraphs() {
        updateTable();
        chart->clearGraphs();
        QVector<double> x;
        for (const SnapshotPtr& snapshot : timeline->snapshots())
            x << snapshot->epoch + 1;
        double top = 0;
        for (std::size_t i = 0; i < table.operations().size(); ++i) {
            const QString operation = QString::fromStdString(table.operations()[i]);
            QVector<double> y;
            for (double value : table.series(i)) {
                y << (std::isfinite(value) ? value : std::nan("")); // gaps
                if (std::isfinite(value)) top = std::max(top, value);
            }
            QCPGraph* graph = chart->addGraph();
            graph->setData(x, y, true);
            graph->setPen(QPen(operationColor(operation), 2, operationPenStyle(operation)));
            if (x.size() == 1) graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 6));
        }
        const SnapshotPtr current = timeline->current();
        const int planned = current ? current->epochs : 1;
        chart->setDataRange(QCPRange(planned > 1 ? 1 : 0, std::max(2, planned)),
                            QCPRange(0, std::max(0.1, top * 1.08)));
        chart->setMarkers(chartMarkers(*timeline));
    }

    void moveCursor() {
        const SnapshotPtr current = timeline->current();
        const auto at = static_cast<std::size_t>(std::max(0, timeline->currentIndex()));
        QVector<ChartLabel> labels;
        for (std::size_t i = 0; i < table.operations().size() && at < table.series(i).size(); ++i) {
            const double value = table.series(i)[at];
            if (!std::isfinite(value)) continue;
            const QString operation = QString::fromStdString(table.operations()[i]);
            labels << ChartLabel{current->epoch + 1.0,
                                 value,
                                 QStringLiteral("%1 %2").arg(operationLabel(operation)).arg(value, 0, 'f', 2),
                                 operationColor(operation),
                                 true,
                                 value};
        }
        chart->setCursor(current ? current->epoch + 1 : 0, current != nullptr, labels);
    }

    RunTimeline* timeline;
    Chart* chart;
    OperationTable table;
    int group = 0, row = 0;
};

EdgeView::EdgeView(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setAccessibleName(tr("Operations of the selected edge over the epochs"));
}
EdgeView::~EdgeView() = default;

void EdgeView::setEdge(int group, int row) {
    m->group = group;
    m->row = row;
    m->table.clear();
    m->chart->resetZoom();
    m->chart->scheduleGraphs();
}

QString EdgeView::figureTitle() const {
    const SnapshotPtr current = m->timeline->current();
    const AlphaGroup* group = current ? m->groupOf(*current) : nullptr;
    return group ? tr("Edge %1 (%2)").arg(edgeLabel(group->rows[m->row]), QString::fromStdString(group->name))
                 : tr("Edge");
}

void EdgeView::paintFigure(QPainter& painter, const QSizeF& size) {
    m->chart->paintOn(painter, size);
}

QString EdgeView::figureCsv() const {
    m->updateTable();
    return operationCsv(m->table, m->timeline->snapshots());
}

} // namespace dnas
