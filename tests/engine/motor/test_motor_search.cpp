#include "engine/api/catalogue.h"
#include "engine/api/error.h"
#include "engine/api/motor_search.h"
#include "engine/api/options.h"
#include "engine/api/session.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace dnas;

namespace {

/// Seconds instead of minutes; the steps are the same.
MotorSearchSpec smallSearch() {
    MotorSearchSpec spec;
    spec.durationS = 0.5;
    spec.samples = 1000;
    spec.searches = 2;
    spec.selectionEpochs = 10;
    spec.depthEpochs = 20;
    spec.activationEpochs = 6;
    spec.trainingEpochs = 40;
    spec.width = 8;
    return spec;
}

struct Quiet final : RunObserver {
    void onSnapshot(SnapshotPtr snapshot) override {
        snapshots.push_back(snapshot);
        if (control && int(snapshots.size()) == stopAfter) control->requestStop();
    }
    std::vector<SnapshotPtr> snapshots;
    RunControl* control = nullptr;
    int stopAfter = 0;
};

/// A project in a folder that goes when the test's process ends.
std::string inFolder(const std::string& name) {
    static const test::TemporaryFolder folder;
    return (folder / name).string();
}

} // namespace

TEST(MotorSearch, IsAnExperimentOfTheProjectFileLikeAnyOther) {
    const std::string path = inFolder("motor.dnas");
    const std::unique_ptr<Project> project = Project::open(path);
    Quiet observer;
    RunControl control;
    const Request request = makeMotorRequest(smallSearch(), 4);
    const Outcome outcome = runExperiment(*project, request, observer, control);
    ASSERT_EQ(outcome.status, ExperimentStatus::Finished) << outcome.message;
    const std::unique_ptr<ProjectReader> reader = ProjectReader::open(path);
    const ExperimentRecord record = reader->experiment(outcome.experiment);
    EXPECT_EQ(record.summary.method, "pmsm");
    EXPECT_EQ(record.requestText, requestText(request));
    ASSERT_TRUE(record.request.motor.has_value());
    EXPECT_EQ(record.request.motor->width, 8);
    EXPECT_EQ(int(record.snapshots.size()), motorSnapshots(smallSearch()));
    EXPECT_EQ(record.summary.epochsDone, record.summary.epochsPlanned);
    for (const SnapshotPtr& s : record.snapshots) {
        ASSERT_EQ(s->alpha.size(), 3u);
        EXPECT_EQ(s->alpha[0].name, "depth");
        EXPECT_EQ(s->alpha[1].columnCount(), 10u);
        EXPECT_EQ(s->alpha[2].columnCount(), 6u);
        EXPECT_TRUE(std::isfinite(s->metric("train_loss")));
    }
    const MotorSearchResult result = motorResult(*reader, outcome.experiment);
    EXPECT_TRUE(result.searched.errors.known);
    EXPECT_EQ(result.baseline.network.hiddenLayers(), 1);
    EXPECT_EQ(formula(result.baseline.network.activation), "tanh(x)");
    EXPECT_NEAR(result.range.qMaxA, 20, 0.5);
    for (const CheckResult& check : reader->check())
        EXPECT_TRUE(check.ok) << check.detail;
}

TEST(MotorData, SaysInAWordWhatIsLearntFromAndBack) {
    for (const char* data : {"motor:linear", "motor:saturating", "motor:map:/data/map.csv", "motor:series:bench.csv"}) {
        MotorSearchSpec spec;
        setMotorData(spec, data);
        EXPECT_EQ(motorData(spec), data);
        EXPECT_TRUE(isMotorData(data));
        EXPECT_NO_THROW(validate(spec)) << data;
    }
    MotorSearchSpec own;
    std::get<SaturatingFluxSpec>(own.motor.flux).magnetVs = 0.2;
    setMotorData(own, "motor:saturating");
    EXPECT_EQ(std::get<SaturatingFluxSpec>(own.motor.flux).magnetVs, 0.2) << "the same word keeps what was set";
    EXPECT_THROW(setMotorData(own, "motor:"), EngineError);
    EXPECT_FALSE(isMotorData("fashion-mnist"));
}

