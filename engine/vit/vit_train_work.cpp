#include "engine/vit/vit_train_work.h"

#include "engine/api/request.h"
#include "engine/interop/state_dict.h"

#include <ATen/ops/from_blob.h>

namespace dnas {

VitTrainWork::VitTrainWork(const Request& request, std::shared_ptr<const DataSet> data, const c10::Device& device)
    : m_request(request), m_device(device),
      m_images(vitImages(request, std::move(data), inputOfModel(*request.vitWork), request.seed)),
      m_model(vitForImages(*request.vitWork, m_images, request.seed)) {
    m_model->weights().moveTo(device);
    m_tuner = std::make_unique<VitTuner>(*m_model, *request.vitWork, request.recipe.epochs * steps());
}

void VitTrainWork::beginEpoch(int epoch, int step) {
    if (step == 0) m_train = {};
    m_batches = std::make_unique<BatchFeed>(m_images.train, m_device, epoch, step);
}

StepResult VitTrainWork::step(int /*epoch*/, int /*step*/) {
    const TensorBatch batch = m_batches->next();
    const PassResult result = m_tuner->step(batch);
    m_train.add(result.logits, batch.labels, result.loss);
    return {result.loss, kNotMeasured, static_cast<int>(batch.labels.size(0))};
}

NamedValues VitTrainWork::finishEpoch(Snapshot&) {
    const double rate = m_tuner->rate();
    const VitScore score = scoreOf(*m_model, *m_images.test, m_device);
    const VitCost cost = vitCost(m_model->spec());
    return {{"lr", rate},
            {"train_top1", m_train.top1()},
            {"train_top5", m_train.top5()},
            {"valid_loss", score.loss},
            {"valid_top1", score.top1},
            {"valid_top5", score.top5},
            {"parameters", static_cast<double>(cost.parameters)},
            {"multiply_adds", static_cast<double>(cost.multiplyAdds)},
            {"trained", static_cast<double>(m_tuner->trained())},
            {"test_rate", score.imagesPerSecond}};
}

std::map<std::string, at::Tensor> VitTrainWork::tensors() {
    std::map<std::string, at::Tensor> all = m_tuner->tensors();
    all["weights"] = m_model->weights().flat();
    if (m_model->weights().statistics().numel() > 0) all["statistics"] = m_model->weights().statistics();
    all["sums"] = at::from_blob(m_train.sums().data(), {4}, at::TensorOptions().dtype(at::kDouble));
    return all;
}

std::string VitTrainWork::weights(int epochs) {
    VitOptions metadata = vitOptions(m_model->spec(), m_model->input());
    metadata["format"] = "pt";
    metadata["epochs"] = std::to_string(epochs);
    metadata["request"] = requestHash(m_request);
    return safetensorsBytes(stateDict(m_model->weights()).entries, metadata, "The weights");
}

double VitTrainWork::evaluationSeconds(double stepSeconds) const {
    return stepSeconds / 3 * m_images.test->imageCount() / m_request.recipe.batch; // a step is three forward passes
}

} // namespace dnas
