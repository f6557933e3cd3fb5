// The left dock: filter, list of experiments, and a line that opens the bin.
// Thread rule: GUI thread.
#pragma once

#include "app/experiment_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QMenu;
class QPushButton;

namespace dnas {

class ExperimentPanel : public QWidget {
    Q_OBJECT
  public:
    /// @param live experiments in use; @param bin those that were thrown away
    ExperimentPanel(ExperimentModel* live, ExperimentModel* bin, QWidget* parent = nullptr);

    std::int64_t selected() const; ///< 0 = none
    std::vector<std::int64_t> selectedAll() const; ///< in the order of the list
    void select(std::int64_t experiment);
    bool showsBin() const { return m_showsBin; }
    void showBin(bool bin);
    void editName();
    void focusFilter();
    QString countText() const;
    void setContextMenu(QMenu* menu) { m_menu = menu; }
    QLineEdit* filterField() const { return m_filterField; }
    QListView* list() const { return m_list; }

  Q_SIGNALS:
    void selectionChanged(std::int64_t experiment);
    void binShown(bool bin);
    void chosenAnew(); ///< one or several are selected
    void tableAsked();
    void countChanged(const QString& text); ///< "6", "2 of 6"

  private:
    void updateCount();

    ExperimentModel* m_live;
    ExperimentModel* m_bin;
    ExperimentFilter* m_filter;
    QLineEdit* m_filterField;
    QListView* m_list;
    QLabel* m_empty;
    QPushButton *m_binButton, *m_tableButton;
    QMenu* m_menu = nullptr;
    bool m_showsBin = false;
    std::int64_t m_last = 0; ///< selection that was announced last; survives a reset of the model
};

} // namespace dnas
