#include "engine/motor/flux_data.h"

#include "engine/api/error.h"
#include "engine/api/motor_search.h"
#include "engine/core/random_streams.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr int kBlock = 16; ///< consecutive samples that go to the same part

at::TensorOptions doubles() {
    return at::TensorOptions().dtype(at::kDouble);
}

std::vector<MotorSample> spread(const std::vector<MotorSample>& samples, int count) {
    if (count <= 0 || static_cast<std::size_t>(count) >= samples.size()) return samples;
    std::vector<MotorSample> kept;
    for (int k = 0; k < count; ++k)
        kept.push_back(samples[samples.size() * static_cast<std::size_t>(k) / static_cast<std::size_t>(count)]);
    return kept;
}

CurrentRange rangeOf(const std::vector<MotorSample>& samples) {
    CurrentRange r{samples[0].i.dA, samples[0].i.dA, samples[0].i.qA, samples[0].i.qA};
    for (const MotorSample& s : samples)
        r = {std::min(r.dMinA, s.i.dA), std::max(r.dMaxA, s.i.dA), std::min(r.qMinA, s.i.qA),
             std::max(r.qMaxA, s.i.qA)};
    return r;
}

template <class Value> double rootMeanSquare(const std::vector<MotorSample>& samples, Value value) {
    double sum = 0;
    for (const MotorSample& s : samples)
        sum += value(s) * value(s);
    return std::sqrt(sum / static_cast<double>(samples.size()));
}

/// The linear motor that fits best tells how large fluxes are, and where they lie.
FluxUnits unitsOf(const std::vector<MotorSample>& samples, const CurrentRange& range, const MotorSeries& series,
                  double resistanceOhm, const std::optional<FluxDq>& fluxAtZero) {
    FluxUnits units;
    units.centre = {(range.dMinA + range.dMaxA) / 2, (range.qMinA + range.qMaxA) / 2};
    units.currentScale = {(range.dMaxA - range.dMinA) / 2, (range.qMaxA - range.qMinA) / 2};
    const LinearFluxSpec linear = fitLinearFlux(series, resistanceOhm);
    units.fluxScale = {std::max(std::abs(linear.inductanceDH) * units.currentScale.dA, 1e-9),
                       std::max(std::abs(linear.inductanceQH) * units.currentScale.qA, 1e-9)};
    units.fixedOffset = fluxAtZero.has_value();
    units.offset = fluxAtZero.value_or(
        FluxDq{linear.magnetVs + linear.inductanceDH * units.centre.dA, linear.inductanceQH * units.centre.qA});
    units.rateScale = {rootMeanSquare(samples, [](const MotorSample& s) { return s.rate.dAPerS; }),
                       rootMeanSquare(samples, [](const MotorSample& s) { return s.rate.qAPerS; })};
    units.voltageScale = {
        rootMeanSquare(samples, [&](const MotorSample& s) { return s.v.dV - resistanceOhm * s.i.dA; }),
        rootMeanSquare(samples, [&](const MotorSample& s) { return s.v.qV - resistanceOhm * s.i.qA; })};
    return units;
}

void check(const MotorSeries& series, const CurrentRange& range, const FluxUnits& units, bool turns, bool fixed) {
    if (!series.hasRates)
        throw EngineError(ErrorCode::Data, "The series has no rates of the currents.", "Derive them first.");
    if (!(range.dMaxA > range.dMinA) || !(range.qMaxA > range.qMinA) || !(units.rateScale.dAPerS > 0) ||
        !(units.rateScale.qAPerS > 0) || !(units.voltageScale.dV > 0) || !(units.voltageScale.qV > 0))
        throw EngineError(ErrorCode::Data,
                          "Currents or voltages of the series do not change on one axis: a flux that depends on them "
                          "cannot be learnt.",
                          "Record a run that swings both currents.");
    if (!turns && !fixed)
        throw EngineError(ErrorCode::Data,
                          "The motor stands still in the whole series: its flux is determined up to a constant only.",
                          "Give the flux at zero current (the magnet's, on the d axis), or record a run with speed.");
}

FluxBatch tensorsOf(const std::vector<MotorSample>& samples, const FluxUnits& units, double resistanceOhm) {
    const auto n = static_cast<std::int64_t>(samples.size());
    FluxBatch b{at::empty({n, 2}, doubles()), at::empty({n, 2}, doubles()), at::empty({n}, doubles()),
                at::empty({n, 2}, doubles())};
    double *x = b.x.data_ptr<double>(), *drive = b.drive.data_ptr<double>();
    double *omega = b.omega.data_ptr<double>(), *rate = b.rate.data_ptr<double>();
    for (std::size_t k = 0; k < samples.size(); ++k) {
        const MotorSample& s = samples[k];
        x[2 * k] = (s.i.dA - units.centre.dA) / units.currentScale.dA;
        x[2 * k + 1] = (s.i.qA - units.centre.qA) / units.currentScale.qA;
        drive[2 * k] = s.v.dV - resistanceOhm * s.i.dA;
        drive[2 * k + 1] = s.v.qV - resistanceOhm * s.i.qA;
        omega[k] = s.omegaElectricalRadPerS;
        rate[2 * k] = s.rate.dAPerS;
        rate[2 * k + 1] = s.rate.qAPerS;
    }
    return b;
}

} // namespace

FluxBatch FluxData::batch(const std::vector<int>& indices) const {
    const auto n = static_cast<std::int64_t>(indices.size());
    const at::Tensor rows =
        at::from_blob(const_cast<int*>(indices.data()), {n}, at::TensorOptions().dtype(at::kInt)).to(at::kLong);
    const auto take = [&](const at::Tensor& column) { return at::index_select(column, 0, rows); };
    return {take(all.x), take(all.drive), take(all.omega), take(all.rate)};
}

FluxData fluxData(const MotorSeries& series, double resistanceOhm, int samples, double validPortion,
                  const std::optional<FluxDq>& fluxAtZero, std::uint64_t seed) {
    const std::vector<MotorSample> kept = spread(series.samples, samples);
    FluxData data;
    data.range = rangeOf(kept);
    data.units = unitsOf(kept, data.range, series, resistanceOhm, fluxAtZero);
    const double flux = std::max(data.units.fluxScale.dVs, data.units.fluxScale.qVs);
    const double speed = rootMeanSquare(kept, [](const MotorSample& s) { return s.omegaElectricalRadPerS; });
    const bool turns = speed * flux > 1e-6 * std::max(data.units.voltageScale.dV, data.units.voltageScale.qV);
    check(series, data.range, data.units, turns, fluxAtZero.has_value());
    data.all = tensorsOf(kept, data.units, resistanceOhm);
    std::vector<int> blocks((kept.size() + kBlock - 1) / kBlock);
    for (std::size_t k = 0; k < blocks.size(); ++k)
        blocks[k] = static_cast<int>(k);
    RandomStream(seed, "motor/split").shuffle(blocks);
    const auto validBlocks = static_cast<std::size_t>(validPortion * static_cast<double>(blocks.size()) + 0.5);
    for (std::size_t k = 0; k < blocks.size(); ++k)
        for (int i = blocks[k] * kBlock; i < std::min<int>((blocks[k] + 1) * kBlock, static_cast<int>(kept.size()));
             ++i)
            (k < validBlocks ? data.valid : data.train).push_back(i);
    return data;
}

} // namespace dnas
