#include "tests/widgets/fixture.h"
#include "widgets/gate_bars.h"
#include "widgets/palette.h"
#include "widgets/pruning_charts.h"
#include "widgets/pruning_head.h"
#include "widgets/pruning_measured.h"
#include "widgets/pruning_view.h"
#include "widgets/pruning_words.h"
#include "widgets/run_header.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The gates of the mock after so many of 100 iterations.
SnapshotPtr gatesAt(const PruningSpec& spec, int epoch) {
    const double ends[] = {0.91, 0.87, 0.79, 0.72, 0.69, 0.58, 0.47, 0.52, 0.68, 0.61, 0.83, 0.94};
    auto s = std::make_shared<Snapshot>();
    s->epoch = epoch;
    s->epochs = pruningSnapshots(spec);
    s->stage = "run " + std::to_string(epoch / spec.iterations + 1);
    const double part = (epoch % spec.iterations + 1.0) / spec.iterations;
    const auto alpha = [&](int i) { return part * std::log(ends[i % 12] / (1 - ends[i % 12])); };
    if (spec.granularity != PruningGranularity::Head) {
        AlphaGroup group{"blocks", {}, {"gate"}, {}, {}};
        for (int k = 0; k < spec.network.depth(); ++k) {
            group.rows.push_back({"block " + std::to_string(k), -1, -1});
            group.raw.push_back(alpha(k));
            group.weights.push_back(1 / (1 + std::exp(-group.raw.back())));
        }
        s->alpha.push_back(group);
    }
    if (spec.granularity != PruningGranularity::Block) {
        AlphaGroup group{"heads", {}, {}, {}, {}};
        for (int h = 0; h < 12; ++h) group.columns.push_back("head " + std::to_string(h));
        for (int k = 0; k < spec.network.depth(); ++k) {
            group.rows.push_back({"block " + std::to_string(k), -1, -1});
            for (int h = 0; h < 12; ++h) {
                group.raw.push_back(alpha(5 * k + 7 * h));
                group.weights.push_back(1 / (1 + std::exp(-group.raw.back())));
            }
        }
        s->alpha.push_back(group);
    }
    const double run = epoch / spec.iterations;
    s->metrics = {{"objective", 5.6545e-3 + 3e-6 * std::exp(-4 * part) * (1 + 0.1 * run)},
                  {"random", 5.6556e-3 - 5e-7 * std::min(1.0, 4 * part) + 1e-8 * run},
                  {"unpruned", 5.6572e-3}};
    return s;
}

PruningSpec vitBase(PruningGranularity granularity = PruningGranularity::Block) {
    PruningSpec spec;
    spec.model = "preset:vit_base_patch16_224";
    spec.network = vitPresetOf(spec.model).spec;
    spec.granularity = granularity;
    return spec;
}

void fill(RunTimeline& timeline, const PruningSpec& spec) {
    RunIdentity identity;
    identity.name = "DARIO, ViT-B/16";
    identity.request.pruning = spec;
    std::vector<SnapshotPtr> snapshots;
    for (int epoch = 0; epoch < pruningSnapshots(spec); ++epoch) snapshots.push_back(gatesAt(spec, epoch));
    timeline.setRun(identity, snapshots, {});
}

VitSpeed speedOf(const VitMask& mask) {
    VitSpeed speed;
    speed.whole = {8, 2, 15, 0.8, 0.78, 0.83};
    const double part = (1 + keptBlocks(mask)) / 13.0;
    speed.pruned = {8, 2, 15, 0.8 * part, 0.78 * part, 0.83 * part};
    speed.ratio = 1 / part;
    speed.ratioLow = speed.ratio - 0.03;
    speed.ratioHigh = speed.ratio + 0.03;
    return speed;
}

