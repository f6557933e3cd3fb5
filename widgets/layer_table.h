// The layers of a network with shapes and costs, grouped by stem, cells and head; each level can be sorted.
// Place: the page of a network. Thread rule: GUI thread. Source: engine/api/layer_table.h.
#pragma once

#include "engine/api/layer_table.h"
#include "widgets/figure.h"

#include <QWidget>

#include <memory>

namespace dnas {

class LayerTable final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit LayerTable(QWidget* parent = nullptr);
    ~LayerTable() override;

    /// Rows of one group stand together, in the order in which the groups begin.
    void setRows(const std::vector<LayerRow>& rows);
    void clear() { setRows({}); }
    void setSharesMultiplyAdds(bool multiplyAdds); ///< what the bars are shares of; parameters at first
    bool sharesMultiplyAdds() const;
    QWidget* controls();    ///< parameters | multiply-adds
    QString remark() const; ///< "3.35 M parameters, 540 M multiply-adds in 1034 layers"

    QString figureName() const override { return QStringLiteral("layers"); }
    QString figureTitle() const override { return tr("Layers of the network"); }
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QSizeF& size) override; ///< the groups
    QString figureCsv() const override;                               ///< every layer, see layerTableCsv
    QString figureGap() const override;
    QSize sizeHint() const override { return {760, 460}; }
    QSize minimumSizeHint() const override { return {320, 160}; }

  Q_SIGNALS:
    void remarkChanged(const QString& remark);

  protected:
    bool event(QEvent* event) override;

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

/// "Stem", "Cell 3", "Head" for a group of a LayerRow; others as they are.
QString layerGroupTitle(const std::string& group);

} // namespace dnas
