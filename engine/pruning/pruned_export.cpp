#include "engine/api/pruned_export.h"

#include "engine/api/error.h"
#include "engine/interop/state_dict.h"
#include "engine/vit/hard_pruning.h"
#include "engine/vit/vit_file.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace dnas {

namespace {

void writeText(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text << "\n" << std::flush;
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

PrunedExport exportPruned(const PruningSpec& spec, const VitMask& mask, const std::string& out) {
    PrunedExport result;
    result.network = prunedSpec(spec.network, mask);
    result.before = vitCost(spec.network);
    result.after = vitCost(result.network);
    const std::string ending = std::filesystem::path(out).extension().string();
    if (ending == ".json") {
        result.format = "mask";
        writeText(out, maskText(spec, mask));
        return result;
    }
    if (ending != ".safetensors")
        throw EngineError(ErrorCode::Usage, "The file ends in '" + ending + "'; allowed: .safetensors, .json.");
    if (!isVitPreset(spec.model) && fileFingerprint(spec.model) != spec.fingerprint)
        throw EngineError(ErrorCode::Data, spec.model + " is not the file that was searched.", "Put the original back.");
    const std::unique_ptr<VitModel> model = pruned(*loadVit(spec.model, pruningVitOptions(spec)), mask);
    result.format = "safetensors";
    writeSafetensors(out, stateDict(model->weights()).entries, vitOptions(model->spec(), model->input()));
    return result;
}

} // namespace dnas
