#include "widgets/alpha_view.h"
#include "widgets/cell_reading.h"

namespace dnas {

QString edgeLabel(const AlphaRow& row) {
    if (row.from < 0 || row.to < 2) return QString::fromStdString(row.label);
    return QStringLiteral("%1 \u2192 %2").arg(nodeLabel(row.from)).arg(row.to - 2);
}

} // namespace dnas
