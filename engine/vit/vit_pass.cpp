#include "engine/vit/vit_pass.h"

#include <ATen/ops/gelu.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softmax.h>

#include <cmath>

namespace dnas {

at::Tensor VitPass::attention(const at::Tensor& x) {
    const std::int64_t batch = x.size(0), tokens = x.size(1), width = vitBlockSize(m_spec, m_block).headWidth;
    const std::int64_t heads = m_spec.heads[static_cast<std::size_t>(m_block)];
    const at::Tensor& weight = next();
    const at::Tensor qkv = at::linear(x, weight, m_spec.qkvBias ? next() : at::Tensor())
                               .reshape({batch, tokens, 3, heads, width})
                               .permute({2, 0, 3, 1, 4}); // [3, batch, heads, tokens, width]
    const at::Tensor q = qkv.select(0, 0) * (1.0 / std::sqrt(static_cast<double>(width)));
    at::Tensor a = at::softmax(at::matmul(q, qkv.select(0, 1).transpose(-2, -1)), -1);
    if (m_gates.heads.defined()) a = m_gates.heads.narrow(0, m_head, heads).view({heads, 1, 1}) * a; // (6.2)
    m_head += heads;
    return linear(at::matmul(a, qkv.select(0, 2)).transpose(1, 2).reshape({batch, tokens, heads * width}));
}

at::Tensor VitPass::mlp(const at::Tensor& x) {
    const at::Tensor hidden = linear(x);
    switch (m_spec.activation) {
    case VitActivation::Gelu: return linear(at::gelu(hidden));
    case VitActivation::Relu: return linear(at::relu(hidden));
    case VitActivation::Silu: break;
    }
    return linear(at::silu(hidden));
}

at::Tensor VitPass::ungated(const at::Tensor& input) {
    if (m_spec.postNorm) {
        const at::Tensor x = norm(input + attention(input));
        return norm(x + mlp(x));
    }
    const at::Tensor x = input + attention(norm(input));
    return x + mlp(norm(x));
}

at::Tensor VitPass::block(const at::Tensor& before) {
    const at::Tensor x = ungated(before);
    const int block = m_block++;
    if (!m_gates.blocks.defined()) return x;
    const at::Tensor gate = m_gates.blocks.select(0, block);
    return gate * x + (1 - gate) * before; // (6.1)
}

} // namespace dnas
