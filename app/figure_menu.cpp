#include "app/figure_menu.h"

#include <QAction>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QWidget>

namespace dnas {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("FigureMenu", text);
}

void save(QWidget* view, Figure* figure, const RunTimeline* timeline) {
    QStringList filters;
    for (const QString& format : figureFormats()) filters << QStringLiteral("%1 (*.%2)").arg(format.toUpper(), format);
    QString chosen = filters.front();
    QString path = QFileDialog::getSaveFileName(view->window(), figure->figureTitle(), figure->figureName() + QStringLiteral(".svg"),
                                                filters.join(QStringLiteral(";;")), &chosen);
    if (path.isEmpty()) return;
    if (QFileInfo(path).suffix().isEmpty()) path += QLatin1Char('.') + figureFormats().value(filters.indexOf(chosen));
    const QString problem = exportFigure(*figure, *timeline, path);
    if (!problem.isEmpty()) QMessageBox::warning(view->window(), tr("The figure was not saved"), problem);
}

} // namespace

void addFigureMenu(QWidget* view, Figure* figure, const RunTimeline* timeline) {
    auto* action = new QAction(tr("Save figure as…"), view);
    view->addAction(action);
    view->setContextMenuPolicy(Qt::ActionsContextMenu);
    view->setFocusPolicy(Qt::StrongFocus); // the menu key opens it, too
    QObject::connect(action, &QAction::triggered, view, [view, figure, timeline] { save(view, figure, timeline); });
}

} // namespace dnas
