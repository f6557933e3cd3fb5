#include "app/cli/run_series.h"

#include "app/cli/command_line.h"

#include "engine/api/error.h"

#include <spdlog/spdlog.h>

#include <set>

namespace dnas::cli {

namespace {

std::set<std::string> finishedIn(ProjectReader& reader) {
    std::set<std::string> hashes;
    for (const ExperimentSummary& summary : reader.experiments())
        if (summary.status == ExperimentStatus::Finished && !summary.damaged) hashes.insert(requestHash(reader.facts(summary.id).request));
    return hashes;
}

} // namespace

bool runSeries(Project& project, const std::vector<Request>& requests, const std::string& tag) {
    std::set<std::string> finished = finishedIn(*project.reader());
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const Request& request = requests[i];
        spdlog::info("run {} of {}: {}, seed {}", i + 1, requests.size(), request.name, request.seed);
        if (!finished.insert(requestHash(request)).second) {
            spdlog::info("is finished already");
            continue;
        }
        const Outcome outcome = guardedBySignals([&](RunObserver& observer, RunControl& control) { return runExperiment(project, request, observer, control); });
        if (outcome.experiment == 0) throw EngineError(outcome.code, outcome.message, outcome.hint);
        project.setTags(outcome.experiment, {tag});
        if (outcome.status == ExperimentStatus::Stopped) return false;
        if (outcome.status != ExperimentStatus::Finished) spdlog::error("{}", outcome.message);
    }
    return true;
}

} // namespace dnas::cli
