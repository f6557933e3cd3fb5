#include "tests/widgets/evaluation_fixture.h"
#include "tests/widgets/fixture.h"
#include "widgets/confusion_grid.h"
#include "widgets/confusion_view.h"
#include "widgets/segmented_control.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

QStringList namesOf(const Evaluation& e) {
    QStringList names;
    for (const std::string& name : e.classNames)
        names << QString::fromStdString(name);
    return names;
}

ConfusionGeometry geometryOf(const ConfusionView& view, const Evaluation& e) {
    return {namesOf(e), view.size()};
}

} // namespace

TEST(ConfusionView, TellsLabelGuessCountAndShareUnderThePointer) {
    const Evaluation e = evaluationOf(10);
    ConfusionView view;
    view.resize(640, 560);
    view.setEvaluation(e);
    const ConfusionGeometry geometry = geometryOf(view, e);
    const QString tip = view.tipAt(geometry.field(3, 5).center());
    EXPECT_TRUE(tip.contains("label: cat") && tip.contains("guess: dog")) << tip.toStdString();
    EXPECT_TRUE(tip.contains("130 of 1000 images, 13 %")) << tip.toStdString();
    EXPECT_TRUE(view.tipAt(geometry.accuracyField(0).center()).startsWith("airplane: "));
    EXPECT_EQ(view.tipAt(geometry.field(9, 2).center()), "truck: no images");
    EXPECT_EQ(view.tipAt({2, 2}), "");
}

TEST(ConfusionView, TellsWhichPairWasChosenByMouseAndKeys) {
    const Evaluation e = evaluationOf(10);
    ConfusionView view;
    view.resize(640, 560);
    view.setEvaluation(e);
    QSignalSpy chosen(&view, &ConfusionView::pairChosen);
    QTest::mouseClick(&view, Qt::LeftButton, {}, geometryOf(view, e).field(3, 5).center().toPoint());
    QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(2, 2)); // beside the grid
    ASSERT_EQ(chosen.size(), 1);
    EXPECT_EQ(chosen[0], (QVariantList{3, 5}));
    QTest::keyClick(&view, Qt::Key_Left);
    QTest::keyClick(&view, Qt::Key_Up);
    QTest::keyClick(&view, Qt::Key_Return);
    ASSERT_EQ(chosen.size(), 2);
    EXPECT_EQ(chosen[1], (QVariantList{2, 4}));
    EXPECT_TRUE(view.accessibleDescription().contains("bird"));
    view.setSelectedPair(-1, -1);
    EXPECT_TRUE(view.accessibleDescription().contains("cat taken for dog"));
    QTest::keyClick(&view, Qt::Key_Return); // nothing is selected
    EXPECT_EQ(chosen.size(), 2);
}

TEST(ConfusionView, ColoursFieldsByTheirShareOfTheLabel) {
    Evaluation e = evaluationOf(2);
    e.confusion = {75, 25, 0, 400};
    ConfusionView view;
    view.resize(640, 560);
    view.setEvaluation(e);
    const QImage image = view.grab().toImage();
    const auto colourAt = [&](int label, int guess) {
        const QRectF field = geometryOf(view, e).field(label, guess);
        return image.pixelColor(QPointF(field.center().x(), field.top() + 5).toPoint());
    };
    EXPECT_EQ(colourAt(0, 1), heatColor(0.5)); // the root of a quarter
    EXPECT_EQ(colourAt(1, 0), heatColor(0));
    EXPECT_EQ(colourAt(1, 1), heatColor(1));
}

TEST(ConfusionView, WritesCountsOrPercentAsItsControlSays) {
    ConfusionView view;
    view.resize(640, 560);
    view.setEvaluation(evaluationOf(10));
    auto* control = qobject_cast<SegmentedControl*>(view.controls());
    const QImage counts = view.grab().toImage();
    view.setPercent(true);
    EXPECT_EQ(control->currentIndex(), 1);
    EXPECT_NE(view.grab().toImage(), counts);
    control->setCurrentIndex(0);
    view.setPercent(false);
    EXPECT_EQ(view.grab().toImage(), counts);
    delete control;
}

