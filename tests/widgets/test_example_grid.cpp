#include "tests/widgets/evaluation_fixture.h"
#include "tests/widgets/fixture.h"
#include "widgets/example_grid.h"

#include <QListWidget>
#include <QSignalSpy>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

/// @param side of images with a gradient and a white pixel in the corner
WorstExample exampleOf(int label, int guess, int side, int channels) {
    WorstExample e;
    e.index = 100 + label;
    e.label = label;
    e.guess = guess;
    e.confidence = 0.983;
    e.loss = 6.5;
    e.image.width = e.image.height = side;
    e.image.channels = channels;
    for (int i = 0; i < side * side * channels; ++i)
        e.image.pixels.push_back(static_cast<std::uint8_t>(i < channels ? 255 : i * 199 / (side * side * channels)));
    return e;
}

Evaluation evaluationWithExamples(int count = 6, int side = 32, int channels = 3) {
    Evaluation e = evaluationOf(10);
    for (int i = 0; i < count; ++i)
        e.worst.push_back(exampleOf(i % 10, (i + 2) % 10, side, channels));
    return e;
}

} // namespace

TEST(ExampleGrid, ScalesSmallImagesByAWholeFactorWithSharpPixels) {
    ExampleGrid grid;
    grid.setEvaluation(evaluationWithExamples(1, 32));
    const QImage figure = painted(grid);
    // 32 pixels, three times as large: the white corner pixel is a block of 3 x 3, and nothing is mixed into its rim.
    int white = 0, rim = 0;
    for (int x = 0; x < figure.width(); ++x)
        for (int y = 10; y < 60; ++y) {
            const QColor colour = figure.pixelColor(x, y);
            const bool isWhite = colour == QColor(Qt::white) && x > 20 && x < 60 && y < 30;
            white += isWhite;
            if (isWhite) rim = std::max(rim, x);
        }
    EXPECT_EQ(white, 9);
    EXPECT_LT(figure.pixelColor(rim + 1, 16).lightness(), 10) << "the next pixel of the image is almost black";
}

TEST(ExampleGrid, IsSelectedAndChosenByKeyboardAndMouse) {
    ExampleGrid grid;
    grid.resize(640, 340);
    grid.setEvaluation(evaluationWithExamples());
    grid.show();
    auto* list = grid.findChild<QListWidget*>();
    QSignalSpy chosen(&grid, &ExampleGrid::exampleChosen);
    EXPECT_EQ(grid.selectedExample(), -1);
    grid.setSelectedExample(1);
    QTest::keyClick(list, Qt::Key_Right);
    EXPECT_EQ(grid.selectedExample(), 2);
    QTest::keyClick(list, Qt::Key_Return);
    ASSERT_EQ(chosen.size(), 1);
    EXPECT_EQ(chosen[0][0], 2);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(0)).center());
    ASSERT_EQ(chosen.size(), 2);
    EXPECT_EQ(chosen[1][0], 0);
    EXPECT_EQ(list->item(0)->text(), "label: airplane, guess: bird, 98.3 %") << "what a screen reader says";
}

TEST(ExampleGrid, ShowsOnlyThePairThatTheMatrixChose) {
    ExampleGrid grid;
    grid.setEvaluation(evaluationWithExamples(6));
    EXPECT_EQ(grid.shown().size(), 6u);
    grid.showPair(3, 5);
    EXPECT_EQ(grid.shown(), std::vector<int>{3});
    EXPECT_EQ(grid.remark(), "1 of 6 images");
    EXPECT_EQ(grid.figureCsv(), "image,label,guess,confidence,loss\n103,\"cat\",\"dog\",0.98299999999999998,6.5\n");
    grid.showPair(3, 4);
    EXPECT_TRUE(grid.shown().empty());
    EXPECT_EQ(grid.accessibleDescription(), "None of the 6 worst examples has label cat and guess deer.");
    grid.showPair(-1, -1);
    EXPECT_EQ(grid.shown().size(), 6u);
}

TEST(ExampleGrid, SaysWhyThereIsNothingAndSurvivesBrokenImages) {
    ExampleGrid grid;
    EXPECT_EQ(grid.accessibleDescription(), "The worst examples appear when the network has been evaluated.");
    EXPECT_TRUE(grid.remark().isEmpty());
    EXPECT_FALSE(painted(grid).isNull());
    Evaluation e = evaluationWithExamples(4);
    e.worst[0].image.pixels.pop_back();
    e.worst[1].image.channels = 2;
    e.worst[2].image = {};
    e.worst[3].label = 77; // no such class
    EXPECT_TRUE(imageOf(e.worst[0].image).isNull());
    EXPECT_TRUE(imageOf(e.worst[1].image).isNull());
    EXPECT_TRUE(imageOf(e.worst[2].image).isNull());
    grid.setEvaluation(e);
    grid.resize(500, 300);
    grid.grab();
    EXPECT_TRUE(grid.figureCsv().contains("\"77\""));
    grid.setSelectedExample(99);
    EXPECT_EQ(grid.selectedExample(), -1);
}

TEST(ExampleGrid, ReadsGreyAndColouredImages) {
    const QImage grey = imageOf(exampleOf(0, 1, 28, 1).image), colour = imageOf(exampleOf(0, 1, 32, 3).image);
    EXPECT_EQ(grey.size(), QSize(28, 28));
    EXPECT_EQ(grey.pixelColor(0, 0), QColor(Qt::white));
    EXPECT_EQ(colour.pixelColor(0, 0), QColor(Qt::white));
    EXPECT_EQ(colour.pixelColor(31, 31).red(), 198);
}

TEST(ExampleGrid, IsDrawnInBothThemes) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        setTheme(theme);
        ExampleGrid grid;
        grid.resize(640, 340);
        Evaluation e = evaluationWithExamples(10);
        e.worst[2] = exampleOf(2, 2, 28, 1);
        e.worst[5] = exampleOf(5, 7, 224, 3);
        grid.setEvaluation(e);
        grid.setSelectedExample(1);
        saveScreen(grid, theme == ThemeChoice::Dark ? "examples-dark" : "examples");
        EXPECT_EQ(grid.grab().toImage().pixelColor(1, 1).lightness() < 128, theme == ThemeChoice::Dark);
    }
    setTheme(ThemeChoice::Light);
}
