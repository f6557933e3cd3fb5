#include "engine/api/error.h"
#include "engine/api/operations.h"
#include "engine/api/project.h"
#include "engine/api/recipe.h"
#include "engine/api/snapshot.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

using namespace dnas;

TEST(Names, OfStatusesEventsAndParsesAreInvertible) {
    using Status = ExperimentStatus;
    for (Status status : {Status::Queued, Status::Running, Status::Paused, Status::Stopped, Status::Finished, Status::Diverged,
                          Status::Failed, Status::Interrupted})
        EXPECT_EQ(experimentStatus(name(status)), status);
    using Kind = RunEvent::Kind;
    for (Kind kind : {Kind::Started, Kind::Resumed, Kind::WarmStartEnded, Kind::StageStarted, Kind::StopRule, Kind::Paused,
                      Kind::Stopped, Kind::Diverged, Kind::Finished, Kind::Warning, Kind::Note})
        EXPECT_EQ(runEventKind(name(kind)), kind);
    for (ParseMethod method : {ParseMethod::Darts, ParseMethod::Sparse, ParseMethod::Edge, ParseMethod::Complete})
        EXPECT_EQ(parseMethod(name(method)), method);
}

TEST(Names, UnknownWordsAreRefusedWithTheKnown) {
    try {
        parseMethod("dense");
        FAIL();
    } catch (const EngineError& e) {
        EXPECT_EQ(e.full(), "Unknown parse 'dense'. Known: darts, sparse, edge, complete.");
    }
    EXPECT_THROW(experimentStatus(""), EngineError);
    EXPECT_THROW(runEventKind("Finished"), EngineError);
}

TEST(Snapshot, AnswersAbsentMetricsWithNaN) {
    Snapshot snapshot;
    snapshot.metrics = {{"lr", 0.5}};
    EXPECT_EQ(snapshot.metric("lr"), 0.5);
    EXPECT_TRUE(std::isnan(snapshot.metric("objective")));
}

TEST(Operations, OfEverySetAreKnownAndDistinct) {
    for (const auto& [set, count] : {std::pair{OperationSet::Darts, 8u}, {OperationSet::DartsWithoutNone, 7u}, {OperationSet::DartOpti, 12u}}) {
        const std::vector<std::string>& names = operationNames(set);
        EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), count);
        for (const std::string& operation : names) EXPECT_NE(findOperation(operation), nullptr) << operation;
    }
    EXPECT_EQ(findOperation("sep_conv"), nullptr);
    EXPECT_EQ(findOperation(""), nullptr);
}

TEST(Operations, StandInThePublishedOrder) {
    EXPECT_EQ(operationNames(OperationSet::Darts).front(), "none");
    EXPECT_EQ(operationNames(OperationSet::Darts)[3], "skip_connect");
    EXPECT_EQ(operationNames(OperationSet::DartsWithoutNone).front(), "max_pool_3x3");
    EXPECT_EQ(operationNames(OperationSet::DartOpti).front(), "conv_3x1_1x3");
    EXPECT_EQ(operationNames(OperationSet::DartOpti).back(), "bottleneck_1x3x1");
}
