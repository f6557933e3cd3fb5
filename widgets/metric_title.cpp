#include "widgets/metric_title.h"

#include <QCoreApplication>

#include <utility>

namespace dnas {

QString metricTitle(const QString& metric) {
    static const std::pair<const char*, const char*> titles[] = {
        {"accuracy", QT_TRANSLATE_NOOP("dnas::metricTitle", "top-1 accuracy")},
        {"top5", QT_TRANSLATE_NOOP("dnas::metricTitle", "top-5 accuracy")},
        {"loss", QT_TRANSLATE_NOOP("dnas::metricTitle", "loss")},
        {"train_top1", QT_TRANSLATE_NOOP("dnas::metricTitle", "training top-1 accuracy")},
        {"train_top5", QT_TRANSLATE_NOOP("dnas::metricTitle", "training top-5 accuracy")},
        {"train_loss", QT_TRANSLATE_NOOP("dnas::metricTitle", "training loss")},
        {"valid_top1", QT_TRANSLATE_NOOP("dnas::metricTitle", "validation top-1 accuracy")},
        {"valid_top5", QT_TRANSLATE_NOOP("dnas::metricTitle", "validation top-5 accuracy")},
        {"valid_loss", QT_TRANSLATE_NOOP("dnas::metricTitle", "validation loss")},
        {"objective", QT_TRANSLATE_NOOP("dnas::metricTitle", "loss of the alpha step")},
        {"lr", QT_TRANSLATE_NOOP("dnas::metricTitle", "learning rate")},
        {"seconds", QT_TRANSLATE_NOOP("dnas::metricTitle", "seconds an epoch")},
        {"images_per_second", QT_TRANSLATE_NOOP("dnas::metricTitle", "images per second")},
        {"peak_mb", QT_TRANSLATE_NOOP("dnas::metricTitle", "peak memory, MB")},
        {"seconds_left", QT_TRANSLATE_NOOP("dnas::metricTitle", "seconds left")},
        {"skip_count", QT_TRANSLATE_NOOP("dnas::metricTitle", "skip connections")},
        {"entropy", QT_TRANSLATE_NOOP("dnas::metricTitle", "entropy of alpha, nats")},
        {"margin", QT_TRANSLATE_NOOP("dnas::metricTitle", "margin of alpha")},
        {"contributions", QT_TRANSLATE_NOOP("dnas::metricTitle", "contribution M_C, nats (below 0: it helps)")},
        {"ablation_loss", QT_TRANSLATE_NOOP("dnas::metricTitle", "mean of |L_AB|")},
        {"distances", QT_TRANSLATE_NOOP("dnas::metricTitle", "distance M")},
        {"spread", QT_TRANSLATE_NOOP("dnas::metricTitle", "spread of features")},
        {"effective_rank", QT_TRANSLATE_NOOP("dnas::metricTitle", "effective rank")},
        {"skip_share", QT_TRANSLATE_NOOP("dnas::metricTitle", "share of skip connections")},
        {"knn_top1", QT_TRANSLATE_NOOP("dnas::metricTitle", "top-1 of neighbours")},
        {"decided", QT_TRANSLATE_NOOP("dnas::metricTitle", "share of all weights")},
        {"parameters", QT_TRANSLATE_NOOP("dnas::metricTitle", "parameters")},
        {"multiply_adds", QT_TRANSLATE_NOOP("dnas::metricTitle", "multiply-adds")},
        {"supernet_top1", QT_TRANSLATE_NOOP("dnas::metricTitle", "top-1 of the supernet")},
        {"inherited_top1", QT_TRANSLATE_NOOP("dnas::metricTitle", "top-1 with inherited weights")},
        {"retrained_top1", QT_TRANSLATE_NOOP("dnas::metricTitle", "top-1 retrained")}};
    for (const auto& [name, title] : titles)
        if (metric == QLatin1String(name)) return QCoreApplication::translate("dnas::metricTitle", title);
    // The number of images in a batch is a part of the name.
    const QString batch = metric.section(QLatin1Char('_'), 1);
    if (metric.startsWith(QLatin1String("latency_")))
        return QCoreApplication::translate("dnas::metricTitle", "latency of a batch of %1").arg(batch);
    if (metric.startsWith(QLatin1String("throughput_")))
        return QCoreApplication::translate("dnas::metricTitle", "images per second, batches of %1").arg(batch);
    return QString(metric).replace(QLatin1Char('_'), QLatin1Char(' '));
}

} // namespace dnas
