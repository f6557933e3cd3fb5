#include "widgets/pruning_measured.h"

#include "engine/api/vit_work.h"
#include "widgets/csv_text.h"
#include "widgets/pruning_words.h"

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

const ThresholdRange* rangeOf(const VitMask& mask, const MaskPlaces& places) {
    const auto found = std::find_if(places.sweep.begin(), places.sweep.end(), [&](const ThresholdRange& range) { return range.mask == mask; });
    return found == places.sweep.end() ? nullptr : &*found;
}

MeasuredPoint pointAt(const VitMask& mask, double value, double low, double high, const MaskPlaces& places) {
    MeasuredPoint point{static_cast<double>(keptModules(places.spec, mask)), value, low, high, mask == places.current, false, 0, 0};
    if (const ThresholdRange* range = rangeOf(mask, places)) {
        point.ofSweep = true;
        point.from = std::clamp(range->low, places.low, places.high);
        point.to = std::clamp(range->high, places.low, places.high);
    }
    return point;
}

/// "0.25,0.5,110...", of a mask that no threshold gives empty fields first.
QString placeCsv(const VitMask& mask, const MaskPlaces& places) {
    const ThresholdRange* range = rangeOf(mask, places);
    const QString thresholds = range ? csvNumber(range->low) + QLatin1Char(',') + csvNumber(range->high) : QStringLiteral(",");
    return thresholds + QLatin1Char(',') + QString::fromStdString(maskDigits(mask));
}

} // namespace

double accuracySpread(const VitEvaluation& e) { return e.images > 0 ? 196 * std::sqrt(e.top1 * (1 - e.top1) / e.images) : 0; }

std::vector<MeasuredPoint> speedPoints(const std::map<VitMask, VitSpeed>& speeds, const MaskPlaces& places) {
    std::vector<MeasuredPoint> points;
    for (const auto& [mask, s] : speeds)
        points.push_back(pointAt(mask, s.pruned.imagesPerSecond(), s.pruned.batch / s.pruned.high, s.pruned.batch / s.pruned.low, places));
    return points;
}

std::vector<MeasuredPoint> accuracyPoints(const std::map<VitMask, VitEvaluation>& accuracies, const MaskPlaces& places) {
    std::vector<MeasuredPoint> points;
    for (const auto& [mask, e] : accuracies)
        points.push_back(pointAt(mask, 100 * e.top1, 100 * e.top1 - accuracySpread(e), 100 * e.top1 + accuracySpread(e), places));
    return points;
}

QString speedCsv(const std::map<VitMask, VitSpeed>& speeds, const MaskPlaces& places) {
    QString csv = QStringLiteral("kept,batch,threads,images_per_second,ratio,ratio_low,ratio_high,machine,threshold_over,threshold_to,mask\n");
    for (const auto& [mask, s] : speeds)
        csv += QStringLiteral("%1,%2,%3,%4,%5,%6,%7,%8,%9\n")
                   .arg(keptModules(places.spec, mask)).arg(s.pruned.batch).arg(s.pruned.threads)
                   .arg(csvNumber(s.pruned.imagesPerSecond()), csvNumber(s.ratio), csvNumber(s.ratioLow), csvNumber(s.ratioHigh),
                        csvText(QString::fromStdString(s.machine)), placeCsv(mask, places));
    return csv;
}

QString accuracyCsv(const MeasuredMasks& measured, const MaskPlaces& places) {
    QString csv = QStringLiteral("kept,top1,images,part,data,threshold_over,threshold_to,mask\n");
    for (const auto& [data, accuracies] : measured.accuracies)
        for (const auto& [mask, e] : accuracies)
            csv += QStringLiteral("%1,%2,%3,%4,%5,%6\n")
                       .arg(keptModules(places.spec, mask)).arg(csvNumber(e.top1)).arg(e.images)
                       .arg(QString::fromStdString(e.part), csvText(QString::fromStdString(e.data)), placeCsv(mask, places));
    return csv;
}

} // namespace dnas
