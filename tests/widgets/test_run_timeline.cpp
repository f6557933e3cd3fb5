#include "tests/widgets/fixture.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

TEST(RunTimeline, FollowsALiveRunUntilSomeoneScrubs) {
    RunTimeline timeline;
    fillRun(timeline, 50, 10);
    timeline.append(snapshotAt(10, 50, {}));
    EXPECT_EQ(timeline.currentIndex(), 10);
    timeline.setCurrentIndex(4);
    EXPECT_FALSE(timeline.followsLive());
    timeline.append(snapshotAt(11, 50, {}));
    EXPECT_EQ(timeline.currentIndex(), 4);
    EXPECT_EQ(timeline.previous()->epoch, 3);
    timeline.setFollowLive(true);
    EXPECT_EQ(timeline.currentIndex(), 11);
    EXPECT_TRUE(timeline.followsLive());
}

TEST(RunTimeline, AResumedRunReplacesTheEpochsThatItRepeats) {
    RunTimeline timeline;
    fillRun(timeline, 50, 20);
    timeline.append(snapshotAt(15, 50, {}));
    EXPECT_EQ(timeline.count(), 16);
    EXPECT_EQ(timeline.current()->epoch, 15);
}

TEST(RunTimeline, ScrubbingBackBeyondAResumedRunStaysInside) {
    RunTimeline timeline;
    fillRun(timeline, 50, 20);
    timeline.setCurrentIndex(18);
    QSignalSpy moved(&timeline, &RunTimeline::currentChanged);
    timeline.append(snapshotAt(3, 50, {}));
    EXPECT_EQ(timeline.currentIndex(), 3);
    EXPECT_EQ(moved.count(), 1);
}

TEST(RunTimeline, IndicesAreClamped) {
    RunTimeline timeline;
    timeline.setCurrentIndex(7);
    EXPECT_EQ(timeline.currentIndex(), -1);
    EXPECT_EQ(timeline.current(), nullptr);
    fillRun(timeline, 5, 5);
    timeline.setCurrentIndex(99);
    EXPECT_EQ(timeline.currentIndex(), 4);
    timeline.setCurrentIndex(-99);
    EXPECT_EQ(timeline.currentIndex(), 0);
    EXPECT_EQ(timeline.previous(), nullptr);
}

TEST(RunTimeline, AWhatIfLastsUntilItIsResetOrAnotherRunIsShown) {
    RunTimeline timeline;
    fillRun(timeline);
    QSignalSpy changed(&timeline, &RunTimeline::parseRuleChanged);
    DiscretizeSpec rule = timeline.parseRule();
    rule.threshold = 0.1;
    timeline.setParseRule(rule);
    timeline.setParseRule(rule);
    EXPECT_EQ(changed.count(), 1);
    EXPECT_FALSE(timeline.parseIsRecipes());
    timeline.resetParseRule();
    EXPECT_TRUE(timeline.parseIsRecipes());
    timeline.setParseRule(rule);
    fillRun(timeline);
    EXPECT_TRUE(timeline.parseIsRecipes());
}
