#include "app/report.h"

#include "app/studio_style.h"
#include "tests/app/fake_runner.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>

namespace dnas {
namespace {

void fill(RunTimeline& timeline, int epochs) {
    RunIdentity identity;
    identity.experiment = 7;
    identity.name = "FairDARTS, seed 3";
    identity.method = "fairdarts";
    identity.data = "fashion-mnist";
    identity.seed = 3;
    identity.request = makeRequest("fairdarts", Preset::Quick);
    std::vector<SnapshotPtr> snapshots;
    for (int epoch = 0; epoch < epochs; ++epoch) snapshots.push_back(fakeSnapshot(epoch, 12));
    timeline.setRun(identity, snapshots, {});
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    file.open(QIODevice::ReadOnly);
    return file.readAll();
}

TEST(Report, IsOnePageWithTheRunsNameAndItsGenotype) {
    applyStudioTheme(ThemeChoice::Dark);
    RunTimeline timeline;
    fill(timeline, 12);
    timeline.setCurrentIndex(5);
    QTemporaryDir folder;
    EXPECT_EQ(writeReport(&timeline, folder.filePath("a.pdf")).toStdString(), "");
    const QByteArray pdf = contentOf(folder.filePath("a.pdf"));
    EXPECT_TRUE(pdf.startsWith("%PDF"));
    EXPECT_EQ(pdf.count("/Type /Page\n"), 1);
    EXPECT_EQ(writeReport(&timeline, folder.filePath("a.svg")).toStdString(), "");
    const QByteArray svg = contentOf(folder.filePath("a.svg"));
    EXPECT_TRUE(svg.contains("FairDARTS, seed 3"));
    EXPECT_TRUE(svg.contains("83.3 %")) << "best of all epochs";
    EXPECT_EQ(writeReport(&timeline, folder.filePath("a.csv")).toStdString(), "");
    EXPECT_TRUE(contentOf(folder.filePath("a.csv")).contains("\"validation top-1\",\"76.7 %\""));
}

TEST(Report, IsOfPaperColoursAndDrawnToTheEdges) {
    applyStudioTheme(ThemeChoice::Dark);
    RunTimeline timeline;
    fill(timeline, 12);
    const QString folder = QStringLiteral(DNAS_BINARY_DIR "/screens");
    QDir().mkpath(folder);
    EXPECT_EQ(writeReport(&timeline, folder + "/report.png").toStdString(), "");
    const QImage page(folder + "/report.png");
    EXPECT_EQ(page.size(), QSize(1588, 2246));
    EXPECT_EQ(page.pixelColor(3, 3), QColor(Qt::white));
}

TEST(Report, OfATrainingShowsTheNetworkAndNoEmptyViews) {
    RunTimeline timeline;
    RunIdentity identity;
    identity.name = "trained";
    identity.request = makeTraining("DARTS_V2", Preset::Quick);
    std::vector<SnapshotPtr> snapshots;
    for (int epoch = 0; epoch < 5; ++epoch) {
        auto s = std::make_shared<Snapshot>(*fakeSnapshot(epoch, 5));
        s->alpha.clear();
        s->confidence.clear();
        s->dominant.clear();
        snapshots.push_back(s);
    }
    timeline.setRun(identity, snapshots, {});
    const QString path = QStringLiteral(DNAS_BINARY_DIR "/screens/report_training");
    EXPECT_EQ(writeReport(&timeline, path + ".png").toStdString(), "");
    EXPECT_EQ(writeReport(&timeline, path + ".svg").toStdString(), "");
    const QByteArray svg = contentOf(path + ".svg");
    EXPECT_FALSE(svg.contains("Dominant operations"));
    EXPECT_TRUE(svg.contains("Layers of the network"));
    EXPECT_TRUE(svg.contains("Learning curves: loss"));
}

TEST(Report, OfIndividualCellsShowsThemAll) {
    RunTimeline timeline;
    RunIdentity identity;
    identity.name = "individual cells";
    identity.request = makeRequest("ddarts", Preset::Quick);
    std::vector<SnapshotPtr> snapshots;
    for (int epoch = 0; epoch < 3; ++epoch) {
        auto s = std::make_shared<Snapshot>(*fakeSnapshot(epoch, 3));
        const std::vector<AlphaGroup> two = s->alpha;
        s->alpha.clear();
        for (int cell = 0; cell < 8; ++cell) {
            s->alpha.push_back(two[static_cast<std::size_t>(cell % 2)]);
            s->alpha.back().name = "cell " + std::to_string(cell);
        }
        snapshots.push_back(s);
    }
    timeline.setRun(identity, snapshots, {});
    const QString path = QStringLiteral(DNAS_BINARY_DIR "/screens/report_cells");
    EXPECT_EQ(writeReport(&timeline, path + ".png").toStdString(), "");
    EXPECT_EQ(writeReport(&timeline, path + ".svg").toStdString(), "");
    const QByteArray svg = contentOf(path + ".svg");
    for (int cell = 0; cell < 8; ++cell) EXPECT_TRUE(svg.contains("Cell " + QByteArray::number(cell))) << cell;
}

TEST(Report, ARunWithoutEpochsHasOneToo) {
    RunTimeline timeline;
    fill(timeline, 0);
    QTemporaryDir folder;
    EXPECT_EQ(writeReport(&timeline, folder.filePath("a.pdf")).toStdString(), "");
}

TEST(Report, WhatCannotBeWrittenIsSaid) {
    RunTimeline timeline;
    fill(timeline, 1);
    EXPECT_NE(writeReport(&timeline, "/nowhere/a.pdf").toStdString(), "");
    EXPECT_NE(writeReport(&timeline, "/tmp/a.docx").toStdString(), "");
}

} // namespace
} // namespace dnas
