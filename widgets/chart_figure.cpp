#include "widgets/chart_figure.h"

#include "widgets/chart.h"
#include "widgets/figure_menu.h"

#include <QMenu>

#include <utility>

namespace dnas {

ChartFigure::ChartFigure(Chart* chart, const RunTimeline* timeline, QString name, QString title, std::function<QString()> csv)
    : QObject(chart), m_chart(chart), m_name(std::move(name)), m_title(std::move(title)), m_csv(std::move(csv)) {
    chart->setObjectName(m_name);
    chart->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(chart, &QWidget::customContextMenuRequested, this, [this, timeline](const QPoint& place) {
        QMenu menu;
        addFigureActions(menu, m_chart, *this, *timeline);
        menu.exec(m_chart->mapToGlobal(place));
    });
}

void ChartFigure::paintFigure(QPainter& painter, const QSizeF& size) { m_chart->paintOn(painter, size); }

} // namespace dnas
