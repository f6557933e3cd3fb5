#include "engine/spaces/tower_pass.h"

#include "engine/core/worker_threads.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

#include <algorithm>
#include <iterator>

namespace dnas {

namespace {

using torch::autograd::variable_list;

struct TowerRecord {
    at::Tensor output;    ///< end of the network's own graph
    variable_list inputs; ///< mixing, then weights, as the network saw them
};

bool wanted(const at::Tensor& tensor) { return tensor.requires_grad(); }

/// Gradients of all networks from those of their outputs.
class TowersBackward final : public torch::autograd::Node {
  public:
    TowersBackward(std::vector<TowerRecord> records, int workers, int threads)
        : m_records(std::move(records)), m_workers(workers), m_threads(threads) {}

    variable_list apply(variable_list&& gradients) override {
        std::vector<variable_list> results(m_records.size());
        runBeside(static_cast<int>(m_records.size()), m_workers, m_threads, [&](int i) {
            TowerRecord& record = m_records[static_cast<std::size_t>(i)];
            variable_list& result = results[static_cast<std::size_t>(i)];
            result.resize(record.inputs.size());
            variable_list asked;
            std::copy_if(record.inputs.begin(), record.inputs.end(), std::back_inserter(asked), wanted);
            const at::Tensor& gradient = gradients[static_cast<std::size_t>(i)];
            if (asked.empty() || !gradient.defined()) return;
            variable_list found = torch::autograd::grad({record.output}, asked, {gradient}, {}, false, /*allow_unused=*/true);
            record.output = at::Tensor(); // the graph is walked once: let its memory go
            std::size_t next = 0;
            for (std::size_t k = 0; k < result.size(); ++k)
                if (wanted(record.inputs[k])) result[k] = found[next++];
        });
        variable_list all;
        for (variable_list& result : results) std::move(result.begin(), result.end(), std::back_inserter(all));
        return all;
    }
    void release_variables() override { m_records.clear(); }

  private:
    std::vector<TowerRecord> m_records;
    int m_workers, m_threads;
};

variable_list inputsOf(const std::vector<TowerCall>& towers) {
    variable_list inputs;
    for (const TowerCall& tower : towers) {
        inputs.insert(inputs.end(), tower.mixing.begin(), tower.mixing.end());
        inputs.insert(inputs.end(), tower.weights.begin(), tower.weights.end());
    }
    return inputs;
}

} // namespace

std::vector<at::Tensor> runTowers(const std::vector<TowerCall>& towers, int workers, int threads) {
    const variable_list inputs = inputsOf(towers);
    const bool graph = at::GradMode::is_enabled() && std::any_of(inputs.begin(), inputs.end(), wanted);
    std::vector<at::Tensor> outputs(towers.size());
    if (workers <= 1) {
        for (std::size_t i = 0; i < towers.size(); ++i) outputs[i] = towers[i].run(towers[i].mixing);
        return outputs;
    }
    std::vector<TowerRecord> records(towers.size());
    runBeside(static_cast<int>(towers.size()), workers, threads, [&](int i) {
        const at::AutoGradMode mode(graph); // a thread's own; new threads begin with gradients on
        const TowerCall& tower = towers[static_cast<std::size_t>(i)];
        TowerRecord& record = records[static_cast<std::size_t>(i)];
        variable_list mixing;
        for (const at::Tensor& m : tower.mixing) mixing.push_back(graph ? m.detach().requires_grad_(m.requires_grad()) : m);
        record.output = tower.run(mixing);
        record.inputs = std::move(mixing);
        record.inputs.insert(record.inputs.end(), tower.weights.begin(), tower.weights.end());
        outputs[static_cast<std::size_t>(i)] = record.output.detach();
    });
    if (!graph) return outputs;
    std::shared_ptr<TowersBackward> node(new TowersBackward(std::move(records), workers, threads), torch::autograd::deleteNode);
    node->set_next_edges(torch::autograd::collect_next_edges(at::TensorList(inputs)));
    for (at::Tensor& output : outputs) torch::autograd::set_history(output, node);
    return outputs;
}

} // namespace dnas
