// Prunings in the window, with an engine that invents its measurements.
#include "app/accuracy_dialog.h"
#include "app/edit_commands.h"
#include "app/figures.h"
#include "app/headless_export.h"
#include "app/pruning_controller.h"
#include "app/pruning_dialog.h"
#include "app/run_page.h"
#include "app/save_path.h"
#include "tests/app/window_fixture.h"
#include "tests/temporary_folder.h"
#include "widgets/panel.h"
#include "widgets/pruning_view.h"

#include <QAction>
#include <QLabel>
#include <QLocale>
#include <QSignalSpy>
#include <QUndoStack>
#include <QtTest>

#include <gtest/gtest.h>

#include <algorithm>

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
    bool knowsSpeed(const VitMask& mask) const { return m_timeline.measured().speeds.count(mask) > 0; }
    bool knowsAccuracy(const VitMask& mask, const AccuracyData& data = {"cifar10:/data", 2000}) const {
        const auto& all = m_timeline.measured().accuracies;
        const auto found = all.find(data);
        return found != all.end() && found->second.count(mask) > 0;
    }
    std::vector<VitMask> masksOfSweep() const {
        std::vector<VitMask> masks;
        for (const ThresholdRange& range : thresholdSweep(m_view.network(), gateValues(*gates(), GateScale::Sigmoid))) masks.push_back(range.mask);
        return masks;
    }
    QString status() const {
        QString text;
        for (const QLabel* label : m_view.findChildren<QLabel*>())
            if (label->text().startsWith(QStringLiteral("accuracy, mask"))) text = label->text();
        return text;
    }
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
        EXPECT_TRUE(QTest::qWaitFor([&] { return knowsSpeed(range.mask); }));
    EXPECT_TRUE(m_runner->onWorkerThread);
}

