// The page of all runs: filters, the table, and for a line of several seeds how far they agree.
// Place: centre of the window, instead of the page of one run. Thread rule: GUI thread.
#pragma once

#include "app/run_table_filter.h"

#include <QWidget>

#include <set>

class QCheckBox;
class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QTreeView;

namespace dnas {

class AgreementPanel;
class AgreementView;
class RunFilters;
class SegmentedControl;

class RunTablePage : public QWidget {
    Q_OBJECT
  public:
    explicit RunTablePage(QWidget* parent = nullptr);

    void setRows(std::vector<RunRow> rows);
    void setEditable(bool editable) { m_model->setEditable(editable); }
    void setContextMenu(QMenu* menu) { m_menu = menu; }
    /// Chooses a run in the table without telling anybody.
    void select(std::int64_t experiment);
    /// Runs of the chosen lines, in the order of the table; of a group all.
    std::vector<std::int64_t> selectedRuns() const;
    bool currentIsGroup() const;
    void showBin(bool bin);
    void editCurrent(RunTableModel::Column column);
    void focusFilter();

    RunTableModel* model() const { return m_model; }
    RunTableFilter* filter() const { return m_filter; }
    QTreeView* table() const { return m_table; }
    AgreementView* agreementView() const;
    QString csv() const; ///< of the runs on view, in the order of the table; see runTableCsv
    QString consensusText() const; ///< of the chosen line; empty when it is none of several seeds

  Q_SIGNALS:
    void currentChanged(std::int64_t experiment); ///< 0: a line of several
    void selectionChanged();
    void opened(std::int64_t experiment);
    void binShown(bool bin);
    void compareAsked();
    void closeAsked();
    void copyAsked(const QString& text, const QString& what);

  private:
    QWidget* makeHead();
    void makeTable();
    void showColumnMenu(const QPoint& place);
    void applyCriteria();
    void askSave();
    void showDetails();
    void updateCount();
    QModelIndex currentSource() const;

    RunTableModel* m_model;
    RunTableFilter* m_filter;
    QTreeView* m_table;
    RunFilters* m_filters;
    AgreementPanel* m_agreement;
    QLabel *m_count, *m_empty;
    QCheckBox* m_grouped;
    SegmentedControl* m_where;
    QPushButton *m_compare, *m_columns;
    QSplitter* m_splitter;
    QMenu* m_menu = nullptr;
    bool m_selecting = false; ///< we choose ourselves
};

} // namespace dnas
