// Runs that are no usual ones, in every view: each figure is drawn and written, and the page of the run survives them.
#include "app/figures.h"
#include "app/run_page.h"
#include "tests/app/fake_runner.h"
#include "widgets/epoch_scrubber.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <limits>

namespace dnas {
namespace {

using Snapshots = std::vector<SnapshotPtr>;

Snapshots epochsOf(int count) {
    Snapshots all;
    for (int epoch = 0; epoch < count; ++epoch) all.push_back(fakeSnapshot(epoch, count));
    return all;
}

/// Every number of every second epoch is `value`.
Snapshots spoiled(double value) {
    Snapshots all = epochsOf(6);
    for (std::size_t i = 0; i < all.size(); i += 2) {
        auto s = std::make_shared<Snapshot>(*all[i]);
        for (auto& metric : s->metrics) metric.second = value;
        for (AlphaGroup& group : s->alpha) {
            std::fill(group.raw.begin(), group.raw.end(), value);
            std::fill(group.weights.begin(), group.weights.end(), value);
        }
        for (auto& group : s->confidence)
            for (EdgeConfidence& edge : group) edge = {value, value};
        all[i] = s;
    }
    std::rotate(all.begin(), all.begin() + 1, all.end()); // the last one is spoiled, too
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto s = std::make_shared<Snapshot>(*all[i]);
        s->epoch = static_cast<int>(i);
        all[i] = s;
    }
    return all;
}

/// As a log is imported: alpha of each epoch, and no number of it.
Snapshots neverMeasured() {
    Snapshots all = epochsOf(4);
    for (SnapshotPtr& epoch : all) {
        auto s = std::make_shared<Snapshot>(*epoch);
        for (auto& metric : s->metrics) metric.second = std::nan("");
        epoch = s;
    }
    return all;
}

/// As FairDARTS begins: every weight is 0.5.
Snapshots undecided() {
    auto s = std::make_shared<Snapshot>(*fakeSnapshot(0, 4));
    for (AlphaGroup& group : s->alpha) {
        std::fill(group.raw.begin(), group.raw.end(), 0.0);
        std::fill(group.weights.begin(), group.weights.end(), 0.5);
    }
    return {s};
}

Snapshots emptyGroups() {
    auto s = std::make_shared<Snapshot>();
    s->epochs = 1;
    s->alpha = {AlphaGroup{"normal", {}, {}, {}, {}}, AlphaGroup{"reduce", {}, {}, {}, {}}};
    return {s};
}

/// From the fourth epoch on an operation less, as stages of progressive searches take them away; at last a group less.
Snapshots fewerOperations() {
    Snapshots all = epochsOf(8);
    for (std::size_t i = 3; i < all.size(); ++i) {
        auto s = std::make_shared<Snapshot>(*all[i]);
        for (AlphaGroup& group : s->alpha) {
            const std::size_t rows = group.rowCount(), columns = group.columnCount();
            std::vector<double> raw, weights;
            for (std::size_t row = 0; row < rows; ++row)
                for (std::size_t column = 0; column + 2 < columns; ++column) {
                    raw.push_back(group.rawAt(row, column));
                    weights.push_back(group.weight(row, column));
                }
            group.columns.resize(columns - 2);
            group.raw = raw;
            group.weights = weights;
        }
        for (DominantOperations& dominant : s->dominant) dominant.counts.resize(dominant.counts.size() - 2);
        if (i > 5) {
            s->alpha.pop_back();
            s->confidence.pop_back();
            s->dominant.pop_back();
        }
        all[i] = s;
    }
    return all;
}

Snapshots tenThousand() {
    const Snapshots few = epochsOf(50);
    Snapshots all;
    for (int epoch = 0; epoch < 10000; ++epoch) {
        auto s = std::make_shared<Snapshot>(*few[static_cast<std::size_t>(epoch) % few.size()]);
        s->epoch = epoch;
        s->epochs = 10000;
        all.push_back(s);
    }
    return all;
}

/// A figure, and what it must say in words.
struct Sentence {
    const char *figure, *text;
};

struct Hostile {
    const char* name;
    Snapshots (*make)();
    std::vector<Sentence> sentences = {};
};

void PrintTo(const Hostile& hostile, std::ostream* out) {
    *out << hostile.name;
}

class HostileRuns : public testing::TestWithParam<Hostile> {
  protected:
    RunIdentity identity() const {
        RunIdentity identity;
        identity.name = QStringLiteral("hostile");
        identity.request = makeRequest("fairdarts", Preset::Quick);
        return identity;
    }
};

TEST_P(HostileRuns, AreDrawnAndWrittenByEveryFigure) {
    RunTimeline timeline;
    timeline.setRun(identity(), GetParam().make(), {});
    for (const FigureName& name : figureList(timeline)) {
        const std::unique_ptr<QWidget> view = makeFigure(name.name, &timeline);
        ASSERT_NE(view, nullptr) << name.name.toStdString();
        auto* figure = dynamic_cast<Figure*>(view.get());
        ASSERT_NE(figure, nullptr) << name.name.toStdString();
        for (const QSize& size : {QSize(640, 400), QSize(90, 60)}) {
            QImage image(size, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            figure->paintFigure(painter, size);
        }
        const QString csv = figure->figureCsv();
        EXPECT_FALSE(csv.isEmpty() && name.name != QLatin1String("report")) << name.name.toStdString();
    }
}

TEST_P(HostileRuns, SayWhyThereIsNothingToSee) {
    RunTimeline timeline;
    timeline.setRun(identity(), GetParam().make(), {});
    QTemporaryDir folder;
    const QString path = folder.filePath("figure.svg");
    for (const Sentence& sentence : GetParam().sentences) {
        const std::unique_ptr<QWidget> view = makeFigure(QLatin1String(sentence.figure), &timeline);
        ASSERT_NE(view, nullptr) << sentence.figure;
        ASSERT_EQ(exportFigure(dynamic_cast<Figure&>(*view), timeline, path).toStdString(), "");
        QFile file(path);
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        EXPECT_TRUE(file.readAll().contains(sentence.text)) << sentence.figure << " does not say: " << sentence.text;
    }
}

TEST_P(HostileRuns, AreScrubbedOnThePageOfARun) {
    RunPage page;
    page.resize(1000, 640);
    page.timeline()->setRun(identity(), GetParam().make(), {});
    page.showRun();
    page.show();
    RunTimeline* timeline = page.timeline();
    for (QAction* command : page.commands().mid(0, 3)) { // the views behind tabs
        command->trigger();
        for (int step = 0; step <= 8; ++step) {
            timeline->setCurrentIndex(step * (timeline->count() - 1) / 8);
            QTest::qWait(5);
            EXPECT_FALSE(page.grab().isNull());
        }
    }
    DiscretizeSpec rule = timeline->parseRule();
    rule.method = ParseMethod::Complete;
    timeline->setParseRule(rule);
    EXPECT_FALSE(page.grab().isNull());
    timeline->clear();
    EXPECT_FALSE(page.grab().isNull());
}

INSTANTIATE_TEST_SUITE_P(
    All, HostileRuns,
    testing::Values(
        Hostile{"NoEpoch", [] { return Snapshots(); }, {{"curves", "Curves begin with the first epoch."}, {"dominant", "Operations are counted from the first epoch on."},
                                                        {"cell-normal", "The cell appears after the first epoch."}}},
        Hostile{"OneEpoch", [] { return epochsOf(1); }, {{"curves", "validation 10.0 %"}}},
        Hostile{"NotANumber", [] { return spoiled(std::nan("")); }, {{"curves", "validation: NaN"}, {"loss", "train: NaN"},
                                                                    {"cell-normal", "Some weights of this epoch are no numbers: there is no cell to draw."}}},
        Hostile{"NeverANumber", [] { return neverMeasured(); }, {{"curves", "top-1 accuracy: not measured in this run"}, {"loss", "loss: not measured in this run"},
                                                                 {"curves-entropy", "not measured in this run"}}},
        Hostile{"Infinity", [] { return spoiled(std::numeric_limits<double>::infinity()); }, {{"curves", "validation: \u221e"}}},
        Hostile{"HugeNumbers", [] { return spoiled(-1e300); }},
        Hostile{"Undecided", undecided, {{"cell-normal", "No weight reaches t = 0.85 yet: no operation is kept."}, {"cell-reduce", "No weight reaches t = 0.85 yet"}}},
        Hostile{"EmptyGroups", emptyGroups, {{"cell-normal", "This group of parameters describes no cell."}, {"curves", "not measured in this run"},
                                             {"dominant", "no weight above"}}},
        Hostile{"FewerOperations", fewerOperations}, Hostile{"TenThousandEpochs", tenThousand}),
    [](const auto& info) { return std::string(info.param.name); });

} // namespace
} // namespace dnas
