// A titled frame round a view, or round several of which tabs choose one: title, controls, a remark on the settings,
// and a maximise mark that is always at the right.
#pragma once

#include <QFrame>
#include <QList>

class QLabel;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace dnas {

class HeadLayout;

class Panel final : public QFrame {
    Q_OBJECT
  public:
    Panel(const QString& title, QWidget* content, QWidget* parent = nullptr);
    /// A further view behind a tab; the title becomes the first tab. @return its number, from 1 on
    int addPage(const QString& title, QWidget* content);
    void setTitle(const QString& title); ///< of the first page
    /// A hidden page has no tab; with one page left the panel shows its title. Instead of a hidden current page the first
    /// visible one is shown, until the one that was chosen is visible again.
    void setPageVisible(int page, bool visible);
    int currentPage() const;
    void setCurrentPage(int page);
    QWidget* content(int page = 0) const { return m_pages[page].content; }
    /// Puts a widget between title and remark (segmented controls); shown with its page.
    void addControl(QWidget* control, int page = 0);
    void setRemark(const QString& text, int page = 0); ///< "edge parse, t = 0.85"
    void setLeastView(int height); ///< of the view; else as much as a chart with labels needs
    void setMaximised(bool maximised); ///< only the mark; the owner arranges the panels

  Q_SIGNALS:
    void maximiseRequested(bool maximise);
    void currentPageChanged(int page);

  private:
    struct Page {
        QString title;
        QWidget* content;
        QSizePolicy policy; ///< of the content while it is seen
        QList<QWidget*> controls;
        QString remark;
    };
    void showPage();

    QList<Page> m_pages;
    QWidget* m_head;
    HeadLayout* m_row;
    QLabel* m_title;
    QTabBar* m_tabs = nullptr; ///< with the second page
    int m_chosen = 0;          ///< by the user or the owner
    bool m_fitting = false;    ///< the current page changes because of what is visible
    QLabel* m_remark;
    QToolButton* m_maximise;
    QStackedWidget* m_stack;
};

} // namespace dnas
