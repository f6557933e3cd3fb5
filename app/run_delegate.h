// A cell of the table of runs: room in the rows, a dot in the colour of the status, lines of several seeds in bold.
// Thread rule: GUI thread.
#pragma once

#include <QStyledItemDelegate>

namespace dnas {

class RunDelegate final : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

} // namespace dnas
