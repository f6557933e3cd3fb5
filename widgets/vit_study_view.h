// What a comparison of a pruned with the whole vision transformer found, or a study of proxies: two charts over a table.
// Place: page of such a run in run_page; the figure "vit-study". Thread rule: GUI thread.
// Source: thesis tables 6.2 and 6.3, figures 6.4, 6.5, 6.12, 6.13.
#pragma once

#include "engine/api/vit_work.h"
#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

class RunTimeline;

class VitStudyView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit VitStudyView(RunTimeline* timeline, QWidget* parent = nullptr);
    ~VitStudyView() override;

    int rowCount() const; ///< of the table
    QString cell(int row, int column) const;

    QString figureName() const override { return QStringLiteral("vit-study"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {900, 380}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override; ///< both charts
    QString figureCsv() const override;                               ///< the table

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
