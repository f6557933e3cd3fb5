#include "engine/ops/kernels/fused_pass.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace dnas::fused {

using kernels::CellKernels;
using kernels::Geometry;

int taskCount() { return std::max(1, at::get_num_threads()); }

void overImages(std::int64_t images, std::int64_t values, const std::function<void(int, std::int64_t, std::int64_t)>& body) {
    constexpr std::int64_t kWorthATeam = 32768;
    const std::int64_t tasks = taskCount();
    const std::int64_t grain = images * values < kWorthATeam ? tasks : 1;
    at::parallel_for(0, tasks, grain, [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t task = from; task < to; ++task)
            body(static_cast<int>(task), images * task / tasks, images * (task + 1) / tasks);
    });
}

at::Tensor padded(const at::Tensor& tensor, int c) {
    if (c == tensor.size(1)) return tensor.permute({0, 2, 3, 1}).clone(at::MemoryFormat::Contiguous);
    at::Tensor out = at::zeros({tensor.size(0), tensor.size(2), tensor.size(3), c}, tensor.options());
    out.narrow(3, 0, tensor.size(1)).copy_(tensor.permute({0, 2, 3, 1}));
    return out;
}

template <class T>
std::vector<State<T>> statesOf(const FusedCell& cell, const at::Tensor& first, const at::Tensor& second, const at::Tensor& output, const Record<T>& record) {
    std::vector<State<T>> states;
    const bool pad = record.c != cell.channels();
    for (const at::Tensor& input : {first, second}) {
        State<T> state;
        state.height = record.height;
        state.width = record.width;
        state.pitch = record.c;
        state.storage = pad ? padded(input, record.c) : input;
        state.data = state.storage.template data_ptr<T>();
        states.push_back(state);
    }
    for (int node = 0; node < cell.nodes(); ++node) {
        State<T> state;
        state.height = record.outHeight;
        state.width = record.outWidth;
        if (pad) {
            state.storage = padded(output.narrow(1, node * cell.channels(), cell.channels()), record.c);
            state.data = state.storage.template data_ptr<T>();
            state.pitch = record.c;
        } else {
            state.data = output.template data_ptr<T>() + node * cell.channels();
            state.pitch = cell.nodes() * cell.channels();
        }
        states.push_back(state);
    }
    return states;
}

template <class T> void gatherReduce(T* out, const T* paddedImage, int c, int width, int outHeight, int outWidth) {
    const std::ptrdiff_t pitch = width + 2 * kernels::kBorder;
    for (int y = 0; y < outHeight; ++y)
        for (int x = 0; x < outWidth; ++x, out += 2 * c) {
            const T* even = paddedImage + ((2 * y + kernels::kBorder) * pitch + 2 * x + kernels::kBorder) * c;
            std::memcpy(out, even, c * sizeof(T));
            std::memcpy(out + c, even + (pitch + 1) * c, c * sizeof(T));
        }
}

template <class T> void scatterReduce(T* dPadded, const T* dOut, int c, int width, int outHeight, int outWidth) {
    const std::ptrdiff_t pitch = width + 2 * kernels::kBorder;
    for (int y = 0; y < outHeight; ++y)
        for (int x = 0; x < outWidth; ++x, dOut += 2 * c) {
            T* even = dPadded + ((2 * y + kernels::kBorder) * pitch + 2 * x + kernels::kBorder) * c;
            T* odd = even + (pitch + 1) * c;
            for (int k = 0; k < c; ++k) {
                even[k] += dOut[k];
                odd[k] += dOut[c + k];
            }
        }
}

