#include "engine/siamese/siamese_network.h"

#include "engine/siamese/backbone.h"

namespace dnas {

SiameseNetwork::SiameseNetwork(const SiameseSpec& spec, const ImageShape& images, bool predictor)
    : m_backbone(backboneGraph(spec, images.channels, images.height, images.width)),
      m_features(featureCount(m_backbone.graph())),
      m_encoder({m_backbone.weights(), "encoder."}, projectorOf(spec, m_features)) {
    if (predictor && hasPredictor(spec.framework))
        m_predictor.emplace(LayerScope{m_backbone.weights(), "predictor."}, predictorOf(spec, m_features));
}

} // namespace dnas
