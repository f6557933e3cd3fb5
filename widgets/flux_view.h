// Flux linkages over the currents: the network found, the tanh baseline, and the truth where it is known; or the
// errors. Place: the page of a motor search. Source: thesis figure 6.15.
#pragma once

#include "engine/api/motor_search.h"
#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

/// The flux that a search is evaluated against; null where there is none, or its file is gone.
std::shared_ptr<const FluxMap> knownFlux(const MotorSearchSpec& spec);

class FluxView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit FluxView(QWidget* parent = nullptr);
    ~FluxView() override;

    /// @param truth may be null: nothing to compare with, errors are not shown
    void setResult(const MotorSearchResult& result, std::shared_ptr<const FluxMap> truth);
    void clear();
    /// Flux linkages, or what the models are off by. False where no truth is known.
    void setShowsErrors(bool errors);
    bool showsErrors() const;
    QWidget* controls(); ///< flux | error
    QString remark() const;

    QString figureName() const override {
        return showsErrors() ? QStringLiteral("flux-errors") : QStringLiteral("flux");
    }
    QString figureTitle() const override;
    QSizeF figureSize() const override { return {860, 400}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QString figureGap() const override;
    QSize sizeHint() const override { return {820, 400}; }
    QSize minimumSizeHint() const override { return {480, 220}; }

  Q_SIGNALS:
    void remarkChanged(const QString& remark);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
