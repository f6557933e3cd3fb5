// What the charts share: a QCustomPlot in the program's look, coalesced replots, a zoom that the user keeps.
// Place: base of curves_view, dominant_view and edge_view; not for other folders.
#pragma once

#include <qcustomplot.h>

#include <QTimer>
#include <QVector>

#include <functional>

namespace dnas {

class RunTimeline;

class Chart final : public QCustomPlot {
    Q_OBJECT
  public:
    explicit Chart(QWidget* parent = nullptr);

    /// Called at most 30 times a second, and only while the chart can be seen. @param refresh fills the graphs
    void setRefresh(std::function<void()> refresh) { m_refresh = std::move(refresh); }
    void schedule();
    void refreshNow();

    /// The range of the data; shown unless the user has zoomed.
    void setDataRange(const QCPRange& x, const QCPRange& y);
    void resetZoom();
    bool isZoomed() const { return m_zoomed; }

    void applyTokens();
    /// Vertical line at the current epoch.
    void setCursor(double x, bool visible);
    /// Dotted vertical lines with short texts.
    void setMarkers(const QVector<QPair<double, QString>>& markers);
    /// Text at a point, moved so that the labels of one call do not overlap. @param y in axis units
    struct Label {
        double x, y;
        QString text;
        QColor color;
    };
    void setLabels(QVector<Label> labels);
    void paintOn(QPainter& painter, const QSizeF& size);

  protected:
    void showEvent(QShowEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

  private:
    std::function<void()> m_refresh;
    QTimer m_timer;
    bool m_zoomed = false, m_settingRange = false;
    bool m_pending = true; ///< the graphs are older than the data; a new chart has drawn nothing yet
    QCPRange m_dataX{0, 1}, m_dataY{0, 1};
    QCPItemStraightLine* m_cursor;
    QVector<QCPAbstractItem*> m_markers, m_labels;
};

/// Events worth a mark on a chart: (epoch, text).
QVector<QPair<double, QString>> chartMarkers(const RunTimeline& timeline);

} // namespace dnas
