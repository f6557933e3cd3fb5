// From the pieces of a log (log_scanner.h) to a run.
#include "engine/api/log_import.h"

#include "engine/analysis/architecture_facts.h"
#include "engine/api/cost.h"
#include "engine/api/discretize.h"
#include "engine/api/error.h"
#include "engine/interop/log_scanner.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace dnas {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kMostEpochs = 100000, kMostNodes = 16;
const std::vector<std::string> kMeasured{"train_loss", "train_top1", "train_top5", "valid_loss", "valid_top1", "valid_top5",
                                         "objective",  "lr",         "seconds",    "images_per_second", "peak_mb", "seconds_left"};

struct LogEpoch {
    int line = 0;
    std::optional<Genotype> genotype;
    std::vector<LogMatrix> matrices;
    std::map<std::string, double> metrics;
};

/// Sorts the pieces into epochs.
class EpochCollector final : public LogVisitor {
  public:
    explicit EpochCollector(const std::string& file) : m_file(file) {}
    void onEpoch(int line, int number) override {
        if (number == m_number) return; // scripts that name the epoch in every line
        m_number = number;
        begin(line);
    }
    void onGenotype(int line, Genotype genotype) override {
        if (epochs.empty() || (m_number < 0 && epochs.back().genotype)) begin(line);
        if (epochs.back().genotype) epochs.back().matrices.clear(); // those before belong to the genotype before
        epochs.back().genotype = std::move(genotype);
    }
    void onMatrix(LogMatrix matrix) override {
        if (epochs.empty()) begin(matrix.line);
        epochs.back().matrices.push_back(std::move(matrix));
    }
    void onMetric(const std::string& name, double value) override {
        if (!epochs.empty()) epochs.back().metrics[name] = value;
    }
    void onSeed(std::uint64_t value) override {
        if (epochs.empty()) seed = value; // of the script's arguments, before it starts
    }

    std::vector<LogEpoch> epochs;
    std::uint64_t seed = 0;

  private:
    void begin(int line) {
        if (epochs.size() >= kMostEpochs)
            throw EngineError(ErrorCode::Format, m_file + ", line " + std::to_string(line) + ": more than " + std::to_string(kMostEpochs) + " epochs.");
        epochs.push_back({line, {}, {}, {}});
    }
    const std::string& m_file;
    int m_number = -1; ///< of the epoch line in force; -1 = the log has none
};

int nodesOfRows(std::size_t rows) {
    for (int nodes = 1; nodes <= kMostNodes; ++nodes)
        if (static_cast<std::size_t>(nodes * (nodes + 3) / 2) == rows) return nodes;
    return 0;
}

int nodesOf(const Genotype& genotype) {
    int last = 1;
    for (const CellGenotype& cell : genotype.cells) {
        for (const GenotypeEdge& edge : cell.edges) last = std::max(last, edge.to);
        for (int node : cell.concat) last = std::max(last, node);
    }
    return last - 1;
}

std::optional<OperationSet> setOfColumns(std::size_t columns) {
    for (OperationSet set : {OperationSet::Darts, OperationSet::DartsWithoutNone, OperationSet::DartOpti})
        if (operationNames(set).size() == columns) return set;
    return std::nullopt;
}

/// What the printed numbers are, see importLog.
enum class Scale { Softmax, Sigmoid, Raw };

Scale scaleOf(const LogMatrix& matrix) {
    bool sums = true, unit = true;
    for (std::size_t row = 0; row < matrix.rows(); ++row) {
        double sum = 0;
        for (std::size_t column = 0; column < matrix.columns; ++column) {
            const double value = matrix.values[row * matrix.columns + column];
            sum += value;
            unit &= value >= 0 && value <= 1; // false for NaN
        }
        sums &= std::abs(sum - 1) < 0.01; // four printed digits each
    }
    return !unit ? Scale::Raw : sums ? Scale::Softmax : Scale::Sigmoid;
}

