// Answers what the pruning view asks the engine for: throughput, accuracy, files. One job at a time; a new mask cancels
// the measurement of the last one. What was measured is kept in the project and found there again.
// Place: owned by the run page's window. Thread rule: GUI thread; the work runs on one worker thread.
#pragma once

#include "app/task_thread.h"
#include "engine/api/control.h"
#include "engine/api/measurement.h"
#include "engine/api/pruning.h"
#include "engine/api/vit_speed.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <vector>

namespace dnas {

class EngineRunner;
class Project;
class PruningView;
class RunTimeline;

class PruningController final : public QObject {
    Q_OBJECT
  public:
    PruningController(PruningView* view, RunTimeline* timeline, std::shared_ptr<EngineRunner> runner, QObject* parent);
    ~PruningController() override;

    /// @param writer null when it is read-only: measurements are shown and not kept
    void setProject(const QString& path, std::shared_ptr<Project> writer);
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
    void showStored(); ///< measurements that the project keeps of the run on view
    PruningSpec spec() const;
    /// Runs `work(mask, control)` for each mask, keeps each result in the project and hands it to `then(mask, result)`.
    template <class Work, class Then> void forEach(const std::vector<VitMask>& masks, Work work, Then then);

    PruningView* m_view;
    RunTimeline* m_timeline;
    std::shared_ptr<EngineRunner> m_runner;
    std::shared_ptr<RunControl> m_control; ///< of the job in progress
    QString m_data;                        ///< asked for last
    QString m_project;                     ///< path; empty without one
    std::shared_ptr<Project> m_writer;
    TaskThread m_worker;                   ///< last: joins before the rest goes
};

} // namespace dnas
