// The search of algorithm 5: warm start, gradient descent on alpha, and random samples beside it.
// Place: pruning_session.cpp runs it as an experiment. Thread rule: belongs to one thread.
// Source: thesis algorithm 5, section 6.1.2 (random search: alpha from N(0, 1)).
// Every draw is a function of (seed, run, place), and a step of alpha alone: text() is all there is to go on from.
#pragma once

#include "engine/api/pruning.h"
#include "engine/pruning/gate_objective.h"
#include "engine/search/iterated_run.h"

#include <cstdint>
#include <memory>
#include <string>

namespace dnas {

class PruningRun final : public IteratedRun {
  public:
    /// Throws as loadVit; EngineError(Data) where the file is another than that of the request.
    PruningRun(const PruningSpec& spec, std::uint64_t seed, const c10::Device& device = c10::Device(c10::kCPU));

    bool done() const override { return m_run >= m_spec.runs; }
    /// One iteration: step, evaluation, random sample. Throws EngineError(Diverged).
    Snapshot iterate();
    std::optional<Snapshot> iterate(const IterationWay&) override { return iterate(); }

    std::string text() const override;
    void restore(const std::string& text) override;

    int iterationsDone() const override { return m_run * m_spec.iterations + m_iteration; }
    const char* what() const override { return "search"; }
    const char* phase() const override { return "searching"; }
    std::string description() const override;
    std::string result(const std::vector<SnapshotPtr>& snapshots) const override;
    const GateObjective& objective() const { return m_objective; }
    const VitModel& model() const { return *m_model; }

  private:
    GateVector sample(const char* stream, int place) const;
    GateVector gates(const GateVector& alpha) const; ///< sigma(alpha)
    void begin();
    void step();
    Snapshot snapshot() const;
    AlphaGroup blockGroup() const;
    AlphaGroup headGroup() const;

    PruningSpec m_spec;
    std::uint64_t m_seed;
    std::unique_ptr<VitModel> m_model;
    GateObjective m_objective;

    int m_run = 0, m_iteration = 0; ///< next to make
    GateVector m_alpha;
    GateEvaluation m_current;       ///< at m_alpha; without gradient right after restore()
    double m_lambda = 0;            ///< 0 = not calibrated in this run
    double m_warmStart = 0;         ///< best objective of the warm start
    GateEvaluation m_random;        ///< best of all random samples so far, by its objective
};

} // namespace dnas
