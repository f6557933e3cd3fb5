#include "engine/siamese/work_loop.h"

#include "engine/api/error.h"
#include "engine/core/gpu.h"
#include "engine/interop/state_dict.h"
#include "engine/interop/tensor_file.h"

#include <ATen/core/grad_mode.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr const char* kKind = "dnas siamese checkpoint 1";
constexpr const char* kName = "The checkpoint";

[[noreturn]] void refuse(const std::string& what) {
    throw EngineError(ErrorCode::Format, "The checkpoint cannot be used: " + what + ".",
                      "Start the run again, or resume with the version that wrote it.");
}

} // namespace

WorkLoop::WorkLoop(const Request& request, std::unique_ptr<LoopWork> work, const c10::Device& device)
    : EpochLoop(request, device), m_work(std::move(work)) {}

std::string WorkLoop::writeState() {
    HostTensors tensors;
    for (const auto& [name, tensor] : m_work->tensors())
        tensors.add(name, tensor.detach());
    nlohmann::json progress{{"sums", m_sums}};
    for (const auto& [name, counter] : m_work->counters())
        progress[name] = *counter;
    return safetensorsBytes(tensors.entries, {{"kind", kKind}, {"request", requestText()}, {"progress", progress.dump()}}, kName);
}

void WorkLoop::readState(const std::string& bytes) {
    const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
    const SafetensorsFile file = SafetensorsFile::parse({begin, begin + bytes.size()}, kName);
    const auto text = [&](const char* key) {
        const auto found = file.metadata().find(key);
        return found == file.metadata().end() ? std::string() : found->second;
    };
    if (text("kind") != kKind) refuse("it is of another kind or version");
    if (text("request") != requestText()) refuse("it belongs to another request");
    const std::map<std::string, at::Tensor> targets = m_work->tensors();
    for (const auto& [name, target] : targets)
        if (tensorOf(file, name).sizes() != target.sizes()) refuse("tensor '" + name + "' has another shape");
    try {
        const nlohmann::json progress = nlohmann::json::parse(text("progress"));
        m_sums = progress.at("sums").get<std::array<double, kSums>>();
        for (const auto& [name, counter] : m_work->counters())
            *counter = progress.at(name).get<std::int64_t>();
    } catch (const nlohmann::json::exception& e) {
        refuse(std::string("its progress cannot be read (") + e.what() + ")");
    }
    at::NoGradGuard noGrad;
    for (const auto& [name, target] : targets)
        at::Tensor(target).copy_(tensorOf(file, name));
}

void WorkLoop::beginEpoch(RunObserver&) {
    m_work->beginEpoch(epoch(), step());
}

void WorkLoop::makeStep() {
    const StepResult result = m_work->step(epoch(), step());
    requireFinite(result.loss, "The training loss");
    m_sums[Loss] += result.loss;
    m_sums[LossSteps] += 1;
    m_sums[Images] += result.images;
    if (!std::isnan(result.objective)) {
        m_sums[Objective] += result.objective;
        m_sums[ObjectiveSteps] += 1;
    }
    setLoss(result.loss);
}

void WorkLoop::finishEpoch(Snapshot& snapshot) {
    NamedValues measured;
    timed([&] { measured = m_work->finishEpoch(snapshot); });
    snapshot.metrics = metrics(std::move(measured));
}

void WorkLoop::storeLast(EpochSink& sink, int epochsDone) {
    sink.storeWeights({"last", epoch(), m_work->weights(epochsDone)});
}

double WorkLoop::mean(Sum sum, Sum count) const {
    return m_sums[count] > 0 ? m_sums[sum] / m_sums[count] : kNotMeasured;
}

/// Those of every snapshot in their order, then what only this work measures.
NamedValues WorkLoop::metrics(NamedValues measured) {
    NamedValues result{{"train_loss", mean(Loss, LossSteps)}};
    for (const char* name : {"train_top1", "train_top5", "valid_loss", "valid_top1", "valid_top5"})
        result.push_back({name, kNotMeasured});
    result.push_back({"objective", mean(Objective, ObjectiveSteps)});
    result.push_back({"lr", kNotMeasured});
    for (auto& metric : resourceMetrics()) result.push_back(std::move(metric));
    for (const char* name : {"skip_count", "entropy", "margin", "parameters", "multiply_adds"})
        result.push_back({name, kNotMeasured});
    if (m_sums[ObjectiveSteps] > 0) measured.insert(measured.begin(), {"valid_loss", mean(Objective, ObjectiveSteps)});
    for (auto& [name, value] : measured) {
        const auto known = std::find_if(result.begin(), result.end(), [&, &key = name](const auto& m) { return m.first == key; });
        if (known != result.end())
            known->second = value;
        else
            result.push_back({name, value});
    }
    return result;
}

/// Once where a sign appears; again where it was gone in between.
void WorkLoop::finished(EpochSink&, RunObserver& observer, const Snapshot& snapshot) {
    const std::vector<std::string> before = history().empty() ? std::vector<std::string>{} : m_work->warnings(*history().back());
    for (const std::string& text : m_work->warnings(snapshot))
        if (std::find(before.begin(), before.end(), text) == before.end())
            record(observer, RunEvent::Kind::Warning, "epoch " + std::to_string(epoch() + 1) + ": " + text);
}

void WorkLoop::measureStep() {
    m_work->beginEpoch(0, 0);
    m_work->step(0, 0);
    synchronize(device());
}

double WorkLoop::secondsOfRun(double stepSeconds) const {
    return request().recipe.epochs * (m_work->steps() * stepSeconds + m_work->evaluationSeconds(stepSeconds));
}

} // namespace dnas
