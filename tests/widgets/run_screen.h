// The views of a run side by side, as the window arranges them.
#pragma once

#include "widgets/alpha_view.h"
#include "widgets/cell_view.h"
#include "widgets/curves_view.h"
#include "widgets/dominant_view.h"
#include "widgets/edge_view.h"
#include "widgets/epoch_scrubber.h"
#include "widgets/inspector.h"
#include "widgets/panel.h"
#include "widgets/parse_table.h"
#include "widgets/run_header.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace dnas::test {

template <typename View> Panel* panel(const QString& title, View* view) {
    auto* frame = new Panel(title, view);
    frame->addControl(view->controls());
    frame->setRemark(view->remark());
    QObject::connect(view, &View::remarkChanged, frame, [frame](const QString& remark) { frame->setRemark(remark); });
    return frame;
}

inline QWidget* withStrip(QWidget* view, QWidget* strip) {
    auto* both = new QWidget;
    auto* column = new QVBoxLayout(both);
    column->addWidget(view, 1);
    column->addWidget(strip);
    return both;
}

/// As the window arranges them.
class RunScreen : public QWidget {
  public:
    explicit RunScreen(RunTimeline* timeline)
        : header(new RunHeader(timeline)), cell(new CellView(timeline)), alpha(new AlphaView(timeline)),
          inspector(new Inspector(timeline)), scrubber(new EpochScrubber(timeline)),
          choices(panel(QStringLiteral("Dominant operations"), new DominantView(timeline))) {
        auto* grid = new QGridLayout(this);
        auto* curves = new CurvesView(timeline);
        curves->setSmoothing(0.6);
        grid->addWidget(header, 0, 0, 1, 2);
        grid->addWidget(withStrip(panel(QStringLiteral("Cell if stopped now"), cell), cell->strip()), 1, 0);
        grid->addWidget(withStrip(panel(QStringLiteral("Alpha"), alpha), alpha->strip()), 1, 1);
        grid->addWidget(panel(QStringLiteral("Accuracy and loss"), curves), 2, 0);
        choices->addPage(QStringLiteral("Edge"), new EdgeView(timeline));
        choices->addPage(QStringLiteral("Parse"), new ParseTable(timeline));
        grid->addWidget(choices, 2, 1);
        grid->addWidget(scrubber, 3, 0, 1, 2);
        grid->addWidget(inspector, 0, 2, 4, 1);
        inspector->setFixedWidth(272);
        grid->setColumnStretch(0, 5);
        grid->setColumnStretch(1, 4);
        grid->setRowStretch(1, 6);
        grid->setRowStretch(2, 5);
        connect(alpha, &AlphaView::edgeSelected, inspector, &Inspector::setEdge);
        connect(alpha, &AlphaView::edgeSelected, cell, &CellView::highlightEdge);
        resize(1190, 800);
    }
    RunHeader* header;
    CellView* cell;
    AlphaView* alpha;
    Inspector* inspector;
    EpochScrubber* scrubber;
    Panel* choices; ///< dominant operations, an edge, the parse
};

} // namespace dnas::test
