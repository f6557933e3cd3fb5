#include "tests/widgets/fixture.h"
#include "widgets/epoch_scrubber.h"
#include "widgets/scrubber_track.h"

#include <QLabel>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

bool showsText(const QWidget& widget, const QString& text) {
    for (const QLabel* label : widget.findChildren<QLabel*>())
        if (label->text().contains(text)) return true;
    return false;
}

} // namespace

TEST(EpochScrubber, KeysStepThroughTheEpochs) {
    RunTimeline timeline;
    fillRun(timeline);
    EpochScrubber scrubber(&timeline);
    auto* track = scrubber.findChild<ScrubberTrack*>();
    EXPECT_TRUE(showsText(scrubber, QStringLiteral("Epoch 32")));
    QTest::keyClick(track, Qt::Key_Left);
    EXPECT_EQ(timeline.currentIndex(), 30);
    EXPECT_TRUE(showsText(scrubber, QStringLiteral("Epoch 31")));
    QTest::keyClick(track, Qt::Key_Home);
    EXPECT_EQ(timeline.currentIndex(), 0);
    QTest::keyClick(track, Qt::Key_Left);
    EXPECT_EQ(timeline.currentIndex(), 0);
    QTest::keyClick(track, Qt::Key_Right);
    EXPECT_EQ(timeline.currentIndex(), 1);
    QTest::keyClick(track, Qt::Key_PageUp);
    EXPECT_EQ(timeline.currentIndex(), 11);
    QTest::keyClick(track, Qt::Key_End);
    EXPECT_EQ(timeline.currentIndex(), 31);
}

TEST(EpochScrubber, ScrubbingLeavesFollowLiveAndTheLinkResumesIt) {
    RunTimeline timeline;
    fillRun(timeline);
    timeline.setLive(true);
    EpochScrubber scrubber(&timeline);
    EXPECT_FALSE(showsText(scrubber, QStringLiteral("follow live")));
    QTest::keyClick(scrubber.findChild<ScrubberTrack*>(), Qt::Key_Left);
    ASSERT_TRUE(showsText(scrubber, QStringLiteral("follow live")));
    for (QLabel* label : scrubber.findChildren<QLabel*>())
        if (label->text().contains(QStringLiteral("href"))) Q_EMIT label->linkActivated(QStringLiteral("live"));
    EXPECT_TRUE(timeline.followsLive());
    EXPECT_EQ(timeline.currentIndex(), 31);
}

TEST(EpochScrubber, ARunThatHasEndedOffersItsLastEpochAndNoFollowing) {
    RunTimeline timeline;
    fillRun(timeline);
    EpochScrubber scrubber(&timeline);
    EXPECT_FALSE(showsText(scrubber, QStringLiteral("following")));
    timeline.setCurrentIndex(3);
    EXPECT_FALSE(showsText(scrubber, QStringLiteral("follow live")));
    EXPECT_TRUE(showsText(scrubber, QStringLiteral("last epoch")));
    timeline.setLive(true);
    EXPECT_TRUE(showsText(scrubber, QStringLiteral("follow live")));
    fillRun(timeline); // another run is not live until someone says so
    EXPECT_FALSE(timeline.isLive());
}

TEST(EpochScrubber, ADragGoesToTheNearestMeasuredEpoch) {
    RunTimeline timeline;
    fillRun(timeline);
    EpochScrubber scrubber(&timeline);
    scrubber.resize(800, 72);
    scrubber.show();
    QTest::qWait(20);
    auto* track = scrubber.findChild<ScrubberTrack*>();
    QTest::mouseClick(track, Qt::LeftButton, {}, {2, 20});
    EXPECT_EQ(timeline.currentIndex(), 0);
    QTest::mouseClick(track, Qt::LeftButton, {}, {track->width() - 2, 20});
    EXPECT_EQ(timeline.currentIndex(), 31) << "later epochs are not there yet";
}

TEST(EpochScrubber, PlayRunsToTheLastEpochAndStops) {
    RunTimeline timeline;
    fillRun(timeline, 4, 4);
    EpochScrubber scrubber(&timeline);
    scrubber.play(true);
    EXPECT_TRUE(scrubber.isPlaying());
    EXPECT_EQ(timeline.currentIndex(), 0) << "at the end it starts anew";
    EXPECT_TRUE(QTest::qWaitFor([&] { return !scrubber.isPlaying(); }, 3000));
    EXPECT_EQ(timeline.currentIndex(), 3);
}

TEST(EpochScrubber, AwkwardRunsAreDrawnWithoutHarm) {
    RunTimeline timeline;
    EpochScrubber scrubber(&timeline);
    scrubber.resize(400, 72);
    scrubber.play(true);
    EXPECT_FALSE(scrubber.isPlaying());
    EXPECT_FALSE(scrubber.grab().isNull());
    fillNanRun(timeline);
    EXPECT_FALSE(scrubber.grab().isNull());
    fillRun(timeline, 1, 1);
    timeline.addEvent({RunEvent::Kind::Diverged, 400, 0, ""});
    EXPECT_FALSE(scrubber.grab().isNull());
    QTest::keyClick(scrubber.findChild<ScrubberTrack*>(), Qt::Key_Right);
    EXPECT_EQ(timeline.currentIndex(), 0);
}