class PruningViewTest : public testing::Test {
  protected:
    void show(PruningGranularity granularity = PruningGranularity::Block, int runs = 1) {
        PruningSpec spec = vitBase(granularity);
        spec.runs = runs;
        fill(m_timeline, spec);
        m_view = std::make_unique<PruningView>(&m_timeline);
        m_view->resize(1130, 760);
        m_bars = m_view->findChild<GateBars*>();
    }
    RunTimeline m_timeline;
    std::unique_ptr<PruningView> m_view;
    GateBars* m_bars = nullptr;
};

} // namespace

TEST_F(PruningViewTest, BeginsAtTheThresholdOfTheThesis) {
    show();
    EXPECT_EQ(m_view->threshold(), kThesisThreshold);
    EXPECT_EQ(keptBlocks(m_view->mask()), 8); // as in the mock
}

TEST_F(PruningViewTest, TheLineIsDraggedByTheMouseAndTheMaskFollows) {
    show();
    m_view->show();
    QSignalSpy masks(m_view.get(), &PruningView::maskChanged), edits(m_view.get(), &PruningView::cutEdited);
    QTest::mousePress(m_bars, Qt::LeftButton, {}, QPoint(200, m_bars->height() - 40));
    QTest::mouseMove(m_bars, QPoint(200, 18));
    QTest::mouseRelease(m_bars, Qt::LeftButton, {}, QPoint(200, 18));
    EXPECT_GT(m_view->threshold(), 0.9);
    EXPECT_GE(masks.count(), 2);
    ASSERT_EQ(edits.count(), 1) << "one step of undo a drag";
    EXPECT_EQ(edits[0][0].value<GateCut>().threshold, kThesisThreshold);
    EXPECT_FALSE(edits[0][2].toBool());
}

TEST_F(PruningViewTest, KeysMoveByStepsPagesAndMasks) {
    show();
    QTest::keyClick(m_bars, Qt::Key_Up);
    EXPECT_NEAR(m_view->threshold(), 0.66, 1e-12);
    QTest::keyClick(m_bars, Qt::Key_PageDown);
    EXPECT_NEAR(m_view->threshold(), 0.56, 1e-12);
    const int before = keptBlocks(m_view->mask());
    QTest::keyClick(m_bars, Qt::Key_Right);
    EXPECT_EQ(keptBlocks(m_view->mask()), before - 1);
    QTest::keyClick(m_bars, Qt::Key_Left);
    EXPECT_EQ(keptBlocks(m_view->mask()), before);
    QTest::keyClick(m_bars, Qt::Key_Home);
    EXPECT_EQ(keptBlocks(m_view->mask()), 12);
    QTest::keyClick(m_bars, Qt::Key_End);
    EXPECT_EQ(keptBlocks(m_view->mask()), 0);
}

TEST_F(PruningViewTest, TheSpinBoxMovesTheLine) {
    show();
    QSignalSpy edits(m_view.get(), &PruningView::cutEdited);
    m_view->findChild<QDoubleSpinBox*>()->setValue(0.5);
    EXPECT_NEAR(m_view->threshold(), 0.5, 1e-9);
    EXPECT_EQ(edits.count(), 1);
}

TEST_F(PruningViewTest, RawAlphaIsComparedWhereItIsChosen) {
    show();
    m_view->setScale(GateScale::Raw);
    m_view->setThreshold(0);
    EXPECT_EQ(keptBlocks(m_view->mask()), 11); // sigma(alpha) of block 6 is below a half
    EXPECT_GT(m_bars->highest(), 1);
}

TEST_F(PruningViewTest, ARestingThresholdAsksForItsThroughputOnce) {
    show();
    m_view->show();
    QSignalSpy wanted(m_view.get(), &PruningView::speedWanted);
    ASSERT_TRUE(wanted.wait(2000));
    m_timeline.addSpeed(m_view->mask(), speedOf(m_view->mask()));
    const double before = m_view->threshold();
    m_view->setThreshold(0.9);
    m_view->setThreshold(before);
    EXPECT_FALSE(wanted.wait(600)) << "a known mask is not measured again";
}

