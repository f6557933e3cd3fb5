// One row of the experiment list: status dot and name; method and data at the left, score at the right; progress below.
// Thread rule: GUI thread.
#pragma once

#include <QStyledItemDelegate>

namespace dnas {

class ExperimentDelegate final : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// Fills the editor once: the list is refreshed while one types, above all during a search.
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace dnas
