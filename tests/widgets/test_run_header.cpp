#include "tests/widgets/fixture.h"
#include "widgets/run_header.h"

#include <QLabel>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

QStringList visibleTexts(const QWidget& widget) {
    QStringList texts;
    for (const QLabel* label : widget.findChildren<QLabel*>())
        if (label->isVisibleTo(&widget)) texts << label->text();
    return texts;
}

} // namespace

TEST(RunHeader, AnswersInOneLook) {
    RunTimeline timeline;
    fillRun(timeline);
    RunHeader header(&timeline);
    header.resize(1100, 56);
    header.show();
    StepProgress progress;
    progress.secondsLeft = 112;
    header.setProgress(progress);
    const QStringList texts = visibleTexts(header);
    for (const char* text : {"FairDARTS, quick look", "fairdarts", "Fashion-MNIST", "seed 3", "1:52 min", "left"})
        EXPECT_TRUE(texts.contains(QLatin1String(text))) << text;
    EXPECT_TRUE(
        texts.contains(QString::number(100 * timeline.current()->metric("valid_top1"), 'f', 1) + QStringLiteral(" %")));
    EXPECT_EQ(texts.filter(QRegularExpression(QStringLiteral("^\\d+ of \\d+$"))).size(), 1);
}

TEST(RunHeader, FollowsAWhatIf) {
    RunTimeline timeline;
    fillRun(timeline);
    RunHeader header(&timeline);
    const QStringList before = visibleTexts(header);
    DiscretizeSpec rule = timeline.parseRule();
    rule.method = ParseMethod::Complete;
    rule.threshold = 0.4;
    timeline.setParseRule(rule);
    EXPECT_NE(visibleTexts(header), before);
}

TEST(RunHeader, WhenNarrowTheChipsGoFirst) {
    RunTimeline timeline;
    fillRun(timeline);
    RunHeader header(&timeline);
    header.resize(1100, 56);
    header.show();
    EXPECT_TRUE(visibleTexts(header).contains(QStringLiteral("seed 3")));
    header.resize(640, 56);
    QTest::qWait(20);
    EXPECT_FALSE(visibleTexts(header).contains(QStringLiteral("seed 3")));
    EXPECT_TRUE(visibleTexts(header).contains(QStringLiteral("validation top-1")));
    for (const QLabel* label : header.findChildren<QLabel*>()) {
        if (!label->isVisible()) continue;
        EXPECT_LE(label->mapTo(&header, QPoint(label->width(), 0)).x(), header.width());
    }
}

TEST(RunHeader, SaysNothingWhereNothingIsKnown) {
    RunTimeline timeline;
    RunHeader header(&timeline);
    EXPECT_EQ(visibleTexts(header).filter(QStringLiteral("\u2014")).size(), 3);
    fillNanRun(timeline);
    EXPECT_EQ(visibleTexts(header).filter(QStringLiteral("\u2014")).size(), 3);
    header.setStatusText(QStringLiteral("diverged"));
    EXPECT_TRUE(visibleTexts(header).contains(QStringLiteral("diverged")));
}

TEST(RunHeader, SaysWhyThereIsNeitherASkipNorASize) {
    RunTimeline timeline;
    fillRun(timeline);
    timeline.setCurrentIndex(0); // no weight reaches the threshold yet
    RunHeader header(&timeline);
    header.resize(1100, 56);
    header.show();
    EXPECT_TRUE(visibleTexts(header).filter(QStringLiteral("0 of 0")).isEmpty());
    QStringList tips;
    for (const QWidget* widget : header.findChildren<QWidget*>()) tips << widget->toolTip();
    EXPECT_GE(tips.filter(QStringLiteral("No weight reaches t = 0.85 yet")).size(), 1);
}
