#include "tests/app/fake_runner.h"

#include "engine/api/baselines.h"
#include "engine/api/genotype_text.h"
#include "engine/api/error.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace dnas {
namespace {

AlphaGroup fakeGroup(const std::string& name, int epoch, int shift) {
    AlphaGroup group;
    group.name = name;
    group.columns = operationNames(OperationSet::DartsWithoutNone);
    for (int to = 2; to < 6; ++to)
        for (int from = 0; from < to; ++from) group.rows.push_back({std::to_string(from) + " -> " + std::to_string(to), from, to});
    const int columns = static_cast<int>(group.columns.size());
    for (int row = 0; row < static_cast<int>(group.rows.size()); ++row) {
        for (int column = 0; column < columns; ++column) {
            const double pull = (row * 3 + shift) % columns == column ? 0.5 : -0.2 + 0.01 * column;
            const double raw = pull * epoch;
            group.raw.push_back(raw);
            group.weights.push_back(1 / (1 + std::exp(-raw)));
        }
    }
    return group;
}

} // namespace

SnapshotPtr fakeSnapshot(int epoch, int epochs) {
    auto s = std::make_shared<Snapshot>();
    s->epoch = epoch;
    s->epochs = epochs;
    const double top1 = 0.9 - 0.8 / (epoch + 1);
    s->metrics = {{"train_loss", 2.3 / (epoch + 1)}, {"train_top1", top1 + 0.05}, {"train_top5", 0.99}, {"valid_loss", 2.4 / (epoch + 1)},
                  {"valid_top1", top1}, {"valid_top5", 0.98}, {"objective", 2.4 / (epoch + 1)}, {"lr", 0.1}, {"seconds", 1},
                  {"images_per_second", 300}, {"peak_mb", 420}, {"seconds_left", 10.0 * (epochs - epoch - 1)}, {"skip_count", 1},
                  {"entropy", 1.5}, {"margin", 0.1 * epoch}, {"parameters", 610000}, {"multiply_adds", 7e7}};
    s->alpha = {fakeGroup("normal", epoch, 0), fakeGroup("reduce", epoch, 2)};
    for (const AlphaGroup& group : s->alpha) {
        s->confidence.emplace_back(group.rowCount(), EdgeConfidence{1.5, 0.1});
        DominantOperations dominant{group.name, 0.9, std::vector<int>(group.columnCount(), 0)};
        for (std::size_t row = 0; row < group.rowCount(); ++row)
            for (std::size_t column = 0; column < group.columnCount(); ++column) dominant.counts[column] += group.weight(row, column) > 0.9;
        s->dominant.push_back(dominant);
    }
    s->genotype.form = GenotypeForm::Triples;
    for (const char* name : {"normal", "reduce"}) {
        CellGenotype cell{name, {}, {2, 3, 4, 5}};
        for (int to = 2; to < 6; ++to) cell.edges.push_back({epoch % 2 ? "sep_conv_3x3" : "skip_connect", to, to - 1});
        s->genotype.cells.push_back(cell);
    }
    return s;
}

void FakeRunner::noteThread() {
    if (std::this_thread::get_id() == m_maker) onWorkerThread = false;
}

std::int64_t FakeRunner::create(Project& project, const Request& request, std::int64_t parent) {
    noteThread();
    return project.addExperiment(request, "test", "test", parent);
}

/// @return false when stopped
bool FakeRunner::epoch(int number, int epochs, RunObserver& observer, RunControl& control) {
    for (int step = 0; step < steps; ++step) {
        while (control.pauseRequested() && !control.stopRequested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (control.stopRequested()) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(stepMs));
        observer.onProgress({number, epochs, step + 1, steps, 1.0, 300, 10, 420, 0, -1, "searching"});
    }
    return true;
}

namespace {

/// A safetensors file with one tensor of two zeros.
const std::string kFakeWeights = [] {
    const std::string header = R"({"stem.0.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
    std::string bytes(8, '\0');
    bytes[0] = static_cast<char>(header.size());
    return bytes + header + std::string(8, '\0');
}();

/// A training has a decided network and no alpha.
SnapshotPtr fakeTrainingSnapshot(const TrainSpec& training, int epoch, int epochs) {
    auto snapshot = std::make_shared<Snapshot>(*fakeSnapshot(epoch, epochs));
    snapshot->alpha.clear();
    snapshot->confidence.clear();
    snapshot->dominant.clear();
    snapshot->genotype = {};
    if (!isBaseline(training.network)) snapshot->genotype = parseGenotype(training.network);
    return snapshot;
}

} // namespace

