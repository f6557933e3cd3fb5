#include "app/experiment_model.h"

#include "app/experiment_panel.h"
#include "tests/app/fake_runner.h"

#include <gtest/gtest.h>

#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

#include <limits>

namespace dnas {
namespace {

ExperimentSummary summary(std::int64_t id, const std::string& name, const std::string& method) {
    ExperimentSummary s;
    s.id = id;
    s.name = name;
    s.method = method;
    s.data = "fashion-mnist";
    s.status = ExperimentStatus::Finished;
    s.seed = 2;
    s.epochsDone = 12;
    s.epochsPlanned = 12;
    s.bestValidTop1 = 0.8456;
    return s;
}

TEST(ExperimentModel, ShowsTheNewestFirst) {
    ExperimentModel model;
    model.setExperiments({summary(1, "a", "darts"), summary(2, "b", "fairdarts")});
    EXPECT_EQ(model.index(0).data().toString(), "b");
    EXPECT_EQ(model.index(0).data(ExperimentModel::SubtitleRole).toString(), "fairdarts · Fashion-MNIST · seed 2");
    EXPECT_EQ(model.index(0).data(ExperimentModel::ResultRole).toString(), "84.6 %");
}

TEST(ExperimentModel, NamesTheStatusWhereThereIsNoScore) {
    ExperimentModel model;
    ExperimentSummary bad = summary(1, "a", "darts"), none = summary(2, "b", "darts"), broken = summary(3, "c", "darts");
    bad.status = ExperimentStatus::Diverged;
    none.status = ExperimentStatus::Stopped;
    none.bestValidTop1 = std::numeric_limits<double>::quiet_NaN();
    broken.damaged = true;
    broken.damage = "alpha of epoch 3";
    model.setExperiments({bad, none, broken});
    EXPECT_EQ(model.indexOf(1).data(ExperimentModel::ResultRole).toString(), "diverged");
    EXPECT_EQ(model.indexOf(2).data(ExperimentModel::ResultRole).toString(), "stopped");
    EXPECT_EQ(model.indexOf(3).data(ExperimentModel::ResultRole).toString(), "damaged");
    EXPECT_TRUE(model.indexOf(3).data(Qt::ToolTipRole).toString().contains("alpha of epoch 3"));
    EXPECT_FALSE(model.flags(model.indexOf(3)) & Qt::ItemIsEditable);
}

TEST(ExperimentModel, TheRunningExperimentHasProgress) {
    ExperimentModel model;
    ExperimentSummary s = summary(1, "a", "darts");
    s.epochsDone = 0;
    s.epochsPlanned = 4;
    s.bestValidTop1 = std::numeric_limits<double>::quiet_NaN();
    model.setExperiments({s});
    EXPECT_EQ(model.index(0).data(ExperimentModel::ProgressRole).toDouble(), -1);
    model.setActive(1, ExperimentStatus::Running);
    model.applySnapshot(1, *fakeSnapshot(1, 4));
    model.applyProgress(1, {2, 4, 31, 62, 0, 0, -1, 0, 0, -1, "searching"});
    EXPECT_DOUBLE_EQ(model.index(0).data(ExperimentModel::ProgressRole).toDouble(), 2.5 / 4);
    EXPECT_EQ(model.index(0).data(ExperimentModel::StatusRole).toInt(), static_cast<int>(ExperimentStatus::Running));
    EXPECT_EQ(model.index(0).data(ExperimentModel::ResultRole).toString(), "50.0 %");
}

TEST(ExperimentModel, AsksForARenameAndRefusesAnEmptyName) {
    ExperimentModel model;
    model.setExperiments({summary(1, "a", "darts")});
    QString asked;
    QObject::connect(&model, &ExperimentModel::renameAsked, &model, [&](std::int64_t, const QString& name) { asked = name; });
    EXPECT_FALSE(model.setData(model.index(0), "   ", Qt::EditRole));
    EXPECT_TRUE(model.setData(model.index(0), " better ", Qt::EditRole));
    EXPECT_EQ(asked, "better");
    EXPECT_EQ(model.index(0).data().toString(), "a"); // the project decides
}

TEST(ExperimentPanel, FiltersByEveryWordAndKeepsTheSelectionOverARefresh) {
    ExperimentModel live, bin;
    ExperimentPanel panel(&live, &bin);
    ExperimentSummary tagged = summary(2, "b", "fairdarts");
    tagged.tags = {"paper"};
    live.setExperiments({summary(1, "a", "darts"), tagged, summary(3, "c", "fairdarts")});
    panel.select(2);
    QTest::keyClicks(panel.filterField(), "FAIR pap");
    EXPECT_EQ(panel.list()->model()->rowCount(), 1);
    EXPECT_EQ(panel.selected(), 2);
    panel.filterField()->clear();
    std::vector<std::int64_t> announced;
    QObject::connect(&panel, &ExperimentPanel::selectionChanged, &panel, [&](std::int64_t id) { announced.push_back(id); });
    live.setExperiments({summary(1, "a", "darts"), tagged, summary(3, "c", "fairdarts"), summary(4, "d", "darts")});
    EXPECT_EQ(panel.selected(), 2);
    EXPECT_TRUE(announced.empty());
}

TEST(DataText, IsShortForPeople) {
    EXPECT_EQ(dataText("fashion-mnist"), "Fashion-MNIST");
    EXPECT_EQ(dataText("cifar10:/data/x"), "CIFAR-10");
    EXPECT_EQ(dataText("folder:/data/flowers/"), "flowers");
}

} // namespace
} // namespace dnas
