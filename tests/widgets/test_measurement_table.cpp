#include "widgets/measurement_table.h"
#include "widgets/metric_title.h"

#include <QSignalSpy>
#include <QTreeView>

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

Measurement one(const char* name, double value) {
    Measurement m;
    m.name = name;
    m.value = value;
    m.conditions = "2 threads, 30 repeats";
    m.machine = "a machine";
    m.measured = "2026-11-24T20:55:19Z";
    return m;
}

QString cell(const MeasurementTable& table, int row, int column) {
    const QAbstractItemModel* model = table.findChild<QTreeView*>()->model();
    return model->index(row, column).data().toString();
}

} // namespace

TEST(MeasurementTable, WritesNumbersInTheUnitsOfPeople) {
    EXPECT_EQ(measuredText("inherited_top1", 0.4567), "45.7 %");
    EXPECT_EQ(measuredText("latency_1", 0.00412), "4.12 ms");
    EXPECT_EQ(measuredText("latency_1", 1.1234), "1123 ms");
    EXPECT_EQ(measuredText("throughput_32", 243.4), "243");
    EXPECT_EQ(measuredText("throughput_32", 1.356), "1.36");
    EXPECT_EQ(measuredText("latency_1", std::nan("")), QStringLiteral("\u2014"));
    EXPECT_EQ(measuredText("latency_1", HUGE_VAL), QStringLiteral("\u2014"));
    EXPECT_EQ(metricTitle("latency_8"), "latency of a batch of 8");
}

TEST(MeasurementTable, ShowsWhatASearchLosesFirst) {
    MeasurementTable table;
    QSignalSpy remarks(&table, &MeasurementTable::remarkChanged);
    Measurement latency = one("latency_1", 0.004);
    latency.low = 0.003;
    latency.high = 0.005;
    table.setMeasurements({one("inherited_top1", 0.4), latency, one("retrained_top1", 0.93), one("supernet_top1", 0.9)});
    EXPECT_EQ(cell(table, 0, 1), "90.0 %");
    EXPECT_EQ(cell(table, 1, 1), "40.0 %");
    EXPECT_EQ(cell(table, 2, 1), "93.0 %");
    EXPECT_EQ(cell(table, 3, 2), "3.00 to 5.00");
    EXPECT_EQ(cell(table, 0, 2), QStringLiteral("\u2014")) << "no repeats, no spread";
    EXPECT_EQ(cell(table, 3, 3), "2 threads, 30 repeats");
    EXPECT_EQ(table.remark(), "discretisation costs 50.0 points");
    EXPECT_EQ(remarks.count(), 1);
    table.clear();
    EXPECT_TRUE(table.remark().isEmpty());
}

TEST(MeasurementTable, IsDrawnInBothThemesAndWithoutNumbers) {
    MeasurementTable table;
    table.resize(520, 200);
    const QImage empty = table.grab().toImage();
    table.setMeasurements({one("supernet_top1", std::nan("")), one("inherited_top1", 7), one("latency_1", -HUGE_VAL)});
    EXPECT_NE(table.grab().toImage(), empty);
}
