// The candidate operations of the cell spaces as layers, one object per operation and edge.
// Place: built by name for supernets (search form) and derived networks (evaluation form).
// Source: DARTS section 3.1 and its published code for composition and names; DARTOpti section 4.1.4 for the further five.
#pragma once

#include "engine/ops/layers.h"

#include <memory>
#include <string>

namespace dnas {

/// One operation: [N, C, H, W] -> [N, C, ceil(H/stride), ceil(W/stride)].
class Operation {
  public:
    virtual ~Operation() = default;
    /// @param x the node's state; @param rectified ReLU(x), computed once per state by the caller
    /// @return undefined for `none`: it adds nothing
    virtual at::Tensor forward(const at::Tensor& x, const at::Tensor& rectified, const ForwardMode& mode) const = 0;
    /// Without the batch norm at the end, for callers who apply that with the node's sum (kernels/node_sum.h).
    virtual at::Tensor raw(const at::Tensor& x, const at::Tensor& rectified, const ForwardMode& mode) const { return forward(x, rectified, mode); }
    /// The batch norm at the end; nullptr: there is none.
    virtual const BatchNorm* lastNorm() const { return nullptr; }
    /// Whether all edges that leave a state with this stride have the same raw output.
    virtual bool sameOnEveryEdge() const { return false; }
    /// Drop path spares operations that pass their input through.
    virtual bool isIdentity() const { return false; }
};

struct OperationForm {
    int channels = 16;
    int stride = 1;     ///< 1 or 2
    bool search = true; ///< batch norms without affine parameters, pools followed by a batch norm (DARTS section 3.1.1)
};

/// Registers the operation's parameters under `scope`. Throws EngineError(Usage) for an unknown name.
std::unique_ptr<Operation> makeOperation(const std::string& name, const LayerScope& scope, const OperationForm& form);

} // namespace dnas
