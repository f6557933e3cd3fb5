// The images on which a network errs most, as thumbnails with label, guess and confidence.
// Place: the page of a trained network, beside the confusion matrix. Thread rule: GUI thread.
#pragma once

#include "engine/api/evaluation.h"
#include "widgets/figure.h"

#include <QWidget>

#include <memory>

class QImage;

namespace dnas {

/// Null for what is no image of one or three channels.
QImage imageOf(const PreviewImage& preview);

class ExampleGrid final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit ExampleGrid(QWidget* parent = nullptr);
    ~ExampleGrid() override;

    void setEvaluation(const Evaluation& evaluation);
    void clear();
    /// Only examples of this label and guess, as the confusion matrix chooses them; -1 = any.
    void showPair(int label, int guess);
    /// Indices into Evaluation::worst of what is shown, in the order shown.
    std::vector<int> shown() const;
    int selectedExample() const; ///< index into Evaluation::worst; -1 = none
    void setSelectedExample(int example);
    QString remark() const;

    QString figureName() const override { return QStringLiteral("worst-examples"); }
    QString figureTitle() const override { return tr("Worst examples"); }
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override; ///< "image,label,guess,confidence,loss" of what is shown
    QString figureGap() const override;
    QSize sizeHint() const override { return {640, 340}; }
    QSize minimumSizeHint() const override { return {180, 180}; }

  Q_SIGNALS:
    void exampleChosen(int example); ///< clicked, or the return key; index into Evaluation::worst
    void remarkChanged(const QString& remark);

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
