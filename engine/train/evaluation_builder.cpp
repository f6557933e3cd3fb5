#include "engine/train/evaluation_builder.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();
double share(double part, double whole) {
    return whole > 0 ? part / whole : kNaN;
}
} // namespace

EvaluationBuilder::EvaluationBuilder(int classes, int worst)
    : m_classes(classes), m_worstCount(static_cast<std::size_t>(worst)),
      m_confusion(static_cast<std::size_t>(classes) * classes), m_bins(kCalibrationBins) {}

void EvaluationBuilder::add(const float* logits, const std::int64_t* labels, int count) {
    for (int i = 0; i < count; ++i)
        addOne(logits + static_cast<std::ptrdiff_t>(i) * m_classes, static_cast<int>(labels[i]));
}

void EvaluationBuilder::addOne(const float* logits, int label) {
    const float* end = logits + m_classes;
    int guess = static_cast<int>(std::max_element(logits, end) - logits);
    double sum = 0;
    for (const float* z = logits; z != end; ++z)
        sum += std::exp(double{*z} - logits[guess]);
    // NaN or an infinity is no answer: a miss, as if another class had been taken, with no confidence.
    const bool answers = std::isfinite(sum);
    if (!answers) guess = label == 0 && m_classes > 1 ? 1 : 0;
    const double confidence = answers ? 1.0 / sum : 0.0;
    const double loss = answers ? std::log(sum) + double{logits[guess]} - logits[label] : kNaN;
    const auto better = std::count_if(logits, end, [&](float z) { return z > logits[label]; });

    m_loss += loss;
    m_top1 += answers && guess == label;
    m_top5 += answers && better < 5;
    ++m_confusion[static_cast<std::size_t>(label) * m_classes + guess];
    const int bin = std::min(kCalibrationBins - 1, static_cast<int>(confidence * kCalibrationBins));
    CalibrationBin& calibration = m_bins[static_cast<std::size_t>(bin)];
    ++calibration.count;
    calibration.confidence += confidence;
    calibration.accuracy += answers && guess == label;
    keepWorst({m_images++, label, guess, confidence, answers ? loss : kInfinity, {}});
}

void EvaluationBuilder::keepWorst(const WorstExample& example) {
    const auto larger = [](const WorstExample& a, const WorstExample& b) { return a.loss > b.loss; };
    if (m_worst.size() >= m_worstCount && (m_worst.empty() || !larger(example, m_worst.back()))) return;
    m_worst.insert(std::upper_bound(m_worst.begin(), m_worst.end(), example, larger), example);
    if (m_worst.size() > m_worstCount) m_worst.pop_back();
}

Evaluation EvaluationBuilder::finish() const {
    Evaluation e;
    e.images = m_images;
    e.classes = m_classes;
    e.loss = share(m_loss, m_images);
    e.top1 = share(m_top1, m_images);
    e.top5 = share(m_top5, m_images);
    e.confusion = m_confusion;
    for (int label = 0; label < m_classes; ++label) {
        const auto row = m_confusion.begin() + static_cast<std::ptrdiff_t>(label) * m_classes;
        std::int64_t total = 0;
        for (int guess = 0; guess < m_classes; ++guess)
            total += row[guess];
        e.classAccuracy.push_back(share(static_cast<double>(row[label]), static_cast<double>(total)));
    }
    e.calibrationError = m_images > 0 ? 0.0 : kNaN;
    for (const CalibrationBin& sums : m_bins) {
        e.calibration.push_back({sums.count, share(sums.confidence, sums.count), share(sums.accuracy, sums.count)});
        if (sums.count > 0) e.calibrationError += std::abs(sums.accuracy - sums.confidence) / m_images;
    }
    e.worst = m_worst;
    return e;
}

} // namespace dnas
