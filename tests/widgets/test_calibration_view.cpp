#include "tests/widgets/evaluation_fixture.h"
#include "tests/widgets/fixture.h"
#include "widgets/calibration_view.h"

#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

TEST(CalibrationView, TellsConfidenceAccuracyAndGapOfABin) {
    Evaluation e = calibratedEvaluation();
    e.calibration[7] = {123, 0.5, 0.47};
    CalibrationView view;
    view.resize(480, 440);
    view.setEvaluation(e);
    view.setSelectedBin(7);
    for (const char* part : {"0.47 to 0.53", "123 images", "confidence 50 %", "accuracy 47 %", "gap 3 %"})
        EXPECT_TRUE(view.accessibleDescription().contains(part)) << view.accessibleDescription().toStdString();
    EXPECT_EQ(view.tipAt(QPointF(255, 200)), view.accessibleDescription()) << "the middle bin lies in the middle";
    EXPECT_EQ(view.tipAt(QPointF(2, 2)), "");
    view.setSelectedBin(0);
    EXPECT_TRUE(view.accessibleDescription().contains("no images"));
}

TEST(CalibrationView, IsWorkedByTheKeyboard) {
    CalibrationView view;
    view.setEvaluation(calibratedEvaluation());
    QTest::keyClick(&view, Qt::Key_Left); // the last bin, where most images are
    EXPECT_EQ(view.selectedBin(), 14);
    QTest::keyClick(&view, Qt::Key_Right);
    EXPECT_EQ(view.selectedBin(), 14);
    QTest::keyClick(&view, Qt::Key_Left);
    EXPECT_EQ(view.selectedBin(), 13);
    view.setEvaluation(calibratedEvaluation());
    EXPECT_EQ(view.selectedBin(), -1);
}

TEST(CalibrationView, WritesTheErrorAndListsTheBins) {
    CalibrationView view;
    view.setEvaluation(calibratedEvaluation());
    EXPECT_EQ(view.remark(), "expected calibration error 4.2 %");
    const QStringList lines = view.figureCsv().split('\n', Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 16);
    EXPECT_EQ(lines[0], "low,high,count,confidence,accuracy");
    EXPECT_EQ(lines[1], "0,0.066666666666666666,0,nan,nan");
    EXPECT_EQ(lines[15].section(',', 1, 1), "1");
}

TEST(CalibrationView, DrawsGapsInTheColourOfTheirDirection) {
    Evaluation e;
    e.calibration.assign(15, {});
    for (CalibrationBin& bin : e.calibration)
        bin.confidence = bin.accuracy = std::nan("");
    const auto imageOf = [&](double accuracy) {
        e.calibration[11] = {100, 0.77, accuracy};
        CalibrationView view;
        view.resize(480, 440);
        view.setEvaluation(e);
        return view.grab().toImage();
    };
    const auto count = [](const QImage& image, const QColor& colour) {
        int pixels = 0;
        for (int x = 330; x < 390; ++x) // the column of the bin, right of the legend
            for (int y = 0; y < image.height(); ++y)
                pixels += image.pixelColor(x, y) == colour;
        return pixels;
    };
    EXPECT_GT(count(imageOf(0.3), tokens().bad), 20);
    EXPECT_EQ(count(imageOf(0.3), tokens().good), 0);
    EXPECT_GT(count(imageOf(1), tokens().good), 20);
    EXPECT_EQ(count(imageOf(1), tokens().bad), 0);
}

TEST(CalibrationView, IsQuietWithoutAnEvaluationAndInAnySize) {
    CalibrationView view;
    view.resize(400, 300);
    const QImage empty = view.grab().toImage();
    QTest::keyClick(&view, Qt::Key_Right);
    EXPECT_TRUE(view.tipAt({200, 150}).isEmpty());
    EXPECT_EQ(view.figureCsv().count('\n'), 1);
    view.setEvaluation(calibratedEvaluation());
    for (const QSize& size : {QSize(1, 1), QSize(60, 400), QSize(480, 440)}) {
        view.resize(size);
        view.grab();
    }
    EXPECT_NE(painted(view).pixelColor(2, 2), QColor(Qt::magenta));
    view.clear();
    view.resize(400, 300);
    EXPECT_EQ(view.grab().toImage(), empty);
}

TEST(CalibrationView, IsDrawnInBothThemes) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        setTheme(theme);
        CalibrationView view;
        view.resize(480, 440);
        view.setEvaluation(calibratedEvaluation());
        saveScreen(view, theme == ThemeChoice::Dark ? "calibration-dark" : "calibration");
        EXPECT_EQ(view.grab().toImage().pixelColor(2, 2).lightness() < 128, theme == ThemeChoice::Dark);
    }
    setTheme(ThemeChoice::Light);
}
