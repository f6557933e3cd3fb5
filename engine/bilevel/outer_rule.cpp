#include "engine/bilevel/outer_rule.h"

namespace dnas {

std::vector<at::Tensor> outerGradient(const OuterRuleSpec& rule, SearchState& state, const TensorBatch& train,
                                      const TensorBatch& valid, PassResult& result) {
    struct Rule {
        SearchState& state;
        const TensorBatch &train, &valid;
        PassResult& result;
        std::vector<at::Tensor> operator()(const FirstOrderSpec&) const {
            return state.alphaGradientAt(valid, /*penalties=*/true, /*updateStatistics=*/true, &result);
        }
        std::vector<at::Tensor> operator()(const UnrolledSpec& spec) const {
            return unrolledGradient(spec, state, train, valid, result);
        }
    };
    return std::visit(Rule{state, train, valid, result}, rule);
}

} // namespace dnas
