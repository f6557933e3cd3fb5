#include "widgets/chain_view.h"

#include "engine/api/genotype_text.h"
#include "tests/widgets/siamese_runs.h"

#include <gtest/gtest.h>

namespace dnas::test {

TEST(ChainView, ShowsBothHeadsBesideTheHandcraftedOnes) {
    RunTimeline timeline;
    timeline.setRun(siameseIdentity(), siameseSnapshots(3), {});
    ChainView view(&timeline);
    timeline.setCurrentIndex(2);
    const QString csv = view.figureCsv();
    // Six layers and the output; three by hand; four; two by hand.
    EXPECT_EQ(csv.count(QLatin1Char('\n')), 1 + 7 + 3 + 4 + 2);
    EXPECT_TRUE(csv.contains(QStringLiteral("Projector,if stopped now,2,linear_silu,\"Linear 512, BN, SiLU\",")));
    EXPECT_TRUE(csv.contains(QStringLiteral("Predictor,handcrafted,2,output,\"Linear 2048\",nan")));
    saveForReview(view, QSize(720, 300), QStringLiteral("chain_view"));
}

TEST(ChainView, FollowsTheEpochThatIsLookedAt) {
    RunTimeline timeline;
    timeline.setRun(siameseIdentity(), siameseSnapshots(3), {});
    ChainView view(&timeline);
    timeline.setCurrentIndex(0);
    const QString first = view.figureCsv();
    timeline.setCurrentIndex(2);
    EXPECT_NE(view.figureCsv(), first);
}

TEST(ChainView, RunsOfCellsAndRunsWithoutAnEpochLeaveASentence) {
    RunTimeline timeline;
    ChainView view(&timeline);
    EXPECT_EQ(view.figureCsv().count(QLatin1Char('\n')), 1);
    EXPECT_FALSE(view.grab().isNull());
    timeline.setRun(siameseIdentity(), {}, {}); // nothing searched yet: by hand only
    EXPECT_EQ(view.figureCsv().count(QLatin1Char('\n')), 1 + 3 + 2);
    EXPECT_FALSE(view.grab().isNull());
}

TEST(ChainView, DrawsTheDeepestChainsInASmallSpace) {
    RunIdentity identity = siameseIdentity();
    auto snapshot = std::make_shared<Snapshot>(*siameseSnapshots(1).front());
    for (ChainGenotype& chain : snapshot->genotype.chains)
        chain.layers.resize(16, {"maxpool_3x3", "linear_elu"});
    RunTimeline timeline;
    timeline.setRun(identity, {snapshot}, {});
    ChainView view(&timeline);
    view.resize(view.minimumSizeHint());
    EXPECT_FALSE(view.grab().isNull());
}

} // namespace dnas::test
