// Runs without labels made by hand.
#pragma once

#include "engine/api/genotype_text.h"
#include "engine/api/heads.h"
#include "engine/api/request.h"
#include "widgets/run_timeline.h"

#include <QDir>
#include <QWidget>

#include <cmath>

namespace dnas::test {

inline RunIdentity siameseIdentity() {
    RunIdentity identity;
    identity.name = QStringLiteral("NASiam (SimSiam)");
    identity.method = QStringLiteral("nasiam-simsiam");
    identity.request = makeRequest("nasiam-simsiam", Preset::Paper);
    return identity;
}

/// The chains of the thesis's ResNet-18, from the second epoch on; before it, skips only. Two clouds that part.
inline std::vector<SnapshotPtr> siameseSnapshots(int epochs) {
    std::vector<SnapshotPtr> all;
    for (int epoch = 0; epoch < epochs; ++epoch) {
        auto s = std::make_shared<Snapshot>();
        s->epoch = epoch;
        s->epochs = epochs;
        s->genotype = parseGenotype(epoch == 0 && epochs > 1
                                        ? "Genotype(encoder=[['identity'], ['identity']], predictor=[['identity'], ['identity']])"
                                        : "Genotype(encoder=[['linear_relu'], ['linear_silu'], ['linear_elu'], ['identity'], ['identity'], "
                                          "['linear_relu']], predictor=[['linear_hardswish'], ['avgpool_3x3'], ['avgpool_3x3'], "
                                          "['linear_hardswish']])");
        for (const ChainGenotype& chain : s->genotype.chains) {
            AlphaGroup group;
            group.name = chain.name;
            group.columns = chainOperations(true);
            for (std::size_t row = 0; row < chain.layers.size(); ++row) {
                group.rows.push_back({"layer " + std::to_string(row + 1), -1, -1});
                for (const std::string& operation : group.columns) {
                    group.weights.push_back(operation == chain.layers[row].front() ? 0.4 : 0.1);
                    group.raw.push_back(std::log(group.weights.back()));
                }
            }
            s->alpha.push_back(group);
        }
        s->metrics = {{"train_loss", -0.5 - 0.1 * epoch}, {"valid_top1", 0.3}, {"feature_std", 0.02}};
        s->scatter.classNames = {"cat", "dog", ""};
        for (int i = 0; i < 60; ++i) {
            s->scatter.labels.push_back(i % 3);
            s->scatter.x.push_back(std::sin(i * 2.1) + epoch * (i % 3));
            s->scatter.y.push_back(std::cos(i * 1.7) + epoch * ((i % 3) == 2));
        }
        s->scatter.explainedX = 0.5;
        s->scatter.explainedY = 0.2;
        all.push_back(s);
    }
    return all;
}

/// With DNAS_REVIEW=folder the widget is kept there as a picture.
inline void saveForReview(QWidget& widget, const QSize& size, const QString& name) {
    const QString folder = qEnvironmentVariable("DNAS_REVIEW");
    if (folder.isEmpty()) return;
    widget.resize(size);
    widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

} // namespace dnas::test
