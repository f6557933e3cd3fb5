// The networks of the channels side by side: a column a channel with its normal and its reduction cell, and under them the
// accuracy that is left when the features of that channel are set to zero.
// Place: the cell panel of a run with one network a channel; figure "channels". Source: thesis appendix A.2.1.
// Thread rule: GUI thread only.
#pragma once

#include "widgets/figure.h"

#include <QWidget>

#include <string>
#include <vector>

namespace dnas {

class RunTimeline;

/// Names of the channels of the current epoch, of a search or a training; empty for runs of one network.
std::vector<std::string> channelsOf(const RunTimeline& timeline);

class ChannelsView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit ChannelsView(RunTimeline* timeline, QWidget* parent = nullptr);

    QString remark() const; ///< "all channels: 41.2 %"
    int groupAt(const QPointF& position) const; ///< alpha group drawn there, -1

    QString figureName() const override { return QStringLiteral("channels"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {720, 420}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QSize sizeHint() const override { return {520, 360}; }
    QSize minimumSizeHint() const override { return {220, 160}; }

  Q_SIGNALS:
    void groupChosen(int group); ///< a click on a cell
    void remarkChanged(const QString& remark);

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    bool event(QEvent*) override;

  private:
    QRectF cellRect(const QSizeF& size, int group) const;
    QRectF barRect(const QSizeF& size, int channel) const;
    void paintContribution(QPainter& painter, const QSizeF& size, int channel) const;

    RunTimeline* m_timeline;
};

} // namespace dnas
