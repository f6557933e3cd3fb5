#include "app/cli/run_in_terminal.h"

#include "engine/api/error.h"

#include <filesystem>
#include <memory>
#include <set>

namespace dnas::cli {

namespace {

/// One text a place: without dots and without a slash at its end.
std::string absolutePath(const std::string& path) {
    const std::filesystem::path absolute = std::filesystem::absolute(path).lexically_normal();
    return (absolute.has_filename() ? absolute : absolute.parent_path()).string();
}

/// Of a file, or of "P.dnas#3".
std::string absoluteModel(const std::string& model) {
    return model.empty() || isVitPreset(model) ? model : absolutePath(model);
}

std::string absoluteData(const std::string& spec) {
    static const std::set<std::string> kFolders{"idx", "cifar10", "cifar100", "folder"};
    const std::size_t colon = spec.find(':');
    const bool folder = colon != std::string::npos && colon + 1 < spec.size() && kFolders.count(spec.substr(0, colon));
    return folder ? spec.substr(0, colon + 1) + absolutePath(spec.substr(colon + 1)) : spec;
}

} // namespace

Request withAbsolutePaths(Request request) {
    request.task.data = absoluteData(request.task.data);
    if (request.pruning) {
        request.pruning->model = absoluteModel(request.pruning->model);
        request.task.data = makePruningRequest(*request.pruning, request.seed).task.data;
    }
    if (request.vitWork) {
        request.vitWork->model = absoluteModel(request.vitWork->model);
        for (std::string& data : request.vitWork->data)
            data = absoluteData(data);
    }
    return request;
}

Outcome runInProject(const std::string& file, const Request& request, std::int64_t parent) {
    if (file.empty())
        throw EngineError(ErrorCode::Usage, "--project FILE is missing.",
                          "Name the .dnas file that keeps the experiment; it is made if it does not exist.");
    const Request located = withAbsolutePaths(request);
    validate(located); // two ways to write one folder are one now
    const bool existed = std::filesystem::exists(file);
    std::unique_ptr<Project> project = Project::open(file);
    const Outcome outcome = guardedBySignals(
        [&](RunObserver& observer, RunControl& control) { return runExperiment(*project, located, observer, control, parent); });
    if (!existed && outcome.experiment == 0) {
        project.reset();
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
    }
    return outcome;
}

int runInTerminal(const Request& request, const std::string& file, bool json, std::int64_t parent) {
    return finish(runInProject(file, request, parent), json, file);
}

} // namespace dnas::cli
