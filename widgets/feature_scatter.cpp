#include "widgets/feature_scatter.h"

#include "widgets/figure_menu.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"
#include "widgets/theme_notifier.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace dnas {

namespace {

constexpr double kMargin = 14, kLegendWidth = 112, kLegendLine = 17, kDot = 3.2, kReach = 6;
constexpr int kMarks = 3; // shapes: with ten colours thirty classes can be told apart

const FeatureScatter* scatterOf(const RunTimeline& timeline) {
    const SnapshotPtr snapshot = timeline.current();
    return snapshot && !snapshot->scatter.x.empty() ? &snapshot->scatter : nullptr;
}

/// Ten colours that also differ for colour-blind eyes; lighter ones read on the dark ground.
QColor classColor(int label) {
    static const std::array<const char*, 10> kLight{"#0072B2", "#E69F00", "#00875F", "#D55E00", "#B370CF",
                                                    "#56B4E9", "#8A6D00", "#C2185B", "#5B6573", "#7CB518"};
    const QColor color(QLatin1String(kLight[static_cast<std::size_t>(label) % kLight.size()]));
    return tokens().dark ? color.lighter(135) : color;
}

void paintMark(QPainter& painter, const QPointF& at, int label) {
    painter.setPen(QPen(tokens().panel, 0.6));
    painter.setBrush(classColor(label));
    switch (label / 10 % kMarks) {
    case 0: painter.drawEllipse(at, kDot, kDot); break;
    case 1: painter.drawRect(QRectF(at.x() - kDot, at.y() - kDot, 2 * kDot, 2 * kDot)); break;
    default:
        painter.drawPolygon(QPolygonF({at + QPointF(0, -1.3 * kDot), at + QPointF(1.3 * kDot, kDot), at + QPointF(-1.3 * kDot, kDot)}));
    }
}

QString className(const FeatureScatter& scatter, int label) {
    const std::string& name = scatter.classNames[static_cast<std::size_t>(label)];
    return name.empty() ? QString::number(label) : QString::fromStdString(name);
}

/// Finite points only: the others are not drawn. A single value gets a range round it.
std::pair<double, double> rangeOf(const std::vector<double>& values) {
    double low = INFINITY, high = -INFINITY;
    for (double v : values) {
        if (!std::isfinite(v)) continue;
        low = std::min(low, v);
        high = std::max(high, v);
    }
    if (!(low <= high)) return {0, 1};
    const double margin = high > low ? 0.04 * (high - low) : 0.5;
    return {low - margin, high + margin};
}

} // namespace

FeatureScatterView::FeatureScatterView(RunTimeline* timeline, QWidget* parent) : QWidget(parent), m_timeline(timeline) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Features of validation images"));
    const auto refresh = [this] {
        Q_EMIT remarkChanged(remark());
        update();
    };
    connect(timeline, &RunTimeline::runChanged, this, refresh);
    connect(timeline, &RunTimeline::dataChanged, this, refresh);
    connect(timeline, &RunTimeline::currentChanged, this, refresh);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { update(); });
}

QString FeatureScatterView::remark() const {
    const FeatureScatter* scatter = scatterOf(*m_timeline);
    if (!scatter) return {};
    return tr("PCA, %1 % of the variance").arg(100 * (scatter->explainedX + scatter->explainedY), 0, 'f', 0);
}

QRectF FeatureScatterView::plotRect(const QSizeF& size) const {
    return QRectF(QPointF(), size).adjusted(kMargin, kMargin, -kMargin - kLegendWidth, -kMargin);
}

QPointF FeatureScatterView::pointOf(std::size_t index, const QRectF& plot) const {
    const FeatureScatter& s = *scatterOf(*m_timeline);
    const auto [left, right] = rangeOf(s.x);
    const auto [low, high] = rangeOf(s.y);
    return {plot.left() + (s.x[index] - left) / (right - left) * plot.width(),
            plot.bottom() - (s.y[index] - low) / (high - low) * plot.height()};
}

void FeatureScatterView::paintLegend(QPainter& painter, const QSizeF& size) const {
    const FeatureScatter& scatter = *scatterOf(*m_timeline);
    const int room = std::max(1, static_cast<int>((size.height() - 2 * kMargin) / kLegendLine));
    const int classes = static_cast<int>(scatter.classNames.size());
    const double left = size.width() - kLegendWidth;
    painter.setFont(axisFont());
    for (int row = 0; row < std::min(room, classes); ++row) {
        const QRectF line(left + 12, kMargin + row * kLegendLine, kLegendWidth - 12 - kMargin, kLegendLine);
        const bool more = row + 1 == room && classes > room;
        if (!more) paintMark(painter, {left + 2, line.center().y()}, row);
        painter.setPen(more ? tokens().muted : tokens().text);
        const QString text = more ? tr("%n more", nullptr, classes - room + 1) : className(scatter, row);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, QFontMetricsF(axisFont()).elidedText(text, Qt::ElideRight, line.width()));
    }
}

void FeatureScatterView::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    const FeatureScatter* scatter = scatterOf(*m_timeline);
    if (!scatter) {
        painter.setFont(textFont());
        painter.setPen(tokens().muted);
        painter.drawText(QRectF(QPointF(), size).adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("Features appear after the first epoch of a run that learns without labels."));
        return;
    }
    const QRectF plot = plotRect(size);
    painter.setPen(QPen(tokens().line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(plot);
    for (std::size_t i = 0; i < scatter->x.size(); ++i)
        if (std::isfinite(scatter->x[i]) && std::isfinite(scatter->y[i])) paintMark(painter, pointOf(i, plot), scatter->labels[i]);
    paintLegend(painter, size);
}

void FeatureScatterView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintFigure(painter, size());
}

bool FeatureScatterView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QString tip;
    if (const FeatureScatter* scatter = scatterOf(*m_timeline)) {
        double nearest = kReach;
        for (std::size_t i = 0; i < scatter->x.size(); ++i) {
            const QPointF away = pointOf(i, plotRect(size())) - help->pos();
            const double distance = std::hypot(away.x(), away.y());
            if (!(distance < nearest)) continue;
            nearest = distance;
            tip = className(*scatter, scatter->labels[i]);
        }
    }
    QToolTip::showText(help->globalPos(), tip, this);
    return true;
}

void FeatureScatterView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu;
    addFigureActions(menu, this, *this, *m_timeline);
    menu.exec(event->globalPos());
}

QString FeatureScatterView::figureTitle() const {
    return tr("Features of validation images on two principal axes");
}

QString FeatureScatterView::figureCsv() const {
    QString csv = QStringLiteral("x,y,class\n");
    if (const FeatureScatter* scatter = scatterOf(*m_timeline))
        for (std::size_t i = 0; i < scatter->x.size(); ++i) {
            QString name = className(*scatter, scatter->labels[i]);
            csv += QStringLiteral("%1,%2,\"%3\"\n")
                       .arg(scatter->x[i], 0, 'g', 17)
                       .arg(scatter->y[i], 0, 'g', 17)
                       .arg(name.replace(QLatin1Char('"'), QStringLiteral("\"\"")));
        }
    return csv;
}

} // namespace dnas
