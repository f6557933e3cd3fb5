// A motor in time: simulation of equations 6.7 to 6.10, the time series that it or a test bench yields, and its file.
// Place: `dnas motor simulate`, the data of the search, the control demo. Thread rule: values; simulate() may run on
// any number of threads.
#pragma once

#include "engine/api/motor.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace dnas {

struct MotorState {
    CurrentDq i;
    double omegaRadPerS = 0; ///< mechanical; omega_e = P omega
};

/// What acts on the motor.
struct MotorInput {
    VoltageDq v;
    double loadNm = 0; ///< tau_L
};

/// Asked once a sample with the state at its beginning; the answer is held until the next one (as an inverter does).
using MotorDrive = std::function<MotorInput(double timeS, const MotorState& state)>;

/// Standard deviations of normal noise on what is recorded; the motor itself does not feel it.
struct SensorNoise {
    double currentA = 0, voltageV = 0, speedRadPerS = 0; ///< of the electrical speed
};

struct SimulationSpec {
    double durationS = 2;        ///< > 0
    double samplePeriodS = 1e-4; ///< 1e-7..1; at most 20 million samples
    int stepsPerSample = 2;      ///< of the integrator (RK4), 1..1000
    MotorState start;
    /// Mechanical speed forced by a load machine; empty: (6.10) J d omega/dt = tau_e - tau_L - b omega.
    std::function<double(double timeS)> imposedSpeedRadPerS;
    SensorNoise noise;
    std::uint64_t seed = 2;
};

/// Energy since the start: electrical = copper + mechanical + change of the magnetic one.
struct EnergyJ {
    double electrical = 0, copper = 0, mechanical = 0;
};

struct MotorSample {
    double timeS = 0;
    CurrentDq i;
    VoltageDq v;                       ///< from this sample to the next
    double omegaElectricalRadPerS = 0; ///< omega_e
    CurrentRateDq rate;                ///< d i/dt, where the series has it
    FluxDq flux;                       ///< where the series has it; never used for training
    double torqueNm = 0, loadNm = 0;   ///< simulated series only
    EnergyJ energy;                    ///< simulated series only
};

struct MotorSeries {
    std::vector<MotorSample> samples;
    bool hasRates = false, hasFlux = false, isSimulated = false;
};

/// Integrates the currents by (6.13), (6.14) with the whole Jacobian. Samples 0, T, 2T, ... up to the duration.
/// Recorded rates are exact (to the right of a voltage step) without noise on the currents, absent with it.
/// Throws EngineError: Usage (a value out of range), Diverged (a singular Jacobian or a value that is not finite).
MotorSeries simulate(const MotorSpec& motor, const FluxMap& map, const MotorDrive& drive, const SimulationSpec& spec);

// ---- drives ----

/// One row of a profile; holds until the next.
struct ProfileStep {
    double timeS = 0;
    VoltageDq v;
    double loadNm = 0;
};
/// Times ascend; before the first row nothing acts. Throws EngineError(Usage) when they do not.
MotorDrive steppedDrive(std::vector<ProfileStep> profile);
/// Columns time_s,v_d_V,v_q_V and, if any, load_Nm. Throws EngineError(Data) as makeFluxMap.
std::vector<ProfileStep> readProfile(const std::string& path);

/// v = amplitude * sin(2 pi f t), constant load.
MotorDrive sineDrive(const VoltageDq& amplitude, double frequencyHz, double loadNm);

/// Test-bench run that visits a rectangle of currents: i_d and i_q swing with incommensurable frequencies while a load
/// machine swings the speed. The bench tracks them with a current controller that knows the motor; what is learnt from
/// the series does not.
struct ExcitationSpec {
    CurrentRange range;
    double frequencyHz = 6;   ///< of i_d; i_q swings golden-ratio times as fast
    double speedRadPerS = 60; ///< largest mechanical speed; 0 = standstill
    double speedFrequencyHz = 0.7;
};
MotorDrive excitationDrive(const MotorSpec& motor, std::shared_ptr<const FluxMap> map, const ExcitationSpec& excitation,
                           double samplePeriodS);
/// Series of the excitation; `spec` gives duration, period, noise and seed. Throws as simulate.
MotorSeries excite(const MotorSpec& motor, std::shared_ptr<const FluxMap> map, const ExcitationSpec& excitation,
                   SimulationSpec spec);

// ---- series ----

/// CSV with the header time_s,i_d_A,i_q_A,v_d_V,v_q_V,omega_e_rad_s and, if any, di_d_A_s,di_q_A_s,psi_d_Vs,psi_q_Vs
/// (simulated series also torque_Nm,load_Nm). 17 digits.
std::string seriesCsv(const MotorSeries& series);
/// Other columns are ignored. Throws EngineError(Data): a column missing, in another unit or only one of a pair, times
/// that do not ascend, fewer than 8 samples; names file, line and column.
MotorSeries readSeries(const std::string& path);

/// Least-squares polynomials of degree `order` in windows of `window` samples, differentiated (A. Savitzky, M. Golay
/// 1964); at the ends the polynomial of the last whole window.
/// @param window odd, order < window <= number of values. Throws EngineError(Usage).
std::vector<double> savitzkyGolay(const std::vector<double>& values, double periodS, int window, int order);

/// Fills the rates from the currents. Throws EngineError: Usage (window, order), Data (the sampling is not uniform to
/// 1e-3 of its period, which the filter needs).
void deriveRates(MotorSeries& series, int window = 7, int order = 3);

} // namespace dnas
