// What is written into a chart besides its graphs: event marks, the values at the cursor, and why there is nothing. They
// place themselves while they are drawn, so that they are right at any size and zoom. Place: chart.cpp only. Thread rule: GUI thread.
#pragma once

#include <qcustomplot.h>

#include <QString>
#include <QVector>

namespace dnas {

/// A text at a point of the chart.
struct ChartLabel {
    double x = 0, y = 0; ///< in axis units; y NaN: the value has no place, its text stands at the bottom
    QString text;
    QColor color;          ///< of the thing that is named; the text beside it has the colour of texts
    bool dot = true;       ///< marks the point itself
    double importance = 0; ///< where there is no room for all, the smallest go first
};

/// Dotted vertical lines with texts at the top; texts that would meet go into further rows.
class MarkersItem final : public QCPAbstractItem {
  public:
    explicit MarkersItem(QCustomPlot* plot) : QCPAbstractItem(plot) { setSelectable(false); }
    void setMarkers(const QVector<QPair<double, QString>>& markers) { m_markers = markers; }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override;

  private:
    QVector<QPair<double, QString>> m_markers; ///< sorted by place
};

/// A sentence in the middle of a chart that has nothing to draw.
class NoteItem final : public QCPAbstractItem {
  public:
    explicit NoteItem(QCustomPlot* plot) : QCPAbstractItem(plot) { setSelectable(false); }
    void setText(const QString& text) { m_text = text; }
    const QString& text() const { return m_text; }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override;

  private:
    QString m_text;
};

/// A vertical line at an epoch and the values on it, one below the other, each near its point.
class CursorItem final : public QCPAbstractItem {
  public:
    explicit CursorItem(QCustomPlot* plot) : QCPAbstractItem(plot) {
        setSelectable(false);
        setClipToAxisRect(false); // labels of the last epoch stand right of the axes
    }
    void setCursor(double x, bool line) { m_x = x, m_line = line; }
    void setLabels(const QVector<ChartLabel>& labels) { m_labels = labels; }
    const QVector<ChartLabel>& labels() const { return m_labels; }
    void showLabels(bool shown) { m_labelsShown = shown; }
    /// Of the pointer: a dashed line with a word below it that says where it stands.
    void setCaption(const QString& caption) { m_caption = caption; }
    double widestLabel() const; ///< pixels right of the cursor that the labels need
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override;

  private:
    void drawLine(QCPPainter* painter, double x, const QRectF& area) const;

    double m_x = 0;
    bool m_line = false, m_labelsShown = true;
    QString m_caption;
    QVector<ChartLabel> m_labels;
};

/// Centres of `wanted` (sorted, increasing) moved apart to at least `step`, kept within [low, high] as far as it is
/// long enough.
QVector<double> spreadOut(QVector<double> wanted, double step, double low, double high);

} // namespace dnas
