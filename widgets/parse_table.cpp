#include "widgets/parse_table.h"

#include "widgets/cell_reading.h"
#include "widgets/figure_menu.h"
#include "widgets/group_chooser.h"
#include "widgets/head_layout.h"
#include "widgets/palette.h"
#include "widgets/parse_figure.h"
#include "widgets/parse_model.h"
#include "widgets/theme_notifier.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPointer>
#include <QScopedValueRollback>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTableView>

#include <algorithm>

namespace dnas {

namespace {

constexpr int kRowHeight = 22, kColumnGap = 8, kRoomForMargin = 380;

class KeptFilter final : public QSortFilterProxyModel {
  public:
    explicit KeptFilter(QObject* parent) : QSortFilterProxyModel(parent) { setSortRole(ParseModel::SortRole); }
    void setKeptOnly(bool keptOnly) {
        m_keptOnly = keptOnly;
        invalidateFilter();
    }

  protected:
    bool filterAcceptsRow(int row, const QModelIndex&) const override {
        return !m_keptOnly || sourceModel()->index(row, 0).data(ParseModel::KeptRole).toBool();
    }

  private:
    bool m_keptOnly = false;
};

/// Lines between nodes, and fainter ones between edges, while the rows stand in the order of the edges.
class NodeLines final : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        const int sorted = static_cast<const QSortFilterProxyModel*>(index.model())->sortColumn();
        if (index.row() == 0 || sorted > ParseModel::Edge) return;
        const QModelIndex above = index.siblingAtRow(index.row() - 1);
        const auto differs = [&](int role) { return index.data(role) != above.data(role); };
        if (!differs(ParseModel::RowRole)) return;
        painter->setPen(differs(ParseModel::NodeRole) ? tokens().faint : tokens().grid);
        painter->drawLine(option.rect.topLeft(), option.rect.topRight());
    }
};

} // namespace

class ParseTable::Impl {
  public:
    Impl(ParseTable* table, RunTimeline* run)
        : q(table), timeline(run), model(new ParseModel(table)), filter(new KeptFilter(table)), view(new QTableView),
          nothing(new QLabel), stack(new QStackedLayout(table)) {
        filter->setSourceModel(model);
        view->setModel(filter);
        view->setItemDelegate(new NodeLines(view));
        view->setAccessibleName(tr("The parse explained"));
        view->setFrameShape(QFrame::NoFrame);
        view->setShowGrid(false);
        view->setSelectionBehavior(QAbstractItemView::SelectRows);
        view->setTabKeyNavigation(false); // Tab leaves the table
        view->setWordWrap(false);
        view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // the last column gives way, its tooltip tells all
        view->setSortingEnabled(true);
        view->verticalHeader()->hide();
        view->verticalHeader()->setDefaultSectionSize(kRowHeight);
        view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
        view->horizontalHeader()->setHighlightSections(false);
        view->horizontalHeader()->setSortIndicatorClearable(true);
        view->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
        view->horizontalHeader()->setMinimumSectionSize(30);
        view->horizontalHeader()->setStretchLastSection(true);
        nothing->setAlignment(Qt::AlignCenter);
        nothing->setWordWrap(true);
        stack->addWidget(view);
        stack->addWidget(nothing);
        addCopyAction();
    }

    void addCopyAction() {
        auto* action = new QAction(tr("Copy the chosen rows"), view);
        action->setShortcut(QKeySequence::Copy);
        action->setShortcutContext(Qt::WidgetShortcut);
        QObject::connect(action, &QAction::triggered, view, [this] { QApplication::clipboard()->setText(tsv(true)); });
        view->addAction(action);
        view->setContextMenuPolicy(Qt::CustomContextMenu);
        QObject::connect(view, &QWidget::customContextMenuRequested, view, [this, action](const QPoint& at) {
            QMenu menu(view);
            menu.addAction(action);
            menu.addAction(tr("Copy the table"), view, [this] { QApplication::clipboard()->setText(tsv(false)); });
            menu.addSeparator();
            addFigureActions(menu, q, *q, *timeline);
            menu.exec(view->viewport()->mapToGlobal(at));
        });
    }

    const AlphaGroup* cell() const {
        const AlphaGroup* alpha = groupAt(timeline->current(), group);
        return alpha && isCell(*alpha) ? alpha : nullptr;
    }

