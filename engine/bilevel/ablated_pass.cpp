#include "engine/bilevel/ablated_pass.h"

#include "engine/objectives/objective.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>

namespace dnas {

namespace {

void addTo(at::Tensor& sum, const at::Tensor& value) {
    if (value.defined()) sum = sum.defined() ? sum + value : value;
}

class Ablation {
  public:
    Ablation(const AblationSpec& spec, const ObjectiveSpec& objective, const CellChain& chain,
             const std::vector<at::Tensor>& mixing, const TensorBatch& batch, const ForwardMode& mode, RandomStream& random)
        : m_spec(spec), m_objective(objective), m_chain(chain), m_mixing(mixing), m_batch(batch), m_whole(mode), m_ablated(mode),
          m_random(random) {
        m_ablated.updateStatistics = false;
    }

    AblatedPass run() {
        AblatedPass pass;
        forwardWhole(pass);
        m_mixingGradient.resize(m_mixing.size());
        m_stateGradient.resize(m_states.size());
        std::vector<double> without;
        for (int group = 0; group < static_cast<int>(m_mixing.size()); ++group) without.push_back(lossWithout(group));
        pass.ablation = ablationLoss(pass.loss.item<double>(), without, m_spec.smallestMean);
        backwardWhole(m_spec.weight * pass.ablation.networkWeight(), pass);
        return pass;
    }

  private:
    bool described() const { return m_spec.form == AblationForm::Described; }
    const at::Tensor& mixingOf(int cell) const { return m_mixing[m_chain.groupOfCell(cell)]; }

    /// m_states[k], m_states[k + 1] are the inputs of cell k.
    void forwardWhole(AblatedPass& pass) {
        auto [first, second] = m_chain.stem(m_batch.images, m_whole);
        m_states = {first, second};
        m_memory.resize(static_cast<std::size_t>(m_chain.cellCount()));
        for (int k = 0; k < m_chain.cellCount(); ++k)
            m_states.push_back(m_chain.cell(k, m_states[k], m_states[k + 1], mixingOf(k), m_whole, &m_memory[k]));
        pass.logits = m_chain.classify(m_states.back(), m_whole);
        pass.loss = objectiveLoss(m_objective, pass.logits, m_batch.labels);
    }

    at::Tensor deactivated(int cell, const at::Tensor& first, const at::Tensor& second) {
        if (described()) return at::zeros_like(m_states[cell + 2]).detach();
        at::Tensor weights = at::empty_like(mixingOf(cell)).detach().to(at::kCPU, at::kDouble);
        double* data = weights.data_ptr<double>();
        for (std::int64_t i = 0; i < weights.numel(); ++i) data[i] = m_random.uniform();
        return m_chain.cell(cell, first, second, weights.to(mixingOf(cell).options().requires_grad(false)), m_ablated, &m_memory[cell]);
    }

    /// Loss of the network whose cells of `group` are off. Described: its gradient is kept in m_mixingGradient and, for
    /// the states that it shares with the whole network, in m_stateGradient.
    double lossWithout(int group) {
        at::AutoGradMode gradient(described());
        int k = 0;
        while (k < m_chain.cellCount() && m_chain.groupOfCell(k) != group) ++k;
        const int from = k;
        std::vector<at::Tensor> inputs = m_mixing;
        at::Tensor first = m_states[k].detach(), second = m_states[k + 1].detach();
        inputs.push_back(first.requires_grad_(described() && from >= 2)); // stem outputs do not depend on alpha
        inputs.push_back(second.requires_grad_(described() && from >= 1));
        for (; k < m_chain.cellCount(); ++k) {
            at::Tensor out = m_chain.groupOfCell(k) == group ? deactivated(k, first, second)
                                                             : m_chain.cell(k, first, second, mixingOf(k), m_ablated, &m_memory[k]);
            first = second;
            second = out;
        }
        const at::Tensor loss = objectiveLoss(m_objective, m_chain.classify(second, m_ablated), m_batch.labels);
        if (loss.requires_grad()) follow(loss, inputs, from);
        return loss.item<double>();
    }

    void follow(const at::Tensor& loss, std::vector<at::Tensor> inputs, int from) {
        const std::size_t shared = inputs.size() - 2;
        std::vector<at::Tensor> wanted;
        std::vector<at::Tensor*> sums;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            if (!inputs[i].requires_grad()) continue;
            wanted.push_back(inputs[i]);
            sums.push_back(i < shared ? &m_mixingGradient[i] : &m_stateGradient[from + i - shared]);
        }
        const auto gradients = torch::autograd::grad({loss}, wanted, {}, {}, false, /*allow_unused=*/true);
        for (std::size_t i = 0; i < wanted.size(); ++i) addTo(*sums[i], gradients[i]);
    }

    /// One traversal of the whole network for L_CE and, with `weight`, for all ablated networks.
    void backwardWhole(double weight, AblatedPass& pass) {
        std::vector<at::Tensor> outputs{pass.loss}, gradients{at::ones_like(pass.loss)};
        for (std::size_t i = 0; i < m_states.size(); ++i)
            if (weight > 0 && m_stateGradient[i].defined()) {
                outputs.push_back(m_states[i]);
                gradients.push_back(m_stateGradient[i] * weight);
            }
        pass.gradient = torch::autograd::grad(outputs, m_mixing, gradients);
        for (std::size_t i = 0; i < m_mixing.size(); ++i)
            if (weight > 0 && m_mixingGradient[i].defined()) pass.gradient[i] = pass.gradient[i] + m_mixingGradient[i] * weight;
    }

    const AblationSpec& m_spec;
    const ObjectiveSpec& m_objective;
    const CellChain& m_chain;
    const std::vector<at::Tensor>& m_mixing;
    const TensorBatch& m_batch;
    ForwardMode m_whole, m_ablated;
    RandomStream& m_random;
    std::vector<CellMemory> m_memory; ///< of the whole network's pass
    std::vector<at::Tensor> m_states, m_mixingGradient, m_stateGradient;
};

} // namespace

AblatedPass ablatedPass(const AblationSpec& spec, const ObjectiveSpec& objective, const CellChain& chain,
                        const std::vector<at::Tensor>& mixing, const TensorBatch& batch, const ForwardMode& mode,
                        RandomStream& random) {
    return Ablation(spec, objective, chain, mixing, batch, mode, random).run();
}

} // namespace dnas
