// The training of one vision transformer, as work of the loop: from random weights or from a file, whole or in part.
// Place: siamese/work_loop.h runs it. Thread rule: belongs to the session's thread; batches are made ahead on another.
#pragma once

#include "engine/search/batch_feed.h"
#include "engine/search/running_metrics.h"
#include "engine/siamese/loop_work.h"
#include "engine/vit/vit_tuner.h"

#include <memory>

namespace dnas {

class VitTrainWork final : public LoopWork {
  public:
    /// Throws EngineError as vitImages, vitForImages.
    VitTrainWork(const Request& request, std::shared_ptr<const DataSet> data, const c10::Device& device);

    int steps() const override { return m_images.train->steps(); }
    void beginEpoch(int epoch, int step) override;
    StepResult step(int epoch, int step) override;
    NamedValues finishEpoch(Snapshot& snapshot) override;
    std::map<std::string, at::Tensor> tensors() override;
    std::map<std::string, std::int64_t*> counters() override { return {{"steps", &m_tuner->stepsDone()}}; }
    /// With timm's names and the options in the metadata: every command takes it.
    std::string weights(int epochs) override;
    const char* phase() const override { return "training"; }
    std::int64_t parameters() override { return m_model->weights().parameterCount(); }
    double evaluationSeconds(double stepSeconds) const override;

  private:
    Request m_request;
    c10::Device m_device;
    VitImages m_images;
    std::unique_ptr<VitModel> m_model;
    std::unique_ptr<VitTuner> m_tuner;
    std::unique_ptr<BatchFeed> m_batches;
    RunningMetrics m_train; ///< of the epoch in progress
};

} // namespace dnas
