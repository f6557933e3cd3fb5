#include "engine/api/weight_export.h"

#include "engine/api/color_model.h"
#include "engine/api/data_info.h"
#include "engine/api/error.h"
#include "engine/data/image_set.h"
#include "engine/interop/network_writers.h"
#include "engine/interop/state_dict.h"
#include "engine/train/trained_network.h"
#include "engine/vit/trained_vit.h"
#include "engine/vit/vit_model.h"
#include "engine/vit/vit_onnx.h"

#include <nlohmann/json.hpp>

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

enum class Form { Safetensors, Onnx, Python };

Form formOf(const std::string& out) {
    if (endsWith(out, ".onnx")) return Form::Onnx;
    if (endsWith(out, ".py")) return Form::Python;
    if (endsWith(out, ".safetensors")) return Form::Safetensors;
    throw EngineError(ErrorCode::Usage, "--out is '" + out + "'; the ending must be .safetensors, .onnx or .py.");
}

std::string onnxName() {
    return "ONNX, opset " + std::to_string(kOnnxOpset);
}

/// The weights that a training of a vision transformer ended with.
WeightExport exportVit(ProjectReader& project, const ExperimentRecord& record, const std::string& weights, const std::string& out) {
    const Form form = formOf(out);
    if (form == Form::Python)
        throw EngineError(ErrorCode::Usage, "--out is '" + out + "'; a vision transformer is written as .safetensors or .onnx.",
                          "timm reads the safetensors into its own classes.");
    requireKeptWeights(weights);
    const std::string model = trainedVit(project, record);
    const std::optional<StoredWeights> stored = project.weights(record.summary.id, "last");
    WeightExport result;
    result.weights = "last weights, of epoch " + std::to_string(stored->epoch + 1);
    if (form == Form::Safetensors) { // as they are kept
        const VitFileInfo info = inspectVit(model);
        writeFile(out, stored->safetensors);
        result.format = "safetensors";
        result.tensors = info.tensors;
        result.parameters = info.cost.parameters;
        return result;
    }
    const std::unique_ptr<VitModel> network = loadVit(model);
    const HostTensors tensors = stateDict(network->weights());
    writeFile(out, vitOnnx(network->spec(), tensors.entries, vitOptions(network->spec(), network->input())));
    result.format = onnxName();
    result.tensors = static_cast<int>(tensors.entries.size());
    result.parameters = vitCost(network->spec()).parameters;
    return result;
}

WeightExport exportNetwork(const TrainedNetwork& trained, const std::vector<std::string>& classNames, const std::string& out) {
    const Form form = formOf(out);
    const LayerGraph& graph = trained.network->graph();
    const HostTensors tensors = stateDict(trained.network->weights(), form == Form::Onnx ? kAuxiliary : "");
    std::map<std::string, std::string> metadata = weightMetadata(trained.request, trained.shape, trained.epochs);
    metadata["color_model"] = name(trained.request.task.colors);
    if (!classNames.empty()) metadata["classes"] = nlohmann::json(classNames).dump();
    const std::string label = trained.request.training->label;
    WeightExport result;
    result.weights = trained.weights;
    result.tensors = static_cast<int>(tensors.entries.size());
    for (const Layer& layer : graph.layers)
        if (form != Form::Onnx || !layer.auxiliary) result.parameters += costOf(layer).parameters;
    switch (form) {
    case Form::Onnx:
        writeFile(out, onnxBytes(graph, tensors.entries, label, metadata));
        result.format = onnxName();
        break;
    case Form::Python:
        writeFile(out, pytorchCode(graph, label));
        result.format = "PyTorch module";
        break;
    case Form::Safetensors:
        writeSafetensors(out, tensors.entries, metadata);
        result.format = "safetensors";
        break;
    }
    return result;
}

/// Names of the classes where the data are still there and still have so many; they are not worth a failure.
std::vector<std::string> classNamesOf(const Request& request, int classes) {
    try {
        const std::vector<std::string> names = inspectData(request.task.data, request.task.imageSize).classNames;
        return static_cast<int>(names.size()) == classes ? names : std::vector<std::string>();
    } catch (const EngineError&) {
        return {}; // an export needs the weights alone
    }
}

} // namespace

WeightExport exportWeights(ProjectReader& project, std::int64_t experiment, const std::string& weights,
                           const std::string& out) {
    formOf(out); // refused before anything is read
    if (const ExperimentRecord record = project.experiment(experiment); record.request.vitWork)
        return exportVit(project, record, weights, out);
    const TrainedNetwork trained = loadTrained(project, experiment, weights);
    return exportNetwork(trained, classNamesOf(trained.request, trained.shape.images.classes), out);
}

WeightExport exportFile(const Request& request, const std::string& weights, const std::string& data, const std::string& out) {
    formOf(out);
    std::optional<TrainedShape> images;
    std::vector<std::string> classNames;
    if (!data.empty()) {
        const std::shared_ptr<const DataSet> set = loadDataSet(data, request.task.imageSize, request.task.colors);
        images = shapeOfData(*set);
        classNames = set->train.classNames;
    }
    return exportNetwork(loadFromFile(request, weights, images), classNames, out);
}

} // namespace dnas
