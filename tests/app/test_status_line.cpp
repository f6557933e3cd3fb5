#include "app/status_line.h"

#include <gtest/gtest.h>

#include <QLabel>

#include <map>

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

TEST(StatusLine, CallsEveryKindOfWorkByItsName) {
    StatusLine line;
    line.showState(RunController::State::Running, 0);
    const std::map<std::string, QString> words{{"searching", "Searching"}, {"training", "Training"}, {"pretraining", "Pretraining"},
                                               {"probing", "Probing"}, {"fine-tuning", "Fine-tuning"}, {"evaluating", "Evaluating"}, {"saving", "Saving"}};
    for (const auto& [phase, word] : words) {
        StepProgress progress;
        progress.phase = phase;
        progress.epoch = 2;
        line.showProgress(progress);
        EXPECT_EQ(line.findChild<QLabel*>(QStringLiteral("status.what"))->text(), word + QStringLiteral(" · epoch 3"));
    }
}

} // namespace
} // namespace dnas