TEST(MotorData, AndImagesAreNotMixedUp) {
    Request motor = makeRequest("pmsm", Preset::Quick), images = makeRequest("darts", Preset::Quick);
    EXPECT_THROW(setData(motor, "fashion-mnist"), EngineError);
    EXPECT_THROW(setData(images, "motor:linear"), EngineError);
    setData(motor, "motor:linear");
    EXPECT_TRUE(std::holds_alternative<LinearFluxSpec>(motor.motor->motor.flux));
    EXPECT_EQ(motor.task.data, "motor:linear");
    EXPECT_NO_THROW(validate(motor));
}

TEST(MotorOptions, ReachTheSpecAndWhatFollowsFromIt) {
    Request request = makeRequest("pmsm", Preset::Quick);
    setOption(request, "training_epochs", "20");
    setOption(request, "resistance", "1.5");
    EXPECT_EQ(request.motor->motor.resistanceOhm, 1.5);
    EXPECT_EQ(request.recipe.epochs, motorSnapshots(*request.motor));
    setOption(request, "fix_flux_at_zero", "true");
    EXPECT_EQ(request.motor->fluxAtZero->dVs, 0.45) << "the magnet's";
    EXPECT_THROW(setOption(request, "cells", "4"), EngineError) << "no option of a motor";
    EXPECT_THROW(setOption(request, "compare_flux", "linear"), EngineError) << "only of a measured series";
    setData(request, "motor:series:bench.csv");
    EXPECT_FALSE(request.motor->evaluateOnMap);
    setOption(request, "compare_flux", "map.csv");
    EXPECT_EQ(std::get<MeasuredFluxSpec>(request.motor->motor.flux).path, "map.csv");
    EXPECT_NO_THROW(validate(request));
    EXPECT_EQ(requestText(parseRequest(requestText(request))), requestText(request));
    setOption(request, "derivative_window", "14");
    EXPECT_THROW(validate(request), EngineError) << "the window must be odd";
}

TEST(MotorSearch, IsEstimatedFromItsOwnEpochs) {
    const Request small = makeMotorRequest(smallSearch(), 4);
    const RunEstimate estimate = estimateRun(small);
    EXPECT_GT(estimate.totalSeconds, 0);
    EXPECT_LT(estimate.totalSeconds, 600);
    EXPECT_GT(estimate.parameters, 10);
    MotorSearchSpec longer = smallSearch();
    longer.trainingEpochs *= 200;
    EXPECT_GT(estimateRun(makeMotorRequest(longer, 4)).totalSeconds, estimate.totalSeconds);
}

TEST(MotorSearch, RepeatsBitByBitBySeed) {
    std::string texts[3];
    for (int k = 0; k < 3; ++k) {
        const std::unique_ptr<Project> project = Project::open(inFolder("repeat.dnas"));
        Quiet observer;
        RunControl control;
        const Outcome outcome =
            runExperiment(*project, makeMotorRequest(smallSearch(), k == 2 ? 5 : 4), observer, control);
        texts[k] = motorResultText(motorResult(*project->reader(), outcome.experiment));
    }
    EXPECT_EQ(texts[0], texts[1]);
    EXPECT_NE(texts[0], texts[2]);
}

