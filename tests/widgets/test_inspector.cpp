#include "engine/api/genotype_text.h"
#include "tests/widgets/fixture.h"
#include "widgets/cell_reading.h"
#include "widgets/inspector.h"
#include "widgets/operation_bars.h"
#include "widgets/parse_words.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QtTest>

#include <gtest/gtest.h>

using namespace dnas;
using namespace dnas::test;

namespace {

bool showsText(const QWidget& widget, const QString& text) {
    for (const QLabel* label : widget.findChildren<QLabel*>())
        if (label->text().contains(text)) return true;
    return false;
}

QLabel* linkLabel(const QWidget& widget, const QString& target) {
    for (QLabel* label : widget.findChildren<QLabel*>())
        if (label->text().contains(QStringLiteral("href=\"%1\"").arg(target))) return label;
    return nullptr;
}

} // namespace

TEST(Inspector, AWhatIfChangesGenotypeAndCostAtOnceAndResetRestoresThem) {
    RunTimeline timeline;
    fillRun(timeline);
    Inspector inspector(&timeline);
    const QString genotype = inspector.genotypeText();
    const QString parameters = countText(static_cast<double>(costOf(timeline, timeline.current())->parameters));
    EXPECT_TRUE(showsText(inspector, parameters));
    EXPECT_EQ(linkLabel(inspector, QStringLiteral("reset")), nullptr);

    auto* method = inspector.findChild<QComboBox*>();
    method->setCurrentIndex(method->findData(static_cast<int>(ParseMethod::Complete)));
    inspector.findChild<QSlider*>()->setValue(60);
    EXPECT_EQ(timeline.parseRule().method, ParseMethod::Complete);
    EXPECT_DOUBLE_EQ(timeline.parseRule().threshold, 0.3);
    EXPECT_NE(inspector.genotypeText(), genotype);
    EXPECT_FALSE(showsText(inspector, parameters));
    EXPECT_TRUE(showsText(inspector, countText(static_cast<double>(costOf(timeline, timeline.current())->parameters))));
    EXPECT_EQ(inspector.findChild<QPlainTextEdit*>()->toPlainText().toStdString(),
              genotypeTextWrapped(*genotypeOf(timeline, timeline.current())));

    QLabel* reset = linkLabel(inspector, QStringLiteral("reset"));
    ASSERT_TRUE(reset);
    Q_EMIT reset->linkActivated(QStringLiteral("reset"));
    EXPECT_TRUE(timeline.parseIsRecipes());
    EXPECT_EQ(inspector.genotypeText(), genotype);
    EXPECT_TRUE(showsText(inspector, parameters));
    EXPECT_EQ(inspector.findChild<QDoubleSpinBox*>()->value(), timeline.parseRule().threshold);
}

TEST(Inspector, FollowsTheSliderFasterThanTheEye) {
    RunTimeline timeline;
    fillRun(timeline);
    Inspector inspector(&timeline);
    inspector.resize(280, 800);
    inspector.show();
    inspector.setEdge(0, 4);
    auto* slider = inspector.findChild<QSlider*>();
    QElapsedTimer clock;
    clock.start();
    constexpr int kMoves = 100;
    for (int i = 0; i < kMoves; ++i) {
        slider->setValue(100 + i);
        QApplication::processEvents();
    }
    EXPECT_LT(clock.elapsed() / kMoves, 50);
}

TEST(Inspector, ShowsTheOperationsOfTheEdgeBestFirst) {
    RunTimeline timeline;
    fillRun(timeline);
    Inspector inspector(&timeline);
    inspector.setEdge(1, 6);
    const auto* bars = inspector.findChild<OperationBars*>();
    ASSERT_EQ(bars->bars().size(), 7);
    for (int i = 1; i < 7; ++i)
        EXPECT_GE(bars->bars()[i - 1].weight, bars->bars()[i].weight);
    int kept = 0, expected = 0;
    for (const OperationBar& bar : bars->bars())
        kept += bar.kept;
    for (const ParseReason& reason : explainParse(timeline.current()->alpha[1], timeline.parseRule()))
        expected += reason.row == 6 && reason.verdict == ParseVerdict::Kept;
    EXPECT_EQ(kept, expected);
    EXPECT_TRUE(showsText(inspector, QStringLiteral("node 0 \u2192 2")) ||
                showsText(inspector, QStringLiteral("k\u22121 \u2192 2")));
}

TEST(Inspector, CopiesAndOffersToKeepTheGenotype) {
    RunTimeline timeline;
    fillRun(timeline);
    Inspector inspector(&timeline);
    QSignalSpy keep(&inspector, &Inspector::keepRequested);
    inspector.copyGenotype();
    EXPECT_EQ(QApplication::clipboard()->text(), inspector.genotypeText());
    QLabel* links = linkLabel(inspector, QStringLiteral("keep"));
    ASSERT_TRUE(links);
    Q_EMIT links->linkActivated(QStringLiteral("keep"));
    ASSERT_EQ(keep.count(), 1);
    EXPECT_EQ(keep.first(), (QVariantList{inspector.genotypeText(), inspector.parseDescription(), 31}));
}

