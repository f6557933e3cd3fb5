// A cell's nodes by the plain layers and by node sums, with everything that both compute. For the CPU and for a GPU.
#pragma once

#include "engine/spaces/cell_supernet.h"
#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/max.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <memory>

namespace dnas::test {

struct NodeCase {
    OperationSet operations;
    bool reduction;
    int channels, nodes, height, width;
};

inline std::vector<NodeCase> nodeCases() {
    std::vector<NodeCase> all;
    for (OperationSet set : {OperationSet::Darts, OperationSet::DartsWithoutNone, OperationSet::DartOpti})
        for (bool reduction : {false, true}) {
            all.push_back({set, reduction, 6, 2, 8, 8});
            all.push_back({set, reduction, 16, 3, 9, 11});
        }
    all.push_back({OperationSet::Darts, false, 3, 1, 1, 1});
    all.push_back({OperationSet::Darts, true, 70, 1, 12, 12});
    return all;
}

/// Output, gradients and statistics of one way to compute the nodes.
struct NodeValues {
    std::vector<std::pair<std::string, at::Tensor>> values;
};

inline NodeValues nodeValues(const NodeCase& c, bool summed, c10::ScalarType type, const c10::Device& device) {
    WeightStore store;
    const SearchCell cell({store, "cell."}, {c.channels, c.channels, c.channels, c.nodes, c.reduction, false}, operationNames(c.operations), Kernels::Plain);
    store.allocate(type, device, 5);
    const auto run = [&](const at::Tensor& a, const at::Tensor& b, const at::Tensor& mixing, const ForwardMode& mode) {
        return summed ? cell.summedNodes(a, b, mixing, mode) : cell.plainNodes(a, b, mixing, mode);
    };
    const auto leaf = [&](std::vector<std::int64_t> shape, const char* name) { return randomTensor(std::move(shape), name).to(device, type).requires_grad_(true); };
    const at::Tensor a = leaf({3, c.channels, c.height, c.width}, "a"), b = leaf({3, c.channels, c.height, c.width}, "b");
    const int edges = c.nodes * (c.nodes + 3) / 2;
    const at::Tensor mixing = leaf({edges, static_cast<std::int64_t>(operationNames(c.operations).size())}, "mixing");
    const at::Tensor out = run(a, b, mixing, {/*training=*/true, /*weightGradient=*/true, /*updateStatistics=*/true});
    NodeValues result{{{"output", out.detach()}}};
    std::vector<at::Tensor> inputs{a, b, mixing};
    inputs.insert(inputs.end(), store.leaves().begin(), store.leaves().end());
    const at::Tensor slope = randomTensor(out.sizes().vec(), "slope").to(device, type);
    const auto gradients = torch::autograd::grad({out}, inputs, {slope}, {}, false, /*allow_unused=*/true);
    const char* names[] = {"first input", "second input", "mixing weights"};
    for (int i = 0; i < 3; ++i) result.values.emplace_back(names[i], gradients[static_cast<std::size_t>(i)]);
    const std::vector<at::Tensor> weightGradients(gradients.begin() + 3, gradients.end());
    result.values.emplace_back("weights", store.flatten(weightGradients));
    result.values.emplace_back("running statistics", store.statistics().clone());
    result.values.emplace_back("output in evaluation", run(a.detach(), b.detach(), mixing.detach(), {/*training=*/false, false, false}));
    return result;
}

inline double relativeError(const at::Tensor& actual, const at::Tensor& expected) {
    const at::Tensor a = actual.to(at::kCPU, at::kDouble), e = expected.to(at::kCPU, at::kDouble);
    return ((a - e).abs().max() / e.abs().max().clamp_min(1e-30)).item<double>();
}

} // namespace dnas::test
