// Trainings and studies of vision transformers in the window, with an engine that invents what it reads.
#include "app/run_page.h"
#include "app/vit_work_dialog.h"
#include "engine/api/error.h"
#include "tests/app/fake_runner.h"
#include "widgets/palette.h"
#include "widgets/panel.h"
#include "widgets/vit_study_view.h"

#include <QApplication>
#include <QLabel>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;

namespace {

bool tells(const VitWorkDialog& dialog, const QString& text) {
    for (const QLabel* label : dialog.findChildren<QLabel*>())
        if (label->text().contains(text)) return true;
    return false;
}

VitWorkSpec comparison() {
    PruningSpec pruning;
    pruning.model = "vit.safetensors";
    VitWorkSpec spec = vitWorkOf(VitWork::Compare, pruning);
    spec.mask = fullMask(spec.network);
    spec.mask[3].assign(12, false);
    return spec;
}

} // namespace

TEST(VitWorkDialog, ReadsTheFileBeforeItAcceptsATraining) {
    auto runner = std::make_shared<FakeRunner>();
    VitWorkDialog dialog(VitWork::Train, runner);
    dialog.setModel(QStringLiteral("vit.safetensors"));
    dialog.setData({QStringLiteral("cifar10:/data")});
    dialog.accept();
    ASSERT_TRUE(QTest::qWaitFor([&] { return dialog.result() == QDialog::Accepted; }));
    ASSERT_TRUE(dialog.request().vitWork.has_value());
    EXPECT_EQ(dialog.request().vitWork->work, VitWork::Train);
    EXPECT_EQ(dialog.request().task.data, "cifar10:/data");
    EXPECT_NEAR(dialog.request().vitWork->rate, 1e-4, 1e-12); // trained weights bear small steps only
    EXPECT_TRUE(runner->onWorkerThread);
}

TEST(VitWorkDialog, AComparisonTakesADataSetALineAndTheMaskThatItWasGiven) {
    VitWorkDialog dialog(VitWork::Compare, std::make_shared<FakeRunner>());
    dialog.setSpec(comparison());
    dialog.setData({QStringLiteral("cifar10:/a"), QString(), QStringLiteral("folder:/b")});
    dialog.accept();
    ASSERT_EQ(dialog.result(), QDialog::Accepted);
    EXPECT_EQ(dialog.request().vitWork->data, (std::vector<std::string>{"cifar10:/a", "folder:/b"}));
    EXPECT_EQ(dialog.request().vitWork->mask, comparison().mask);
    EXPECT_EQ(dialog.request().vitWork->tuned, VitTuned::LastBlock);
    EXPECT_FALSE(dialog.request().task.flip);
    EXPECT_EQ(requestText(parseRequest(requestText(dialog.request()))), requestText(dialog.request()));
}

TEST(VitWorkDialog, StaysOpenWithTheReason) {
    VitWorkDialog comparing(VitWork::Compare, std::make_shared<FakeRunner>());
    comparing.setSpec(comparison());
    comparing.accept();
    EXPECT_NE(comparing.result(), QDialog::Accepted);
    EXPECT_TRUE(tells(comparing, QStringLiteral("Name the data")));
    VitWorkDialog study(VitWork::Correlate, std::make_shared<FakeRunner>());
    study.setData({QStringLiteral("cifar10:/a")});
    study.accept();
    EXPECT_TRUE(QTest::qWaitFor([&] { return tells(study, QStringLiteral("No vision transformer is given")); }));
}

TEST(VitWorkPage, EachKindHasItsViewInPlaceOfThePanels) {
    RunPage page;
    RunIdentity identity;
    identity.request.vitWork = comparison();
    page.timeline()->setRun(identity, {}, {});
    page.showRun();
    EXPECT_EQ(page.kind(), RunPage::Kind::VitStudy);
    const auto* view = page.findChild<VitStudyView*>();
    ASSERT_TRUE(view);
    EXPECT_FALSE(view->isHidden());
    identity.request.vitWork->work = VitWork::Train;
    page.timeline()->setRun(identity, {fakeSnapshot(0, 1)}, {});
    EXPECT_EQ(page.kind(), RunPage::Kind::VitTraining);
    EXPECT_TRUE(view->isHidden());
    page.timeline()->setRun(RunIdentity(), {fakeSnapshot(0, 1)}, {});
    EXPECT_EQ(page.kind(), RunPage::Kind::Cells);
}

/// For the eye: DNAS_SCREENS names a folder.
TEST(VitWorkDialog, ScreensForTheEye) {
    const QString folder = qEnvironmentVariable("DNAS_SCREENS");
    if (folder.isEmpty()) GTEST_SKIP() << "DNAS_SCREENS names no folder";
    for (ThemeChoice theme : {ThemeChoice::Dark, ThemeChoice::Light})
        for (const VitWork work : {VitWork::Train, VitWork::Compare, VitWork::Correlate}) {
            applyTheme(*qApp, theme);
            VitWorkDialog dialog(work, std::make_shared<FakeRunner>());
            if (work == VitWork::Compare) dialog.setSpec(comparison());
            dialog.show();
            QTest::qWait(200);
            dialog.grab().save(folder + QStringLiteral("/dialog_%1_%2.png").arg(theme == ThemeChoice::Dark ? "dark" : "light", name(work)));
        }
}
