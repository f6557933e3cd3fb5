// What the charts share: a QCustomPlot in the program's look, coalesced replots, a zoom that the user keeps.
// Place: base of curves_view, dominant_view and edge_view; not for other folders.
#pragma once

#include "widgets/chart_items.h"

#include <QTimer>

#include <functional>

namespace dnas {

class RunTimeline;

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
    void setEpochAxis(); ///< x counts in whole numbers
    /// A sentence in the place of the axes, where there is nothing to draw; empty: the axes again.
    void setNote(const QString& note);
    /// A figure for paper: the same with titles at its axes.
    void setAxisTitles(const QString& x, const QString& y);
    void paintOn(QPainter& painter, const QSizeF& size);

  protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override; ///< plus, minus: zoom; F: all

  private:
    enum class Stale { Nothing, Cursor, Graphs };
    void applyTokens();
    void schedule(Stale what);
    void refreshNow();
    void setRightMargin(int margin);
    /// Room right of the last epoch for the labels at the cursor, so that they cover no line. Only grows, until the data
    /// have another range: the chart does not breathe while one scrubs. @return whether it grew
    bool makeRoomForLabels(double width);

    std::function<void()> m_graphs, m_cursorMoved;
    QTimer m_timer;
    Stale m_stale = Stale::Graphs; ///< what is older than the data
    bool m_zoomed = false, m_settingRange = false;
    QCPRange m_dataX{0, 1}, m_dataY{0, 1};
    int m_rightMargin = 0;
    MarkersItem* m_markers;
    CursorItem* m_cursor;
    QCPItemText* m_note;
    QString m_xTitle, m_yTitle;
};

/// Events worth a mark on a chart: (epoch, text).
QVector<QPair<double, QString>> chartMarkers(const RunTimeline& timeline);

} // namespace dnas
