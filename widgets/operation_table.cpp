#include "widgets/operation_table.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dnas {

namespace {
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
}

void OperationTable::clear() {
    m_read.clear();
    m_operations.clear();
    m_series.clear();
}

std::size_t OperationTable::operationIndex(const std::string& name) {
    const auto found = std::find(m_operations.begin(), m_operations.end(), name);
    if (found != m_operations.end()) return static_cast<std::size_t>(found - m_operations.begin());
    m_operations.push_back(name);
    m_series.emplace_back(m_read.size(), kMissing);
    return m_operations.size() - 1;
}

void OperationTable::update(const std::vector<SnapshotPtr>& snapshots, const Reader& reader) {
    // A resumed run repeats its last epochs: what comes after the first difference is read anew.
    const auto differs = std::mismatch(m_read.begin(), m_read.end(), snapshots.begin(), snapshots.end()).first;
    if (differs != m_read.end()) {
        m_read.erase(differs, m_read.end());
        if (m_read.empty()) clear();
        for (std::vector<double>& series : m_series)
            series.resize(m_read.size());
    }
    for (std::size_t i = m_read.size(); i < snapshots.size(); ++i) {
        m_read.push_back(snapshots[i]);
        for (std::vector<double>& series : m_series)
            series.push_back(kMissing);
        reader(*snapshots[i], [this](const std::string& operation, double value) {
            double& entry = m_series[operationIndex(operation)].back();
            entry = std::isnan(entry) ? value : entry + value;
        });
    }
}

QString operationCsv(const OperationTable& table, const std::vector<SnapshotPtr>& snapshots) {
    QString csv = QStringLiteral("epoch");
    for (const std::string& operation : table.operations())
        csv += QLatin1Char(',') + QString::fromStdString(operation);
    csv += QLatin1Char('\n');
    for (std::size_t i = 0; i < snapshots.size(); ++i) {
        csv += QString::number(snapshots[i]->epoch + 1);
        for (std::size_t o = 0; o < table.operations().size(); ++o)
            csv += QLatin1Char(',') + QString::number(table.series(o)[i], 'g', 17);
        csv += QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
