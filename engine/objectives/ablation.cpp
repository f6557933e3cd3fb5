#include "engine/objectives/ablation.h"

#include <cmath>

namespace dnas {

namespace {

double mean(const std::vector<double>& values) {
    double sum = 0;
    for (double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

} // namespace

double AblationLoss::spread() const {
    double sum = 0;
    for (double value : values) sum += std::abs(value);
    return sum / static_cast<double>(values.size());
}

AblationLoss ablationLoss(double loss, const std::vector<double>& without, double smallestMean) {
    AblationLoss result;
    for (double other : without) result.contributions.push_back(loss - other);
    const double centre = mean(result.contributions);
    if (std::abs(centre) >= smallestMean) result.unit = std::abs(centre);
    for (double contribution : result.contributions)
        result.values.push_back(result.unit > 0 ? (contribution - centre) / result.unit : 0.0);
    return result;
}

} // namespace dnas
