// The reading side of engine/api/project.h on SQLite.
// Place: made by ProjectReader::open and Project::reader. Thread rule: belongs to one thread.
#pragma once

#include "engine/api/project.h"
#include "engine/store/database.h"
#include "engine/store/experiment_row.h"
#include "engine/store/tables.h"

#include <SQLiteCpp/Transaction.h>

#include <map>

namespace dnas {

class SqliteProjectReader final : public ProjectReader {
  public:
    explicit SqliteProjectReader(std::string path);

    const std::string& path() const override { return m_path; }
    bool newerVersion() const override;
    std::vector<ExperimentSummary> experiments(bool bin) override;
    ExperimentRecord experiment(std::int64_t id) override;
    RunFacts facts(std::int64_t id) override;
    std::vector<SnapshotPtr> snapshots(std::int64_t id, int fromEpoch) override;
    std::vector<RunEvent> events(std::int64_t id) override;
    std::vector<KeptGenotype> keptGenotypes(std::int64_t id) override;
    std::optional<CheckpointBlob> latestCheckpoint(std::int64_t id) override;
    std::optional<StoredWeights> weights(std::int64_t id, const std::string& kind) override;
    std::vector<Measurement> measurements(std::int64_t id) override;
    std::vector<CheckResult> check() override;

  private:
    /// How far the epochs of an experiment were found intact: stored epochs never change, new ones are looked at once.
    struct Verified {
        int nextEpoch = 0;
        std::string damage;
    };

    /// One read transaction around all queries of a call: they see the same state of the file.
    template <typename Action> auto reading(const Action& action) -> decltype(action()) {
        return guarded(m_path, "read", [&] {
            SQLite::Transaction transaction(m_database);
            return action();
        });
    }

    std::vector<std::int64_t> experimentIds();
    ExperimentRow requireRow(std::int64_t id);
    ExperimentSummary summary(std::int64_t id);
    void addProgress(ExperimentSummary& summary);
    void verifyEpochs(ExperimentSummary& summary);
    Request requestOf(const ExperimentRow& row) const;
    void requireIntact(const ExperimentRow& row, const Damage& damage) const;
    std::vector<SnapshotPtr> decodeEpochs(std::int64_t id, int fromEpoch, Damage& damage);
    CheckResult checkFile();
    CheckResult checkExperiment(std::int64_t id);
    std::string checkRecords(const ExperimentRow& row, Damage& damage);

    std::string m_path;
    OpenedDatabase m_opened;
    SQLite::Database& m_database;
    std::map<std::int64_t, Verified> m_verified;
};

} // namespace dnas
