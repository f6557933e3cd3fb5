// Asks what is to be pruned and how, and reads the file's description before it accepts.
// Place: "New pruning" of the window. Thread rule: GUI thread; the file is read on a worker.
#pragma once

#include "app/task_thread.h"
#include "engine/api/request.h"

#include <QDialog>

#include <memory>

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace dnas {

class EngineRunner;

class PruningDialog final : public QDialog {
    Q_OBJECT
  public:
    explicit PruningDialog(std::shared_ptr<EngineRunner> runner, QWidget* parent = nullptr);
    /// Of an accepted dialog.
    const Request& request() const { return m_request; }
    void setModel(const QString& model);

  public Q_SLOTS:
    void accept() override; ///< reads the file first; stays open, with the reason, where that fails

  private:
    void take(PruningSpec spec);
    void fail(const QString& message);

    std::shared_ptr<EngineRunner> m_runner;
    QComboBox *m_model, *m_granularity, *m_proxy;
    QSpinBox *m_iterations, *m_runs, *m_seed;
    QLabel* m_message;
    QPushButton* m_start;
    Request m_request;
    TaskThread m_worker; ///< last: joins before the rest goes
};

} // namespace dnas
