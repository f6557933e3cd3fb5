#include "widgets/feature_scatter.h"

#include "tests/widgets/siamese_runs.h"

#include <gtest/gtest.h>

#include <limits>

namespace dnas::test {

TEST(FeatureScatter, ListsEveryPointWithItsClass) {
    RunTimeline timeline;
    timeline.setRun(siameseIdentity(), siameseSnapshots(3), {});
    FeatureScatterView view(&timeline);
    timeline.setCurrentIndex(2);
    EXPECT_EQ(view.figureCsv().count(QLatin1Char('\n')), 61);
    EXPECT_TRUE(view.figureCsv().contains(QStringLiteral("\"dog\"")));
    EXPECT_TRUE(view.figureCsv().contains(QStringLiteral("\"2\""))); // a class without a name
    EXPECT_TRUE(view.remark().contains(QStringLiteral("70")));
    saveForReview(view, QSize(520, 320), QStringLiteral("feature_scatter"));
}

TEST(FeatureScatter, DrawsNothingOfNoEpochOnePointAndNumbersThatAreNone) {
    RunTimeline timeline;
    FeatureScatterView view(&timeline);
    EXPECT_FALSE(view.grab().isNull());
    auto snapshot = std::make_shared<Snapshot>(*siameseSnapshots(1).front());
    FeatureScatter& scatter = snapshot->scatter;
    scatter.x = {1, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
    scatter.y = {1, 2, 3};
    scatter.labels = {0, 1, 2};
    scatter.classNames.resize(200, "many"); // more than the legend has room for
    timeline.setRun(siameseIdentity(), {snapshot}, {});
    EXPECT_FALSE(view.grab().isNull());
    EXPECT_EQ(view.figureCsv().count(QLatin1Char('\n')), 4);
}

} // namespace dnas::test
