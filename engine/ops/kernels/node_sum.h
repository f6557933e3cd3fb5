// A node of a supernet cell as one differentiable function: batch norms, weights and sum of all its operands in one pass.
// Place: the fast path of a cell where convolutions are the library's: on a GPU (cuDNN). Of every operation only the raw
// output is kept for the backward pass, no normalised copy; alpha's gradient and the sums of the batch norms come out of
// one pass. The plain path is the oracle. First derivatives only.
// Thread rule: one call at a time.
#pragma once

#include "engine/ops/layers.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace dnas {

struct NodeOperand {
    at::Tensor value;                ///< [N, C, H, W]: what an operation gives before its last batch norm
    const BatchNorm* norm = nullptr; ///< that batch norm, without affine parameters; nullptr: none
    int weight = 0;                  ///< place of its weight
};

/// Whether a node of so many operands on this device is computed here: CUDA where the program has the kernels, and the CPU.
bool nodeSumSupports(const c10::Device& device, std::size_t operands);

/// sum_i weights[operand_i.weight] norm_i(operand_i.value). Operands of one shape; of different types, the wider one's.
/// @param weights flat, in the type of the statistics (float for 16-bit operands)
/// @return [N, C, H, W], channels-last
at::Tensor nodeSum(const std::vector<NodeOperand>& operands, const at::Tensor& weights, const ForwardMode& mode);

} // namespace dnas
