#include "widgets/metric_names.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace dnas {

void MetricNames::update(const std::vector<SnapshotPtr>& snapshots) {
    if (m_read > snapshots.size() || (m_read > 0 && snapshots[m_read - 1] != m_last)) *this = {};
    for (; m_read < snapshots.size(); ++m_read) {
        m_last = snapshots[m_read];
        for (std::size_t i = 0; i < m_last->metrics.size(); ++i) {
            const auto& [name, value] = m_last->metrics[i];
            std::size_t place = i; // mostly they come in the same order
            if (place >= m_names.size() || m_names[place] != name)
                place = static_cast<std::size_t>(std::find(m_names.begin(), m_names.end(), name) - m_names.begin());
            if (place == m_names.size()) {
                m_names.push_back(name);
                m_measured.push_back(false);
            }
            if (std::isfinite(value)) m_measured[place] = true;
        }
    }
}

bool MetricNames::isMeasured(const std::string& name) const {
    const auto found = std::find(m_names.begin(), m_names.end(), name);
    return found != m_names.end() && m_measured[static_cast<std::size_t>(found - m_names.begin())];
}

QStringList MetricNames::families(bool measured) const {
    QStringList families{QStringLiteral("accuracy"), QStringLiteral("loss"), QStringLiteral("top5")};
    const auto isUnmeasured = [this](const QString& family) {
        for (std::size_t i = 0; i < m_names.size(); ++i)
            if (m_measured[i] && metricFamily(QString::fromStdString(m_names[i])) == family) return false;
        return true;
    };
    if (measured) families.erase(std::remove_if(families.begin(), families.end(), isUnmeasured), families.end());
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        const QString family = metricFamily(QString::fromStdString(m_names[i]));
        if ((m_measured[i] || !measured) && !families.contains(family)) families << family;
    }
    return families;
}

QString metricFamily(const QString& metric) {
    static const std::pair<const char*, const char*> known[] = {{"train_top1", "accuracy"}, {"valid_top1", "accuracy"},
                                                                {"train_top5", "top5"},     {"valid_top5", "top5"},
                                                                {"train_loss", "loss"},     {"valid_loss", "loss"}};
    for (const auto& [name, family] : known)
        if (metric == QLatin1String(name)) return QLatin1String(family);
    if (metric.startsWith(QLatin1String("contribution_"))) return QStringLiteral("contributions");
    if (metric.startsWith(QLatin1String("distance_"))) return QStringLiteral("distances");
    if (metric.startsWith(QLatin1String("share_"))) return QStringLiteral("decided");
    if (metric.startsWith(QLatin1String("feature_std"))) return QStringLiteral("spread");
    return metric;
}

} // namespace dnas
