#include "app/wizard/step_header.h"

#include "widgets/palette.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace dnas {
namespace {
constexpr int kCircle = 22;
constexpr int kGap = 8;
} // namespace

StepHeader::StepHeader(QStringList titles, QWidget* parent) : QWidget(parent), m_titles(std::move(titles)) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCurrent(0);
}

void StepHeader::setCurrent(int step) {
    m_current = step;
    setAccessibleName(tr("Step %1 of %2: %3").arg(step + 1).arg(m_titles.size()).arg(m_titles.value(step)));
    update();
}

QSize StepHeader::sizeHint() const {
    return {600, 52};
}

std::vector<QRect> StepHeader::places() const {
    QFont bold = font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    int text = 0;
    for (const QString& title : m_titles) text += metrics.horizontalAdvance(title) + kCircle + kGap;
    const int count = static_cast<int>(m_titles.size());
    const int between = std::clamp((width() - 40 - text) / std::max(1, count - 1), 10, 28);
    std::vector<QRect> rects;
    int x = 20;
    for (const QString& title : m_titles) {
        const int w = metrics.horizontalAdvance(title) + kCircle + kGap;
        rects.emplace_back(x, 0, w, height());
        x += w + between;
    }
    return rects;
}

void StepHeader::paintEvent(QPaintEvent*) {
    const Tokens& theme = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.line);
    painter.drawLine(0, height() - 1, width(), height() - 1);
    const std::vector<QRect> rects = places();
    for (int step = 0; step < static_cast<int>(rects.size()); ++step) {
        const bool done = step < m_current;
        const bool current = step == m_current;
        const QRectF circle(rects[step].left(), (height() - kCircle) / 2.0, kCircle, kCircle);
        painter.setPen(done || current ? Qt::NoPen : QPen(theme.line));
        painter.setBrush(done ? theme.good : current ? theme.accent : theme.panel);
        painter.drawEllipse(circle);
        QFont font = this->font();
        font.setBold(true);
        painter.setFont(font);
        painter.setPen(done || current ? theme.panel : theme.muted);
        painter.drawText(circle, Qt::AlignCenter, done ? QStringLiteral("✓") : QString::number(step + 1));
        font.setBold(current);
        painter.setFont(font);
        painter.setPen(current ? theme.text : theme.muted);
        painter.drawText(rects[step].adjusted(kCircle + kGap, 0, 20, 0), Qt::AlignVCenter | Qt::AlignLeft, m_titles[step]);
    }
}

void StepHeader::mousePressEvent(QMouseEvent* event) {
    const std::vector<QRect> rects = places();
    for (int step = 0; step < m_current; ++step) // only back: forward asks each page first
        if (rects[step].contains(event->pos())) Q_EMIT stepClicked(step);
}

} // namespace dnas
