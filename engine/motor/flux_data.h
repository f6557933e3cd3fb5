// A motor's time series as the tensors of the criterion.
// Thread rule: immutable once made.
#pragma once

#include "engine/api/motor_simulation.h"
#include "engine/motor/flux_criterion.h"

#include <optional>
#include <vector>

namespace dnas {

struct FluxData {
    FluxUnits units;
    FluxBatch all;
    /// Indices into `all`: every sample is in one of them. Blocks of consecutive samples alternate by seed, because
    /// neighbours in time say nearly the same.
    std::vector<int> train, valid;
    CurrentRange range; ///< of the currents in the series

    FluxBatch batch(const std::vector<int>& indices) const;
};

/// @param samples so many are kept, spread evenly; 0 = all
/// @param fluxAtZero needed at standstill. Throws EngineError(Data): no rates, constant currents, or no speed and no
/// flux at zero current.
FluxData fluxData(const MotorSeries& series, double resistanceOhm, int samples, double validPortion,
                  const std::optional<FluxDq>& fluxAtZero, std::uint64_t seed);

} // namespace dnas
