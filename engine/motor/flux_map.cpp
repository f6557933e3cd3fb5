#include "engine/api/error.h"
#include "engine/motor/measured_flux.h"

#include <cmath>
#include <sstream>

namespace dnas {

namespace {

class LinearFlux final : public FluxMap {
  public:
    explicit LinearFlux(const LinearFluxSpec& spec) : m_spec(spec) {}
    FluxDq flux(const CurrentDq& i) const override {
        return {m_spec.inductanceDH * i.dA + m_spec.magnetVs, m_spec.inductanceQH * i.qA};
    }
    FluxJacobian jacobian(const CurrentDq&) const override { return {m_spec.inductanceDH, 0, 0, m_spec.inductanceQH}; }

  private:
    LinearFluxSpec m_spec;
};

class SaturatingFlux final : public FluxMap {
  public:
    explicit SaturatingFlux(const SaturatingFluxSpec& spec)
        : m_spec(spec), m_dropDH(spec.inductanceDH - spec.saturatedDH), m_dropQH(spec.inductanceQH - spec.saturatedQH),
          m_offsetVs(spec.magnetVs - m_dropDH * spec.magnetA / rho(spec.magnetA, 0)) {}

    FluxDq flux(const CurrentDq& i) const override {
        const double x = i.dA + m_spec.magnetA, r = rho(x, i.qA);
        return {m_offsetVs + m_spec.saturatedDH * i.dA + m_dropDH * x / r,
                m_spec.saturatedQH * i.qA + m_dropQH * i.qA / r};
    }
    FluxJacobian jacobian(const CurrentDq& i) const override {
        const double x = i.dA + m_spec.magnetA, y = i.qA, r = rho(x, y);
        const double scale = 1 / (m_dropQH * m_spec.saturationA * m_spec.saturationA * r * r * r);
        const double cross = -m_dropDH * m_dropQH * x * y * scale;
        return {m_spec.saturatedDH + m_dropDH / r - m_dropDH * m_dropDH * x * x * scale, cross, cross,
                m_spec.saturatedQH + m_dropQH / r - m_dropQH * m_dropQH * y * y * scale};
    }

  private:
    double rho(double x, double y) const {
        const double energy = m_dropQH * m_spec.saturationA * m_spec.saturationA;
        return std::sqrt(1 + (m_dropDH * x * x + m_dropQH * y * y) / energy);
    }

    SaturatingFluxSpec m_spec;
    double m_dropDH, m_dropQH, m_offsetVs;
};

void inRange(const char* quantity, const char* unit, double value, double minimum, double maximum) {
    if (value >= minimum && value <= maximum) return; // false for NaN
    std::ostringstream text;
    text << quantity << " is " << value << " " << unit << "; allowed: " << minimum << " to " << maximum << " " << unit
         << ".";
    throw EngineError(ErrorCode::Usage, text.str());
}

struct CheckFlux {
    void operator()(const LinearFluxSpec& s) const {
        inRange("L_d", "H", s.inductanceDH, 1e-9, 1e3);
        inRange("L_q", "H", s.inductanceQH, 1e-9, 1e3);
        inRange("The magnet's flux", "Vs", s.magnetVs, 0, 1e3);
    }
    void operator()(const SaturatingFluxSpec& s) const {
        inRange("Unsaturated L_d", "H", s.inductanceDH, 1e-9, 1e3);
        inRange("Unsaturated L_q", "H", s.inductanceQH, 1e-9, 1e3);
        inRange("Saturated L_d", "H", s.saturatedDH, 1e-10, s.inductanceDH * (1 - 1e-9));
        inRange("Saturated L_q", "H", s.saturatedQH, 1e-10, s.inductanceQH * (1 - 1e-9));
        inRange("The magnet's flux", "Vs", s.magnetVs, 0, 1e3);
        inRange("The magnet's current", "A", s.magnetA, 0, 1e5);
        inRange("The saturation current", "A", s.saturationA, 1e-6, 1e5);
    }
    void operator()(const MeasuredFluxSpec& s) const {
        if (s.path.empty())
            throw EngineError(ErrorCode::Usage, "The measured flux map names no file.",
                              "Give a CSV file with i_d_A,i_q_A,psi_d_Vs,psi_q_Vs.");
    }
};

struct MakeFlux {
    std::shared_ptr<const FluxMap> operator()(const LinearFluxSpec& s) const { return std::make_shared<LinearFlux>(s); }
    std::shared_ptr<const FluxMap> operator()(const SaturatingFluxSpec& s) const {
        return std::make_shared<SaturatingFlux>(s);
    }
    std::shared_ptr<const FluxMap> operator()(const MeasuredFluxSpec& s) const { return readMeasuredFlux(s.path); }
};

} // namespace

void validate(const MotorSpec& motor) {
    inRange("The stator's resistance", "ohm", motor.resistanceOhm, 0, 1e4);
    inRange("The number of pole pairs", "", motor.polePairs, 1, 200);
    inRange("The inertia", "kg m^2", motor.inertiaKgM2, 1e-9, 1e6);
    inRange("The friction", "Nms", motor.frictionNms, 0, 1e6);
    std::visit(CheckFlux{}, motor.flux);
}

std::shared_ptr<const FluxMap> makeFluxMap(const FluxSpec& spec) {
    std::visit(CheckFlux{}, spec);
    return std::visit(MakeFlux{}, spec);
}

CurrentRange currentRange(const FluxSpec& spec) {
    const auto* measured = std::get_if<MeasuredFluxSpec>(&spec);
    return measured ? readMeasuredFlux(measured->path)->range() : CurrentRange{};
}

FluxDq fluxAtZero(const FluxSpec& spec) {
    if (const auto* linear = std::get_if<LinearFluxSpec>(&spec)) return {linear->magnetVs, 0};
    if (const auto* iron = std::get_if<SaturatingFluxSpec>(&spec)) return {iron->magnetVs, 0};
    return {};
}

double torqueNm(int polePairs, const FluxDq& flux, const CurrentDq& i) {
    return 1.5 * polePairs * (flux.dVs * i.qA - flux.qVs * i.dA);
}

VoltageDq inducedVoltage(double resistanceOhm, double omegaElectricalRadPerS, const FluxDq& flux, const CurrentDq& i,
                         const VoltageDq& v) {
    return {-resistanceOhm * i.dA + omegaElectricalRadPerS * flux.qVs + v.dV,
            -resistanceOhm * i.qA - omegaElectricalRadPerS * flux.dVs + v.qV};
}

CurrentRateDq currentRate(const FluxJacobian& j, const VoltageDq& u) {
    const double scale = 1 / j.determinantH2();
    return {(j.qqH * u.dV - j.dqH * u.qV) * scale, (j.ddH * u.qV - j.qdH * u.dV) * scale};
}

} // namespace dnas
