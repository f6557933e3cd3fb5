// The alpha step's pass with the ablation loss: the whole network, and the network without each group of alpha.
// Source: thesis section 4.1.2, algorithm 1.
//
// What is deactivated is a group of alpha: one cell where every cell has its own, all cells of a gene where they share it.
// Described: the group's cells are gated off, so that what they give on is 0; c_{k-2} and c_{k-1} of the cells behind them
//   stay in place, and the network goes on through the other input. Without its last cell the network answers with the
//   classifier's bias: that cell's contribution is all that was learnt.
// Published: the group's cells mix their operations with random weights from [0, 1).
// Cells before the first deactivated one are not computed again. Each ablated network is followed back to where it leaves
// the whole one, and the sums of those gradients then go through the shared cells once, together with that of L_CE.
// The published form, which follows nothing back, takes over the edges whose input is the whole network's (CellMemory).
// Cost of a step (alpha and weights) at 8 cells, 16 channels, batch 16, two threads, against the step without the loss, two
// runs of tests/bench/bench_step: described 2.19 times, published 1.53 and 1.54 times.
#pragma once

#include "engine/bilevel/search_state.h"
#include "engine/objectives/ablation.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace dnas {

struct AblatedPass {
    at::Tensor loss;   ///< L_CE of the whole network
    at::Tensor logits; ///< of the whole network
    AblationLoss ablation;
    /// d(L_CE + w_AB L_AB^g)/dmixing_g, one a group g
    std::vector<at::Tensor> gradient;
};

/// @param mixing leaves with gradient, one a group, after the relaxation
/// @param random weights of the published form
/// @param mode of the whole network's pass; running statistics follow that one only
AblatedPass ablatedPass(const AblationSpec& spec, const ObjectiveSpec& objective, const CellChain& chain,
                        const std::vector<at::Tensor>& mixing, const TensorBatch& batch, const ForwardMode& mode,
                        RandomStream& random);

} // namespace dnas
