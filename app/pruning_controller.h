// Answers what the pruning view asks the engine for: throughput, accuracy, files. One job at a time. A move of the
// threshold ends the measurement of the last mask only; what the user asked for (a sweep, an accuracy) goes on, by mask,
// until it is done or stopped. What was measured is kept in the project and found there again.
// Place: owned by the run page's window. Thread rule: GUI thread; the work runs on one worker thread, files on another.
#pragma once

#include "app/task_thread.h"
#include "engine/api/control.h"
#include "engine/api/measurement.h"
#include "engine/api/pruning.h"
#include "engine/api/vit_speed.h"

#include <QObject>
#include <QPointer>

#include <deque>
#include <memory>
#include <optional>
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
    /// While a run computes no throughput is measured; it waits.
    void setRunComputes(bool computes);
    /// On the first `limit` images of `data`, 0 = all. Asks for no file and no number: for scripts and tests.
    /// Of several masks those that are known are left out.
    void measureAccuracy(const std::vector<VitMask>& masks, const QString& data, int limit);
    void save(const VitMask& mask, const QString& path);
    bool busy() const { return m_job != nullptr; }

  public Q_SLOTS:
    void stop(); ///< the job in progress; what waits behind it begins

  Q_SIGNALS:
    void failed(const QString& message);
    void saved(const QString& message);

  private:
    struct Job {
        enum class Kind { Rest, Sweep, Accuracy }; ///< Rest: throughput of the mask on which the threshold rests
        Kind kind = Kind::Rest;
        std::vector<VitMask> masks;
        std::size_t done = 0;
        VitEvaluationOptions evaluation; ///< of an accuracy
        RunControl control;
    };
    using JobPtr = std::shared_ptr<Job>;

    void measureSpeeds(const std::vector<VitMask>& masks, bool sweep);
    void askForData(const std::vector<VitMask>& masks);
    void askForPath(const VitMask& mask, bool weights);
    void begin(const JobPtr& job); ///< or behind the one in progress
    void beginNext();
    void end(const JobPtr& job);
    void measureNext(const JobPtr& job); ///< a throughput
    void evaluate(const JobPtr& job);
    void dropRest();  ///< the threshold has moved
    void cancelAll(); ///< another run is on view
    void showStatus(int images = 0, int of = 0);
    void showStored(); ///< measurements that the project keeps of the run on view
    PruningSpec spec() const;
    template <class Result> std::function<void(const VitMask&, const Result&)> keeper() const; ///< into the project; for the worker

    PruningView* m_view;
    RunTimeline* m_timeline;
    std::shared_ptr<EngineRunner> m_runner;
    JobPtr m_job;                 ///< in progress
    std::deque<JobPtr> m_waiting; ///< that the user asked for
    std::optional<VitMask> m_rest; ///< whose throughput is wanted when there is time
    QString m_project;            ///< path; empty without one
    std::shared_ptr<Project> m_writer;
    bool m_computes = false; ///< a run does
    TaskThread m_files, m_worker; ///< last: they join before the rest goes
};

} // namespace dnas
