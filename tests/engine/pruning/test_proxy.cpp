#include "engine/pruning/proxy.h"

#include "tests/engine/test_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace dnas;

namespace {

using Tensors = std::vector<at::Tensor>;

at::Tensor values(std::vector<double> numbers) { return at::tensor(numbers, at::TensorOptions().dtype(at::kDouble)); }

const Tensors kTheta{values({3, -4}), values({0, 1, -2})};
const Tensors kAbsolute{values({1, 2}), values({5, -1, 0.5})};
constexpr double kSoftness = 1e-3;

double exact(PruningProxy proxy, const Tensors& theta = kTheta, const Tensors& absolute = kAbsolute) {
    return exactValue(termsOf(proxy, 2), {theta, absolute, kSoftness});
}

} // namespace

TEST(Proxy, ValuesAreThoseOfTable61) {
    EXPECT_DOUBLE_EQ(exact(PruningProxy::L0), (2 + 2) / 2.0);
    EXPECT_DOUBLE_EQ(exact(PruningProxy::L1), (7 + 3) / 2.0);
    EXPECT_DOUBLE_EQ(exact(PruningProxy::L2), (5 + std::sqrt(5.0)) / 2);
    const double synflow = 1 * 3 + 2 * 4 + 0 - 1 * 1 + 0.5 * 2;
    EXPECT_DOUBLE_EQ(exact(PruningProxy::Synflow), synflow);
    EXPECT_DOUBLE_EQ(exact(PruningProxy::NormalizedSynflow), synflow / 5);
    const double mean = -2 / 5.0; // Bessel's correction: 4
    const double variance = (std::pow(3 - mean, 2) + std::pow(-4 - mean, 2) + mean * mean + std::pow(1 - mean, 2) + std::pow(-2 - mean, 2)) / 4;
    EXPECT_NEAR(exact(PruningProxy::Variance), variance, 1e-12);
    EXPECT_NEAR(exact(PruningProxy::L0Variance), 2 - 2 * variance, 1e-12);
    EXPECT_NEAR(exact(PruningProxy::L1Variance), 5 - 2 * variance, 1e-12);
    EXPECT_NEAR(exact(PruningProxy::L0L1), 2 + 2 * 5, 1e-12);
}

TEST(Proxy, TheVarianceIsMinimisedAndTheOthersMaximised) { // signs of Spearman's rho in table 6.2
    for (const ProxyInfo& info : pruningProxies())
        EXPECT_EQ(info.minimised, info.proxy == PruningProxy::Variance) << info.name;
}

TEST(Proxy, AllButSynflowAreInvariantOfTheSizeOfTheModel) { // twice the same tensors
    Tensors twice = kTheta, absolute = kAbsolute;
    twice.insert(twice.end(), kTheta.begin(), kTheta.end());
    absolute.insert(absolute.end(), kAbsolute.begin(), kAbsolute.end());
    for (PruningProxy proxy : {PruningProxy::L0, PruningProxy::L1, PruningProxy::L2, PruningProxy::NormalizedSynflow, PruningProxy::L0L1})
        EXPECT_NEAR(exact(proxy, twice, absolute), exact(proxy), 1e-12) << proxyInfo(proxy).name;
    EXPECT_NEAR(exact(PruningProxy::Variance, twice) * 9 / 10, exact(PruningProxy::Variance) * 4 / 5, 1e-12); // but for Bessel
    EXPECT_NEAR(exact(PruningProxy::Synflow, twice, absolute), 2 * exact(PruningProxy::Synflow), 1e-12);
}

TEST(Proxy, TheSurrogateOfL0TendsToTheCount) {
    for (double softness : {1e-1, 1e-2, 1e-4}) {
        const double value = surrogateValue(ProxyTerm::L0, {kTheta, {}, softness});
        EXPECT_LE(value, 2);
        EXPECT_NEAR(value, 2, softness);
    }
}

TEST(Proxy, GradientsAreThoseOfFiniteDifferences) {
    const double step = 1e-6, soft = 0.7; // a softness at which the surrogate has a slope
    Tensors theta{values({3, -4}), values({0.3, 1, -2})}, absolute = kAbsolute;
    for (const ProxyInfo& info : pruningProxies()) {
        const auto terms = termsOf(info.proxy, 2);
        const auto value = [&] { return surrogateValue(terms, {theta, absolute, soft}); };
        const auto slope = [&](at::Tensor& tensor, int j) {
            double* x = tensor.data_ptr<double>() + j;
            const double kept = *x;
            *x = kept + step;
            const double above = value();
            *x = kept - step;
            const double below = value();
            *x = kept;
            return (above - below) / (2 * step);
        };
        const ProxyGradient gradient = proxyGradient(terms, {theta, absolute, soft});
        for (std::size_t i = 0; i < theta.size(); ++i)
            for (int j = 0; j < theta[i].numel(); ++j) {
                EXPECT_NEAR(gradient.theta[i].data_ptr<double>()[j], slope(theta[i], j), 1e-7) << info.name;
                if (!needsSynflow(info.proxy)) continue;
                EXPECT_NEAR(gradient.absolute[i].data_ptr<double>()[j], slope(absolute[i], j), 1e-7) << info.name;
            }
    }
}

TEST(Proxy, ATensorOfZerosHasNoSlope) {
    const Tensors theta{values({0, 0}), values({1})};
    const ProxyGradient gradient = proxyGradient(termsOf(PruningProxy::L2, 0), {theta, {}, kSoftness});
    EXPECT_EQ(gradient.theta[0].abs().sum().item<double>(), 0);
}
