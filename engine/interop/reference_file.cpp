// Recomputes reference files (engine/api/verify.h). Their format: safetensors with a small network, two batches, and
// under `expect/` what the method's authors' implementation computes from them in float64.
#include "engine/api/discretize.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/verify.h"
#include "engine/bilevel/outer_rule.h"
#include "engine/core/parallelism.h"
#include "engine/interop/tensor_file.h"
#include "engine/networks/derived_network.h"
#include "engine/objectives/objective.h"
#include "engine/search/snapshot_builder.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/max.h>
#include <ATen/ops/min.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <sstream>

namespace dnas {

namespace {

constexpr double kForward = 1e-9, kFirstOrder = 1e-7, kSecondOrder = 1e-4, kThreeSteps = 1e-6;

/// Typed access to the metadata; every error names the file and the field.
class Metadata {
  public:
    explicit Metadata(const SafetensorsFile& file) : m_file(file) {}

    bool has(const std::string& key) const { return m_file.metadata().count(key) > 0; }
    std::string text(const std::string& key) const {
        const auto it = m_file.metadata().find(key);
        if (it == m_file.metadata().end())
            throw EngineError(ErrorCode::Format, m_file.path() + ": metadata field '" + key + "' is missing.");
        return it->second;
    }
    double number(const std::string& key, double fallback, double minimum, double maximum) const {
        if (!has(key)) return fallback;
        const std::string value = text(key);
        double result = 0;
        const auto end = value.data() + value.size();
        const auto parsed = std::from_chars(value.data(), end, result);
        if (parsed.ec != std::errc() || parsed.ptr != end || !(result >= minimum && result <= maximum))
            throw EngineError(ErrorCode::Format, m_file.path() + ": metadata field '" + key + "' is '" + value +
                                                     "'; expected a number from " + shortNumber(minimum) + " to " +
                                                     shortNumber(maximum) + ".");
        return result;
    }
    int integer(const std::string& key, int fallback, int minimum, int maximum) const {
        return static_cast<int>(number(key, fallback, minimum, maximum));
    }
    std::vector<std::string> list(const std::string& key) const {
        std::vector<std::string> parts;
        std::stringstream stream(text(key));
        for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
        return parts;
    }

  private:
    static std::string shortNumber(double value) {
        std::ostringstream out;
        out << value;
        return out.str();
    }
    const SafetensorsFile& m_file;
};

OperationSet operationSet(const SafetensorsFile& file, const Metadata& metadata) {
    const std::vector<std::string> primitives = metadata.list("primitives");
    for (OperationSet set : {OperationSet::Darts, OperationSet::DartsWithoutNone, OperationSet::DartOpti})
        if (operationNames(set) == primitives) return set;
    throw EngineError(ErrorCode::Unsupported,
                      file.path() + ": the list of primitives is none of the known sets (DARTS with and without `none`, S_o).");
}

/// Recipe and sizes as the metadata says.
Recipe recipeOf(const SafetensorsFile& file, const Metadata& metadata, bool fair) {
    Recipe recipe = makeRequest(fair ? "fairdarts" : "darts-first", Preset::Paper).recipe;
    CellSpaceSpec cells;
    cells.operations = operationSet(file, metadata);
    cells.channels = metadata.integer("init_channels", 16, 1, 512);
    cells.cells = metadata.integer("layers", 8, 3, 40);
    cells.nodes = metadata.integer("steps", 4, 1, 8);
    if (metadata.integer("multiplier", cells.nodes, 1, 8) != cells.nodes)
        throw EngineError(ErrorCode::Unsupported, file.path() + ": multiplier differs from steps; only cells that concatenate "
                                                                "all intermediate nodes are supported.");
    recipe.space = cells;
    recipe.weights.learningRate = metadata.number("weight_lr", recipe.weights.learningRate, 0, 1e3);
    recipe.weights.momentum = metadata.number("momentum", 0.9, 0, 1);
    recipe.weights.weightDecay = metadata.number("weight_decay", 3e-4, 0, 1);
    recipe.weights.gradientClip = metadata.number("grad_clip", 5, 0, 1e6);
    recipe.arch.learningRate = metadata.number("arch_lr", recipe.arch.learningRate, 0, 1e3);
    recipe.arch.weightDecay = metadata.number("arch_weight_decay", 1e-3, 0, 1);
    if (metadata.has("arch_betas")) {
        const std::vector<std::string> betas = metadata.list("arch_betas");
        if (betas.size() != 2) throw EngineError(ErrorCode::Format, file.path() + ": arch_betas must be two numbers.");
        recipe.arch.beta1 = std::strtod(betas[0].c_str(), nullptr);
        recipe.arch.beta2 = std::strtod(betas[1].c_str(), nullptr);
    }
    recipe.penalties.clear();
    if (fair) recipe.penalties.push_back(ZeroOnePenaltySpec{metadata.number("zero_one_weight", 10, 0, 1e6)});
    return recipe;
}

double relativeError(const at::Tensor& actual, const at::Tensor& expected) {
    if (actual.numel() != expected.numel()) return INFINITY;
    if (expected.numel() == 0) return 0;
    const at::Tensor want = expected.to(at::kDouble).reshape({-1});
    const double scale = want.abs().max().item<double>();
    const double difference = (actual.to(at::kDouble).reshape({-1}) - want).abs().max().item<double>();
    if (!std::isfinite(difference) || !std::isfinite(scale)) return INFINITY;
    return scale > 0 ? difference / scale : difference;
}

/// What a file expects and nobody compared is no success.
void addUnknown(const SafetensorsFile& file, std::vector<VerifyItem>& items) {
    for (const std::string& name : file.names()) {
        const bool compared = std::any_of(items.begin(), items.end(), [&](const VerifyItem& item) { return item.name == name; });
        if (name.rfind("expect/", 0) == 0 && !compared)
            items.push_back({name, INFINITY, 0, false, "this version does not know what the entry means"});
    }
}

class SupernetReference {
  public:
    SupernetReference(const SafetensorsFile& file, bool fair)
        : m_file(file), m_metadata(file), m_fair(fair), m_recipe(recipeOf(file, m_metadata, fair)) {
        m_train = batch("train");
        m_valid = batch("valid");
    }

