// What the strips show of each group: the cell in lines, the matrix in pixels.
#include "widgets/alpha_strip.h"
#include "widgets/cell_layout.h"
#include "widgets/cell_reading.h"
#include "widgets/group_strip.h"
#include "widgets/palette.h"

#include <QImage>
#include <QPainter>
#include <QPainterPath>

namespace dnas {

namespace {

constexpr double kSide = 8, kTop = 7; // from the frame to the unit square of the placement
constexpr double kDot = 2.2, kInput = 2, kGreyed = 0.35;
constexpr double kLarge = 2; // width of the lines of a cell that is more than a thumbnail

QPainterPath routeIn(const CellPlacement& placement, int from, int to, const QTransform& toPixels) {
    const auto known = placement.routes.find({from, to});
    QPainterPath path;
    if (known == placement.routes.end()) {
        path.moveTo(toPixels.map(placement.nodes[from]));
        path.lineTo(toPixels.map(placement.nodes[to]));
        return path;
    }
    const QVector<QPointF>& points = known->second;
    path.moveTo(toPixels.map(points[0]));
    for (int i = 1; i + 2 < points.size(); i += 3)
        path.cubicTo(toPixels.map(points[i]), toPixels.map(points[i + 1]), toPixels.map(points[i + 2]));
    return path;
}

} // namespace

CellStrip::CellStrip(RunTimeline* timeline, QWidget* parent) : GroupStrip(timeline, parent) {
    connect(&CellLayout::instance(), &CellLayout::placementChanged, this, [this] {
        forget();
        update();
    });
}

void paintSmallCell(QPainter& painter, const CellGenotype& cell, CellState state, int nodes, const QSizeF& size, double width) {
    const CellPlacement placement = CellLayout::instance().placement(nodes);
    const QTransform place = QTransform::fromScale(size.width() - 2 * kSide, size.height() - 2 * kTop) *
                             QTransform::fromTranslate(kSide, kTop);
    const std::set<int> reached = reachedNodes(cell);
    const Tokens& t = tokens();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    if (width >= kLarge) { // there is room to show what is concatenated
        painter.setPen(QPen(t.line, 1));
        for (const int node : cell.concat)
            if (reached.count(node) && node < placement.output()) painter.drawPath(routeIn(placement, node, placement.output(), place));
    }
    for (const GenotypeEdge& edge : cell.edges) {
        if (edge.to >= placement.output()) continue;
        const QString operation = QString::fromStdString(edge.operation);
        const bool live = state == CellState::Live && reached.count(edge.from);
        painter.setPen(QPen(live ? operationColor(operation) : t.line, width, operationPenStyle(operation)));
        painter.drawPath(routeIn(placement, edge.from, edge.to, place));
    }
    painter.setPen(Qt::NoPen);
    for (int node = 0; node <= placement.output(); ++node) {
        const bool box = node < 2 || node == placement.output();
        const QPointF at = place.map(placement.nodes[node]);
        painter.setBrush(state == CellState::Live && (box || reached.count(node)) ? t.muted : t.line);
        if (box)
            painter.drawRect(QRectF(at.x() - kInput, at.y() - kInput, 2 * kInput, 2 * kInput));
        else
            painter.drawEllipse(at, kDot, kDot);
    }
}

QPixmap CellStrip::draw(const CellGenotype& cell, CellState state, int nodes, const QSizeF& size) const {
    QPixmap picture((size * devicePixelRatioF()).toSize());
    picture.setDevicePixelRatio(devicePixelRatioF());
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    paintSmallCell(painter, cell, state, nodes, size);
    return picture;
}

void CellStrip::paintThumbnail(QPainter& painter, const QRectF& rect, int group) {
    const AlphaGroup* alpha = groupAt(timeline()->current(), group);
    if (!alpha || !isCell(*alpha)) return;
    const auto index = static_cast<std::size_t>(group);
    const CellGenotype cell = cellOf(alpha, timeline()->parseRule());
    const CellState state = stateOf(group);
    if (m_drawn.size() <= index) m_drawn.resize(index + 1);
    Drawn& drawn = m_drawn[index];
    const bool fresh = !drawn.picture.isNull() && drawn.cell == cell && drawn.state == state &&
                       drawn.picture.devicePixelRatio() == devicePixelRatioF();
    if (!fresh) drawn = {cell, state, draw(cell, state, intermediateNodes(*alpha), rect.size())};
    painter.drawPixmap(rect.topLeft(), drawn.picture);
}

void AlphaThumbnails::setRaw(bool raw) {
    m_raw = raw;
    update();
}

void AlphaThumbnails::paintThumbnail(QPainter& painter, const QRectF& rect, int group) {
    const AlphaGroup* alpha = groupAt(timeline()->current(), group);
    if (!alpha || !isWellFormed(*alpha)) return;
    const AlphaRange range = alphaRange(*alpha, m_raw);
    QImage image(static_cast<int>(alpha->columnCount()), static_cast<int>(alpha->rowCount()), QImage::Format_RGB32);
    for (int row = 0; row < image.height(); ++row)
        for (int column = 0; column < image.width(); ++column) {
            const auto r = static_cast<std::size_t>(row), c = static_cast<std::size_t>(column);
            image.setPixelColor(column, row, range.color(m_raw ? alpha->rawAt(r, c) : alpha->weight(r, c)));
        }
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    if (stateOf(group) != CellState::Live) painter.setOpacity(kGreyed);
    painter.drawImage(rect.adjusted(isNamed() ? 4 : 16, 4, -4, -4), image); // a number stands at the left
    painter.restore();
}

} // namespace dnas
