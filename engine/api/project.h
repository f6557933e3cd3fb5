// The project file: one SQLite database (`.dnas`) that holds every experiment.
// Place: the engine writes through it, window and command line read through it; SQLite itself stays in engine/store.
// Thread rule: ProjectReader objects belong to one thread. Project (the writer) may be called from any thread; calls are
// serialised and may take as long as a commit (tens of milliseconds): never call it on the GUI thread.
#pragma once

#include "engine/api/genotype.h"
#include "engine/api/measurement.h"
#include "engine/api/request.h"
#include "engine/api/snapshot.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dnas {

enum class ExperimentStatus { Queued, Running, Paused, Stopped, Finished, Diverged, Failed, Interrupted };

/// One line of the experiment list.
struct ExperimentSummary {
    std::int64_t id = 0;
    std::string name;
    std::string method; ///< catalogue id
    std::string data;   ///< data spec of the task
    ExperimentStatus status = ExperimentStatus::Queued; ///< Interrupted: recorded as running, but nobody runs it
    std::uint64_t seed = 0;
    int epochsDone = 0;
    int epochsPlanned = 0;
    double bestValidTop1 = 0; ///< fraction; NaN when none
    std::string created;      ///< UTC, ISO 8601
    std::string message;      ///< why it failed or diverged
    std::string notes;
    std::vector<std::string> tags;
    std::int64_t parent = 0;  ///< the search whose result this one trains; 0 = none
    bool inBin = false;
    bool damaged = false;     ///< `damage` says which record; the other fields hold what could be read
    std::string damage;
};

/// One experiment whole.
struct ExperimentRecord {
    ExperimentSummary summary;
    Request request;
    std::string requestText;  ///< canonical text as stored
    std::string versions;     ///< of program, LibTorch, compiler
    std::string environment;  ///< machine: CPU model, threads, device
    std::vector<SnapshotPtr> snapshots; ///< in the order of their epochs
    std::vector<RunEvent> events;
    std::optional<MotorSearchResult> motor; ///< of a finished motor search
};

/// A run that needs no search: an imported log, a set of random genotypes.
struct FinishedRun {
    Request request;                 ///< name included
    std::string environment;         ///< where it comes from
    std::vector<Snapshot> snapshots; ///< epochs 0, 1, 2, ...
    std::vector<RunEvent> events;
};

/// What a table of runs shows of an experiment besides its summary.
struct RunFacts {
    Request request;
    SnapshotPtr newest; ///< of its last epoch; null before the first
    std::vector<Measurement> measurements;
};

/// Genotypes kept under a name ("Keep as...").
struct KeptGenotype {
    std::int64_t id = 0;
    std::string name;
    int epoch = 0;
    std::string genotype; ///< text
    std::string parse;    ///< how it was parsed, for people
};

/// The training state at one point of a run. `payload` is opaque to the store (see engine/search/checkpoint.h).
struct CheckpointBlob {
    int epoch = 0; ///< epoch to go on with
    int step = 0;  ///< step of that epoch to go on with
    std::string payload;
};

/// Weights of a trained network, kept apart from the checkpoints.
struct StoredWeights {
    std::string kind; ///< "best" or "last"
    int epoch = 0;    ///< index of the epoch after which they were taken
    std::string safetensors; ///< bytes of a safetensors file with the names of the field's state_dicts
};

/// What `dnas check` says of one experiment.
struct CheckResult {
    std::int64_t id = 0;
    std::string name;
    bool ok = true;
    std::string detail; ///< "12 epochs, 1 checkpoint" or what is wrong, record by record
};

/// Reads a project; never writes. Sees what was committed at the moment of each call.
class ProjectReader {
  public:
    virtual ~ProjectReader() = default;
    /// Throws EngineError(Project): missing, no project file, damaged header. A file of a newer version opens:
    /// newerVersion() then tells it.
    static std::unique_ptr<ProjectReader> open(const std::string& path);

