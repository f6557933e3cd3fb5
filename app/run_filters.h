// The row of fields over the table of runs: text, conditions on metrics, and a choice for each of method, data, status
// and tag as soon as there is something to choose.
// Place: head of RunTablePage. Thread rule: GUI thread.
#pragma once

#include "app/run_table_filter.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace dnas {

class RunFilters final : public QWidget {
    Q_OBJECT
  public:
    explicit RunFilters(const RunTableModel* model, QWidget* parent = nullptr);

    /// Offers what the runs of the model have; keeps what is chosen.
    void refill();
    /// What is asked for. A condition that cannot be read is marked, and the last good one of `before` holds meanwhile.
    RunCriteria criteria(const RunCriteria& before);
    void focusText();

  Q_SIGNALS:
    void changed();

  private:
    void refillStatuses();
    void mark(const QString& problem);

    const RunTableModel* m_model;
    QLineEdit *m_text, *m_metrics;
    QComboBox *m_method, *m_data, *m_status, *m_tag;
};

} // namespace dnas
