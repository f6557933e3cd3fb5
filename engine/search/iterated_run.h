// Runs that are a row of iterations, each with one snapshot and a state of a few numbers: started, paused, stopped, resumed
// and stored in one way. Place: prunings, studies of vision transformers. Thread rule: belongs to the session's thread.
#pragma once

#include "engine/api/session.h"

#include <c10/core/Device.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dnas {

/// What a long iteration asks and tells on its way.
struct IterationWay {
    std::function<bool()> goesOn;                                   ///< waits while paused; false: end, and come to nothing
    std::function<void(int step, int steps, double loss)> progress; ///< at most 10 a second reach the observer
};

class IteratedRun {
  public:
    virtual ~IteratedRun() = default;
    virtual bool done() const = 0;
    virtual int iterationsDone() const = 0;
    /// The next one, from its beginning; nothing where it was ended on its way.
    virtual std::optional<Snapshot> iterate(const IterationWay& way) = 0;
    /// State after the last iteration. restore() throws EngineError(Format) naming the field.
    virtual std::string text() const = 0;
    virtual void restore(const std::string& text) = 0;

    virtual const char* what() const = 0;  ///< "search", "comparison"
    virtual const char* phase() const = 0; ///< "searching"
    virtual std::string description() const = 0; ///< for the log, when it starts
    virtual std::string result(const std::vector<SnapshotPtr>& snapshots) const = 0; ///< one sentence
};

/// Makes the record, unless `experiment` is one, and runs from the beginning or from the last checkpoint.
/// @param make called once the request is valid and threads and device are set
Outcome runIterated(Project& project, const Request& request, std::int64_t experiment, RunObserver& observer, RunControl& control,
                    const std::function<std::unique_ptr<IteratedRun>(const c10::Device&)>& make);

} // namespace dnas
