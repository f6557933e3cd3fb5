#include "engine/relax/relaxation.h"

#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softmax.h>

namespace dnas {

namespace {
struct Relax {
    const at::Tensor& alpha;
    at::Tensor operator()(const SoftmaxRelaxSpec&) const { return at::softmax(alpha, -1); }
    at::Tensor operator()(const SigmoidRelaxSpec&) const { return at::sigmoid(alpha); }
};
} // namespace

at::Tensor relax(const RelaxSpec& spec, const at::Tensor& alpha) { return std::visit(Relax{alpha}, spec); }

std::vector<at::Tensor> relaxAll(const RelaxSpec& spec, const std::vector<at::Tensor>& alpha) {
    std::vector<at::Tensor> weights;
    for (const at::Tensor& group : alpha) weights.push_back(relax(spec, group));
    return weights;
}

} // namespace dnas
