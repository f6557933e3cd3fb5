// Words of the enumerations of engine/api in files and on the command line.
#include "engine/api/error.h"
#include "engine/api/project.h"
#include "engine/api/recipe.h"
#include "engine/api/snapshot.h"

#include <array>
#include <limits>

namespace dnas {

namespace {

template <class Enum, std::size_t N> struct Words {
    std::array<std::pair<Enum, const char*>, N> entries;
    const char* name(Enum value) const {
        for (const auto& [candidate, word] : entries)
            if (candidate == value) return word;
        return "";
    }
    Enum value(const std::string& word, const char* what) const {
        std::string known;
        for (const auto& [candidate, text] : entries) {
            if (word == text) return candidate;
            known += (known.empty() ? "" : ", ") + std::string(text);
        }
        throw EngineError(ErrorCode::Usage, std::string("Unknown ") + what + " '" + word + "'.", "Known: " + known + ".");
    }
};

using Kind = RunEvent::Kind;
constexpr Words<Kind, 11> kEvents{{{{Kind::Started, "started"}, {Kind::Resumed, "resumed"}, {Kind::WarmStartEnded, "warm-start-ended"},
                                    {Kind::StageStarted, "stage-started"}, {Kind::StopRule, "stop-rule"}, {Kind::Paused, "paused"},
                                    {Kind::Stopped, "stopped"}, {Kind::Diverged, "diverged"}, {Kind::Finished, "finished"},
                                    {Kind::Warning, "warning"}, {Kind::Note, "note"}}}};

using Status = ExperimentStatus;
constexpr Words<Status, 8> kStatuses{{{{Status::Queued, "queued"}, {Status::Running, "running"}, {Status::Paused, "paused"},
                                       {Status::Stopped, "stopped"}, {Status::Finished, "finished"}, {Status::Diverged, "diverged"},
                                       {Status::Failed, "failed"}, {Status::Interrupted, "interrupted"}}}};

constexpr Words<ParseMethod, 4> kParses{{{{ParseMethod::Darts, "darts"}, {ParseMethod::Sparse, "sparse"},
                                          {ParseMethod::Edge, "edge"}, {ParseMethod::Complete, "complete"}}}};

} // namespace

const char* name(RunEvent::Kind kind) { return kEvents.name(kind); }
RunEvent::Kind runEventKind(const std::string& word) { return kEvents.value(word, "kind of event"); }
const char* name(ExperimentStatus status) { return kStatuses.name(status); }
ExperimentStatus experimentStatus(const std::string& word) { return kStatuses.value(word, "status"); }
const char* name(ParseMethod method) { return kParses.name(method); }
ParseMethod parseMethod(const std::string& word) { return kParses.value(word, "parse"); }

double Snapshot::metric(const std::string& name) const {
    for (const auto& [key, value] : metrics)
        if (key == name) return value;
    return std::numeric_limits<double>::quiet_NaN();
}

} // namespace dnas
