#include "tests/widgets/fixture.h"
#include "widgets/channels_view.h"

#include <QSignalSpy>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

SnapshotPtr channelSnapshot(int epoch, const std::vector<std::string>& channels) {
    auto snapshot = std::make_shared<Snapshot>(*snapshotAt(epoch, 3, {}));
    snapshot->alpha.clear();
    int salt = 0;
    for (const std::string& channel : channels) {
        for (const char* type : {" normal", " reduce"}) snapshot->alpha.push_back(driftingGroup(channel + type, 0.8, salt++));
        snapshot->metrics.push_back({"without_" + channel, snapshot->metric("valid_top1") - 0.05 * salt});
    }
    return snapshot;
}

RunIdentity channelIdentity() {
    RunIdentity identity;
    identity.name = QStringLiteral("channels");
    identity.request = makeRequest("colornas", Preset::Quick);
    return identity;
}

struct Shown {
    explicit Shown(const std::vector<std::string>& channels) : view(&timeline) {
        timeline.setRun(channelIdentity(), {channelSnapshot(0, channels), channelSnapshot(1, channels)}, {});
        view.resize(600, 400);
    }
    RunTimeline timeline;
    ChannelsView view;
};

} // namespace

TEST(ChannelsView, HasAColumnAChannelWithNormalAboveReduction) {
    const Shown shown({"R", "G", "B"});
    EXPECT_EQ(channelsOf(shown.timeline), (std::vector<std::string>{"R", "G", "B"}));
    EXPECT_EQ(shown.view.groupAt({60, 80}), 0);
    EXPECT_EQ(shown.view.groupAt({60, 230}), 1);
    EXPECT_EQ(shown.view.groupAt({300, 80}), 2);
    EXPECT_EQ(shown.view.groupAt({540, 230}), 5);
    EXPECT_EQ(shown.view.groupAt({540, 395}), -1) << "the legend";
}

TEST(ChannelsView, ShowsTheNetworksInTrainingToo) {
    auto snapshot = std::make_shared<Snapshot>(*channelSnapshot(0, {"R", "B"}));
    snapshot->alpha.clear();
    snapshot->genotype = {};
    snapshot->genotype.form = GenotypeForm::Channels;
    for (const char* cell : {"R normal", "R reduce", "B normal", "B reduce"})
        snapshot->genotype.cells.push_back({cell, {{"sep_conv_3x3", 2, 0}, {"skip_connect", 3, 2}}, {2, 3}});
    Shown shown({"R", "B"});
    shown.timeline.setRun(channelIdentity(), {snapshot}, {});
    EXPECT_EQ(channelsOf(shown.timeline), (std::vector<std::string>{"R", "B"}));
    EXPECT_EQ(shown.view.groupAt({450, 80}), 2);
    EXPECT_FALSE(shown.view.grab().isNull());
    EXPECT_EQ(shown.view.figureCsv().trimmed().split(QLatin1Char('\n')).size(), 3);
}

TEST(ChannelsView, AClickChoosesTheCell) {
    Shown shown({"R", "B"});
    QSignalSpy chosen(&shown.view, &ChannelsView::groupChosen);
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, {450, 80});
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen.last(), QVariantList{2});
}

TEST(ChannelsView, ListsWhatIsLeftWithoutEachChannel) {
    Shown shown({"R", "B"});
    const QStringList lines = shown.view.figureCsv().trimmed().split(QLatin1Char('\n'));
    ASSERT_EQ(lines.size(), 5) << "head, two epochs of two channels";
    EXPECT_TRUE(lines[2].startsWith(QStringLiteral("1,B,")));
    EXPECT_EQ(lines[2].section(QLatin1Char(','), 3).toDouble(), shown.timeline.snapshots()[0]->metric("without_B"));
    EXPECT_TRUE(shown.view.remark().contains(QStringLiteral("all channels")));
}

TEST(ChannelsView, SurvivesMissingNumbersAndRunsOfOneNetwork) {
    Shown shown({"grey"});
    auto broken = std::make_shared<Snapshot>(*channelSnapshot(2, {"grey"}));
    broken->metrics.clear();
    for (double& weight : broken->alpha[0].weights) weight = std::nan("");
    shown.timeline.setRun(channelIdentity(), {broken}, {});
    EXPECT_FALSE(shown.view.grab().isNull());
    shown.timeline.setRun({}, {snapshotAt(0, 1, {})}, {});
    EXPECT_TRUE(channelsOf(shown.timeline).empty());
    EXPECT_EQ(shown.view.groupAt({60, 80}), -1);
    EXPECT_FALSE(shown.view.grab().isNull());
    shown.timeline.clear();
    EXPECT_FALSE(shown.view.grab().isNull());
}
