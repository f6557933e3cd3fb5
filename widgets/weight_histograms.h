// The weights of each tensor of a network as rows: a small histogram, mean, deviation, share of values near zero.
// Place: the page of a trained network. Thread rule: GUI thread. Source: engine/api/weight_histograms.h.
#pragma once

#include "engine/api/weight_histograms.h"
#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

class WeightHistograms final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit WeightHistograms(QWidget* parent = nullptr);
    ~WeightHistograms() override;

    void setHistograms(std::vector<WeightHistogram> histograms);
    void clear() { setHistograms({}); }
    /// Only tensors whose name contains the text.
    void setFilter(const QString& text);
    QWidget* controls();    ///< a field for the filter
    QString remark() const; ///< "214 tensors, 3.35 M values", and how many are no numbers

    QString figureName() const override { return QStringLiteral("weights"); }
    QString figureTitle() const override { return tr("Weights of the network"); }
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QSizeF& size) override; ///< the rows shown, in the order shown
    QString figureCsv() const override; ///< name, shape, numbers and the 41 bins of every tensor
    QString figureGap() const override;
    QSize sizeHint() const override { return {720, 460}; }
    QSize minimumSizeHint() const override { return {320, 160}; }

  Q_SIGNALS:
    void remarkChanged(const QString& remark);

  protected:
    bool event(QEvent* event) override;

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
