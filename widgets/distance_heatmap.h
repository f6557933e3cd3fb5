// Distances between architectures as a heatmap: rows in an order in which neighbours are alike, values in the fields.
// Place: the comparison of experiments. Source: thesis figure 4.8; the distance M of engine/api/distance.h.
// Indices in signals and functions are those of setArchitectures, whatever the order on the screen.
#pragma once

#include "engine/api/distance.h"
#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

class DistanceHeatmap final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit DistanceHeatmap(QWidget* parent = nullptr);
    ~DistanceHeatmap() override;

    /// As many names as genotypes. What the distance is not defined for (chains) is named in place of the drawing.
    void setArchitectures(const QStringList& names, std::vector<Genotype> genotypes);
    void setForm(DistanceForm form); ///< aligned at first
    DistanceForm form() const;
    void setStackedCells(int cells);   ///< see DistanceOptions; 0 at first
    void setClustered(bool clustered); ///< true at first; false: the order as given
    /// The field with a frame; -1, -1 = none. Arrow keys move it, clicks and the return key choose it.
    void setSelectedPair(int a, int b);
    QWidget* controls(); ///< aligned | published
    QString remark() const;

    QString figureName() const override { return QStringLiteral("distances"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QSize sizeHint() const override { return {560, 520}; }
    QSize minimumSizeHint() const override { return {260, 220}; }

  Q_SIGNALS:
    void pairChosen(int a, int b); ///< never of one architecture with itself
    void formChanged(dnas::DistanceForm form);
    void remarkChanged(const QString& remark);

  protected:
    void paintEvent(QPaintEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    bool event(QEvent*) override;

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
