// dnas run | resume: searches without a window.
#include "app/cli/command_line.h"
#include "app/cli/json_output.h"
#include "app/cli/progress_line.h"
#include "app/cli/run_in_terminal.h"
#include "app/cli/text_table.h"

#include "engine/api/catalogue.h"
#include "engine/api/options.h"
#include "engine/api/session.h"

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <iostream>
#include <memory>
#include <unistd.h>

namespace dnas::cli {

namespace {

/// The control of the run in progress, for the signal handler: atomics only.
RunControl* g_control = nullptr;

void onSignal(int signal) {
    if (g_control) g_control->requestStop();
    std::signal(signal, SIG_DFL); // a second one ends the program at once
}

/// ", surrogate 3.5" where a pruning's search follows another value than that of its proxy.
std::string surrogateText(const Snapshot& s) {
    char text[48] = "";
    if (s.metric("objective") != s.metric("proxy")) std::snprintf(text, sizeof text, ", surrogate %.8g", s.metric("objective"));
    return text;
}

class TerminalObserver final : public RunObserver {
  public:
    TerminalObserver() : m_progress(isatty(STDERR_FILENO) == 1) {}
    void onSnapshot(SnapshotPtr s) override {
        m_progress.clear();
        if (!std::isnan(s->metric("feature_std"))) // learning without labels
            return spdlog::info("epoch {} of {}: loss {}, k-NN {}, deviation {} of an even spread, effective rank {}, {} skips, {}", s->epoch + 1,
                                s->epochs, fixed(s->metric("train_loss"), 3), percent(s->metric("knn_top1")),
                                percent(s->metric("feature_std") / s->metric("feature_std_ideal")), fixed(s->metric("effective_rank"), 1),
                                fixed(s->metric("skip_count"), 0), duration(s->metric("seconds")));
        if (!std::isnan(s->metric("unpruned"))) // a pruning
            return spdlog::info("{}, iteration {} of {}: proxy {:.8g} (unpruned {:.8g}, random {:.8g}{}), {} blocks stay", s->stage, s->epoch + 1, s->epochs,
                                s->metric("proxy"), s->metric("proxy_unpruned"), s->metric("proxy_random"), surrogateText(*s), s->metric("kept_blocks"));
        if (!std::isnan(s->metric("improvement"))) // a pruned network against the whole one
            return spdlog::info("{}, run {}: whole {}, pruned {}, {}", s->stage, s->metric("run") + 1, percent(s->metric("whole_top1")),
                                percent(s->metric("pruned_top1")), duration(s->metric("seconds")));
        if (!std::isnan(s->metric("kept_heads"))) // a random pruning
            return spdlog::info("pruning {} of {}: {} blocks, {} heads stay, top-1 {}, {}", s->epoch + 1, s->epochs, s->metric("kept_blocks"),
                                s->metric("kept_heads"), percent(s->metric("valid_top1")), duration(s->metric("seconds")));
        if (std::isnan(s->metric("train_top1"))) // no classes: a motor
            return spdlog::info("{}, epoch {} of {}: train {}, validation {}", s->stage, s->epoch + 1, s->epochs, fixed(s->metric("train_loss"), 5), fixed(s->metric("valid_loss"), 5));
        spdlog::info("epoch {} of {}: train {} (loss {}), validation {} (loss {}), {} skips, {}", s->epoch + 1, s->epochs, percent(s->metric("train_top1")),
                     fixed(s->metric("train_loss"), 3), percent(s->metric("valid_top1")), fixed(s->metric("valid_loss"), 3), fixed(s->metric("skip_count"), 0),
                     duration(s->metric("seconds")));
    }
    void onProgress(const StepProgress& progress) override { m_progress.update(progress); }
    void onEvent(const RunEvent& event) override {
        if (event.kind != RunEvent::Kind::Warning) return line(event.text);
        m_progress.clear();
        spdlog::warn("{}", event.text);
    }
    void onLog(const std::string& text) override {
        const std::string mark = kWarningMark;
        if (text.rfind(mark, 0) != 0) return line(text);
        m_progress.clear();
        spdlog::warn("{}", text.substr(mark.size()));
    }

  private:
    void line(const std::string& text) {
        m_progress.clear();
        spdlog::info("{}", text);
    }
    ProgressLine m_progress;
};

} // namespace

int finish(const Outcome& outcome, bool json, const std::string& file) {
    const bool fine = outcome.status == ExperimentStatus::Finished || outcome.status == ExperimentStatus::Stopped;
    if (!fine) {
        spdlog::error("{}", outcome.message);
        if (!outcome.hint.empty()) spdlog::error("{}", outcome.hint);
    }
    if (json) {
        Json document{{"experiment", outcome.experiment == 0 ? Json(nullptr) : Json(outcome.experiment)}, {"status", name(outcome.status)}};
        if (!outcome.message.empty()) document["message"] = outcome.message;
        print(document);
    } else if (fine) {
        std::cout << "Experiment " << outcome.experiment << " in " << file << ": " << name(outcome.status) << ". " << outcome.message << "\n";
        if (outcome.status == ExperimentStatus::Stopped) std::cout << "Go on with: dnas resume " << file << " " << outcome.experiment << "\n";
    }
    if (fine) return kOk;
    return outcome.code == ErrorCode::Usage ? kWrongUse : kFailed;
}

Outcome guardedBySignals(const std::function<Outcome(RunObserver&, RunControl&)>& body) {
    RunControl control;
    TerminalObserver observer;
    g_control = &control;
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
    Outcome outcome = body(observer, control);
    g_control = nullptr;
    return outcome;
}

void applySettings(Request& request, const std::vector<std::string>& settings, const std::string& help) {
    for (const std::string& setting : settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos)
            throw EngineError(ErrorCode::Usage, "--set " + setting + ": expected KEY=VALUE.", "Keys: " + help);
        setOption(request, setting.substr(0, equals), setting.substr(equals + 1));
    }
}

