#include "widgets/confusion_grid.h"

#include "widgets/palette.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr double kAccuracyGap = 10, kAccuracyWidth = 52, kBarNumbers = 30;
constexpr double kSmallestPainted = 8; // pixels a side; smaller fields are pixels of an image

QString tr(const char* text) {
    return QCoreApplication::translate("dnas::ConfusionView", text);
}

} // namespace

std::int64_t ConfusionGridInput::count(int label, int guess) const {
    return counts[static_cast<std::size_t>(label) * totals.size() + static_cast<std::size_t>(guess)];
}

double ConfusionGridInput::share(int label, int guess) const {
    const std::int64_t total = totals[static_cast<std::size_t>(label)];
    return total > 0 ? static_cast<double>(count(label, guess)) / static_cast<double>(total) : std::nan("");
}

ConfusionGeometry::ConfusionGeometry(const QStringList& names, const QSizeF& size)
    : m_axes(names, QSizeF(size.width() - kAccuracyGap - kAccuracyWidth - kBarNumbers, size.height() - kTop)) {}

QRectF ConfusionGeometry::field(int label, int guess) const {
    return m_axes.field(label, guess).translated(0, kTop);
}
QRectF ConfusionGeometry::grid() const {
    return m_axes.grid().translated(0, kTop);
}
QRectF ConfusionGeometry::accuracyField(int label) const {
    const QRectF row = field(label, 0);
    return {grid().right() + kAccuracyGap, row.top(), kAccuracyWidth, row.height()};
}
QRectF ConfusionGeometry::colourBar() const {
    return m_axes.colourBar().translated(kAccuracyGap + kAccuracyWidth, kTop);
}
int ConfusionGeometry::labelAt(const QPointF& place) const {
    const bool beside = place.x() < grid().left() || place.x() >= grid().right() + kAccuracyGap + kAccuracyWidth;
    return beside ? -1 : m_axes.indexAt(place.y() - kTop, Qt::Vertical);
}
int ConfusionGeometry::guessAt(const QPointF& place) const {
    return m_axes.indexAt(place.x(), Qt::Horizontal);
}

QColor confusionColor(double share) {
    return heatColor(std::sqrt(share));
}

QImage confusionImage(const ConfusionGridInput& input, int pool) {
    constexpr int kShades = 512; // a table: a thousand classes have a million fields
    std::vector<QRgb> shades;
    for (int i = 0; i <= kShades; ++i)
        shades.push_back(heatColor(static_cast<double>(i) / kShades).rgb());
    const int classes = input.classes(), side = (classes + pool - 1) / pool;
    QImage image(side, side, QImage::Format_RGB32);
    std::vector<double> largest;
    for (int row = 0; row < side; ++row) {
        largest.assign(static_cast<std::size_t>(side), -1); // less than any share: no images
        for (int label = row * pool; label < std::min(classes, (row + 1) * pool); ++label) {
            if (input.totals[static_cast<std::size_t>(label)] == 0) continue;
            for (int guess = 0; guess < classes; ++guess) {
                double& at = largest[static_cast<std::size_t>(guess / pool)];
                at = std::max(at, input.share(label, guess));
            }
        }
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(row));
        for (double share : largest)
            *line++ = share < 0 ? confusionColor(std::nan("")).rgb()
                                : shades[static_cast<std::size_t>(std::lround(std::sqrt(share) * kShades))];
    }
    return image;
}

QString percentText(double share) {
    if (!std::isfinite(share)) return QStringLiteral("\u2013");
    const double percent = 100 * share;
    if (percent > 0 && percent < 0.05) return QStringLiteral("<0.1 %");
    return QString::number(percent, 'f', std::abs(percent - std::round(percent)) < 1e-9 ? 0 : 1) + QStringLiteral(" %");
}

namespace {

/// What stands in the fields: nothing where it would not fit in every one of them.
class FieldText {
  public:
    FieldText(const ConfusionGridInput& input, const QSizeF& field) : m_input(input) {
        const QFontMetricsF metrics(axisFont());
        const auto fits = [&](const QString& text) { return metrics.horizontalAdvance(text) + 4 <= field.width(); };
        if (field.height() < metrics.height()) return;
        if (!input.percent) {
            const auto most = std::max_element(input.counts.begin(), input.counts.end());
            m_drawn = most != input.counts.end() && fits(QString::number(*most));
            return;
        }
        m_digits = fits(QStringLiteral("99.9")) ? 1 : 0;
        m_drawn = fits(QStringLiteral("100"));
    }

    bool isDrawn() const { return m_drawn; }
    QString at(int label, int guess) const {
        const std::int64_t count = m_input.count(label, guess);
        if (count == 0) return {};
        if (!m_input.percent) return QString::number(count);
        const double percent = 100 * m_input.share(label, guess);
        if (percent < 0.5 && m_digits == 0) return QStringLiteral("<1");
        return QString::number(percent, 'f', percent == 100 ? 0 : m_digits);
    }

