#include "widgets/cell_view.h"

#include "engine/api/baseline.h"
#include "engine/api/genotype_text.h"
#include "widgets/cell_drawing.h"
#include "widgets/cell_reading.h"
#include "widgets/cell_tips.h"
#include "widgets/figure_menu.h"
#include "widgets/group_chooser.h"
#include "widgets/group_strip.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPointer>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr double kLeastZoom = 0.4, kMostZoom = 8, kZoomStep = 1.25;
constexpr double kPanStep = 40; // pixels
constexpr double kMargin = 14;
constexpr double kLeastWidth = 360, kLeastHeight = 170; // of the drawing at full size; smaller views show it smaller
constexpr double kRoomForLegend = 210;                  // lower views have their labels on the edges only

} // namespace

class CellView::Impl {
  public:
    Impl(CellView* view, RunTimeline* timeline) : m_view(view), m_timeline(timeline) {}

    const AlphaGroup* group() const { return groupAt(m_timeline->current(), m_group); }

    CellDrawing drawing(const QSizeF& size) const {
        const AlphaGroup* alpha = group();
        if (!alpha || !isCell(*alpha)) return {};
        CellInput input;
        input.group = alpha;
        input.cell = cellOf(alpha, m_timeline->parseRule());
        const AlphaGroup* before = groupAt(m_timeline->previous(), m_group);
        // Random genotypes are no epochs: none comes from the one before.
        input.hasPrevious = before && isCell(*before) && m_timeline->identity().method != QLatin1String(kBaselineMethod);
        input.previous = cellOf(before, m_timeline->parseRule());
        input.isLive = state() == CellState::Live;
        input.placement = CellLayout::instance().placement(intermediateNodes(*alpha));
        const QSizeF room = cellRoom(size) / scaleOf(size);
        const double top = 8 + stateHeight(size) / scaleOf(size);
        input.area = QRectF(kMargin, top, room.width() - 2 * kMargin, room.height() - top - 4);
        return drawCell(input);
    }

    /// What the legend leaves.
    QSizeF cellRoom(const QSizeF& size) const {
        if (size.height() < kRoomForLegend) return size;
        return {size.width(), size.height() - operationLegendHeight(group()->columns, size.width() - 2 * kMargin) - 6};
    }

    double scaleOf(const QSizeF& size) const {
        const QSizeF room = cellRoom(size);
        const double height = room.height() - stateHeight(size);
        return std::clamp(std::min(room.width() / kLeastWidth, height / kLeastHeight), 0.3, 1.0);
    }

    void refresh() {
        m_drawing = drawing(m_view->size());
        m_hovered = -1;
        m_view->update();
    }

    QPointF onDrawing(const QPointF& position) const {
        return m_drawing.nodes.isEmpty() ? position : m_transform.inverted().map(position) / scaleOf(m_view->size());
    }

    /// Everything but the legend moves with zoom and pan.
    void paint(QPainter& painter, const CellDrawing& drawing, const QSizeF& size, const QTransform& transform,
               int hovered) const {
        if (drawing.nodes.isEmpty()) {
            painter.setFont(textFont());
            painter.setPen(tokens().muted);
            painter.drawText(QRectF(QPointF(), size).adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap, emptyText());
            return;
        }
        painter.save();
        painter.setTransform(transform, true);
        painter.scale(scaleOf(size), scaleOf(size));
        paintCell(painter, drawing, m_selectedRow, hovered);
        painter.restore();
        paintState(painter, size);
        const double top = cellRoom(size).height();
        if (top >= size.height()) return;
        const QRectF strip(kMargin, top, size.width() - 2 * kMargin, size.height() - top);
        painter.fillRect(QRectF(0, top, size.width(), size.height() - top), tokens().panel);
        paintOperationLegend(painter, group()->columns, strip);
    }

    /// Why the cell is empty or grey; empty for a live one with operations.
    QString stateText() const {
        if (const QString empty = noOperationSentence(*m_timeline, m_group); !empty.isEmpty()) return empty;
        return cellStateSentence(state(), m_group, static_cast<int>(m_timeline->current()->alpha.size()));
    }

    double stateHeight(const QSizeF& size) const {
        const QString why = stateText();
        if (why.isEmpty()) return 0;
        const QRectF room(0, 0, size.width() - 2 * kMargin, size.height());
        return QFontMetricsF(secondaryFont()).boundingRect(room, Qt::TextWordWrap, why).height() + 2;
    }

