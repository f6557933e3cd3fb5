#include "widgets/operation_table.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

SnapshotPtr withColumns(int epoch, std::vector<std::string> columns) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->epoch = epoch;
    AlphaGroup group;
    group.columns = std::move(columns);
    snapshot->alpha = {group};
    return snapshot;
}

/// Every operation counts one; counts how often it is asked.
OperationTable::Reader ones(int& reads) {
    return [&reads](const Snapshot& snapshot, const OperationTable::Add& add) {
        ++reads;
        for (const std::string& column : snapshot.alpha[0].columns)
            add(column, 1);
    };
}

} // namespace

TEST(OperationTable, OperationsThatComeAndGoLeaveGaps) {
    OperationTable table;
    int reads = 0;
    table.update({withColumns(0, {"a", "b"}), withColumns(1, {"a"}), withColumns(2, {"a", "c"})}, ones(reads));
    ASSERT_EQ(table.operations(), (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_TRUE(std::isnan(table.series(1)[1]));
    EXPECT_TRUE(std::isnan(table.series(2)[0]));
    EXPECT_EQ(table.series(2)[2], 1);
}

TEST(OperationTable, SeveralGroupsSumUp) {
    OperationTable table;
    int reads = 0;
    table.update({withColumns(0, {"a", "a"})}, ones(reads));
    EXPECT_EQ(table.series(0)[0], 2);
}

TEST(OperationTable, ReadsOnlyWhatIsNewAndWhatAResumedRunRepeats) {
    OperationTable table;
    int reads = 0;
    std::vector<SnapshotPtr> snapshots;
    for (int epoch = 0; epoch < 5; ++epoch)
        snapshots.push_back(withColumns(epoch, {"a"}));
    table.update(snapshots, ones(reads));
    EXPECT_EQ(reads, 5);
    snapshots.push_back(withColumns(5, {"a"}));
    table.update(snapshots, ones(reads));
    EXPECT_EQ(reads, 6);
    snapshots.resize(4);
    snapshots.back() = withColumns(3, {"b"});
    table.update(snapshots, ones(reads));
    EXPECT_EQ(reads, 7);
    EXPECT_EQ(table.series(0).size(), 4u);
    EXPECT_TRUE(std::isnan(table.series(0)[3]));
}
