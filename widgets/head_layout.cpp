#include "widgets/head_layout.h"

#include <QWidget>

#include <algorithm>

namespace dnas {

namespace {

constexpr int kSpacing = 10, kLineGap = 4, kLeastRemark = 70;

struct Placed {
    QLayoutItem* item;
    QRect rect; ///< its height is that of the item; the line centres it
};

/// Centres what stands in one line. @return height of the line
int closeLine(QList<Placed>& line, int top, bool apply) {
    int height = 0;
    for (const Placed& placed : line)
        height = std::max(height, placed.rect.height());
    for (Placed& placed : line) {
        placed.rect.moveTop(top + (height - placed.rect.height()) / 2);
        if (apply) placed.item->setGeometry(placed.rect);
    }
    line.clear();
    return height;
}

} // namespace

HeadLayout::HeadLayout(QWidget* parent) : QLayout(parent) {
    setContentsMargins(12, 4, 6, 4);
}

HeadLayout::~HeadLayout() {
    for (const Entry& entry : m_items)
        delete entry.item;
}

void HeadLayout::addPart(QWidget* widget, Part part) {
    addChildWidget(widget);
    m_items.append({new QWidgetItem(widget), part});
    invalidate();
}

void HeadLayout::addItem(QLayoutItem* item) {
    m_items.append({item, Part::Control});
}

QLayoutItem* HeadLayout::takeAt(int index) {
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index).item : nullptr;
}

QLayoutItem* HeadLayout::part(Part part) const {
    const auto found = std::find_if(m_items.begin(), m_items.end(),
                                    [&](const Entry& e) { return e.part == part && !e.item->isEmpty(); });
    return found == m_items.end() ? nullptr : found->item;
}

int HeadLayout::arrange(const QRect& rect, bool apply) const {
    const QMargins margins = contentsMargins();
    const QRect room = rect.marginsRemoved(margins);
    QList<Placed> line;
    int x = room.left(), y = room.top(), right = room.left() + room.width();
    const auto place = [&](QLayoutItem* item, int width) {
        const int height = item->hasHeightForWidth() ? item->heightForWidth(width) : item->sizeHint().height();
        line.append({item, QRect(QPoint(x, 0), QSize(width, height))});
        x += width + kSpacing;
    };
    if (QLayoutItem* mark = part(Part::Mark)) {
        const QSize size = mark->sizeHint();
        line.append({mark, QRect(QPoint(right - size.width(), 0), size)});
        right -= size.width() + kSpacing;
    }
    if (QLayoutItem* title = part(Part::Title)) place(title, std::min(title->sizeHint().width(), right - x));
    for (const Entry& entry : m_items) {
        if (entry.part != Part::Control || entry.item->isEmpty()) continue;
        const int width = entry.item->sizeHint().width();
        if (x + width > right && x > room.left()) {
            y += closeLine(line, y, apply) + kLineGap;
            x = room.left();
            right = room.left() + room.width();
        }
        place(entry.item, std::min(width, right - x));
    }
    if (QLayoutItem* remark = part(Part::Remark)) {
        const int width = right - x >= kLeastRemark ? right - x : 0; // else its beginning would say nothing
        if (width > 0)
            place(remark, width);
        else if (apply)
            remark->setGeometry(QRect(room.topLeft(), QSize(0, 0)));
    }
    return y + closeLine(line, y, apply) + margins.bottom() - rect.top();
}

QSize HeadLayout::minimumSize() const {
    const QMargins margins = contentsMargins();
    int width = 0, mark = 0, title = 0;
    for (const Entry& entry : m_items) {
        if (entry.item->isEmpty()) continue;
        if (entry.part == Part::Mark) mark = entry.item->sizeHint().width();
        if (entry.part == Part::Title) title = entry.item->minimumSize().width();
        if (entry.part == Part::Control) width = std::max(width, entry.item->minimumSize().width());
    }
    width = std::max(width, title + kSpacing + mark);
    return {width + margins.left() + margins.right(), heightForWidth(QLAYOUTSIZE_MAX / 2)};
}

QSize HeadLayout::sizeHint() const {
    const QMargins margins = contentsMargins();
    int width = margins.left() + margins.right() - kSpacing;
    for (const Entry& entry : m_items)
        if (entry.part != Part::Remark && !entry.item->isEmpty()) width += entry.item->sizeHint().width() + kSpacing;
    return {width, heightForWidth(width)};
}

QWidget* HeadLayout::controlRow(const QList<QWidget*>& controls) {
    auto* row = new QWidget;
    auto* layout = new HeadLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget* control : controls)
        layout->addPart(control, Part::Control);
    return row;
}

void HeadLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

} // namespace dnas
