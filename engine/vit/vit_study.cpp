#include "engine/vit/vit_study.h"

#include "engine/api/error.h"
#include "engine/core/gpu.h"
#include "engine/core/random_streams.h"
#include "engine/pruning/gate_objective.h"
#include "engine/search/batch_feed.h"
#include "engine/search/iterated_run.h"
#include "engine/vit/hard_pruning.h"
#include "engine/vit/vit_tuner.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>

namespace dnas {

namespace {

using Clock = std::chrono::steady_clock;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// What both kinds share: the data at hand, and a training of a network that is given.
class VitStudy : public IteratedRun {
  public:
    VitStudy(const Request& request, const c10::Device& device) : m_request(request), m_spec(*request.vitWork), m_device(device), m_input(inputOfModel(m_spec)) {}

    bool done() const override { return m_done >= vitWorkSnapshots(m_spec); }
    int iterationsDone() const override { return m_done; }
    std::string text() const override { return std::to_string(m_done); }
    void restore(const std::string& text) override {
        char* end = nullptr;
        const long done = std::strtol(text.c_str(), &end, 10);
        if (text.empty() || *end != 0 || done < 0 || done > vitWorkSnapshots(m_spec))
            throw EngineError(ErrorCode::Format, "The stored state of the study is '" + text.substr(0, 40) + "'.");
        m_done = static_cast<int>(done);
    }
    std::string description() const override {
        return m_spec.model + ": " + std::to_string(m_spec.network.depth()) + " blocks, " + std::to_string(vitCost(m_spec.network).parameters) +
               " parameters; " + name(m_spec.tuned) + " trained for " + std::to_string(m_spec.epochs) + " epochs each";
    }

  protected:
    void load(const std::string& data, std::uint64_t seed) {
        if (!m_data || m_data->spec != data) m_data = loadDataSet(data, m_spec.network.imageSize);
        m_images = vitImages(m_request, m_data, m_input, seed);
    }

    /// @return nothing where it was ended on its way
    std::optional<VitTuning> tune(VitModel& model, VitTuned tuned, bool scoreBefore, const IterationWay& way, int part, int parts) const {
        model.weights().moveTo(m_device);
        const int steps = m_images.train->steps() * m_spec.epochs;
        VitTuning result;
        result.before = scoreBefore ? scoreOf(model, *m_images.test, m_device).top1 : kNaN;
        VitWorkSpec spec = m_spec;
        spec.tuned = tuned;
        VitTuner tuner(model, spec, steps);
        double seconds = 0;
        std::int64_t images = 0;
        for (int epoch = 0; epoch < m_spec.epochs; ++epoch) {
            BatchFeed batches(m_images.train, m_device, epoch, 0);
            for (int i = 0; i < m_images.train->steps(); ++i) {
                if (!way.goesOn()) return std::nullopt;
                const TensorBatch batch = batches.next();
                const Clock::time_point start = Clock::now();
                const double loss = tuner.step(batch).loss;
                synchronize(m_device);
                if (epoch + i > 0 || steps == 1) { // the first step warms up
                    seconds += std::chrono::duration<double>(Clock::now() - start).count();
                    images += batch.labels.size(0);
                }
                way.progress(part * steps + epoch * m_images.train->steps() + i, parts * steps, loss);
            }
        }
        result.trainRate = seconds > 0 ? static_cast<double>(images) / seconds : kNaN;
        const VitScore score = scoreOf(model, *m_images.test, m_device);
        result.after = score.top1;
        result.testRate = score.imagesPerSecond;
        return result;
    }

    Snapshot snapshot() const {
        Snapshot s;
        s.epoch = m_done;
        s.epochs = vitWorkSnapshots(m_spec);
        return s;
    }
    /// A new head begins with zeros: what it would tell before training is chance.
    bool keepsHead() const { return m_input && headFits(m_spec.network, m_input->classNames, m_images); }
    /// With the head that the file has; of a preset as fresh().
    std::unique_ptr<VitModel> original(std::uint64_t seed) const {
        if (isVitPreset(m_spec.model)) return fresh(seed);
        PruningSpec asPruning;
        asPruning.options = m_spec.options;
        return loadVit(m_spec.model, pruningVitOptions(asPruning));
    }
    std::unique_ptr<VitModel> fresh(std::uint64_t seed) const { return vitForImages(m_spec, m_images, seed); }

