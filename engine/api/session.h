// Runs experiments. The boundary of the engine: nothing is thrown through it, everything comes back as an Outcome.
// Thread rule: a session runs on the thread that calls it and calls the observer on that thread; the window calls it
// from a worker thread and forwards by queued signals. One session a process at a time.
#pragma once

#include "engine/api/control.h"
#include "engine/api/error.h"
#include "engine/api/project.h"
#include "engine/api/request.h"
#include "engine/api/snapshot.h"

#include <cstdint>
#include <string>

namespace dnas {

constexpr const char* kWarningMark = "warning: ";

/// Receives what happens during a run, on the engine's thread. Must return quickly.
class RunObserver {
  public:
    virtual ~RunObserver() = default;
    /// The experiment has its record in the project file.
    virtual void onStarted(std::int64_t /*experiment*/) {}
    virtual void onSnapshot(SnapshotPtr /*snapshot*/) {}        ///< after it was stored
    virtual void onProgress(const StepProgress& /*progress*/) {} ///< at most 10 a second
    virtual void onEvent(const RunEvent& /*event*/) {}
    virtual void onLog(const std::string& /*line*/) {} ///< a warning begins with kWarningMark
};

struct Outcome {
    ExperimentStatus status = ExperimentStatus::Failed;
    std::int64_t experiment = 0; ///< 0 when the run failed before it had a record
    ErrorCode code = ErrorCode::Internal; ///< meaningful unless status is Finished or Stopped
    std::string message;         ///< what happened, for people; empty after a normal end
    std::string hint;            ///< what to do
};

/// Creates the experiment's record and runs it to its end, a stop, or a failure.
/// @param parent of a training: the search whose result it trains; 0 = none
Outcome runExperiment(Project& project, const Request& request, RunObserver& observer, RunControl& control, std::int64_t parent = 0);

/// Creates the record only (status Queued); a later resumeExperiment runs it. Throws EngineError.
std::int64_t createExperiment(Project& project, const Request& request, std::int64_t parent = 0);

/// Continues from the last checkpoint; bit-identical to the uninterrupted run with the same threads.
/// An experiment without a checkpoint (queued, or interrupted in its first epoch) starts from the beginning.
Outcome resumeExperiment(Project& project, std::int64_t experiment, RunObserver& observer, RunControl& control);

/// Time and memory of a request, measured by one real step on the chosen device.
struct RunEstimate {
    double stepSeconds = 0;   ///< one alpha step and one weight step; of a training, one step
    double totalSeconds = 0;  ///< of the whole run, evaluation included
    double peakMb = 0;        ///< estimated peak of the process, or on a GPU of its memory
    bool gpu = false;
    std::int64_t parameters = 0; ///< weights of the supernet, or of the network in training
    int threads = 0;
    std::string device;       ///< "CPU, 2 threads, float32"
};
/// Throws EngineError.
RunEstimate estimateRun(const Request& request);

/// Which devices a run can use here: "cpu", and "cuda" when a GPU and a CUDA LibTorch are present.
std::vector<std::string> availableDevices();

/// Versions of the parts that a record names: program, LibTorch, compiler.
std::string engineVersions();
/// Processor and versions, as Measurement::machine of what is measured on the CPU here.
std::string thisMachine();

/// Must be the first call of main(), before any thread is started: allocator and OpenMP settings that decide the
/// speed of training (see engine/core/process_setup.h).
void prepareProcess();

/// Puts the calling thread, and every thread that it starts from now on, behind the window's where processors are short.
/// For the window's worker threads; a search loses nothing while the window rests. Without effect outside Linux.
void yieldToWindow();

} // namespace dnas
