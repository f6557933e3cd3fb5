#include "tests/widgets/fixture.h"
#include "widgets/gate_bars.h"
#include "widgets/palette.h"
#include "widgets/pruning_charts.h"
#include "widgets/pruning_view.h"

#include <QAction>
#include <QApplication>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QPainter>
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
    QSignalSpy masks(m_view.get(), &PruningView::maskChanged), edits(m_view.get(), &PruningView::thresholdEdited);
    QTest::mousePress(m_bars, Qt::LeftButton, {}, QPoint(200, m_bars->height() - 40));
    QTest::mouseMove(m_bars, QPoint(200, 18));
    QTest::mouseRelease(m_bars, Qt::LeftButton, {}, QPoint(200, 18));
    EXPECT_GT(m_view->threshold(), 0.9);
    EXPECT_GE(masks.count(), 2);
    ASSERT_EQ(edits.count(), 1) << "one step of undo a drag";
    EXPECT_EQ(edits[0][0].toDouble(), kThesisThreshold);
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
    QSignalSpy edits(m_view.get(), &PruningView::thresholdEdited);
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
    m_view->setSpeed(m_view->mask(), speedOf(m_view->mask()));
    const double before = m_view->threshold();
    m_view->setThreshold(0.9);
    m_view->setThreshold(before);
    EXPECT_FALSE(wanted.wait(600)) << "a known mask is not measured again";
}

TEST_F(PruningViewTest, TheSweepAsksForEveryMaskThatIsNotKnown) {
    show();
    m_view->setSpeed(m_view->mask(), speedOf(m_view->mask()));
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
}

TEST_F(PruningViewTest, TheTableHasOneLineAModule) {
    show(PruningGranularity::Both);
    EXPECT_EQ(m_view->figureCsv().count(QLatin1Char('\n')), 1 + 12 + 144);
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
                m_view->setSpeed(m_view->mask(), speedOf(m_view->mask()));
                m_view->setAccuracy(m_view->mask(), {"cifar10", "test", 0.4 + 0.04 * keptBlocks(m_view->mask()), 2000, false});
            }
            m_view->setThreshold(kThesisThreshold);
            m_view->show();
            for (const QSize& size : {QSize(1130, 800), QSize(740, 560)}) {
                m_view->resize(size);
                QTest::qWait(300);
                m_view->grab().save(folder + QStringLiteral("/pruning_%1_%2_%3.png").arg(theme == ThemeChoice::Dark ? "dark" : "light", name(granularity)).arg(size.width()));
            }
        }
}