TEST_F(PruningInTheWindow, ANewMaskCancelsTheMeasurementOfTheLastOne) {
    const VitMask before = m_view.mask();
    m_runner->speedMs = 2000;
    Q_EMIT m_view.speedWanted({before}, false);
    m_view.setThreshold(0.2);
    QTest::qWait(200);
    EXPECT_FALSE(knowsSpeed(before));
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

TEST_F(PruningInTheWindow, ASweepGoesOnWhileTheLineIsMovedAndTakesWhereItRestsNext) {
    m_runner->speedMs = 30;
    m_view.commands().front()->trigger();
    const std::vector<VitMask> masks = masksOfSweep();
    m_view.setThreshold(0.9);
    const VitMask rested = m_view.mask();
    Q_EMIT m_view.speedWanted({rested}, false);
    ASSERT_TRUE(QTest::qWaitFor([&] { return knowsSpeed(rested); }));
    EXPECT_LE(m_timeline.measured().speeds.size(), 3u) << "before the rest of the sweep";
    EXPECT_TRUE(m_controller.busy());
    ASSERT_TRUE(QTest::qWaitFor([&] { return m_timeline.measured().speeds.size() == masks.size(); }));
    EXPECT_TRUE(QTest::qWaitFor([&] { return !m_controller.busy(); }));
    EXPECT_EQ(m_runner->speedsMade, static_cast<int>(masks.size())) << "none twice";
}

TEST_F(PruningInTheWindow, ASweepCanBeStoppedAndWhatItMeasuredStays) {
    m_runner->speedMs = 20;
    m_view.commands().front()->trigger();
    ASSERT_TRUE(QTest::qWaitFor([&] { return m_timeline.measured().speeds.size() >= 2; }));
    Q_EMIT m_view.stopWanted();
    EXPECT_FALSE(m_controller.busy());
    const std::size_t known = m_timeline.measured().speeds.size();
    QTest::qWait(200);
    EXPECT_EQ(m_timeline.measured().speeds.size(), known);
    EXPECT_LE(m_runner->speedsMade, static_cast<int>(known)) << "nothing is left that still builds networks";
}

TEST_F(PruningInTheWindow, AnAccuracyPutsAThroughputOffAndItComesLater) {
    m_runner->speedMs = 500;
    const VitMask mask = m_view.mask();
    Q_EMIT m_view.speedWanted({mask}, false);
    QTest::qWait(20);
    m_controller.measureAccuracy({mask}, QStringLiteral("cifar10:/data"), 2000);
    ASSERT_TRUE(QTest::qWaitFor([&] { return knowsAccuracy(mask); }));
    EXPECT_FALSE(knowsSpeed(mask));
    EXPECT_TRUE(QTest::qWaitFor([&] { return knowsSpeed(mask); }));
}

TEST_F(PruningInTheWindow, ThroughputWaitsWhileARunComputesAndAccuracyDoesNot) {
    m_controller.setRunComputes(true);
    const VitMask mask = m_view.mask();
    Q_EMIT m_view.speedWanted({mask}, false);
    m_controller.measureAccuracy({mask}, QStringLiteral("cifar10:/data"), 2000);
    ASSERT_TRUE(QTest::qWaitFor([&] { return knowsAccuracy(mask); }));
    QTest::qWait(100);
    EXPECT_FALSE(knowsSpeed(mask));
    m_controller.setRunComputes(false);
    EXPECT_TRUE(QTest::qWaitFor([&] { return knowsSpeed(mask); }));
}

TEST_F(PruningInTheWindow, AccuracyOfEveryThresholdIsMeasuredInOneGoWithProgress) {
    m_runner->accuracyMs = 40;
    const std::vector<VitMask> masks = masksOfSweep();
    m_controller.measureAccuracy(masks, QStringLiteral("cifar10:/data"), 2000);
    QString seen;
    ASSERT_TRUE(QTest::qWaitFor([&] {
        if (status().contains(QStringLiteral("images"))) seen = status();
        return knowsAccuracy(masks.back());
    }));
    EXPECT_TRUE(seen.contains(QStringLiteral("of 13, %1 of %2 images").arg(QLocale().toString(1000), QLocale().toString(2000)))) << seen.toStdString();
    EXPECT_EQ(m_runner->evaluations, 1) << "network and images are read once";
    m_view.setThreshold(0.2); // sees them all, cancels nothing
    m_controller.measureAccuracy(masks, QStringLiteral("cifar10:/data"), 2000);
    EXPECT_FALSE(m_controller.busy()) << "all are known";
    m_controller.measureAccuracy(masks, QStringLiteral("folder:/flowers"), 2000);
    m_view.setThreshold(0.4);
    EXPECT_TRUE(QTest::qWaitFor([&] { return knowsAccuracy(masks.back(), {"folder:/flowers", 2000}); }));
}

TEST_F(PruningInTheWindow, AccuracyComesByMaskAndFailuresAreTold) {
    m_controller.measureAccuracy({m_view.mask()}, QStringLiteral("cifar10:/data"), 2000);
    EXPECT_TRUE(QTest::qWaitFor([&] { return knowsAccuracy(m_view.mask()); }));
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
    Q_EMIT m_view.speedWanted({mask}, false);
    ASSERT_TRUE(QTest::qWaitFor([&] { return knowsSpeed(mask); }));
    m_controller.measureAccuracy({mask}, QStringLiteral("cifar10:/data"), 2000);
    ASSERT_TRUE(QTest::qWaitFor([&] { return knowsAccuracy(mask); }));

    m_timeline.setRun(RunIdentity(), {}, {});
    m_timeline.setRun(identity, {gates()}, {}); // as when the project is opened again
    EXPECT_FALSE(knowsSpeed(mask));
    EXPECT_TRUE(QTest::qWaitFor([&] { return knowsSpeed(mask) && knowsAccuracy(mask); }));
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

TEST(PruningDialog, GivesTheNetworksOptionsAndEveryOptionOfTheSearch) {
    PruningSpec spec;
    spec.model = "vit.safetensors";
    spec.options = "num_heads=4";
    spec.granularity = PruningGranularity::Both;
    spec.proxy = PruningProxy::L0Variance;
    spec.iterations = 20;
    spec.runs = 3;
    spec.warmStart = 0;
    spec.innerStep = 0.05;
    spec.searchStep = 0.25;
    spec.coefficient = 7;
    spec.absolute = true;
    spec.randomBaseline = false;
    PruningDialog dialog(std::make_shared<FakeRunner>());
    dialog.setRequest(makePruningRequest(spec, 9));
    dialog.accept();
    ASSERT_TRUE(QTest::qWaitFor([&] { return dialog.result() == QDialog::Accepted; }));
    const Request expected = makePruningRequest(spec, 9);
    EXPECT_EQ(requestText(dialog.request()), requestText(expected)) << "repeated as it was";
}

TEST(PruningDialog, SaysAtTheLineWhatIsNoOption) {
    PruningDialog dialog(std::make_shared<FakeRunner>());
    const auto says = [&](const QString& text) {
        const auto labels = dialog.findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) { return label->text().contains(text) && !label->isHidden(); });
    };
    dialog.setModel(QStringLiteral("vit.safetensors"));
    dialog.setOptions(QStringLiteral("num_heads 4"));
    EXPECT_TRUE(says(QStringLiteral("no KEY=VALUE")));
    dialog.accept();
    EXPECT_NE(dialog.result(), QDialog::Accepted);
    dialog.setOptions(QStringLiteral("heads=4"));
    EXPECT_FALSE(says(QStringLiteral("no KEY=VALUE")));
    dialog.accept();
    EXPECT_TRUE(QTest::qWaitFor([&] { return says(QStringLiteral("There is no option 'heads'")); }));
    EXPECT_NE(dialog.result(), QDialog::Accepted);
}

