// A word for each metric of a snapshot, for people. Place: curves, scatter of networks. Thread rule: GUI thread.
#pragma once

#include <QString>

namespace dnas {

/// "top-1 accuracy" of "accuracy", "validation top-1" of "valid_top1"; metrics that are not listed keep their own name.
QString metricTitle(const QString& metric);

} // namespace dnas
