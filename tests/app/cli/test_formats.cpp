#include "app/cli/json_output.h"
#include "app/cli/progress_line.h"
#include "app/cli/text_table.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;
using namespace dnas::cli;

TEST(TextTable, AlignsNumbersRightAndTextLeft) {
    TextTable table({"name", "value"});
    table.add({"a", "7"});
    table.add({"long", "-"});
    table.add({"x", "123"});
    EXPECT_EQ(table.text(), "name  value\na         7\nlong      -\nx       123\n");
}

TEST(TextTable, CountsCharactersAndNotBytes) {
    TextTable table({"n", "x"});
    table.add({"\xc3\xa4\xc3\xb6", "a"});
    table.add({"ab", "b"});
    EXPECT_EQ(table.text(), "n   x\n\xc3\xa4\xc3\xb6  a\nab  b\n");
}

TEST(Formats, SayWhatIsMissing) {
    EXPECT_EQ(percent(NAN), "-");
    EXPECT_EQ(percent(0.8461), "84.6 %");
    EXPECT_EQ(fixed(NAN, 2), "-");
    EXPECT_EQ(duration(-1), "-");
    EXPECT_EQ(duration(40), "40 s");
    EXPECT_EQ(duration(112), "1:52 min");
    EXPECT_EQ(duration(7500), "2 h 05 min");
    EXPECT_EQ(magnitude(3349342), "3.35 M");
    EXPECT_EQ(magnitude(610), "610");
}

TEST(ProgressLine, NamesEpochStepSpeedAndTimeLeft) {
    StepProgress progress;
    progress.epoch = 2;
    progress.epochs = 12;
    progress.step = 17;
    progress.steps = 34;
    progress.trainLoss = 0.8123;
    progress.imagesPerSecond = 640.4;
    progress.secondsLeft = 112;
    progress.phase = "searching";
    EXPECT_EQ(ProgressLine::text(progress, 12), "[##..........] epoch 3 of 12, step 17 of 34  loss 0.812  640 images/s  1:52 min left");
    progress.phase = "evaluating";
    progress.secondsLeft = -1;
    EXPECT_NE(ProgressLine::text(progress, 12).find("evaluating"), std::string::npos);
    EXPECT_EQ(ProgressLine::text(progress, 12).find("left"), std::string::npos);
}

TEST(JsonOutput, WritesMissingNumbersAsNull) {
    Snapshot snapshot;
    snapshot.metrics = {{"train_loss", NAN}, {"lr", 0.5}};
    snapshot.alpha = {{"normal", {{"0 -> 2", 0, 2}}, {"none", "skip_connect"}, {1, INFINITY}, {0.25, 0.75}}};
    snapshot.genotype.form = GenotypeForm::Triples;
    snapshot.genotype.cells = {{"normal", {}, {2}}, {"reduce", {}, {2}}};
    const Json json = snapshotJson(snapshot);
    EXPECT_TRUE(json["metrics"]["train_loss"].is_null());
    EXPECT_EQ(json["metrics"]["lr"], 0.5);
    EXPECT_TRUE(json["alpha"][0]["raw"][0][1].is_null());
    EXPECT_EQ(json["alpha"][0]["weights"][0][1], 0.75);
    EXPECT_EQ(json["alpha"][0]["rows"][0], "0 -> 2");
}