Outcome FakeRunner::run(Project& project, std::int64_t experiment, RunObserver& observer, RunControl& control) {
    noteThread();
    ++runs;
    const ExperimentRecord record = project.reader()->experiment(experiment);
    const int epochs = record.request.recipe.epochs;
    const int first = static_cast<int>(record.snapshots.size());
    project.setStatus(experiment, ExperimentStatus::Running);
    observer.onStarted(experiment);
    const RunEvent started{first == 0 ? RunEvent::Kind::Started : RunEvent::Kind::Resumed, first, 0, first == 0 ? "started" : "resumed"};
    project.addEvent(experiment, started);
    observer.onEvent(started);
    const auto end = [&](ExperimentStatus status, const std::string& message = {}) {
        project.setStatus(experiment, status, message);
        return Outcome{status, experiment, ErrorCode::Internal, message, {}};
    };
    if (!failure.empty()) return end(ExperimentStatus::Failed, failure);
    for (int number = first; number < epochs; ++number) {
        if (!epoch(number, epochs, observer, control)) return end(ExperimentStatus::Stopped);
        const SnapshotPtr snapshot = record.request.training ? fakeTrainingSnapshot(*record.request.training, number, epochs) : fakeSnapshot(number, epochs);
        if (record.request.training) project.storeWeights(experiment, {"best", number, kFakeWeights});
        project.addEpoch(experiment, *snapshot, {}, {number + 1, 0, "state"});
        observer.onSnapshot(snapshot);
        if (control.stopAfterEpochRequested() && number + 1 < epochs) return end(ExperimentStatus::Stopped);
    }
    return end(ExperimentStatus::Finished);
}

RunEstimate FakeRunner::estimate(const Request& request) {
    noteThread();
    return {0.25, 0.25 * request.recipe.epochs * 62, 420, false, 1100000, 2, "CPU, 2 threads, float32"};
}

MotorSeries FakeRunner::motorSeries(const MotorSearchSpec& spec, std::uint64_t seed) {
    noteThread();
    MotorSearchSpec shorter = spec;
    shorter.durationS = std::min(spec.durationS, 0.1);
    return dnas::motorSeries(shorter, seed);
}

RetrievalIndex FakeRunner::index(const std::string& /*project*/, const EncoderChoice& choice, const std::string& source, const IndexProgress& progress) {
    noteThread();
    if (source == "none") throw EngineError(ErrorCode::Data, "none: no such folder or file.", "Give a folder of images.");
    RetrievalIndex index;
    index.encoder = "experiment " + std::to_string(choice.experiment);
    index.source = source;
    index.width = 2;
    for (int i = 0; i < 6; ++i) {
        if (!progress(i + 1, 6)) return {};
        const double angle = 0.1 * i + (i < 3 ? 0 : 1);
        index.features.insert(index.features.end(), {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))});
        index.items.push_back({(i < 3 ? "a/" : "b/") + std::to_string(i) + ".png", i < 3 ? "a" : "b", true});
    }
    index.skipped = {"b/broken.png: is no image"};
    return index;
}

std::vector<float> FakeRunner::queryFeature(const std::string& /*project*/, const RetrievalIndex& index, const std::string& /*image*/) {
    noteThread();
    return {index.features.begin() + 6, index.features.begin() + 8};
}

std::vector<PreviewImage> FakeRunner::itemImages(const RetrievalIndex& /*index*/, const std::vector<int>& items, int side) {
    noteThread();
    std::vector<PreviewImage> images;
    for (const int item : items) {
        images.emplace_back();
        if (item != 5) images.back() = {side, side, 1, std::vector<std::uint8_t>(static_cast<std::size_t>(side * side), static_cast<std::uint8_t>(40 * item)), 0};
    }
    return images;
}

std::vector<PreviewImage> FakeRunner::channels(const PreviewImage& image, ColorModel model) {
    const std::size_t pixels = static_cast<std::size_t>(image.width) * image.height;
    return {channelNames(model, image.channels).size(), PreviewImage{image.width, image.height, 1, std::vector<std::uint8_t>(pixels), image.label}};
}

Evaluation FakeRunner::evaluate(const std::string&, std::int64_t, const EvaluationOptions& options) {
    noteThread();
    evaluatedWith = options;
    if (!failure.empty()) throw EngineError(ErrorCode::Project, failure);
    Evaluation e;
    e.data = "fashion-mnist";
    e.part = "test";
    e.weights = options.weights + " weights";
    e.images = 30;
    e.classes = 3;
    e.classNames = {"bag", "boot", "coat"};
    e.top1 = 0.8;
    e.top5 = 1;
    e.loss = 0.5;
    e.confusion = {9, 1, 0, 0, 8, 2, 1, 2, 7};
    e.classAccuracy = {0.9, 0.8, 0.7};
    e.calibrationError = 0.03;
    e.calibration = {{10, 0.4, 0.5}, {20, 0.9, 0.95}};
    e.worst = {{4, 2, 1, 0.9, 3.2, {2, 2, 1, {0, 80, 160, 255}, 2}}};
    return e;
}

