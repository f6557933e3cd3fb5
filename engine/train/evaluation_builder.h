// Gathers an evaluation batch by batch. Standard library only. Thread rule: belongs to one thread.
#pragma once

#include "engine/api/evaluation.h"

#include <cstdint>
#include <vector>

namespace dnas {

constexpr int kCalibrationBins = 15;

class EvaluationBuilder {
  public:
    EvaluationBuilder(int classes, int worst);
    /// @param logits [count, classes] @param labels [count]
    void add(const float* logits, const std::int64_t* labels, int count);
    /// Everything but names, data and the images of the worst examples. NaN where nothing was added.
    Evaluation finish() const;

  private:
    void addOne(const float* logits, int label);
    void keepWorst(const WorstExample& example);

    int m_classes;
    std::size_t m_worstCount;
    int m_images = 0;
    double m_loss = 0, m_top1 = 0, m_top5 = 0;
    std::vector<std::int64_t> m_confusion;
    std::vector<CalibrationBin> m_bins; ///< sums
    std::vector<WorstExample> m_worst;  ///< largest loss first
};

} // namespace dnas
