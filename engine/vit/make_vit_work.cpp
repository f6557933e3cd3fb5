// Work with what a file holds (engine/api/vit_work.h).
#include "engine/api/vit_work.h"

namespace dnas {

VitWorkSpec makeVitWork(VitWork work, const std::string& model, const VitOptions& options) {
    const PruningSpec read = makePruningSpec(model, options);
    VitWorkSpec spec;
    spec.work = work;
    spec.model = read.model;
    spec.options = read.options;
    spec.fingerprint = read.fingerprint;
    spec.network = read.network;
    if (work != VitWork::Train) { // short trainings, of what the thesis fine-tunes
        spec.tuned = VitTuned::LastBlock;
        spec.epochs = 3;
        spec.labelSmoothing = 0;
        spec.mask = fullMask(read.network);
    }
    return spec;
}

} // namespace dnas