TEST_F(PruningViewTest, TheSweepAsksForEveryMaskThatIsNotKnown) {
    show();
    m_timeline.addSpeed(m_view->mask(), speedOf(m_view->mask()));
    QSignalSpy wanted(m_view.get(), &PruningView::speedWanted);
    m_view->commands().front()->trigger();
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted[0][0].value<std::vector<VitMask>>().size(), 12u); // 13 masks, one known
}

TEST_F(PruningViewTest, MovingTheThresholdCostsLessThanAFrame) {
    show(PruningGranularity::Both);
    m_view->show();
    QElapsedTimer clock;
    clock.start();
    constexpr int kMoves = 50;
    for (int i = 0; i < kMoves; ++i) m_view->setThreshold(0.4 + 0.01 * i);
    EXPECT_LT(clock.elapsed() / double(kMoves), 16.0);
}

TEST_F(PruningViewTest, GatesThatAreNoNumbersAndEmptyRunsAreShown) {
    show();
    auto broken = std::make_shared<Snapshot>(*gatesAt(vitBase(), 99));
    broken->alpha[0].weights[3] = kNaN;
    broken->alpha[0].raw[3] = std::numeric_limits<double>::infinity();
    broken->metrics = {{"objective", kNaN}};
    m_timeline.append(broken);
    EXPECT_EQ(keptBlocks(m_view->mask()), 7);
    m_view->setScale(GateScale::Raw);
    m_view->grab();
    m_timeline.setRun(m_timeline.identity(), {}, {});
    m_view->grab();
    SUCCEED();
}

TEST_F(PruningViewTest, FitsBetweenTheDocksOfASmallWindow) { // 1280 pixels less two docks
    show();
    EXPECT_LE(m_view->minimumSizeHint().width(), 740);
    EXPECT_LE(m_view->minimumSizeHint().height(), 560);
    m_view->show();
    auto* head = m_view->findChild<PruningHead*>();
    for (const int width : {740, 1200}) {
        m_view->resize(width, 700);
        QTest::qWait(20);
        EXPECT_GE(head->height(), width < 1000 ? 60 : 30);
        EXPECT_LE(head->accuracy->mapTo(m_view.get(), QPoint(head->accuracy->width(), 0)).x(), width);
        EXPECT_TRUE(head->kept->isVisible());
    }
}

TEST_F(PruningViewTest, TheTableHasOneLineAModule) {
    show(PruningGranularity::Both);
    EXPECT_EQ(m_view->figureCsv().count(QLatin1Char('\n')), 1 + 12 + 144);
}

TEST_F(PruningViewTest, OfSeveralRunsTheBestIsShownAndAnotherCanBeChosen) {
    show(PruningGranularity::Block, 5); // the first ends lowest, and lower is better
    EXPECT_EQ(m_timeline.currentIndex(), 99);
    EXPECT_EQ(m_timeline.current(), proposedGates(*m_timeline.identity().request.pruning, m_timeline.snapshots())) << "as dnas prune apply takes it";
    EXPECT_EQ(runText(m_timeline), QStringLiteral("run 1 of 5, best"));
    auto* runs = m_view->findChild<QComboBox*>();
    ASSERT_EQ(runs->count(), 5);
    EXPECT_EQ(runs->itemText(0), QStringLiteral("run 1, best"));
    runs->setCurrentIndex(2);
    Q_EMIT runs->activated(2);
    EXPECT_EQ(m_timeline.currentIndex(), 299);
    EXPECT_EQ(runText(m_timeline), QStringLiteral("run 3 of 5"));
    m_timeline.setCurrentIndex(139);
    EXPECT_EQ(runText(m_timeline), QStringLiteral("run 2 of 5, iteration 40"));
    EXPECT_EQ(runs->currentIndex(), 1);
}

