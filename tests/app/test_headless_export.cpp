#include "app/headless_export.h"

#include "tests/app/fake_runner.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace dnas {
namespace {

class HeadlessExportTest : public testing::Test {
  protected:
    HeadlessExportTest() {
        const std::unique_ptr<Project> project = Project::open(folder.filePath("p.dnas").toStdString());
        Request request = makeRequest("fairdarts", Preset::Quick);
        request.name = "search";
        request.recipe.epochs = 3;
        const std::int64_t id = project->addExperiment(request, "t", "t");
        for (int epoch = 0; epoch < 3; ++epoch) project->addEpoch(id, *fakeSnapshot(epoch, 3), {}, {epoch + 1, 0, "state"});
        arguments.action = Arguments::Action::Export;
        arguments.file = folder.filePath("p.dnas");
        arguments.experiment = "search";
        arguments.figure = "curves";
        arguments.out = folder.filePath("figure.svg");
    }

    QByteArray read(const QString& name) {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir folder;
    Arguments arguments;
};

TEST_F(HeadlessExportTest, WritesOneFigureByTheNameOfItsExperiment) {
    EXPECT_EQ(exportHeadless(arguments), 0);
    EXPECT_TRUE(read("figure.svg").contains("<svg"));
}

TEST_F(HeadlessExportTest, WritesEveryFigureIntoAFolder) {
    arguments.figure = "all";
    arguments.out = folder.filePath("figures");
    EXPECT_EQ(exportHeadless(arguments), 0);
    const QStringList files = QDir(arguments.out).entryList(QDir::Files);
    for (const char* name : {"curves.svg", "curves.png", "loss.svg", "dominant.png", "cell-normal.svg", "cell-reduce.png", "alpha-normal.svg", "parse-reduce.svg"})
        EXPECT_TRUE(files.contains(name)) << name;
}

TEST_F(HeadlessExportTest, WritesAFilmAndOneEdgeOverTime) {
    arguments.figure = "film-cell-normal";
    arguments.out = folder.filePath("film.gif");
    EXPECT_EQ(exportHeadless(arguments), 0);
    EXPECT_TRUE(read("film.gif").startsWith("GIF89a"));
    arguments.epoch = 2;
    arguments.out = folder.filePath("film.png");
    EXPECT_EQ(exportHeadless(arguments), 0);
    EXPECT_TRUE(read("film-0002.png").startsWith("\x89PNG"));
    EXPECT_TRUE(read("film-0003.png").isEmpty()) << "up to --epoch";
    arguments.out = folder.filePath("film.svg");
    EXPECT_EQ(exportHeadless(arguments), 2);
    arguments.figure = "film-curves";
    EXPECT_EQ(exportHeadless(arguments), 2);
    arguments.figure = "edge-normal-3";
    arguments.out = folder.filePath("edge.csv");
    EXPECT_EQ(exportHeadless(arguments), 0);
    EXPECT_TRUE(read("edge.csv").contains("entropy"));
    arguments.figure = "edge-normal-99";
    EXPECT_EQ(exportHeadless(arguments), 2);
}

TEST_F(HeadlessExportTest, TellsWrongUseFromFailure) {
    Arguments wrong = arguments;
    wrong.experiment = "nobody";
    EXPECT_EQ(exportHeadless(wrong), 2);
    wrong = arguments;
    wrong.figure = "portrait";
    EXPECT_EQ(exportHeadless(wrong), 2);
    wrong = arguments;
    wrong.epoch = 99;
    EXPECT_EQ(exportHeadless(wrong), 2);
    wrong = arguments;
    wrong.out = folder.filePath("figure.doc");
    EXPECT_EQ(exportHeadless(wrong), 2);
    wrong = arguments;
    wrong.file = folder.filePath("missing.dnas");
    EXPECT_EQ(exportHeadless(wrong), 3);
    wrong = arguments;
    wrong.out = folder.filePath("no such folder/figure.svg");
    EXPECT_EQ(exportHeadless(wrong), 3);
}

} // namespace
} // namespace dnas
