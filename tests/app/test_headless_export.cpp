#include "app/headless_export.h"

#include "engine/api/baseline.h"
#include "engine/api/project.h"
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
        addRun("search", 2);
        arguments.action = Arguments::Action::Export;
        arguments.file = folder.filePath("p.dnas");
        arguments.experiment = "search";
        arguments.figure = "curves";
        arguments.out = folder.filePath("figure.svg");
    }

    void addRun(const char* name, std::uint64_t seed) {
        const std::unique_ptr<Project> project = Project::open(folder.filePath("p.dnas").toStdString());
        Request request = makeRequest("fairdarts", Preset::Quick);
        request.name = name;
        request.recipe.epochs = 3;
        request.seed = seed;
        const std::int64_t id = project->addExperiment(request, "t", "t");
        for (int epoch = 0; epoch < 3; ++epoch) project->addEpoch(id, *fakeSnapshot(epoch, 3), {}, {epoch + 1, 0, "state"});
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

TEST_F(HeadlessExportTest, WritesTheCurveOfAnyStoredMetric) {
    for (const char* metric : {"skip_count", "entropy", "top5", "valid_top5", "lr"}) {
        arguments.figure = QStringLiteral("curves-") + QLatin1String(metric);
        arguments.out = folder.filePath("metric.csv");
        EXPECT_EQ(exportHeadless(arguments), 0) << metric;
        EXPECT_TRUE(read("metric.csv").contains("epoch,train_loss")) << metric;
    }
    arguments.figure = "curves-fame";
    EXPECT_EQ(exportHeadless(arguments), 2);
}

TEST_F(HeadlessExportTest, ComparesRunsAndNamesThemAll) {
    addRun("the other seed", 7);
    for (const char* figure : {"curves@2", "curves-entropy@2", "cell-normal@2", "alpha-reduce@2", "architectures@2", "agreement"}) {
        arguments.figure = QLatin1String(figure);
        arguments.out = folder.filePath("compared.svg");
        EXPECT_EQ(exportHeadless(arguments), 0) << figure;
        EXPECT_TRUE(read("compared.svg").contains("the other seed (2)")) << figure;
    }
    arguments.figure = "curves@2";
    arguments.out = folder.filePath("compared.csv");
    EXPECT_EQ(exportHeadless(arguments), 0);
    EXPECT_TRUE(read("compared.csv").contains("\n2,\"the other seed\",3,"));
    for (const char* wrong : {"curves@99", "curves@", "dominant@2", "cell-seven@2"}) {
        arguments.figure = QLatin1String(wrong);
        EXPECT_NE(exportHeadless(arguments), 0) << wrong;
    }
}

TEST_F(HeadlessExportTest, WritesTheTableOfRunsAndTheBaseline) {
    addRun("the other seed", 7);
    arguments.figure = "runs";
    EXPECT_EQ(exportHeadless(arguments), 2) << "a table is no drawing";
    arguments.out = folder.filePath("runs.csv");
    EXPECT_EQ(exportHeadless(arguments), 0);
    const QByteArray table = read("runs.csv");
    EXPECT_TRUE(table.contains("id,name,status,method,data,seed")) << table.toStdString();
    EXPECT_TRUE(table.contains("\n2,\"the other seed\","));
    EXPECT_TRUE(table.contains(",entropy"));
    arguments.figure = "baseline";
    arguments.out = folder.filePath("baseline.csv");
    EXPECT_EQ(exportHeadless(arguments), 2) << "none is stored";
    {
        const std::unique_ptr<Project> project = Project::open(arguments.file.toStdString());
        project->addFinishedRun(randomBaseline(makeRequest("fairdarts", Preset::Quick), 5, 1), "t");
    }
    EXPECT_EQ(exportHeadless(arguments), 0);
    EXPECT_FALSE(read("baseline.csv").isEmpty());
    arguments.figure = "weights";
    EXPECT_EQ(exportHeadless(arguments), 2) << "of a search none are stored";
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