namespace {

using Kind = FusedOperation::Kind;

template <class T> PackedHalf<T> pack(const FusedOperation& operation, int half, const T* block, int channels, int c) {
    if (operation.kind != Kind::Reduce) return packHalf(block + operation.depthwise[half], block + operation.pointwise[half], operation.kernel, channels, c);
    PackedHalf<T> packed;
    const int in = 2 * c, split = channels / 2;
    packed.pointwise.assign(static_cast<std::size_t>(in) * c, T(0));
    packed.pointwiseTransposed.assign(static_cast<std::size_t>(in) * c, T(0));
    for (int to = 0; to < channels; ++to)
        for (int k = 0; k < channels; ++k) {
            const bool even = to < split;
            const T value = even ? block[operation.pointwise[0] + to * channels + k] : block[operation.pointwise[1] + (to - split) * channels + k];
            const int from = even ? k : c + k;
            packed.pointwise[static_cast<std::size_t>(from) * c + to] = value;
            packed.pointwiseTransposed[static_cast<std::size_t>(to) * in + from] = value;
        }
    return packed;
}

template <class T> class Forward {
  public:
    Forward(const FusedCell& cell, const ForwardMode& mode, bool keep, const Known<T>& known, Record<T>& record)
        : m_cell(cell), m_mode(mode), m_keep(keep), m_known(known), m_record(record), m_kernels(kernels::cellKernels<T>(record.c)), m_scratch(taskCount()) {}

    void run(std::vector<State<T>>& states, const at::Tensor& first) {
        std::size_t edge = 0;
        for (int node = 0; node < m_cell.nodes(); ++node) {
            const std::size_t end = edge + node + 2;
            firstHalves(states, edge, end, first);
            secondHalves(edge, end);
            sum(states, edge, end, states[node + 2]);
            if (!m_keep) std::fill(m_record.records.begin() + static_cast<std::ptrdiff_t>(edge), m_record.records.begin() + static_cast<std::ptrdiff_t>(end), std::vector<OperationRecord<T>>());
            edge = end;
        }
    }

  private:
    struct Scratch {
        kernels::Buffer<T> paddedInput, paddedNode, tile, mean, squares, poolMean, poolSquares; ///< padded images of the resolution of inputs, of nodes
        std::vector<double> meanWide, squaresWide;
    };
    /// Statistics that are being gathered.
    struct Pending {
        Norm<T>* norm;
        std::vector<std::pair<int, int>> buffers; ///< mean and variance handles: several where edges share a pool
        std::vector<Moments> tasks;
    };

    Scratch& scratch(int task) {
        Scratch& s = m_scratch[task];
        if (!s.tile.empty()) return s;
        const int c = m_record.c;
        s.paddedInput.resize(paddedSize(m_record.height, m_record.width, c)); // zeros: the border stays so
        s.paddedNode.resize(paddedSize(m_record.outHeight, m_record.outWidth, c));
        s.tile.resize(std::max(kernels::tileSize(c, m_record.outWidth), static_cast<std::size_t>(m_record.outPixels()) * 2 * c));
        s.mean.resize(m_record.c);
        s.squares.resize(m_record.c);
        s.poolMean.resize(2 * static_cast<std::size_t>(m_record.c));
        s.poolSquares.resize(2 * static_cast<std::size_t>(m_record.c));
        s.meanWide.resize(m_record.c);
        s.squaresWide.resize(m_record.c);
        return s;
    }
    void allocate(Operand<T>& operand, const at::Tensor& like) {
        operand.storage = at::empty({m_record.images, m_record.outPixels(), m_record.c}, like.options());
        operand.data = operand.storage.template data_ptr<T>();
        m_like = like;
    }
    T* image(const Operand<T>& operand, std::int64_t n) const { return operand.data + n * m_record.outPixels() * m_record.c; }

    std::size_t expect(Norm<T>& norm, std::vector<std::pair<int, int>> buffers) {
        m_pending.push_back({&norm, std::move(buffers), std::vector<Moments>(taskCount())});
        return m_pending.size() - 1;
    }
    /// The moments of an image to those of its task.
    void join(std::size_t pending, int task, const T* mean, const T* squares, Scratch& s) {
        if (!m_mode.training) return;
        std::copy_n(mean, m_record.c, s.meanWide.begin());
        std::copy_n(squares, m_record.c, s.squaresWide.begin());
        m_pending[pending].tasks[task].join(static_cast<double>(m_record.outPixels()), s.meanWide.data(), s.squaresWide.data(), m_record.c);
    }
    void finishPending() {
        for (Pending& pending : m_pending) finish(pending);
        m_pending.clear();
    }
    void finish(Pending& pending) {
        std::vector<RunningStatistics<T>> running;
        for (const auto& [mean, variance] : pending.buffers) running.push_back({statistic(mean), statistic(variance)});
        *pending.norm = finishNorm<T>(pending.tasks, m_record.c, m_cell.channels(), m_mode, running);
    }
    T* statistic(int handle) const { return m_cell.store().buffer(handle).template data_ptr<T>(); }

    /// Buffers of the pools on all edges that leave `state`.
    std::vector<std::pair<int, int>> poolBuffers(int state, Kind kind) const {
        std::vector<std::pair<int, int>> buffers;
        for (const FusedEdge& edge : m_cell.edges())
            if (edge.from == state)
                for (const FusedOperation& operation : edge.operations)
                    if (operation.kind == kind) buffers.push_back({operation.mean[0], operation.variance[0]});
        return buffers;
    }

    struct PoolJob {
        int state;
        Geometry geometry;
        std::size_t maximum = 0, average = 0;
    };
    PoolJob preparePools(int state, const State<T>& from, int stride) {
        PoolJob job{state, geometryOf(from, m_record.outHeight, m_record.outWidth, 3, 1, stride)};
        PoolRecord<T>& pool = m_record.pools[state];
        pool.used = true;
        auto maximum = poolBuffers(state, Kind::MaxPool), average = poolBuffers(state, Kind::AvgPool);
        pool.hasMaximum = !maximum.empty();
        pool.hasAverage = !average.empty();
        if (pool.hasMaximum) job.maximum = expect(pool.maximum, std::move(maximum));
        if (pool.hasAverage) job.average = expect(pool.average, std::move(average));
        return job;
    }
    void runPools(const PoolJob& job, const State<T>& from, int task, std::int64_t n, Scratch& s) {
        const PoolRecord<T>& pool = m_record.pools[job.state];
        if (!m_mode.training || !(pool.hasMaximum || pool.hasAverage)) return;
        const auto pair = [&](kernels::Buffer<T>& values) { return kernels::PoolPair<T>{pool.hasMaximum ? values.data() : nullptr, pool.hasAverage ? values.data() + m_record.c : nullptr}; };
        const kernels::PoolPair<T> mean = pair(s.poolMean), squares = pair(s.poolSquares);
        m_kernels.poolMoments(mean, squares, from.image(n), from.pitch, s.tile.data(), m_record.c, job.geometry);
        if (pool.hasMaximum) join(job.maximum, task, mean.maximum, squares.maximum, s);
        if (pool.hasAverage) join(job.average, task, mean.average, squares.average, s);
    }

    struct ConvolutionJob {
        std::size_t edge, operation, pending;
    };
    void firstHalves(std::vector<State<T>>& states, std::size_t begin, std::size_t end, const at::Tensor& like) {
        std::vector<ConvolutionJob> jobs;
        std::vector<PoolJob> pools;
        for (std::size_t e = begin; e < end; ++e) {
            const FusedEdge& edge = m_cell.edges()[e];
            if (m_known.edgeFrom(edge.from)) continue;
            if (!m_record.pools[edge.from].used) pools.push_back(preparePools(edge.from, states[edge.from], edge.stride));
            for (std::size_t o = 0; o < edge.operations.size(); ++o) {
                const FusedOperation& operation = edge.operations[o];
                if (operation.kind != Kind::Separable && operation.kind != Kind::Dilated && operation.kind != Kind::Reduce) continue;
                allocate(m_record.records[e][o].raw[0], like);
                jobs.push_back({e, o, expect(m_record.records[e][o].raw[0].norm, {{operation.mean[0], operation.variance[0]}})});
            }
        }
        overImages(m_record.images, m_record.outPixels() * m_record.c, [&](int task, std::int64_t from, std::int64_t to) {
            Scratch& s = scratch(task);
            for (std::int64_t n = from; n < to; ++n) {
                for (const PoolJob& job : pools) runPools(job, states[job.state], task, n, s);
                int rectified = -1;
                for (const ConvolutionJob& job : jobs) {
                    const FusedEdge& edge = m_cell.edges()[job.edge];
                    const State<T>& x = states[edge.from];
                    kernels::Buffer<T>& image = edge.from < 2 ? s.paddedInput : s.paddedNode;
                    if (rectified != edge.from) m_kernels.rectifyPadded(image.data(), x.image(n), x.pitch, m_record.c, x.height, x.width, nullptr, nullptr);
                    rectified = edge.from;
                    convolve(edge.operations[job.operation], 0, m_record.records[job.edge][job.operation], image.data(), x, edge.stride, n, s);
                    join(job.pending, task, s.mean.data(), s.squares.data(), s);
                }
            }
        });
        finishPending();
    }

    /// Padded input to raw output of one half, its moments in s.mean and s.squares.
    void convolve(const FusedOperation& operation, int half, OperationRecord<T>& record, const T* padded, const State<T>& x, int stride, std::int64_t n, Scratch& s) {
        const int c = m_record.c, pixels = static_cast<int>(m_record.outPixels());
        const PackedHalf<T>& packed = record.half[half];
        T* out = image(record.raw[half], n);
        if (operation.kind == Kind::Reduce) {
            gatherReduce(s.tile.data(), padded, c, x.width, m_record.outHeight, m_record.outWidth);
            m_kernels.matmul(out, c, s.tile.data(), 2 * c, packed.pointwise.data(), pixels, 2 * c, c);
            if (m_mode.training) m_kernels.moments(s.mean.data(), s.squares.data(), out, c, pixels);
            return;
        }
        const int dilation = operation.kind == Kind::Dilated ? 2 : 1;
        const Geometry g = geometryOf(x, m_record.outHeight, m_record.outWidth, operation.kernel, dilation, stride);
        m_kernels.convolution(out, m_mode.training ? s.mean.data() : nullptr, s.squares.data(), padded, packed.taps.data(), packed.pointwise.data(), s.tile.data(), c, g, /*past=*/m_keep);
    }

    /// Separable convolutions: normalise and rectify the first half while loading it.
    void secondHalves(std::size_t begin, std::size_t end) {
        std::vector<ConvolutionJob> jobs;
        for (std::size_t e = begin; e < end; ++e)
            for (std::size_t o = 0; o < m_cell.edges()[e].operations.size(); ++o) {
                const FusedOperation& operation = m_cell.edges()[e].operations[o];
                if (operation.kind != Kind::Separable || m_known.edgeFrom(m_cell.edges()[e].from)) continue;
                allocate(m_record.records[e][o].raw[1], m_like);
                jobs.push_back({e, o, expect(m_record.records[e][o].raw[1].norm, {{operation.mean[1], operation.variance[1]}})});
            }
        overImages(m_record.images, m_record.outPixels() * m_record.c, [&](int task, std::int64_t from, std::int64_t to) {
            Scratch& s = scratch(task);
            for (std::int64_t n = from; n < to; ++n)
                for (const ConvolutionJob& job : jobs) {
                    OperationRecord<T>& record = m_record.records[job.edge][job.operation];
                    const State<T> inner{{}, record.raw[0].data, m_record.outHeight, m_record.outWidth, m_record.c};
                    const Norm<T>& norm = record.raw[0].norm;
                    m_kernels.rectifyPadded(s.paddedNode.data(), inner.image(n), inner.pitch, m_record.c, inner.height, inner.width, norm.scale.data(), norm.shift.data());
                    convolve(m_cell.edges()[job.edge].operations[job.operation], 1, record, s.paddedNode.data(), inner, 1, n, s);
                    join(job.pending, task, s.mean.data(), s.squares.data(), s);
                }
        });
        finishPending();
    }

    /// The node: every operand normalised and weighted in one pass.
    void sum(const std::vector<State<T>>& states, std::size_t begin, std::size_t end, const State<T>& target) {
        kernels::Buffer<T> coefficients, bias(m_record.c, T(0));
        struct Source {
            const T* data;
            std::int64_t imageStep;
            int pitch;
        };
        struct Pools {
            const State<T>* from;
            Geometry geometry;
            kernels::Buffer<T> maximum, average; ///< coefficients; empty where the edge has no such pool
        };
        std::vector<Source> sources;
        std::vector<Pools> pools;
        for (std::size_t e = begin; e < end; ++e) {
            const FusedEdge& edge = m_cell.edges()[e];
            Pools pool{&states[edge.from], geometryOf(states[edge.from], m_record.outHeight, m_record.outWidth, 3, 1, edge.stride), {}, {}};
            for (std::size_t o = 0; o < edge.operations.size(); ++o) {
                const Kind kind = edge.operations[o].kind;
                if (kind == Kind::None) continue;
                const T weight = m_record.mixing[e * edge.operations.size() + o];
                if (kind == Kind::MaxPool || kind == Kind::AvgPool) {
                    const Norm<T>& norm = kind == Kind::MaxPool ? m_record.pools[edge.from].maximum : m_record.pools[edge.from].average;
                    kernels::Buffer<T>& factor = kind == Kind::MaxPool ? pool.maximum : pool.average;
                    factor.resize(m_record.c);
                    for (int k = 0; k < m_record.c; ++k) {
                        factor[k] += weight * norm.scale[k];
                        bias[k] += weight * norm.shift[k];
                    }
                    continue;
                }
                if (kind == Kind::Identity) {
                    const State<T>& x = states[edge.from];
                    sources.push_back({x.data, std::int64_t(x.height) * x.width * x.pitch, x.pitch});
                    coefficients.insert(coefficients.end(), m_record.c, weight);
                    continue;
                }
                const Operand<T>& operand = m_record.records[e][o].raw[kind == Kind::Separable ? 1 : 0];
                sources.push_back({operand.data, m_record.outPixels() * m_record.c, m_record.c});
                for (int k = 0; k < m_record.c; ++k) {
                    coefficients.push_back(weight * operand.norm.scale[k]);
                    bias[k] += weight * operand.norm.shift[k];
                }
            }
            if (!pool.maximum.empty() || !pool.average.empty()) pools.push_back(std::move(pool));
        }
        overImages(m_record.images, m_record.outPixels() * m_record.c, [&](int task, std::int64_t from, std::int64_t to) {
            std::vector<const T*> operands(sources.size());
            std::vector<int> pitches(sources.size());
            for (std::int64_t n = from; n < to; ++n) {
                for (std::size_t i = 0; i < sources.size(); ++i) {
                    operands[i] = sources[i].data + n * sources[i].imageStep;
                    pitches[i] = sources[i].pitch;
                }
                m_kernels.weightedSum(target.image(n), target.pitch, operands.data(), pitches.data(), coefficients.data(), static_cast<int>(sources.size()), bias.data(), m_record.c,
                                      static_cast<int>(m_record.outPixels()));
                for (const Pools& pool : pools)
                    m_kernels.poolAdd(target.image(n), target.pitch, {pool.maximum.empty() ? nullptr : pool.maximum.data(), pool.average.empty() ? nullptr : pool.average.data()},
                                      pool.from->image(n), pool.from->pitch, scratch(task).tile.data(), m_record.c, pool.geometry);
            }
        });
    }

    const FusedCell& m_cell;
    const ForwardMode& m_mode;
    bool m_keep;
    const Known<T>& m_known;
    Record<T>& m_record;
    const CellKernels<T>& m_kernels;
    std::vector<Scratch> m_scratch;
    std::vector<Pending> m_pending;
    at::Tensor m_like;
};

} // namespace

