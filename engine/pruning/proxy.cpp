#include "engine/pruning/proxy.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

using Tensors = std::vector<at::Tensor>;

/// Sums run in double: what the gates change of a proxy is small against its value.
double total(const at::Tensor& tensor) { return tensor.to(at::kDouble).sum().item<double>(); }

std::int64_t scalars(const Tensors& tensors) {
    std::int64_t count = 0;
    for (const at::Tensor& tensor : tensors)
        count += tensor.numel();
    return count;
}

double mean(const Tensors& tensors) {
    double value = 0;
    for (const at::Tensor& tensor : tensors)
        value += total(tensor);
    return value / static_cast<double>(scalars(tensors));
}

/// 1/T of the norms, 1/N of synflow, 1/(N - 1) of the variance.
double normaliser(ProxyTerm term, const Tensors& theta) {
    switch (term) {
    case ProxyTerm::L0:
    case ProxyTerm::L1:
    case ProxyTerm::L2: return 1.0 / static_cast<double>(theta.size());
    case ProxyTerm::Synflow: return 1.0;
    case ProxyTerm::NormalizedSynflow: return 1.0 / static_cast<double>(scalars(theta));
    case ProxyTerm::Variance: return 1.0 / static_cast<double>(scalars(theta) - 1);
    }
    return 0;
}

/// The contribution of one tensor, before the normaliser. @param centre mean of all parameters
double contribution(ProxyTerm term, const ProxyInput& input, std::size_t i, double centre, bool exact) {
    const at::Tensor& x = input.theta[i];
    const double softness = input.softness;
    switch (term) {
    case ProxyTerm::L0: {
        if (exact) return total(x.ne(0));
        const at::Tensor square = x.square();
        return total(square / (square + softness * softness));
    }
    case ProxyTerm::L1: return total(x.abs());
    case ProxyTerm::L2: return std::sqrt(total(x.square()));
    case ProxyTerm::Synflow:
    case ProxyTerm::NormalizedSynflow: return total(input.absolute[i] * x.abs());
    case ProxyTerm::Variance: return total((x.to(at::kDouble) - centre).square());
    }
    return 0;
}

/// Gradient of the contribution with respect to x. The mean's own gradient cancels in the variance.
at::Tensor slope(ProxyTerm term, const ProxyInput& input, std::size_t i, double centre) {
    const at::Tensor& x = input.theta[i];
    const double square = input.softness * input.softness;
    switch (term) {
    case ProxyTerm::L0: return (2 * square) * x / (x.square() + square).square();
    case ProxyTerm::L1: return x.sign();
    case ProxyTerm::L2: {
        const double norm = std::sqrt(total(x.square()));
        return norm > 0 ? x / norm : at::zeros_like(x);
    }
    case ProxyTerm::Synflow:
    case ProxyTerm::NormalizedSynflow: return input.absolute[i] * x.sign();
    case ProxyTerm::Variance: return 2 * (x - centre);
    }
    return {};
}

bool isSynflow(ProxyTerm term) { return term == ProxyTerm::Synflow || term == ProxyTerm::NormalizedSynflow; }

double valueOf(ProxyTerm term, const ProxyInput& input, bool exact) {
    at::NoGradGuard noGrad;
    const double centre = term == ProxyTerm::Variance ? mean(input.theta) : 0;
    double value = 0;
    for (std::size_t i = 0; i < input.theta.size(); ++i)
        value += contribution(term, input, i, centre, exact);
    return normaliser(term, input.theta) * value;
}

} // namespace

std::vector<WeightedTerm> termsOf(PruningProxy proxy, double c) {
    switch (proxy) {
    case PruningProxy::L0: return {{ProxyTerm::L0, 1}};
    case PruningProxy::L1: return {{ProxyTerm::L1, 1}};
    case PruningProxy::L2: return {{ProxyTerm::L2, 1}};
    case PruningProxy::Synflow: return {{ProxyTerm::Synflow, 1}};
    case PruningProxy::NormalizedSynflow: return {{ProxyTerm::NormalizedSynflow, 1}};
    case PruningProxy::Variance: return {{ProxyTerm::Variance, 1}};
    case PruningProxy::L0Variance: return {{ProxyTerm::L0, 1}, {ProxyTerm::Variance, -c}};
    case PruningProxy::L1Variance: return {{ProxyTerm::L1, 1}, {ProxyTerm::Variance, -c}};
    case PruningProxy::L0L1: return {{ProxyTerm::L0, 1}, {ProxyTerm::L1, c}};
    }
    return {};
}

std::vector<ProxyTerm> scaledTerms(PruningProxy proxy) {
    std::vector<ProxyTerm> terms;
    for (const WeightedTerm& term : termsOf(proxy, 1))
        terms.push_back(term.term);
    return terms.size() == 2 ? terms : std::vector<ProxyTerm>();
}

bool needsSynflow(PruningProxy proxy) {
    return proxy == PruningProxy::Synflow || proxy == PruningProxy::NormalizedSynflow;
}

double surrogateValue(ProxyTerm term, const ProxyInput& input) { return valueOf(term, input, false); }
double exactValue(ProxyTerm term, const ProxyInput& input) { return valueOf(term, input, true); }

double exactValue(const std::vector<WeightedTerm>& terms, const ProxyInput& input) {
    double value = 0;
    for (const WeightedTerm& term : terms)
        value += term.weight * exactValue(term.term, input);
    return value;
}

double surrogateValue(const std::vector<WeightedTerm>& terms, const ProxyInput& input) {
    double value = 0;
    for (const WeightedTerm& term : terms)
        value += term.weight * surrogateValue(term.term, input);
    return value;
}

ProxyGradient proxyGradient(const std::vector<WeightedTerm>& terms, const ProxyInput& input) {
    at::NoGradGuard noGrad;
    ProxyGradient gradient;
    gradient.theta.resize(input.theta.size());
    gradient.absolute.resize(input.absolute.size());
    for (const WeightedTerm& term : terms) {
        const double centre = term.term == ProxyTerm::Variance ? mean(input.theta) : 0;
        const double weight = term.weight * normaliser(term.term, input.theta);
        for (std::size_t i = 0; i < input.theta.size(); ++i) {
            const at::Tensor part = slope(term.term, input, i, centre).mul_(weight);
            gradient.theta[i] = gradient.theta[i].defined() ? gradient.theta[i].add_(part) : part;
            if (isSynflow(term.term)) gradient.absolute[i] = input.theta[i].abs().mul_(weight);
        }
    }
    return gradient;
}

} // namespace dnas
