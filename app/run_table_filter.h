// Which runs the table shows: by text, method, data, status, tag, bin, and conditions on metrics; and their order.
// A line of several seeds is shown while any of its runs is. Thread rule: GUI thread.
#pragma once

#include "app/run_table_model.h"
#include "engine/api/metric_filter.h"

#include <QSortFilterProxyModel>

namespace dnas {

struct RunCriteria {
    QString text;                  ///< every word must occur, in any order
    QString method, data, tag;     ///< empty: any; data as dataText() says it
    int status = -1;               ///< ExperimentStatus; -1: any
    bool bin = false;
    MetricFilter metrics;
};

class RunTableFilter : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    explicit RunTableFilter(RunTableModel* model, QObject* parent = nullptr);
    void setCriteria(const RunCriteria& criteria);
    const RunCriteria& criteria() const { return m_criteria; }
    int shownRuns() const; ///< runs, not lines

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

  private:
    bool accepts(const RunRow& row) const;

    RunTableModel* m_model;
    RunCriteria m_criteria;
};

} // namespace dnas
