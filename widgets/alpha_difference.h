// Alpha of two runs, second minus first: edges by operations in diverging colours.
// Place: comparing two runs. Rows are matched by their edges, columns by their operations; what only one run has is hatched.
#pragma once

#include "engine/api/snapshot.h"
#include "widgets/figure.h"

#include <QWidget>

namespace dnas {

/// Mixing weights (or, raw, alpha) of `second` minus those of `first`, over the rows and columns of both.
/// NaN where one has no such entry.
AlphaGroup alphaDifferenceOf(const AlphaGroup& first, const AlphaGroup& second);

class AlphaDifference final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit AlphaDifference(QWidget* parent = nullptr);
    void setGroups(const AlphaGroup& first, const AlphaGroup& second);
    void clear();
    void setRaw(bool raw);
    const AlphaGroup& difference() const { return m_difference; }

    QString figureName() const override { return QStringLiteral("alpha-difference"); }
    QString figureTitle() const override;
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;

  protected:
    void paintEvent(QPaintEvent*) override;
    bool event(QEvent* event) override; ///< tooltips

  private:
    void paint(QPainter& painter, const QSizeF& size) const;
    const std::vector<double>& values() const { return m_raw ? m_difference.raw : m_difference.weights; }
    double range() const;

    AlphaGroup m_difference;
    bool m_raw = false;
};

} // namespace dnas
