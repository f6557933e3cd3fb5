// What stands in a log of a DARTS-family script, piece by piece with its line: the reading half of log_import.cpp.
// Thread rule: none, values only. The text is from outside: sizes are bounded, nothing is evaluated.
#pragma once

#include "engine/api/genotype.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dnas {

struct LogMatrix {
    int line = 0;
    std::size_t columns = 0;
    std::vector<double> values; ///< [rows, columns]
    std::size_t rows() const { return columns == 0 ? 0 : values.size() / columns; }
};

/// Receives the pieces in the order of the file.
class LogVisitor {
  public:
    virtual ~LogVisitor() = default;
    virtual void onEpoch(int line, int number) = 0;
    virtual void onGenotype(int line, Genotype genotype) = 0;
    virtual void onMatrix(LogMatrix matrix) = 0;
    /// "train 050 1.65 39.1 88.0" gives train_loss, train_top1, train_top5; "valid_acc 46.9" valid_top1; "lr" the learning
    /// rate of an epoch line. Accuracies are fractions.
    virtual void onMetric(const std::string& name, double value) = 0;
    virtual void onSeed(std::uint64_t seed) = 0;
};

/// Throws EngineError(Format) "FILE, line L: ...".
void scanLog(std::string_view text, const std::string& file, LogVisitor& visitor);

} // namespace dnas