TEST(Inspector, LivesWithRunsThatHaveNothingToInspect) {
    RunTimeline timeline;
    Inspector inspector(&timeline);
    inspector.resize(280, 700);
    EXPECT_FALSE(inspector.grab().isNull());
    for (auto fill : {fillNanRun, fillEmptyGroups}) {
        fill(timeline);
        inspector.setEdge(0, 3);
        EXPECT_FALSE(inspector.grab().isNull());
        EXPECT_TRUE(inspector.genotypeText().isEmpty());
        inspector.setEdge(9, 99);
        EXPECT_FALSE(inspector.grab().isNull());
    }
}

TEST(Inspector, AWhatIfKeepsWhatTheRecipeKeepsInAnyCase) {
    RunTimeline timeline;
    fillRun(timeline);
    DiscretizeSpec rule;
    rule.method = ParseMethod::Sparse;
    rule.threshold = 1;
    rule.keptEdges = 1;
    Inspector inspector(&timeline);
    timeline.setParseRule(rule);
    QSignalSpy edited(&inspector, &Inspector::parseEdited);
    const QList<QSpinBox*> boxes = inspector.findChildren<QSpinBox*>();
    for (QSpinBox* box : boxes)
        if (box->value() == rule.edgesPerNode && box->maximum() == 8) box->setValue(3);
    EXPECT_EQ(timeline.parseRule().edgesPerNode, 3);
    EXPECT_EQ(timeline.parseRule().keptEdges, 1) << "one edge a node stays below the threshold";
    EXPECT_EQ(edited.count(), 1);
    EXPECT_TRUE(inspector.parseDescription().contains(QStringLiteral("best 1 in any case")));
}

TEST(ParseWords, SayThatTheBestEdgeOfANodeStaysBelowTheThreshold) {
    AlphaGroup group;
    group.name = "normal";
    group.columns = {"skip_connect", "sep_conv_3x3"};
    group.rows = {{"0 -> 2", 0, 2}, {"1 -> 2", 1, 2}};
    group.weights = group.raw = {0.6, 0.2, 0.5, 0.7};
    DiscretizeSpec rule;
    rule.method = ParseMethod::Sparse;
    rule.threshold = 0.85;
    rule.keptEdges = 1;
    const QString text = parseSentence(group, 1, rule);
    EXPECT_TRUE(text.startsWith(QStringLiteral("Kept: sep_conv_3x3")) && text.contains(QStringLiteral("below the threshold"))) << text.toStdString();
    EXPECT_FALSE(text.contains(QStringLiteral("reaches"))) << text.toStdString();
}

TEST(ParseWords, SayWhyAnOperationIsKeptOrNot) {
    AlphaGroup group;
    group.name = "normal";
    group.columns = {"skip_connect", "sep_conv_3x3"};
    group.rows = {{"0 -> 2", 0, 2}, {"1 -> 2", 1, 2}};
    group.weights = group.raw = {0.95, 0.2, 0.5, 0.7};
    DiscretizeSpec rule;
    rule.method = ParseMethod::Sparse;
    rule.threshold = 0.85;
    EXPECT_TRUE(parseSentence(group, 0, rule).startsWith(QStringLiteral("Kept: skip_connect")));
    EXPECT_TRUE(parseSentence(group, 0, rule).contains(QStringLiteral("0.75"))) << "margin";
    EXPECT_TRUE(parseSentence(group, 1, rule).contains(QStringLiteral("0.150 below the threshold")));
    rule.edgesPerNode = 1;
    EXPECT_TRUE(parseSentence(group, 1, rule).contains(QStringLiteral("not among the best 1")));
    rule.method = ParseMethod::Complete;
    rule.threshold = 0.1;
    EXPECT_TRUE(parseSentence(group, 0, rule).startsWith(QStringLiteral("Kept: 2 operations")));
    group.weights = group.raw = {0.95, 0.05, 0.5, 0.7};
    rule.skipCap = 0;
    EXPECT_TRUE(parseSentence(group, 0, rule).contains(QStringLiteral("cap")))
        << parseSentence(group, 0, rule).toStdString();
}

TEST(ParseWords, CountForHowManyEpochsAnEdgeHasBeenStable) {
    RunTimeline timeline;
    std::vector<SnapshotPtr> snapshots;
    for (int epoch = 0; epoch < 6; ++epoch) {
        auto snapshot = std::make_shared<Snapshot>(*snapshotAt(5, 6, {}));
        snapshot->epoch = epoch;
        if (epoch < 2) std::fill(snapshot->alpha[0].weights.begin(), snapshot->alpha[0].weights.end(), 0.5);
        snapshots.push_back(snapshot);
    }
    timeline.setRun(fairIdentity(), snapshots, {});
    DiscretizeSpec rule;
    rule.method = ParseMethod::Edge;
    timeline.setParseRule(rule);
    EXPECT_EQ(stabilitySentence(timeline, 0, 0), QStringLiteral("Stable for 4 epochs."));
    timeline.setCurrentIndex(2);
    EXPECT_EQ(stabilitySentence(timeline, 0, 0), QStringLiteral("Changed in this epoch."));
    timeline.setCurrentIndex(1);
    EXPECT_EQ(stabilitySentence(timeline, 0, 0), QStringLiteral("So since the start."));
    EXPECT_TRUE(stabilitySentence(timeline, 0, 99).isEmpty());
}
