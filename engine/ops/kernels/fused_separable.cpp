#include "engine/ops/kernels/fused_separable.h"

#include "engine/api/error.h"
#include "engine/ops/kernels/fused_pass.h"

#include <ATen/core/grad_mode.h>
#include <ATen/core/ivalue.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

namespace dnas {

namespace {

using fused::Affine;
using fused::Norm;
using kernels::Buffer;
using kernels::Geometry;

/// What the backward pass needs beside input and weights.
template <class T> struct Saved final : torch::CustomClassHolder {
    at::Tensor raw; ///< [N, H' W', c] before the batch norm, channels padded
    Norm<T> norm;
};

Geometry geometryOf(const Convolution::Shape& shape, const at::Tensor& x) {
    const int height = static_cast<int>(x.size(2)), width = static_cast<int>(x.size(3)), stride = shape.strideHeight;
    return {height, width, (height - 1) / stride + 1, (width - 1) / stride + 1, shape.kernelHeight, shape.dilation, stride};
}

struct Weights {
    const at::Tensor &depthwise, &pointwise, &gamma, &beta;
};

template <class T> class Pass {
  public:
    Pass(const FusedSeparable& layer, const at::Tensor& x, const Weights& weights)
        : m_layer(layer), m_x(x), m_weights(weights), m_g(geometryOf(layer.depthwise().shape(), x)), m_images(x.size(0)), m_channels(static_cast<int>(x.size(1))),
          m_c(kernels::paddedChannels(m_channels)), m_pixels(m_g.height * m_g.width), m_outPixels(m_g.outHeight * m_g.outWidth), m_kernels(kernels::cellKernels<T>(m_c)),
          m_packed(fused::packHalf(data(weights.depthwise), data(weights.pointwise), m_g.kernel, m_channels, m_c)) {}

    at::Tensor forward(const ForwardMode& mode, Saved<T>& saved) const {
        const at::Tensor out = image(m_g.outHeight, m_g.outWidth);
        if (mode.training) {
            saved.raw = at::empty({m_images, m_outPixels, m_c}, m_x.options());
            saved.norm = statistics(mode, data(saved.raw));
        } else {
            saved.norm = finish({}, mode);
        }
        const auto [scale, shift] = normalisation(saved.norm);
        overImages([&](int, std::int64_t from, std::int64_t to) {
            Scratch s(*this, /*input=*/!mode.training);
            for (std::int64_t n = from; n < to; ++n) {
                const T* raw = mode.training ? data(saved.raw) + n * m_outPixels * m_c : s.gradient.data();
                if (!mode.training) convolve(s.gradient.data(), nullptr, nullptr, n, s);
                T* target = data(out) + n * m_outPixels * m_channels;
                T* to = padded() ? s.wideOut.data() : target;
                m_kernels.weightedSum(to, m_c, &raw, &m_c, scale.data(), 1, shift.data(), m_c, m_outPixels);
                if (padded()) narrow(target, to, m_outPixels);
            }
        });
        return out;
    }

    struct Gradients {
        at::Tensor x, depthwise, pointwise, gamma, beta;
    };
    Gradients backward(const Saved<T>& saved, const at::Tensor& gradient, bool wantInput, bool wantWeights) const {
        Gradients result;
        const std::vector<double> sums = productSums(saved, data(gradient));
        const Buffer<T> gamma = wideVector(m_weights.gamma);
        const Affine<T> affine = fused::affineOf(saved.norm, gamma.data(), sums.data() + m_c, sums.data(), static_cast<double>(m_images * m_outPixels));
        if (wantInput) result.x = image(m_g.height, m_g.width);
        std::vector<fused::HalfGradient<T>> halves(static_cast<std::size_t>(fused::taskCount()));
        if (wantWeights)
            for (fused::HalfGradient<T>& half : halves) {
                half.taps.assign(m_packed.taps.size(), T(0));
                half.pointwise.assign(m_packed.pointwise.size(), T(0));
            }
        overImages([&](int task, std::int64_t from, std::int64_t to) {
            Scratch s(*this, /*input=*/true);
            for (std::int64_t n = from; n < to; ++n) imageBackward(n, affine, saved, data(gradient), wantWeights ? &halves[static_cast<std::size_t>(task)] : nullptr, wantInput ? data(result.x) : nullptr, s);
        });
        if (wantWeights) collect(result, saved, sums, halves);
        return result;
    }

  private:
    static T* data(const at::Tensor& tensor) { return tensor.template data_ptr<T>(); }
    bool padded() const { return m_c != m_channels; }
    at::Tensor image(int height, int width) const { return at::empty({m_images, height, width, m_channels}, m_x.options()).permute({0, 3, 1, 2}); }
    template <class Body> void overImages(Body body) const { fused::overImages(m_images, std::int64_t(m_outPixels) * m_c, body); }

    /// Of one task; borders stay zero.
    struct Scratch {
        Scratch(const Pass& pass, bool input)
            : tile(kernels::tileSize(pass.m_c, pass.m_g.outWidth)), gradient(static_cast<std::size_t>(pass.m_outPixels) * pass.m_c) {
            if (input) paddedInput.resize(fused::paddedSize(pass.m_g.height, pass.m_g.width, pass.m_c));
            if (!pass.padded()) return;
            wideIn.resize(static_cast<std::size_t>(pass.m_pixels) * pass.m_c);
            wideOut.resize(gradient.size());
        }
        Buffer<T> paddedInput, dPadded, tile;
        Buffer<T> gradient;                 ///< an image of the output's size
        Buffer<T> wideIn, wideOut, wideDx;  ///< images with padded channels, where there are any
    };

    void widen(T* to, const T* from, int pixels) const {
        for (int p = 0; p < pixels; ++p, to += m_c, from += m_channels) {
            std::copy_n(from, m_channels, to);
            std::fill(to + m_channels, to + m_c, T(0));
        }
    }
    void narrow(T* to, const T* from, int pixels) const {
        for (int p = 0; p < pixels; ++p, to += m_channels, from += m_c) std::copy_n(from, m_channels, to);
    }
    Buffer<T> wideVector(const at::Tensor& vector) const {
        Buffer<T> wide(static_cast<std::size_t>(m_c), T(0));
        std::copy_n(data(vector), m_channels, wide.begin());
        return wide;
    }
    const T* input(std::int64_t n, Scratch& s) const {
        const T* x = data(m_x) + n * m_pixels * m_channels;
        if (!padded()) return x;
        widen(s.wideIn.data(), x, m_pixels);
        return s.wideIn.data();
    }
    const T* outputGradient(const T* gradient, std::int64_t n, Scratch& s) const {
        const T* g = gradient + n * m_outPixels * m_channels;
        if (!padded()) return g;
        widen(s.wideOut.data(), g, m_outPixels);
        return s.wideOut.data();
    }

    void convolve(T* raw, T* mean, T* squares, std::int64_t n, Scratch& s) const {
        m_kernels.rectifyPadded(s.paddedInput.data(), input(n, s), m_c, m_c, m_g.height, m_g.width, nullptr, nullptr);
        m_kernels.convolution(raw, mean, squares, s.paddedInput.data(), m_packed.taps.data(), m_packed.pointwise.data(), s.tile.data(), m_c, m_g, /*past=*/false);
    }
    Norm<T> finish(const std::vector<fused::Moments>& tasks, const ForwardMode& mode) const {
        const BatchNorm& norm = m_layer.norm();
        return fused::finishNorm<T>(tasks, m_c, m_channels, mode, {{data(norm.runningMean()), data(norm.runningVariance())}});
    }
    Norm<T> statistics(const ForwardMode& mode, T* raw) const {
        std::vector<fused::Moments> tasks(static_cast<std::size_t>(fused::taskCount()));
        overImages([&](int task, std::int64_t from, std::int64_t to) {
            Scratch s(*this, /*input=*/true);
            Buffer<T> mean(static_cast<std::size_t>(m_c)), squares(mean.size());
            for (std::int64_t n = from; n < to; ++n) {
                convolve(raw + n * m_outPixels * m_c, mean.data(), squares.data(), n, s);
                const std::vector<double> wideMean(mean.begin(), mean.end()), wideSquares(squares.begin(), squares.end());
                tasks[static_cast<std::size_t>(task)].join(m_outPixels, wideMean.data(), wideSquares.data(), mean.size());
            }
        });
        return finish(tasks, mode);
    }
    /// gamma (y - mean) scale + beta as y * first + second
    std::pair<Buffer<T>, Buffer<T>> normalisation(const Norm<T>& norm) const {
        Buffer<T> scale = wideVector(m_weights.gamma), shift = wideVector(m_weights.beta);
        for (std::size_t k = 0; k < scale.size(); ++k) {
            shift[k] += scale[k] * norm.shift[k];
            scale[k] *= norm.scale[k];
        }
        return {scale, shift};
    }

    /// Per channel: sums of g (y - mean), then of g.
    std::vector<double> productSums(const Saved<T>& saved, const T* gradient) const {
        fused::TaskSums gathered;
        gathered.reset(2 * static_cast<std::size_t>(m_c));
        overImages([&](int task, std::int64_t from, std::int64_t to) {
            Scratch s(*this, /*input=*/false);
            Buffer<T> sums(2 * static_cast<std::size_t>(m_c));
            for (std::int64_t n = from; n < to; ++n) {
                std::fill(sums.begin(), sums.end(), T(0));
                const T* raw = data(saved.raw) + n * m_outPixels * m_c;
                m_kernels.productSums(sums.data(), sums.data() + m_c, &raw, &m_c, saved.norm.mean.data(), 1, outputGradient(gradient, n, s), m_c, m_outPixels);
                for (std::size_t k = 0; k < sums.size(); ++k) gathered.tasks[static_cast<std::size_t>(task)][k] += sums[k];
            }
        });
        return gathered.joined();
    }

    void imageBackward(std::int64_t n, const Affine<T>& affine, const Saved<T>& saved, const T* gradient, fused::HalfGradient<T>* half, T* allDx, Scratch& s) const {
        const T* x = input(n, s);
        const bool strided = m_g.stride == 2;
        if (half) m_kernels.rectifyPadded(s.paddedInput.data(), x, m_c, m_c, m_g.height, m_g.width, nullptr, nullptr);
        const std::ptrdiff_t rowPitch = static_cast<std::ptrdiff_t>(m_g.width + 2 * kernels::kBorder) * m_c, inside = kernels::kBorder * (rowPitch + m_c);
        if (s.dPadded.empty() || strided) s.dPadded.assign(fused::paddedSize(m_g.height, m_g.width, m_c), T(0)); // stride 1 fills all but the border
        T* dDepthwise = strided ? s.gradient.data() : s.dPadded.data() + inside;
        const kernels::HalfWeights<T> weights{affine.a.data(), affine.b.data(), affine.d.data(), m_packed.pointwiseTransposed.data(), s.paddedInput.data(), m_packed.taps.data(),
                                              half ? half->pointwise.data() : nullptr, half ? half->taps.data() : nullptr};
        m_kernels.convolutionBackward(dDepthwise, strided ? static_cast<std::ptrdiff_t>(m_g.outWidth) * m_c : rowPitch, outputGradient(gradient, n, s), data(saved.raw) + n * m_outPixels * m_c, weights, s.tile.data(), m_c, m_g);
        if (!allDx) return;
        if (padded()) s.wideDx.resize(static_cast<std::size_t>(m_pixels) * m_c);
        T* target = allDx + n * m_pixels * m_channels;
        T* dx = padded() ? s.wideDx.data() : target;
        std::fill_n(dx, static_cast<std::ptrdiff_t>(m_pixels) * m_c, T(0));
        if (strided) {
            m_kernels.depthwiseBackwardInput(s.dPadded.data(), dDepthwise, m_packed.taps.data(), m_c, m_g);
            m_kernels.maskAdd(dx, s.dPadded.data() + inside, x, m_c, m_c, m_g.height, m_g.width, rowPitch);
        } else { // the transposed convolution is one with the taps flipped
            m_kernels.transposedMaskAdd(dx, s.dPadded.data(), m_packed.flippedTaps.data(), x, m_c, s.tile.data(), m_c, m_g);
        }
        if (padded()) narrow(target, dx, m_pixels);
    }

    void collect(Gradients& result, const Saved<T>& saved, const std::vector<double>& sums, const std::vector<fused::HalfGradient<T>>& halves) const {
        result.depthwise = at::zeros_like(m_weights.depthwise);
        result.pointwise = at::zeros_like(m_weights.pointwise);
        for (const fused::HalfGradient<T>& half : halves) fused::addUnpacked(data(result.depthwise), data(result.pointwise), half, m_g.kernel, m_channels, m_c);
        result.gamma = at::zeros_like(m_weights.gamma);
        result.beta = at::zeros_like(m_weights.beta);
        for (std::size_t k = 0; k < static_cast<std::size_t>(m_channels); ++k) {
            data(result.gamma)[k] = static_cast<T>(sums[k] * saved.norm.scale[k]);
            data(result.beta)[k] = static_cast<T>(sums[static_cast<std::size_t>(m_c) + k]);
        }
    }

    const FusedSeparable& m_layer;
    const at::Tensor& m_x;
    Weights m_weights;
    Geometry m_g;
    std::int64_t m_images;
    int m_channels, m_c, m_pixels, m_outPixels;
    const kernels::CellKernels<T>& m_kernels;
    fused::PackedHalf<T> m_packed;
};

template <class T> struct SeparableFunction final : torch::autograd::Function<SeparableFunction<T>> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& depthwise, const at::Tensor& pointwise, const at::Tensor& gamma,
                              const at::Tensor& beta, const FusedSeparable* layer, ForwardMode mode) {
        auto saved = c10::make_intrusive<Saved<T>>();
        const at::Tensor y = Pass<T>(*layer, x, {depthwise, pointwise, gamma, beta}).forward(mode, *saved);
        context->save_for_backward({x, depthwise, pointwise, gamma, beta});
        context->saved_data["saved"] = at::IValue::make_capsule(saved);
        context->saved_data["layer"] = static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(layer));
        context->saved_data["training"] = mode.training;
        return y;
    }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
        if (!context->saved_data["training"].toBool()) throw EngineError(ErrorCode::Internal, "a fused separable convolution computes gradients in training mode");
        const auto tensors = context->get_saved_variables();
        auto saved = c10::static_intrusive_pointer_cast<Saved<T>>(context->saved_data["saved"].toCapsule());
        const auto* layer = reinterpret_cast<const FusedSeparable*>(static_cast<std::intptr_t>(context->saved_data["layer"].toInt()));
        const Pass<T> pass(*layer, tensors[0], {tensors[1], tensors[2], tensors[3], tensors[4]});
        auto result = pass.backward(*saved, gradients[0].contiguous(at::MemoryFormat::ChannelsLast), context->needs_input_grad(0), context->needs_input_grad(1));
        return {result.x, result.depthwise, result.pointwise, result.gamma, result.beta, {}, {}};
    }
};

} // namespace

