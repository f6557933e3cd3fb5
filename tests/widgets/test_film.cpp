#include "tests/widgets/fixture.h"
#include "widgets/alpha_view.h"
#include "widgets/cell_view.h"
#include "widgets/film.h"
#include "widgets/gif_writer.h"

#include <QFile>
#include <QFileInfo>
#include <QImageReader>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

std::unique_ptr<QWidget> cellView(RunTimeline* timeline) {
    return std::make_unique<CellView>(timeline);
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Mean difference of two pictures, 0 to 255.
double difference(const QImage& a, const QImage& b) {
    if (a.size() != b.size()) return 255;
    double sum = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x) {
            const QColor p = a.pixelColor(x, y), q = b.pixelColor(x, y);
            sum += std::abs(p.red() - q.red()) + std::abs(p.green() - q.green()) + std::abs(p.blue() - q.blue());
        }
    return sum / (3.0 * a.width() * a.height());
}

class FilmTest : public testing::Test {
  protected:
    FilmTest() { fillRun(timeline, 12, 9); }

    void write(Film& film) {
        while (film.writeNext()) {
        }
    }

    RunTimeline timeline;
    QTemporaryDir folder;
};

} // namespace

TEST_F(FilmTest, AGifHasAFrameForEveryEpochAndLooksLikeTheView) {
    const QString path = folder.filePath(QStringLiteral("cell.gif"));
    Film film(timeline, cellView, path);
    EXPECT_EQ(film.frameCount(), 9);
    write(film);
    ASSERT_EQ(film.problem(), QString());
    EXPECT_EQ(film.files(), QStringList{path});
    QImageReader reader(path);
    if (!reader.canRead()) GTEST_SKIP() << "Qt's plugin for reading GIF is missing (qt6-base: imageformats/libqgif)";
    EXPECT_EQ(reader.imageCount(), 9);
    EXPECT_EQ(reader.loopCount(), -1) << "for ever";
    for (int i = 0; i < 9; ++i)
        EXPECT_LT(difference(reader.read().convertToFormat(QImage::Format_RGB32), film.frame(i)), 1.5) << i;
}

TEST_F(FilmTest, NumberedImagesCarryTheirOrigin) {
    Film film(
        timeline, [](RunTimeline* run) { return std::make_unique<AlphaView>(run); },
        folder.filePath(QStringLiteral("alpha.png")));
    write(film);
    ASSERT_EQ(film.files().size(), 9);
    EXPECT_EQ(QFileInfo(film.files()[8]).fileName(), QStringLiteral("alpha-0009.png"));
    const QImage image(film.files()[8]);
    EXPECT_TRUE(image.text(QStringLiteral("Description")).contains(QStringLiteral("Epoch: 9")));
    EXPECT_EQ(image.size(), film.frame(0).size());
}

TEST_F(FilmTest, TheOriginStandsInTheGifToo) {
    const QString path = folder.filePath(QStringLiteral("cell.gif"));
    Film film(timeline, cellView, path);
    write(film);
    EXPECT_TRUE(contentOf(path).startsWith("GIF89a"));
    EXPECT_TRUE(contentOf(path).contains("Seed: 3"));
}

TEST_F(FilmTest, FilmingDisturbsNoView) {
    QSignalSpy moved(&timeline, &RunTimeline::currentChanged);
    Film film(timeline, cellView, folder.filePath(QStringLiteral("cell.png")));
    write(film);
    EXPECT_EQ(moved.count(), 0);
    EXPECT_EQ(timeline.currentIndex(), 8);
}

TEST_F(FilmTest, EndsAtTheCurrentEpochAndFollowsTheWhatIfRule) {
    timeline.setCurrentIndex(3);
    DiscretizeSpec all;
    all.method = ParseMethod::Complete;
    all.threshold = 0.01;
    const auto last = [&] {
        Film film(timeline, cellView, folder.filePath(QStringLiteral("x.gif")));
        EXPECT_EQ(film.frameCount(), 4);
        return film.frame(3);
    };
    const QImage recipes = last();
    timeline.setParseRule(all);
    EXPECT_GT(difference(recipes, last()), 1);
}

TEST_F(FilmTest, ALongRunSkipsEpochsEvenlyAndKeepsItsEnds) {
    FilmOptions options;
    options.mostFrames = 4;
    Film film(timeline, cellView, folder.filePath(QStringLiteral("x.png")), options);
    EXPECT_EQ(film.frameCount(), 4);
    fillRun(timeline, 1, 1);
    Film one(timeline, cellView, folder.filePath(QStringLiteral("one.gif")));
    write(one);
    EXPECT_EQ(one.problem(), QString());
}

TEST_F(FilmTest, SaysWhyThereIsNoFilm) {
    Film wrong(timeline, cellView, folder.filePath(QStringLiteral("x.avi")));
    EXPECT_FALSE(wrong.writeNext());
    EXPECT_TRUE(wrong.problem().contains(QStringLiteral("gif")));
    Film nowhere(timeline, cellView, folder.filePath(QStringLiteral("missing/x.gif")));
    write(nowhere);
    EXPECT_TRUE(nowhere.problem().contains(QStringLiteral("missing/x.gif")));
    EXPECT_TRUE(nowhere.files().isEmpty());
    timeline.clear();
    Film empty(timeline, cellView, folder.filePath(QStringLiteral("x.gif")));
    EXPECT_FALSE(empty.writeNext());
    EXPECT_FALSE(empty.problem().isEmpty());
    fillNanRun(timeline);
    Film nan(timeline, cellView, folder.filePath(QStringLiteral("nan.gif")));
    write(nan);
    EXPECT_EQ(nan.problem(), QString()) << "every frame says that there is no cell";
}

TEST(GifWriter, RefusesAFrameOfAnotherSize) {
    QImage frame(20, 10, QImage::Format_RGB32);
    frame.fill(Qt::red);
    GifWriter gif(frame.size(), {frame}, QStringLiteral("c"));
    EXPECT_TRUE(gif.add(frame, 10));
    EXPECT_FALSE(gif.add(QImage(21, 10, QImage::Format_RGB32), 10));
    EXPECT_TRUE(gif.finish().isEmpty());
}
