#include "app/wizard/experiment_wizard.h"

#include "app/studio_style.h"
#include "app/wizard/data_preview.h"
#include "app/wizard/option_form.h"
#include "app/wizard/resources_page.h"
#include "tests/app/fake_runner.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

namespace dnas {
namespace {

class WizardTest : public testing::Test {
  protected:
    WizardTest() {
        applyStudioTheme(ThemeChoice::Light);
        wizard.show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&wizard));
    }

    QPushButton* next() { return wizard.findChild<QPushButton*>("wizard.next"); }
    QLineEdit* field(const char* name) { return wizard.findChild<QLineEdit*>(name); }
    bool goTo(int step) {
        while (wizard.step() < step) {
            if (!QTest::qWaitFor([&] { return next()->isEnabled(); }, 5000)) return false;
            const int before = wizard.step();
            QTest::mouseClick(next(), Qt::LeftButton);
            if (wizard.step() == before) return false;
        }
        return true;
    }
    void type(QLineEdit* line, const QString& text) {
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    bool showsText(const QString& part) {
        for (const QLabel* label : wizard.findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(part)) return true;
        return false;
    }

    std::shared_ptr<FakeRunner> runner = std::make_shared<FakeRunner>();
    ExperimentWizard wizard{RequestDraft{}, runner, false, nullptr};
};

TEST_F(WizardTest, GoesFromDataToStartByTheReturnKeyAlone) {
    for (int step = 0; step < ExperimentWizard::kReviewStep; ++step) {
        ASSERT_TRUE(QTest::qWaitFor([&] { return next()->isEnabled(); }, 5000)) << step;
        QTest::keyClick(&wizard, Qt::Key_Return);
        ASSERT_EQ(wizard.step(), step + 1);
    }
    QTest::keyClick(&wizard, Qt::Key_Return);
    EXPECT_EQ(wizard.result(), QDialog::Accepted);
    EXPECT_EQ(requestText(wizard.draft().request()), requestText(makeRequest("fairdarts", Preset::Quick)));
    EXPECT_TRUE(runner->onWorkerThread) << "the data set was inspected on the GUI thread";
}

TEST_F(WizardTest, ShowsWhatTheDataSetHolds) {
    ASSERT_TRUE(QTest::qWaitFor([&] { return showsText("60,000 training images"); }, 5000));
    EXPECT_TRUE(showsText("10 classes"));
    EXPECT_TRUE(showsText("train alpha"));
}

TEST_F(WizardTest, ShowsTheChannelsOfAColourModelBesideEachImage) {
    auto* model = wizard.findChild<QComboBox*>("option.color_model");
    ASSERT_NE(model, nullptr);
    auto* preview = wizard.findChild<PreviewGrid*>();
    ASSERT_TRUE(QTest::qWaitFor([&] { return preview->isVisible(); }, 5000));
    EXPECT_FALSE(preview->accessibleName().contains("channels"));
    Q_EMIT model->textActivated("rgby");
    EXPECT_TRUE(QTest::qWaitFor([&] { return preview->accessibleName().contains("channels"); }, 5000));
    EXPECT_EQ(wizard.draft().request().task.colors, ColorModel::Rgby);
}

TEST_F(WizardTest, AMotorIsDataLikeAnyOtherAndBringsItsMethod) {
    auto* kind = wizard.findChild<QComboBox*>("data.kind");
    kind->setCurrentIndex(kind->findData("motor:linear"));
    Q_EMIT kind->activated(kind->currentIndex());
    ASSERT_TRUE(QTest::qWaitFor([&] { return showsText("samples</b>"); }, 5000));
    EXPECT_TRUE(runner->onWorkerThread);
    EXPECT_TRUE(showsText("Fluxes serve to evaluate only"));
    EXPECT_EQ(wizard.draft().method, "pmsm");
    type(field("option.resistance"), "0.9");
    for (int step = 1; step <= ExperimentWizard::kReviewStep; ++step) ASSERT_TRUE(goTo(step)) << step;
    const Request request = wizard.draft().request();
    EXPECT_EQ(request.motor->motor.resistanceOhm, 0.9);
    EXPECT_TRUE(std::holds_alternative<LinearFluxSpec>(request.motor->motor.flux));
    QTest::mouseClick(next(), Qt::LeftButton);
    EXPECT_EQ(wizard.result(), QDialog::Accepted);
}

TEST_F(WizardTest, AMeasuredSeriesThatIsNotThereIsNamed) {
    auto* kind = wizard.findChild<QComboBox*>("data.kind");
    kind->setCurrentIndex(kind->findData("motor:series:"));
    Q_EMIT kind->activated(kind->currentIndex());
    EXPECT_TRUE(QTest::qWaitFor([&] { return showsText("Choose the CSV file of a measured series"); }, 5000));
    type(field("data.folder"), "/nowhere.csv");
    EXPECT_TRUE(QTest::qWaitFor([&] { return showsText("/nowhere.csv"); }, 5000));
    EXPECT_FALSE(next()->isEnabled());
}

TEST_F(WizardTest, ChoosingTheMotorsMethodChoosesAMotor) {
    ASSERT_TRUE(goTo(1));
    type(wizard.findChild<QListWidget*>()->parentWidget()->findChild<QLineEdit*>(), "motor flux");
    EXPECT_EQ(wizard.draft().method, "pmsm");
    EXPECT_EQ(wizard.draft().data, "motor:saturating");
    wizard.showStep(0);
    EXPECT_EQ(wizard.findChild<QComboBox*>("data.kind")->currentData().toString(), "motor:saturating");
}

TEST_F(WizardTest, ASweepMakesOneExperimentForEachValue) {
    ASSERT_TRUE(goTo(3));
    auto* option = wizard.findChild<QComboBox*>("sweep.option1");
    option->setCurrentIndex(option->findData("w01"));
    Q_EMIT option->activated(option->currentIndex());
    EXPECT_EQ(field("sweep.values1")->text(), "10") << "begins with the value it has";
    type(field("sweep.values1"), "1, 5, 10");
    EXPECT_EQ(wizard.draft().requestCount(), 3u);
    EXPECT_TRUE(showsText("3 experiments"));
    type(field("sweep.values1"), "1, many");
    EXPECT_FALSE(next()->isEnabled());
    EXPECT_TRUE(showsText("Option 'w01' is 'many'"));
    type(field("sweep.values1"), "1, 5");
    ASSERT_TRUE(goTo(4));
    EXPECT_EQ(next()->text(), "&Start 2 experiments");
}

TEST_F(WizardTest, NamesADataSetThatIsNotThereAndDoesNotGoOn) {
    auto* kind = wizard.findChild<QComboBox*>("data.kind");
    kind->setCurrentIndex(kind->findData("folder:"));
    Q_EMIT kind->activated(kind->currentIndex());
    type(field("data.folder"), "/nowhere");
    ASSERT_TRUE(QTest::qWaitFor([&] { return showsText("/nowhere: there is no such folder."); }, 5000));
    EXPECT_FALSE(next()->isEnabled());
    QTest::keyClick(&wizard, Qt::Key_Return);
    EXPECT_EQ(wizard.step(), 0);
}

TEST_F(WizardTest, FindsAMethodByTyping) {
    ASSERT_TRUE(goTo(1));
    auto* search = wizard.findChild<QListWidget*>()->parentWidget()->findChild<QLineEdit*>();
    type(search, "liu softmax");
    EXPECT_EQ(wizard.draft().method.substr(0, 5), "darts");
    EXPECT_TRUE(next()->isEnabled());
}

TEST_F(WizardTest, ChecksOptionsWhileTheyAreTyped) {
    ASSERT_TRUE(goTo(2));
    QLineEdit* epochs = field("option.epochs");
    type(epochs, "0");
    EXPECT_FALSE(next()->isEnabled());
    EXPECT_TRUE(showsText("'epochs' is '0'"));
    type(epochs, "7");
    EXPECT_TRUE(next()->isEnabled());
    EXPECT_EQ(wizard.draft().request().recipe.epochs, 7);
    EXPECT_EQ(epochs->text(), "7");
}

TEST_F(WizardTest, LeavesAHalfTypedNumberAlone) {
    ASSERT_TRUE(goTo(2));
    QLineEdit* rate = field("option.arch_lr");
    type(rate, "0.10");
    EXPECT_EQ(rate->text(), "0.10");
    QTest::keyClicks(rate, "5");
    EXPECT_EQ(rate->text(), "0.105");
    EXPECT_DOUBLE_EQ(wizard.draft().request().recipe.arch.learningRate, 0.105);
}

TEST_F(WizardTest, SeveralSeedsMakeSeveralExperiments) {
    ASSERT_TRUE(goTo(3));
    type(field("resources.seeds"), "1-3");
    EXPECT_EQ(wizard.draft().requests().size(), 3u);
    type(field("resources.seeds"), "x");
    EXPECT_FALSE(next()->isEnabled());
}

TEST_F(WizardTest, MeasuresOnAWorkerAndSaysWhenTheNumbersAreOld) {
    ASSERT_TRUE(goTo(3));
    QTest::mouseClick(wizard.findChild<QPushButton*>("resources.measure"), Qt::LeftButton);
    ASSERT_TRUE(QTest::qWaitFor([&] { return showsText("measured just now on CPU, 2 threads"); }, 5000));
    EXPECT_TRUE(showsText("420 MB"));
    EXPECT_TRUE(showsText("1.10 M"));
    EXPECT_TRUE(runner->onWorkerThread);
    type(field("option.threads"), "1");
    EXPECT_TRUE(showsText("changed since"));
}

TEST_F(WizardTest, ReviewShowsTheCanonicalText) {
    ASSERT_TRUE(goTo(4));
    const QString text = wizard.findChild<QPlainTextEdit*>("review.text")->toPlainText();
    EXPECT_EQ(text.toStdString(), requestText(wizard.draft().request()));
    type(field("review.name"), "My search");
    EXPECT_EQ(wizard.draft().request().name, "My search");
    EXPECT_EQ(wizard.findChild<QPlainTextEdit*>("review.text")->toPlainText().toStdString(), requestText(wizard.draft().request()));
}

TEST_F(WizardTest, CanBeLeftWhileItMeasures) {
    ASSERT_TRUE(goTo(3));
    QTest::mouseClick(wizard.findChild<QPushButton*>("resources.measure"), Qt::LeftButton);
    wizard.reject();
    EXPECT_EQ(wizard.result(), QDialog::Rejected);
}

TEST(WizardTexts, AreForPeople) {
    EXPECT_EQ(durationText(42.3), "42 s");
    EXPECT_EQ(durationText(220), "3 min 40 s");
    EXPECT_EQ(durationText(3900), "1 h 5 min");
    EXPECT_EQ(durationText(86400 * 3.5), "3.5 days");
    EXPECT_EQ(memoryText(420), "420 MB");
    EXPECT_EQ(memoryText(2345), "2.35 GB");
    EXPECT_EQ(countText(12300), "12,300");
    EXPECT_EQ(countText(1100000), "1.10 M");
}

TEST(RangeText, TellsThePapersValueWhereItDiffers) {
    Option option;
    option.kind = OptionKind::Integer;
    option.minimum = 1;
    option.maximum = 10000;
    option.unit = "epochs";
    option.value = "12";
    option.paperValue = "50";
    EXPECT_EQ(rangeText(option), "1 to 10,000 epochs; paper: 50");
    option.value = "50";
    EXPECT_EQ(rangeText(option), "1 to 10,000 epochs");
}

} // namespace
} // namespace dnas