    void refresh() {
        stale = !q->isVisible();
        if (stale) return;
        const AlphaGroup* alpha = cell();
        {
            const QScopedValueRollback<bool> quiet(changing, true); // a reset moves the current row
            const int rows = model->rowCount();
            model->setGroup(alpha, timeline->parseRule());
            if (rows != model->rowCount()) fitColumns();
        }
        if (model->selectedRow() >= 0 && !view->selectionModel()->hasSelection()) showEdge();
        nothing->setText(timeline->current()
                             ? tr("This epoch has no cell to explain: the group describes none, or some "
                                  "of its weights are no numbers.")
                             : tr("The parse is explained after the first epoch."));
        stack->setCurrentIndex(alpha ? 0 : 1);
        Q_EMIT q->remarkChanged(q->remark());
    }

    /// Narrow: the margin goes first (the tooltip has it), so that the verdict can be read.
    void fitColumns() {
        view->setColumnHidden(ParseModel::Margin, view->width() < kRoomForMargin);
        const QFontMetrics head(view->horizontalHeader()->font());
        const QAbstractItemView& base = *view; // where the hint is public
        for (int column = 0; column < ParseModel::Verdict; ++column) {
            const QString title = model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
            view->setColumnWidth(column, std::max(base.sizeHintForColumn(column) + kColumnGap,
                                                  head.horizontalAdvance(title) + kColumnGap));
        }
        view->setColumnWidth(ParseModel::Verdict, view->horizontalHeader()->minimumSectionSize()); // and what is left
    }

    QString tsv(bool chosen) const {
        const AlphaGroup* alpha = cell();
        if (!alpha) return {};
        std::vector<ParseReason> rows;
        for (int row = 0; row < filter->rowCount(); ++row) {
            const QModelIndex index = filter->index(row, 0);
            if (!chosen || view->selectionModel()->isRowSelected(row))
                rows.push_back(model->reasons()[static_cast<std::size_t>(filter->mapToSource(index).row())]);
        }
        return parseLines(*alpha, rows, QLatin1Char('\t'));
    }

    /// The kept operation of the edge, or its best one.
    QModelIndex rowOfEdge(int edge) const {
        QModelIndex best;
        for (int row = 0; row < filter->rowCount(); ++row) {
            const QModelIndex index = filter->index(row, 0);
            if (index.data(ParseModel::RowRole).toInt() != edge) continue;
            const auto rank = [](const QModelIndex& i) {
                return std::pair(i.data(ParseModel::KeptRole).toBool(),
                                 i.siblingAtColumn(ParseModel::Weight).data(ParseModel::SortRole).toDouble());
            };
            if (!best.isValid() || rank(index) > rank(best)) best = index;
        }
        return best;
    }

    /// Chooses a row of the edge that is selected elsewhere.
    void showEdge() {
        const QScopedValueRollback<bool> quiet(changing, true);
        const QModelIndex index = rowOfEdge(model->selectedRow());
        if (!index.isValid()) return view->clearSelection();
        view->setCurrentIndex(index);
        view->scrollTo(index, QAbstractItemView::PositionAtCenter);
    }

    void applyColours() {
        view->setStyleSheet(QStringLiteral("QTableView{background:%1;border:0;selection-background-color:%2;"
                                           "selection-color:%3;font-size:12px}"
                                           "QHeaderView::section{font-size:12px;padding:4px 3px}")
                                .arg(tokens().panel.name(), tokens().accentBackground.name(), tokens().accent.name()));
        nothing->setStyleSheet(QStringLiteral("color:%1").arg(tokens().muted.name()));
    }

    ParseTable* q;
    RunTimeline* timeline;
    ParseModel* model;
    KeptFilter* filter;
    QTableView* view;
    QLabel* nothing;
    QStackedLayout* stack;
    int group = 0;
    bool keptOnly = false;
    bool stale = true;     ///< older than the timeline; refreshed when it can be seen
    bool changing = false; ///< the program moves the current row, not the user
    QPointer<QWidget> controls;
    GroupChooser* chooser = nullptr;
    QCheckBox* keptBox = nullptr;
};

