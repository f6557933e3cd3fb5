// What one kind of learning without labels does in a step and at the end of an epoch; the loop around it is the same.
// Place: driven by work_loop.h; siamese_work.h (search, pretraining), probe_work.h and fine_tune_work.h implement it.
// Thread rule: belongs to the session's thread.
#pragma once

#include "engine/api/snapshot.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace dnas {

constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

struct StepResult {
    double loss = kNotMeasured;      ///< of the weight step
    double objective = kNotMeasured; ///< of the alpha step; NaN without one
    int images = 0;                  ///< that trained the weights
};

using NamedValues = std::vector<std::pair<std::string, double>>;

class LoopWork {
  public:
    virtual ~LoopWork() = default;
    virtual int steps() const = 0; ///< of an epoch
    /// @param step from which on steps follow in order
    virtual void beginEpoch(int epoch, int step) = 0;
    virtual StepResult step(int epoch, int step) = 0;
    /// Evaluates; fills alpha, genotype and scatter of the snapshot. @return metrics by name: those of every snapshot
    /// that this work measures, and its own
    virtual NamedValues finishEpoch(Snapshot& snapshot) = 0;
    /// Signs of trouble in a finished epoch.
    virtual std::vector<std::string> warnings(const Snapshot& /*snapshot*/) const { return {}; }

    /// What a checkpoint holds; the tensors are written in place when one is read.
    virtual std::map<std::string, at::Tensor> tensors() = 0;
    virtual std::map<std::string, std::int64_t*> counters() { return {}; }
    /// A safetensors file of the weights. @param epochs finished
    virtual std::string weights(int epochs) = 0;

    virtual const char* phase() const = 0; ///< "searching", "pretraining", "probing", "fine-tuning"
    virtual std::int64_t parameters() = 0;
    /// Estimated seconds of an epoch's evaluation when a step takes so long.
    virtual double evaluationSeconds(double stepSeconds) const = 0;
};

} // namespace dnas
