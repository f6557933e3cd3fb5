#include "engine/ops/operation.h"

#include "engine/api/error.h"

#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/relu.h>

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace dnas {

namespace {

class NoneOperation final : public Operation {
  public:
    at::Tensor forward(const at::Tensor&, const at::Tensor&, const ForwardMode&) const override { return {}; }
};

class Identity final : public Operation {
  public:
    at::Tensor forward(const at::Tensor& x, const at::Tensor&, const ForwardMode&) const override { return x; }
    bool isIdentity() const override { return true; }
};

class ReducingSkip final : public Operation {
  public:
    ReducingSkip(const LayerScope& scope, const OperationForm& form)
        : m_reduce(scope, form.channels, form.channels, !form.search) {}
    at::Tensor forward(const at::Tensor&, const at::Tensor& rectified, const ForwardMode& mode) const override {
        return m_reduce.forward(rectified, mode);
    }
    at::Tensor raw(const at::Tensor&, const at::Tensor& rectified, const ForwardMode& mode) const override { return m_reduce.raw(rectified, mode); }
    const BatchNorm* lastNorm() const override { return &m_reduce.norm(); }

  private:
    FactorizedReduce m_reduce;
};

/// 3x3, padding 1; the average does not count the padding.
class Pool final : public Operation {
  public:
    Pool(bool maximum, const LayerScope& scope, const OperationForm& form) : m_maximum(maximum), m_stride(form.stride) {
        if (form.search) m_norm = BatchNorm(scope.in(1), form.channels, false);
    }
    at::Tensor forward(const at::Tensor& x, const at::Tensor& rectified, const ForwardMode& mode) const override {
        const at::Tensor pooled = raw(x, rectified, mode);
        return m_norm ? m_norm->forward(pooled, mode) : pooled;
    }
    at::Tensor raw(const at::Tensor& x, const at::Tensor&, const ForwardMode&) const override {
        return m_maximum ? at::max_pool2d(x, {3, 3}, {m_stride, m_stride}, {1, 1})
                         : at::avg_pool2d(x, {3, 3}, {m_stride, m_stride}, {1, 1}, /*ceil_mode=*/false, /*count_include_pad=*/false);
    }
    const BatchNorm* lastNorm() const override { return m_norm ? &*m_norm : nullptr; }
    bool sameOnEveryEdge() const override { return true; }

  private:
    bool m_maximum;
    int m_stride;
    std::optional<BatchNorm> m_norm;
};

/// A chain of convolutions, batch norms and ReLUs that begins with a ReLU. Layer i is named `<prefix>i`, as in a
/// PyTorch Sequential whose element 0 is that first ReLU.
class Chain final : public Operation {
  public:
    explicit Chain(LayerScope scope) : m_scope(std::move(scope)) {}
    Chain& convolution(const Convolution::Shape& shape) {
        m_layers.push_back({Convolution(m_scope.in(m_next++), shape), std::nullopt});
        return *this;
    }
    Chain& norm(int channels, bool affine) {
        m_layers.push_back({std::nullopt, BatchNorm(m_scope.in(m_next++), channels, affine)});
        return *this;
    }
    Chain& relu() {
        m_layers.push_back({});
        ++m_next;
        return *this;
    }
    at::Tensor forward(const at::Tensor&, const at::Tensor& rectified, const ForwardMode& mode) const override {
        return through(m_layers.size(), rectified, mode);
    }
    at::Tensor raw(const at::Tensor&, const at::Tensor& rectified, const ForwardMode& mode) const override {
        return through(m_layers.size() - (lastNorm() ? 1 : 0), rectified, mode);
    }
    const BatchNorm* lastNorm() const override { return m_layers.back().norm ? &*m_layers.back().norm : nullptr; }

  private:
    at::Tensor through(std::size_t layers, at::Tensor y, const ForwardMode& mode) const {
        for (std::size_t i = 0; i < layers; ++i)
            y = m_layers[i].convolution ? m_layers[i].convolution->forward(y, mode)
                : m_layers[i].norm      ? m_layers[i].norm->forward(y, mode)
                                        : at::relu(y);
        return y;
    }

    struct Layer {
        std::optional<Convolution> convolution;
        std::optional<BatchNorm> norm;
    };
    LayerScope m_scope;
    int m_next = 1;
    std::vector<Layer> m_layers;
};

using Maker = std::function<std::unique_ptr<Operation>(const LayerScope&, const OperationForm&)>;

Maker separable(int kernel) {
    return [kernel](const LayerScope& scope, const OperationForm& form) {
        const int c = form.channels;
        auto chain = std::make_unique<Chain>(scope.in("op"));
        for (int half = 0; half < 2; ++half) {
            if (half == 1) chain->relu();
            chain->convolution(Convolution::depthwise(c, kernel, half == 0 ? form.stride : 1, 1))
                .convolution(Convolution::square(c, c, 1))
                .norm(c, !form.search);
        }
        return chain;
    };
}

Maker dilated(int kernel) {
    return [kernel](const LayerScope& scope, const OperationForm& form) {
        const int c = form.channels;
        auto chain = std::make_unique<Chain>(scope.in("op"));
        chain->convolution(Convolution::depthwise(c, kernel, form.stride, 2))
            .convolution(Convolution::square(c, c, 1))
            .norm(c, !form.search);
        return chain;
    };
}

Maker plainConvolution(int kernel) {
    return [kernel](const LayerScope& scope, const OperationForm& form) {
        auto chain = std::make_unique<Chain>(scope.in("op"));
        chain->convolution(Convolution::square(form.channels, form.channels, kernel, form.stride))
            .norm(form.channels, !form.search);
        return chain;
    };
}

/// 1 x k with horizontal stride, then k x 1 with vertical stride.
/// @param within "op": as an element `op` of a module, "": a Sequential itself (D-DARTS's published operations.py)
Maker factorised(int kernel, const std::string& within) {
    return [kernel, within](const LayerScope& scope, const OperationForm& form) {
        const int c = form.channels, pad = (kernel - 1) / 2;
        auto chain = std::make_unique<Chain>(within.empty() ? scope : scope.in(within));
        chain->convolution({c, c, 1, kernel, 1, form.stride, 0, pad})
            .convolution({c, c, kernel, 1, form.stride, 1, pad, 0})
            .norm(c, !form.search);
        return chain;
    };
}

/// 1x1, 3x3, 1x1 to 4C (no ReLU between them), ReLU, 1x1 back to C; a batch norm after each convolution.
std::unique_ptr<Operation> bottleneck(const LayerScope& scope, const OperationForm& form) {
    const int c = form.channels;
    const bool affine = !form.search;
    auto chain = std::make_unique<Chain>(scope.in("op"));
    chain->convolution(Convolution::square(c, c, 1)).norm(c, affine);
    chain->convolution(Convolution::square(c, c, 3, form.stride)).norm(c, affine);
    chain->convolution(Convolution::square(c, 4 * c, 1)).norm(4 * c, affine);
    chain->relu().convolution(Convolution::square(4 * c, c, 1)).norm(c, affine);
    return chain;
}

const std::map<std::string, Maker>& makers() {
    static const std::map<std::string, Maker> table{
        {"none", [](const LayerScope&, const OperationForm&) { return std::make_unique<NoneOperation>(); }},
        {"skip_connect",
         [](const LayerScope& scope, const OperationForm& form) -> std::unique_ptr<Operation> {
             if (form.stride == 1) return std::make_unique<Identity>();
             return std::make_unique<ReducingSkip>(scope, form);
         }},
        {"max_pool_3x3", [](const LayerScope& s, const OperationForm& f) { return std::make_unique<Pool>(true, s, f); }},
        {"avg_pool_3x3", [](const LayerScope& s, const OperationForm& f) { return std::make_unique<Pool>(false, s, f); }},
        {"sep_conv_3x3", separable(3)},
        {"sep_conv_5x5", separable(5)},
        {"sep_conv_7x7", separable(7)},
        {"dil_conv_3x3", dilated(3)},
        {"dil_conv_5x5", dilated(5)},
        {"simple_conv_1x1", plainConvolution(1)},
        {"simple_conv_3x3", plainConvolution(3)},
        {"conv_3x1_1x3", factorised(3, "op")},
        {"conv_7x1_1x7", factorised(7, "")},
        {"bottleneck_1x3x1", bottleneck},
    };
    return table;
}

} // namespace

std::unique_ptr<Operation> makeOperation(const std::string& name, const LayerScope& scope, const OperationForm& form) {
    const auto it = makers().find(name);
    if (it == makers().end())
        throw EngineError(ErrorCode::Usage, "Unknown operation '" + name + "'.", "See `dnas methods` for the operation sets.");
    return it->second(scope, form);
}

} // namespace dnas
