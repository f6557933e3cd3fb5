// Four panels, two by two, each of which can have the whole room; in a window that is too small for them they scroll.
// Place: the pages of a run and of a comparison. Thread rule: GUI thread.
#pragma once

#include <QList>
#include <QScrollArea>

#include <array>

class QGridLayout;

namespace dnas {

class Panel;

class PanelGrid final : public QScrollArea {
    Q_OBJECT
  public:
    /// How height and width are divided.
    PanelGrid(std::array<int, 2> rows, std::array<int, 2> columns, QWidget* parent = nullptr);

    /// The next place, row by row. (QFrame has a Panel of its own.)
    dnas::Panel* addPanel(const QString& title, QWidget* view);
    const QList<dnas::Panel*>& panels() const { return m_panels; }
    void restore(); ///< none maximised

    /// A view that takes the place of all panels while it is on; null: the panels are back.
    void setCover(QWidget* cover);

    QSize minimumSizeHint() const override { return {320, 160}; }

  protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void fit();
    void maximise(int chosen); ///< -1: none

    const std::array<int, 2> m_rows, m_columns;
    QGridLayout* m_grid;
    QList<dnas::Panel*> m_panels;
    QWidget* m_cover = nullptr;
};

} // namespace dnas
