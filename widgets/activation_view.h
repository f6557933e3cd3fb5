// The activation that a motor search found, drawn with its formula beside the baseline's tanh.
// Place: the page of a motor search. Source: thesis figure 6.14.
#pragma once

#include "engine/api/flux_network.h"
#include "widgets/figure.h"

#include <QWidget>

#include <memory>
#include <optional>

namespace dnas {

class ActivationView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit ActivationView(QWidget* parent = nullptr);
    ~ActivationView() override;

    void setActivation(const std::optional<Activation>& activation); ///< nullopt: none yet
    QString remark() const;                                          ///< "A(x) = exp(x) + max(x, 0)"

    QString figureName() const override { return QStringLiteral("activation"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {460, 360}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QString figureGap() const override;
    QSize sizeHint() const override { return {400, 320}; }
    QSize minimumSizeHint() const override { return {240, 200}; }

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