TEST(AccuracyDialog, RemembersDataAndNumberOfImages) {
    {
        AccuracyDialog dialog(13);
        dialog.setData(QStringLiteral("  folder:/flowers "));
        dialog.setLimit(500);
        dialog.accept();
        EXPECT_EQ(dialog.data(), QStringLiteral("folder:/flowers"));
    }
    AccuracyDialog next(1);
    EXPECT_EQ(next.data(), QStringLiteral("folder:/flowers"));
    EXPECT_EQ(next.limit(), 500);
    next.setData({});
    next.accept();
    EXPECT_NE(next.result(), QDialog::Accepted) << "no data are no data";
}

TEST(SavePath, HasTheEndingOfTheChosenKind) {
    const QString filters = QStringLiteral("Weights (*.safetensors);;ONNX (*.onnx)");
    EXPECT_EQ(withEnding(QStringLiteral("/a/vit"), filters, QStringLiteral("ONNX (*.onnx)")), QStringLiteral("/a/vit.onnx"));
    EXPECT_EQ(withEnding(QStringLiteral("/a/vit 0.65"), filters, {}), QStringLiteral("/a/vit 0.65.safetensors"));
    EXPECT_EQ(withEnding(QStringLiteral("/a/vit.ONNX"), filters, QStringLiteral("Weights (*.safetensors)")), QStringLiteral("/a/vit.ONNX"));
    EXPECT_EQ(withEnding({}, filters, {}), QString());
}

