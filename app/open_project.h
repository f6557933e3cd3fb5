// The project that the window has open: lists, loads and edits its experiments on one worker thread.
// Place: the only part of the window that talks to the store. A file that cannot be written (another program holds it,
// newer version, read-only folder) opens read-only, with the reason.
// Thread rule: GUI thread; every answer comes later, as a signal. Destruction finishes the edits that were asked for.
#pragma once

#include "app/task_thread.h"
#include "engine/api/project.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace dnas {

class EngineRunner;

/// An experiment as read from the file.
struct LoadedExperiment {
    ExperimentRecord record;
    std::vector<KeptGenotype> kept;
};
using LoadedExperimentPtr = std::shared_ptr<const LoadedExperiment>;

/// Everything the experiment list shows, read at one moment.
struct ExperimentLists {
    std::vector<ExperimentSummary> experiments;
    std::vector<ExperimentSummary> bin;
};

class OpenProject : public QObject {
    Q_OBJECT
  public:
    enum class Mode {
        Existing, ///< the file must be there
        Create    ///< the file is made if it is missing
    };

    /// Starts to open; `opened` or `failed` follows.
    OpenProject(const QString& path, Mode mode, QObject* parent = nullptr);
    ~OpenProject() override;

    const QString& path() const { return m_path; }
    /// Null while opening and when read-only.
    const std::shared_ptr<Project>& writer() const { return m_writer; }
    bool readOnly() const { return !m_writer; }
    const QString& readOnlyReason() const { return m_readOnlyReason; }

    void refresh();                                 ///< answer: listed
    void load(std::int64_t experiment);             ///< answer: loaded or loadFailed
    /// Runs a change on the worker and refreshes. Answer on failure: editFailed.
    void edit(std::function<void(Project&)> change);
    /// Makes one record a request. Answer: created, or editFailed.
    void create(std::vector<Request> requests, std::shared_ptr<EngineRunner> runner);
    /// Integrity of the file and of each experiment. Answer: checked, or editFailed.
    void check();

  Q_SIGNALS:
    void opened();
    void failed(const QString& message);
    void listed(const dnas::ExperimentLists& lists);
    void loaded(std::int64_t experiment, dnas::LoadedExperimentPtr loaded);
    void loadFailed(std::int64_t experiment, const QString& message);
    void created(const std::vector<std::int64_t>& experiments);
    void editFailed(const QString& message);
    void checked(const std::vector<dnas::CheckResult>& results);

  private:
    void open(Mode mode);

    QString m_path;
    QString m_readOnlyReason;
    std::shared_ptr<Project> m_writer;
    std::shared_ptr<ProjectReader> m_reader; ///< used on m_worker only
    TaskThread m_worker;                     ///< last: joins before the rest goes
};

} // namespace dnas
