// Answers what the pruning view asks the engine for: throughput, accuracy, files. One job at a time; a new mask cancels
// the measurement of the last one.
// Place: owned by the run page's window. Thread rule: GUI thread; the work runs on one worker thread.
#pragma once

#include "app/task_thread.h"
#include "engine/api/control.h"
#include "engine/api/pruning.h"
#include "engine/api/vit_speed.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <vector>

namespace dnas {

class EngineRunner;
class PruningView;
class RunTimeline;

class PruningController final : public QObject {
    Q_OBJECT
  public:
    PruningController(PruningView* view, RunTimeline* timeline, std::shared_ptr<EngineRunner> runner, QObject* parent);
    ~PruningController() override;

    /// On the images of `data`. Asks for no file and no number: for scripts and tests.
    void measureAccuracy(const std::vector<VitMask>& masks, const QString& data, int limit);
    void save(const VitMask& mask, const QString& path);

  Q_SIGNALS:
    void failed(const QString& message);
    void saved(const QString& message);

  private:
    void measureSpeeds(const std::vector<VitMask>& masks);
    void askForData(const std::vector<VitMask>& masks);
    void askForPath(const VitMask& mask, bool weights);
    void cancel();
    PruningSpec spec() const;
    /// Runs `work(mask, control)` for each mask and hands each result to `then(mask, result)`.
    template <class Work, class Then> void forEach(const std::vector<VitMask>& masks, Work work, Then then);

    PruningView* m_view;
    RunTimeline* m_timeline;
    std::shared_ptr<EngineRunner> m_runner;
    std::shared_ptr<RunControl> m_control; ///< of the job in progress
    QString m_data;                        ///< asked for last
    TaskThread m_worker;                   ///< last: joins before the rest goes
};

} // namespace dnas
