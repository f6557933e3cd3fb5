#include "app/status_line.h"

#include <gtest/gtest.h>

#include <QLabel>

namespace dnas {
namespace {

QString memoryText(const StepProgress& progress) {
    StatusLine line;
    line.showState(RunController::State::Running, 0);
    line.showProgress(progress);
    return line.findChild<QLabel*>(QStringLiteral("status.memory"))->text();
}

TEST(StatusLine, TellsTheMemoryOfTheProcessOnTheCpu) {
    StepProgress progress;
    progress.peakMb = 1230;
    EXPECT_EQ(memoryText(progress), QStringLiteral("1.23 GB peak"));
}

TEST(StatusLine, TellsMemoryAndLoadOfAGpuWhereARunIsOnOne) {
    StepProgress progress;
    progress.peakMb = 1230;
    progress.gpuPeakMb = 5210;
    EXPECT_EQ(memoryText(progress), QStringLiteral("1.23 GB peak · GPU 5.21 GB"));
    progress.gpuPercent = 87;
    EXPECT_EQ(memoryText(progress), QStringLiteral("1.23 GB peak · GPU 5.21 GB, 87 % busy"));
}

} // namespace
} // namespace dnas
