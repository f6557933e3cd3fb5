#include "engine/ops/kernels/fused_preprocess.h"

#include "engine/api/error.h"
#include "engine/ops/kernels/fused_pass.h"

#include <ATen/core/ivalue.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

namespace dnas {

namespace {

using kernels::Buffer;
using kernels::CellKernels;

constexpr int kTile = 64; // pixels; a tile of 64 channels is 16 kB

/// What the backward pass needs beside input, weights and output: the norm's reciprocal deviations. The output is the
/// normalised convolution: what lay before the norm is not kept.
template <class T> struct Saved final : torch::CustomClassHolder {
    Buffer<T> scale;
};

template <class T> class Pass {
  public:
    Pass(const FusedPreprocess& layer, const at::Tensor& x)
        : m_in(layer.in()), m_out(layer.out()), m_images(x.size(0)), m_pixels(x.size(2) * x.size(3)), m_height(x.size(2)), m_width(x.size(3)),
          m_kernels(kernels::cellKernels<T>(m_in % 16 == 0 && m_out % 16 == 0 ? 16 : 8)), m_x(x.template data_ptr<T>()), m_options(x.options()) {}

    at::Tensor forward(const FusedPreprocess& layer, const at::Tensor& weight, const ForwardMode& mode, Saved<T>& saved) const {
        const at::Tensor y = at::empty({m_images, m_height, m_width, m_out}, m_options).permute({0, 3, 1, 2});
        const Buffer<T> transposed = pack(weight.template data_ptr<T>(), /*transpose=*/true);
        T* out = y.template data_ptr<T>();
        std::vector<fused::Moments> tasks(static_cast<std::size_t>(fused::taskCount()));
        overTiles([&](int task, std::int64_t n, std::int64_t first, int pixels, Buffer<T>& tile) {
            m_kernels.rectify(tile.data(), x(n, first), pixels * m_in);
            m_kernels.matmul(out + (n * m_pixels + first) * m_out, m_out, tile.data(), m_in, transposed.data(), pixels, m_in, m_out);
            if (mode.training) gather(tasks[static_cast<std::size_t>(task)], out + (n * m_pixels + first) * m_out, pixels);
        });
        const fused::Norm<T> norm = fused::finishNorm<T>(tasks, m_out, m_out, mode, {{layer.runningMean().template data_ptr<T>(), layer.runningVariance().template data_ptr<T>()}});
        normalise(out, norm);
        saved.scale = norm.scale;
        return y;
    }

    /// @return gradients of x and, if wanted, of the weight [out, in, 1, 1]
    std::pair<at::Tensor, at::Tensor> backward(const at::Tensor& weight, const at::Tensor& output, const Saved<T>& saved, const at::Tensor& gradient, bool wantWeight) const {
        const T* g = gradient.template data_ptr<T>();
        const T* y = output.template data_ptr<T>();
        const fused::Affine<T> affine = affineOf(saved.scale, g, y);
        const Buffer<T> direct = pack(weight.template data_ptr<T>(), /*transpose=*/false); // [out, in]
        const at::Tensor dx = at::empty({m_images, m_height, m_width, m_in}, m_options).permute({0, 3, 1, 2});
        T* dxData = dx.template data_ptr<T>();
        std::vector<Buffer<T>> weightSums(static_cast<std::size_t>(fused::taskCount()), Buffer<T>(wantWeight ? static_cast<std::size_t>(m_in) * m_out : 0, T(0)));
        overTiles([&](int task, std::int64_t n, std::int64_t first, int pixels, Buffer<T>& tile) {
            const std::int64_t at = n * m_pixels + first;
            T* dRaw = tile.data() + kTile * m_in;
            m_kernels.affine2(dRaw, g + at * m_out, y + at * m_out, affine.a.data(), affine.b.data(), affine.d.data(), m_out, pixels);
            m_kernels.matmul(tile.data(), m_in, dRaw, m_out, direct.data(), pixels, m_out, m_in);
            m_kernels.mask(dxData + at * m_in, tile.data(), x(n, first), pixels * m_in);
            if (!wantWeight) return;
            m_kernels.rectify(tile.data(), x(n, first), pixels * m_in);
            m_kernels.matmulTransposed(weightSums[static_cast<std::size_t>(task)].data(), tile.data(), m_in, dRaw, m_out, pixels, m_in, m_out);
        });
        return {dx, wantWeight ? weightGradient(weightSums) : at::Tensor()};
    }

  private:
    const T* x(std::int64_t image, std::int64_t pixel) const { return m_x + (image * m_pixels + pixel) * m_in; }

    /// body(task, image, first pixel, pixels, scratch)
    template <class Body> void overTiles(Body body) const {
        fused::overImages(m_images, m_pixels * m_in, [&](int task, std::int64_t from, std::int64_t to) {
            Buffer<T> tile(static_cast<std::size_t>(kTile) * (m_in + m_out));
            for (std::int64_t n = from; n < to; ++n)
                for (std::int64_t first = 0; first < m_pixels; first += kTile) body(task, n, first, static_cast<int>(std::min<std::int64_t>(kTile, m_pixels - first)), tile);
        });
    }

    Buffer<T> pack(const T* weight, bool transpose) const {
        if (!transpose) return Buffer<T>(weight, weight + static_cast<std::ptrdiff_t>(m_in) * m_out);
        Buffer<T> packed(static_cast<std::size_t>(m_in) * m_out);
        for (int to = 0; to < m_out; ++to)
            for (int from = 0; from < m_in; ++from) packed[static_cast<std::size_t>(from) * m_out + to] = weight[static_cast<std::ptrdiff_t>(to) * m_in + from];
        return packed;
    }

    void gather(fused::Moments& moments, const T* raw, int pixels) const {
        Buffer<T> mean(static_cast<std::size_t>(m_out)), squares(mean.size());
        m_kernels.moments(mean.data(), squares.data(), raw, m_out, pixels);
        const std::vector<double> wideMean(mean.begin(), mean.end()), wideSquares(squares.begin(), squares.end());
        moments.join(pixels, wideMean.data(), wideSquares.data(), static_cast<std::size_t>(m_out));
    }

    /// In place.
    void normalise(T* values, const fused::Norm<T>& norm) const {
        overTiles([&](int, std::int64_t n, std::int64_t first, int pixels, Buffer<T>&) {
            T* at = values + (n * m_pixels + first) * m_out;
            const T* operand = at;
            m_kernels.weightedSum(at, m_out, &operand, &m_out, norm.scale.data(), 1, norm.shift.data(), m_out, pixels);
        });
    }

    /// dRaw = scale (g - mean(g) - y mean(g y)) for the normalised output y.
    fused::Affine<T> affineOf(const Buffer<T>& scale, const T* g, const T* y) const {
        const auto out = static_cast<std::size_t>(m_out);
        const Buffer<T> centre(out, T(0));
        std::vector<std::vector<double>> tasks(static_cast<std::size_t>(fused::taskCount()), std::vector<double>(2 * out, 0.0));
        overTiles([&](int task, std::int64_t n, std::int64_t first, int pixels, Buffer<T>&) {
            Buffer<T> sums(2 * out, T(0));
            const T* operand = y + (n * m_pixels + first) * m_out;
            m_kernels.productSums(sums.data(), sums.data() + m_out, &operand, &m_out, centre.data(), 1, g + (n * m_pixels + first) * m_out, m_out, pixels);
            for (std::size_t i = 0; i < sums.size(); ++i) tasks[static_cast<std::size_t>(task)][i] += sums[i];
        });
        for (std::size_t t = 1; t < tasks.size(); ++t)
            for (std::size_t i = 0; i < tasks[t].size(); ++i) tasks[0][i] += tasks[t][i];
        fused::Affine<T> affine{scale, Buffer<T>(out), Buffer<T>(out)};
        const auto count = static_cast<double>(m_images * m_pixels);
        for (std::size_t k = 0; k < out; ++k) {
            affine.b[k] = static_cast<T>(-scale[k] * tasks[0][k] / count);
            affine.d[k] = static_cast<T>(-scale[k] * tasks[0][out + k] / count);
        }
        return affine;
    }

    at::Tensor weightGradient(const std::vector<Buffer<T>>& tasks) const {
        const at::Tensor gradient = at::empty({m_out, m_in, 1, 1}, m_options);
        T* out = gradient.template data_ptr<T>();
        for (int to = 0; to < m_out; ++to)
            for (int from = 0; from < m_in; ++from) {
                T sum = 0;
                for (const Buffer<T>& task : tasks) sum += task[static_cast<std::size_t>(from) * m_out + to];
                out[static_cast<std::ptrdiff_t>(to) * m_in + from] = sum;
            }
        return gradient;
    }

    int m_in, m_out;
    std::int64_t m_images, m_pixels, m_height, m_width;
    const CellKernels<T>& m_kernels;
    const T* m_x;
    at::TensorOptions m_options;
};

template <class T> struct PreprocessFunction final : torch::autograd::Function<PreprocessFunction<T>> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, const FusedPreprocess* layer, ForwardMode mode) {
        auto saved = c10::make_intrusive<Saved<T>>();
        const at::Tensor y = Pass<T>(*layer, x).forward(*layer, weight, mode, *saved);
        context->save_for_backward({x, weight, y});
        context->saved_data["saved"] = at::IValue::make_capsule(saved);
        context->saved_data["layer"] = static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(layer));
        context->saved_data["training"] = mode.training;
        return y;
    }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
        if (!context->saved_data["training"].toBool()) throw EngineError(ErrorCode::Internal, "a fused preprocess computes gradients in training mode");
        const auto tensors = context->get_saved_variables();
        auto saved = c10::static_intrusive_pointer_cast<Saved<T>>(context->saved_data["saved"].toCapsule());
        const auto* layer = reinterpret_cast<const FusedPreprocess*>(static_cast<std::intptr_t>(context->saved_data["layer"].toInt()));
        const auto [dx, dWeight] = Pass<T>(*layer, tensors[0]).backward(tensors[1], tensors[2], *saved, gradients[0].contiguous(at::MemoryFormat::ChannelsLast), context->needs_input_grad(1));
        return {dx, dWeight, {}, {}};
    }
};

} // namespace

FusedPreprocess::FusedPreprocess(const LayerScope& scope, int in, int out)
    : m_store(&scope.store), m_in(in), m_out(out), m_weight(scope.store.parameterHandle(scope.prefix + "op.1.weight")),
      m_mean(scope.store.bufferHandle(scope.prefix + "op.2.running_mean")), m_variance(scope.store.bufferHandle(scope.prefix + "op.2.running_var")) {}

at::Tensor FusedPreprocess::forward(const at::Tensor& x, const ForwardMode& mode) const {
    const at::Tensor input = x.contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor& weight = m_store->parameter(m_weight, mode.weightGradient);
    return x.scalar_type() == at::kDouble ? PreprocessFunction<double>::apply(input, weight, this, mode) : PreprocessFunction<float>::apply(input, weight, this, mode);
}

} // namespace dnas
