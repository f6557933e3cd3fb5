// The steps of a motor search, one after the other (thesis section 6.2.2).
// Place: motor_session.cpp runs it as an experiment. Thread rule: runs on the calling thread with one compute thread:
// the networks are too small for more.
#pragma once

#include "engine/api/motor_search.h"
#include "engine/api/snapshot.h"
#include "engine/motor/flux_data.h"
#include "engine/motor/motor_network.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace dnas {

class MotorSearchRun {
  public:
    /// Hears of every snapshot, with what happened before it. @return false to stop
    using Sink = std::function<bool(const Snapshot&, const std::vector<RunEvent>&)>;

    /// Simulates or reads the series. Throws as motorSeries and fluxData.
    MotorSearchRun(const MotorSearchSpec& spec, std::uint64_t seed);

    /// @return nothing when the sink said stop. Throws EngineError(Diverged) when no trained network has a finite
    /// criterion.
    std::optional<MotorSearchResult> run(const Sink& sink);

    std::string description() const; ///< "4000 samples, i_d -20 to 20 A, ..."

  private:
    struct Stopped {}; ///< thrown by emit() where the sink says so
    /// Raw and mixing values of one alpha group; of what is not searched at the moment, those of the result.
    struct AlphaValues {
        std::vector<double> raw, weights;

        AlphaValues() = default;
        AlphaValues(std::vector<double> rawValues, std::vector<double> mixingWeights)
            : raw(std::move(rawValues)), weights(std::move(mixingWeights)) {}
        /// Undecided.
        AlphaValues(std::size_t rows, std::size_t columns)
            : raw(rows * columns, 0.0), weights(rows * columns, 1.0 / static_cast<double>(columns)) {}
    };
    static AlphaGroup group(const std::string& name, const std::vector<std::string>& rows,
                            const std::vector<std::string>& columns, const AlphaValues& values);

    void searchDepth();
    void searchActivation();
    /// All epochs of one search. @param frozen alpha does not step in so many epochs
    void search(MotorNetwork& network, const std::string& stage, std::uint64_t seed, int epochs, int frozen,
                const std::vector<AlphaValues*>& shown);
    struct Pass {
        std::uint64_t seed; ///< of the order of the samples
        int epoch, epochs;
        CriterionForm form;
        bool alpha; ///< before each step of the weights one of alpha, on a batch of the validation samples
    };
    struct Losses {
        double train, objective; ///< means over the steps; objective is that of alpha, NaN without
    };
    /// Once over the training samples, at the learning rate of the epoch.
    Losses trainEpoch(MotorNetwork& network, const Pass& pass) const;
    CriterionForm formOf(int epoch, int epochs) const; ///< of a training
    /// Validation criterion after the short training of the selection.
    double judged(MotorNetwork& network, std::uint64_t seed, CriterionForm form) const;
    /// Searches of one run share nothing but the samples.
    std::uint64_t seedOf(int search) const;
    MotorSearchResult trainBoth();
    MotorNetworkSpec networkSpec(MotorStage stage, int cellLayers, const Activation& activation) const;
    void emit(Snapshot snapshot);
    void reportGuards(MotorNetwork& network);
    void note(RunEvent::Kind kind, const std::string& text);
    FluxErrors errorsOf(const FluxMap& model) const;

    MotorSearchSpec m_spec;
    std::uint64_t m_seed;
    MotorSeries m_series;
    std::shared_ptr<const FluxMap> m_truth; ///< null where none is known
    FluxData m_data;
    FluxBatch m_train, m_valid;
    const Sink* m_sink = nullptr;
    int m_snapshots = 0;
    int m_cellLayers = 0;
    Activation m_activation;
    AlphaValues m_depth, m_unary, m_binary;
    std::vector<RunEvent> m_events; ///< since the last snapshot
};

} // namespace dnas
