#include "widgets/operation_bars.h"

#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {
constexpr int kRow = 21;
constexpr double kBar = 9, kGap = 10;
} // namespace

OperationBars::OperationBars(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Weights of the operations of the selected edge"));
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] { update(); });
}

void OperationBars::setBars(const QVector<OperationBar>& bars, std::optional<double> threshold) {
    const bool resized = bars.size() != m_bars.size();
    m_bars = bars;
    m_threshold = threshold;
    // A missing weight sorts last.
    std::stable_sort(m_bars.begin(), m_bars.end(), [](const OperationBar& a, const OperationBar& b) {
        return std::isnan(b.weight) ? !std::isnan(a.weight) : a.weight > b.weight;
    });
    QStringList spoken;
    for (const OperationBar& bar : m_bars)
        spoken << QStringLiteral("%1 %2").arg(bar.operation, QString::number(bar.weight, 'f', 2));
    setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    if (resized) updateGeometry();
    update();
}

QSize OperationBars::sizeHint() const {
    return {240, static_cast<int>(m_bars.size()) * kRow};
}

void OperationBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens& t = tokens();
    QFont bold = secondaryFont();
    bold.setBold(true);
    const QFontMetricsF metrics(bold);
    double nameWidth = 0;
    for (const OperationBar& bar : m_bars)
        nameWidth = std::max(nameWidth, metrics.horizontalAdvance(bar.operation));
    nameWidth = std::min(nameWidth, width() * 0.45);
    const double valueWidth = metrics.horizontalAdvance(QStringLiteral("0.00")) + 2;
    const double left = nameWidth + kGap, room = width() - left - valueWidth - kGap;
    if (room <= 0) return;
    for (int i = 0; i < m_bars.size(); ++i) {
        const OperationBar& bar = m_bars[i];
        const QRectF row(0, i * kRow, width(), kRow);
        painter.setFont(bar.kept ? bold : secondaryFont());
        painter.setPen(bar.kept ? t.text : t.muted);
        painter.drawText(QRectF(0, row.top(), nameWidth, kRow), Qt::AlignVCenter,
                         metrics.elidedText(bar.operation, Qt::ElideRight, nameWidth));
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignRight,
                         std::isfinite(bar.weight) ? QString::number(bar.weight, 'f', 2) : QStringLiteral("\u2014"));
        painter.setPen(Qt::NoPen);
        const QRectF track(left, row.center().y() - kBar / 2, room, kBar);
        painter.setBrush(t.grid);
        painter.drawRoundedRect(track, 2, 2);
        painter.setBrush(operationColor(bar.operation));
        const double length = std::isfinite(bar.weight) ? std::clamp(bar.weight, 0.0, 1.0) * room : 0;
        painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(length, kBar)), 2, 2);
    }
    if (!m_threshold) return;
    const double x = left + std::clamp(*m_threshold, 0.0, 1.0) * room;
    for (int i = 0; i < m_bars.size(); ++i) {
        // Apart from row to row, with a rim: seen on a bar of any colour without covering its end.
        const double top = i * kRow + 3, bottom = (i + 1) * kRow - 3;
        painter.setPen(QPen(t.panel, 3.6));
        painter.drawLine(QPointF(x, top), QPointF(x, bottom));
        painter.setPen(QPen(t.text, 1.6));
        painter.drawLine(QPointF(x, top), QPointF(x, bottom));
    }
}

} // namespace dnas
