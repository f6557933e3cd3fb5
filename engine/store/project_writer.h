// The writing side of engine/api/project.h on SQLite: the lock, one connection, one transaction a call.
// Place: made by Project::open. Thread rule: any thread; calls are serialised by a mutex.
#pragma once

#include "engine/api/project.h"
#include "engine/store/database.h"
#include "engine/store/experiment_row.h"
#include "engine/store/writer_lock.h"

#include <SQLiteCpp/Transaction.h>

#include <mutex>

namespace dnas {

class SqliteProject final : public Project {
  public:
    explicit SqliteProject(std::string path);
    ~SqliteProject() override; ///< empties the log into the file, so that the file alone can be copied

    const std::string& path() const override { return m_path; }
    std::int64_t addExperiment(const Request& request, const std::string& versions,
                               const std::string& environment, std::int64_t parent) override;
    std::int64_t addFinishedRun(const FinishedRun& run, const std::string& versions) override;
    void setStatus(std::int64_t id, ExperimentStatus status, const std::string& message) override;
    void addEpoch(std::int64_t id, const Snapshot& snapshot, const std::vector<RunEvent>& events,
                  const CheckpointBlob& checkpoint) override;
    void addCheckpoint(std::int64_t id, const std::vector<RunEvent>& events, const CheckpointBlob& checkpoint) override;
    void addEvent(std::int64_t id, const RunEvent& event) override;
    void storeWeights(std::int64_t id, const StoredWeights& weights) override;
    void storeMeasurement(std::int64_t id, const Measurement& measurement) override;
    std::optional<CheckpointBlob> latestCheckpoint(std::int64_t id) override;
    void rename(std::int64_t id, const std::string& name) override;
    void setNotes(std::int64_t id, const std::string& notes) override;
    void setTags(std::int64_t id, const std::vector<std::string>& tags) override;
    void moveToBin(std::int64_t id, bool inBin) override;
    int emptyBin() override;
    std::int64_t keepGenotype(std::int64_t id, const KeptGenotype& genotype) override;
    void dropKeptGenotype(std::int64_t keptId) override;
    std::unique_ptr<ProjectReader> reader() override;

  private:
    /// Runs the action in a transaction of its own: what throws leaves nothing behind.
    template <typename Action> auto writing(const Action& action) -> decltype(action()) {
        const std::lock_guard<std::mutex> lock(m_mutex);
        return guarded(m_path, "written", [&] {
            SQLite::Transaction transaction(m_database, SQLite::TransactionBehavior::IMMEDIATE);
            if constexpr (std::is_void_v<decltype(action())>) {
                action();
                transaction.commit();
            } else {
                auto result = action();
                transaction.commit();
                return result;
            }
        });
    }

    ExperimentRow requireRow(std::int64_t id);
    template <typename Change> void changeRow(std::int64_t id, const Change& change);
    void markInterrupted();

    std::string m_path;
    WriterLock m_lock;
    OpenedDatabase m_opened;
    SQLite::Database& m_database;
    std::mutex m_mutex;
};

} // namespace dnas