bool FusedSeparable::supports(const Convolution::Shape& d, const Convolution::Shape& p) {
    const bool square = d.kernelHeight == d.kernelWidth && d.strideHeight == d.strideWidth && d.padHeight == d.padWidth;
    const bool known = (d.kernelHeight == 3 || d.kernelHeight == 5) && (d.dilation == 1 || d.dilation == 2) && (d.strideHeight == 1 || d.strideHeight == 2);
    const bool depthwise = d.groups == d.in && d.in == d.out && d.padHeight == d.dilation * (d.kernelHeight - 1) / 2;
    const bool pointwise = p.kernelHeight == 1 && p.kernelWidth == 1 && p.strideHeight == 1 && p.strideWidth == 1 && p.padHeight == 0 && p.padWidth == 0 && p.groups == 1;
    return square && known && depthwise && pointwise && p.in == d.out && p.out == p.in;
}

at::Tensor FusedSeparable::forward(const at::Tensor& x, const ForwardMode& mode) const {
    const at::Tensor input = x.contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor &depthwise = m_depthwise.weight(mode), &pointwise = m_pointwise.weight(mode), &gamma = m_norm.weight(mode), &beta = m_norm.bias(mode);
    return x.scalar_type() == at::kDouble ? SeparableFunction<double>::apply(input, depthwise, pointwise, gamma, beta, this, mode)
                                          : SeparableFunction<float>::apply(input, depthwise, pointwise, gamma, beta, this, mode);
}

} // namespace dnas