AlphaGroup groupOf(const std::string& name, int nodes, OperationSet set, const LogMatrix& matrix, Scale scale) {
    AlphaGroup group{name, cellEdges(nodes), operationNames(set), matrix.values, matrix.values};
    constexpr double kLeast = 1e-8; // a printed 0.0000 stands for something small
    for (std::size_t row = 0; row < group.rowCount(); ++row) {
        double largest = -std::numeric_limits<double>::infinity(), sum = 0;
        for (std::size_t column = 0; column < group.columnCount(); ++column) {
            const std::size_t at = row * group.columnCount() + column;
            const double w = std::clamp(matrix.values[at], kLeast, 1 - kLeast);
            if (scale == Scale::Softmax) group.raw[at] = std::log(w);
            if (scale == Scale::Sigmoid) group.raw[at] = std::log(w / (1 - w));
            largest = std::max(largest, group.raw[at]);
        }
        if (scale != Scale::Raw) continue;
        for (std::size_t pass = 0; pass < 2; ++pass) // softmax: the sum, then the shares
            for (std::size_t column = 0; column < group.columnCount(); ++column) {
                const std::size_t at = row * group.columnCount() + column;
                const double e = std::exp(group.raw[at] - largest);
                pass == 0 ? static_cast<void>(sum += e) : static_cast<void>(group.weights[at] = e / sum);
            }
    }
    return group;
}

/// Makes the run; the first epoch with an architecture decides the space.
class RunBuilder {
  public:
    RunBuilder(const std::string& file, std::uint64_t seed, const std::vector<LogEpoch>& epochs) {
        for (const LogEpoch& epoch : epochs)
            if (!m_firstMatrix && !epoch.matrices.empty()) m_firstMatrix = &epoch.matrices[0];
        m_run.request = makeRequest("darts-first", Preset::Paper);
        m_run.request.name = file.substr(file.find_last_of('/') + 1);
        m_run.request.seed = seed;
        m_run.request.recipe.method = kImportedMethod;
        m_run.request.task.data = "log:" + m_run.request.name;
        m_run.environment = "imported from " + file;
    }

    void add(const LogEpoch& epoch) {
        if (!epoch.genotype && epoch.matrices.empty())
            return note("line " + std::to_string(epoch.line) + ": an epoch without genotype and alpha was left out");
        if (m_run.snapshots.empty()) chooseSpace(epoch);
        Snapshot snapshot;
        snapshot.epoch = static_cast<int>(m_run.snapshots.size());
        snapshot.alpha = alphaOf(epoch);
        if (!epoch.genotype && snapshot.alpha.empty()) return;
        snapshot.genotype = epoch.genotype ? *epoch.genotype : parseGenotypeOf(snapshot.alpha, m_run.request.recipe.discretize, m_reductions);
        for (const std::string& name : kMeasured) {
            const auto found = epoch.metrics.find(name);
            snapshot.metrics.emplace_back(name, found == epoch.metrics.end() ? kNaN : found->second);
        }
        addArchitectureFacts(snapshot, m_run.request.recipe.dominantThreshold, retrainShape(m_run.request));
        m_run.snapshots.push_back(std::move(snapshot));
    }

    FinishedRun finish() {
        const int epochs = static_cast<int>(m_run.snapshots.size());
        for (Snapshot& snapshot : m_run.snapshots) snapshot.epochs = epochs;
        m_run.request.recipe.epochs = std::clamp(epochs, 1, 10000);
        return std::move(m_run);
    }

  private:
    void chooseSpace(const LogEpoch& epoch) {
        Recipe& recipe = m_run.request.recipe;
        auto& space = std::get<CellSpaceSpec>(recipe.space);
        m_nodes = epoch.genotype ? nodesOf(*epoch.genotype) : nodesOfRows(epoch.matrices[0].rows());
        space.nodes = std::clamp(m_nodes, 1, 8);
        const std::size_t cells = epoch.genotype ? epoch.genotype->cells.size() : epoch.matrices.size();
        if (cells > 2 || (epoch.genotype && epoch.genotype->form != GenotypeForm::Pairs && epoch.genotype->form != GenotypeForm::Triples)) {
            space.sharing = AlphaSharing::PerCell;
            space.cells = std::clamp(static_cast<int>(cells), 3, 40);
        }
        m_reductions = epoch.genotype ? epoch.genotype->reductions : reductionCells(static_cast<int>(cells));
        m_scale = m_firstMatrix ? scaleOf(*m_firstMatrix) : Scale::Softmax;
        if (m_scale == Scale::Sigmoid) {
            recipe.relax = SigmoidRelaxSpec{};
            recipe.dominantThreshold = 0.9;
        }
        if (m_firstMatrix) m_set = setOfColumns(m_firstMatrix->columns);
        space.operations = m_set.value_or(epoch.genotype ? smallestSet(*epoch.genotype) : OperationSet::Darts);
        const bool pairs = !epoch.genotype || epoch.genotype->form == GenotypeForm::Pairs;
        if (!pairs) recipe.discretize = m_firstMatrix ? DiscretizeSpec{ParseMethod::Sparse, 0.85, 2, -1} : DiscretizeSpec{ParseMethod::Complete, 0.5, 2, -1};
    }

