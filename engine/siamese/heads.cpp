#include "engine/api/heads.h"

#include "engine/api/error.h"

#include <algorithm>
#include <utility>

namespace dnas {

namespace {

using Layers = std::vector<HeadLayer>;

HeadLayer linear(int in, int out, bool bias) { return {HeadLayerKind::Linear, in, out, bias}; }
HeadLayer norm(int width, bool affine = true) { return {HeadLayerKind::BatchNorm, width, width, affine}; }
HeadLayer plain(HeadLayerKind kind, int width) { return {kind, width, width, false}; }

HeadStage fixed(const char* operation, Layers layers) { return {{{operation, std::move(layers)}}, false}; }

HeadLayerKind activationOf(const std::string& operation) {
    if (operation == "linear_relu") return HeadLayerKind::Relu;
    if (operation == "linear_hardswish") return HeadLayerKind::Hardswish;
    if (operation == "linear_silu") return HeadLayerKind::Silu;
    return HeadLayerKind::Elu;
}

/// @param normalised false in the predictor's last layer
HeadBlock blockOf(const std::string& operation, int in, int out, bool normalised) {
    const bool dense = operation.rfind("linear_", 0) == 0;
    Layers layers;
    if (dense || in != out) {
        layers.push_back(linear(in, out, !normalised)); // a norm makes the bias superfluous
        if (normalised) layers.push_back(norm(out));
    }
    if (dense) {
        layers.push_back(plain(activationOf(operation), out));
    } else if (operation != "identity") {
        const bool max = operation == "maxpool_3x3";
        layers.push_back(plain(max ? HeadLayerKind::MaxPool : HeadLayerKind::AveragePool, out));
        if (normalised) layers.push_back(norm(out));
    }
    return {operation, std::move(layers)};
}

HeadStage stageOf(const std::vector<std::string>& operations, int in, int out, bool normalised) {
    HeadStage stage;
    stage.searched = true;
    const std::vector<std::string> known = chainOperations(true);
    for (const std::string& operation : operations) {
        if (std::find(known.begin(), known.end(), operation) == known.end())
            throw EngineError(ErrorCode::Usage, "unknown operation '" + operation + "' of a chain");
        stage.blocks.push_back(blockOf(operation, in, out, normalised));
    }
    if (stage.blocks.empty()) throw EngineError(ErrorCode::Usage, "a layer of a chain has no operation");
    return stage;
}

void requireLayers(const std::vector<std::vector<std::string>>& layers) {
    if (layers.empty()) throw EngineError(ErrorCode::Usage, "a chain has no layers", "Give it at least one.");
}

int hiddenOf(const HeadWidths& widths) { return widths.hidden > 0 ? widths.hidden : widths.features; }

/// What each framework puts behind its hidden layers.
HeadStage outputOf(SiameseFramework framework, int in, int out) {
    if (framework != SiameseFramework::SimSiam) return fixed("output", {linear(in, out, true)});
    return fixed("output", {linear(in, out, false), norm(out, /*affine=*/false)});
}

} // namespace

bool hasPredictor(SiameseFramework framework) {
    return framework == SiameseFramework::SimSiam || framework == SiameseFramework::Byol;
}

bool hasMomentumBranch(SiameseFramework framework) {
    return framework == SiameseFramework::Moco || framework == SiameseFramework::Byol;
}

std::vector<std::string> chainOperations(bool pooling) {
    std::vector<std::string> names;
    if (pooling) names = {"maxpool_3x3", "avgpool_3x3"};
    for (const char* rest : {"identity", "linear_relu", "linear_silu", "linear_hardswish", "linear_elu"})
        names.emplace_back(rest);
    return names;
}

HeadWidths frameworkWidths(SiameseFramework framework, int features) {
    HeadWidths widths;
    widths.features = features;
    switch (framework) {
    case SiameseFramework::SimSiam: break;
    case SiameseFramework::SimClr:
        widths.hidden = 512;
        widths.output = 128;
        break;
    case SiameseFramework::Moco: widths.output = 128; break;
    case SiameseFramework::Byol: widths.output = 256; break;
    }
    return widths;
}

HeadPlan projectorPlan(SiameseFramework framework, const std::vector<std::vector<std::string>>& layers,
                       const HeadWidths& widths) {
    requireLayers(layers);
    HeadPlan plan;
    int in = widths.features;
    for (const std::vector<std::string>& operations : layers) {
        plan.stages.push_back(stageOf(operations, in, hiddenOf(widths), /*normalised=*/true));
        in = hiddenOf(widths);
    }
    plan.stages.push_back(outputOf(framework, in, widths.output));
    return plan;
}

HeadPlan predictorPlan(const std::vector<std::vector<std::string>>& layers, const HeadWidths& widths) {
    requireLayers(layers);
    HeadPlan plan;
    int in = widths.output;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const bool last = i + 1 == layers.size();
        const int out = last ? widths.output : widths.predictor;
        plan.stages.push_back(stageOf(layers[i], in, out, !last));
        in = out;
    }
    return plan;
}

