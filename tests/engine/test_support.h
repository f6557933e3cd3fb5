// Small networks and batches for the tests of the engine, in float64 unless a test says otherwise.
#pragma once

#include "engine/bilevel/search_state.h"

#include <ATen/ops/empty.h>

namespace dnas::test {

/// Values in [-1, 1) from a named stream.
inline at::Tensor randomTensor(std::vector<std::int64_t> shape, const char* name, c10::ScalarType type = at::kDouble) {
    at::Tensor tensor = at::empty(shape, at::TensorOptions().dtype(at::kDouble));
    RandomStream stream(7, name);
    double* data = tensor.data_ptr<double>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i) data[i] = 2 * stream.uniform() - 1;
    return tensor.to(type);
}

inline TensorBatch randomBatch(const ImageShape& shape, int count, const char* name, c10::ScalarType type = at::kDouble) {
    at::Tensor labels = at::empty({count}, at::TensorOptions().dtype(at::kLong));
    RandomStream stream(11, name);
    for (int i = 0; i < count; ++i) labels.data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(stream.below(shape.classes));
    return {randomTensor({count, shape.channels, shape.height, shape.width}, name, type), labels};
}

/// Three cells of two nodes and two channels: everything a supernet has, in milliseconds.
inline Recipe smallRecipe(OperationSet operations = OperationSet::Darts) {
    Recipe recipe;
    recipe.method = "darts";
    CellSpaceSpec cells;
    cells.operations = operations;
    cells.channels = 2;
    cells.cells = 3;
    cells.nodes = 2;
    recipe.space = cells;
    return recipe;
}

inline const ImageShape kSmallImages{1, 8, 8, 4};

} // namespace dnas::test
