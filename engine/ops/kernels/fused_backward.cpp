// Backward pass of a fused cell, node by node from the last. For each node:
//   sums    of gradient times normalised operand: alpha's gradient, and what batch norm's input gradient needs;
//   inner   second halves of separable convolutions, down to the gradient behind the first batch norm;
//   outer   first halves, dilated convolutions, skips and reductions, down to the states; pools are gathered per state.
#include "engine/ops/kernels/fused_pass.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>

namespace dnas::fused {

using kernels::CellKernels;
using kernels::Geometry;

namespace {

using Kind = FusedOperation::Kind;

template <class T> class Backward {
  public:
    Backward(const FusedCell& cell, Record<T>& record, std::vector<State<T>> states, const Wanted& wanted, const at::TensorOptions& options)
        : m_cell(cell), m_record(record), m_states(std::move(states)), m_wanted(wanted), m_options(options),
          m_kernels(kernels::cellKernels<T>(record.c)), m_c(record.c), m_pixels(static_cast<int>(record.outPixels())), m_scratch(taskCount()) {
        m_mixingGradient.assign(record.mixing.size(), 0.0);
        if (wanted.block) prepareWeightGradients();
    }

    Gradients run(const at::Tensor& gradient) {
        const int nodes = m_cell.nodes();
        for (int state = 0; state < nodes + 2; ++state) {
            const std::int64_t pixels = std::int64_t(m_states[state].height) * m_states[state].width;
            if (state >= 2)
                m_stateGradients.push_back(at::empty({m_record.images, pixels, m_c}, m_options));
            else
                m_stateGradients.push_back(wantsState(state) || m_wanted.block ? at::zeros({m_record.images, pixels, m_c}, m_options) : at::Tensor());
        }
        splitGradient(gradient);
        std::size_t end = m_cell.edges().size();
        for (int node = nodes - 1; node >= 0; --node) {
            const std::size_t begin = end - (node + 2);
            poolBackward(node + 2);
            nodeBackward(node + 2, begin, end, m_stateGradients[node + 2]);
            end = begin;
        }
        poolBackward(0);
        poolBackward(1);
        return collect();
    }

  private:
    bool wantsState(int state) const { return state == 0 ? m_wanted.first : state == 1 ? m_wanted.second : true; }
    /// Whether anything that lies behind the edge's operations wants a gradient; alpha's comes from the sums.
    bool goesOn(std::size_t edge) const { return m_wanted.block || wantsState(m_cell.edges()[edge].from); }

    /// The output's gradient into the nodes' own, padded with zeros to m_c channels.
    void splitGradient(const at::Tensor& gradient) {
        const at::Tensor whole = gradient.permute({0, 2, 3, 1}).contiguous(); // [N, H, W, nodes * channels]
        const T* from = whole.template data_ptr<T>();
        const std::int64_t channels = m_cell.channels(), pixels = m_record.outPixels();
        overImages(m_record.images, pixels * m_c, [&](int, std::int64_t begin, std::int64_t end) {
            const T* at = from + begin * pixels * m_cell.nodes() * channels;
            for (std::int64_t pixel = begin * pixels; pixel < end * pixels; ++pixel)
                for (int node = 0; node < m_cell.nodes(); ++node, at += channels) {
                    T* to = m_stateGradients[node + 2].template data_ptr<T>() + pixel * m_c;
                    std::copy_n(at, channels, to);
                    std::fill(to + channels, to + m_c, T(0));
                }
        });
    }

    struct Scratch {
        kernels::Buffer<T> paddedInput, paddedNode;     ///< rectified images of the resolution of inputs, of nodes; border zero
        kernels::Buffer<T> dPaddedInput, dPaddedNode;   ///< gradients: summed over strided operations; of one operation, border zero
        kernels::Buffer<T> tile, a, b, wide, wideGradient, sums;
        std::vector<std::uint8_t> winner;               ///< of the maximum pool
        std::vector<std::vector<std::vector<HalfGradient<T>>>> weights; ///< [edge][operation][half]
    };
    struct Job {
        std::size_t edge, operation;
        Affine<T> affine;  ///< of the last batch norm
        Affine<T> inner;   ///< of the first one (Separable)
        std::size_t sums = 0; ///< place in the node's sums
    };

    T* image(at::Tensor& tensor, std::int64_t n, std::int64_t pixels) const { return tensor.template data_ptr<T>() + n * pixels * m_c; }
    T* raw(const Operand<T>& operand, std::int64_t n) const { return operand.data + n * m_record.outPixels() * m_c; }

    void prepareWeightGradients() {
        for (Scratch& s : m_scratch) {
            s.weights.resize(m_cell.edges().size());
            for (std::size_t e = 0; e < s.weights.size(); ++e)
                for (std::size_t o = 0; o < m_cell.edges()[e].operations.size(); ++o) {
                    auto& halves = s.weights[e].emplace_back(2);
                    for (int half = 0; half < 2; ++half) {
                        const PackedHalf<T>& packed = m_record.records[e][o].half[half];
                        halves[half].taps.assign(packed.taps.size(), T(0));
                        halves[half].pointwise.assign(packed.pointwise.size(), T(0));
                    }
                }
        }
    }
    Scratch& scratch(int task) {
        Scratch& s = m_scratch[task];
        if (!s.tile.empty()) return s;
        const std::size_t values = static_cast<std::size_t>(m_pixels) * m_c;
        s.paddedInput.resize(paddedSize(m_record.height, m_record.width, m_c));
        s.paddedNode.resize(paddedSize(m_record.outHeight, m_record.outWidth, m_c));
        s.dPaddedNode.resize(s.paddedNode.size());
        s.tile.resize(kernels::tileSize(m_c, m_record.outWidth));
        s.a.resize(values);
        s.b.resize(values);
        s.winner.resize(values);
        if (m_cell.reduction()) {
            s.dPaddedInput.resize(s.paddedInput.size());
            s.wide.resize(2 * values);
            s.wideGradient.resize(2 * values);
        }
        return s;
    }

    Affine<T> affineOf(const Norm<T>& norm, double weight, const double* total, const double* product) const {
        return fused::affineOf<T>(norm, weight, total, product, static_cast<double>(m_record.images) * static_cast<double>(m_record.outPixels()));
    }

    static bool isPool(Kind kind) { return kind == Kind::MaxPool || kind == Kind::AvgPool; }
    Kind kindOf(const Job& job) const { return m_cell.edges()[job.edge].operations[job.operation].kind; }
    const Operand<T>& lastOperand(const Job& job) const { return m_record.records[job.edge][job.operation].raw[kindOf(job) == Kind::Separable ? 1 : 0]; }
    const Norm<T>& lastNorm(const Job& job) const {
        const PoolRecord<T>& pool = m_record.pools[m_cell.edges()[job.edge].from];
        return kindOf(job) == Kind::MaxPool ? pool.maximum : kindOf(job) == Kind::AvgPool ? pool.average : lastOperand(job).norm;
    }
    Geometry poolGeometry(int state, int stride) const { return geometryOf(m_states[state], m_record.outHeight, m_record.outWidth, 3, 1, stride); }
    double weightOf(std::size_t e, std::size_t o) const { return m_record.mixing[e * m_cell.edges()[e].operations.size() + o]; }

    void nodeBackward(int node, std::size_t begin, std::size_t end, at::Tensor& gradient) {
        std::vector<Job> jobs;
        for (std::size_t e = begin; e < end; ++e)
            for (std::size_t o = 0; o < m_cell.edges()[e].operations.size(); ++o)
                if (m_cell.edges()[e].operations[o].kind != Kind::None) jobs.push_back({e, o, {}, {}, 0});
        sums(jobs, node, gradient);
        innerHalves(jobs, gradient);
        outerHalves(jobs, gradient);
    }

    /// Alpha's gradient and the coefficients of every last batch norm.
    void sums(std::vector<Job>& jobs, int node, at::Tensor& gradient) {
        const std::size_t c = m_c;
        std::vector<const Job*> stored, pooled; // operands that lie in memory, and those that are made again
        for (const Job& job : jobs) (isPool(kindOf(job)) ? pooled : stored).push_back(&job);
        for (Job& job : jobs) job.sums = 0;
        std::size_t place = 0;
        for (const std::vector<const Job*>* part : {&stored, &pooled})
            for (const Job* job : *part) jobs[static_cast<std::size_t>(job - jobs.data())].sums = place++;
        kernels::Buffer<T> centres(jobs.size() * c, T(0));
        for (const Job& job : jobs)
            if (kindOf(job) != Kind::Identity) std::copy(lastNorm(job).mean.begin(), lastNorm(job).mean.end(), centres.begin() + static_cast<std::ptrdiff_t>(job.sums * c));
        TaskSums gathered;
        gathered.reset((jobs.size() + 1) * c);
        overImages(m_record.images, m_record.outPixels() * m_record.c, [&](int task, std::int64_t from, std::int64_t to) {
            Scratch& s = scratch(task);
            s.sums.resize((jobs.size() + 1) * c);
            std::vector<const T*> operands(stored.size());
            std::vector<int> pitches(stored.size());
            for (std::int64_t n = from; n < to; ++n) {
                for (std::size_t i = 0; i < stored.size(); ++i) {
                    const State<T>& x = m_states[m_cell.edges()[stored[i]->edge].from];
                    const bool identity = kindOf(*stored[i]) == Kind::Identity;
                    operands[i] = identity ? x.image(n) : raw(lastOperand(*stored[i]), n);
                    pitches[i] = identity ? x.pitch : m_c;
                }
                std::fill(s.sums.begin(), s.sums.end(), T(0));
                const T* g = image(gradient, n, m_pixels);
                m_kernels.productSums(s.sums.data(), s.sums.data() + jobs.size() * c, operands.data(), pitches.data(), centres.data(), static_cast<int>(stored.size()), g, m_c, m_pixels);
                poolSums(pooled, centres, g, n, s);
                for (std::size_t i = 0; i < s.sums.size(); ++i) gathered.tasks[task][i] += s.sums[i];
            }
        });
        const std::vector<double> all = gathered.joined();
        const double* total = all.data() + jobs.size() * c;
        for (Job& job : jobs) {
            const double* product = all.data() + job.sums * c;
            double& alpha = m_mixingGradient[job.edge * m_cell.edges()[job.edge].operations.size() + job.operation];
            if (kindOf(job) == Kind::Identity) {
                for (std::size_t k = 0; k < c; ++k) alpha += product[k];
                continue;
            }
            const Norm<T>& norm = lastNorm(job);
            for (std::size_t k = 0; k < c; ++k) alpha += product[k] * norm.scale[k];
            job.affine = affineOf(norm, weightOf(job.edge, job.operation), total, product);
            if (isPool(kindOf(job))) rememberPool(job, node);
        }
    }
    /// The products of the pools of one edge after another; `pooled` is ordered by edge.
    void poolSums(const std::vector<const Job*>& pooled, const kernels::Buffer<T>& centres, const T* gradient, std::int64_t n, Scratch& s) {
        for (std::size_t i = 0; i < pooled.size();) {
            const FusedEdge& edge = m_cell.edges()[pooled[i]->edge];
            kernels::PoolPair<T> sums;
            kernels::PoolPair<const T> centre;
            for (const std::size_t first = i; i < pooled.size() && pooled[i]->edge == pooled[first]->edge; ++i) {
                const bool maximum = kindOf(*pooled[i]) == Kind::MaxPool;
                (maximum ? sums.maximum : sums.average) = s.sums.data() + pooled[i]->sums * m_c;
                (maximum ? centre.maximum : centre.average) = centres.data() + pooled[i]->sums * m_c;
            }
            const State<T>& x = m_states[edge.from];
            m_kernels.poolProductSums(sums, centre, gradient, x.image(n), x.pitch, s.tile.data(), m_c, poolGeometry(edge.from, edge.stride));
        }
    }

    /// What the backward kernel of one half needs. @param padded input of the half, read only for the weights' gradients
    kernels::HalfWeights<T> halfWeights(const Job& job, int half, const Affine<T>& affine, const T* padded, Scratch& s) const {
        const PackedHalf<T>& packed = m_record.records[job.edge][job.operation].half[half];
        kernels::HalfWeights<T> weights{affine.a.data(), affine.b.data(), affine.d.data(), packed.pointwiseTransposed.data(), padded, packed.taps.data(), nullptr, nullptr};
        if (m_wanted.block) {
            HalfGradient<T>& gradient = s.weights[job.edge][job.operation][half];
            weights.dPointwise = gradient.pointwise.data();
            weights.dTaps = gradient.taps.data();
        }
        return weights;
    }
    /// First pixel inside a padded image of the nodes' resolution, and the distance of its rows.
    std::ptrdiff_t nodeRowPitch() const { return static_cast<std::ptrdiff_t>(m_record.outWidth + 2 * kernels::kBorder) * m_c; }
    T* insideNode(kernels::Buffer<T>& padded) const { return padded.data() + kernels::kBorder * (nodeRowPitch() + m_c); }

    void innerHalves(std::vector<Job>& jobs, at::Tensor& gradient) {
        std::vector<Job*> separable;
        for (Job& job : jobs)
            if (kindOf(job) == Kind::Separable && goesOn(job.edge)) separable.push_back(&job);
        if (separable.empty()) return;
        const std::size_t c = m_c;
        TaskSums gathered;
        gathered.reset(separable.size() * 2 * c);
        const int height = m_record.outHeight, width = m_record.outWidth;
        overImages(m_record.images, m_record.outPixels() * m_record.c, [&](int task, std::int64_t from, std::int64_t to) {
            Scratch& s = scratch(task);
            s.sums.resize(std::max(s.sums.size(), 2 * c));
            for (std::int64_t n = from; n < to; ++n)
                for (std::size_t i = 0; i < separable.size(); ++i) {
                    const Job& job = *separable[i];
                    OperationRecord<T>& record = m_record.records[job.edge][job.operation];
                    const Geometry g{height, width, height, width, m_cell.edges()[job.edge].operations[job.operation].kernel, 1, 1};
                    const Norm<T>& norm = record.raw[0].norm;
                    if (m_wanted.block)
                        m_kernels.rectifyPadded(s.paddedNode.data(), raw(record.raw[0], n), m_c, m_c, height, width, norm.scale.data(), norm.shift.data());
                    m_kernels.convolutionBackward(insideNode(s.dPaddedNode), nodeRowPitch(), image(gradient, n, m_pixels), raw(record.raw[1], n), halfWeights(job, 1, job.affine, s.paddedNode.data(), s), s.tile.data(), m_c, g);
                    // The second half's raw output has served: its place takes the gradient behind the first batch norm.
                    std::fill_n(s.sums.begin(), 2 * c, T(0));
                    m_kernels.transposedMaskInner(raw(record.raw[1], n), s.dPaddedNode.data(), record.half[1].flippedTaps.data(), raw(record.raw[0], n), norm.scale.data(), norm.shift.data(), norm.mean.data(), s.sums.data(), s.sums.data() + c, s.tile.data(), m_c, g);
                    for (std::size_t k = 0; k < 2 * c; ++k) gathered.tasks[task][i * 2 * c + k] += s.sums[k];
                }
        });
        const std::vector<double> all = gathered.joined();
        for (std::size_t i = 0; i < separable.size(); ++i) {
            Job& job = *separable[i];
            job.inner = affineOf(m_record.records[job.edge][job.operation].raw[0].norm, 1.0, all.data() + i * 2 * c, all.data() + i * 2 * c + c);
        }
    }

    void outerHalves(std::vector<Job>& jobs, at::Tensor& gradient) {
        overImages(m_record.images, m_record.outPixels() * m_record.c, [&](int task, std::int64_t from, std::int64_t to) {
            Scratch& s = scratch(task);
            for (std::int64_t n = from; n < to; ++n)
                for (std::size_t first = 0; first < jobs.size();) {
                    std::size_t last = first;
                    while (last < jobs.size() && jobs[last].edge == jobs[first].edge) ++last;
                    if (goesOn(jobs[first].edge)) edgeBackward(jobs, first, last, gradient, n, s);
                    first = last;
                }
        });
    }

    void edgeBackward(const std::vector<Job>& jobs, std::size_t begin, std::size_t end, at::Tensor& gradient, std::int64_t n, Scratch& s) {
        const FusedEdge& edge = m_cell.edges()[jobs[begin].edge];
        const State<T>& x = m_states[edge.from];
        T* dx = image(m_stateGradients[edge.from], n, std::int64_t(x.height) * x.width);
        const T* g = image(gradient, n, m_pixels);
        const bool strided = edge.stride == 2;
        if (strided) std::fill(s.dPaddedInput.begin(), s.dPaddedInput.end(), T(0));
        kernels::Buffer<T>& padded = edge.from < 2 ? s.paddedInput : s.paddedNode;
        if (m_wanted.block) m_kernels.rectifyPadded(padded.data(), x.image(n), x.pitch, m_c, x.height, x.width, nullptr, nullptr);
        for (std::size_t i = begin; i < end; ++i) {
            const Job& job = jobs[i];
            const FusedOperation& operation = edge.operations[job.operation];
            OperationRecord<T>& record = m_record.records[job.edge][job.operation];
            switch (operation.kind) {
            case Kind::Identity: m_kernels.axpy(dx, g, weights(job).data(), m_c, m_pixels); break;
            case Kind::MaxPool:
            case Kind::AvgPool: break; // gathered per state: poolBackward
            case Kind::Reduce:
                m_kernels.affine2(s.a.data(), g, raw(record.raw[0], n), job.affine.a.data(), job.affine.b.data(), job.affine.d.data(), m_c, m_pixels);
                reduceBackward(job, x, s);
                break;
            case Kind::Separable:
            case Kind::Dilated: {
                const bool separable = operation.kind == Kind::Separable;
                const Affine<T>& affine = separable ? job.inner : job.affine;
                const Geometry geometry = geometryOf(x, m_record.outHeight, m_record.outWidth, operation.kernel, separable ? 1 : 2, edge.stride);
                T* dDepthwise = strided ? s.b.data() : insideNode(s.dPaddedNode);
                const std::ptrdiff_t rowPitch = strided ? static_cast<std::ptrdiff_t>(m_record.outWidth) * m_c : nodeRowPitch();
                m_kernels.convolutionBackward(dDepthwise, rowPitch, separable ? raw(record.raw[1], n) : g, raw(record.raw[0], n), halfWeights(job, 0, affine, padded.data(), s), s.tile.data(), m_c, geometry);
                if (strided)
                    m_kernels.depthwiseBackwardInput(s.dPaddedInput.data(), dDepthwise, record.half[0].taps.data(), m_c, geometry);
                else // at stride 1 the transposed convolution is one with the taps flipped
                    m_kernels.transposedMaskAdd(dx, s.dPaddedNode.data(), record.half[0].flippedTaps.data(), x.image(n), x.pitch, s.tile.data(), m_c, geometry);
                break;
            }
            case Kind::None: break;
            }
        }
        if (strided) {
            const std::ptrdiff_t rowPitch = static_cast<std::ptrdiff_t>(x.width + 2 * kernels::kBorder) * m_c;
            m_kernels.maskAdd(dx, s.dPaddedInput.data() + kernels::kBorder * (rowPitch + m_c), x.image(n), x.pitch, m_c, x.height, x.width, rowPitch);
        }
    }

    kernels::Buffer<T> weights(const Job& job) const { return kernels::Buffer<T>(m_c, static_cast<T>(weightOf(job.edge, job.operation))); }

    void reduceBackward(const Job& job, const State<T>& x, Scratch& s) {
        const PackedHalf<T>& packed = m_record.records[job.edge][job.operation].half[0];
        if (m_wanted.block) {
            gatherReduce(s.wide.data(), s.paddedInput.data(), m_c, x.width, m_record.outHeight, m_record.outWidth);
            m_kernels.matmulTransposed(s.weights[job.edge][job.operation][0].pointwise.data(), s.wide.data(), 2 * m_c, s.a.data(), m_c, m_pixels, 2 * m_c, m_c);
        }
        m_kernels.matmul(s.wideGradient.data(), 2 * m_c, s.a.data(), m_c, packed.pointwiseTransposed.data(), m_pixels, m_c, 2 * m_c);
        scatterReduce(s.dPaddedInput.data(), s.wideGradient.data(), m_c, x.width, m_record.outHeight, m_record.outWidth);
    }

    /// Pools of a state: dP = sum over edges of (a_e g_e + b_e P + d_e); the nodes' gradients g_e are still there.
    struct PoolGradient {
        std::vector<int> nodes;         ///< where the edges lead
        kernels::Buffer<T> coefficients; ///< a_e of each, then the sum of b
        kernels::Buffer<T> b, d;        ///< sums
    };
    void rememberPool(const Job& job, int node) {
        const int from = m_cell.edges()[job.edge].from;
        m_poolGradients.resize(m_states.size());
        PoolGradient& pool = m_poolGradients[from][kindOf(job) == Kind::AvgPool];
        pool.b.resize(m_c);
        pool.d.resize(m_c);
        pool.nodes.push_back(node);
        pool.coefficients.insert(pool.coefficients.end(), job.affine.a.begin(), job.affine.a.end());
        for (int k = 0; k < m_c; ++k) {
            pool.b[k] += job.affine.b[k];
            pool.d[k] += job.affine.d[k];
        }
    }
    void poolBackward(int state) {
        if (m_poolGradients.empty() || !wantsState(state)) return;
        const State<T>& x = m_states[state];
        const Geometry g = poolGeometry(state, m_cell.reduction() && state < 2 ? 2 : 1);
        for (PoolGradient& pool : m_poolGradients[state]) pool.coefficients.insert(pool.coefficients.end(), pool.b.begin(), pool.b.end());
        overImages(m_record.images, m_record.outPixels() * m_record.c, [&](int task, std::int64_t from, std::int64_t to) {
            Scratch& s = scratch(task);
            for (std::int64_t n = from; n < to; ++n) {
                T* dx = image(m_stateGradients[state], n, std::int64_t(x.height) * x.width);
                for (int average = 0; average < 2; ++average) {
                    const PoolGradient& pool = m_poolGradients[state][average];
                    if (pool.nodes.empty()) continue;
                    if (average)
                        m_kernels.avgPool(s.b.data(), x.image(n), x.pitch, m_c, g);
                    else
                        m_kernels.maxPool(s.b.data(), s.winner.data(), x.image(n), x.pitch, m_c, g);
                    std::vector<const T*> operands;
                    for (int node : pool.nodes) operands.push_back(image(m_stateGradients[node], n, m_pixels));
                    operands.push_back(s.b.data());
                    const std::vector<int> pitches(operands.size(), m_c);
                    m_kernels.weightedSum(s.a.data(), m_c, operands.data(), pitches.data(), pool.coefficients.data(), static_cast<int>(operands.size()), pool.d.data(), m_c, m_pixels);
                    if (average)
                        m_kernels.avgPoolBackward(dx, s.a.data(), m_c, g);
                    else
                        m_kernels.maxPoolBackward(dx, s.a.data(), s.winner.data(), m_c, g);
                }
            }
        });
    }

    Gradients collect() {
        Gradients result;
        const auto input = [&](int state) {
            if (!wantsState(state)) return at::Tensor();
            const std::int64_t c = m_cell.channels();
            return m_stateGradients[state].view({m_record.images, m_record.height, m_record.width, m_c}).permute({0, 3, 1, 2}).narrow(1, 0, c);
        };
        result.first = input(0);
        result.second = input(1);
        result.mixing = at::empty({static_cast<std::int64_t>(m_cell.edges().size()), static_cast<std::int64_t>(m_record.mixing.size() / m_cell.edges().size())}, m_options);
        std::copy(m_mixingGradient.begin(), m_mixingGradient.end(), result.mixing.template data_ptr<T>());
        if (m_wanted.block) {
            result.block = at::zeros({m_cell.blockSize()}, m_options);
            unpackWeights(result.block.template data_ptr<T>());
        }
        return result;
    }

    void unpackWeights(T* block) const {
        const int channels = m_cell.channels();
        for (std::size_t e = 0; e < m_cell.edges().size(); ++e)
            for (std::size_t o = 0; o < m_cell.edges()[e].operations.size(); ++o) {
                const FusedOperation& operation = m_cell.edges()[e].operations[o];
                for (int half = 0; half < 2; ++half)
                    for (const Scratch& s : m_scratch) unpackHalf(block, operation, half, s.weights[e][o][half], channels);
            }
    }
    void unpackHalf(T* block, const FusedOperation& operation, int half, const HalfGradient<T>& gradient, int channels) const {
        if (gradient.pointwise.empty()) return;
        if (operation.kind == Kind::Reduce) {
            const int split = channels / 2;
            for (int to = 0; to < channels; ++to)
                for (int from = 0; from < channels; ++from) {
                    const bool even = to < split;
                    T* target = block + operation.pointwise[even ? 0 : 1] + (even ? to : to - split) * channels + from;
                    *target += gradient.pointwise[static_cast<std::size_t>(even ? from : m_c + from) * m_c + to];
                }
            return;
        }
        addUnpacked(block + operation.depthwise[half], block + operation.pointwise[half], gradient, operation.kernel, channels, m_c);
    }

    const FusedCell& m_cell;
    Record<T>& m_record;
    std::vector<State<T>> m_states;
    Wanted m_wanted;
    at::TensorOptions m_options;
    const CellKernels<T>& m_kernels;
    int m_c, m_pixels;
    std::vector<Scratch> m_scratch;
    std::vector<double> m_mixingGradient;
    std::vector<at::Tensor> m_stateGradients;
    std::vector<std::array<PoolGradient, 2>> m_poolGradients; ///< [state][maximum, average]
};

} // namespace

template <class T>
Gradients backwardPass(const FusedCell& cell, const at::Tensor& first, const at::Tensor& second, const at::Tensor& output, const at::Tensor& gradient, Record<T>& record, const Wanted& wanted) {
    return Backward<T>(cell, record, statesOf(cell, first, second, output, record), wanted, first.options()).run(gradient);
}

template Gradients backwardPass<float>(const FusedCell&, const at::Tensor&, const at::Tensor&, const at::Tensor&, const at::Tensor&, Record<float>&, const Wanted&);
template Gradients backwardPass<double>(const FusedCell&, const at::Tensor&, const at::Tensor&, const at::Tensor&, const at::Tensor&, Record<double>&, const Wanted&);

} // namespace dnas::fused
