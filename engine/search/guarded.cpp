#include "engine/search/guarded.h"

#include <new>

namespace dnas {

Outcome guarded(Project& project, std::int64_t experiment, const std::function<Outcome()>& body) {
    Outcome outcome;
    outcome.experiment = experiment;
    try {
        return body();
    } catch (const EngineError& e) {
        outcome.code = e.code();
        outcome.message = e.what();
        outcome.hint = e.hint();
    } catch (const std::bad_alloc&) {
        outcome.message = "There is not enough memory for this search.";
        outcome.hint = "Lower batch, channels or cells.";
    } catch (const std::exception& e) { // Torch reports with its own types
        outcome.message = std::string("The search failed inside LibTorch: ") + e.what();
        outcome.hint = "If memory ran out, lower batch, channels or cells; otherwise please report this text.";
    }
    outcome.status = ExperimentStatus::Failed;
    if (experiment != 0) try {
            project.setStatus(experiment, ExperimentStatus::Failed, outcome.message);
        } catch (const EngineError&) {
            // The project cannot be written (disk full, removed): the outcome says what failed first.
        }
    return outcome;
}

} // namespace dnas