HeadPlan handcraftedProjector(SiameseFramework framework, const HeadWidths& widths) {
    const int hidden = hiddenOf(widths);
    HeadPlan plan;
    switch (framework) {
    case SiameseFramework::SimSiam:
        for (int in : {widths.features, hidden})
            plan.stages.push_back(
                fixed("hidden", {linear(in, hidden, false), norm(hidden), plain(HeadLayerKind::Relu, hidden)}));
        break;
    case SiameseFramework::SimClr:
    case SiameseFramework::Moco:
        plan.stages.push_back(
            fixed("hidden", {linear(widths.features, hidden, true), plain(HeadLayerKind::Relu, hidden)}));
        break;
    case SiameseFramework::Byol:
        plan.stages.push_back(fixed(
            "hidden", {linear(widths.features, hidden, true), norm(hidden), plain(HeadLayerKind::Relu, hidden)}));
        break;
    }
    plan.stages.push_back(outputOf(framework, hidden, widths.output));
    return plan;
}

HeadPlan handcraftedPredictor(const HeadWidths& widths) {
    const int hidden = widths.predictor;
    HeadPlan plan;
    plan.stages.push_back(
        fixed("hidden", {linear(widths.output, hidden, false), norm(hidden), plain(HeadLayerKind::Relu, hidden)}));
    plan.stages.push_back(fixed("output", {linear(hidden, widths.output, true)}));
    return plan;
}

std::string blockText(const HeadBlock& block) {
    std::string text;
    for (const HeadLayer& layer : block.layers) {
        std::string word;
        switch (layer.kind) {
        case HeadLayerKind::Linear: word = "Linear " + std::to_string(layer.out); break;
        case HeadLayerKind::BatchNorm: word = "BN"; break;
        case HeadLayerKind::Relu: word = "ReLU"; break;
        case HeadLayerKind::Hardswish: word = "Hardswish"; break;
        case HeadLayerKind::Silu: word = "SiLU"; break;
        case HeadLayerKind::Elu: word = "ELU"; break;
        case HeadLayerKind::MaxPool: word = "MaxPool 3"; break;
        case HeadLayerKind::AveragePool: word = "AvgPool 3"; break;
        }
        text += (text.empty() ? "" : ", ") + word;
    }
    return text.empty() ? "Identity" : text;
}

std::int64_t parameterCount(const HeadPlan& plan) {
    std::int64_t count = 0;
    for (const HeadStage& stage : plan.stages)
        for (const HeadBlock& block : stage.blocks)
            for (const HeadLayer& layer : block.layers) {
                const std::int64_t in = layer.in, out = layer.out;
                if (layer.kind == HeadLayerKind::Linear) count += in * out + (layer.free ? out : 0);
                if (layer.kind == HeadLayerKind::BatchNorm && layer.free) count += 2 * out;
            }
    return count;
}

const char* name(SiameseFramework framework) {
    switch (framework) {
    case SiameseFramework::SimSiam: return "simsiam";
    case SiameseFramework::SimClr: return "simclr";
    case SiameseFramework::Moco: return "moco";
    case SiameseFramework::Byol: return "byol";
    }
    return "";
}

SiameseFramework siameseFramework(const std::string& text) {
    for (SiameseFramework framework :
         {SiameseFramework::SimSiam, SiameseFramework::SimClr, SiameseFramework::Moco, SiameseFramework::Byol})
        if (text == name(framework)) return framework;
    throw EngineError(ErrorCode::Usage, "Unknown framework '" + text + "'.", "Known: simsiam, simclr, moco, byol.");
}

} // namespace dnas