TEST(MotorSearch, StoppedStartsAgainFromItsBeginning) {
    const std::unique_ptr<Project> project = Project::open(inFolder("stopped.dnas"));
    Quiet observer;
    RunControl control;
    observer.control = &control;
    observer.stopAfter = 3;
    const Outcome outcome = runExperiment(*project, makeMotorRequest(smallSearch(), 4), observer, control);
    EXPECT_EQ(outcome.status, ExperimentStatus::Stopped);
    EXPECT_EQ(observer.snapshots.size(), 3u);
    EXPECT_THROW(motorResult(*project->reader(), outcome.experiment), EngineError);
    Quiet again;
    RunControl free;
    EXPECT_EQ(resumeExperiment(*project, outcome.experiment, again, free).status, ExperimentStatus::Finished);
    EXPECT_EQ(int(again.snapshots.size()), motorSnapshots(smallSearch()));
    EXPECT_EQ(again.snapshots[1]->metric("train_loss"), observer.snapshots[1]->metric("train_loss"));
    EXPECT_NO_THROW(motorResult(*project->reader(), outcome.experiment));
}

TEST(MotorSearch, WrongRequestsLeaveNoRecord) {
    const std::unique_ptr<Project> project = Project::open(inFolder("wrong.dnas"));
    Quiet observer;
    RunControl control;
    MotorSearchSpec spec = smallSearch();
    spec.width = 0;
    EXPECT_THROW(makeMotorRequest(spec, 1), EngineError);
    spec = smallSearch();
    spec.speedRadPerS = 0; // standstill: the offset of the flux is not determined
    Outcome outcome = runExperiment(*project, makeMotorRequest(spec, 1), observer, control);
    EXPECT_EQ(outcome.status, ExperimentStatus::Failed);
    EXPECT_NE(outcome.message.find("stands still"), std::string::npos) << outcome.message;
    spec = smallSearch();
    spec.seriesPath = "/nowhere.csv";
    outcome = runExperiment(*project, makeMotorRequest(spec, 1), observer, control);
    EXPECT_EQ(outcome.code, ErrorCode::Data);
    EXPECT_TRUE(project->reader()->experiments().empty());
}

TEST(MotorSearch, LearnsFromANoisySeriesOfAFileWhoseRatesItDerives) {
    MotorSearchSpec spec = smallSearch();
    spec.noise.currentA = 0.01;
    MotorSeries series = motorSeries(spec, 3);
    EXPECT_TRUE(series.hasRates);
    series.hasRates = false;
    series.isSimulated = false;
    const std::string file = inFolder("bench.csv");
    std::FILE* out = std::fopen(file.c_str(), "w");
    std::fputs(seriesCsv(series).c_str(), out);
    std::fclose(out);
    spec.seriesPath = file;
    spec.evaluateOnMap = false; // the file's own fluxes serve
    spec.searches = 1;
    spec.trainingEpochs = 200;
    const std::unique_ptr<Project> project = Project::open(inFolder("series.dnas"));
    Quiet observer;
    RunControl control;
    const Outcome outcome = runExperiment(*project, makeMotorRequest(spec, 3), observer, control);
    ASSERT_EQ(outcome.status, ExperimentStatus::Finished) << outcome.message;
    const MotorSearchResult result = motorResult(*project->reader(), outcome.experiment);
    EXPECT_EQ(result.baseline.errors.points, int(series.samples.size()));
    EXPECT_LT(result.baseline.errors.rmseVs, result.linearErrors.rmseVs);
}

/// The whole search on five seeds, by its defaults; takes minutes: only where asked for.
TEST(MotorSearch, BeatsTheTanhBaselineOnFiveSeeds) {
    if (!std::getenv("DNAS_SLOW_TESTS")) GTEST_SKIP() << "takes ten minutes; set DNAS_SLOW_TESTS to run it";
    for (int seed = 1; seed <= 5; ++seed) {
        const std::unique_ptr<Project> project = Project::open(inFolder("five.dnas"));
        Quiet observer;
        RunControl control;
        const Outcome outcome = runExperiment(*project, makeMotorRequest({}, seed), observer, control);
        const MotorSearchResult result = motorResult(*project->reader(), outcome.experiment);
        EXPECT_LT(result.searched.errors.rmseVs, result.baseline.errors.rmseVs) << "seed " << seed;
    }
}
