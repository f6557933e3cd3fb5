// Images ranked by their similarity to another one, as thumbnails.
// Place: the retrieval page. Thread rule: GUI thread.
#pragma once

#include "widgets/figure.h"

#include <QImage>
#include <QWidget>

#include <memory>
#include <vector>

namespace dnas {

struct HitTile {
    QImage image; ///< null: cannot be read
    QString name;
    double similarity = 0; ///< -1..1
    int item = 0;          ///< of the index
    enum class Relevance { Unknown, Relevant, Other } relevance = Relevance::Unknown; ///< whether it belongs to the query
};

class HitGrid final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit HitGrid(QWidget* parent = nullptr);
    ~HitGrid() override;

    void setHits(std::vector<HitTile> hits);
    void setNothing(const QString& text); ///< what stands there without hits
    const std::vector<HitTile>& hits() const;

    QString figureName() const override { return QStringLiteral("retrieval"); }
    QString figureTitle() const override { return tr("Most similar images"); }
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override; ///< "rank,image,similarity,relevant"
    QSize minimumSizeHint() const override { return {200, 160}; }

  Q_SIGNALS:
    void chosen(int item); ///< double-clicked, or the return key

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
