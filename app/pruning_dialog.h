// Asks what is to be pruned and how, and reads the file's description before it accepts.
// Place: "New pruning" of the window. Thread rule: GUI thread; the file is read on a worker.
#pragma once

#include "app/task_thread.h"
#include "engine/api/request.h"

#include <QDialog>

#include <memory>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace dnas {

class EngineRunner;

class PruningDialog final : public QDialog {
    Q_OBJECT
  public:
    explicit PruningDialog(std::shared_ptr<EngineRunner> runner, QWidget* parent = nullptr);
    /// Of an accepted dialog.
    const Request& request() const { return m_request; }
    void setModel(const QString& model);
    void setOptions(const QString& options); ///< of the network: "KEY=VALUE" separated by spaces
    /// As another pruning was: everything, the network's options included.
    void setRequest(const Request& request);
    void showAdvanced(bool show);

  public Q_SLOTS:
    void accept() override; ///< reads the file first; stays open, with the reason, where that fails

  private:
    void addModel(QFormLayout* form);
    void addNumbers(QFormLayout* form);
    QWidget* makeAdvanced();
    /// Says what is wrong at the line itself. @return whether the options can be read
    bool checkOptions();
    void updateCoefficient(); ///< only composite proxies have one
    void take(PruningSpec spec);
    void fail(const QString& message);

    std::shared_ptr<EngineRunner> m_runner;
    QComboBox *m_model, *m_granularity, *m_proxy;
    QLineEdit* m_options;
    QSpinBox *m_iterations, *m_runs, *m_seed, *m_warmStart;
    QDoubleSpinBox *m_innerStep, *m_searchStep, *m_coefficient;
    QCheckBox *m_absolute, *m_random;
    QToolButton* m_advanced;
    QWidget* m_advancedPart;
    QLabel *m_optionsProblem, *m_message;
    QPushButton* m_start;
    Request m_request;
    Resources m_resources; ///< of the pruning that is repeated
    TaskThread m_worker; ///< last: joins before the rest goes
};

} // namespace dnas