ParseTable::ParseTable(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setAccessibleName(tr("The parse explained"));
    setFocusProxy(m->view);
    const auto refresh = [this] { m->refresh(); };
    connect(timeline, &RunTimeline::runChanged, this, [this] {
        m->model->setSelectedRow(-1);
        m->view->clearSelection(); // it was an edge of another run
        if (!groupAt(m->timeline->current(), m->group)) setGroup(0);
        m->refresh();
    });
    connect(timeline, &RunTimeline::currentChanged, this, refresh);
    connect(timeline, &RunTimeline::dataChanged, this, refresh);
    connect(timeline, &RunTimeline::parseRuleChanged, this, refresh);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { m->applyColours(); });
    // Of the selection, not of the current row: that one also moves when the table is given the focus.
    connect(m->view->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        const QModelIndex index = m->view->currentIndex();
        if (m->changing || !index.isValid() || !m->view->selectionModel()->hasSelection()) return;
        const int row = index.data(ParseModel::RowRole).toInt();
        if (row == m->model->selectedRow()) return;
        m->model->setSelectedRow(row);
        Q_EMIT edgeSelected(m->group, row);
    });
    m->applyColours();
}

ParseTable::~ParseTable() = default;

void ParseTable::setGroup(int group) {
    if (m->chooser && m->controls) m->chooser->setGroup(group);
    if (group == m->group) return;
    m->group = group;
    m->model->setSelectedRow(-1);
    m->refresh();
    Q_EMIT groupChanged(group);
}

int ParseTable::group() const {
    return m->group;
}

void ParseTable::setKeptOnly(bool keptOnly) {
    m->keptOnly = keptOnly;
    const QScopedValueRollback<bool> quiet(m->changing, true);
    m->filter->setKeptOnly(keptOnly);
    if (m->controls) m->keptBox->setChecked(keptOnly);
}

QWidget* ParseTable::controls() {
    if (m->controls) return m->controls;
    m->controls = HeadLayout::controlRow(
        {m->chooser = new GroupChooser(m->timeline), m->keptBox = new QCheckBox(tr("kept only"))});
    m->chooser->setGroup(m->group);
    m->keptBox->setChecked(m->keptOnly);
    connect(m->chooser, &GroupChooser::groupChosen, this, &ParseTable::setGroup);
    connect(m->keptBox, &QCheckBox::toggled, this, &ParseTable::setKeptOnly);
    return m->controls;
}

QString ParseTable::remark() const {
    const auto& reasons = m->model->reasons();
    if (reasons.empty()) return {};
    const auto kept = std::count_if(reasons.begin(), reasons.end(),
                                    [](const ParseReason& r) { return r.verdict == ParseVerdict::Kept; });
    return tr("%1 of %2 kept").arg(kept).arg(reasons.size());
}

QString ParseTable::tsv() const {
    return m->tsv(false);
}

void ParseTable::highlightEdge(int group, int row) {
    setGroup(group);
    m->model->setSelectedRow(row);
    const QModelIndex current = m->view->currentIndex();
    const bool known = current.isValid() && m->view->selectionModel()->isSelected(current) &&
                       current.data(ParseModel::RowRole).toInt() == row;
    if (!known) m->showEdge();
}

bool ParseTable::event(QEvent* event) {
    if (event->type() == QEvent::Show && m->stale) m->refresh();
    if (event->type() == QEvent::Show || event->type() == QEvent::Resize) m->fitColumns();
    return QWidget::event(event);
}

QString ParseTable::figureName() const {
    const AlphaGroup* group = groupAt(m->timeline->current(), m->group);
    return group ? QStringLiteral("parse-") + groupSlug(group->name) : QStringLiteral("parse");
}

QString ParseTable::figureTitle() const {
    const AlphaGroup* group = groupAt(m->timeline->current(), m->group);
    return group ? tr("The parse explained: %1").arg(groupTitle(group->name)) : tr("The parse explained");
}

QSizeF ParseTable::figureSize() const {
    const AlphaGroup* alpha = m->cell();
    return alpha ? parseFigureSize(*alpha) : QSizeF(480, 120);
}

void ParseTable::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    if (const AlphaGroup* alpha = m->cell()) {
        paintParseFigure(painter, *alpha, m->timeline->parseRule());
    } else {
        painter.setFont(textFont());
        painter.setPen(tokens().muted);
        painter.drawText(QRectF(QPointF(), size), Qt::AlignCenter, tr("There is no cell to explain."));
    }
    painter.restore();
}

QString ParseTable::figureCsv() const {
    const AlphaGroup* alpha = m->cell();
    return alpha ? parseLines(*alpha, explainParse(*alpha, m->timeline->parseRule()), QLatin1Char(','))
                 : parseLines({}, {}, QLatin1Char(','));
}

} // namespace dnas