    virtual const std::string& path() const = 0;
    virtual bool newerVersion() const = 0;
    /// In the order of creation. Damaged experiments are listed as such. @param bin false: without the bin; true: only it.
    virtual std::vector<ExperimentSummary> experiments(bool bin = false) = 0;
    /// Throws EngineError(Project) when the id is unknown or its record is damaged.
    virtual ExperimentRecord experiment(std::int64_t id) = 0;
    /// Reads the last epoch only. Throws like experiment().
    virtual RunFacts facts(std::int64_t id) = 0;
    /// Snapshots of epochs >= `fromEpoch`.
    virtual std::vector<SnapshotPtr> snapshots(std::int64_t id, int fromEpoch = 0) = 0;
    virtual std::vector<RunEvent> events(std::int64_t id) = 0;
    virtual std::vector<KeptGenotype> keptGenotypes(std::int64_t id) = 0;
    /// As Project::latestCheckpoint.
    virtual std::optional<CheckpointBlob> latestCheckpoint(std::int64_t id) = 0;
    /// @return nothing when there are none of this kind.
    virtual std::optional<StoredWeights> weights(std::int64_t id, const std::string& kind) = 0;
    /// What was measured after the run, by name.
    virtual std::vector<Measurement> measurements(std::int64_t id) = 0;
    /// Integrity of the file, then of each experiment.
    virtual std::vector<CheckResult> check() = 0;
};

/// The only writing connection to a project; holds a lock file beside it, so that a second program opens it read-only.
class Project {
  public:
    virtual ~Project() = default;
    /// Opens for writing, making the file if it is missing and migrating it if it is old.
    /// Throws EngineError(Project): in use by another program, read-only folder, newer version, no project file.
    static std::unique_ptr<Project> open(const std::string& path);

    virtual const std::string& path() const = 0;

    /// @param parent the search whose result this one trains; 0 = none
    virtual std::int64_t addExperiment(const Request& request, const std::string& versions,
                                       const std::string& environment, std::int64_t parent = 0) = 0;
    /// Stores a whole run as finished, in one transaction; there is no checkpoint to resume from.
    virtual std::int64_t addFinishedRun(const FinishedRun& run, const std::string& versions) = 0;
    virtual void setStatus(std::int64_t id, ExperimentStatus status, const std::string& message = {}) = 0;
    /// Stores snapshot, events and checkpoint in one transaction; older checkpoints of the experiment are dropped,
    /// except the one before it.
    virtual void addEpoch(std::int64_t id, const Snapshot& snapshot, const std::vector<RunEvent>& events,
                          const CheckpointBlob& checkpoint) = 0;
    /// Stores a checkpoint inside an epoch (a stopped run) with its events.
    virtual void addCheckpoint(std::int64_t id, const std::vector<RunEvent>& events, const CheckpointBlob& checkpoint) = 0;
    virtual void addEvent(std::int64_t id, const RunEvent& event) = 0;
    /// In place of those of the same kind.
    virtual void storeWeights(std::int64_t id, const StoredWeights& weights) = 0;
    /// In place of the one of the same name; its time is set to now.
    virtual void storeMeasurement(std::int64_t id, const Measurement& measurement) = 0;
    /// The newest intact checkpoint; empty when none was ever written (a run that ended in its first epoch).
    /// Throws EngineError(Project) when there are checkpoints and none is intact.
    virtual std::optional<CheckpointBlob> latestCheckpoint(std::int64_t id) = 0;

    virtual void rename(std::int64_t id, const std::string& name) = 0;
    virtual void setNotes(std::int64_t id, const std::string& notes) = 0;
    virtual void setTags(std::int64_t id, const std::vector<std::string>& tags) = 0;
    virtual void moveToBin(std::int64_t id, bool inBin) = 0;
    /// Deletes what lies in the bin for good. @return number of experiments.
    virtual int emptyBin() = 0;
    /// @param genotype with an id of its own when it is put back after it was dropped; else 0
    virtual std::int64_t keepGenotype(std::int64_t id, const KeptGenotype& genotype) = 0;
    virtual void dropKeptGenotype(std::int64_t keptId) = 0;

    /// A reader on the same file; may be used on any one thread.
    virtual std::unique_ptr<ProjectReader> reader() = 0;
};

/// Stable word of a status in files and --json: "queued", "running", "paused", "stopped", "finished", "diverged", "failed", "interrupted".
const char* name(ExperimentStatus status);
ExperimentStatus experimentStatus(const std::string& name);

} // namespace dnas
