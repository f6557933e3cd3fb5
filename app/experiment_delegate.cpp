#include "app/experiment_delegate.h"

#include "app/experiment_model.h"
#include "app/studio_style.h"

#include <QPainter>

#include <algorithm>

namespace dnas {
namespace {

constexpr int kLeft = 14, kRight = 12, kTop = 8;
constexpr int kDot = 8, kNameLeft = kLeft + kDot + 8;

QFont nameFont(const QStyleOptionViewItem& option) {
    QFont font = option.font;
    font.setWeight(QFont::Medium);
    return font;
}

} // namespace

QSize ExperimentDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    const int text = option.fontMetrics.height() + QFontMetrics(secondaryFont()).height();
    return {160, text + 2 * kTop + 8};
}

void ExperimentDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Tokens& t = tokens();
    const QRect r = option.rect;
    const bool selected = option.state & QStyle::State_Selected;
    const bool damaged = index.data(ExperimentModel::DamagedRole).toBool();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(r, selected ? t.accentBackground : option.state & QStyle::State_MouseOver ? t.panelAlt : t.panel);
    if (selected) painter->fillRect(QRect(r.topLeft(), QSize(3, r.height())), t.accent);
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(t.accent);
        painter->drawRect(QRectF(r).adjusted(0.5, 0.5, -0.5, -0.5));
    }

    const int nameHeight = option.fontMetrics.height();
    const QRect nameRect(r.left() + kNameLeft, r.top() + kTop, r.width() - kNameLeft - kRight, nameHeight);
    painter->setPen(Qt::NoPen);
    painter->setBrush(statusColor(index.data(ExperimentModel::StatusRole).toInt(), damaged));
    painter->drawEllipse(QPointF(r.left() + kLeft + kDot / 2.0, nameRect.center().y() + 0.5), kDot / 2.0, kDot / 2.0);
    painter->setFont(nameFont(option));
    painter->setPen(t.text);
    painter->drawText(nameRect, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, nameRect.width()));

    painter->setFont(secondaryFont());
    const QFontMetrics metrics = painter->fontMetrics();
    const QRect second(r.left() + kLeft, nameRect.bottom() + 3, r.width() - kLeft - kRight, metrics.height());
    const QString result = index.data(ExperimentModel::ResultRole).toString();
    const int resultWidth = metrics.horizontalAdvance(result);
    painter->setPen(damaged ? t.bad : t.muted);
    painter->drawText(second, Qt::AlignVCenter | Qt::AlignRight, result);
    painter->setPen(t.muted);
    const int room = second.width() - resultWidth - 8;
    painter->drawText(second, Qt::AlignVCenter | Qt::AlignLeft,
                      metrics.elidedText(index.data(ExperimentModel::SubtitleRole).toString(), Qt::ElideRight, room));

    const double progress = index.data(ExperimentModel::ProgressRole).toDouble();
    if (progress >= 0) {
        const QRectF track(second.left(), r.bottom() - 6, second.width(), 3);
        painter->setPen(Qt::NoPen);
        painter->setBrush(t.line);
        painter->drawRoundedRect(track, 1.5, 1.5);
        painter->setBrush(t.accent);
        painter->drawRoundedRect(QRectF(track.topLeft(), QSizeF(std::max(3.0, track.width() * progress), 3)), 1.5, 1.5);
    }
    painter->restore();
}

void ExperimentDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    if (editor->property("filled").toBool()) return;
    editor->setProperty("filled", true);
    QStyledItemDelegate::setEditorData(editor, index);
}

void ExperimentDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex&) const {
    const int height = editor->sizeHint().height();
    editor->setGeometry(option.rect.left() + kNameLeft - 6, option.rect.top() + 2, option.rect.width() - kNameLeft - 4, height);
}

} // namespace dnas