  private:
    const ConfusionGridInput& m_input;
    bool m_drawn = false;
    int m_digits = 0;
};

void paintFields(QPainter& painter, const ConfusionGridInput& input, const ConfusionGeometry& geometry) {
    const QSizeF field = geometry.field(0, 0).size();
    const FieldText text(input, field);
    painter.setFont(axisFont());
    for (int label = 0; label < input.classes(); ++label)
        for (int guess = 0; guess < input.classes(); ++guess) {
            const QRectF rect = geometry.field(label, guess);
            const QColor colour = confusionColor(input.share(label, guess));
            painter.setPen(Qt::NoPen);
            painter.setBrush(colour);
            const double gap = std::min(1.0, field.width() / 20);
            painter.drawRoundedRect(rect.adjusted(gap, gap, -gap, -gap), 2 * gap, 2 * gap);
            if (!text.isDrawn()) continue;
            painter.setPen(readableOn(colour));
            painter.drawText(rect, Qt::AlignCenter, text.at(label, guess));
        }
}

void paintAsImage(QPainter& painter, const ConfusionGridInput& input, const ConfusionGeometry& geometry) {
    const QRectF grid = geometry.grid();
    const double pixels = std::max(1.0, std::min(grid.width(), grid.height()));
    const int pool = std::max(1, static_cast<int>(std::ceil(input.classes() / pixels)));
    const QImage image = confusionImage(input, pool);
    const double beyond = static_cast<double>(image.width()) * pool / input.classes();
    painter.save();
    painter.setClipRect(grid, Qt::IntersectClip);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(QRectF(grid.topLeft(), grid.size() * beyond), image);
    painter.restore();
    painter.setPen(tokens().line);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(grid);
}

/// A bar and, where there is room, its number.
void paintAccuracies(QPainter& painter, const ConfusionGridInput& input, const ConfusionGeometry& geometry) {
    const QFontMetricsF metrics(axisFont());
    painter.setFont(axisFont());
    for (int label = 0; label < input.classes(); ++label) {
        const QRectF place = geometry.accuracyField(label);
        const double accuracy = input.accuracy(label), gap = std::min(1.0, place.height() / 20);
        const QRectF bar = place.adjusted(0, gap, 0, -gap);
        painter.fillRect(bar, tokens().grid);
        if (std::isfinite(accuracy))
            painter.fillRect(QRectF(bar.topLeft(), QSizeF(bar.width() * accuracy, bar.height())),
                             tokens().accentBackground);
        if (place.height() < metrics.height()) continue;
        painter.setPen(std::isfinite(accuracy) ? tokens().text : tokens().muted);
        painter.drawText(place.adjusted(0, 0, -4, 0), Qt::AlignRight | Qt::AlignVCenter, percentText(accuracy));
    }
}

void paintTitles(QPainter& painter, const ConfusionGeometry& geometry) {
    const QRectF grid = geometry.grid(), right = geometry.accuracyField(0);
    painter.setFont(axisFont());
    painter.setPen(tokens().muted);
    const QRectF line(0, grid.top() - ConfusionGeometry::kTop, 0, ConfusionGeometry::kTop - 3);
    const QFontMetricsF metrics(axisFont());
    const QRectF left(grid.left(), line.top(), grid.width(), line.height());
    painter.drawText(left, Qt::AlignLeft | Qt::AlignBottom,
                     metrics.elidedText(tr("rows: label, columns: guess"), Qt::ElideRight, grid.width()));
    painter.drawText(QRectF(right.left(), line.top(), right.width(), line.height()),
                     Qt::AlignRight | Qt::AlignBottom | Qt::TextDontClip, tr("right"));
}

void paintColourBar(QPainter& painter, const QRectF& bar) {
    paintRamp(painter, bar);
    const QFontMetricsF metrics(axisFont());
    double free = bar.bottom() + metrics.height();
    for (int percent : {0, 1, 5, 25, 50, 100}) {
        const double y = bar.bottom() - bar.height() * std::sqrt(percent / 100.0);
        if (y > free - metrics.height()) continue;
        free = y;
        const double centre = std::clamp(y, bar.top() + metrics.height() / 2, bar.bottom() - metrics.height() / 2);
        painter.drawText(QRectF(bar.right() + 4, centre - metrics.height() / 2, 60, metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("%1 %").arg(percent));
    }
}

} // namespace

void paintConfusionGrid(QPainter& painter, const ConfusionGridInput& input, const ConfusionGeometry& geometry) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.save();
    painter.translate(0, ConfusionGeometry::kTop);
    paintGridNames(painter, input.axes, geometry.axes());
    painter.restore();
    const QSizeF field = geometry.field(0, 0).size();
    if (std::min(field.width(), field.height()) < kSmallestPainted)
        paintAsImage(painter, input, geometry);
    else
        paintFields(painter, input, geometry);
    paintAccuracies(painter, input, geometry);
    paintTitles(painter, geometry);
    painter.setPen(tokens().muted);
    paintColourBar(painter, geometry.colourBar());
    const DistanceGridInput& axes = input.axes;
    if (axes.selectedRow >= 0) paintGridSelection(painter, geometry.field(axes.selectedRow, axes.selectedColumn));
    if (axes.hoveredRow >= 0 && axes.hoveredColumn >= 0)
        paintGridHover(painter, geometry.field(axes.hoveredRow, axes.hoveredColumn));
}

} // namespace dnas