TEST_F(PruningViewTest, ALiveSearchIsFollowedAndEndsAtTheBestRun) {
    show(PruningGranularity::Block, 5);
    const std::vector<SnapshotPtr> all = m_timeline.snapshots();
    m_timeline.setRun(m_timeline.identity(), {all.begin(), all.begin() + 150}, {});
    m_timeline.setLive(true);
    EXPECT_TRUE(m_timeline.followsLive());
    for (int epoch = 150; epoch < 500; ++epoch) m_timeline.append(all[static_cast<std::size_t>(epoch)]);
    EXPECT_EQ(m_timeline.currentIndex(), 499);
    m_timeline.setLive(false);
    EXPECT_EQ(m_timeline.currentIndex(), 99);
}

TEST_F(PruningViewTest, TheEndOfASearchIsMeasured) {
    show();
    m_timeline.setLive(true);
    m_view->show();
    QSignalSpy wanted(m_view.get(), &PruningView::speedWanted);
    EXPECT_FALSE(wanted.wait(600)) << "the search needs the machine";
    m_timeline.setLive(false);
    ASSERT_TRUE(wanted.count() > 0 || wanted.wait(2000));
    EXPECT_FALSE(wanted[0][1].toBool());
}

TEST_F(PruningViewTest, HalfANumberIsNoThreshold) {
    show();
    m_view->show();
    auto* box = m_view->findChild<QDoubleSpinBox*>();
    auto* line = box->findChild<QLineEdit*>();
    line->setText(QStringLiteral("t = 0."));
    QTest::keyClicks(line, QStringLiteral("7"));
    EXPECT_EQ(m_view->threshold(), kThesisThreshold);
    QTest::keyClick(line, Qt::Key_Return);
    EXPECT_NEAR(m_view->threshold(), 0.7, 1e-9);
    QTest::keyClick(box, Qt::Key_Up);
    EXPECT_NEAR(m_view->threshold(), 0.71, 1e-9) << "an arrow counts at once";
}

TEST_F(PruningViewTest, AnotherScaleKeepsTheMaskAndCanBeUndone) {
    show();
    const VitMask mask = m_view->mask();
    QSignalSpy edits(m_view.get(), &PruningView::cutEdited);
    for (QPushButton* button : m_view->findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("\u03b1")) button->click();
    EXPECT_EQ(m_view->scale(), GateScale::Raw);
    EXPECT_NEAR(m_view->threshold(), std::log(0.65 / 0.35), 1e-9);
    EXPECT_EQ(m_view->mask(), mask);
    ASSERT_EQ(edits.count(), 1);
    m_timeline.setGateCut(edits[0][0].value<GateCut>());
    EXPECT_EQ(m_view->scale(), GateScale::Sigmoid);
    EXPECT_EQ(m_view->threshold(), kThesisThreshold);
    EXPECT_EQ(edits.count(), 1) << "undo is no edit";
}

TEST(GateCuts, AreTheSameOnBothScales) {
    for (const double t : {0.01, 0.5, 0.65, 0.99}) {
        const GateCut raw = onScale({t, GateScale::Sigmoid}, GateScale::Raw);
        EXPECT_NEAR(raw.threshold, std::log(t / (1 - t)), 1e-12);
        EXPECT_NEAR(onScale(raw, GateScale::Sigmoid).threshold, t, 1e-12);
    }
    EXPECT_TRUE(std::isfinite(onScale({0, GateScale::Sigmoid}, GateScale::Raw).threshold));
    EXPECT_TRUE(std::isfinite(onScale({1, GateScale::Sigmoid}, GateScale::Raw).threshold));
    EXPECT_EQ(cutText({0.65, GateScale::Sigmoid}), QStringLiteral("sigma(alpha) \u2265 0.65"));
}

TEST_F(PruningViewTest, SweepingAccuracyAsksForAllMasks) {
    show();
    QSignalSpy wanted(m_view.get(), &PruningView::accuracyWanted);
    for (QAction* action : m_view->commands())
        if (action->text().contains(QStringLiteral("weep accuracy"))) action->trigger();
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted[0][0].value<std::vector<VitMask>>().size(), 13u);
}

