#include "app/run_table_filter.h"
#include "app/run_table_model.h"
#include "tests/app/fake_runner.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <cmath>

namespace dnas {
namespace {

RunRow rowOf(std::int64_t id, std::uint64_t seed, double top1, const char* method = "fairdarts") {
    RunRow row;
    RunFacts facts;
    facts.request = makeRequest(method, Preset::Quick);
    facts.request.seed = seed;
    facts.newest = fakeSnapshot(static_cast<int>(id), 12);
    row.facts = std::make_shared<RunFacts>(facts);
    row.group = seedlessKey(facts.request);
    row.summary.id = id;
    row.summary.name = "search, seed " + std::to_string(seed);
    row.summary.method = method;
    row.summary.data = "fashion-mnist";
    row.summary.seed = seed;
    row.summary.status = ExperimentStatus::Finished;
    row.summary.bestValidTop1 = top1;
    row.summary.epochsDone = row.summary.epochsPlanned = 12;
    return row;
}

class RunTableTest : public testing::Test {
  protected:
    RunTableTest() : tester(&model), filterTester(&filter) {}

    QString text(const QModelIndex& line, RunTableModel::Column column) const { return line.siblingAtColumn(column).data().toString(); }
    void show(const RunCriteria& criteria) { filter.setCriteria(criteria); }

