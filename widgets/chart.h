// What the charts share: a QCustomPlot in the program's look, coalesced replots, a zoom that the user keeps.
// Place: base of curves_view, dominant_view and edge_view; not for other folders.
#pragma once

#include "widgets/chart_items.h"

#include <QPointF>
#include <QTimer>

#include <functional>
#include <optional>

namespace dnas {

class RunTimeline;

/// What stands at one place of the x axis.
struct ChartReading {
    double x = 0;
    QString caption; ///< "epoch 12"
    QVector<ChartLabel> labels;
};

class Chart final : public QCustomPlot {
    Q_OBJECT
  public:
    explicit Chart(QWidget* parent = nullptr);

    /// Both are called at most 30 times a second, and only while the chart can be seen.
    /// @param graphs fills the graphs from the run's data; @param cursor moves the cursor and its values, which is much
    /// cheaper
    void setRefresh(std::function<void()> graphs, std::function<void()> cursor);
    void scheduleGraphs(); ///< and the cursor
    void scheduleCursor();

    /// The range of the data; shown unless the user has zoomed.
    void setDataRange(const QCPRange& x, const QCPRange& y);
    void followX(const QCPRange& range); ///< another chart's; counts as no zoom of this one
    void resetZoom();
    bool isZoomed() const { return m_zoomed; }

    /// The current epoch, and what is read off there.
    void setCursor(double x, bool visible, const QVector<ChartLabel>& labels);
    void setMarkers(const QVector<QPair<double, QString>>& markers) { m_markers->setMarkers(markers); }
    /// Why there is nothing to be seen; empty where there is something. @param instead in the place of the axes
    void setNote(const QString& text, bool instead = false);
    const QString& note() const { return m_note->text(); }
    void setEpochAxis(); ///< x counts in whole numbers

    /// Arrow keys belong to the view around the chart, which chooses points with them; with Shift they move what is zoomed.
    void setArrowsChoose(bool choose) { m_arrowsChoose = choose; }

    using Read = std::function<std::optional<ChartReading>(double x)>;
    using Undo = std::function<void()>;
    /// Values under the pointer: a line that follows it, drawn over the graphs and not with them, at most 60 times a
    /// second. A click, that is no drag, chooses its place; a double click takes that back and forgets the zoom.
    void setPointing(Read read, std::function<Undo(double x)> choose);
    const std::optional<ChartReading>& pointed() const { return m_reading; } ///< nothing while the pointer is elsewhere
    const QVector<ChartLabel>& cursorLabels() const { return m_cursor->labels(); }

    /// A figure for paper: the same with titles at its axes.
    void setAxisTitles(const QString& x, const QString& y);
    void paintOn(QPainter& painter, const QSizeF& size);

  protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override; ///< plus, minus: zoom; arrows: move what is zoomed; F: all

  private:
    enum class Stale { Nothing, Cursor, Graphs };
    void applyTokens();
    void schedule(Stale what);
    void refreshNow();
    void readPointer();
    void point(std::optional<ChartReading> reading);
    void moveBy(double x, double y); ///< shares of what is seen
    void setRightMargin(int margin);
    /// Room right of the last epoch for the labels at the cursor, so that they cover no line. Only grows, until the data
    /// have another range: the chart does not breathe while one scrubs. @return whether it grew
    bool makeRoomForLabels(double width);

    std::function<void()> m_graphs, m_cursorMoved;
    QTimer m_timer;
    Stale m_stale = Stale::Graphs; ///< what is older than the data
    bool m_arrowsChoose = false;
    bool m_zoomed = false, m_settingRange = false;
    QCPRange m_dataX{0, 1}, m_dataY{0, 1};
    int m_rightMargin = 0;
    MarkersItem* m_markers;
    CursorItem *m_cursor, *m_pointer;
    NoteItem* m_note;
    Read m_read;
    std::function<Undo(double x)> m_choose;
    Undo m_undoChoice;
    QTimer m_pointing;
    QPointF m_pointerAt;
    std::optional<QPointF> m_pressed;
    std::optional<ChartReading> m_reading;
    QString m_xTitle, m_yTitle;
};

/// The pointer over a chart of epochs reads the nearest one; a click goes there.
/// @param labels of the snapshot with this index
void pointAtEpochs(Chart& chart, RunTimeline& timeline, std::function<QVector<ChartLabel>(int index)> labels);

/// Events worth a mark on a chart: (epoch, text).
QVector<QPair<double, QString>> chartMarkers(const RunTimeline& timeline);

} // namespace dnas