TEST_F(PruningViewTest, LongWorkHasAButtonThatStopsIt) {
    show();
    m_view->show();
    QSignalSpy stops(m_view.get(), &PruningView::stopWanted);
    QPushButton* stop = nullptr;
    for (QPushButton* button : m_view->findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("Stop")) stop = button;
    ASSERT_NE(stop, nullptr);
    EXPECT_FALSE(stop->isVisible());
    m_view->setStatus(QStringLiteral("throughput, 3 of 12"), true);
    EXPECT_TRUE(stop->isVisible());
    stop->click();
    EXPECT_EQ(stops.count(), 1);
    m_view->setStatus({});
    EXPECT_FALSE(stop->isVisible());
}

TEST_F(PruningViewTest, AccuraciesOfSeveralDataSetsAreNotMixed) {
    show();
    const auto boxes = m_view->findChildren<QComboBox*>();
    m_timeline.addAccuracy(m_view->mask(), {"cifar10:/data", "test", 0.8, 2000, false, 2000});
    m_timeline.addAccuracy(m_view->mask(), {"folder:/flowers", "test", 0.5, 100, false, 0});
    const KeyFigure* figure = m_view->findChild<PruningHead*>()->accuracy;
    EXPECT_TRUE(figure->value().startsWith(QStringLiteral("50"))) << "what was measured last";
    QComboBox* data = boxes[1];
    ASSERT_EQ(data->count(), 2);
    data->setCurrentIndex(0);
    Q_EMIT data->activated(0);
    EXPECT_TRUE(figure->value().startsWith(QStringLiteral("80")));
}

TEST(PruningMeasured, PointsKnowTheirThresholds) {
    const PruningSpec spec = vitBase();
    const std::vector<ThresholdRange> sweep = thresholdSweep(spec.network, gateValues(*gatesAt(spec, 99), GateScale::Sigmoid));
    const VitMask& current = sweep[4].mask;
    const MaskPlaces places{spec, sweep, current, 0, 1};
    VitMask other = fullMask(spec.network);
    other[0].assign(12, false); // a high gate goes first: no threshold gives it
    std::map<VitMask, VitSpeed> speeds{{sweep[0].mask, speedOf(sweep[0].mask)}, {current, speedOf(current)}, {other, speedOf(other)}};
    for (const MeasuredPoint& point : speedPoints(speeds, places)) {
        if (point.kept == 12) {
            EXPECT_TRUE(point.ofSweep);
            EXPECT_EQ(point.from, 0) << "within the axis";
            EXPECT_NEAR(point.to, 0.47, 1e-9);
        } else if (point.kept == 11) {
            EXPECT_FALSE(point.ofSweep);
        } else {
            EXPECT_TRUE(point.current);
            EXPECT_LT(point.from, point.to);
        }
    }
    EXPECT_EQ(speedCsv(speeds, places).count(QLatin1Char('\n')), 4);
    MeasuredMasks measured;
    measured.accuracies[{"a, \"b\"", 0}][current] = {"a, \"b\"", "test", 0.5, 100, false, 0};
    EXPECT_TRUE(accuracyCsv(measured, places).contains(QStringLiteral("\"a, \"\"b\"\"\"")));
    EXPECT_NEAR(accuracySpread({"", "", 0.5, 100, false, 0}), 9.8, 1e-9);
}

