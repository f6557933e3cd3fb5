#include "widgets/panel.h"

#include "widgets/head_layout.h"

#include <QLabel>
#include <QPainter>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace dnas {

namespace {

constexpr int kLeastView = 150; // a chart of less has labels and no curve

/// Gives way before the controls do, and then says less instead of being cut off.
class RemarkLabel final : public QLabel {
  public:
    explicit RemarkLabel(QWidget* parent) : QLabel(parent) {
        setTextFormat(Qt::PlainText);
        setMinimumWidth(0);
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setPen(palette().color(foregroundRole()));
        painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

} // namespace

Panel::Panel(const QString& title, QWidget* content, QWidget* parent)
    : QFrame(parent), m_head(new QWidget(this)), m_row(new HeadLayout(m_head)), m_title(new QLabel(title, m_head)),
      m_remark(new RemarkLabel(m_head)), m_maximise(new QToolButton(m_head)), m_stack(new QStackedWidget(this)) {
    setObjectName(QStringLiteral("panel"));
    m_title->setObjectName(QStringLiteral("panelTitle"));
    m_remark->setObjectName(QStringLiteral("panelRemark"));
    m_maximise->setObjectName(QStringLiteral("maximise"));
    m_maximise->setCheckable(true);
    connect(m_maximise, &QToolButton::clicked, this, &Panel::maximiseRequested);
    setMaximised(false);

    m_head->setObjectName(QStringLiteral("panelHead"));
    m_head->setAttribute(Qt::WA_StyledBackground);
    m_row->addPart(m_title, HeadLayout::Part::Title);
    m_row->addPart(m_remark, HeadLayout::Part::Remark);
    m_row->addPart(m_maximise, HeadLayout::Part::Mark);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addWidget(m_stack, 1);
    // Views take the height that there is: a grid of panels, whose heads have a height for a width, would take what a view
    // likes for what it needs.
    m_stack->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    m_stack->setMinimumHeight(kLeastView);
    m_pages.append({title, content, content->sizePolicy(), {}, {}});
    m_stack->addWidget(content);
    showPage();
}

void Panel::setTitle(const QString& title) {
    m_pages[0].title = title;
    if (m_tabs) m_tabs->setTabText(0, title);
    showPage();
}

int Panel::addPage(const QString& title, QWidget* content) {
    if (!m_tabs) {
        m_tabs = new QTabBar(m_head);
        m_tabs->setObjectName(QStringLiteral("panelTabs"));
        m_tabs->setDrawBase(false);
        m_tabs->setAccessibleName(tr("Views of this panel"));
        m_tabs->setExpanding(false);
        m_tabs->setFocusPolicy(Qt::StrongFocus);
        m_tabs->addTab(m_pages[0].title);
        m_title->hide();
        m_row->addPart(m_tabs, HeadLayout::Part::Title);
        connect(m_tabs, &QTabBar::currentChanged, this, [this](int page) {
            if (!m_fitting) m_chosen = page;
            showPage();
            Q_EMIT currentPageChanged(page);
        });
    }
    m_pages.append({title, content, content->sizePolicy(), {}, {}});
    m_stack->addWidget(content);
    m_tabs->addTab(title);
    return static_cast<int>(m_pages.size()) - 1;
}

void Panel::setPageVisible(int page, bool visible) {
    if (!m_tabs) return;
    m_fitting = true;
    m_tabs->setTabVisible(page, visible);
    int shown = 0, first = -1;
    for (int i = 0; i < m_pages.size(); ++i) {
        if (!m_tabs->isTabVisible(i)) continue;
        ++shown;
        if (first < 0) first = i;
    }
    if (first >= 0) m_tabs->setCurrentIndex(m_tabs->isTabVisible(m_chosen) ? m_chosen : first);
    m_fitting = false;
    m_tabs->setVisible(shown > 1);
    m_title->setVisible(shown <= 1);
    showPage();
}

int Panel::currentPage() const {
    return m_tabs ? m_tabs->currentIndex() : 0;
}

void Panel::setCurrentPage(int page) {
    if (m_tabs) m_tabs->setCurrentIndex(page);
}

void Panel::showPage() {
    const int current = currentPage();
    for (int page = 0; page < m_pages.size(); ++page) // a stack is as large as its largest page, seen or not
        m_pages[page].content->setSizePolicy(page == current ? m_pages[page].policy : QSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored));
    m_stack->setCurrentIndex(current);
    m_title->setText(m_pages[current].title); // seen while there is one page
    for (int page = 0; page < m_pages.size(); ++page)
        for (QWidget* control : m_pages[page].controls)
            control->setVisible(page == current);
    m_remark->setText(m_pages[current].remark);
    m_remark->setToolTip(m_pages[current].remark);
    setAccessibleName(m_pages[current].title);
    m_maximise->setAccessibleName(tr("Maximise %1").arg(m_pages[current].title));
}

void Panel::addControl(QWidget* control, int page) {
    if (!control) return;
    m_row->addPart(control, HeadLayout::Part::Control);
    m_pages[page].controls.append(control);
    control->setVisible(page == currentPage());
}

void Panel::setRemark(const QString& text, int page) {
    if (m_pages[page].remark == text) return;
    m_pages[page].remark = text;
    if (page == currentPage()) showPage();
}

void Panel::setLeastView(int height) { m_stack->setMinimumHeight(height); }

void Panel::setMaximised(bool maximised) {
    m_maximise->setChecked(maximised);
    m_maximise->setText(maximised ? QStringLiteral("\u2921") : QStringLiteral("\u2922"));
    m_maximise->setToolTip(maximised ? tr("Show all panels") : tr("Maximise this panel"));
}

} // namespace dnas
