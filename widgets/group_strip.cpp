#include "widgets/group_strip.h"

#include "widgets/cell_reading.h"
#include "widgets/palette.h"
#include "widgets/theme_notifier.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {
constexpr double kGap = 4, kLeastWidth = 54, kMostWidth = 84, kSide = 10, kTop = 2, kBottom = 6;
constexpr double kNameLine = 11; // over a picture whose name is more than a number
}

GroupStrip::GroupStrip(RunTimeline* timeline, QWidget* parent) : QWidget(parent), m_timeline(timeline) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("All cells"));
    const auto redraw = [this] { update(); };
    connect(timeline, &RunTimeline::runChanged, this, &GroupStrip::followRun);
    connect(timeline, &RunTimeline::currentChanged, this, &GroupStrip::followRun);
    connect(timeline, &RunTimeline::parseRuleChanged, this, redraw);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, [this] {
        forget();
        update();
    });
    followRun();
}

void GroupStrip::followRun() {
    const SnapshotPtr current = m_timeline->current();
    m_groups = current ? static_cast<int>(current->alpha.size()) : 0;
    const auto isNamed = [](const AlphaGroup& group) { return groupSlug(group.name).size() > 2; };
    m_named = current && std::any_of(current->alpha.begin(), current->alpha.end(), isNamed);
    setVisible(m_groups >= kFewestGroups);
    scrollTo(m_offset); // there may be fewer
}

CellState GroupStrip::stateOf(int group) const {
    const std::vector<CellState> states = cellStates(*m_timeline, m_timeline->current());
    return group < static_cast<int>(states.size()) ? states[static_cast<std::size_t>(group)] : CellState::Live;
}

double GroupStrip::step() const {
    const double room = (width() - 2 * kSide + kGap) / std::max(1, m_groups);
    return std::clamp(room, kLeastWidth + kGap, kMostWidth + kGap);
}

QRectF GroupStrip::thumbnail(int group) const {
    return {kSide + group * step() - m_offset, kTop, step() - kGap, height() - kTop - kBottom};
}

void GroupStrip::scrollTo(double offset) {
    const double all = m_groups * step() - kGap + 2 * kSide;
    m_offset = std::clamp(offset, 0.0, std::max(0.0, all - width()));
    update();
}

void GroupStrip::reveal(int group) {
    const QRectF place =
        thumbnail(group).adjusted(-kSide - step() / 2, 0, kSide + step() / 2, 0); // and half a neighbour
    if (place.left() < 0) scrollTo(m_offset + place.left());
    if (place.right() > width()) scrollTo(m_offset + place.right() - width());
}

void GroupStrip::setGroup(int group) {
    m_group = group;
    setAccessibleDescription(tr("%1 of %2").arg(group + 1).arg(m_groups));
    reveal(group);
    update();
}

void GroupStrip::choose(int group) {
    group = std::clamp(group, 0, std::max(0, m_groups - 1));
    if (group == m_group) return;
    setGroup(group);
    Q_EMIT groupChosen(group);
}

void GroupStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), tokens().panel);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int group = 0; group < m_groups; ++group) {
        const QRectF place = thumbnail(group);
        if (!place.intersects(QRectF(rect()))) continue;
        paintThumbnail(painter, place.adjusted(0, m_named ? kNameLine : 0, 0, 0), group);
        const bool chosen = group == m_group;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(chosen ? tokens().accent : tokens().line, chosen ? (hasFocus() ? 2.5 : 1.8) : 1));
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        const AlphaGroup* alpha = groupAt(m_timeline->current(), group);
        painter.setFont(axisFont());
        painter.setPen(chosen ? tokens().accent : tokens().muted);
        const QRectF name = place.adjusted(4, 1, -4, 0);
        painter.drawText(name, Qt::AlignLeft | Qt::AlignTop,
                         painter.fontMetrics().elidedText(groupSlug(alpha->name), Qt::ElideRight, static_cast<int>(name.width())));
    }
    paintMore(painter);
}

/// A shade where there is more to scroll to.
void GroupStrip::paintMore(QPainter& painter) const {
    const auto shade = [&](double from, double to) {
        QLinearGradient fade(from, 0, to, 0);
        QColor clear = tokens().panel;
        clear.setAlpha(0);
        fade.setColorAt(0, tokens().panel);
        fade.setColorAt(1, clear);
        painter.fillRect(QRectF(std::min(from, to), 0, std::abs(to - from), height()), fade);
    };
    constexpr double kFade = 22;
    if (m_offset > 0) shade(0, kFade);
    if (thumbnail(m_groups - 1).right() > width()) shade(width(), width() - kFade);
}

void GroupStrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    for (int group = 0; group < m_groups; ++group)
        if (thumbnail(group).contains(event->position())) return choose(group);
}

void GroupStrip::wheelEvent(QWheelEvent* event) {
    const QPoint turned = event->angleDelta();
    scrollTo(m_offset - (turned.x() != 0 ? turned.x() : turned.y()) * 0.5);
    event->accept();
}

void GroupStrip::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
        return choose(m_group - 1);
    case Qt::Key_Right:
        return choose(m_group + 1);
    case Qt::Key_Home:
        return choose(0);
    case Qt::Key_End:
        return choose(m_groups - 1);
    default:
        QWidget::keyPressEvent(event);
    }
}

void GroupStrip::resizeEvent(QResizeEvent*) {
    forget();
    scrollTo(m_offset);
    reveal(m_group);
}

void GroupStrip::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange) forget();
    QWidget::changeEvent(event);
}

QString GroupStrip::tipAt(const QPointF& position) const {
    for (int group = 0; group < m_groups; ++group) {
        if (!thumbnail(group).contains(position)) continue;
        const AlphaGroup* alpha = groupAt(m_timeline->current(), group);
        const QString why = cellStateSentence(stateOf(group), group, m_groups);
        const QString title = isReduction(*m_timeline, group) ? tr("%1, reduction").arg(groupTitle(alpha->name))
                                                              : groupTitle(alpha->name);
        return why.isEmpty() ? title : title + QLatin1Char('\n') + why;
    }
    return {};
}

bool GroupStrip::event(QEvent* event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);
    return true;
}

} // namespace dnas
