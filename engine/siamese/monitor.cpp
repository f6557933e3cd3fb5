#include "engine/siamese/monitor.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/linalg_eigvalsh.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/std.h>
#include <ATen/ops/topk.h>
#include <ATen/ops/xlogy.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace dnas {

namespace {

constexpr double kSmallest = 1e-8, kNeighbourTemperature = 0.1;
constexpr double kFewDirections = 0.5; // of 1/sqrt(d)
constexpr double kFewRanks = 4;
constexpr double kSaturated = 0.02; // distance of the loss to its lowest value
constexpr double kManySkips = 0.5;  // table 5.2

at::Tensor unit(const at::Tensor& x) { return x / x.norm(2, {1}, /*keepdim=*/true).clamp_min(kSmallest); }

at::Tensor centred(const at::Tensor& x) { return x - x.mean(0, /*keepdim=*/true); }

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

} // namespace

double directionDeviation(const at::Tensor& z) { return at::std(unit(z.to(at::kDouble)), 0).mean().item<double>(); }

double effectiveRank(const at::Tensor& z) {
    const at::Tensor rows = centred(unit(z.to(at::kDouble)));
    // The smaller of the two Gram matrices has all singular values, squared.
    const at::Tensor gram = rows.size(0) < rows.size(1) ? at::matmul(rows, rows.t()) : at::matmul(rows.t(), rows);
    const at::Tensor values = at::linalg_eigvalsh(gram).clamp_min(0).sqrt();
    const double total = values.sum().item<double>();
    if (!(total > kSmallest)) return 0;
    const at::Tensor shares = values / total;
    return std::exp(-at::xlogy(shares, shares).sum().item<double>());
}

double neighbourAccuracy(const at::Tensor& bank, const at::Tensor& bankLabels, const at::Tensor& queries,
                         const at::Tensor& queryLabels, int neighbours, int classes) {
    const at::Tensor similarity = at::matmul(unit(queries), unit(bank).t());
    const std::int64_t k = std::min<std::int64_t>(neighbours, bank.size(0));
    const auto [nearest, indices] = at::topk(similarity, k, 1);
    const at::Tensor votes = at::zeros({queries.size(0), classes}, nearest.options());
    votes.scatter_add_(1, bankLabels.index_select(0, indices.flatten()).view(indices.sizes()),
                       (nearest / kNeighbourTemperature).exp());
    return votes.argmax(1).eq(queryLabels).to(at::kDouble).mean().item<double>();
}

at::Tensor principalAxes(const at::Tensor& features, double explained[2]) {
    const at::Tensor rows = centred(features.to(at::kDouble));
    const auto [values, vectors] = at::linalg_eigh(at::matmul(rows, rows.t())); // ascending
    const std::int64_t n = values.size(0);
    const double total = values.clamp_min(0).sum().item<double>();
    const at::Tensor axes = at::zeros({n, 2}, rows.options());
    for (std::int64_t i = 0; i < 2; ++i) {
        explained[i] = 0;
        if (n - 1 - i < 0 || !(total > kSmallest)) continue;
        const double value = std::max(0.0, values[n - 1 - i].item<double>());
        explained[i] = value / total;
        at::Tensor axis = vectors.select(1, n - 1 - i) * std::sqrt(value);
        if (axis[axis.abs().argmax().item<std::int64_t>()].item<double>() < 0) axis = -axis;
        axes.select(1, i).copy_(axis);
    }
    return axes;
}

std::vector<std::string> collapseWarnings(const Snapshot& snapshot, SiameseFramework framework, int outputs) {
    std::vector<std::string> warnings;
    const double deviation = snapshot.metric("feature_std"), ideal = 1 / std::sqrt(double(outputs));
    if (deviation < kFewDirections * ideal)
        warnings.push_back("the features point the same way: standard deviation below half of 1/sqrt(d)");
    const double rank = snapshot.metric("effective_rank");
    if (rank < kFewRanks && outputs > kFewRanks)
        warnings.push_back("the features lie in less than " + number(kFewRanks) + " dimensions (effective rank)");
    const double lowest = framework == SiameseFramework::SimSiam ? -1 : framework == SiameseFramework::Byol ? 0 : NAN;
    if (snapshot.metric("train_loss") < lowest + kSaturated)
        warnings.push_back("the loss is near its lowest value, " + number(lowest) + ": the views no longer differ");
    if (snapshot.metric("skip_share") >= kManySkips)
        warnings.push_back("half of the chosen layers or more are skip connections");
    return warnings;
}

} // namespace dnas
