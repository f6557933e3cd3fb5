// A pruning search: gates with the threshold, the network that is left, what it costs, and what was measured of it.
// Place: page of a pruning in run_page. What needs the engine (throughput, accuracy, files) is asked for by signals and
// answered by the setters; answers are kept by mask, so that no mask is measured twice.
// Thread rule: GUI thread; moving the threshold computes counts only. Source: thesis figures 6.6 to 6.11.
#pragma once

#include "engine/api/vit_speed.h"
#include "widgets/figure.h"
#include "engine/api/pruning.h"

#include <QList>
#include <QWidget>

#include <memory>

class QAction;

namespace dnas {

class RunTimeline;

class PruningView final : public QWidget, public Figure {
    Q_OBJECT
  public:
    explicit PruningView(RunTimeline* timeline, QWidget* parent = nullptr);
    ~PruningView() override;

    double threshold() const;
    GateScale scale() const;
    const VitMask& mask() const;
    const VitSpec& network() const;
    /// Save, sweep, accuracy: for the menu and the command palette.
    const QList<QAction*>& commands() const;

    void setThreshold(double threshold); ///< without an entry for undo
    void setScale(GateScale scale);
    /// Moves the threshold, and the scale where it must, to where exactly this mask is left at the iteration on view.
    /// @return false: no threshold gives it there, and nothing was moved
    bool chooseMask(const VitMask& mask);
    void setSpeed(const VitMask& mask, const VitSpeed& speed);
    void setAccuracy(const VitMask& mask, const VitEvaluation& evaluation);
    bool knowsSpeed(const VitMask& mask) const;
    bool knowsAccuracy(const VitMask& mask) const;
    /// "measuring, 3 of 12", or empty
    void setStatus(const QString& text);

    QString figureName() const override { return QStringLiteral("gates"); }
    QString figureTitle() const override { return tr("Gates and threshold"); }
    QSizeF figureSize() const override { return {860, 360}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;

  Q_SIGNALS:
    void maskChanged();                                       ///< what is being measured serves no longer
    void speedWanted(const std::vector<dnas::VitMask>& masks); ///< when the threshold rests, or for a sweep
    void accuracyWanted(const std::vector<dnas::VitMask>& masks);
    void thresholdEdited(double before, double after);        ///< for undo
    void keepWanted(const dnas::VitMask& mask, double threshold, dnas::GateScale scale); ///< under a name, in the project
    void tuneWanted(const dnas::VitMask& mask); ///< fine-tune what is left and the whole network, and compare them
    void saveWanted(const dnas::VitMask& mask, bool weights); ///< pruned weights, or the mask alone

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

} // namespace dnas
