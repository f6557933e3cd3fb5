#include "app/run_delegate.h"

#include "app/run_table_model.h"
#include "app/studio_style.h"

#include <QPainter>

namespace dnas {

QSize RunDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    return QStyledItemDelegate::sizeHint(option, index).expandedTo({0, option.fontMetrics.height() + 12});
}

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() != RunTableModel::Status) return;
    const int status = index.data(RunTableModel::StatusRole).toInt();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(status < 0 ? tokens().faint : statusColor(status, index.data(RunTableModel::DamagedRole).toBool()));
    painter->drawEllipse(QPointF(option.rect.left() + 10, option.rect.center().y() + 0.5), 4, 4);
    painter->restore();
}

void RunDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() == RunTableModel::Name && index.model()->hasChildren(index)) option->font.setWeight(QFont::DemiBold);
    if (index.column() == RunTableModel::Status) option->text.prepend(QStringLiteral("    ")); // room for the dot
}

} // namespace dnas
