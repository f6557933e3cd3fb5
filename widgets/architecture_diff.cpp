#include "widgets/architecture_diff.h"

#include "engine/api/operations.h"
#include "widgets/alpha_view.h"
#include "widgets/cell_drawing.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <set>

namespace dnas {

namespace {

constexpr double kMargin = 14, kLegendRoom = 8;
constexpr double kLeastWidth = 400, kLeastHeight = 230; // of the drawing at full size; smaller views show it smaller
constexpr int kMostNodes = 18;

int nodesOf(const CellGenotype& cell) {
    int last = 1;
    for (const GenotypeEdge& edge : cell.edges) last = std::max(last, edge.to);
    for (int node : cell.concat) last = std::max(last, node);
    return last - 1;
}

QString edgeText(const EdgeDifference& edge) {
    return edgeLabel(AlphaRow{{}, edge.from, edge.to});
}

QString label(const std::string& operation) {
    return operationLabel(QString::fromStdString(operation));
}

QString sign(EdgeChange change) {
    switch (change) {
    case EdgeChange::Added: return QStringLiteral("+ ");
    case EdgeChange::Removed: return QStringLiteral("\u2212 ");
    case EdgeChange::Changed: return QStringLiteral("~ ");
    case EdgeChange::Equal: break;
    }
    return {};
}

} // namespace

class ArchitectureDiff::Impl {
  public:
    /// The group that the drawing reads its edges and operations from; all lines equally thick.
    AlphaGroup group() const {
        AlphaGroup result;
        for (int to = 2; to < nodes + 2; ++to)
            for (int from = 0; from < to; ++from) result.rows.push_back({{}, from, to});
        std::set<std::string> operations;
        for (const CellGenotype* cell : {&before, &after})
            for (const GenotypeEdge& edge : cell->edges) operations.insert(edge.operation);
        for (const OperationInfo& known : allOperations()) // in the order of the families
            if (operations.count(known.name)) result.columns.push_back(known.name);
        result.weights.assign(result.rowCount() * result.columnCount(), 0.5);
        result.raw = result.weights;
        return result;
    }

    /// The second cell and what is gone; `changes` tells for each drawn edge what happened to it.
    CellDrawing drawing(const AlphaGroup& alpha, const QRectF& area, QVector<const EdgeDifference*>& drawn) const {
        CellInput input;
        input.group = &alpha;
        input.cell.concat = after.concat;
        input.hasPrevious = true;
        for (const EdgeDifference& edge : difference.edges) {
            const bool gone = edge.change == EdgeChange::Removed;
            input.cell.edges.push_back({gone ? edge.before : edge.after, edge.to, edge.from});
            if (edge.change == EdgeChange::Equal) input.previous.edges.push_back(input.cell.edges.back());
            drawn << &edge;
        }
        input.placement = CellLayout::instance().placement(nodes);
        input.area = area;
        CellDrawing result = drawCell(input);
        for (int i = 0; i < result.edges.size() && i < drawn.size(); ++i)
            result.edges[i].label = sign(drawn[i]->change) + dnas::label(result.edges[i].edge.operation);
        return result;
    }

    static void paintWithLosses(QPainter& painter, CellDrawing drawing, const QVector<const EdgeDifference*>& drawn) {
        CellDrawing lost;
        for (int i = 0; i < drawing.edges.size(); ++i) {
            CellEdge& edge = drawing.edges[i];
            if (drawn[i]->change != EdgeChange::Removed) {
                edge.width = drawn[i]->change == EdgeChange::Equal ? 1.8 : 3.2;
                continue;
            }
            lost.edges.push_back(edge);
            lost.edges.back().chip = {};
            edge.path = {}; // its chip is painted with the others
            edge.arrow = {};
        }
        painter.save();
        painter.setOpacity(0.35);
        paintCell(painter, lost, -1, -1);
        painter.restore();
        paintCell(painter, drawing, -1, -1);
    }

    double legendHeight(const AlphaGroup& alpha, double width) const { return operationLegendHeight(alpha.columns, width - 2 * kMargin) + kLegendRoom; }

    static double scaleOf(const QSizeF& room) { return std::clamp(std::min(room.width() / kLeastWidth, room.height() / kLeastHeight), 0.3, 1.0); }

    QRectF areaOf(const QSizeF& room) const {
        const QSizeF whole = room / scaleOf(room);
        return {kMargin, 8, whole.width() - 2 * kMargin, whole.height() - 12};
    }

