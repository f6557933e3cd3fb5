#include "app/run_table_filter.h"

#include "app/experiment_model.h"

#include <algorithm>

namespace dnas {

RunTableFilter::RunTableFilter(RunTableModel* model, QObject* parent) : QSortFilterProxyModel(parent), m_model(model) {
    setSourceModel(model);
    setRecursiveFilteringEnabled(true);
    setDynamicSortFilter(true);
}

void RunTableFilter::setCriteria(const RunCriteria& criteria) {
    m_criteria = criteria;
    invalidateFilter();
}

int RunTableFilter::shownRuns() const {
    return static_cast<int>(std::count_if(m_model->rows().begin(), m_model->rows().end(), [this](const RunRow& row) { return accepts(row); }));
}

bool RunTableFilter::accepts(const RunRow& row) const {
    const ExperimentSummary& e = row.summary;
    const RunCriteria& c = m_criteria;
    const QStringList tags = tagsOf(e);
    if (e.inBin != c.bin) return false;
    if (!c.method.isEmpty() && QString::fromStdString(e.method) != c.method) return false;
    if (!c.data.isEmpty() && dataText(e.data) != c.data) return false;
    if (!c.tag.isEmpty() && !tags.contains(c.tag)) return false;
    if (c.status >= 0 && static_cast<int>(e.status) != c.status) return false;
    const QString searched = QStringList{QString::fromStdString(e.name), QString::fromStdString(e.method), dataText(e.data), statusText(e.status),
                                         QString::fromStdString(e.notes), tags.join(QLatin1Char(' ')), QStringLiteral("seed %1").arg(e.seed)}
                                 .join(QLatin1Char('\n'));
    for (const QString& word : c.text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        if (!searched.contains(word, Qt::CaseInsensitive)) return false;
    return c.metrics.accepts([&row](const std::string& metric) { return RunTableModel::metricOf(row, metric); });
}

bool RunTableFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const RunRow* run = m_model->runAt(m_model->index(row, 0, parent));
    return run && accepts(*run); // a line of several is kept by those under it
}

bool RunTableFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    QVariant a = left.data(RunTableModel::SortRole), b = right.data(RunTableModel::SortRole);
    if (!a.isValid() || !b.isValid()) // what is missing stays at the end, whichever way is sorted
        return sortOrder() == Qt::AscendingOrder ? a.isValid() && !b.isValid() : !a.isValid() && b.isValid();
    if (a.typeId() == QMetaType::Double && b.typeId() == QMetaType::Double) return a.toDouble() < b.toDouble();
    return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
}

} // namespace dnas
