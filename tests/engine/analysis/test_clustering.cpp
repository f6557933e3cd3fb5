#include "engine/api/clustering.h"

#include "engine/api/error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace dnas;

namespace {

/// Distances of points on a line.
std::vector<double> onALine(const std::vector<double>& points) {
    std::vector<double> distances;
    for (double a : points)
        for (double b : points)
            distances.push_back(std::abs(a - b));
    return distances;
}

std::vector<int> order(const std::vector<double>& points) {
    return clusterOrder(onALine(points), points.size());
}

} // namespace

TEST(ClusterOrder, SortsPointsOfALineInOneOfTheTwoDirections) {
    const std::vector<double> points{5, 1, 9, 1.2, 5.1, 9.3};
    std::vector<int> found = order(points);
    if (points[found.front()] > points[found.back()]) std::reverse(found.begin(), found.end());
    EXPECT_EQ(found, (std::vector<int>{1, 3, 0, 4, 2, 5}));
}

TEST(ClusterOrder, PutsGroupsSideBySide) {
    const std::vector<int> found = order({0, 100, 1, 101, 2, 102});
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(found[i] % 2, found[0] % 2);
    for (int i = 3; i < 6; ++i)
        EXPECT_NE(found[i] % 2, found[0] % 2);
}

TEST(ClusterOrder, AveragesOverTheMembersOfACluster) {
    // 0 and 1 meet first. From 2 they are 4 and 8 away, on average 6: 2 joins 3 at 5. Single linkage would join it to
    // 0.
    const std::vector<double> distances{0, 1, 4, 20, 1, 0, 8, 20, 4, 8, 0, 5, 20, 20, 5, 0};
    EXPECT_EQ(clusterOrder(distances, 4), (std::vector<int>{1, 0, 2, 3}));
}

TEST(ClusterOrder, KeepsTheOrderWhereAllAreEqual) {
    EXPECT_EQ(clusterOrder(std::vector<double>(16, 0.0), 4), (std::vector<int>{0, 1, 2, 3}));
}

TEST(ClusterOrder, ListsEveryIndexOnceWhateverTheValues) {
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    for (double value : {nan, infinity, -1.0, 0.0}) {
        std::vector<int> found = clusterOrder({0, value, 1, value, 0, 2, 1, 2, 0}, 3);
        std::sort(found.begin(), found.end());
        EXPECT_EQ(found, (std::vector<int>{0, 1, 2}));
    }
    EXPECT_EQ(clusterOrder(std::vector<double>(9, nan), 3).size(), 3u);
    EXPECT_EQ(clusterOrder({0}, 1), (std::vector<int>{0}));
    EXPECT_TRUE(clusterOrder({}, 0).empty());
}

TEST(ClusterOrder, RefusesWhatIsNoSquare) {
    EXPECT_THROW(clusterOrder({0, 1, 1}, 2), EngineError);
}
