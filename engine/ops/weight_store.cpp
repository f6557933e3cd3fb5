#include "engine/ops/weight_store.h"

#include "engine/api/error.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <cmath>

namespace dnas {

int WeightStore::addParameter(const std::string& name, std::vector<std::int64_t> shape, Initial initial,
                              std::int64_t fanIn) {
    std::int64_t size = 1;
    for (std::int64_t n : shape) size *= n;
    m_entries.push_back({name, std::move(shape), initial, fanIn, m_parameterSize, size});
    m_parameterSize += size;
    return static_cast<int>(m_entries.size()) - 1;
}

int WeightStore::addBuffer(const std::string& name, std::int64_t size, double value) {
    m_bufferEntries.push_back({name, m_bufferSize, size, value});
    m_bufferSize += size;
    return static_cast<int>(m_bufferEntries.size()) - 1;
}

int WeightStore::addBlock(const std::string& prefix) {
    Block block{-1, 0, {}, {}};
    for (const Entry& entry : m_entries) {
        if (entry.name.compare(0, prefix.size(), prefix) != 0) continue;
        if (block.offset < 0) block.offset = entry.offset;
        if (entry.offset != block.offset + block.size) throw EngineError(ErrorCode::Internal, "parameters of '" + prefix + "' are not contiguous");
        block.size += entry.size;
    }
    if (block.offset < 0) throw EngineError(ErrorCode::Internal, "no parameters begin with '" + prefix + "'");
    m_blocks.push_back(block);
    return static_cast<int>(m_blocks.size()) - 1;
}

std::int64_t WeightStore::offsetOf(const std::string& parameter) const {
    return m_entries[static_cast<std::size_t>(parameterHandle(parameter))].offset;
}

int WeightStore::parameterHandle(const std::string& name) const {
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        if (m_entries[i].name == name) return static_cast<int>(i);
    throw EngineError(ErrorCode::Internal, "no parameter '" + name + "'");
}

int WeightStore::bufferHandle(const std::string& name) const {
    for (std::size_t i = 0; i < m_bufferEntries.size(); ++i)
        if (m_bufferEntries[i].name == name) return static_cast<int>(i);
    throw EngineError(ErrorCode::Internal, "no statistic '" + name + "'");
}

void WeightStore::allocate(c10::ScalarType type, const c10::Device& device, std::uint64_t seed) {
    at::Tensor start = at::empty({m_parameterSize}, at::TensorOptions().dtype(at::kDouble));
    double* values = start.data_ptr<double>();
    for (const Entry& entry : m_entries) {
        RandomStream stream(seed, "weights/" + entry.name);
        const double bound = entry.initial == Initial::FanIn ? 1.0 / std::sqrt(static_cast<double>(entry.fanIn)) : 0.0;
        for (std::int64_t i = 0; i < entry.size; ++i)
            values[entry.offset + i] = entry.initial == Initial::FanIn ? bound * (2.0 * stream.uniform() - 1.0)
                                       : entry.initial == Initial::One ? 1.0
                                                                       : 0.0;
    }
    m_flat = start.to(at::TensorOptions().dtype(type).device(device));
    at::Tensor buffers = at::empty({m_bufferSize}, at::TensorOptions().dtype(at::kDouble));
    for (const BufferEntry& entry : m_bufferEntries) buffers.narrow(0, entry.offset, entry.size).fill_(entry.value);
    m_buffers = buffers.to(at::TensorOptions().dtype(type).device(device));
    makeViews();
}

void WeightStore::moveTo(const c10::Device& device) {
    if (m_flat.device() == device) return;
    m_flat = m_flat.to(device);
    m_buffers = m_buffers.to(device);
    makeViews();
}

void WeightStore::makeViews() {
    m_views.clear();
    m_leaves.clear();
    m_bufferViews.clear();
    for (const Entry& entry : m_entries) {
        at::Tensor view = m_flat.narrow(0, entry.offset, entry.size).view(entry.shape);
        m_views.push_back(view.detach());
        m_leaves.push_back(view.detach().requires_grad_(true));
    }
    for (const BufferEntry& entry : m_bufferEntries)
        m_bufferViews.push_back(m_buffers.narrow(0, entry.offset, entry.size));
    collectLeaves();
}

void WeightStore::collectLeaves() {
    for (Block& block : m_blocks) {
        block.view = m_flat.narrow(0, block.offset, block.size).detach();
        block.leaf = block.view.detach().requires_grad_(true);
    }
    m_gradientLeaves.clear();
    m_leafNames.clear();
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const std::int64_t offset = m_entries[i].offset;
        const Block* inside = nullptr;
        for (const Block& block : m_blocks)
            if (offset >= block.offset && offset < block.offset + block.size) inside = &block;
        if (inside && inside->offset != offset) continue;
        m_gradientLeaves.push_back(inside ? inside->leaf : m_leaves[i]);
        m_leafNames.push_back(m_entries[i].name);
    }
}

std::vector<at::Tensor> WeightStore::leavesOf(const std::string& prefix) const {
    std::vector<at::Tensor> leaves;
    for (std::size_t i = 0; i < m_leafNames.size(); ++i)
        if (m_leafNames[i].compare(0, prefix.size(), prefix) == 0) leaves.push_back(m_gradientLeaves[i]);
    return leaves;
}

std::map<std::string, at::Tensor> WeightStore::named() const {
    std::map<std::string, at::Tensor> result;
    for (std::size_t i = 0; i < m_entries.size(); ++i) result[m_entries[i].name] = m_views[i];
    for (std::size_t i = 0; i < m_bufferEntries.size(); ++i) result[m_bufferEntries[i].name] = m_bufferViews[i];
    return result;
}

at::Tensor WeightStore::flatten(const std::vector<at::Tensor>& gradients) const {
    std::vector<at::Tensor> parts;
    parts.reserve(gradients.size());
    for (std::size_t i = 0; i < gradients.size(); ++i)
        parts.push_back(gradients[i].defined() ? gradients[i].reshape({-1})
                                               : at::zeros({m_gradientLeaves[i].numel()}, m_flat.options()));
    return at::cat(parts);
}

} // namespace dnas
