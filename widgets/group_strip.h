// Small pictures of all groups of a run with individual cells, one beside the other: click or arrow keys choose one.
// Only what can be seen is drawn, and what has not changed since the last epoch is not drawn again.
// Place: under the cell and the alpha view. Thread rule: GUI thread only.
#pragma once

#include "engine/api/liveness.h"

#include <QPixmap>
#include <QWidget>

#include <vector>

namespace dnas {

class RunTimeline;

class GroupStrip : public QWidget {
    Q_OBJECT
  public:
    explicit GroupStrip(RunTimeline* timeline, QWidget* parent = nullptr);

    /// Up to three groups need no strip: the buttons of the group chooser name them.
    static constexpr int kFewestGroups = 4;

    void setGroup(int group); ///< silent
    int group() const { return m_group; }
    QRectF thumbnail(int group) const; ///< where it stands; may lie outside of the strip
    QString tipAt(const QPointF& position) const;
    QSize sizeHint() const override { return {300, 46}; }
    QSize minimumSizeHint() const override { return {120, 46}; }

  Q_SIGNALS:
    void groupChosen(int group);

  protected:
    virtual void paintThumbnail(QPainter& painter, const QRectF& rect, int group) = 0;
    virtual void forget() {} ///< another theme, size or layout: nothing drawn before is right
    CellState stateOf(int group) const;
    RunTimeline* timeline() const { return m_timeline; }
    bool isNamed() const { return m_named; }

    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void changeEvent(QEvent*) override;
    bool event(QEvent*) override;

  private:
    void followRun();
    void choose(int group);
    void scrollTo(double offset);
    void reveal(int group);
    double step() const; ///< from one thumbnail to the next
    void paintMore(QPainter& painter) const;

    RunTimeline* m_timeline;
    int m_group = 0;
    int m_groups = 0;
    bool m_named = false; ///< names stand over the pictures, numbers in them
    double m_offset = 0; ///< pixels scrolled to the left
};

/// A cell as lines of its operations' colours between dots, without words, into (0, 0, size).
void paintSmallCell(QPainter& painter, const CellGenotype& cell, CellState state, int nodes, const QSizeF& size,
                    double width = 1.5);

/// The parse of each cell, in lines of the operations' colours.
class CellStrip final : public GroupStrip {
    Q_OBJECT
  public:
    explicit CellStrip(RunTimeline* timeline, QWidget* parent = nullptr);

  protected:
    void paintThumbnail(QPainter& painter, const QRectF& rect, int group) override;
    void forget() override { m_drawn.clear(); }

  private:
    struct Drawn {
        CellGenotype cell;
        CellState state;
        QPixmap picture;
    };
    QPixmap draw(const CellGenotype& cell, CellState state, int nodes, const QSizeF& size) const;

    std::vector<Drawn> m_drawn; ///< by group
};

/// The matrix of each group, one pixel an entry.
class AlphaThumbnails final : public GroupStrip {
    Q_OBJECT
  public:
    using GroupStrip::GroupStrip;
    void setRaw(bool raw);

  protected:
    void paintThumbnail(QPainter& painter, const QRectF& rect, int group) override;

  private:
    bool m_raw = false;
};

} // namespace dnas