    RunTableModel model;
    RunTableFilter filter{&model};
    QAbstractItemModelTester tester, filterTester;
};

TEST_F(RunTableTest, SeedsOfOneRequestStandUnderOneLineWithMeanAndDeviation) {
    model.setRows({rowOf(1, 1, 0.80), rowOf(2, 2, 0.84), rowOf(3, 2, 0.5, "darts-first")});
    ASSERT_EQ(model.rowCount(), 2);
    const QModelIndex single = model.index(0, 0), group = model.index(1, 0);
    EXPECT_EQ(text(single, RunTableModel::Method), "darts-first"); // newest first
    EXPECT_EQ(model.rowCount(group), 2);
    EXPECT_EQ(text(group, RunTableModel::Name), "search");
    EXPECT_EQ(text(group, RunTableModel::Seed), "2 seeds");
    EXPECT_EQ(text(group, RunTableModel::Best), "82.0 ± 2.8 %");
    EXPECT_EQ(model.runAt(group), nullptr);
    EXPECT_EQ(model.runsAt(group).size(), 2u);
    EXPECT_EQ(text(model.index(0, 0, group), RunTableModel::Seed), "2");
    model.setGrouped(false);
    EXPECT_EQ(model.rowCount(), 3);
}

TEST_F(RunTableTest, AgreementCountsEdgesThatAllSeedsChoseAlike) {
    model.setRows({rowOf(1, 1, 0.8), rowOf(3, 2, 0.8)}); // both of odd epochs: the same genotype
    EXPECT_EQ(text(model.index(0, 0), RunTableModel::Agreement), "8 of 8 edges");
    model.setRows({rowOf(1, 1, 0.8), rowOf(2, 2, 0.8)}); // another operation on the four edges of each cell
    EXPECT_EQ(text(model.index(0, 0), RunTableModel::Agreement), "0 of 8 edges");
    ASSERT_NE(model.agreementAt(model.index(0, 0)), nullptr);
    EXPECT_EQ(model.agreementAt(model.index(0, 0))->consensus.cells[0].edges.size(), 4u);
}

TEST_F(RunTableTest, RunsWithoutEpochsOrFactsAreLinesToo) {
    RunRow damaged = rowOf(1, 1, NAN), fresh = rowOf(2, 1, NAN);
    damaged.facts = nullptr;
    damaged.group.clear();
    damaged.summary.damaged = true;
    RunFacts empty{makeRequest("darts", Preset::Quick), nullptr};
    fresh.facts = std::make_shared<RunFacts>(empty);
    fresh.group = seedlessKey(empty.request);
    model.setRows({damaged, fresh});
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(text(model.index(1, 0), RunTableModel::Status), "damaged");
    EXPECT_TRUE(text(model.index(0, 0), RunTableModel::Best).isEmpty());
    EXPECT_FALSE(model.index(1, RunTableModel::Tags).flags().testFlag(Qt::ItemIsEditable));
}

TEST_F(RunTableTest, NewsOfTheSameRunsKeepTheIndexes) {
    model.setRows({rowOf(1, 1, 0.8), rowOf(2, 2, 0.8)});
    const QPersistentModelIndex member = model.index(1, 0, model.index(0, 0));
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setRows({rowOf(1, 1, 0.9), rowOf(2, 2, 0.8)});
    EXPECT_EQ(reset.count(), 0);
    EXPECT_TRUE(member.isValid());
    EXPECT_EQ(text(member, RunTableModel::Best), "90.0 %");
    model.setRows({rowOf(1, 1, 0.9)});
    EXPECT_EQ(reset.count(), 1);
}

TEST_F(RunTableTest, FiltersByTextChoicesAndMetrics) {
    std::vector<RunRow> rows{rowOf(1, 1, 0.80), rowOf(2, 2, 0.84), rowOf(3, 2, 0.5, "darts-first")};
    rows[0].summary.tags = {"good", "old"};
    rows[1].summary.notes = "look again";
    rows[2].summary.inBin = true;
    model.setRows(rows);
    EXPECT_EQ(filter.shownRuns(), 2);
    RunCriteria c;
    c.tag = "good";
    show(c);
    EXPECT_EQ(filter.shownRuns(), 1);
    ASSERT_EQ(filter.rowCount(), 1); // its line of two seeds stays
    EXPECT_EQ(filter.rowCount(filter.index(0, 0)), 1);
    c = {};
    c.text = "again LOOK";
    show(c);
    EXPECT_EQ(filter.shownRuns(), 1);
    c = {};
    c.metrics = MetricFilter::parse("top1 > 0.82 and skips <= 1");
    show(c);
    EXPECT_EQ(filter.shownRuns(), 1);
    c = {};
    c.bin = true;
    show(c);
    EXPECT_EQ(filter.shownRuns(), 1);
    c.method = "fairdarts";
    show(c);
    EXPECT_EQ(filter.rowCount(), 0);
    c = {};
    c.status = static_cast<int>(ExperimentStatus::Running);
    show(c);
    EXPECT_EQ(filter.shownRuns(), 0);
}

TEST_F(RunTableTest, WhatIsMissingSortsLastBothWays) {
    model.setGrouped(false);
    model.setRows({rowOf(1, 1, 0.8), rowOf(2, 2, NAN), rowOf(3, 3, 0.9)});
    for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        filter.sort(RunTableModel::Best, order);
        EXPECT_TRUE(text(filter.index(2, 0), RunTableModel::Best).isEmpty()) << order;
        EXPECT_EQ(text(filter.index(0, 0), RunTableModel::Best), order == Qt::AscendingOrder ? "80.0 %" : "90.0 %");
    }
}

TEST_F(RunTableTest, EditsAreAnnouncedAndNotMade) {
    model.setRows({rowOf(1, 1, 0.8)});
    QSignalSpy tags(&model, &RunTableModel::tagsAsked), notes(&model, &RunTableModel::notesAsked), names(&model, &RunTableModel::renameAsked);
    model.setData(model.index(0, RunTableModel::Tags), " good,fast ,good,", Qt::EditRole);
    model.setData(model.index(0, RunTableModel::Notes), "again", Qt::EditRole);
    model.setData(model.index(0, RunTableModel::Name), "  ", Qt::EditRole);
    model.setData(model.index(0, RunTableModel::Name), " new ", Qt::EditRole);
    ASSERT_EQ(tags.count(), 1);
    EXPECT_EQ(tags[0][1].toStringList(), (QStringList{"good", "fast"}));
    EXPECT_EQ(notes.count(), 1);
    ASSERT_EQ(names.count(), 1);
    EXPECT_EQ(names[0][1].toString(), "new");
    EXPECT_TRUE(text(model.index(0, 0), RunTableModel::Tags).isEmpty());
}

TEST_F(RunTableTest, KnowsTheMetricsOfItsRuns) {
    model.setRows({rowOf(1, 1, 0.8)});
    const std::vector<std::string> known = model.knownMetrics();
    for (const char* name : {"top1", "epochs", "seed", "valid_loss", "lr"}) EXPECT_NE(std::find(known.begin(), known.end(), name), known.end()) << name;
    EXPECT_TRUE(std::isnan(RunTableModel::metricOf(model.rows().front(), "nothing")));
}

} // namespace
} // namespace dnas
