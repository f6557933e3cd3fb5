// Prunings in the window, with an engine that invents its measurements.
#include "app/pruning_controller.h"
#include "app/pruning_dialog.h"
#include "app/run_page.h"
#include "tests/app/fake_runner.h"
#include "tests/temporary_folder.h"
#include "widgets/panel.h"
#include "widgets/pruning_view.h"

#include <QAction>
#include <QLabel>
#include <QSignalSpy>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;

namespace {

SnapshotPtr gates() {
    auto s = std::make_shared<Snapshot>();
    s->epochs = 1;
    s->stage = "run 1";
    AlphaGroup group{"blocks", {}, {"gate"}, {}, {}};
    for (int k = 0; k < 12; ++k) {
        group.rows.push_back({"block " + std::to_string(k), -1, -1});
        group.raw.push_back(k - 6);
        group.weights.push_back((k + 0.5) / 12);
    }
    s->alpha = {group};
    return s;
}

RunIdentity pruning() {
    RunIdentity identity;
    identity.request.pruning = PruningSpec();
    identity.request.pruning->model = "vit";
    return identity;
}

class PruningInTheWindow : public testing::Test {
  protected:
    PruningInTheWindow() { m_timeline.setRun(pruning(), {gates()}, {}); }
    RunTimeline m_timeline;
    std::shared_ptr<FakeRunner> m_runner = std::make_shared<FakeRunner>();
    PruningView m_view{&m_timeline};
    PruningController m_controller{&m_view, &m_timeline, m_runner, nullptr};
};

} // namespace

TEST_F(PruningInTheWindow, MeasuresASweepOffTheWindowsThreadAndKeepsItByMask) {
    m_view.commands().front()->trigger();
    const std::vector<ThresholdRange> sweep = thresholdSweep(m_view.network(), gateValues(*gates(), GateScale::Sigmoid));
    ASSERT_EQ(sweep.size(), 13u);
    for (const ThresholdRange& range : sweep)
        EXPECT_TRUE(QTest::qWaitFor([&] { return m_view.knowsSpeed(range.mask); }));
    EXPECT_TRUE(m_runner->onWorkerThread);
}

TEST_F(PruningInTheWindow, ANewMaskCancelsTheMeasurementOfTheLastOne) {
    const VitMask before = m_view.mask();
    Q_EMIT m_view.speedWanted({before});
    m_view.setThreshold(0.2);
    QTest::qWait(200);
    EXPECT_FALSE(m_view.knowsSpeed(before));
}

TEST_F(PruningInTheWindow, AKeptMaskMovesTheThresholdToWhereItIsLeft) {
    m_view.setThreshold(0.2);
    const VitMask mask = m_view.mask();
    m_view.setThreshold(0.9);
    m_view.setScale(GateScale::Raw);
    EXPECT_TRUE(m_view.chooseMask(mask));
    EXPECT_EQ(m_view.mask(), mask);
    EXPECT_EQ(m_view.scale(), GateScale::Raw) << "alpha gives it too";
    VitMask other = mask;
    other.front().assign(12, true);
    other.back().assign(12, false); // the highest gate goes, the lowest stays
    const double before = m_view.threshold();
    EXPECT_FALSE(m_view.chooseMask(other));
    EXPECT_EQ(m_view.threshold(), before);
    for (const ThresholdRange& range : thresholdSweep(m_view.network(), gateValues(*gates(), GateScale::Sigmoid))) {
        EXPECT_TRUE(m_view.chooseMask(range.mask));
        EXPECT_EQ(m_view.mask(), range.mask) << "also with no block, and with all";
    }
}

TEST_F(PruningInTheWindow, AccuracyComesByMaskAndFailuresAreTold) {
    m_controller.measureAccuracy({m_view.mask()}, QStringLiteral("cifar10:/data"), 2000);
    EXPECT_TRUE(QTest::qWaitFor([&] { return m_view.knowsAccuracy(m_view.mask()); }));
    QSignalSpy failures(&m_controller, &PruningController::failed);
    m_controller.measureAccuracy({m_view.mask()}, {}, 2000);
    ASSERT_TRUE(failures.count() > 0 || failures.wait(2000));
    EXPECT_EQ(failures[0][0].toString(), QStringLiteral("No data."));
}

