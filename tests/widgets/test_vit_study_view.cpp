#include "tests/widgets/fixture.h"
#include "widgets/palette.h"
#include "widgets/run_timeline.h"
#include "widgets/vit_study_charts.h"
#include "widgets/vit_study_view.h"

#include <QApplication>
#include <QPainter>
#include <QtTest>

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

RunIdentity identity(VitWork work) {
    RunIdentity identity;
    identity.request.vitWork = VitWorkSpec();
    identity.request.vitWork->work = work;
    return identity;
}

SnapshotPtr pair(const std::string& data, int run, double whole, double pruned) {
    auto s = std::make_shared<Snapshot>();
    s->stage = data;
    s->metrics = {{"run", run}, {"whole_before", kNaN}, {"whole_top1", whole}, {"whole_train_rate", 100 + run}, {"whole_test_rate", 300 + run},
                  {"pruned_before", 0.1}, {"pruned_top1", pruned}, {"pruned_train_rate", 180}, {"pruned_test_rate", 590}};
    return s;
}

SnapshotPtr sample(int i) {
    auto s = std::make_shared<Snapshot>();
    s->epoch = i;
    s->metrics = {{"valid_top1", 0.4 + 0.01 * i + 0.005 * (i % 4)}, {"kept_heads", i}};
    for (const ProxyInfo& info : pruningProxies())
        s->metrics.push_back({proxyMetric(info.proxy), (info.minimised ? -1.0 : 0.3) * i + 3.0 * ((i * 7 + static_cast<int>(info.proxy)) % 5)});
    return s;
}

class VitStudyViewTest : public testing::Test {
  protected:
    std::vector<SnapshotPtr> pairs() {
        return {pair("CIFAR-10", 0, 0.55, 0.52), pair("CIFAR-10", 1, 0.56, 0.55), pair("CIFAR-10", 2, 0.54, 0.55),
                pair("plankton", 0, 0.80, 0.82), pair("plankton", 1, 0.79, 0.83), pair("plankton", 2, 0.81, 0.82)};
    }
    RunTimeline m_timeline;
};

} // namespace

TEST_F(VitStudyViewTest, AComparisonHasARowADataSetWithMeansAndTheirIntervals) {
    m_timeline.setRun(identity(VitWork::Compare), pairs(), {});
    VitStudyView view(&m_timeline);
    ASSERT_EQ(view.rowCount(), 2);
    EXPECT_EQ(view.cell(0, 0), "CIFAR-10");
    EXPECT_EQ(view.cell(0, 1), "3");
    EXPECT_EQ(view.cell(0, 2), QString(QChar(0x2014))); // a new head tells nothing before training
    EXPECT_EQ(view.cell(0, 5), "54.0 %");
    EXPECT_EQ(view.cell(1, 6), "2.33 ± 3.79");
    EXPECT_TRUE(view.cell(1, 7).startsWith(QStringLiteral("×1.9")));
    EXPECT_EQ(view.figureCsv().count(QLatin1Char('\n')), 13);
}

TEST_F(VitStudyViewTest, AStudyOrdersTheProxiesByTheStrengthOfTheirCorrelation) {
    std::vector<SnapshotPtr> samples;
    for (int i = 0; i < 30; ++i)
        samples.push_back(sample(i));
    m_timeline.setRun(identity(VitWork::Correlate), samples, {});
    VitStudyView view(&m_timeline);
    ASSERT_EQ(view.rowCount(), 9);
    EXPECT_EQ(view.cell(0, 0), "Parameter variance");
    EXPECT_TRUE(view.cell(0, 1).startsWith(QStringLiteral("-0.8"))) << view.cell(0, 1).toStdString();
    EXPECT_TRUE(view.cell(0, 1).contains(QStringLiteral(" to ")));
    EXPECT_EQ(view.figureCsv().count(QLatin1Char('\n')), 31);
}

TEST_F(VitStudyViewTest, EmptyHalfAndHostileRunsAreDrawn) {
    for (const VitWork work : {VitWork::Compare, VitWork::Correlate}) {
        m_timeline.setRun(identity(work), {}, {});
        VitStudyView view(&m_timeline);
        QImage image(900, 380, QImage::Format_ARGB32);
        QPainter painter(&image);
        view.paintFigure(painter, {900, 380});
        EXPECT_EQ(view.rowCount(), 0);
        m_timeline.append(std::make_shared<Snapshot>()); // nothing but NaN
        m_timeline.append(pair("x", 0, kNaN, INFINITY));
        view.paintFigure(painter, {900, 380});
        EXPECT_GT(view.rowCount(), 0);
    }
}

TEST_F(VitStudyViewTest, SetsKeepTheOrderInWhichTheyWereTrained) {
    const std::vector<ComparedSet> sets = comparedSets(pairs());
    ASSERT_EQ(sets.size(), 2u);
    EXPECT_EQ(sets[0].data, "CIFAR-10");
    EXPECT_EQ(sets[1].runs.size(), 3u);
}

/// For the eye: DNAS_SCREENS names a folder.
TEST_F(VitStudyViewTest, ScreensForTheEye) {
    const QString folder = qEnvironmentVariable("DNAS_SCREENS");
    if (folder.isEmpty()) GTEST_SKIP() << "DNAS_SCREENS names no folder";
    std::vector<SnapshotPtr> samples;
    for (int i = 0; i < 60; ++i)
        samples.push_back(sample(i));
    for (ThemeChoice theme : {ThemeChoice::Dark, ThemeChoice::Light})
        for (const VitWork work : {VitWork::Compare, VitWork::Correlate}) {
            applyTheme(*qApp, theme);
            m_timeline.setRun(identity(work), work == VitWork::Compare ? pairs() : samples, {});
            VitStudyView view(&m_timeline);
            view.show();
            for (const QSize& size : {QSize(1130, 800), QSize(740, 560)}) {
                view.resize(size);
                QTest::qWait(300);
                view.grab().save(folder + QStringLiteral("/vit_%1_%2_%3.png").arg(theme == ThemeChoice::Dark ? "dark" : "light", name(work)).arg(size.width()));
            }
        }
}