template <class T>
at::Tensor forwardPass(const FusedCell& cell, const at::Tensor& first, const at::Tensor& second, const at::Tensor& mixing, const at::Tensor& block, const ForwardMode& mode, bool keep, const Known<T>& known, Record<T>& record) {
    record.images = first.size(0);
    record.c = kernels::paddedChannels(cell.channels());
    record.height = static_cast<int>(first.size(2));
    record.width = static_cast<int>(first.size(3));
    const int stride = cell.reduction() ? 2 : 1;
    record.outHeight = (record.height + stride - 1) / stride;
    record.outWidth = (record.width + stride - 1) / stride;
    record.training = mode.training;
    const at::Tensor weights = mixing.contiguous();
    record.mixing.assign(weights.template data_ptr<T>(), weights.template data_ptr<T>() + weights.numel());
    record.pools.resize(cell.nodes() + 2);
    for (int input = 0; input < 2; ++input)
        if (known.edgeFrom(input)) record.pools[input] = known.record->pools[input];
    for (const FusedEdge& edge : cell.edges()) {
        if (known.edgeFrom(edge.from)) {
            record.records.push_back(known.record->records[record.records.size()]);
            continue;
        }
        auto& row = record.records.emplace_back(edge.operations.size());
        for (std::size_t o = 0; o < edge.operations.size(); ++o) {
            const FusedOperation& operation = edge.operations[o];
            const int halves = operation.kind == Kind::Separable ? 2 : operation.kind == Kind::Dilated || operation.kind == Kind::Reduce ? 1 : 0;
            for (int half = 0; half < halves; ++half) row[o].half[half] = pack<T>(operation, half, block.template data_ptr<T>(), cell.channels(), record.c);
        }
    }
    at::Tensor output = at::empty({record.images, record.outHeight, record.outWidth, cell.nodes() * cell.channels()}, first.options()).permute({0, 3, 1, 2});
    std::vector<State<T>> states = statesOf(cell, first, second, output, record);
    Forward<T>(cell, mode, keep, known, record).run(states, first);
    if (record.c != cell.channels())
        for (int node = 0; node < cell.nodes(); ++node)
            output.narrow(1, node * cell.channels(), cell.channels()).copy_(states[node + 2].storage.permute({0, 3, 1, 2}).narrow(1, 0, cell.channels()));
    return output;
}

#define DNAS_INSTANTIATE(T)                                                                                            \
    template at::Tensor forwardPass<T>(const FusedCell&, const at::Tensor&, const at::Tensor&, const at::Tensor&,      \
                                       const at::Tensor&, const ForwardMode&, bool, const Known<T>&, Record<T>&);                             \
    template std::vector<State<T>> statesOf<T>(const FusedCell&, const at::Tensor&, const at::Tensor&,                 \
                                               const at::Tensor&, const Record<T>&);                                   \
    template void gatherReduce<T>(T*, const T*, int, int, int, int);                                                   \
    template void scatterReduce<T>(T*, const T*, int, int, int, int);
DNAS_INSTANTIATE(float)
DNAS_INSTANTIATE(double)
#undef DNAS_INSTANTIATE

} // namespace dnas::fused