TEST(ConfusionView, ListsPairsThatOccurWithAllDigits) {
    Evaluation e = evaluationOf(2);
    e.classNames = {"a \"b\", c", "d"};
    e.confusion = {2, 1, 0, 0};
    ConfusionView view;
    view.setEvaluation(e);
    EXPECT_EQ(view.figureCsv(), "label,guess,count,share\n\"a \"\"b\"\", c\",\"a \"\"b\"\", c\",2,0.66666666666666663\n"
                                "\"a \"\"b\"\", c\",\"d\",1,0.33333333333333331\n");
}

TEST(ConfusionView, PoolsManyClassesToTheirLargestShare) {
    ConfusionGridInput input;
    input.totals = {10, 10, 10, 0, 0};
    input.counts.assign(25, 0);
    input.counts[0] = 10;
    input.counts[1 * 5 + 2] = 10;
    const QImage pooled = confusionImage(input, 2);
    ASSERT_EQ(pooled.size(), QSize(3, 3));
    EXPECT_EQ(pooled.pixelColor(0, 0), confusionColor(1));
    EXPECT_EQ(pooled.pixelColor(1, 0), confusionColor(1)) << "not faded by the zeros around it";
    EXPECT_EQ(pooled.pixelColor(2, 0), confusionColor(0));
    EXPECT_EQ(pooled.pixelColor(0, 2), confusionColor(std::nan(""))) << "labels without images";
}

TEST(ConfusionView, DrawsFromOneToAThousandClassesInAnySize) {
    for (int classes : {1, 2, 10, 100, 1000}) {
        const Evaluation e = evaluationOf(classes);
        ConfusionView view;
        view.setEvaluation(e);
        QElapsedTimer timer;
        timer.start();
        for (const QSize& size : {QSize(1, 1), QSize(120, 90), QSize(640, 560)}) {
            view.resize(size);
            view.grab();
        }
        EXPECT_LT(timer.elapsed(), 2000) << classes;
        const ConfusionGeometry geometry = geometryOf(view, e);
        EXPECT_TRUE(QRectF(view.rect()).contains(geometry.grid())) << classes;
        EXPECT_TRUE(QRectF(view.rect()).contains(geometry.accuracyField(classes - 1))) << classes;
        EXPECT_TRUE(QRectF(view.rect()).contains(geometry.colourBar())) << classes;
        EXPECT_NE(painted(view).pixelColor(2, 2), QColor(Qt::magenta));
    }
}

TEST(ConfusionView, IsQuietWithoutAnEvaluation) {
    ConfusionView view;
    view.resize(400, 300);
    const QImage empty = view.grab().toImage();
    Evaluation broken = evaluationOf(10);
    broken.confusion.pop_back();
    view.setEvaluation(broken);
    EXPECT_EQ(view.grab().toImage(), empty);
    EXPECT_EQ(view.figureCsv().count('\n'), 1);
    EXPECT_TRUE(view.remark().isEmpty());
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(200, 150));
    view.setEvaluation(evaluationOf(10));
    EXPECT_EQ(view.remark(), "top-1 93.2 %, top-5 99.7 % of 9000 images");
    view.clear();
    EXPECT_EQ(view.grab().toImage(), empty);
}

TEST(ConfusionView, IsDrawnInBothThemes) {
    for (ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        setTheme(theme);
        const QString suffix = theme == ThemeChoice::Dark ? "-dark" : "";
        ConfusionView view;
        view.resize(640, 560);
        view.setEvaluation(evaluationOf(10));
        view.setSelectedPair(3, 5);
        saveScreen(view, "confusion" + suffix);
        EXPECT_EQ(view.grab().toImage().pixelColor(2, 2).lightness() < 128, theme == ThemeChoice::Dark);
        view.setEvaluation(evaluationOf(100));
        saveScreen(view, "confusion-100" + suffix);
    }
    setTheme(ThemeChoice::Light);
}
