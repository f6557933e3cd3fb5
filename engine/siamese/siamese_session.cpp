#include "engine/siamese/siamese_session.h"

#include "engine/siamese/backbone.h"
#include "engine/siamese/fine_tune_work.h"
#include "engine/siamese/probe_work.h"
#include "engine/siamese/siamese_work.h"

namespace dnas {

std::unique_ptr<LoopWork> siameseWork(const Request& request, std::shared_ptr<const DataSet> data,
                                      const c10::Device& device, ProjectReader* project) {
    const SiameseSpec& spec = *request.siamese;
    if (!learnsLabels(spec)) return std::make_unique<SiameseWork>(request, std::move(data), device);
    const ImageSet& set = data->train;
    StoredEncoder encoder =
        spec.encoder != 0 && project
            ? loadEncoder(*project, spec.encoder)
            : randomEncoder(backboneGraph(spec, set.channels, set.height, set.width),
                            {{set.channels, set.height, set.width, set.classes}, set.mean, set.deviation}, request.seed);
    if (spec.stage == SiameseStage::FineTune) return std::make_unique<FineTuneWork>(request, data, encoder, device);
    return std::make_unique<ProbeWork>(request, std::move(data), std::move(encoder), device);
}

} // namespace dnas
