#include "app/film_dialog.h"

#include "app/figures.h"
#include "tests/app/fake_runner.h"
#include "widgets/run_timeline.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

namespace dnas {
namespace {

class FilmDialogTest : public testing::Test {
  protected:
    FilmDialogTest() {
        std::vector<SnapshotPtr> snapshots;
        for (int epoch = 0; epoch < 5; ++epoch) snapshots.push_back(fakeSnapshot(epoch, 5));
        RunIdentity identity;
        identity.name = QStringLiteral("search");
        identity.request = makeRequest("fairdarts", Preset::Quick);
        timeline.setRun(identity, snapshots, {});
    }

    RunTimeline timeline;
    QTemporaryDir folder;
};

TEST_F(FilmDialogTest, OffersTheCellThatIsShownFirst) {
    EXPECT_EQ(FilmDialog(&timeline, 0).film(), QStringLiteral("film-cell-normal"));
    EXPECT_EQ(FilmDialog(&timeline, 1).film(), QStringLiteral("film-cell-reduce"));
}

TEST_F(FilmDialogTest, WritesTheFilmWhileTheWindowLives) {
    FilmDialog dialog(&timeline, 0);
    dialog.show();
    const QString path = folder.filePath(QStringLiteral("x.gif"));
    dialog.write(path);
    EXPECT_TRUE(dialog.isWriting());
    ASSERT_TRUE(QTest::qWaitFor([&] { return !dialog.isWriting(); }));
    EXPECT_TRUE(QFileInfo::exists(path));
    EXPECT_TRUE(dialog.state().contains(path)) << dialog.state().toStdString();
    dialog.write(folder.filePath(QStringLiteral("missing/x.gif")));
    ASSERT_TRUE(QTest::qWaitFor([&] { return !dialog.isWriting(); }));
    EXPECT_TRUE(dialog.state().contains(QStringLiteral("cannot be written"))) << dialog.state().toStdString();
}

TEST_F(FilmDialogTest, StopsAtOnceAndStaysOpen) {
    FilmDialog dialog(&timeline, 0);
    dialog.show();
    const QString path = folder.filePath(QStringLiteral("x.gif"));
    dialog.write(path);
    dialog.reject();
    EXPECT_FALSE(dialog.isWriting());
    EXPECT_TRUE(dialog.isVisible());
    QTest::qWait(20);
    EXPECT_FALSE(QFileInfo::exists(path));
    dialog.reject();
    EXPECT_FALSE(dialog.isVisible());
}

} // namespace
} // namespace dnas
