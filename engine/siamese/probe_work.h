// The linear probe: how well one linear layer tells the classes apart on the frozen features of a backbone.
// Place: work_loop.h runs it. Thread rule: belongs to the session's thread.
// Source: SimSiam's linear evaluation. Deviation: the features are computed once, of the images as they are (the paper
// augments them anew in each of 100 epochs), and brought to mean 0 and deviation 1 by those of the training images, as
// the norm before the linear layer in later protocols does; hence a learning rate of 0.05 instead of 30.
#pragma once

#include "engine/bilevel/optimizers.h"
#include "engine/ops/layers.h"
#include "engine/siamese/loop_work.h"
#include "engine/siamese/siamese_work.h"
#include "engine/siamese/stored_encoder.h"

#include <memory>

namespace dnas {

class ProbeWork final : public LoopWork {
  public:
    /// Throws EngineError(Usage): other channels than the encoder takes, no images to validate with.
    ProbeWork(const Request& request, std::shared_ptr<const DataSet> data, StoredEncoder encoder, const c10::Device& device = c10::Device(c10::kCPU));

    int steps() const override { return m_steps; }
    void beginEpoch(int epoch, int step) override;
    StepResult step(int epoch, int step) override;
    NamedValues finishEpoch(Snapshot& snapshot) override;
    std::map<std::string, at::Tensor> tensors() override;
    std::string weights(int epochs) override;
    const char* phase() const override { return "probing"; }
    std::int64_t parameters() override { return m_store.parameterCount(); }
    double evaluationSeconds(double stepSeconds) const override { return stepSeconds; }

  private:
    void computeFeatures();

    Request m_request;
    StoredEncoder m_encoder;
    c10::Device m_device; ///< of the encoder; the probe itself is small and stays on the CPU
    std::unique_ptr<BatchSource> m_trainImages, m_validImages;
    FeatureSet m_train, m_valid; ///< normalised; computed when the first epoch begins
    WeightStore m_store;
    Linear m_linear;
    std::unique_ptr<WeightOptimizer> m_optimizer;
    int m_classes, m_steps;
    at::Tensor m_order; ///< of the training images in this epoch
};

} // namespace dnas
