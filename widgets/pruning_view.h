// A pruning search: gates with the threshold, the network that is left, what it costs, and what was measured of it.
// Place: page of a pruning in run_page. What needs the engine (throughput, accuracy, files) is asked for by signals; the
// answers go into the timeline, by mask, so that no mask is measured twice.
// Thread rule: GUI thread; moving the threshold computes counts only. Source: thesis figures 6.6 to 6.11.
#pragma once

#include "engine/api/pruning.h"
#include "widgets/figure.h"
#include "widgets/run_timeline.h"

#include <QList>
#include <QWidget>

#include <memory>

class QAction;

namespace dnas {

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
    /// Itself, the network, and the three charts.
    QList<Figure*> figures();

    void setThreshold(double threshold); ///< without an entry for undo
    void setScale(GateScale scale);      ///< likewise; the same mask stays
    /// Moves the threshold, and the scale where it must, to where exactly this mask is left at the iteration on view.
    /// @return false: no threshold gives it there, and nothing was moved
    bool chooseMask(const VitMask& mask);
    /// "throughput, 3 of 12", or empty. @param stoppable long work: a button ends it
    void setStatus(const QString& text, bool stoppable = false);

    QString figureName() const override { return QStringLiteral("gates"); }
    QString figureTitle() const override { return tr("Gates and threshold"); }
    QSizeF figureSize() const override { return {860, 360}; }
    void paintFigure(QPainter& painter, const QSizeF& size) override;
    QString figureCsv() const override;

  Q_SIGNALS:
    void maskChanged(); ///< throughput of the last one serves no longer
    /// @param sweep the user asked for all; else the threshold rests
    void speedWanted(const std::vector<dnas::VitMask>& masks, bool sweep);
    void accuracyWanted(const std::vector<dnas::VitMask>& masks); ///< on which data, is to be asked
    void stopWanted();
    /// For undo. @param step of several that follow one another: a key, an arrow
    void cutEdited(const dnas::GateCut& before, const dnas::GateCut& after, bool step);
    void keepWanted(const dnas::VitMask& mask, const dnas::GateCut& cut); ///< under a name, in the project
    void tuneWanted(const dnas::VitMask& mask); ///< fine-tune what is left and the whole network, and compare them
    void saveWanted(const dnas::VitMask& mask, bool weights); ///< pruned weights, or the mask alone

  protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    class Impl;
    std::unique_ptr<Impl> m;
};

/// One figure of a pruning by itself, for exports: "gates", "pruning-network", "pruning-search", "pruning-throughput",
/// "pruning-accuracy". Null where there is no such one.
std::unique_ptr<QWidget> makePruningFigure(const QString& name, RunTimeline* timeline);

} // namespace dnas
