// The forward pass of MobileViT (vit_pass.h).
#include "engine/vit/mobile_vit.h"
#include "engine/vit/vit_pass.h"

#include <ATen/ops/batch_norm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/silu.h>

namespace dnas {

namespace {

constexpr double kMomentum = 0.1; // of the running statistics, as PyTorch's

class MobilePass final : VitPass {
  public:
    MobilePass(const VitSpec& spec, const std::vector<at::Tensor>& parameters, const VitGates& gates, const VitStatistics& statistics)
        : VitPass(spec, parameters, gates), m_statistics(statistics) {}

    at::Tensor run(const at::Tensor& images) {
        at::Tensor x = active(convolution(images, 2));
        for (std::size_t stage = 0; stage < kMobileStages; ++stage) {
            for (int k = 0; k < kMobileResiduals[stage]; ++k)
                x = residual(x, k == 0 ? kMobileStride[stage] : 1);
            if (stage >= kMobileFirst) x = blocks(x, m_spec.stageBlocks[stage - kMobileFirst]);
        }
        x = active(convolution(x, 1)).mean(at::IntArrayRef({2, 3}));
        return m_spec.classes > 0 ? linear(x) : x;
    }

  private:
    static at::Tensor active(const at::Tensor& x) { return at::silu(x); }

    at::Tensor plainConvolution(const at::Tensor& x, int stride, std::int64_t groups = 1) {
        const at::Tensor& weight = next();
        const std::int64_t padding = weight.size(2) / 2;
        return at::conv2d(x, weight, {}, {stride, stride}, {padding, padding}, {1, 1}, groups);
    }

    /// With its batch norm.
    at::Tensor convolution(const at::Tensor& x, int stride, std::int64_t groups = 1) {
        const at::Tensor y = plainConvolution(x, stride, groups);
        const at::Tensor &weight = next(), &bias = next();
        const at::Tensor mean = m_statistics.values[m_nextStatistic++], variance = m_statistics.values[m_nextStatistic++];
        return at::batch_norm(y, weight, bias, mean, variance, m_statistics.ofBatch, kMomentum, kBatchNormEpsilon, false);
    }

    at::Tensor residual(const at::Tensor& input, int stride) {
        const at::Tensor x = active(convolution(input, 1));
        const at::Tensor y = convolution(active(convolution(x, stride, x.size(1))), 1);
        return stride == 1 && y.size(1) == input.size(1) ? input + y : y;
    }

    /// Tokens are the pixels of one place within their patches: [batch * 4, patches, width].
    at::Tensor blocks(const at::Tensor& input, int count) {
        const at::Tensor local = plainConvolution(active(convolution(input, 1)), 1);
        const std::int64_t batch = local.size(0), width = local.size(1), p = kMobilePatch, side = local.size(2) / p;
        at::Tensor x = local.reshape({batch, width, side, p, side, p})
                           .permute({0, 3, 5, 2, 4, 1}) // [batch, p, p, side, side, width]
                           .reshape({batch * p * p, side * side, width});
        for (int k = 0; k < count; ++k)
            x = block(x);
        x = norm(x)
                .reshape({batch, p, p, side, side, width})
                .permute({0, 5, 3, 1, 4, 2})
                .reshape({batch, width, side * p, side * p});
        x = active(convolution(x, 1));
        return active(convolution(at::cat({input, x}, 1), 1));
    }

    const VitStatistics& m_statistics;
    std::size_t m_nextStatistic = 0;
};

} // namespace

at::Tensor mobileForward(const VitSpec& spec, const std::vector<at::Tensor>& parameters, const at::Tensor& images,
                         const VitGates& gates, const VitStatistics& statistics) {
    return MobilePass(spec, parameters, gates, statistics).run(images);
}

} // namespace dnas
