// What a search looks like at the end of one epoch: an immutable plain value.
// Place: made by the snapshot builder (the only place where tensors become vectors), stored in the project file,
// shown by every view. A live run, a stored run and a test fixture are the same to a view.
// Thread rule: shared between threads only as shared_ptr<const Snapshot>.
#pragma once

#include "engine/api/genotype.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace dnas {

/// One row of an alpha group. In cell spaces a row is an edge.
struct AlphaRow {
    std::string label; ///< "0 -> 2"; views may word it differently
    int from = -1;     ///< node numbers of genotype.h, -1 where a row is no edge
    int to = -1;
};

/// One matrix of architecture parameters: rows x columns, row-major.
struct AlphaGroup {
    std::string name; ///< "normal", "reduce", "cell 0", ...
    std::vector<AlphaRow> rows;
    std::vector<std::string> columns; ///< operation names
    std::vector<double> raw;          ///< alpha itself, [rows, columns]
    std::vector<double> weights;      ///< mixing weights after the relaxation, [rows, columns]

    std::size_t rowCount() const { return rows.size(); }
    std::size_t columnCount() const { return columns.size(); }
    double weight(std::size_t row, std::size_t column) const { return weights[row * columns.size() + column]; }
    double rawAt(std::size_t row, std::size_t column) const { return raw[row * columns.size() + column]; }
};

/// How sure one edge is. Same order as the rows of the group.
struct EdgeConfidence {
    double entropy = 0; ///< of the mixing weights normalised to sum 1, in nats; 0 = decided, log(columns) = undecided
    double margin = 0;  ///< best minus second-best mixing weight
};

/// How many edges of a group are ruled by which operation.
struct DominantOperations {
    std::string group;
    double threshold = 0.9;  ///< mixing weight above which an operation counts as dominant
    std::vector<int> counts; ///< one a column: entries with weight > threshold
};

/// Features of some images on their two principal axes.
struct FeatureScatter {
    std::vector<double> x, y;
    std::vector<int> labels;             ///< index into classNames
    std::vector<std::string> classNames;
    double explainedX = 0, explainedY = 0; ///< shares of the variance
};

/// Something that happened at a point of the run; drawn as a mark on the time line.
struct RunEvent {
    enum class Kind { Started, Resumed, WarmStartEnded, StageStarted, StopRule, Paused, Stopped, Diverged, Finished, Warning, Note };
    Kind kind = Kind::Note;
    int epoch = 0; ///< epoch in progress, from 0
    int step = 0;
    std::string text;
};

struct Snapshot {
    int epoch = 0;   ///< index of the finished epoch, from 0
    int epochs = 0;  ///< planned
    std::string stage; ///< empty for methods of one stage
    /// Named values, in a fixed order. Always present: train_loss, train_top1, train_top5, valid_loss, valid_top1,
    /// valid_top5 (fractions 0..1; NaN where not measured), objective (the loss of the alpha step), lr, seconds,
    /// images_per_second, peak_mb, seconds_left, skip_count, entropy, margin, share_over, share_under (fractions of the
    /// mixing weights over 0.9 and under 0.1; thesis figure 4.4), parameters, multiply_adds.
    /// distance_previous (M from the genotype of the epoch before; NaN in the first), with a starting point distance_start.
    /// With an ablation loss: contribution_0 .. (M_C of each alpha group in nats, mean over the epoch's steps; negative: it
    /// helps; NaN while alpha is frozen), ablation_loss (mean of |L_AB|; L_AB itself sums to 0).
    /// On a GPU: gpu_peak_mb.
    /// With one network a channel, in search and training: without_R .. (valid_top1 with the features of that channel set to
    /// zero).
    std::vector<std::pair<std::string, double>> metrics;
    std::vector<AlphaGroup> alpha;
    std::vector<std::vector<EdgeConfidence>> confidence; ///< one a group
    std::vector<DominantOperations> dominant;            ///< one a group
    Genotype genotype;                                   ///< by the recipe's own discretisation
    FeatureScatter scatter;                              ///< empty where no features were looked at
    bool alphaFrozen = false;                            ///< warm start: alpha did not step in this epoch

    /// @return NaN when the metric is absent.
    double metric(const std::string& name) const;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// Where a run is between two snapshots. Latest wins; at most 10 a second.
struct StepProgress {
    int epoch = 0, epochs = 0;
    int step = 0, steps = 0; ///< of this epoch
    double trainLoss = 0;    ///< of the last batch
    double imagesPerSecond = 0;
    double secondsLeft = -1; ///< -1 = not known yet
    double peakMb = 0;       ///< peak resident memory of the process, MB
    double gpuPeakMb = 0;    ///< peak of the memory taken on the GPU, MB; 0 = the run is not on one
    int gpuPercent = -1;     ///< how busy the GPU is; -1 = not known
    std::string phase;       ///< "searching", "training", "pretraining", "probing", "fine-tuning", "evaluating", "saving"
};

const char* name(RunEvent::Kind kind);
RunEvent::Kind runEventKind(const std::string& name);

} // namespace dnas