    void paintState(QPainter& painter, const QSizeF& size) const {
        painter.setFont(secondaryFont());
        painter.setPen(noOperationSentence(*m_timeline, m_group).isEmpty() ? tokens().warning : tokens().muted);
        painter.drawText(QRectF(kMargin, 6, size.width() - 2 * kMargin, size.height()),
                         Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, stateText());
    }

    CellState state() const {
        const std::vector<CellState> states = cellStates(*m_timeline, m_timeline->current());
        const auto group = static_cast<std::size_t>(m_group);
        return group < states.size() ? states[group] : CellState::Live;
    }

    QString emptyText() const {
        if (!m_timeline->current()) return tr("The cell appears after the first epoch.");
        const AlphaGroup* alpha = group();
        if (alpha && isWellFormed(*alpha) &&
            !std::all_of(alpha->weights.begin(), alpha->weights.end(), [](double w) { return std::isfinite(w); }))
            return tr("Some weights of this epoch are no numbers: there is no cell to draw.");
        return tr("This group of parameters describes no cell.");
    }

    /// `at` stays where it is.
    void zoom(const QPointF& at, double factor) {
        const double now = m_transform.m11(), scale = std::clamp(now * factor, kLeastZoom, kMostZoom) / now;
        m_transform *= QTransform::fromTranslate(-at.x(), -at.y()) * QTransform::fromScale(scale, scale) *
                       QTransform::fromTranslate(at.x(), at.y());
        m_view->update();
    }

    CellView* m_view;
    RunTimeline* m_timeline;
    GroupChooser* m_chooser = nullptr;
    QPointer<CellStrip> m_strip;
    int m_group = 0;
    int m_selectedRow = -1;
    int m_hovered = -1;
    CellDrawing m_drawing;
    QTransform m_transform;
    QPointF m_pressed, m_last;
    bool m_panning = false;
};

CellView::CellView(RunTimeline* timeline, QWidget* parent)
    : QWidget(parent), m(std::make_unique<Impl>(this, timeline)) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Cell if the search stopped now"));
    const auto refresh = [this] { m->refresh(); };
    const auto parseChanged = [this] {
        m->refresh();
        Q_EMIT remarkChanged(remark());
    };
    connect(timeline, &RunTimeline::runChanged, this, [this, parseChanged] {
        m->m_selectedRow = -1;
        if (!m->group()) setGroup(0);
        parseChanged();
    });
    connect(timeline, &RunTimeline::parseRuleChanged, this, parseChanged);
    connect(timeline, &RunTimeline::currentChanged, this, refresh);
    connect(timeline, &RunTimeline::dataChanged, this, refresh);
    connect(&CellLayout::instance(), &CellLayout::placementChanged, this, refresh);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, refresh);
}

CellView::~CellView() = default;

void CellView::setGroup(int group) {
    if (m->m_chooser) m->m_chooser->setGroup(group);
    if (m->m_strip) m->m_strip->setGroup(group);
    if (group == m->m_group) return;
    m->m_group = group;
    m->m_selectedRow = -1;
    m->refresh();
    Q_EMIT groupChanged(group);
}

int CellView::group() const {
    return m->m_group;
}

QWidget* CellView::controls() {
    if (!m->m_chooser) {
        m->m_chooser = new GroupChooser(m->m_timeline);
        m->m_chooser->setGroup(m->m_group);
        connect(m->m_chooser, &GroupChooser::groupChosen, this, &CellView::setGroup);
    }
    return m->m_chooser;
}

QWidget* CellView::strip() {
    if (!m->m_strip) {
        m->m_strip = new CellStrip(m->m_timeline);
        m->m_strip->setGroup(m->m_group);
        connect(m->m_strip, &GroupStrip::groupChosen, this, &CellView::setGroup);
    }
    return m->m_strip;
}

QString CellView::remark() const {
    return parseRemark(m->m_timeline->parseRule());
}

QString CellView::genotypeText() const {
    const std::optional<Genotype> genotype = genotypeOf(*m->m_timeline, m->m_timeline->current());
    return genotype ? QString::fromStdString(dnas::genotypeText(*genotype)) : QString();
}

QString CellView::graphvizText() const {
    const std::optional<Genotype> genotype = genotypeOf(*m->m_timeline, m->m_timeline->current());
    if (!genotype || m->m_group >= static_cast<int>(genotype->cells.size())) return {};
    return QString::fromStdString(genotypeDot(*genotype, m->m_group));
}

QString CellView::figureName() const {
    const AlphaGroup* group = m->group();
    return group ? QStringLiteral("cell-") + groupSlug(group->name) : QStringLiteral("cell");
}

