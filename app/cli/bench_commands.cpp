// dnas bench: how fast a search step is on this machine.
#include "app/cli/command_line.h"
#include "app/cli/device_option.h"
#include "app/cli/json_output.h"
#include "app/cli/text_table.h"

#include "engine/api/benchmark.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dnas::cli {

namespace {

int bench(const BenchmarkSpec& spec, bool json) {
    const BenchmarkResult result = benchmarkStep(spec);
    const double imagesPerSecond = spec.batch / result.stepSeconds;
    if (json) {
        print({{"method", spec.method}, {"step_seconds", number(result.stepSeconds)}, {"plain_step_seconds", number(result.plainStepSeconds)},
               {"ratio", number(result.ratio())}, {"images_per_second", number(imagesPerSecond)}, {"peak_mb", number(result.peakMb)},
               {"plain_peak_mb", number(result.plainPeakMb)}, {"threads", result.threads}, {"batch", spec.batch},
               {"channels", spec.channels}, {"cells", spec.cells}, {"repeats", spec.repeats}, {"recompute", spec.recompute},
               {"device", result.device}});
        return kOk;
    }
    std::cout << spec.method << ": " << spec.channels << " channels, " << spec.cells << " cells, " << spec.imageSize << "x" << spec.imageSize
              << " images, batch " << spec.batch << "; " << result.device << "; median of "
              << spec.repeats << (spec.repeats == 1 ? " step" : " steps") << "\n\n";
    TextTable table({"path", "step", "images/s", "peak memory"});
    table.add({"fused", fixed(result.stepSeconds, 3) + " s", fixed(imagesPerSecond, 1), fixed(result.peakMb / 1000, 2) + " GB"});
    if (spec.plain)
        table.add({"plain", fixed(result.plainStepSeconds, 3) + " s", fixed(spec.batch / result.plainStepSeconds, 1), fixed(result.plainPeakMb / 1000, 2) + " GB"});
    std::cout << table.text();
    if (spec.plain)
        std::cout << "\nThe fused path is " << fixed(result.ratio(), 1) << " times as fast, in 1/" << fixed(result.plainPeakMb / result.peakMb, 1) << " of the memory.\n";
    return kOk;
}

} // namespace

void addBenchCommands(CLI::App& app, Command& chosen) {
    struct Arguments {
        BenchmarkSpec spec;
        bool json = false, noPlain = false, mixed = false;
    };
    auto a = std::make_shared<Arguments>();
    CLI::App* command = app.add_subcommand("bench", "Time and memory of a search step on this machine, beside the plain path");
    command->add_option("METHOD", a->spec.method, "Method of the catalogue")->capture_default_str();
    command->add_option("--batch", a->spec.batch, "Images of a batch")->check(CLI::Range(2, 4096))->capture_default_str();
    command->add_option("--threads", a->spec.threads, "Compute threads; 0 = as a run would choose")->check(CLI::Range(0, 256))->capture_default_str();
    command->add_option("--repeats", a->spec.repeats, "Measured steps of each path, interleaved")->check(CLI::Range(1, 1000))->capture_default_str();
    command->add_option("--channels", a->spec.channels, "Initial channels")->check(CLI::Range(1, 512))->capture_default_str();
    command->add_option("--cells", a->spec.cells, "Cells")->check(CLI::Range(3, 40))->capture_default_str();
    command->add_option("--image-size", a->spec.imageSize, "Side of the images")->check(CLI::Range(8, 1024))->capture_default_str();
    addDeviceOption(*command, a->spec.device);
    command->add_flag("--mixed", a->mixed, "Mixed precision of the fast path, on a GPU");
    command->add_flag("--recompute", a->spec.recompute, "Compute cells again in the backward pass: less memory, more time");
    command->add_flag("--no-plain", a->noPlain, "Leave out the plain path, which is slow and large");
    command->add_flag("--json", a->json, "One JSON document on stdout");
    command->callback([a, &chosen] {
        a->spec.plain = !a->noPlain;
        a->spec.precision = a->mixed ? Precision::Mixed : Precision::Float32;
        chosen = [a] { return bench(a->spec, a->json); };
    });
}

} // namespace dnas::cli
