#include "engine/api/pruned_export.h"

#include "engine/api/error.h"
#include "engine/interop/state_dict.h"
#include "engine/vit/hard_pruning.h"
#include "engine/vit/vit_file.h"
#include "engine/vit/vit_onnx.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace dnas {

namespace {

void writeFile(const std::string& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << bytes << std::flush;
    if (!file) throw EngineError(ErrorCode::Format, path + ": cannot be written.", "Check the folder and the space on the disk.");
}

} // namespace

std::string maskText(const PruningSpec& spec, const VitMask& mask) {
    nlohmann::ordered_json heads = nlohmann::ordered_json::array();
    for (const std::vector<bool>& block : mask) {
        std::vector<std::size_t> kept;
        for (std::size_t head = 0; head < block.size(); ++head)
            if (block[head]) kept.push_back(head);
        heads.push_back(kept);
    }
    const nlohmann::ordered_json json = {
        {"model", spec.model}, {"fingerprint", spec.fingerprint}, {"blocks", mask.size()}, {"heads", heads}};
    return json.dump(2);
}

PrunedExport exportPruned(const PruningSpec& spec, const VitMask& mask, const std::string& out, std::uint64_t seed) {
    PrunedExport result;
    result.network = prunedSpec(spec.network, mask);
    result.before = vitCost(spec.network);
    result.after = vitCost(result.network);
    const std::string ending = std::filesystem::path(out).extension().string();
    if (ending == ".json") {
        result.format = "mask";
        writeFile(out, maskText(spec, mask) + "\n");
        return result;
    }
    const bool onnx = ending == ".onnx";
    if (ending != ".safetensors" && !onnx)
        throw EngineError(ErrorCode::Usage, "The file ends in '" + ending + "'; allowed: .safetensors, .onnx, .json.");
    if (!isVitPreset(spec.model) && fileFingerprint(spec.model) != spec.fingerprint)
        throw EngineError(ErrorCode::Data, spec.model + " is not the file that was searched.", "Put the original back.");
    const std::unique_ptr<VitModel> model = pruned(*loadVit(spec.model, pruningVitOptions(spec), at::kFloat, seed), mask);
    const HostTensors tensors = stateDict(model->weights());
    const VitOptions options = vitOptions(model->spec(), model->input());
    result.format = onnx ? "ONNX, opset 17" : "safetensors";
    if (onnx)
        writeFile(out, vitOnnx(model->spec(), tensors.entries, options));
    else
        writeSafetensors(out, tensors.entries, options);
    return result;
}

} // namespace dnas
