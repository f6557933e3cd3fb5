// The head of a panel: title, controls, a remark and a mark at the right. Where it is too narrow for one line, controls
// go into further lines; nothing is cut off. A row of controls alone (controlRow) wraps in the same way, within the
// head. Place: panel.cpp, the views' controls(). Thread rule: GUI thread only.
#pragma once

#include <QLayout>

namespace dnas {

class HeadLayout final : public QLayout {
  public:
    enum class Part { Title, Control, Remark, Mark };

    explicit HeadLayout(QWidget* parent);
    /// A widget with these in a row that wraps, without margins.
    static QWidget* controlRow(const QList<QWidget*>& controls);
    ~HeadLayout() override;
    void addPart(QWidget* widget, Part part); ///< one title, remark and mark; controls in their order

    void addItem(QLayoutItem* item) override;
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem* itemAt(int index) const override { return m_items.value(index).item; }
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(QRect(0, 0, width, 0), false); }
    QSize minimumSize() const override;
    QSize sizeHint() const override;
    void setGeometry(const QRect& rect) override;

  private:
    struct Entry {
        QLayoutItem* item = nullptr;
        Part part = Part::Control;
    };
    /// @return the height that the lines take.
    int arrange(const QRect& rect, bool apply) const;
    QLayoutItem* part(Part part) const;

    QList<Entry> m_items;
};

} // namespace dnas
