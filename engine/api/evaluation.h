// What a trained network is worth on a set of images: accuracies, confusion, calibration, its worst examples.
// Place: `dnas evaluate`, the confusion matrix and calibration views. Thread rule: runs on the calling thread and the
// compute threads. Source: expected calibration error, Guo et al. 2017, equation 3, 15 bins of equal width.
#pragma once

#include "engine/api/data_info.h"
#include "engine/api/project.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace dnas {

struct CalibrationBin {
    int count = 0;         ///< images whose confidence lies in the bin
    double confidence = 0; ///< their mean confidence; NaN without images
    double accuracy = 0;   ///< their share of right guesses; NaN without images
};

struct WorstExample {
    int index = 0; ///< of the image in the evaluated part
    int label = 0, guess = 0;
    double confidence = 0; ///< in the guess
    double loss = 0;       ///< -log of the probability of the label
    PreviewImage image;
};

struct Evaluation {
    std::string data; ///< data spec
    std::string part; ///< "test", "validation" or "train"
    std::string weights;
    int images = 0, classes = 0;
    std::vector<std::string> classNames;
    double loss = 0, top1 = 0, top5 = 0;     ///< top5: of min(5, classes) guesses
    std::vector<std::int64_t> confusion;     ///< [classes, classes]: row = label, column = guess
    std::vector<double> classAccuracy;       ///< NaN for a class without images
    double calibrationError = 0;             ///< ECE, 0..1
    std::vector<CalibrationBin> calibration; ///< of confidences 0..1, equal width
    /// Of a network a channel: top1 with the features of each channel set to zero, by the channels' names.
    std::vector<std::pair<std::string, double>> withoutChannel;
    std::vector<WorstExample> worst;         ///< largest loss first
};

struct EvaluationOptions {
    std::string weights = "best"; ///< "best", "last", or a file: safetensors or a PyTorch state dict
    std::string data;             ///< data spec; empty = that of the experiment
    std::string part;             ///< test, validation, train; empty = test, or validation where there is no test part
    int worst = 10;               ///< 0..1000
    int threads = 0;              ///< 0 = as the experiment
};

/// Evaluates a training's network, or the vision transformer that a training ended with (parts test and train; its weights
/// are the last ones). Throws EngineError: Usage (no training, no such part, other number of classes, weights of another
/// network), Data, Format (weights that do not fit, naming the tensors), Project.
Evaluation evaluate(ProjectReader& project, std::int64_t experiment, const EvaluationOptions& options = {});

/// Evaluates weights that no project holds. @param request a training: network, data, image size
/// @param options weights: the file. Throws EngineError as above.
Evaluation evaluateFile(const Request& request, const EvaluationOptions& options);

} // namespace dnas
