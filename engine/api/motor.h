// The electrical part of a permanent magnet synchronous motor: which flux linkage belongs to which current, and what
// torque. Place: simulation, identification and control of motors (`dnas motor`, thesis section 6.2).
// Thread rule: values, and immutable maps that any number of threads may read.
//
// Conventions: rotor coordinates, d along the magnet; amplitude-invariant transform (hence 3/2 in the torque).
// Everything is ordered d, q. Units stand in the names: A, V, Vs, H, Nm, rad/s. omega_e is electrical, omega
// mechanical.
#pragma once

#include <memory>
#include <string>
#include <variant>

namespace dnas {

struct CurrentDq {
    double dA = 0, qA = 0;
};
struct VoltageDq {
    double dV = 0, qV = 0;
};
struct FluxDq {
    double dVs = 0, qVs = 0;
};
struct CurrentRateDq {
    double dAPerS = 0, qAPerS = 0;
};

/// d lambda / d i, equation 6.16 with rows of fluxes and columns of currents, both ordered d, q. Deviation: (6.16) is
/// printed with fluxes ordered (q, d) against currents (d, q).
struct FluxJacobian {
    double ddH = 0, dqH = 0, qdH = 0, qqH = 0; ///< dqH = d lambda_d / d i_q

    double determinantH2() const { return ddH * qqH - dqH * qdH; }
};

/// A rectangle of currents.
struct CurrentRange {
    double dMinA = -20, dMaxA = 20, qMinA = -20, qMaxA = 20;

    bool contains(const CurrentDq& i) const { return i.dA >= dMinA && i.dA <= dMaxA && i.qA >= qMinA && i.qA <= qMaxA; }
};

/// Flux linkages as a function of the currents.
class FluxMap {
  public:
    virtual ~FluxMap() = default;
    virtual FluxDq flux(const CurrentDq& i) const = 0;
    virtual FluxJacobian jacobian(const CurrentDq& i) const = 0; ///< of flux(), exactly
};

/// lambda_d = L_d i_d + lambda_f, lambda_q = L_q i_q (6.11).
struct LinearFluxSpec {
    double inductanceDH = 0.045, inductanceQH = 0.11; ///< > 0
    double magnetVs = 0.45;                           ///< lambda_f
};

/// Iron that saturates with cross-saturation. With x = i_d + I_m (the magnet's share of the magnetisation), y = i_q:
///   lambda_d = lambda_f + L_d,inf i_d + dL_d (x / rho - I_m / rho_0),  lambda_q = L_q,inf y + dL_q y / rho,
///   rho = sqrt(1 + (dL_d x^2 + dL_q y^2) / (dL_q I_s^2)), rho_0 = rho(0, 0), dL = L(unsaturated) - L_inf.
/// It is the gradient of a convex co-energy: reciprocal (dqH = qdH), its Jacobian positive definite everywhere.
struct SaturatingFluxSpec {
    double inductanceDH = 0.045, inductanceQH = 0.16; ///< unsaturated
    double saturatedDH = 0.008, saturatedQH = 0.012;  ///< far in saturation; below the unsaturated, > 0
    double magnetVs = 0.45;                           ///< lambda_f, at zero current
    double magnetA = 4;                               ///< I_m
    double saturationA = 6;                           ///< I_s: the knee on the q axis, > 0
};

/// A measured map: a CSV file with the header i_d_A,i_q_A,psi_d_Vs,psi_q_Vs whose points fill a grid.
struct MeasuredFluxSpec {
    std::string path;
};

using FluxSpec = std::variant<LinearFluxSpec, SaturatingFluxSpec, MeasuredFluxSpec>;

/// A motor and what it drives.
struct MotorSpec {
    double resistanceOhm = 0.63; ///< of the stator, >= 0
    int polePairs = 2;           ///< P, >= 1
    double inertiaKgM2 = 0.05;   ///< > 0. Deviation: (6.10) is printed for an inertia of 1
    double frictionNms = 0.002;  ///< b, >= 0
    FluxSpec flux = SaturatingFluxSpec{};
};

/// Throws EngineError(Usage) naming the quantity, its value and its range; the file of a measured map is not opened.
void validate(const MotorSpec& motor);

/// Throws EngineError: Usage (a quantity out of range), Data (the file is missing, lacks a column, has another unit, a
/// value that is no number, a point twice or a hole in its grid: names file, line and column).
/// Measured maps: bicubic between the points (Catmull-Rom: continuous Jacobian), linear continuation outside.
std::shared_ptr<const FluxMap> makeFluxMap(const FluxSpec& spec);

/// Range of the measured points; of the other maps, what a study covers by default.
CurrentRange currentRange(const FluxSpec& spec);

/// What is known of the flux at zero current before anything is measured: the magnet's on the d axis; 0 of a measured map.
FluxDq fluxAtZero(const FluxSpec& spec);

/// tau_e = 3/2 P (lambda_d i_q - lambda_q i_d) (6.9).
double torqueNm(int polePairs, const FluxDq& flux, const CurrentDq& i);

/// The right-hand sides of (6.7), (6.8): d lambda/dt = -R i + omega_e (lambda_q, -lambda_d) + v.
VoltageDq inducedVoltage(double resistanceOhm, double omegaElectricalRadPerS, const FluxDq& flux, const CurrentDq& i,
                         const VoltageDq& v);

/// J^-1 u. The caller knows that the determinant is not 0.
CurrentRateDq currentRate(const FluxJacobian& jacobian, const VoltageDq& u);

} // namespace dnas
