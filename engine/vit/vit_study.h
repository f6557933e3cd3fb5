// Many short trainings as an experiment: the pruned network against the whole one over data sets and runs, or random
// prunings beside their proxies. Place: session.cpp hands such requests to it. Thread rule: as RunObserver.
// Every training is a function of (request, place in the row): a run goes on with the iteration that it was stopped in.
// Source: thesis section 6.1.2 (100 random models, fine-tuned; 40 data sets, last block and head).
#pragma once

#include "engine/api/session.h"

namespace dnas {

Outcome runVitStudy(Project& project, const Request& request, std::int64_t experiment, RunObserver& observer, RunControl& control);

/// What the sample of a study drops: modules stay with the probability `keep`; at least one block stays.
VitMask sampleMask(const VitWorkSpec& spec, std::uint64_t seed, int sample);

} // namespace dnas
