#include "engine/motor/mixed_activation.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/clamp_max.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/square.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tanh.h>

#include <cmath>
#include <vector>

namespace dnas {

namespace {

/// Read from memory: an operation of the library for it would cost as much as the activation.
std::int64_t countBeyond(const at::Tensor& x, double lowest, double highest) {
    const double* values = x.data_ptr<double>();
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < x.numel(); ++i)
        count += !(values[i] >= lowest && values[i] <= highest);
    return count;
}

/// x between the limits; the graph has no clamp where none acts.
at::Tensor guarded(const at::Tensor& x, GuardCount& guards) {
    const at::Tensor dense = x.contiguous();
    const std::int64_t beyond = countBeyond(dense, -kActivationLimit, kActivationLimit);
    guards.activations += beyond;
    return beyond ? at::clamp(dense, -kActivationLimit, kActivationLimit) : dense;
}

at::Tensor exponential(const at::Tensor& x, GuardCount& guards) {
    const std::int64_t beyond = countBeyond(x, -kActivationLimit, kExponentLimit);
    guards.activations += beyond;
    return at::exp(beyond ? at::clamp_max(x, kExponentLimit) : x);
}

at::Tensor apply(Unary unary, const at::Tensor& x, GuardCount& guards) {
    switch (unary) {
    case Unary::PositivePart:
        return at::relu(x);
    case Unary::NegativePart:
        return at::clamp_max(x, 0);
    case Unary::Exp:
        return exponential(x, guards);
    case Unary::Tanh:
        return at::tanh(x);
    case Unary::Identity:
        return x;
    case Unary::Abs:
        return at::abs(x);
    case Unary::Sin:
        return at::sin(x);
    case Unary::Cos:
        return at::cos(x);
    case Unary::One:
        return at::ones_like(x);
    case Unary::Square:
        return at::square(x);
    }
    return x;
}

at::Tensor apply(Binary binary, const at::Tensor& x, const at::Tensor& y) {
    switch (binary) {
    case Binary::Add:
        return x + y;
    case Binary::Prod:
        return x * y;
    case Binary::Sub:
        return x - y;
    case Binary::Max:
        return at::maximum(x, y);
    case Binary::Min:
        return at::minimum(x, y);
    case Binary::Mask:
        return x;
    }
    return x;
}

/// sum_k weights[row, k] parts_k, as one product of matrices for all rows.
at::Tensor mixed(const at::Tensor& weights, const std::vector<at::Tensor>& parts) {
    const at::Tensor all = at::stack(parts).view({static_cast<std::int64_t>(parts.size()), -1});
    return at::matmul(weights, all);
}

} // namespace

at::Tensor activate(const Activation& activation, const at::Tensor& x, GuardCount& guards) {
    const at::Tensor inside = guarded(x, guards);
    const at::Tensor first = apply(activation.first, inside, guards);
    if (activation.binary == Binary::Mask) return first;
    const bool same = activation.first == activation.second;
    return apply(activation.binary, first, same ? first : apply(activation.second, inside, guards));
}

at::Tensor activate(const ActivationMix& mix, const at::Tensor& x, GuardCount& guards) {
    const at::Tensor inside = guarded(x, guards);
    std::vector<at::Tensor> unary, binary;
    for (std::size_t k = 0; k < unaryNames().size(); ++k)
        unary.push_back(apply(static_cast<Unary>(k), inside, guards));
    const at::Tensor arguments = mixed(mix.unary, unary); // [2, values]
    for (std::size_t k = 0; k < binaryNames().size(); ++k)
        binary.push_back(apply(static_cast<Binary>(k), arguments[0], arguments[1]));
    return mixed(mix.binary, binary).view(x.sizes());
}

} // namespace dnas
