// The benchmark of the 12 operations of S_o: what each is worth, as weights of the distance M (distance.h).
// Place: `dnas operation-benchmark`. Every training is an experiment of the project: the benchmark is a plan of requests
// and a reading of what they reached.
// Thread rule: pure functions.
// Source: thesis section 4.1.5, table 4.1.
//
// Protocol: a proxy of three residual cells (the gene of ResNet18, chained through input 1). An operation takes the place
// of one 3x3 convolution: a position, one of 12. Best top-1 of 4 runs of 10 epochs with different seeds; the score of an
// operation is the median over the positions.
// "All edge operations were disabled except for the benchmarked one": on the edge of the position; the other edges keep
// theirs, or the network would not reach its output.
// Deviation: the published code shares one gene among the cells, so that each swap touches all of them and stays there.
#pragma once

#include "engine/api/request.h"

#include <map>
#include <string>
#include <vector>

namespace dnas {

struct OperationBenchmarkSpec {
    std::string data = "fashion-mnist"; ///< the thesis: CIFAR-10
    Preset preset = Preset::Paper;      ///< quick: 8 channels, 3 epochs of 1200 images, 800 more validate, one run, the first position of each cell
    int runs = 0;                       ///< seeds 1, 2, ... of each position; 0 = of the preset (4, 1)
    std::vector<int> positions;         ///< 0..11: cell * 4 + place in the cell; empty = of the preset
};

struct OperationTrial {
    std::string operation;
    int position = 0;
    Request request;
};

/// Operation by operation, position by position, run by run.
/// Throws EngineError(Usage) for runs outside 0..100 or positions outside 0..11.
std::vector<OperationTrial> operationTrials(const OperationBenchmarkSpec& spec);

struct OperationScore {
    std::string operation;
    double score = 0;     ///< median over the positions, percent; NaN where none is measured
    double deviation = 0; ///< population standard deviation over the positions, percent
    int positions = 0;    ///< that have at least one run
};

/// One for each operation of S_o, in its order. @param reached best top-1 (fraction) by requestHash of the trials
std::vector<OperationScore> operationScores(const std::vector<OperationTrial>& trials, const std::map<std::string, double>& reached);

} // namespace dnas
