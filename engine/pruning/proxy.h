// The proxies of table 6.1 on the parameters after the inner step, with their gradient.
// Place: gate_objective.h carries the gradient on to the gates. Thread rule: pure functions.
// Source: thesis table 6.1. Every proxy is a weighted sum of six terms.
#pragma once

#include "engine/api/pruning.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace dnas {

enum class ProxyTerm { L0, L1, L2, Synflow, NormalizedSynflow, Variance };

struct WeightedTerm {
    ProxyTerm term;
    double weight;
};

/// @param coefficient c1, c2 or c3 of the composite proxies
std::vector<WeightedTerm> termsOf(PruningProxy proxy, double coefficient);
/// The two terms that a composite proxy scales to each other; empty for the others.
std::vector<ProxyTerm> scaledTerms(PruningProxy proxy);
bool needsSynflow(PruningProxy proxy);

struct ProxyInput {
    const std::vector<at::Tensor>& theta;      ///< theta tilde, one a parameter tensor
    const std::vector<at::Tensor>& absolute;   ///< dH^a/d|theta|, likewise; empty without synflow
    double softness;                           ///< delta of the surrogate below
};

struct ProxyGradient {
    std::vector<at::Tensor> theta;    ///< dS/d(theta tilde), zeros where there is none
    std::vector<at::Tensor> absolute; ///< dS/d(dH^a/d|theta|); empty without synflow
};

/// ||x||_0 has no gradient: for the search it is sum x^2 / (x^2 + delta^2), which tends to the count of non-zeros as
/// delta goes to 0 (Geman and McClure 1987).
double surrogateValue(ProxyTerm term, const ProxyInput& input);
/// As table 6.1 is written; differs from the above for L0 only.
double exactValue(ProxyTerm term, const ProxyInput& input);
double exactValue(const std::vector<WeightedTerm>& terms, const ProxyInput& input);
double surrogateValue(const std::vector<WeightedTerm>& terms, const ProxyInput& input);
ProxyGradient proxyGradient(const std::vector<WeightedTerm>& terms, const ProxyInput& input);

} // namespace dnas
