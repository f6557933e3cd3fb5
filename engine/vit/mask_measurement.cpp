#include "engine/api/mask_measurement.h"

#include "engine/api/error.h"
#include "engine/api/vit_work.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace dnas {

namespace {

constexpr const char *kPruned = "pruned_seconds ", *kWhole = "whole_seconds ", *kSpeedup = "speedup ", *kTop1 = "pruned_top1 ";
constexpr const char* kPart = " part of "; ///< stands between part and data of an accuracy
constexpr const char *kAll = "all", *kOf = " of ", *kComma = ", "; ///< of the name of an accuracy

std::string conditionsOf(const Timing& timing) {
    return "batch " + std::to_string(timing.batch) + ", " + std::to_string(timing.threads) + " threads, " + std::to_string(timing.repeats) + " passes";
}

/// The mask behind the word; empty where the name begins with another.
VitMask maskOf(const std::string& name, const std::string& word) {
    if (name.rfind(word, 0) != 0) return {};
    try {
        return maskOfDigits(name.substr(word.size(), name.find(kComma) - word.size()));
    } catch (const EngineError&) {
        return {}; // of another version: one odd name hides no other measurement
    }
}

/// The number of images in "pruned_top1 MASK, 2000 of DATA". @param images where the name says none
int limitOf(const std::string& name, int images) {
    const std::size_t comma = name.find(kComma);
    if (comma == std::string::npos) return images;
    return std::atoi(name.c_str() + comma + 2); // 0 for "all"
}

bool readTiming(const Measurement& m, Timing& timing) {
    timing.median = m.value;
    timing.low = m.low;
    timing.high = m.high;
    return std::sscanf(m.conditions.c_str(), "batch %d, %d threads, %d passes", &timing.batch, &timing.threads, &timing.repeats) == 3 && timing.batch > 0 &&
           timing.low > 0 && timing.median >= timing.low && timing.high >= timing.median && std::isfinite(timing.high);
}

/// "2000 images of the test part of cifar10:FOLDER"
bool readEvaluation(const Measurement& m, VitEvaluation& evaluation) {
    evaluation.top1 = m.value;
    char part[16] = {};
    if (std::sscanf(m.conditions.c_str(), "%d images of the %15s", &evaluation.images, part) != 2 || evaluation.images <= 0) return false;
    const std::size_t data = m.conditions.find(kPart);
    if (data == std::string::npos || !(m.value >= 0 && m.value <= 1)) return false;
    evaluation.part = part;
    evaluation.data = m.conditions.substr(data + std::string(kPart).size());
    return true;
}

} // namespace

std::vector<Measurement> measurementsOf(const VitMask& mask, const VitSpeed& speed) {
    const std::string digits = maskDigits(mask), conditions = conditionsOf(speed.pruned);
    return {{kPruned + digits, speed.pruned.median, speed.pruned.low, speed.pruned.high, conditions, speed.machine, {}},
            {kWhole + digits, speed.whole.median, speed.whole.low, speed.whole.high, conditions, speed.machine, {}},
            {kSpeedup + digits, speed.ratio, speed.ratioLow, speed.ratioHigh, conditions, speed.machine, {}}};
}

std::vector<Measurement> measurementsOf(const VitMask& mask, const VitEvaluation& evaluation) {
    const std::string conditions = std::to_string(evaluation.images) + " images of the " + evaluation.part + kPart + evaluation.data;
    const std::string count = evaluation.limit > 0 ? std::to_string(evaluation.limit) : kAll;
    Measurement measurement;
    measurement.name = kTop1 + maskDigits(mask) + kComma + count + kOf + evaluation.data;
    measurement.value = evaluation.top1;
    measurement.conditions = conditions;
    return {measurement};
}

MeasuredMasks measuredMasks(const std::vector<Measurement>& measurements, const std::string& machine) {
    MeasuredMasks found;
    std::map<VitMask, int> parts; // of a throughput there are three
    for (const Measurement& m : measurements) {
        if (const VitMask mask = maskOf(m.name, kTop1); !mask.empty()) {
            VitEvaluation evaluation;
            if (!readEvaluation(m, evaluation)) continue;
            evaluation.limit = limitOf(m.name, evaluation.images);
            found.accuracies[{evaluation.data, evaluation.limit}][mask] = evaluation;
        }
        if (m.machine != machine) continue;
        if (const VitMask mask = maskOf(m.name, kPruned); !mask.empty()) parts[mask] += readTiming(m, found.speeds[mask].pruned);
        if (const VitMask mask = maskOf(m.name, kWhole); !mask.empty()) parts[mask] += readTiming(m, found.speeds[mask].whole);
        if (const VitMask mask = maskOf(m.name, kSpeedup); !mask.empty()) {
            VitSpeed& speed = found.speeds[mask];
            speed.machine = m.machine;
            speed.ratio = m.value;
            speed.ratioLow = m.low;
            speed.ratioHigh = m.high;
            parts[mask] += m.value > 0 && std::isfinite(m.value);
        }
    }
    for (auto entry = found.speeds.begin(); entry != found.speeds.end();)
        entry = parts[entry->first] == 3 ? std::next(entry) : found.speeds.erase(entry);
    return found;
}

std::string speedMachine(const std::vector<Measurement>& measurements) {
    std::map<std::string, int> machines;
    for (const Measurement& m : measurements)
        if (m.name.rfind(kSpeedup, 0) == 0) ++machines[m.machine];
    const auto most = std::max_element(machines.begin(), machines.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == machines.end() ? std::string() : most->first;
}

} // namespace dnas