    Request m_request;
    VitWorkSpec m_spec;
    c10::Device m_device;
    VitImages m_images;
    int m_done = 0;

  private:
    std::optional<VitInput> m_input;
    std::shared_ptr<const DataSet> m_data; ///< used last
};

/// All runs on the first data set, then on the next.
class Comparison final : public VitStudy {
  public:
    Comparison(const Request& request, const c10::Device& device) : VitStudy(request, device) {
        for (const std::string& data : m_spec.data) { // a set that is not there is told now, not after hours
            load(data, request.seed);
            m_labels.push_back(m_images.name);
        }
        const std::vector<std::string> names = m_labels;
        for (std::size_t i = 0; i < names.size(); ++i) // two folders of the same name are two sets
            if (std::count(names.begin(), names.end(), names[i]) > 1) m_labels[i] = m_spec.data[i];
    }

    std::optional<Snapshot> iterate(const IterationWay& way) override {
        const int run = m_done % m_spec.runs;
        const std::uint64_t seed = m_request.seed + static_cast<std::uint64_t>(run);
        const auto set = static_cast<std::size_t>(m_done / m_spec.runs);
        load(m_spec.data[set], seed);
        const std::unique_ptr<VitModel> whole = fresh(seed), less = pruned(*whole, m_spec.mask);
        const std::optional<VitTuning> a = tune(*whole, m_spec.wholeTuned.value_or(m_spec.tuned), keepsHead(), way, 0, 2);
        const std::optional<VitTuning> b = a ? tune(*less, m_spec.tuned, keepsHead(), way, 1, 2) : std::nullopt;
        if (!b) return std::nullopt;
        Snapshot s = snapshot();
        s.stage = m_labels[set];
        const VitCost cost = vitCost(less->spec());
        s.metrics = {{"run", run}, {"improvement", b->after - a->after}, {"parameters", static_cast<double>(cost.parameters)},
                     {"multiply_adds", static_cast<double>(cost.multiplyAdds)}};
        for (const auto& [prefix, tuning] : {std::pair<std::string, VitTuning>("whole", *a), {"pruned", *b}}) {
            s.metrics.push_back({prefix + "_before", tuning.before});
            s.metrics.push_back({prefix + "_top1", tuning.after});
            s.metrics.push_back({prefix + "_train_rate", tuning.trainRate});
            s.metrics.push_back({prefix + "_test_rate", tuning.testRate});
        }
        ++m_done;
        return s;
    }
    const char* what() const override { return "comparison"; }
    const char* phase() const override { return "fine-tuning"; }
    std::string result(const std::vector<SnapshotPtr>& snapshots) const override {
        std::vector<double> improvements, inference, training;
        for (const VitComparison& c : vitComparisons(snapshots)) {
            improvements.push_back(100 * c.improvement());
            inference.push_back(c.pruned.testRate / c.whole.testRate);
            training.push_back(c.pruned.trainRate / c.whole.trainRate);
        }
        char text[240];
        std::snprintf(text, sizeof text, "Pruned against whole: top-1 %+.2f points in the mean of %d trainings; %.2f times the throughput of inference, %.2f times that of training.",
                      summaryOf(improvements).mean, static_cast<int>(improvements.size()), summaryOf(inference).median, summaryOf(training).median);
        return text;
    }

  private:
    std::vector<std::string> m_labels; ///< of the data sets: their names, or what was asked for where names are equal
};

class Correlation final : public VitStudy {
  public:
    Correlation(const Request& request, const c10::Device& device) : VitStudy(request, device) {
        load(request.task.data, request.seed);
        m_whole = original(request.seed);
        m_whole->weights().moveTo(device);
        for (const ProxyInfo& info : pruningProxies()) {
            Calibrated proxy;
            proxy.spec.proxy = info.proxy;
            proxy.spec.innerStep = m_spec.innerStep;
            proxy.calibration = GateObjective(*m_whole, proxy.spec).calibration();
            m_proxies.push_back(proxy);
        }
    }

