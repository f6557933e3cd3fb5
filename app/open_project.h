// The project that the window has open: lists, loads and edits its experiments on one worker thread.
// Place: the only part of the window that talks to the store. A file that cannot be written (another program holds it,
// newer version, read-only folder) opens read-only, with the reason.
// Thread rule: GUI thread; every answer comes later, as a signal. Destruction finishes the edits that were asked for.
#pragma once

#include "app/task_thread.h"
#include "engine/api/project.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <map>
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

/// A line of the table of runs.
struct RunRow {
    ExperimentSummary summary;
    std::shared_ptr<const RunFacts> facts; ///< null when the experiment is damaged
    std::string group; ///< seedlessKey of the request; empty without facts
};

/// Everything the experiment list shows, read at one moment.
struct ExperimentLists {
    std::vector<ExperimentSummary> experiments;
    std::vector<ExperimentSummary> bin;
};

/// The newest epoch of every experiment of a project, those of the bin last.
std::vector<RunRow> runRows(ProjectReader& reader);
/// The stored random genotypes of this request's space.
std::vector<SnapshotPtr> randomSamples(ProjectReader& reader, const Request& request);

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
    /// What is kept of it under a name. Answer: keptLoaded, or editFailed.
    void loadKept(std::int64_t experiment);
    /// Loads several at once, in this order. Answer: severalLoaded, or editFailed for the first that cannot be.
    void loadSeveral(const std::vector<std::int64_t>& experiments);
    /// The newest epoch of every experiment, the bin's included. Answer: surveyed.
    void survey();
    /// The stored random genotypes of this request's space. Answer: baselinesLoaded.
    void loadBaselines(const Request& request);
    /// Stores a run that needs no search. Answer: runAdded, or editFailed.
    void addRun(std::function<FinishedRun()> make);
    /// Runs a change on the worker and refreshes. Answer on failure: editFailed.
    void edit(std::function<void(Project&)> change);
    /// Makes one record a request, children of `parent` unless it is 0. Answer: created, or editFailed.
    void create(std::vector<Request> requests, std::int64_t parent, std::shared_ptr<EngineRunner> runner);
    /// Integrity of the file and of each experiment. Answer: checked, or editFailed.
    void check();

  Q_SIGNALS:
    void opened();
    void failed(const QString& message);
    void listed(const dnas::ExperimentLists& lists);
    void loaded(std::int64_t experiment, dnas::LoadedExperimentPtr loaded);
    void keptLoaded(std::int64_t experiment, const std::vector<dnas::KeptGenotype>& kept);
    void severalLoaded(const std::vector<dnas::LoadedExperimentPtr>& loaded);
    void baselinesLoaded(const std::vector<dnas::SnapshotPtr>& samples);
    void surveyed(const std::vector<dnas::RunRow>& rows);
    void runAdded(std::int64_t experiment, const QString& name, const QStringList& notes);
    void loadFailed(std::int64_t experiment, const QString& message);
    void created(const std::vector<std::int64_t>& experiments);
    void editFailed(const QString& message);
    void checked(const std::vector<dnas::CheckResult>& results);

  private:
    /// Facts that were read before; epochs are never changed, so those of a run that did not go on still hold.
    struct Survey {
        struct Entry {
            int epochs = -1;
            std::shared_ptr<const RunFacts> facts;
            std::string group;
        };
        std::map<std::int64_t, Entry> known;
    };
    void open(Mode mode);
    static Survey::Entry withMeasurements(Survey::Entry entry, std::vector<Measurement> measurements);
    static std::vector<RunRow> surveyOf(ProjectReader& reader, Survey& before);
    friend std::vector<RunRow> runRows(ProjectReader& reader);

    QString m_path;
    QString m_readOnlyReason;
    std::shared_ptr<Project> m_writer;
    std::shared_ptr<ProjectReader> m_reader; ///< used on m_worker only
    std::shared_ptr<Survey> m_survey = std::make_shared<Survey>(); ///< used on m_worker only
    TaskThread m_worker;                     ///< last: joins before the rest goes
};

} // namespace dnas