    std::vector<VerifyItem> verify() {
        forwardAndFirstOrder();
        if (m_file.contains("expect/second_order/alpha_grad_normal")) secondOrder();
        if (m_file.contains("expect/three_steps/alpha_normal")) threeSteps();
        if (m_fair && m_metadata.has("genotype")) compareGenotype("genotype", *freshState());
        addUnknown(m_file, m_items);
        return std::move(m_items);
    }

  private:
    TensorBatch batch(const std::string& part) const {
        TensorBatch result{tensorOf(m_file, "input/" + part).to(at::kDouble), tensorOf(m_file, "target/" + part).to(at::kLong)};
        const int classes = m_metadata.integer("classes", 10, 2, 100000);
        const bool shapes = result.images.dim() == 4 && result.labels.dim() == 1 && result.images.size(0) == result.labels.size(0) &&
                            result.images.size(0) > 0;
        if (!shapes || result.labels.min().item<std::int64_t>() < 0 || result.labels.max().item<std::int64_t>() >= classes)
            throw EngineError(ErrorCode::Format, m_file.path() + ": input/" + part + " and target/" + part +
                                                     " must be [N, C, H, W] and [N] with labels from 0 to " +
                                                     std::to_string(classes - 1) + ".");
        return result;
    }

    /// Every run starts again from the given weights, running statistics and alpha.
    std::unique_ptr<SearchState> freshState() const {
        const ImageShape shape{static_cast<int>(m_train.images.size(1)), static_cast<int>(m_train.images.size(2)),
                               static_cast<int>(m_train.images.size(3)), m_metadata.integer("classes", 10, 2, 100000)};
        auto state = std::make_unique<SearchState>(m_recipe, shape, 0, at::kDouble, c10::Device(at::kCPU));
        loadWeights(m_file, "weights/", state->supernet().weights());
        at::NoGradGuard noGrad;
        for (std::size_t i = 0; i < state->alpha().size(); ++i) {
            const std::string name = "alpha/" + state->supernet().alphaLayout()[i].name;
            const at::Tensor stored = tensorOf(m_file, name);
            if (stored.sizes() != state->alpha()[i].sizes())
                throw EngineError(ErrorCode::Format, m_file.path() + ": " + name + " has another shape than [edges, primitives].");
            state->alpha()[i].copy_(stored);
        }
        return state;
    }

    void compare(const std::string& name, const at::Tensor& actual, double tolerance) {
        const double error = relativeError(actual, tensorOf(m_file, name));
        m_items.push_back({name, error, tolerance, error <= tolerance, {}});
    }
    void compareValue(const std::string& name, double actual, double tolerance) {
        compare(name, at::empty({1}, at::TensorOptions().dtype(at::kDouble)).fill_(actual), tolerance);
    }
    void compareGroups(const std::string& prefix, const std::vector<at::Tensor>& actual, double tolerance) {
        const char* groups[] = {"normal", "reduce"};
        for (std::size_t i = 0; i < actual.size(); ++i) compare(prefix + groups[i], actual[i].detach(), tolerance);
    }
    void compareGenotype(const std::string& field, SearchState& state) {
        const Genotype actual = parseGenotypeIn(std::get<CellSpaceSpec>(m_recipe.space), alphaGroups(state), m_recipe.discretize);
        const bool equal = actual == parseGenotype(m_metadata.text(field));
        m_items.push_back({field, equal ? 0.0 : 1.0, 0, equal, equal ? "" : "parsed here: " + genotypeText(actual)});
    }

    void forwardAndFirstOrder() {
        auto state = freshState();
        PassResult pass;
        const std::vector<at::Tensor> gradients = state->alphaGradientAt(m_valid, true, true, &pass);
        compare("expect/logits_valid", pass.logits, kForward);
        compareValue("expect/loss_valid", pass.loss, kForward);
        if (m_fair) {
            compareValue("expect/zero_one_loss", zeroOneLoss(state->alpha()).item<double>(), kForward);
            compareValue("expect/total_loss_valid", pass.total, kForward);
        }
        compareGroups("expect/first_order/alpha_grad_", gradients, kFirstOrder);
    }

