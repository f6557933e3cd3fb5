// Projects in a temporary folder, snapshots made by hand, and a way to damage what is stored.
#pragma once

#include "engine/api/error.h"
#include "engine/api/project.h"
#include "engine/store/database.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <limits>
#include <memory>
#include <string>

namespace dnas::test {

namespace fs = std::filesystem;

inline const double kNaN = std::numeric_limits<double>::quiet_NaN();
inline const double kInfinity = std::numeric_limits<double>::infinity();

class TemporaryProject {
  public:
    fs::path folder() const { return m_folder.path(); }
    std::string path() const { return (m_folder / "test.dnas").string(); }
    std::unique_ptr<Project> write() const { return Project::open(path()); }
    std::unique_ptr<ProjectReader> read() const { return ProjectReader::open(path()); }

    /// Changes the stored data behind the project's back. Nobody may have it open.
    void damage(const std::string& sql) const {
        SQLite::Database database(path(), SQLite::OPEN_READWRITE);
        database.exec(sql);
    }

  private:
    TemporaryFolder m_folder;
};

inline Request makeTestRequest(std::uint64_t seed = 2) {
    Request request = makeRequest("darts", Preset::Quick);
    request.name = "Test run";
    request.seed = seed;
    return request;
}

inline AlphaGroup makeGroup(const std::string& name, int rows, int columns, double start) {
    AlphaGroup group;
    group.name = name;
    for (int c = 0; c < columns; ++c)
        group.columns.push_back("operation_" + std::to_string(c));
    for (int r = 0; r < rows; ++r)
        group.rows.push_back({std::to_string(r) + " -> 9", r, 9});
    for (int i = 0; i < rows * columns; ++i) {
        group.raw.push_back(start + i * 0.1);
        group.weights.push_back(1.0 / (3 + i + start));
    }
    return group;
}

inline CellGenotype makeCell(const std::string& name, const std::string& operation) {
    return {name, {{operation, 2, 0}, {"skip_connect", 2, 1}, {"max_pool_3x3", 3, 0}, {operation, 3, 2}}, {2, 3}};
}

/// Every field filled with values that a careless text form would lose.
inline Snapshot makeSnapshot(int epoch, int groups = 2) {
    Snapshot snapshot;
    snapshot.epoch = epoch;
    snapshot.epochs = 50;
    snapshot.stage = "grow \"2\"";
    snapshot.alphaFrozen = epoch == 0;
    snapshot.metrics = {{"train_loss", 0.1 + epoch},
                        {"valid_top1", epoch == 0 ? kNaN : 0.5 + epoch * 0.01},
                        {"objective", kInfinity},
                        {"valid_loss", -kInfinity},
                        {"lr", 1.0 / 3},
                        {"skip_count", 2}};
    for (int g = 0; g < groups; ++g) {
        snapshot.alpha.push_back(makeGroup("cell " + std::to_string(g), 14, 7, epoch + g * 0.001));
        snapshot.confidence.emplace_back(14, EdgeConfidence{1.0 / 7 + epoch, 0.25});
        snapshot.dominant.push_back({"cell " + std::to_string(g), 0.9, {1, 2, 3, 4, 5, 6, epoch}});
    }
    snapshot.genotype.form = GenotypeForm::Pairs;
    snapshot.genotype.cells = {makeCell("normal", epoch % 2 ? "sep_conv_3x3" : "dil_conv_5x5"),
                               makeCell("reduce", "avg_pool_3x3")};
    return snapshot;
}

inline CheckpointBlob makeCheckpoint(int epoch, std::size_t size = 1000) {
    return {epoch, 0, std::string(size, char('a' + epoch % 26)) + std::string(1, '\0') + "end"};
}

/// Equal by bits, so that NaN equals NaN.
inline bool sameValue(double a, double b) {
    return a == b || (a != a && b != b);
}

inline void expectEqual(const Snapshot& a, const Snapshot& b) {
    EXPECT_EQ(a.epoch, b.epoch);
    EXPECT_EQ(a.epochs, b.epochs);
    EXPECT_EQ(a.stage, b.stage);
    EXPECT_EQ(a.alphaFrozen, b.alphaFrozen);
    EXPECT_TRUE(a.genotype == b.genotype);
    ASSERT_EQ(a.metrics.size(), b.metrics.size());
    for (std::size_t i = 0; i < a.metrics.size(); ++i) {
        EXPECT_EQ(a.metrics[i].first, b.metrics[i].first);
        EXPECT_TRUE(sameValue(a.metrics[i].second, b.metrics[i].second)) << a.metrics[i].first;
    }
    ASSERT_EQ(a.alpha.size(), b.alpha.size());
    ASSERT_EQ(a.confidence.size(), b.confidence.size());
    ASSERT_EQ(a.dominant.size(), b.dominant.size());
    for (std::size_t g = 0; g < a.alpha.size(); ++g) {
        EXPECT_EQ(a.alpha[g].name, b.alpha[g].name);
        EXPECT_EQ(a.alpha[g].columns, b.alpha[g].columns);
        EXPECT_EQ(a.alpha[g].raw, b.alpha[g].raw);
        EXPECT_EQ(a.alpha[g].weights, b.alpha[g].weights);
        ASSERT_EQ(a.alpha[g].rows.size(), b.alpha[g].rows.size());
        for (std::size_t r = 0; r < a.alpha[g].rows.size(); ++r) {
            EXPECT_EQ(a.alpha[g].rows[r].label, b.alpha[g].rows[r].label);
            EXPECT_EQ(a.alpha[g].rows[r].from, b.alpha[g].rows[r].from);
            EXPECT_EQ(a.alpha[g].rows[r].to, b.alpha[g].rows[r].to);
            EXPECT_EQ(a.confidence[g][r].entropy, b.confidence[g][r].entropy);
            EXPECT_EQ(a.confidence[g][r].margin, b.confidence[g][r].margin);
        }
        EXPECT_EQ(a.dominant[g].group, b.dominant[g].group);
        EXPECT_EQ(a.dominant[g].threshold, b.dominant[g].threshold);
        EXPECT_EQ(a.dominant[g].counts, b.dominant[g].counts);
    }
}

/// The error that `action` throws; fails the test when it throws none.
template <typename Action> EngineError errorOf(const Action& action) {
    try {
        action();
    } catch (const EngineError& error) {
        return error;
    }
    ADD_FAILURE() << "no error was thrown";
    return EngineError(ErrorCode::Internal, "");
}

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace dnas::test