std::string optionsTable(const Request& paperRequest, const Request& quickRequest) {
    TextTable table({"key", "paper", "quick", "allowed", "what it does"});
    const std::vector<Option> paper = optionsOf(paperRequest), quick = optionsOf(quickRequest);
    for (const Option& o : paper) {
        const auto other = std::find_if(quick.begin(), quick.end(), [&](const Option& q) { return q.key == o.key; }); // a preset may lack a part
        std::string allowed;
        if (o.kind == OptionKind::Choice)
            for (const std::string& choice : o.choices) allowed += (allowed.empty() ? "" : " | ") + choice;
        else if (o.kind == OptionKind::Boolean)
            allowed = "true | false";
        else if (o.kind == OptionKind::Text)
            allowed = "text";
        else {
            char text[64];
            std::snprintf(text, sizeof text, "%.10g to %.10g", o.minimum, o.maximum);
            allowed = text + (o.unit.empty() ? std::string() : " " + o.unit);
        }
        table.add({o.key, o.value, other == quick.end() ? "-" : other->value, allowed, o.help});
    }
    return table.text();
}

namespace {

struct RunArguments {
    std::string method, data = "fashion-mnist", project, name, preset = "paper", device;
    std::vector<std::string> settings;
    std::uint64_t seed = 2;
    int threads = 0;
    bool dataGiven = false, json = false, help = false;
};

Request requestOf(const RunArguments& a) {
    if (a.preset != "paper" && a.preset != "quick")
        throw EngineError(ErrorCode::Usage, "--preset is '" + a.preset + "'; allowed: quick, paper.");
    Request request = makeRequest(a.method, a.preset == "quick" ? Preset::Quick : Preset::Paper);
    if (!request.motor || a.dataGiven) setData(request, a.data);
    request.seed = a.seed;
    request.name = a.name.empty() ? findMethod(a.method)->name : a.name;
    if (a.threads > 0) setOption(request, "threads", std::to_string(a.threads));
    if (!a.device.empty()) setOption(request, "device", a.device);
    applySettings(request, a.settings, "dnas run " + a.method + " --help");
    validate(request);
    return request;
}

int run(const RunArguments& a) {
    return runInTerminal(requestOf(a), a.project, a.json);
}

} // namespace

void addRunCommands(CLI::App& app, Command& chosen) {
    auto a = std::make_shared<RunArguments>();
    CLI::App* runApp = app.add_subcommand("run", "Run a search and keep it in a project file");
    runApp->set_help_flag(); // --help depends on the method
    runApp->add_option("METHOD", a->method, "Id of the catalogue (dnas methods)");
    runApp->add_option("--data", a->data, "fashion-mnist | idx:DIR | cifar10:DIR | cifar100:DIR | folder:DIR; of pmsm motor:linear | motor:saturating | motor:map:FILE | motor:series:FILE")->capture_default_str();
    runApp->add_option("--project", a->project, "Project file (.dnas); made if it is missing");
    runApp->add_option("--name", a->name, "Name of the experiment");
    runApp->add_option("--preset", a->preset, "quick | paper")->capture_default_str();
    runApp->add_option("--set", a->settings, "KEY=VALUE, an option of the method or the task; may be repeated")->allow_extra_args(false);
    runApp->add_option("--seed", a->seed, "Seed of everything random")->capture_default_str();
    runApp->add_option("--threads", a->threads, "Compute threads; 0 = all processors")->check(CLI::Range(0, 256));
    runApp->add_option("--device", a->device, "auto | cpu | cuda");
    runApp->add_flag("--json", a->json, "End with one JSON document on stdout");
    runApp->add_flag("-h,--help", a->help, "This text, and the options of METHOD");
    runApp->callback([a, runApp, &chosen] {
        a->dataGiven = runApp->count("--data") > 0;
        chosen = [a, runApp] {
            if (a->help) {
                std::cout << runApp->help("dnas");
                if (!a->method.empty())
                    std::cout << "\nOptions of " << a->method << " for --set KEY=VALUE:\n" << optionsTable(makeRequest(a->method, Preset::Paper), makeRequest(a->method, Preset::Quick));
                else
                    std::cout << "\nOptions of a method: dnas run METHOD --help\n";
                return kOk;
            }
            if (a->method.empty()) throw EngineError(ErrorCode::Usage, "METHOD is missing.", "Known: see dnas methods.");
            return run(*a);
        };
    });

    struct ResumeArguments {
        std::string file, experiment;
        bool json = false;
    };
    auto r = std::make_shared<ResumeArguments>();
    CLI::App* resume = app.add_subcommand("resume", "Continue a stopped or interrupted search from its last checkpoint");
    resume->add_option("FILE", r->file, "Project file")->required();
    resume->add_option("EXPERIMENT", r->experiment, "Id or name")->required();
    resume->add_flag("--json", r->json, "End with one JSON document on stdout");
    resume->callback([r, &chosen] {
        chosen = [r] {
            ProjectReader::open(r->file); // a missing file is an error here, not a new project
            const std::unique_ptr<Project> project = Project::open(r->file);
            const std::int64_t id = findExperiment(*project->reader(), r->experiment);
            return finish(guardedBySignals([&](RunObserver& observer, RunControl& control) { return resumeExperiment(*project, id, observer, control); }), r->json, r->file);
        };
    });
}

} // namespace dnas::cli
