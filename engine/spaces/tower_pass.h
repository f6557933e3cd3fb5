// Networks that know nothing of each other, run beside each other: forward, and their gradients in the backward pass.
// Place: the channels of an ensemble. Autograd walks a graph on one thread; here each network has a graph of its own, and
// one node of the outer graph stands for all of them. First derivatives only.
// Thread rule: called by the session's thread; starts threads of its own (core/worker_threads.h).
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

namespace dnas {

struct TowerCall {
    std::function<at::Tensor(const std::vector<at::Tensor>& mixing)> run;
    std::vector<at::Tensor> mixing;  ///< of this network
    std::vector<at::Tensor> weights; ///< leaves that `run` reads and whose gradient is wanted
};

/// @param workers networks at a time; 1: one after the other, in the ordinary graph @param threads for all of them
/// @return the outputs, in order
std::vector<at::Tensor> runTowers(const std::vector<TowerCall>& towers, int workers, int threads);

} // namespace dnas
