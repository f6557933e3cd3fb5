// Dominant operations: how many edges are ruled by which operation, as stacked areas over the epochs.
#pragma once

#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

class RunTimeline;

class DominantView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit DominantView(RunTimeline* timeline, QWidget* parent = nullptr);
    ~DominantView() override;

    /// Mixing weight above which an operation counts; counted here from the snapshots, so that it can move.
    void setThreshold(double threshold);
    double threshold() const;
    void setGroup(int group); ///< index of the alpha group, -1 = all
    /// Percent of the edges that are ruled by any operation, instead of their number.
    void setShare(bool share);
    bool share() const;
    QWidget* controls();    ///< group chooser, threshold, "share"
    QString remark() const; ///< "edges with weight > 0.9"

    QString figureName() const override { return QStringLiteral("dominant"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {640, 400}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QString figureGap() const override;

  Q_SIGNALS:
    void remarkChanged(const QString& remark);

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