    void paint(QPainter& painter, const QSizeF& size) {
        painter.fillRect(QRectF(QPointF(), size), tokens().panel);
        shown = {};
        shownEdges.clear();
        if (difference.edges.empty() || nodes > kMostNodes) {
            painter.setFont(textFont());
            painter.setPen(tokens().muted);
            painter.drawText(QRectF(QPointF(), size).adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap, tr("There are no two cells to lay over each other."));
            return;
        }
        const AlphaGroup alpha = group();
        const QSizeF room(size.width(), size.height() - legendHeight(alpha, size.width()));
        shown = drawing(alpha, areaOf(room), shownEdges);
        shownScale = scaleOf(room);
        painter.save();
        painter.scale(shownScale, shownScale);
        paintWithLosses(painter, shown, shownEdges);
        painter.restore();
        paintOperationLegend(painter, alpha.columns, QRectF(kMargin, room.height(), size.width() - 2 * kMargin, size.height() - room.height()));
    }

    CellGenotype before, after;
    CellDifference difference;
    int nodes = 0;
    CellDrawing shown;
    QVector<const EdgeDifference*> shownEdges;
    double shownScale = 1;
};

ArchitectureDiff::ArchitectureDiff(QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>()) {
    setAccessibleName(tr("Difference of two cells"));
    setMinimumSize(240, 160);
    const auto repaint = [this] { update(); };
    connect(&CellLayout::instance(), &CellLayout::placementChanged, this, repaint);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, repaint);
}

ArchitectureDiff::~ArchitectureDiff() = default;

void ArchitectureDiff::setCells(const CellGenotype& before, const CellGenotype& after) {
    m->before = before;
    m->after = after;
    m->difference = differenceOf(before, after);
    m->nodes = std::max({nodesOf(before), nodesOf(after), 1});
    setAccessibleDescription(summary());
    update();
}

const CellDifference& ArchitectureDiff::difference() const {
    return m->difference;
}

QString ArchitectureDiff::summary() const {
    const CellDifference& d = m->difference;
    return tr("+\u00a0%1\u00a0added   \u2212\u00a0%2\u00a0removed   ~\u00a0%3\u00a0changed   %4\u00a0equal").arg(d.added).arg(d.removed).arg(d.changed).arg(d.equal);
}

QStringList ArchitectureDiff::changes() const {
    QStringList lines;
    for (const EdgeDifference& edge : m->difference.edges) {
        if (edge.change == EdgeChange::Added) lines << tr("+ %1: %2").arg(edgeText(edge), label(edge.after));
        if (edge.change == EdgeChange::Removed) lines << tr("\u2212 %1: %2").arg(edgeText(edge), label(edge.before));
        if (edge.change == EdgeChange::Changed) lines << tr("~ %1: %2 \u2192 %3").arg(edgeText(edge), label(edge.before), label(edge.after));
    }
    return lines;
}

QString ArchitectureDiff::figureTitle() const {
    return tr("Difference of two cells");
}

void ArchitectureDiff::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    m->paint(painter, size);
    painter.restore();
}

QString ArchitectureDiff::figureCsv() const {
    static const char* const words[] = {"equal", "added", "removed", "changed"};
    QString csv = QStringLiteral("change,to,from,before,after\n");
    for (const EdgeDifference& edge : m->difference.edges)
        csv += QStringLiteral("%1,%2,%3,%4,%5\n")
                   .arg(QLatin1String(words[static_cast<int>(edge.change)]), QString::number(edge.to), QString::number(edge.from),
                        QString::fromStdString(edge.before), QString::fromStdString(edge.after));
    return csv;
}

void ArchitectureDiff::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    m->paint(painter, size());
}

bool ArchitectureDiff::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int at = m->shown.edgeAt(QPointF(help->pos()) / m->shownScale);
    QString text;
    if (at >= 0 && at < m->shownEdges.size()) {
        const EdgeDifference& edge = *m->shownEdges[at];
        text = edge.change == EdgeChange::Equal     ? tr("%1: %2 in both").arg(edgeText(edge), label(edge.after))
               : edge.change == EdgeChange::Added   ? tr("%1: %2 only in the second").arg(edgeText(edge), label(edge.after))
               : edge.change == EdgeChange::Removed ? tr("%1: %2 only in the first").arg(edgeText(edge), label(edge.before))
                                                    : tr("%1: %2 in the first, %3 in the second").arg(edgeText(edge), label(edge.before), label(edge.after));
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace dnas
