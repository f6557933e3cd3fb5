// dnas motor simulate | search: motors without and with a search.
#include "app/cli/motor_arguments.h"
#include "app/cli/run_in_terminal.h"
#include "app/cli/text_table.h"

#include "engine/api/error.h"
#include "engine/api/session.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dnas::cli {

namespace {

struct SimulateArguments {
    MotorArguments motor;
    SimulationSpec simulation;
    std::string profile, output;
    double sineD = 0, sineQ = 0, frequencyHz = 10, loadNm = 0, speed = 60;
    bool excite = false, holdSpeed = false, json = false;
};

MotorSeries simulated(const SimulateArguments& a) {
    const MotorSpec motor = motorOf(a.motor);
    const std::shared_ptr<const FluxMap> map = makeFluxMap(motor.flux);
    SimulationSpec spec = a.simulation;
    if (a.excite) {
        ExcitationSpec excitation;
        excitation.range = currentRange(motor.flux);
        excitation.speedRadPerS = a.speed;
        return excite(motor, map, excitation, spec);
    }
    if (a.holdSpeed) spec.imposedSpeedRadPerS = [speed = a.speed](double) { return speed; };
    const MotorDrive drive = a.profile.empty() ? sineDrive({a.sineD, a.sineQ}, a.frequencyHz, a.loadNm)
                                               : steppedDrive(readProfile(a.profile));
    return simulate(motor, *map, drive, spec);
}

int simulateMotor(const SimulateArguments& a) {
    const MotorSeries series = simulated(a);
    if (!a.output.empty()) writeText(a.output, seriesCsv(series));
    const MotorSample& end = series.samples.back();
    if (a.json) {
        print({{"samples", series.samples.size()},
               {"file", a.output.empty() ? Json(nullptr) : Json(a.output)},
               {"end",
                {{"time_s", end.timeS},
                 {"i_d_A", end.i.dA},
                 {"i_q_A", end.i.qA},
                 {"omega_e_rad_s", end.omegaElectricalRadPerS},
                 {"torque_Nm", end.torqueNm},
                 {"electrical_J", end.energy.electrical},
                 {"copper_J", end.energy.copper},
                 {"mechanical_J", end.energy.mechanical}}}});
        return kOk;
    }
    if (a.output.empty()) {
        std::cout << seriesCsv(series);
        return kOk;
    }
    std::cout << series.samples.size() << " samples in " << a.output << ". At " << fixed(end.timeS, 3) << " s: i_d "
              << fixed(end.i.dA, 3) << " A, i_q " << fixed(end.i.qA, 3) << " A, torque " << fixed(end.torqueNm, 3)
              << " Nm, omega_e " << fixed(end.omegaElectricalRadPerS, 2) << " rad/s.\n";
    return kOk;
}

void addSimulate(CLI::App& motor, Command& chosen) {
    auto a = std::make_shared<SimulateArguments>();
    CLI::App* c = motor.add_subcommand("simulate", "Equations 6.7 to 6.10 in time, as CSV");
    addMotorOptions(*c, a->motor);
    c->add_option("--duration", a->simulation.durationS, "s")->capture_default_str();
    c->add_option("--period", a->simulation.samplePeriodS, "Between samples, s")->capture_default_str();
    c->add_option("--steps", a->simulation.stepsPerSample, "Runge-Kutta steps a sample")->capture_default_str();
    c->add_option("--profile", a->profile, "CSV time_s,v_d_V,v_q_V[,load_Nm]: what acts, held until the next row");
    c->add_option("--sine-d", a->sineD, "Amplitude of v_d, V (without --profile)")->capture_default_str();
    c->add_option("--sine-q", a->sineQ, "Amplitude of v_q, V")->capture_default_str();
    c->add_option("--frequency", a->frequencyHz, "Of the voltages, Hz")->capture_default_str();
    c->add_option("--load", a->loadNm, "Torque of the load, Nm (without --profile)")->capture_default_str();
    c->add_flag("--excite", a->excite, "Test-bench run that visits the whole range of currents");
    c->add_flag("--hold-speed", a->holdSpeed, "A load machine holds --speed; else the rotor turns freely");
    c->add_option("--speed", a->speed, "Mechanical, rad/s; of --excite the largest")->capture_default_str();
    c->add_option("--noise", a->simulation.noise.currentA, "Standard deviation on the currents, A")
        ->capture_default_str();
    c->add_option("--noise-voltage", a->simulation.noise.voltageV, "V")->capture_default_str();
    c->add_option("--seed", a->simulation.seed, "Of the noise")->capture_default_str();
    c->add_option("-o,--out", a->output, "CSV file; without it the series goes to stdout");
    c->add_flag("--json", a->json, "One JSON document on stdout");
    c->callback([a, &chosen] { chosen = [a] { return simulateMotor(*a); }; });
}

struct SearchArguments {
    MotorArguments motor;
    MotorSearchSpec spec;
    std::string project, name;
    std::vector<double> zero;
    std::uint64_t seed = 2;
    bool fluxGiven = false, json = false;
};

int searchMotor(const SearchArguments& a) {
    if (a.project.empty())
        throw EngineError(ErrorCode::Usage, "--project FILE is missing.",
                          "Name the .dnas file that keeps the experiment; it is made if it does not exist.");
    MotorSearchSpec spec = a.spec;
    spec.motor = motorOf(a.motor);
    // A measured series has a truth only where the user names one.
    spec.evaluateOnMap = spec.seriesPath.empty() || a.fluxGiven;
    if (!a.zero.empty()) spec.fluxAtZero = FluxDq{a.zero[0], a.zero[1]};
    Request request = makeMotorRequest(spec, a.seed);
    if (!a.name.empty()) request.name = a.name;
    return runInTerminal(request, a.project, a.json);
}

void addSearchOptions(CLI::App& c, MotorSearchSpec& s) {
    c.add_option("--series", s.seriesPath,
                 "CSV of a test bench instead of the simulation: time_s,i_d_A,i_q_A,v_d_V,v_q_V,"
                 "omega_e_rad_s[,di_d_A_s,di_q_A_s]");
    c.add_option("--noise", s.noise.currentA, "On the simulated currents, A; rates are then derived")
        ->capture_default_str();
    c.add_option("--derivative-window", s.derivativeWindow, "Of Savitzky-Golay, samples, odd")->capture_default_str();
    c.add_option("--derivative-order", s.derivativeOrder, "Of its polynomial")->capture_default_str();
    c.add_option("--speed", s.speedRadPerS, "Largest mechanical speed of the simulated bench, rad/s")
        ->capture_default_str();
    c.add_option("--duration", s.durationS, "Of the simulated bench, s")->capture_default_str();
    c.add_option("--samples", s.samples, "Of the series, spread evenly")->capture_default_str();
    c.add_option("--width", s.width, "Of the hidden layers")->capture_default_str();
    c.add_option("--layers", s.cellLayers, "That step 1 can take or leave")->capture_default_str();
    c.add_option("--searches", s.searches, "Of each step; the best result is taken")->capture_default_str();
    c.add_option("--depth-epochs", s.depthEpochs, "Of step 1")->capture_default_str();
    c.add_option("--activation-epochs", s.activationEpochs, "Of step 2")->capture_default_str();
    c.add_option("--training-epochs", s.trainingEpochs, "Of the networks compared")->capture_default_str();
    c.add_option("--warmup", s.warmupPortion,
                 "Part of a training on the equations before the inversion of the Jacobian")
        ->capture_default_str();
    c.add_option("--batch", s.batch, "Samples of a step")->capture_default_str();
    c.add_option("--lr", s.learningRate, "Of the weights")->capture_default_str();
    c.add_option("--arch-lr", s.archLearningRate, "Of alpha")->capture_default_str();
}

void addSearch(CLI::App& motor, Command& chosen) {
    auto a = std::make_shared<SearchArguments>();
    CLI::App* c =
        motor.add_subcommand("search", "Search depth and activation of a flux network (thesis section 6.2.2)");
    addMotorOptions(*c, a->motor);
    c->add_option("--project", a->project, "Project file (.dnas); made if it is missing");
    c->add_option("--name", a->name, "Name of the experiment");
    c->add_option("--seed", a->seed, "Seed of everything random")->capture_default_str();
    c->add_option("--flux-at-zero", a->zero, "Flux at zero current, d and q, Vs; needed at standstill")->expected(2);
    addSearchOptions(*c, a->spec);
    c->add_flag("--json", a->json, "End with one JSON document on stdout");
    c->callback([a, c, &chosen] {
        a->fluxGiven = c->count("--flux") > 0;
        chosen = [a] { return searchMotor(*a); };
    });
}

} // namespace

void addMotorCommands(CLI::App& app, Command& chosen) {
    CLI::App* motor =
        app.add_subcommand("motor", "Flux of synchronous motors: simulate, search, evaluate, control, export");
    motor->require_subcommand(1);
    addSimulate(*motor, chosen);
    addSearch(*motor, chosen);
    addMotorResultCommands(*motor, chosen);
}

} // namespace dnas::cli
