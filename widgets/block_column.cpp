#include "widgets/block_column.h"

#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QPainter>

#include <algorithm>

namespace dnas {

namespace {

constexpr double kEnd = 22, kGap = 6, kTallest = 40, kShortest = 7, kText = 16, kNarrow = 150;

} // namespace

BlockColumn::BlockColumn(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Blocks of the network"));
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, qOverload<>(&QWidget::update));
}

void BlockColumn::setMask(const VitMask& mask) {
    if (mask == m_mask) return;
    m_mask = mask;
    update();
}

void BlockColumn::setMobile(bool mobile) {
    m_mobile = mobile;
    update();
}

void BlockColumn::paintColumn(QPainter& painter, const QRectF& area) const {
    const Tokens& t = tokens();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(axisFont());
    painter.setPen(t.muted);
    painter.drawText(QRectF(area.left(), area.top(), area.width(), kEnd), Qt::AlignCenter, m_mobile ? tr("convolutions") : tr("patches + position"));
    const auto count = static_cast<int>(m_mask.size());
    const double room = (area.height() - 2 * kEnd) / std::max(1, count);
    const double gap = std::min(kGap, room * 0.2), height = std::clamp(room - gap, std::min(kShortest, room), kTallest);
    double y = area.top() + kEnd;
    for (int k = 0; k < count; ++k, y += height + gap) {
        const std::vector<bool>& block = m_mask[static_cast<std::size_t>(k)];
        const auto heads = static_cast<int>(std::count(block.begin(), block.end(), true));
        const QRectF box(area.left() + 1, y, area.width() - 2, height);
        const bool kept = heads > 0;
        painter.setPen(QPen(kept ? t.accent : t.faint, 1, kept ? Qt::SolidLine : Qt::DashLine));
        painter.setBrush(kept ? QBrush(t.accentBackground) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(box, 4, 4);
        if (height < kText) continue;
        QFont font = secondaryFont();
        font.setStrikeOut(!kept);
        painter.setFont(font);
        painter.setPen(kept ? t.text : t.muted);
        const QRectF text = box.adjusted(10, 0, -10, 0);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, tr("block %1").arg(k));
        const bool some = heads < static_cast<int>(block.size()), narrow = text.width() < kNarrow;
        const QString what = !kept              ? tr("removed")
                             : some && narrow   ? tr("%1/%2").arg(heads).arg(block.size())
                             : some             ? tr("%1 of %2 heads").arg(heads).arg(block.size())
                                                : tr("%1 heads").arg(heads);
        painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, what);
    }
    painter.setFont(axisFont());
    painter.setPen(t.muted);
    painter.drawText(QRectF(area.left(), y, area.width(), kEnd), Qt::AlignCenter, m_mobile ? tr("convolutions + head") : tr("norm + head"));
}

void BlockColumn::paintFigure(QPainter& painter, const QSizeF& size) {
    painter.save();
    painter.fillRect(QRectF(QPointF(), size), tokens().panel);
    paintColumn(painter, QRectF(QPointF(), size).adjusted(8, 8, -8, -8));
    painter.restore();
}

QString BlockColumn::figureCsv() const {
    QString csv = QStringLiteral("block,heads,heads_kept\n");
    for (std::size_t k = 0; k < m_mask.size(); ++k)
        csv += QStringLiteral("%1,%2,%3\n").arg(k).arg(m_mask[k].size()).arg(std::count(m_mask[k].begin(), m_mask[k].end(), true));
    return csv;
}

void BlockColumn::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintColumn(painter, contentsRect());
}

} // namespace dnas
