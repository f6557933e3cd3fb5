// Which gates of a pruning, and what a threshold leaves (vit_arguments.h). Place: dnas prune apply, dnas prune tune.
#include "app/cli/vit_arguments.h"

#include "engine/api/error.h"
#include "engine/api/pruned_export.h"
#include "engine/api/request.h"

#include <CLI/CLI.hpp>

#include <cmath>

namespace dnas::cli {

void addMaskOptions(CLI::App& command, MaskArguments& a) {
    command.add_option("PROJECT", a.project, "Project file (.dnas)")->required();
    command.add_option("EXPERIMENT", a.experiment, "Number or exact name")->required();
    command.add_option("--threshold", a.threshold, "What a gate must reach to stay")->capture_default_str();
    CLI::Option* run = command.add_option("--run", a.run, "Gates at the end of this run, from 1; the best if not given")->check(CLI::Range(1, 1000000));
    command.add_option("--epoch", a.epoch, "Gates of this iteration, from 1, over all runs as dnas show counts")->check(CLI::Range(1, 1000000))->excludes(run);
    command.add_option("--kept", a.kept, "A mask that was kept under this name, instead of a threshold")->excludes("--threshold")->excludes(run)->excludes("--epoch");
    command.add_flag("--raw", a.raw, "Compare alpha itself instead of sigma(alpha)");
}

namespace {

/// The gates asked for, and which they are.
SnapshotPtr chosenGates(const MaskArguments& a, const ExperimentRecord& record, FoundMask& found) {
    const PruningSummary all = pruningSummary(found.spec, record.snapshots);
    if (all.runs.empty())
        throw EngineError(ErrorCode::Usage, "The pruning '" + record.summary.name + "' has no iteration yet.",
                          "Run it first: dnas resume " + a.project + " " + std::to_string(record.summary.id) + ".");
    const int runs = static_cast<int>(all.runs.size()), last = record.snapshots.back()->epoch + 1;
    if (a.run > runs)
        throw EngineError(ErrorCode::Usage, "--run is " + std::to_string(a.run) + "; experiment '" + record.summary.name + "' has runs 1 to " + std::to_string(runs) + ".");
    if (a.epoch > last)
        throw EngineError(ErrorCode::Usage, "--epoch is " + std::to_string(a.epoch) + "; experiment '" + record.summary.name + "' has iterations 1 to " + std::to_string(last) + ".");
    const std::size_t run = static_cast<std::size_t>(a.run > 0 ? a.run - 1 : all.best);
    SnapshotPtr gates = all.runs[run].last;
    for (const SnapshotPtr& snapshot : record.snapshots)
        if (snapshot->epoch + 1 == a.epoch) gates = snapshot;
    found.epoch = gates->epoch + 1;
    found.run = gates->epoch / found.spec.iterations + 1;
    found.origin = "run " + std::to_string(found.run);
    if (a.epoch > 0)
        found.origin += ", iteration " + std::to_string(found.epoch) + " of " + std::to_string(last);
    else if (runs > 1)
        found.origin += (a.run > 0 ? " of " : ", best of ") + std::to_string(runs);
    return gates;
}

VitMask keptMaskOf(ProjectReader& reader, std::int64_t experiment, const MaskArguments& a, FoundMask& found) {
    std::string known;
    for (const KeptGenotype& kept : reader.keptGenotypes(experiment)) {
        if (kept.name == a.kept && !keptMask(kept.genotype).empty()) {
            found.epoch = kept.epoch + 1;
            found.run = kept.epoch / found.spec.iterations + 1;
            found.origin = "iteration " + std::to_string(found.epoch) + ", kept as '" + a.kept + "'";
            return keptMask(kept.genotype);
        }
        known += (known.empty() ? "" : ", ") + kept.name;
    }
    throw EngineError(ErrorCode::Usage, "No mask is kept as '" + a.kept + "'.", known.empty() ? "Keep one in the window." : "Kept: " + known + ".");
}

} // namespace

FoundMask foundMask(const MaskArguments& a) {
    if (!std::isfinite(a.threshold)) throw EngineError(ErrorCode::Usage, "--threshold is " + std::to_string(a.threshold) + "; allowed: a finite number.");
    const auto reader = ProjectReader::open(a.project);
    const ExperimentRecord record = reader->experiment(findExperiment(*reader, a.experiment));
    if (!record.request.pruning)
        throw EngineError(ErrorCode::Usage, "Experiment '" + record.summary.name + "' is no pruning.", "dnas list " + a.project + " shows the methods.");
    FoundMask found;
    found.spec = *record.request.pruning;
    found.seed = record.request.seed;
    if (!a.kept.empty()) {
        found.mask = keptMaskOf(*reader, record.summary.id, a, found);
        return found;
    }
    const SnapshotPtr gates = chosenGates(a, record, found);
    found.mask = maskAt(found.spec.network, gateValues(*gates, a.raw ? GateScale::Raw : GateScale::Sigmoid), a.threshold);
    return found;
}

} // namespace dnas::cli
