// The CUDA kernels run on the CPU, thread by thread (cuda_on_cpu/), against their twin.
#include "engine/core/random_streams.h"
#include "engine/ops/kernels/node_kernels.h"

#include <c10/util/Half.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace dnas::kernels {
template <class T> const NodeKernels<T>& nodeKernelsEmulated();
}

using namespace dnas;
using namespace dnas::kernels;

namespace {

struct Shape {
    std::int64_t pixels;
    int channels, operands;
};

/// A node with random operands, the last of which is not normalised, and everything that the kernels write.
template <class T> class Node {
  public:
    using S = Statistic<T>;

    Node(const Shape& shape, const NodeKernels<T>& kernels, const NormSettings& settings) : m_shape(shape) {
        const std::size_t matrix = static_cast<std::size_t>(shape.operands) * shape.channels;
        NodeOperands<T> node{};
        node.pixels = shape.pixels;
        node.channels = shape.channels;
        node.count = shape.operands;
        running = randomValues<S>(2 * matrix, "running", 0.5, 1.5);
        std::vector<std::vector<T>> values;
        for (int i = 0; i < shape.operands; ++i) {
            values.push_back(randomValues<T>(size(), ("operand" + std::to_string(i)).c_str(), i - 1, i + 1));
            node.values[i] = values.back().data();
            node.weight[i] = 2 * i + 1; // between them are weights of operations that add nothing
            node.normalised[i] = i + 1 < shape.operands;
            node.runningMean[i] = running.data() + static_cast<std::ptrdiff_t>(i) * shape.channels;
            node.runningVariance[i] = node.runningMean[i] + matrix;
        }
        const std::vector<S> weights = randomValues<S>(2 * static_cast<std::size_t>(shape.operands), "weights", 0.1, 1);
        const std::vector<T> g = randomValues<T>(size(), "g", -1, 1);
        std::vector<S> scratch(static_cast<std::size_t>(scratchSize(shape.pixels, shape.channels, shape.operands)));
        mean.resize(matrix);
        rstd.resize(matrix);
        affine.resize(3 * matrix);
        weightGradient.assign(weights.size(), S(0));
        out.resize(size());
        kernels.statistics(node, settings, mean.data(), rstd.data(), scratch.data(), nullptr);
        kernels.weightedSum(node, weights.data(), mean.data(), rstd.data(), out.data(), scratch.data(), nullptr);
        kernels.sums(node, weights.data(), mean.data(), rstd.data(), g.data(), settings.training, weightGradient.data(), affine.data(), scratch.data(), nullptr);
        NodeGradients<T> targets{};
        for (int i = 0; i < shape.operands; ++i) {
            gradients.emplace_back(i == 1 ? 0 : size()); // nobody wants that of operand 1
            targets.values[i] = i == 1 ? nullptr : gradients.back().data();
        }
        kernels.operandGradients(node, affine.data(), g.data(), targets, nullptr);
    }

    std::vector<S> running, mean, rstd, affine, weightGradient;
    std::vector<T> out;
    std::vector<std::vector<T>> gradients;

  private:
    std::size_t size() const { return static_cast<std::size_t>(m_shape.pixels) * m_shape.channels; }
    template <class V> static std::vector<V> randomValues(std::size_t count, const char* name, double low, double high) {
        RandomStream random(3, name);
        std::vector<V> values(count);
        // Through 16 bits, so that every type has the same values.
        for (V& value : values) value = static_cast<V>(static_cast<float>(c10::Half(static_cast<float>(low + (high - low) * random.uniform()))));
        return values;
    }

    Shape m_shape;
};

template <class A, class B> double largestError(const std::vector<A>& actual, const std::vector<B>& expected) {
    EXPECT_EQ(actual.size(), expected.size());
    double error = 0, scale = 1e-30;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        error = std::max(error, std::abs(static_cast<double>(actual[i]) - static_cast<double>(expected[i])));
        scale = std::max(scale, std::abs(static_cast<double>(expected[i])));
    }
    return error / scale;
}

/// One pixel; less, as many and more channels than a block has columns; more pixels than partial sums; odd everything.
const Shape kShapes[] = {{1, 3, 2}, {65, 16, 5}, {100, 70, 3}, {300, 64, 2}, {4200, 12, 4}, {777, 7, 3}};
const NormSettings kSettings[] = {{/*training=*/true, /*updateStatistics=*/true}, {true, false}, {false, false}};

template <class T, class Twin> void expectTwins(double tolerance) {
    for (const Shape& shape : kShapes)
        for (const NormSettings& settings : kSettings) {
            const Node<T> cuda(shape, nodeKernelsEmulated<T>(), settings);
            const Node<Twin> cpu(shape, nodeKernelsCpu<Twin>(), settings);
            const std::string what = std::to_string(shape.pixels) + " pixels, " + std::to_string(shape.channels) + " channels, training " + std::to_string(settings.training);
            EXPECT_LT(largestError(cuda.mean, cpu.mean), tolerance) << what;
            EXPECT_LT(largestError(cuda.rstd, cpu.rstd), tolerance) << what;
            EXPECT_LT(largestError(cuda.running, cpu.running), tolerance) << what;
            EXPECT_LT(largestError(cuda.out, cpu.out), tolerance) << what;
            EXPECT_LT(largestError(cuda.weightGradient, cpu.weightGradient), tolerance) << what;
            EXPECT_LT(largestError(cuda.affine, cpu.affine), tolerance) << what;
            for (std::size_t i = 0; i < cuda.gradients.size(); ++i) EXPECT_LT(largestError(cuda.gradients[i], cpu.gradients[i]), tolerance) << what << ", operand " << i;
        }
}

} // namespace

TEST(CudaKernels, EqualTheirTwinInFloat64) { expectTwins<double, double>(1e-12); }

TEST(CudaKernels, EqualTheirTwinInFloat32) { expectTwins<float, float>(1e-5); }

TEST(CudaKernels, InFloat16OnlyTheResultsAreRounded) { expectTwins<c10::Half, float>(2e-3); }
