#include "tests/widgets/fixture.h"
#include "widgets/agreement_view.h"
#include "widgets/alpha_view.h"
#include "widgets/confusion_view.h"
#include "widgets/curves_view.h"
#include "widgets/dominant_view.h"
#include "widgets/figure_menu.h"
#include "widgets/figure_table.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFile>
#include <QImage>
#include <QMenu>
#include <QPainter>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

/// The menu that a right click in the middle of a view opens; null: none.
QMenu* menuOf(QWidget& view) {
    view.resize(400, 300);
    view.show();
    const QPoint middle = view.rect().center();
    QWidget* under = view.childAt(middle) ? view.childAt(middle) : &view;
    QContextMenuEvent event(QContextMenuEvent::Mouse, under->mapFrom(&view, middle), view.mapToGlobal(middle));
    QApplication::sendEvent(under, &event);
    return qobject_cast<QMenu*>(QApplication::activePopupWidget());
}

QString originText(const FigureOrigin& origin) {
    QString text;
    for (const auto& [key, value] : origin) text += key + QStringLiteral(": ") + value + QLatin1Char('\n');
    return text;
}

} // namespace

TEST(FigureMenu, OpensOnEveryChartAndStrip) {
    RunTimeline timeline;
    fillRun(timeline);
    CurvesView curves(&timeline);
    DominantView dominant(&timeline);
    AlphaView alpha(&timeline);
    for (QWidget* view : {static_cast<QWidget*>(&curves), static_cast<QWidget*>(&dominant), static_cast<QWidget*>(&alpha)}) {
        QMenu* menu = menuOf(*view);
        ASSERT_NE(menu, nullptr) << view->metaObject()->className();
        ASSERT_EQ(menu->actions().size(), 2);
        EXPECT_TRUE(menu->actions()[0]->isEnabled());
        menu->close();
        view->hide();
    }
}

TEST(FigureMenu, IsGreyWhereThereIsNothingToSave) {
    RunTimeline timeline;
    ConfusionView view;
    addFigureMenu(&view, &view, &timeline);
    QMenu* menu = menuOf(view);
    ASSERT_NE(menu, nullptr);
    for (const QAction* action : menu->actions()) EXPECT_FALSE(action->isEnabled());
    menu->close();
}

TEST(FigureMenu, ShowsTheDataAsATableThatCanBeCopied) {
    RunTimeline timeline;
    fillRun(timeline, 10, 10);
    DominantView view(&timeline);
    QMenu* menu = menuOf(view);
    ASSERT_NE(menu, nullptr);
    menu->actions()[1]->trigger();
    menu->close();
    auto* dialog = view.findChild<FigureTable*>();
    ASSERT_NE(dialog, nullptr);
    const QAbstractItemModel* model = dialog->table()->model();
    EXPECT_EQ(model->rowCount(), 10);
    EXPECT_EQ(model->headerData(0, Qt::Horizontal).toString(), QStringLiteral("epoch"));
    EXPECT_EQ(model->index(9, 0).data().toString(), QStringLiteral("10"));
    EXPECT_EQ(dialog->chosenText().count(QLatin1Char('\n')), 11) << "without a choice the whole table";
    dialog->table()->selectionModel()->select(QItemSelection(model->index(0, 0), model->index(1, 1)), QItemSelectionModel::Select);
    EXPECT_EQ(dialog->chosenText().count(QLatin1Char('\t')), 2);
    QTest::keyClick(dialog->table(), Qt::Key_C, Qt::ControlModifier);
    dialog->close();
}

TEST(FigureTable, ReadsQuotedFieldsAndLeavesOutRemarks) {
    const QVector<QStringList> lines = csvLines(QStringLiteral("# Seed: 3\na,b\n\"x, \"\"y\"\"\",1.5\n\"two\nlines\",\n"));
    ASSERT_EQ(lines.size(), 3);
    EXPECT_EQ(lines[1], QStringList({QStringLiteral("x, \"y\""), QStringLiteral("1.5")}));
    EXPECT_EQ(lines[2], QStringList({QStringLiteral("two\nlines"), QString()}));
}

TEST(FigureOrigin, NamesWhatComputedTheRunAndItsParse) {
    RunTimeline timeline;
    RunIdentity identity = fairIdentity();
    identity.versions = QStringLiteral("DNAS Studio 0.1.0, LibTorch 1.13.0, compiler 12.2.0");
    timeline.setRun(identity, {snapshotAt(0, 2, identity.request.recipe.discretize)}, {});
    const QString text = originText(originOf(timeline));
    EXPECT_TRUE(text.contains(QStringLiteral("Computed with: DNAS Studio 0.1.0, LibTorch 1.13.0"))) << text.toStdString();
    EXPECT_TRUE(text.contains(QStringLiteral("Parse: "))) << text.toStdString();
    EXPECT_TRUE(text.contains(QStringLiteral("Software: DNAS Studio")));
}

TEST(FigureOrigin, OfATrainingClaimsNoParse) {
    RunTimeline timeline;
    RunIdentity identity = fairIdentity();
    identity.request = makeTraining("baseline:resnet18", Preset::Quick);
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->epochs = 1;
    timeline.setRun(identity, {snapshot}, {});
    const QString text = originText(originOf(timeline));
    EXPECT_FALSE(text.contains(QStringLiteral("Parse"))) << text.toStdString();
    EXPECT_FALSE(text.contains(QStringLiteral("Genotype"))) << text.toStdString();
}

TEST(FigureOrigin, OfSeveralRunsNamesEach) {
    RunTimeline first, second;
    fillRun(first);
    RunIdentity identity = fairIdentity();
    identity.name = QStringLiteral("the other");
    identity.experiment = 8;
    second.setRun(identity, first.snapshots(), {});
    CurvesView view(&first);
    view.setOverlays({&second});
    QTemporaryDir folder;
    ASSERT_EQ(exportFigure(view, first, folder.filePath(QStringLiteral("f.png"))), QString());
    const QImage png(folder.filePath(QStringLiteral("f.png")));
    EXPECT_TRUE(png.text(QStringLiteral("Run 1")).contains(first.identity().name));
    EXPECT_TRUE(png.text(QStringLiteral("Run 2")).contains(QStringLiteral("the other (8)"))) << png.text(QStringLiteral("Run 2")).toStdString();
}

TEST(AgreementView, IsAFigureWithALineForEachChoice) {
    Agreement agreement;
    agreement.genotypes = 3;
    agreement.cells = {{"normal", {{0, 2, {{"sep_conv_3x3", 2}}, 1, false, true}, {1, 2, {}, 3, true, false}}}};
    AgreementView view;
    EXPECT_FALSE(view.figureGap().isEmpty());
    view.setAgreement(agreement);
    EXPECT_TRUE(view.figureGap().isEmpty());
    const QVector<QStringList> lines = csvLines(view.figureCsv());
    ASSERT_EQ(lines.size(), 4);
    EXPECT_EQ(lines[1].mid(3), QStringList({QStringLiteral("sep_conv_3x3"), QStringLiteral("2"), QStringLiteral("3"), QStringLiteral("1")}));
    QImage image(view.figureSize().toSize(), QImage::Format_RGB32);
    image.fill(Qt::black);
    QPainter painter(&image);
    view.paintFigure(painter, view.figureSize());
    EXPECT_NE(image.pixelColor(image.width() - 2, image.height() - 2), QColor(Qt::black));
}
