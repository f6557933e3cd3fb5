#include "engine/vit/vit_model.h"

#include "engine/api/error.h"
#include "engine/interop/state_dict.h"
#include "engine/interop/tensor_file.h"
#include "engine/vit/vit_file.h"
#include "engine/vit/vit_pass.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>

namespace dnas {

namespace {

class PatchPass final : VitPass {
  public:
    PatchPass(const VitSpec& spec, const std::vector<at::Tensor>& parameters, const VitGates& gates) : VitPass(spec, parameters, gates) {}

    at::Tensor run(const at::Tensor& images) {
        at::Tensor x = embed(images);
        for (int k = 0; k < m_spec.depth(); ++k)
            x = block(x);
        x = pool(x);
        return m_spec.classes > 0 ? linear(x) : x;
    }

  private:
    /// The convolution of patches as one matrix product; class token and positions.
    at::Tensor embed(const at::Tensor& images) {
        const std::int64_t batch = images.size(0), side = m_spec.imageSize / m_spec.patchSize, p = m_spec.patchSize;
        const at::Tensor patches = images.reshape({batch, m_spec.channels, side, p, side, p})
                                       .permute({0, 2, 4, 1, 3, 5})
                                       .reshape({batch, side * side, m_spec.channels * p * p});
        const at::Tensor weight = next().reshape({m_spec.width, m_spec.channels * p * p});
        at::Tensor x = at::linear(patches, weight, next());
        if (m_spec.classToken) x = at::cat({next().expand({batch, 1, m_spec.width}), x}, 1);
        return x + next();
    }

    at::Tensor pool(const at::Tensor& x) {
        // A norm acts on each token: of the tokens that are not pooled it need not be computed.
        if (m_spec.pool == VitPool::ClassToken) return norm(x.select(1, 0));
        const std::int64_t first = m_spec.classToken ? 1 : 0;
        const at::Tensor patches = x.narrow(1, first, m_spec.patches());
        return m_spec.poolThenNorm ? norm(patches.mean(1)) : norm(patches).mean(1);
    }
};

bool endsWith(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Weights as PyTorch's linear layers begin, norms as the identity.
void registerTensor(WeightStore& store, const VitTensor& tensor, int width) {
    const bool isNorm = tensor.name.find("norm") != std::string::npos || tensor.name.find(".bn.") != std::string::npos;
    if (tensor.statistic) {
        store.addBuffer(tensor.name, tensor.shape.front(), endsWith(tensor.name, "_var") ? 1 : 0);
    } else if (endsWith(tensor.name, ".bias")) {
        store.addParameter(tensor.name, tensor.shape, Initial::Zero);
    } else if (isNorm) {
        store.addParameter(tensor.name, tensor.shape, Initial::One);
    } else {
        std::int64_t fanIn = 1;
        for (std::size_t d = 1; d < tensor.shape.size(); ++d)
            fanIn *= tensor.shape[d];
        const bool isTable = tensor.name == "cls_token" || tensor.name == "pos_embed";
        store.addParameter(tensor.name, tensor.shape, Initial::FanIn, isTable ? width : fanIn);
    }
}

} // namespace

at::Tensor vitForward(const VitSpec& spec, const std::vector<at::Tensor>& parameters, const at::Tensor& images,
                      const VitGates& gates, const VitStatistics& statistics) {
    if (spec.isMobile()) return mobileForward(spec, parameters, images, gates, statistics);
    return PatchPass(spec, parameters, gates).run(images);
}

VitModel::VitModel(const VitSpec& spec, const VitInput& input, c10::ScalarType type, std::uint64_t seed)
    : m_spec(spec), m_input(input) {
    for (const VitTensor& tensor : vitTensors(spec))
        registerTensor(m_weights, tensor, spec.width);
    m_weights.allocate(type, c10::Device(at::kCPU), seed);
}

namespace {

std::size_t statisticsOf(const VitSpec& spec) {
    std::size_t count = 0;
    for (const VitTensor& tensor : vitTensors(spec))
        count += tensor.statistic;
    return count;
}

} // namespace

std::vector<at::Tensor> VitModel::parameters(bool withGradient) const {
    std::vector<at::Tensor> all;
    const int count = static_cast<int>(vitTensors(m_spec).size() - statisticsOf(m_spec));
    for (int handle = 0; handle < count; ++handle)
        all.push_back(m_weights.parameter(handle, withGradient));
    return all;
}

VitStatistics VitModel::statistics(bool ofBatch) const {
    VitStatistics statistics;
    const int count = static_cast<int>(statisticsOf(m_spec));
    for (int handle = 0; handle < count; ++handle)
        statistics.values.push_back(m_weights.buffer(handle));
    statistics.ofBatch = ofBatch;
    return statistics;
}

std::unique_ptr<VitModel> loadVit(const std::string& model, const VitOptions& options, c10::ScalarType type, std::uint64_t seed) {
    if (isVitPreset(model)) {
        const VitFileInfo info = inspectVit(model, options);
        return std::make_unique<VitModel>(info.spec, info.input, type, seed);
    }
    const VitFile file = readVitFile(model, options);
    if (!file.info.fits()) {
        const WeightFit fit{file.info.missing, file.info.surplus, file.info.misshapen, {}};
        throw EngineError(ErrorCode::Format, model + ": the weights do not fit the vision transformer. " + fit.text(),
                          "`dnas vit info` lists what is expected.");
    }
    auto loaded = std::make_unique<VitModel>(file.info.spec, file.info.input, type, seed);
    at::NoGradGuard noGrad;
    for (auto& [name, target] : loaded->weights().named())
        at::Tensor(target).copy_(tensorOf(file.named.tensors.at(name)));
    return loaded;
}

} // namespace dnas
