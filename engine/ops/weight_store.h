// The weights of one network in one flat tensor, addressed by the names of the field's PyTorch `state_dict`s.
// Place: supernets and derived networks register their layers' parameters here, then allocate once. Optimisers work on
// the flat tensor (one operation instead of thousands), checkpoints store it whole, interop reads and writes by name.
// Thread rule: belongs to the thread of its network.
#pragma once

#include "engine/core/random_streams.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dnas {

/// How a parameter starts: PyTorch's defaults of its layer.
enum class Initial {
    FanIn, ///< uniform in +-1/sqrt(fan-in): convolution and linear weights, linear bias
    One,
    Zero
};

class WeightStore {
  public:
    /// Registers a trainable parameter. @param fanIn only for Initial::FanIn. @return its handle
    int addParameter(const std::string& name, std::vector<std::int64_t> shape, Initial initial, std::int64_t fanIn = 0);
    /// Registers a statistic (running mean or variance) that is saved but not trained.
    int addBuffer(const std::string& name, std::int64_t size, double value);

    std::int64_t parameterCount() const { return m_parameterSize; }

    /// Makes the parameters whose names begin with `prefix` one block: a function that computes their gradient whole
    /// takes blockLeaf() as its input. They must have been registered one after the other. @return the block's handle
    int addBlock(const std::string& prefix);
    /// Where a parameter lies in flat(). Throws EngineError(Internal) when it is not registered.
    std::int64_t offsetOf(const std::string& parameter) const;
    std::int64_t blockOffset(int block) const { return m_blocks[block].offset; }
    std::int64_t blockSize(int block) const { return m_blocks[block].size; }
    /// Handles by name. Throw EngineError(Internal) when there is none.
    int parameterHandle(const std::string& name) const;
    int bufferHandle(const std::string& name) const;

    /// Allocates and initialises everything. Each parameter has its own random stream, so that adding a layer does not
    /// change the start of the others.
    void allocate(c10::ScalarType type, const c10::Device& device, std::uint64_t seed);

    /// Takes everything to another device. Whoever holds tensors of the store asks for them again.
    void moveTo(const c10::Device& device);

    /// Leaf views into the flat tensor: with gradient for the weight step, without for everything else.
    const at::Tensor& parameter(int handle, bool withGradient) const {
        return withGradient ? m_leaves[handle] : m_views[handle];
    }
    const at::Tensor& buffer(int handle) const { return m_bufferViews[handle]; }

    /// The block's values, with or without gradient, flat.
    const at::Tensor& block(int handle, bool withGradient) const {
        return withGradient ? m_blocks[handle].leaf : m_blocks[handle].view;
    }

    /// Inputs of a weight gradient: blocks and the parameters outside of them, in the order of flat().
    const std::vector<at::Tensor>& leaves() const { return m_gradientLeaves; }
    /// Those whose (first) parameter's name begins with `prefix`.
    std::vector<at::Tensor> leavesOf(const std::string& prefix) const;
    at::Tensor& flat() { return m_flat; }          ///< all parameters, [parameterCount]
    at::Tensor& statistics() { return m_buffers; } ///< all buffers, flat

    /// Views by name, parameters and buffers.
    std::map<std::string, at::Tensor> named() const;

    /// Flattens gradients of leaves() (as of autograd, undefined where unused) into one tensor of the layout of flat().
    at::Tensor flatten(const std::vector<at::Tensor>& gradients) const;

  private:
    struct Entry {
        std::string name;
        std::vector<std::int64_t> shape;
        Initial initial;
        std::int64_t fanIn, offset, size;
    };
    struct BufferEntry {
        std::string name;
        std::int64_t offset, size;
        double value;
    };
    struct Block {
        std::int64_t offset, size;
        at::Tensor view, leaf;
    };
    void makeViews();
    void collectLeaves();

    std::vector<Block> m_blocks;
    std::vector<at::Tensor> m_gradientLeaves;
    std::vector<std::string> m_leafNames; ///< of m_gradientLeaves: the first parameter's
    std::vector<Entry> m_entries;
    std::vector<BufferEntry> m_bufferEntries;
    std::int64_t m_parameterSize = 0, m_bufferSize = 0;
    at::Tensor m_flat, m_buffers;
    std::vector<at::Tensor> m_views, m_leaves, m_bufferViews;
};

} // namespace dnas
