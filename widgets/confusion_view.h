// Which classes a network takes for which: rows are labels, columns guesses, at the right the accuracy of each class.
// Place: the page of a trained network. Thread rule: GUI thread. Source: engine/api/evaluation.h.
#pragma once

#include "engine/api/evaluation.h"
#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

class ConfusionView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit ConfusionView(QWidget* parent = nullptr);
    ~ConfusionView() override;

    /// An evaluation without classes, or whose matrix has another size than its classes say, shows nothing.
    void setEvaluation(const Evaluation& evaluation);
    void clear();
    void setPercent(bool percent); ///< of the label's images in the fields, not counts; counts at first
    bool showsPercent() const;
    /// The field with a frame; -1, -1 = none. Arrow keys move it, clicks and the return key choose it.
    void setSelectedPair(int label, int guess);
    QWidget* controls(); ///< counts | percent
    QString remark() const;
    QString tipAt(const QPointF& place) const; ///< empty beside the matrix

    QString figureName() const override { return QStringLiteral("confusion"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    /// "label,guess,count,share": pairs that occur; classes without images have no line.
    QString figureCsv() const override;
    QString figureGap() const override;
    QSize sizeHint() const override { return {640, 560}; }
    QSize minimumSizeHint() const override { return {320, 240}; }

  Q_SIGNALS:
    void pairChosen(int label, int guess);
    void remarkChanged(const QString& remark);

  protected:
    void paintEvent(QPaintEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    bool event(QEvent*) override; ///< tooltips

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
