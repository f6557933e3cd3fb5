// Two cells in one drawing: what the second has, what it lost (faint), what it gained or changed (bold, with a sign).
// Place: comparing two runs.
#pragma once

#include "engine/api/genotype_diff.h"
#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

class ArchitectureDiff final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit ArchitectureDiff(QWidget* parent = nullptr);
    ~ArchitectureDiff() override;

    /// Cells without edges give a sentence in place of the drawing.
    void setCells(const CellGenotype& before, const CellGenotype& after);
    const CellDifference& difference() const;
    /// "+ 2 added   - 1 removed   ~ 1 changed   5 equal"
    QString summary() const;
    /// "input k-2 → 1: sep 3 becomes sep 5", one line an edge that differs.
    QStringList changes() const;

    QString figureName() const override { return QStringLiteral("architecture-difference"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {640, 400}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;

  protected:
    void paintEvent(QPaintEvent*) override;
    bool event(QEvent* event) override; ///< tooltips

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