TEST_F(PruningViewTest, EachFigureIsDrawnByItself) {
    show(PruningGranularity::Block, 5);
    m_timeline.addSpeed(m_view->mask(), speedOf(m_view->mask()));
    m_timeline.setGateCut({0.3, GateScale::Raw});
    for (const char* name : {"gates", "pruning-network", "pruning-search", "pruning-throughput", "pruning-accuracy"}) {
        const std::unique_ptr<QWidget> widget = makePruningFigure(QLatin1String(name), &m_timeline);
        auto* figure = dynamic_cast<Figure*>(widget.get());
        ASSERT_NE(figure, nullptr) << name;
        EXPECT_EQ(figure->figureName(), QLatin1String(name));
        QImage image(figure->figureSize().toSize(), QImage::Format_RGB32);
        QPainter painter(&image);
        figure->paintFigure(painter, figure->figureSize());
        const QString origin = figureOrigin(*figure, m_timeline);
        for (const char* part : {"Threshold: 0.3", "Scale: alpha", "Granularity: block", "Proxy: variance", "Run: run 1 of 5, best", "blocks"})
            EXPECT_TRUE(origin.contains(QLatin1String(part))) << part;
        EXPECT_FALSE(origin.contains(QStringLiteral("Parse"))) << "a pruning has none";
    }
    EXPECT_EQ(makePruningFigure(QStringLiteral("curves"), &m_timeline), nullptr);
}

TEST_F(PruningViewTest, TheHeaderNamesWhatIsPrunedAndHow) {
    show(PruningGranularity::Head, 5);
    RunHeader header(&m_timeline);
    header.resize(1200, 56);
    QStringList texts;
    for (const QLabel* label : header.findChildren<QLabel*>()) texts << label->text();
    for (const char* chip : {"head level", "Parameter variance", "5 runs of 100 iterations", "no data used"}) EXPECT_TRUE(texts.contains(QLatin1String(chip))) << chip;
}

TEST(PruningCharts, SeveralRunsHaveAnInterval) {
    PruningSpec spec = vitBase();
    spec.runs = 5;
    std::vector<SnapshotPtr> snapshots;
    for (int epoch = 0; epoch < pruningSnapshots(spec); ++epoch) snapshots.push_back(gatesAt(spec, epoch));
    const std::vector<CurvePoint> curve = runCurve(snapshots, spec.iterations, "objective");
    ASSERT_EQ(curve.size(), 100u);
    double values[5], mean = 0, squares = 0;
    for (int run = 0; run < 5; ++run) mean += (values[run] = snapshots[static_cast<std::size_t>(run * 100)]->metric("objective")) / 5;
    for (double value : values) squares += (value - mean) * (value - mean);
    EXPECT_NEAR(curve[0].mean, mean, 1e-12);
    EXPECT_NEAR(curve[0].interval, 2.776 * std::sqrt(squares / 4 / 5), 1e-12);
}

/// For the eye: DNAS_SCREENS names a folder.
TEST_F(PruningViewTest, ScreensForTheEye) {
    const QString folder = qEnvironmentVariable("DNAS_SCREENS");
    if (folder.isEmpty()) GTEST_SKIP() << "DNAS_SCREENS names no folder";
    for (ThemeChoice theme : {ThemeChoice::Dark, ThemeChoice::Light})
        for (PruningGranularity granularity : {PruningGranularity::Block, PruningGranularity::Both}) {
            applyTheme(*qApp, theme);
            show(granularity, 5);
            for (double t : {0.3, 0.5, 0.6, 0.65, 0.75}) {
                m_view->setThreshold(t);
                m_timeline.addSpeed(m_view->mask(), speedOf(m_view->mask()));
                m_timeline.addAccuracy(m_view->mask(), {"cifar10:/data", "test", 0.4 + 0.04 * keptBlocks(m_view->mask()), 2000, false, 2000});
            }
            m_view->setThreshold(kThesisThreshold);
            m_view->show();
            if (theme == ThemeChoice::Light) m_view->setScale(GateScale::Raw);
            for (QPushButton* button : m_view->findChildren<QPushButton*>())
                if (button->text() == QStringLiteral("t") && granularity == PruningGranularity::Both) button->click();
            for (const QSize& size : {QSize(1130, 800), QSize(740, 560)}) {
                m_view->resize(size);
                QTest::qWait(300);
                m_view->grab().save(folder + QStringLiteral("/pruning_%1_%2_%3.png").arg(theme == ThemeChoice::Dark ? "dark" : "light", name(granularity)).arg(size.width()));
            }
        }
}
