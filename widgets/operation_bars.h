// The operations of one edge as bars, best first, with the threshold of the parse as a mark.
// Thread rule: GUI thread only.
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

#include <optional>

namespace dnas {

struct OperationBar {
    QString operation;
    double weight = 0; ///< NaN: nothing measured
    bool kept = false;
};

class OperationBars final : public QWidget {
    Q_OBJECT
  public:
    explicit OperationBars(QWidget* parent = nullptr);
    /// @param threshold of the mixing weight; nothing when the parse has none.
    void setBars(const QVector<OperationBar>& bars, std::optional<double> threshold);
    const QVector<OperationBar>& bars() const { return m_bars; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {180, sizeHint().height()}; }

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    QVector<OperationBar> m_bars;
    std::optional<double> m_threshold;
};

} // namespace dnas
