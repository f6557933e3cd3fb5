#include "engine/search/checkpoint.h"

#include "engine/api/error.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <nlohmann/json.hpp>

#include <cstring>
#include <utility>
#include <vector>

namespace dnas {

namespace {

constexpr int kVersion = 1;
constexpr char kMagic[] = "DNASCKPT";

/// Layout: magic, header length (8 bytes, little-endian), JSON header, raw tensor bytes in the order of the header.
using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

NamedTensors tensorsOf(SearchState& state) {
    NamedTensors tensors;
    WeightStore& weights = state.supernet().weights();
    tensors.emplace_back("weights", weights.flat());
    tensors.emplace_back("statistics", weights.statistics());
    tensors.emplace_back("momentum", state.weightOptimizer().momentumBuffer());
    for (std::size_t i = 0; i < state.alpha().size(); ++i) {
        const std::string suffix = "/" + std::to_string(i);
        tensors.emplace_back("alpha" + suffix, state.alpha()[i].detach());
        tensors.emplace_back("adam_first" + suffix, state.archOptimizer().firstMoments()[i]);
        tensors.emplace_back("adam_second" + suffix, state.archOptimizer().secondMoments()[i]);
    }
    return tensors;
}

[[noreturn]] void refuse(const std::string& what) {
    throw EngineError(ErrorCode::Format, "The checkpoint cannot be used: " + what + ".",
                      "Start the experiment again, or resume with the version that wrote it.");
}

nlohmann::json headerOf(const std::string& bytes, std::size_t& payload) {
    const std::size_t fixed = sizeof kMagic - 1 + 8;
    if (bytes.size() < fixed || bytes.compare(0, sizeof kMagic - 1, kMagic) != 0) refuse("it does not begin as one");
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data() + sizeof kMagic - 1, 8);
    if (length > bytes.size() - fixed) refuse("its header is longer than the record");
    payload = fixed + length;
    nlohmann::json header = nlohmann::json::parse(bytes.begin() + fixed, bytes.begin() + payload, nullptr, false);
    if (!header.is_object()) refuse("its header does not parse");
    return header;
}

} // namespace

std::string writeCheckpoint(SearchState& state, EpochSums& sums, const std::string& requestText) {
    nlohmann::json header{{"version", kVersion},
                          {"request", requestText},
                          {"adam_steps", state.archOptimizer().stepCount()},
                          {"train_sums", sums.train.sums()},
                          {"objective_sums", sums.objective},
                          {"contribution_sums", sums.contributions},
                          {"ablation_sum", sums.ablation},
                          {"seconds", sums.seconds},
                          {"tensors", nlohmann::json::array()}};
    if (LossScale& scale = state.lossScale(); scale.mixed()) header["loss_scale"] = {scale.scale(), scale.goodSteps()};
    std::string payload;
    for (const auto& [name, tensor] : tensorsOf(state)) {
        const at::Tensor host = tensor.to(at::kCPU).contiguous();
        header["tensors"].push_back({{"name", name}, {"shape", host.sizes().vec()}, {"bytes", host.nbytes()}});
        payload.append(static_cast<const char*>(host.data_ptr()), host.nbytes());
    }
    const std::string text = header.dump();
    const std::uint64_t length = text.size();
    std::string bytes(kMagic);
    bytes.append(reinterpret_cast<const char*>(&length), 8);
    return bytes + text + payload;
}

void readCheckpoint(const std::string& bytes, SearchState& state, EpochSums& sums, const std::string& requestText) {
    std::size_t at = 0;
    const nlohmann::json header = headerOf(bytes, at);
    try {
        if (header.at("version") != kVersion) refuse("it has version " + header.at("version").dump());
        if (header.at("request") != requestText) refuse("it belongs to another request");
        NamedTensors tensors = tensorsOf(state);
        const nlohmann::json& entries = header.at("tensors");
        if (entries.size() != tensors.size()) refuse("it holds another number of tensors");
        at::NoGradGuard noGrad;
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            auto& [name, tensor] = tensors[i];
            const std::size_t size = entries[i].at("bytes");
            if (entries[i].at("name") != name || entries[i].at("shape") != nlohmann::json(tensor.sizes().vec()) ||
                size != tensor.nbytes() || size > bytes.size() - at)
                refuse("tensor '" + name + "' has another shape");
            const at::Tensor stored = at::from_blob(const_cast<char*>(bytes.data() + at), tensor.sizes(),
                                                    at::TensorOptions().dtype(tensor.dtype()));
            tensor.copy_(stored);
            at += size;
        }
        state.archOptimizer().stepCount() = header.at("adam_steps");
        if (LossScale& scale = state.lossScale(); scale.mixed()) {
            scale.scale() = header.at("loss_scale").at(0);
            scale.goodSteps() = header.at("loss_scale").at(1);
        }
        sums.train.sums() = header.at("train_sums");
        sums.objective = header.at("objective_sums");
        sums.contributions = header.value("contribution_sums", std::vector<double>{});
        sums.ablation = header.value("ablation_sum", 0.0);
        sums.seconds = header.at("seconds");
    } catch (const nlohmann::json::exception& e) {
        refuse(std::string("its header is incomplete (") + e.what() + ")");
    }
}

} // namespace dnas