WeightExport FakeRunner::exportWeights(const std::string&, std::int64_t, const std::string& weights, const std::string&) {
    noteThread();
    return {"safetensors", weights + " weights, of epoch 2", 4, 1000};
}

bool FakeRunner::tenSteps(const MeasureProgress& progress) const {
    for (int step = 1; step <= 10; ++step) {
        std::this_thread::sleep_for(std::chrono::milliseconds(stepMs));
        if (!progress(step, 10)) return false;
    }
    return true;
}

std::vector<Measurement> FakeRunner::measureLatency(const std::string&, std::int64_t, const MeasureProgress& progress) {
    noteThread();
    if (!failure.empty()) throw EngineError(ErrorCode::Data, failure);
    if (!tenSteps(progress)) return {};
    return {{"latency_1", 0.004, 0.003, 0.005, "2 threads, 30 repeats", "a machine", {}}};
}

std::vector<Measurement> FakeRunner::measureGap(const std::string&, std::int64_t, const MeasureProgress& progress) {
    noteThread();
    if (!tenSteps(progress)) return {};
    std::vector<Measurement> found(2);
    found[0].name = "supernet_top1";
    found[0].value = 0.9;
    found[1].name = "inherited_top1";
    found[1].value = 0.4;
    return found;
}

DataInfo FakeRunner::inspect(const std::string& spec, int, int) {
    noteThread();
    if (spec == "folder:/nowhere") throw EngineError(ErrorCode::Data, "/nowhere: there is no such folder.", "Check the path.");
    DataInfo info;
    info.spec = spec;
    info.name = "Fashion-MNIST";
    info.classes = 10;
    for (int i = 0; i < 10; ++i) info.classNames.push_back("class " + std::to_string(i));
    info.trainCounts.assign(10, 6000);
    info.testCounts.assign(10, 1000);
    info.channels = 1;
    info.width = info.height = 28;
    for (int i = 0; i < 20; ++i) info.preview.push_back({28, 28, 1, std::vector<std::uint8_t>(28 * 28, static_cast<std::uint8_t>(12 * i)), i % 10});
    return info;
}

PruningSpec FakeRunner::pruningOf(const std::string& model, const VitOptions& options) {
    noteThread();
    PruningSpec spec;
    spec.model = model;
    for (const auto& [key, value] : options) {
        if (key != "num_heads") throw EngineError(ErrorCode::Usage, "There is no option '" + key + "'.", "Known: num_heads.");
        spec.options = key + "=" + value;
    }
    return spec;
}

VitSpeed FakeRunner::measureSpeed(const VitSpec& whole, const VitSpec& pruned, const RunControl& control) {
    noteThread();
    VitSpeed speed;
    for (int ms = 0; ms < speedMs && !control.stopRequested(); ++ms) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    speed.cancelled = control.stopRequested();
    speedsMade += !speed.cancelled;
    const auto timing = [](const VitSpec& spec) {
        Timing t;
        t.batch = 8;
        t.median = t.low = t.high = 0.01 * (1 + spec.depth());
        return t;
    };
    speed.whole = timing(whole);
    speed.pruned = timing(pruned);
    speed.machine = machine();
    speed.ratio = speed.ratioLow = speed.ratioHigh = speed.whole.median / speed.pruned.median;
    return speed;
}

void FakeRunner::accuracies(const PruningSpec&, const std::vector<VitMask>& masks, const VitEvaluationOptions& evaluation, const RunControl& control,
                            const std::function<void(std::size_t, const VitEvaluation&)>& then) {
    noteThread();
    ++evaluations;
    if (evaluation.data.empty()) throw EngineError(ErrorCode::Data, "No data.");
    for (std::size_t i = 0; i < masks.size(); ++i) {
        if (evaluation.progress) evaluation.progress(evaluation.limit / 2, evaluation.limit);
        for (int ms = 0; ms < accuracyMs && !control.stopRequested(); ++ms) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        const bool cancelled = control.stopRequested();
        then(i, {evaluation.data, "test", keptBlocks(masks[i]) / 12.0, evaluation.limit, cancelled, evaluation.limit});
        if (cancelled) return;
    }
}

PrunedExport FakeRunner::savePruned(const PruningSpec& spec, const VitMask& mask, std::uint64_t, const std::string&) {
    noteThread();
    return {"safetensors", prunedSpec(spec.network, mask), vitCost(spec.network), vitCost(prunedSpec(spec.network, mask))};
}

} // namespace dnas