TEST(CutCommand, StepsOfOneBurstAreUndoneTogetherAndOtherRunsAreNotMixedIn) {
    std::vector<std::pair<std::int64_t, GateCut>> applied;
    const auto apply = [&](std::int64_t experiment, const GateCut& cut) { applied.emplace_back(experiment, cut); };
    const auto at = [](double t) { return GateCut{t, GateScale::Sigmoid}; };
    QUndoStack stack;
    stack.push(new CutCommand(apply, 1, at(0.65), at(0.66), true));
    stack.push(new CutCommand(apply, 1, at(0.66), at(0.67), true));
    EXPECT_EQ(stack.count(), 1);
    EXPECT_TRUE(applied.empty()) << "it is there already";
    stack.push(new CutCommand(apply, 1, at(0.67), at(0.3), false)); // a drag
    stack.push(new CutCommand(apply, 2, at(0.3), at(0.4), true));
    EXPECT_EQ(stack.count(), 3);
    stack.undo();
    stack.undo();
    stack.undo();
    ASSERT_EQ(applied.size(), 3u);
    EXPECT_EQ(applied[0].first, 2);
    EXPECT_EQ(applied[2].first, 1);
    EXPECT_EQ(applied[2].second, at(0.65));
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

namespace {

/// Two prunings of two runs, of which the first ended better, with what was measured of one mask.
class StoredPrunings : public MainWindowTest {
  protected:
    StoredPrunings() {
        path = folder.filePath("vit.dnas");
        const std::unique_ptr<Project> project = Project::open(path.toStdString());
        for (const char* name : {"one", "two"}) {
            PruningSpec spec;
            spec.model = "vit.safetensors";
            spec.iterations = 2;
            spec.runs = 2;
            Request request = makePruningRequest(spec, 2);
            request.name = name;
            ids.push_back(project->addExperiment(request, "", ""));
            for (int epoch = 0; epoch < 4; ++epoch) {
                auto s = std::make_shared<Snapshot>(*gates());
                s->epoch = epoch;
                s->epochs = 4;
                s->stage = epoch < 2 ? "run 1" : "run 2";
                s->metrics = {{"objective", 1.0 + epoch}, {"unpruned", 2.0}};
                project->addEpoch(ids.back(), *s, {}, {epoch + 1, 0, "state"});
            }
            project->setStatus(ids.back(), ExperimentStatus::Finished);
            const VitMask mask = maskAt(spec.network, gateValues(*gates(), GateScale::Sigmoid), kThesisThreshold);
            for (const Measurement& m : measurementsOf(mask, FakeRunner().measureSpeed(spec.network, prunedSpec(spec.network, mask), RunControl())))
                project->storeMeasurement(ids.back(), m);
            for (const Measurement& m : measurementsOf(mask, VitEvaluation{"cifar10:/data", "test", 0.75, 2000, false, 2000})) project->storeMeasurement(ids.back(), m);
        }
    }
    bool open(std::int64_t experiment) {
        if (!window->project()) window->openProject(path, OpenProject::Mode::Existing);
        if (!wait([&] { return window->project() && window->model()->find(experiment); })) return false;
        window->showExperiment(experiment);
        return wait([&] { return timeline()->identity().experiment == experiment && timeline()->count() == 4; });
    }
    PruningView* view() { return window->page()->pruningView(); }
    std::vector<std::int64_t> ids;
    QString path;
};

} // namespace

TEST_F(StoredPrunings, UndoGoesToThePruningWhoseThresholdItIs) {
    ASSERT_TRUE(open(ids[0]));
    EXPECT_EQ(timeline()->currentIndex(), 1) << "the end of the better run";
    Q_EMIT view()->cutEdited({kThesisThreshold, GateScale::Sigmoid}, {0.3, GateScale::Sigmoid}, false);
    view()->setThreshold(0.3);
    ASSERT_TRUE(open(ids[1]));
    EXPECT_EQ(view()->threshold(), kThesisThreshold);
    window->undoStack()->undo();
    ASSERT_TRUE(wait([&] { return timeline()->identity().experiment == ids[0]; }));
    EXPECT_EQ(view()->threshold(), kThesisThreshold) << "undone there";
    window->undoStack()->redo();
    EXPECT_EQ(view()->threshold(), 0.3);
    ASSERT_TRUE(open(ids[1]));
    EXPECT_EQ(view()->threshold(), kThesisThreshold) << "nothing was done here";
    ASSERT_TRUE(open(ids[0]));
    EXPECT_EQ(view()->threshold(), 0.3) << "it stands where it stood";
}

TEST_F(StoredPrunings, ArePossibleToRepeatWithChanges) {
    ASSERT_TRUE(open(ids[0]));
    ASSERT_TRUE(actions()->repeatExperiment->isEnabled());
    actions()->repeatExperiment->trigger();
    auto* dialog = window->findChild<PruningDialog*>();
    ASSERT_NE(dialog, nullptr);
    dialog->accept();
    ASSERT_TRUE(wait([&] { return window->model()->experiments().size() == 3; }));
}

TEST_F(StoredPrunings, HaveFiguresOfTheirOwnWithoutAWindow) {
    Arguments arguments;
    arguments.action = Arguments::Action::Export;
    arguments.file = path;
    arguments.experiment = "one";
    const auto written = [&](const char* figure, const char* ending) {
        arguments.figure = QLatin1String(figure);
        arguments.out = folder.filePath(QStringLiteral("%1.%2").arg(QLatin1String(figure), QLatin1String(ending)));
        EXPECT_EQ(exportHeadless(arguments), 0) << figure;
        QFile file(arguments.out);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    for (const char* figure : {"gates", "pruning-network", "pruning-search", "pruning-throughput", "pruning-accuracy", "alpha-blocks"}) {
        const QByteArray svg = written(figure, "svg");
        EXPECT_TRUE(svg.contains("Run: run 1 of 2, best")) << figure << ": what dnas prune apply takes, too";
        EXPECT_TRUE(svg.contains("Threshold: 0.65; Scale: sigma(alpha)")) << figure;
        EXPECT_FALSE(svg.contains("Parse: ")) << figure;
    }
    EXPECT_TRUE(written("pruning-accuracy", "csv").contains("cifar10:/data"));
    EXPECT_EQ(written("pruning-throughput", "csv").count("a fake"), 1) << "the machine is named";
    const QByteArray report = written("report", "svg");
    for (const char* text : {"DARIO", "block level", "4 of 12", "blocks kept", "75.0 %", "Throughput of pruned networks", "Network that is left", "runs=2"})
        EXPECT_TRUE(report.contains(text)) << text;
    for (const char* none : {"curves", "dominant", "cell-blocks", "parse-blocks", "film-cell-blocks"}) {
        arguments.figure = QLatin1String(none);
        arguments.out = folder.filePath("none.png");
        EXPECT_EQ(exportHeadless(arguments), 2) << none;
    }
    EXPECT_TRUE(written("film-gates", "gif").startsWith("GIF89a"));
    arguments.figure = "all";
    arguments.out = folder.filePath("all");
    EXPECT_EQ(exportHeadless(arguments), 0);
    EXPECT_EQ(QDir(arguments.out).entryList(QDir::Files).size(), 14) << "seven figures, each twice";
}
