// What acts on a simulated motor.
#include "engine/api/error.h"
#include "engine/api/motor_simulation.h"
#include "engine/motor/number_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace dnas {

namespace {

constexpr double kTwoPi = 6.283185307179586, kGoldenRatio = 1.618033988749895;

/// A quantity that swings between two values.
struct Swing {
    double middle, amplitude, angularFrequency, phase;
    double at(double t) const { return middle + amplitude * std::sin(angularFrequency * t + phase); }
};

struct CurrentPath {
    Swing d, q;

    explicit CurrentPath(const ExcitationSpec& e)
        : d{(e.range.dMinA + e.range.dMaxA) / 2, (e.range.dMaxA - e.range.dMinA) / 2, kTwoPi * e.frequencyHz, 0},
          q{(e.range.qMinA + e.range.qMaxA) / 2, (e.range.qMaxA - e.range.qMinA) / 2,
            kTwoPi * e.frequencyHz * kGoldenRatio, 0} {}
    CurrentDq at(double t) const { return {d.at(t), q.at(t)}; }
};

} // namespace

MotorDrive steppedDrive(std::vector<ProfileStep> profile) {
    for (std::size_t i = 1; i < profile.size(); ++i)
        if (!(profile[i].timeS > profile[i - 1].timeS))
            throw EngineError(ErrorCode::Usage, "The times of a profile must ascend; row " + std::to_string(i + 1) +
                                                    " is at " + std::to_string(profile[i].timeS) +
                                                    " s, the one before "
                                                    "at " +
                                                    std::to_string(profile[i - 1].timeS) + " s.");
    return [profile = std::move(profile)](double timeS, const MotorState&) {
        const auto after = std::upper_bound(profile.begin(), profile.end(), timeS,
                                            [](double t, const ProfileStep& step) { return t < step.timeS; });
        return after == profile.begin() ? MotorInput{} : MotorInput{(after - 1)->v, (after - 1)->loadNm};
    };
}

std::vector<ProfileStep> readProfile(const std::string& path) {
    const NumberTable table = NumberTable::read(path);
    const std::vector<double>&time = table.column("time_s"), &d = table.column("v_d_V"), &q = table.column("v_q_V");
    const std::vector<double>* load = table.has("load_Nm") ? &table.column("load_Nm") : nullptr;
    std::vector<ProfileStep> profile;
    for (std::size_t row = 0; row < table.rowCount(); ++row) {
        if (row > 0 && !(time[row] > time[row - 1])) table.fail(row, "time_s does not ascend.");
        profile.push_back({time[row], {d[row], q[row]}, load ? (*load)[row] : 0});
    }
    return profile;
}

MotorDrive sineDrive(const VoltageDq& amplitude, double frequencyHz, double loadNm) {
    return [=](double timeS, const MotorState&) {
        const double s = std::sin(kTwoPi * frequencyHz * timeS);
        return MotorInput{{amplitude.dV * s, amplitude.qV * s}, loadNm};
    };
}

MotorDrive excitationDrive(const MotorSpec& motor, std::shared_ptr<const FluxMap> map, const ExcitationSpec& excitation,
                           double samplePeriodS) {
    const CurrentPath path(excitation);
    return [=](double timeS, const MotorState& state) {
        // The voltage that takes the currents to where they should be one sample later, taken half way.
        const CurrentDq target = path.at(timeS + samplePeriodS);
        const CurrentDq middle{(state.i.dA + target.dA) / 2, (state.i.qA + target.qA) / 2};
        const FluxDq from = map->flux(state.i), to = map->flux(target), half = map->flux(middle);
        const VoltageDq rest =
            inducedVoltage(motor.resistanceOhm, motor.polePairs * state.omegaRadPerS, half, middle, {});
        return MotorInput{
            {(to.dVs - from.dVs) / samplePeriodS - rest.dV, (to.qVs - from.qVs) / samplePeriodS - rest.qV}, 0};
    };
}

MotorSeries excite(const MotorSpec& motor, std::shared_ptr<const FluxMap> map, const ExcitationSpec& excitation,
                   SimulationSpec spec) {
    const CurrentRange& r = excitation.range;
    if (!(r.dMinA < r.dMaxA && r.qMinA < r.qMaxA))
        throw EngineError(ErrorCode::Usage, "The range of currents is empty: i_d " + std::to_string(r.dMinA) + " to " +
                                                std::to_string(r.dMaxA) + " A, i_q " + std::to_string(r.qMinA) +
                                                " to " + std::to_string(r.qMaxA) + " A.");
    const Swing speed{0, excitation.speedRadPerS, kTwoPi * excitation.speedFrequencyHz, 0};
    spec.start.i = CurrentPath(excitation).at(0);
    spec.imposedSpeedRadPerS = [speed](double timeS) { return speed.at(timeS); };
    return simulate(motor, *map, excitationDrive(motor, map, excitation, spec.samplePeriodS), spec);
}

} // namespace dnas
