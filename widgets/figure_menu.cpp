#include "widgets/figure_menu.h"

#include "widgets/figure.h"
#include "widgets/run_timeline.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>

namespace dnas {

void addFigureActions(QMenu& menu, QWidget* view, Figure& figure, const RunTimeline& timeline) {
    QAction* save = menu.addAction(QObject::tr("Save the figure\u2026"), view, [view, &figure, &timeline] {
        const QString kinds = QObject::tr("SVG drawing (*.svg);;PDF page (*.pdf);;PNG image (*.png);;CSV data (*.csv)");
        QString chosen;
        QString path = QFileDialog::getSaveFileName(view, QObject::tr("Save the figure"),
                                                    figure.figureName() + QStringLiteral(".svg"), kinds, &chosen);
        if (path.isEmpty()) return;
        if (QFileInfo(path).suffix().isEmpty()) path += chosen.section(QLatin1Char('*'), 1).chopped(1);
        const QString problem = exportFigure(figure, timeline, path);
        if (!problem.isEmpty()) QMessageBox::warning(view, QObject::tr("The figure was not saved"), problem);
    });
    save->setEnabled(timeline.current() != nullptr);
}

} // namespace dnas
