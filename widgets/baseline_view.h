// The found genotype among random ones of the same space: a strip of dots for each property, and where the found one stands.
// Place: the dock of the random baseline. Pure drawing; the caller gathers the numbers.
#pragma once

#include "widgets/figure.h"

#include <QVector>
#include <QWidget>

#include <vector>

namespace dnas {

struct BaselineStrip {
    QString title;              ///< "Parameters"
    double found = 0;           ///< NaN: unknown
    std::vector<double> random; ///< NaN and infinity are left out
};

class BaselineView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit BaselineView(QWidget* parent = nullptr);
    void setStrips(const QVector<BaselineStrip>& strips);
    const QVector<BaselineStrip>& strips() const { return m_strips; }
    /// "found 3.66 M, above 94 % of 200 random ones"; those equal to it count half
    static QString verdict(const BaselineStrip& strip);

    QString figureName() const override { return QStringLiteral("baseline"); }
    QString figureTitle() const override { return tr("Random baseline"); }
    QSizeF figureSize() const override { return {640, 70.0 * static_cast<double>(m_strips.size()) + 10}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;
    QSize minimumSizeHint() const override { return {320, 60 * static_cast<int>(m_strips.size())}; }

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    void paint(QPainter& painter, const QSizeF& size) const;

    QVector<BaselineStrip> m_strips;
};

} // namespace dnas