TEST_F(PruningInTheWindow, WhatWasMeasuredIsFoundAgainInTheProject) {
    const test::TemporaryFolder folder;
    const std::string path = (folder / "p.dnas").string();
    const std::shared_ptr<Project> project = Project::open(path);
    RunIdentity identity = pruning();
    identity.experiment = project->addExperiment(identity.request, "", "");
    m_timeline.setRun(identity, {gates()}, {});
    m_controller.setProject(QString::fromStdString(path), project);
    const VitMask mask = m_view.mask();
    Q_EMIT m_view.speedWanted({mask});
    ASSERT_TRUE(QTest::qWaitFor([&] { return m_view.knowsSpeed(mask); }));
    m_controller.measureAccuracy({mask}, QStringLiteral("cifar10:/data"), 2000);
    ASSERT_TRUE(QTest::qWaitFor([&] { return m_view.knowsAccuracy(mask); }));

    m_timeline.setRun(RunIdentity(), {}, {});
    m_timeline.setRun(identity, {gates()}, {}); // as when the project is opened again
    EXPECT_FALSE(m_view.knowsSpeed(mask));
    EXPECT_TRUE(QTest::qWaitFor([&] { return m_view.knowsSpeed(mask) && m_view.knowsAccuracy(mask); }));
}

TEST_F(PruningInTheWindow, SavingSaysHowMuchIsLeft) {
    QSignalSpy saved(&m_controller, &PruningController::saved);
    m_controller.save(m_view.mask(), QStringLiteral("/tmp/pruned.safetensors"));
    ASSERT_TRUE(saved.count() > 0 || saved.wait(2000));
    EXPECT_TRUE(saved[0][0].toString().contains(QStringLiteral("pruned.safetensors")));
}

TEST(PruningDialog, ReadsTheFileBeforeItAccepts) {
    auto runner = std::make_shared<FakeRunner>();
    PruningDialog dialog(runner);
    dialog.setModel(QStringLiteral("vit.safetensors"));
    dialog.accept();
    ASSERT_TRUE(QTest::qWaitFor([&] { return dialog.result() == QDialog::Accepted; }));
    ASSERT_TRUE(dialog.request().pruning.has_value());
    EXPECT_EQ(dialog.request().pruning->model, "vit.safetensors");
    EXPECT_TRUE(runner->onWorkerThread);
}

TEST(PruningDialog, StaysOpenWithTheReasonWhereNothingIsGiven) {
    PruningDialog dialog(std::make_shared<FakeRunner>());
    dialog.accept();
    QTest::qWait(200);
    EXPECT_NE(dialog.result(), QDialog::Accepted);
    bool told = false;
    for (const QLabel* label : dialog.findChildren<QLabel*>())
        told |= label->text().contains(QStringLiteral("No vision transformer is given"));
    EXPECT_TRUE(told);
}

TEST(PruningPage, APruningTakesThePlaceOfThePanelsAndGivesItBack) {
    RunPage page;
    QSignalSpy made(&page, &RunPage::pruningViewMade);
    page.timeline()->setRun(pruning(), {gates()}, {});
    page.showRun();
    ASSERT_EQ(made.count(), 1);
    EXPECT_FALSE(page.pruningView()->isHidden());
    for (const Panel* panel : page.findChildren<Panel*>(Qt::FindDirectChildrenOnly))
        EXPECT_TRUE(panel->isHidden());
    page.timeline()->setRun(RunIdentity(), {fakeSnapshot(0, 1)}, {});
    EXPECT_TRUE(page.pruningView()->isHidden());
    page.timeline()->setRun(pruning(), {gates()}, {});
    EXPECT_EQ(made.count(), 1);
    EXPECT_FALSE(page.pruningView()->isHidden());
}
