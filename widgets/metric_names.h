// Which metrics a run has stored, in any of its epochs: stages bring others, and an epoch may lack what another has.
// Place: chooser and table of the curves, list of figures. Thread rule: none, values only.
#pragma once

#include "engine/api/snapshot.h"

#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace dnas {

class MetricNames {
  public:
    /// Brings the list to `snapshots`; what it has read already is not read again.
    void update(const std::vector<SnapshotPtr>& snapshots);
    /// In the order of their first appearance.
    const std::vector<std::string>& names() const { return m_names; }
    /// Whether any epoch has a finite value of it.
    bool isMeasured(const std::string& name) const;
    /// What curves can be drawn of, by family: accuracy, loss and top5 first. @param measured only what has a value
    QStringList families(bool measured) const;

  private:
    std::vector<std::string> m_names;
    std::vector<bool> m_measured; ///< one a name
    SnapshotPtr m_last;           ///< the newest one that was read
    std::size_t m_read = 0;
};

/// Metrics that are drawn together under one name: "accuracy" of train_top1 and valid_top1, "contributions" of
/// contribution_0 and the others; a metric that stands alone is its own family.
QString metricFamily(const QString& metric);

} // namespace dnas
