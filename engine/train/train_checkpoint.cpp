#include "engine/train/train_checkpoint.h"

#include "engine/api/error.h"
#include "engine/interop/state_dict.h"
#include "engine/interop/tensor_file.h"

#include <ATen/core/grad_mode.h>
#include <nlohmann/json.hpp>

namespace dnas {

namespace {

constexpr const char* kKind = "dnas training checkpoint 1";
constexpr const char* kName = "The checkpoint";

std::map<std::string, at::Tensor> tensorsOf(TrainState& state) {
    WeightStore& weights = state.network().weights();
    std::map<std::string, at::Tensor> tensors{{"weights", weights.flat()},
                                              {"statistics", weights.statistics()},
                                              {"momentum", state.optimizer().momentumBuffer()}};
    if (state.averages()) {
        tensors["average_weights"] = state.averageWeights();
        tensors["average_statistics"] = state.averageStatistics();
    }
    return tensors;
}

[[noreturn]] void refuse(const std::string& what) {
    throw EngineError(ErrorCode::Format, "The checkpoint cannot be used: " + what + ".",
                      "Start the training again, or resume with the version that wrote it.");
}

} // namespace

std::string writeTrainCheckpoint(TrainState& state, EpochSums& sums, const std::string& requestText) {
    HostTensors tensors;
    for (const auto& [name, tensor] : tensorsOf(state))
        tensors.add(name, tensor);
    nlohmann::json progress{{"train_sums", sums.train.sums()}, {"seconds", sums.seconds}};
    if (LossScale& scale = state.lossScale(); scale.mixed()) progress["loss_scale"] = {scale.scale(), scale.goodSteps()};
    return safetensorsBytes(tensors.entries, {{"kind", kKind}, {"request", requestText}, {"progress", progress.dump()}},
                            kName);
}

void readTrainCheckpoint(const std::string& bytes, TrainState& state, EpochSums& sums, const std::string& requestText) {
    const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
    const SafetensorsFile file = SafetensorsFile::parse({begin, begin + bytes.size()}, kName);
    const auto text = [&](const char* key) {
        const auto found = file.metadata().find(key);
        return found == file.metadata().end() ? std::string() : found->second;
    };
    if (text("kind") != kKind) refuse("it is of another kind or version");
    if (text("request") != requestText) refuse("it belongs to another request");
    const std::map<std::string, at::Tensor> targets = tensorsOf(state);
    for (const auto& [name, target] : targets)
        if (tensorOf(file, name).sizes() != target.sizes()) refuse("tensor '" + name + "' has another shape");
    try {
        const nlohmann::json progress = nlohmann::json::parse(text("progress"));
        sums.train.sums() = progress.at("train_sums");
        sums.seconds = progress.at("seconds");
        if (LossScale& scale = state.lossScale(); scale.mixed()) {
            scale.scale() = progress.at("loss_scale").at(0);
            scale.goodSteps() = progress.at("loss_scale").at(1);
        }
    } catch (const nlohmann::json::exception& e) {
        refuse(std::string("its progress cannot be read (") + e.what() + ")");
    }
    at::NoGradGuard noGrad;
    for (const auto& [name, target] : targets)
        at::Tensor(target).copy_(tensorOf(file, name));
}

} // namespace dnas
