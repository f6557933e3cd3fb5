// Fine-tuning: a pretrained backbone and a new linear classifier learn the labels together, from a small learning rate on.
// Place: work_loop.h runs it. Thread rule: belongs to the session's thread; batches are made ahead on others.
// Source: the transfer experiments of SimSiam and MoCo (fine-tuning of all weights). With a subset of the images it is
// the semi-supervised protocol of SimCLR. Images are augmented as for trainings (crop, flip, cutout).
#pragma once

#include "engine/bilevel/optimizers.h"
#include "engine/search/batch_feed.h"
#include "engine/siamese/loop_work.h"
#include "engine/siamese/stored_encoder.h"

#include <memory>

namespace dnas {

class FineTuneWork final : public LoopWork {
  public:
    /// Throws EngineError(Usage): other channels than the encoder takes, no images to validate with.
    FineTuneWork(const Request& request, const std::shared_ptr<const DataSet>& data, const StoredEncoder& encoder,
                 const c10::Device& device = c10::Device(c10::kCPU));

    int steps() const override { return m_train->steps(); }
    void beginEpoch(int epoch, int step) override;
    StepResult step(int epoch, int step) override;
    NamedValues finishEpoch(Snapshot& snapshot) override;
    std::map<std::string, at::Tensor> tensors() override;
    std::map<std::string, std::int64_t*> counters() override { return {{"train_correct", &m_correct}, {"train_seen", &m_seen}}; }
    std::string weights(int epochs) override;
    const char* phase() const override { return "fine-tuning"; }
    std::int64_t parameters() override { return m_network.weights().parameterCount(); }
    double evaluationSeconds(double stepSeconds) const override;

  private:
    Request m_request;
    TrainedShape m_shape;
    c10::Device m_device;
    Network m_network;
    std::int64_t m_multiplyAdds = 0;
    std::shared_ptr<const BatchSource> m_train;
    std::unique_ptr<BatchSource> m_valid;
    std::unique_ptr<BatchFeed> m_batches;
    std::unique_ptr<WeightOptimizer> m_optimizer;
    std::int64_t m_correct = 0, m_seen = 0; ///< in this epoch's finished part
};

} // namespace dnas
