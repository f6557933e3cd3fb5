// One edge over time: the weight of each of its operations at every epoch.
#pragma once

#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

class RunTimeline;

class EdgeView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit EdgeView(RunTimeline* timeline, QWidget* parent = nullptr);
    ~EdgeView() override;

    QString figureName() const override { return QStringLiteral("edge"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {640, 400}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;

  public Q_SLOTS:
    void setEdge(int group, int row);

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