    /// Proxies are of the network that is left, as the file's own head has it: table 6.2 tells synflow and its normalised
    /// form apart, which differ by the number of parameters only.
    std::optional<Snapshot> iterate(const IterationWay& way) override {
        const VitMask mask = sampleMask(m_spec, m_request.seed, m_done);
        Snapshot s = snapshot();
        const std::unique_ptr<VitModel> left = pruned(*m_whole, mask);
        left->weights().moveTo(m_device);
        for (const Calibrated& proxy : m_proxies) {
            if (!way.goesOn()) return std::nullopt;
            s.metrics.push_back({proxyMetric(proxy.spec.proxy), GateObjective(*left, proxy.spec, proxy.calibration).unpruned().value});
        }
        const std::unique_ptr<VitModel> less = pruned(*fresh(m_request.seed), mask);
        const std::optional<VitTuning> tuning = tune(*less, m_spec.tuned, keepsHead(), way, 0, 1);
        if (!tuning) return std::nullopt;
        const VitCost cost = vitCost(less->spec());
        s.metrics.insert(s.metrics.begin(), {{"valid_top1", tuning->after},
                                             {"before", tuning->before},
                                             {"kept_blocks", keptBlocks(mask)},
                                             {"kept_heads", keptHeads(mask)},
                                             {"parameters", static_cast<double>(cost.parameters)},
                                             {"multiply_adds", static_cast<double>(cost.multiplyAdds)},
                                             {"train_rate", tuning->trainRate},
                                             {"test_rate", tuning->testRate}});
        ++m_done;
        return s;
    }
    const char* what() const override { return "study"; }
    const char* phase() const override { return "fine-tuning"; }
    std::string result(const std::vector<SnapshotPtr>& snapshots) const override {
        const ProxyCorrelation best = proxyCorrelations(snapshots).front();
        char text[200];
        std::snprintf(text, sizeof text, "%d prunings: %s goes with the accuracy most closely, Spearman's rho %.2f (%.2f to %.2f).",
                      static_cast<int>(snapshots.size()), proxyInfo(best.proxy).title, best.spearman, best.spearmanInterval.low, best.spearmanInterval.high);
        return text;
    }

  private:
    struct Calibrated {
        PruningSpec spec; ///< of which proxy and inner step count
        GateCalibration calibration; ///< of the whole network: (6.6) has one gamma, table 6.1 one c, for all samples
    };

    std::unique_ptr<VitModel> m_whole;
    std::vector<Calibrated> m_proxies;
};

} // namespace

VitMask sampleMask(const VitWorkSpec& spec, std::uint64_t seed, int sample) {
    VitMask mask = fullMask(spec.network);
    for (std::uint64_t attempt = 0;; ++attempt) {
        RandomStream random(seed, "vit/sample", static_cast<std::uint64_t>(sample), attempt);
        for (std::vector<bool>& block : mask) {
            const bool whole = spec.granularity == PruningGranularity::Head || random.uniform() < spec.keep;
            for (std::size_t head = 0; head < block.size(); ++head)
                block[head] = whole && (spec.granularity == PruningGranularity::Block || random.uniform() < spec.keep);
        }
        if (keptBlocks(mask) > 0) return mask;
    }
}

Outcome runVitStudy(Project& project, const Request& request, std::int64_t experiment, RunObserver& observer, RunControl& control) {
    return runIterated(project, request, experiment, observer, control, [&](const c10::Device& device) -> std::unique_ptr<IteratedRun> {
        if (request.vitWork->work == VitWork::Compare) return std::make_unique<Comparison>(request, device);
        return std::make_unique<Correlation>(request, device);
    });
}

} // namespace dnas
