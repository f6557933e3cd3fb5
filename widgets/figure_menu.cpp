#include "widgets/figure_menu.h"

#include "widgets/figure_table.h"
#include "widgets/run_timeline.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>

#include <algorithm>

namespace dnas {

namespace {

void save(QWidget* view, Figure& figure, const OriginSource& origin) {
    const QString kinds = QObject::tr("SVG drawing (*.svg);;PDF page (*.pdf);;PNG image (*.png);;CSV data (*.csv)");
    QString chosen;
    QString path = QFileDialog::getSaveFileName(view, QObject::tr("Save the figure"),
                                                figure.figureName() + QStringLiteral(".svg"), kinds, &chosen);
    if (path.isEmpty()) return;
    if (QFileInfo(path).suffix().isEmpty()) path += chosen.section(QLatin1Char('*'), 1).chopped(1);
    const QString problem = exportFigure(figure, origin(), path);
    if (!problem.isEmpty()) QMessageBox::warning(view, QObject::tr("The figure was not saved"), problem);
}

OriginSource originOfRuns(const Figure& figure, const RunTimeline& timeline) {
    return [&figure, &timeline] { return originOf(QVector<const RunTimeline*>{&timeline} + figure.furtherRuns()); };
}

} // namespace

void addFigureActions(QMenu& menu, QWidget* view, Figure& figure, const OriginSource& origin) {
    QAction* saving = menu.addAction(QObject::tr("Save the figure\u2026"), view,
                                     [view, &figure, origin] { save(view, figure, origin); });
    QAction* table = menu.addAction(QObject::tr("Show as a table"), view, [view, &figure] {
        auto* dialog = new FigureTable(figure.figureTitle(), figure.figureCsv(), view);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
    });
    for (QAction* action : {saving, table})
        action->setEnabled(figure.figureGap().isEmpty());
}

void addFigureActions(QMenu& menu, QWidget* view, Figure& figure, const RunTimeline& timeline) {
    addFigureActions(menu, view, figure, originOfRuns(figure, timeline));
}

void addFigureMenu(QWidget* view, Figure* figure, const OriginSource& origin) {
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    const QList<QWidget*> inside = view->findChildren<QWidget*>();
    const auto takesFocus = [](const QWidget* widget) { return widget->focusPolicy() != Qt::NoFocus; };
    // The menu key opens it, too: from the chart or table inside, or else from the view itself.
    if (!takesFocus(view) && std::none_of(inside.begin(), inside.end(), takesFocus)) view->setFocusPolicy(Qt::StrongFocus);
    QObject::connect(view, &QWidget::customContextMenuRequested, view, [view, figure, origin](const QPoint& place) {
        auto* menu = new QMenu(view);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        addFigureActions(*menu, view, *figure, origin);
        menu->popup(view->mapToGlobal(place));
    });
}

void addFigureMenu(QWidget* view, Figure* figure, const RunTimeline* timeline) {
    addFigureMenu(view, figure, originOfRuns(*figure, *timeline));
}

} // namespace dnas