    static OperationSet smallestSet(const Genotype& genotype) {
        const std::vector<std::string>& darts = operationNames(OperationSet::Darts);
        for (const CellGenotype& cell : genotype.cells)
            for (const GenotypeEdge& edge : cell.edges)
                if (std::find(darts.begin(), darts.end(), edge.operation) == darts.end()) return OperationSet::DartOpti;
        return OperationSet::DartsWithoutNone;
    }

    std::string cellName(const LogEpoch& epoch, std::size_t cell) const {
        if (epoch.genotype) return epoch.genotype->cells[cell].name;
        if (epoch.matrices.size() == 2) return cell == 0 ? "normal" : "reduce";
        return "cell " + std::to_string(cell);
    }

    std::vector<AlphaGroup> alphaOf(const LogEpoch& epoch) {
        std::vector<AlphaGroup> alpha;
        if (!epoch.matrices.empty() && fits(epoch)) {
            for (std::size_t i = 0; i < epoch.matrices.size(); ++i)
                alpha.push_back(groupOf(cellName(epoch, i), m_nodes, *m_set, epoch.matrices[i], m_scale));
            return alpha;
        }
        if (epoch.genotype) {
            const std::vector<std::string>& columns = operationNames(std::get<CellSpaceSpec>(m_run.request.recipe.space).operations);
            for (const CellGenotype& cell : epoch.genotype->cells) alpha.push_back(decidedGroup(cell, m_nodes, columns));
        }
        return alpha;
    }

    bool fits(const LogEpoch& epoch) {
        std::string problem;
        const std::size_t cells = epoch.genotype ? epoch.genotype->cells.size() : epoch.matrices.size();
        if (epoch.matrices.size() != cells) problem = std::to_string(epoch.matrices.size()) + " matrices for " + std::to_string(cells) + " cells";
        if (!m_set) problem = "no known set of operations has " + std::to_string(epoch.matrices[0].columns) + " members";
        for (const LogMatrix& matrix : epoch.matrices)
            if (problem.empty() && (nodesOfRows(matrix.rows()) != m_nodes || matrix.columns != operationNames(*m_set).size()))
                problem = "a matrix of " + std::to_string(matrix.rows()) + " x " + std::to_string(matrix.columns) + " does not fit cells of " +
                          std::to_string(m_nodes) + " nodes";
        if (!problem.empty()) note("line " + std::to_string(epoch.matrices[0].line) + ": alpha was left out: " + problem);
        return problem.empty();
    }

    /// The first of a kind that repeats every epoch is enough.
    void note(const std::string& text) {
        const std::string kind = text.substr(text.find(": ") + 1);
        if (m_noted.insert(kind).second) m_run.events.push_back({RunEvent::Kind::Note, static_cast<int>(m_run.snapshots.size()), 0, text});
    }

    FinishedRun m_run;
    const LogMatrix* m_firstMatrix = nullptr; ///< tells what the numbers are and which operations there are
    int m_nodes = 0;
    Scale m_scale = Scale::Softmax;
    std::optional<OperationSet> m_set;
    std::vector<int> m_reductions;
    std::set<std::string> m_noted;
};

} // namespace

FinishedRun importLog(std::string_view text, const std::string& file) {
    EpochCollector collector(file);
    scanLog(text, file, collector);
    RunBuilder builder(file, collector.seed, collector.epochs);
    for (const LogEpoch& epoch : collector.epochs) builder.add(epoch);
    FinishedRun run = builder.finish();
    if (run.snapshots.empty())
        throw EngineError(ErrorCode::Format, file + ": no line holds a Genotype(...) or an alpha matrix tensor([[...]]).",
                          "Choose the text log of a search, with one genotype an epoch.");
    return run;
}

FinishedRun importLogFile(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) throw EngineError(ErrorCode::Format, path + ": this file cannot be read.", "Check its name and your permissions.");
    const std::streamoff size = file.tellg();
    if (size < 0 || static_cast<std::size_t>(size) > kLargestLog)
        throw EngineError(ErrorCode::Format, path + ": larger than " + std::to_string(kLargestLog >> 20) + " MB, or no plain file.");
    std::string text(static_cast<std::size_t>(size), '\0');
    file.seekg(0);
    if (!file.read(text.data(), size)) throw EngineError(ErrorCode::Format, path + ": this file cannot be read to its end.");
    return importLog(text, path);
}

} // namespace dnas