    void secondOrder() {
        auto state = freshState();
        PassResult pass;
        compareGroups("expect/second_order/alpha_grad_", outerGradient(UnrolledSpec{}, *state, m_train, m_valid, pass), kSecondOrder);
    }

    void threeSteps() {
        auto state = freshState();
        std::vector<double> losses;
        for (int i = 0; i < 3; ++i) {
            state->alphaStep(m_train, m_valid);
            losses.push_back(state->weightStep(m_train).loss);
        }
        compareGroups("expect/three_steps/alpha_", state->alpha(), kThreeSteps);
        if (m_file.contains("expect/three_steps/train_losses"))
            compare("expect/three_steps/train_losses", at::tensor(losses), kThreeSteps);
        if (m_metadata.has("genotype_after_three_steps")) compareGenotype("genotype_after_three_steps", *state);
    }

    const SafetensorsFile& m_file;
    Metadata m_metadata;
    bool m_fair;
    Recipe m_recipe;
    TensorBatch m_train, m_valid;
    std::vector<VerifyItem> m_items;
};

/// "stem" in the metadata; where it is missing the tensors tell: the ImageNet form has two parts.
Stem stemOf(const SafetensorsFile& file, const Metadata& metadata) {
    if (!metadata.has("stem")) return file.contains("weights/stem0.0.weight") ? Stem::ImageNet : Stem::Cifar;
    const std::string word = metadata.text("stem");
    if (word == "cifar") return Stem::Cifar;
    if (word == "imagenet") return Stem::ImageNet;
    if (word == "imagenet-by-4") return Stem::ImageNetBy4;
    throw EngineError(ErrorCode::Unsupported, file.path() + ": the stem '" + word + "' is not known.", "Known: cifar, imagenet, imagenet-by-4.");
}

std::vector<VerifyItem> verifyDerived(const SafetensorsFile& file) {
    const Metadata metadata(file);
    const at::Tensor images = tensorOf(file, "input").to(at::kDouble);
    if (images.dim() != 4) throw EngineError(ErrorCode::Format, file.path() + ": input must be [N, C, H, W].");
    NetworkShape shape;
    shape.channels = metadata.integer("init_channels", 36, 1, 1024);
    shape.cells = metadata.integer("layers", 20, 3, 100);
    shape.classes = metadata.integer("classes", 10, 2, 100000);
    shape.inputChannels = static_cast<int>(images.size(1));
    shape.height = static_cast<int>(images.size(2));
    shape.width = static_cast<int>(images.size(3));
    shape.auxiliary = metadata.has("auxiliary") && metadata.text("auxiliary") == "True";
    shape.stem = stemOf(file, metadata);
    DerivedNetwork network(parseGenotype(metadata.text("genotype")), shape);
    network.weights().allocate(at::kDouble, c10::Device(at::kCPU), 0);
    // A head that the network was not built with takes no part.
    loadWeights(file, "weights/", network.weights(), shape.auxiliary ? "" : "auxiliary_head.");
    at::NoGradGuard noGrad;
    std::vector<VerifyItem> items;
    const auto compare = [&](const std::string& name, const at::Tensor& actual) {
        const double error = relativeError(actual, tensorOf(file, name));
        items.push_back({name, error, kForward, error <= kForward, {}});
    };
    compare("expect/logits_eval", network.forward(images, {/*training=*/false, false, false}));
    if (file.contains("expect/logits_train") || (shape.auxiliary && file.contains("expect/logits_aux"))) {
        const NetworkOutput training = network.run(images, {/*training=*/true, false, /*updateStatistics=*/false});
        if (file.contains("expect/logits_train")) compare("expect/logits_train", training.logits);
        if (shape.auxiliary && file.contains("expect/logits_aux")) compare("expect/logits_aux", training.auxiliary);
    }
    addUnknown(file, items);
    return items;
}

} // namespace

VerifyReport verifyReference(const std::string& path) {
    setComputeThreads(0);
    const SafetensorsFile file = SafetensorsFile::open(path);
    VerifyReport report;
    report.file = path;
    report.kind = Metadata(file).text("kind");
    if (report.kind == "darts-cell-supernet" || report.kind == "fairdarts-cell-supernet")
        report.items = SupernetReference(file, report.kind[0] == 'f').verify();
    else if (report.kind == "darts-derived-network")
        report.items = verifyDerived(file);
    else if (report.kind == "pc-darts-cell-supernet")
        throw EngineError(ErrorCode::Unsupported, path + ": PC-DARTS is not supported yet.");
    else
        throw EngineError(ErrorCode::Unsupported, path + ": references of kind '" + report.kind + "' are not supported.",
                          "Supported: darts-cell-supernet, fairdarts-cell-supernet, darts-derived-network.");
    return report;
}

} // namespace dnas
