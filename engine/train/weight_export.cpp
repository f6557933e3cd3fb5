#include "engine/api/weight_export.h"

#include "engine/api/error.h"
#include "engine/interop/network_writers.h"
#include "engine/interop/state_dict.h"
#include "engine/train/trained_network.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <unistd.h>

namespace dnas {

namespace {

constexpr const char* kAuxiliary = "auxiliary_head.";

bool endsWith(const std::string& text, const std::string& end) {
    return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Beside `path` and renamed: a failure leaves what was there before.
void writeFile(const std::string& path, const std::string& bytes) {
    const std::string temporary = path + ".part" + std::to_string(getpid());
    std::ofstream file(temporary, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (file && std::rename(temporary.c_str(), path.c_str()) == 0) return;
    const std::string reason = std::strerror(errno);
    std::remove(temporary.c_str());
    throw EngineError(ErrorCode::Format, path + ": cannot be written: " + reason,
                      "Check the folder and the space on the disk.");
}

/// The weights that a training of a vision transformer ended with, as they are kept.
WeightExport storedVit(ProjectReader& project, const ExperimentRecord& record, const std::string& out) {
    if (!endsWith(out, ".safetensors"))
        throw EngineError(ErrorCode::Usage, "--out is '" + out + "'; weights of a vision transformer are written as .safetensors.");
    const std::optional<StoredWeights> stored = project.weights(record.summary.id, "last");
    if (!stored)
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' has no last weights yet.",
                          "They are kept when a training ends or is stopped.");
    writeFile(out, stored->safetensors);
    WeightExport result;
    result.weights = "last weights, of epoch " + std::to_string(stored->epoch + 1);
    result.format = "safetensors";
    result.parameters = static_cast<std::int64_t>(record.snapshots.empty() ? 0 : record.snapshots.back()->metric("parameters"));
    return result;
}

} // namespace

WeightExport exportWeights(ProjectReader& project, std::int64_t experiment, const std::string& weights,
                           const std::string& out) {
    const bool onnx = endsWith(out, ".onnx"), python = endsWith(out, ".py");
    if (!onnx && !python && !endsWith(out, ".safetensors"))
        throw EngineError(ErrorCode::Usage, "--out is '" + out + "'; the ending must be .safetensors, .onnx or .py.");
    if (const ExperimentRecord record = project.experiment(experiment); record.request.vitWork) return storedVit(project, record, out);
    const TrainedNetwork trained = loadTrained(project, experiment, weights);
    const LayerGraph& graph = trained.network->graph();
    const HostTensors tensors = stateDict(trained.network->weights(), onnx ? kAuxiliary : "");
    const std::map<std::string, std::string> metadata = weightMetadata(trained.request, trained.shape, trained.epochs);
    const std::string label = trained.request.training->label;
    WeightExport result;
    result.weights = trained.weights;
    result.tensors = static_cast<int>(tensors.entries.size());
    for (const Layer& layer : graph.layers)
        if (!onnx || !layer.auxiliary) result.parameters += costOf(layer).parameters;
    if (onnx) {
        writeFile(out, onnxBytes(graph, tensors.entries, label, metadata));
        result.format = "ONNX, opset " + std::to_string(kOnnxOpset);
    } else if (python) {
        writeFile(out, pytorchCode(graph, label));
        result.format = "PyTorch module";
    } else {
        writeSafetensors(out, tensors.entries, metadata);
        result.format = "safetensors";
    }
    return result;
}

} // namespace dnas