QString CellView::figureTitle() const {
    const AlphaGroup* group = m->group();
    return group ? tr("Cell if stopped now: %1").arg(groupTitle(group->name)) : tr("Cell if stopped now");
}

void CellView::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    m->paint(painter, m->drawing(size), size, QTransform(), -1);
    painter.restore();
}

QString CellView::figureCsv() const {
    QString csv = QStringLiteral("cell,to,from,operation,weight,new\n");
    const AlphaGroup* group = m->group();
    if (!group) return csv;
    for (const CellEdge& edge : m->drawing(figureSize()).edges)
        csv += QStringLiteral("%1,%2,%3,%4,%5,%6\n")
                   .arg(QString::fromStdString(group->name), QString::number(edge.edge.to),
                        QString::number(edge.edge.from), QString::fromStdString(edge.edge.operation),
                        QString::number(edge.weight, 'g', 17), QString::number(edge.isNew ? 1 : 0));
    return csv;
}

void CellView::fit() {
    m->m_transform = QTransform();
    update();
}

void CellView::highlightEdge(int group, int row) {
    setGroup(group);
    m->m_selectedRow = row;
    update();
}

void CellView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), tokens().panel);
    m->paint(painter, m->m_drawing, size(), m->m_transform, m->m_hovered);
}

void CellView::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) {
        const QPointF delta = event->position() - m->m_last;
        m->m_panning |= (event->position() - m->m_pressed).manhattanLength() >= QApplication::startDragDistance();
        if (m->m_panning) {
            m->m_transform *= QTransform::fromTranslate(delta.x(), delta.y());
            setCursor(Qt::ClosedHandCursor);
            update();
        }
        m->m_last = event->position();
        return;
    }
    const int hovered = m->m_drawing.edgeAt(m->onDrawing(event->position()));
    if (hovered == m->m_hovered) return;
    m->m_hovered = hovered;
    setCursor(hovered >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void CellView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    m->m_pressed = m->m_last = event->position();
    m->m_panning = false;
}

void CellView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    setCursor(Qt::ArrowCursor);
    if (std::exchange(m->m_panning, false)) return;
    const int edge = m->m_drawing.edgeAt(m->onDrawing(event->position()));
    if (edge < 0) return;
    m->m_selectedRow = m->m_drawing.edges[edge].row;
    update();
    Q_EMIT edgeSelected(m->m_group, m->m_selectedRow);
}

void CellView::wheelEvent(QWheelEvent* event) {
    m->zoom(event->position(), std::pow(1.0015, event->angleDelta().y()));
    event->accept();
}

void CellView::keyPressEvent(QKeyEvent* event) {
    const QPointF middle = QRectF(rect()).center();
    const auto pan = [this](double x, double y) {
        m->m_transform *= QTransform::fromTranslate(x, y);
        update();
    };
    switch (event->key()) {
    case Qt::Key_F:
        return fit();
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return m->zoom(middle, kZoomStep);
    case Qt::Key_Minus:
        return m->zoom(middle, 1 / kZoomStep);
    case Qt::Key_Left:
        return pan(kPanStep, 0);
    case Qt::Key_Right:
        return pan(-kPanStep, 0);
    case Qt::Key_Up:
        return pan(0, kPanStep);
    case Qt::Key_Down:
        return pan(0, -kPanStep);
    default:
        QWidget::keyPressEvent(event);
    }
}

void CellView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    const auto copy = [](const QString& text) { QApplication::clipboard()->setText(text); };
    const bool hasCell = !m->m_drawing.nodes.isEmpty();
    menu.addAction(tr("Copy genotype"), this, [=] { copy(genotypeText()); })->setEnabled(hasCell);
    menu.addAction(tr("Copy as Graphviz"), this, [=] { copy(graphvizText()); })->setEnabled(hasCell);
    addFigureActions(menu, this, *this, *m->m_timeline);
    menu.addSeparator();
    menu.addAction(tr("Fit\tF"), this, &CellView::fit);
    menu.exec(event->globalPos());
}

bool CellView::event(QEvent* event) {
    switch (event->type()) {
    case QEvent::ToolTip: {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), cellTip(*m->m_timeline, m->m_group, m->m_drawing, m->onDrawing(help->pos())), this);
        return true;
    }
    case QEvent::Resize:
        m->refresh();
        break;
    case QEvent::MouseButtonDblClick:
        fit();
        return true;
    case QEvent::Leave:
        m->m_hovered = -1;
        update();
        break;
    default:
        break;
    }
    return QWidget::event(event);
}

} // namespace dnas
