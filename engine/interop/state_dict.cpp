#include "engine/interop/state_dict.h"

#include "engine/api/error.h"
#include "engine/interop/tensor_file.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace dnas {

namespace {

constexpr const char* kAuxiliary = "auxiliary_head.";

bool startsWith(const std::string& text, const std::string& start) {
    return text.compare(0, start.size(), start) == 0;
}

bool isCounter(const std::string& name) {
    const std::string end = "num_batches_tracked";
    return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

bool isReal(TensorType type) {
    return type == TensorType::F64 || type == TensorType::F32 || type == TensorType::F16 || type == TensorType::BF16;
}

/// This program once wrote `conv_3x1_1x3` without the `op.` of D-DARTS's published module: "...2.0.0.1.weight" is
/// "...2.0.0.op.1.weight" today. @return the names that the network knows, where only they are missing
std::map<std::string, TensorEntry> underTodaysNames(const std::map<std::string, TensorEntry>& tensors,
                                                    const std::map<std::string, at::Tensor>& targets) {
    std::map<std::string, TensorEntry> named;
    for (const auto& [name, entry] : tensors) {
        const std::size_t field = name.rfind('.'), layer = field == std::string::npos || field == 0 ? field : name.rfind('.', field - 1);
        const std::string today =
            layer == std::string::npos ? name : name.substr(0, layer) + ".op" + name.substr(layer);
        const bool old = !targets.count(name) && targets.count(today) && !tensors.count(today);
        named[old ? today : name] = entry;
    }
    return named;
}

std::string shapeText(c10::ArrayRef<std::int64_t> shape) {
    std::string text;
    for (std::int64_t extent : shape)
        text += (text.empty() ? "" : ", ") + std::to_string(extent);
    return "[" + text + "]";
}

std::string listed(const char* what, const std::vector<std::string>& names) {
    constexpr std::size_t kShown = 5;
    if (names.empty()) return {};
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < kShown; ++i)
        text += (i ? ", " : "") + names[i].substr(0, 200);
    if (names.size() > kShown) text += " and " + std::to_string(names.size() - kShown) + " more";
    return std::string(what) + ": " + text + ". ";
}

} // namespace

void HostTensors::add(const std::string& name, const at::Tensor& tensor) {
    owners.push_back(tensor.detach().to(at::kCPU).contiguous());
    const at::Tensor& host = owners.back();
    entries[name] = {tensorTypeOf(host), host.sizes().vec(), static_cast<const std::byte*>(host.data_ptr()),
                     host.nbytes()};
}

HostTensors stateDict(const WeightStore& store, const std::string& leaveOut) {
    HostTensors tensors;
    for (const auto& [name, tensor] : store.named())
        if (leaveOut.empty() || !startsWith(name, leaveOut)) tensors.add(name, tensor);
    return tensors;
}

std::string WeightFit::text() const {
    std::string text =
        listed("Missing", missing) + listed("Not in the network", surplus) + listed("Of another shape", misshapen) +
        listed("Whole numbers, which no weights are", whole);
    if (!text.empty()) text.pop_back();
    return text;
}

bool hasAuxiliaryHead(const std::map<std::string, TensorEntry>& tensors) {
    const auto first = tensors.lower_bound(kAuxiliary);
    return first != tensors.end() && startsWith(first->first, kAuxiliary);
}

WeightFit fitOf(const std::map<std::string, TensorEntry>& tensors, const WeightStore& store) {
    const std::map<std::string, at::Tensor> targets = store.named();
    const bool expectsHead = std::any_of(targets.begin(), targets.end(), [](const auto& t) { return startsWith(t.first, kAuxiliary); });
    const bool comparesHead = expectsHead && hasAuxiliaryHead(tensors);
    const auto passedOver = [&](const std::string& name) {
        return isCounter(name) || (!comparesHead && startsWith(name, kAuxiliary));
    };
    const std::map<std::string, TensorEntry> named = underTodaysNames(tensors, targets);
    WeightFit fit;
    for (const auto& [name, entry] : named) {
        const auto target = targets.find(name);
        if (target == targets.end()) {
            if (!passedOver(name)) fit.surplus.push_back(name);
        } else if (target->second.sizes() != c10::ArrayRef<std::int64_t>(entry.shape)) {
            fit.misshapen.push_back(name + ": " + shapeText(entry.shape) + ", expected " +
                                    shapeText(target->second.sizes()));
        } else if (!isReal(entry.type)) {
            fit.whole.push_back(name + ": " + dnas::name(entry.type));
        }
    }
    for (const auto& [name, tensor] : targets)
        if (!named.count(name) && !passedOver(name)) fit.missing.push_back(name);
    return fit;
}

void loadStateDict(const std::map<std::string, TensorEntry>& tensors, WeightStore& store, const std::string& where) {
    const WeightFit fit = fitOf(tensors, store);
    if (!fit.fits())
        throw EngineError(ErrorCode::Format, where + ": the weights do not fit the network. " + fit.text(),
                          "Check genotype, channels, cells, classes and stem.");
    at::NoGradGuard noGrad;
    const std::map<std::string, at::Tensor> targets = store.named();
    for (const auto& [name, entry] : underTodaysNames(tensors, targets))
        if (const auto target = targets.find(name); target != targets.end())
            at::Tensor(target->second).copy_(tensorOf(entry));
}

std::map<std::string, TensorEntry> entriesOf(const SafetensorsFile& file) {
    std::map<std::string, TensorEntry> entries;
    for (const std::string& name : file.names())
        entries[name] = file.at(name);
    return entries;
}

} // namespace dnas
