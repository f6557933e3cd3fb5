// Asks what a vision transformer is to learn: a training, a comparison of a pruned with the whole network, or a study of
// proxies; reads the file's description before it accepts.
// Place: "Train vision transformer", "Study proxies" of the window, "Fine-tune and compare" of a pruning.
// Thread rule: GUI thread; the file is read on a worker.
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
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace dnas {

class EngineRunner;

/// The usual values of a kind for what a file holds.
VitWorkSpec vitWorkOf(VitWork work, const PruningSpec& read);

class VitWorkDialog final : public QDialog {
    Q_OBJECT
  public:
    VitWorkDialog(VitWork work, std::shared_ptr<EngineRunner> runner, QWidget* parent = nullptr);
    /// Of an accepted dialog.
    const Request& request() const { return m_request; }
    void setModel(const QString& model);
    void setSpec(const VitWorkSpec& spec); ///< of a comparison: network and mask are given
    void setData(const QStringList& data);

  public Q_SLOTS:
    void accept() override; ///< reads the file first; stays open, with the reason, where that fails

  private:
    void build();
    void addModel(QFormLayout* form);
    void addData(QFormLayout* form);
    void addNumbers(QFormLayout* form);
    void suggestRate();
    void take(VitWorkSpec spec);
    void fail(const QString& message);

    VitWork m_work;
    std::shared_ptr<EngineRunner> m_runner;
    VitWorkSpec m_spec; ///< of a comparison
    QComboBox *m_model, *m_tuned, *m_granularity;
    QPlainTextEdit* m_data;
    QSpinBox *m_epochs, *m_batch, *m_series, *m_subset, *m_limit, *m_seed;
    QDoubleSpinBox* m_rate;
    QCheckBox *m_crop, *m_flip;
    QLabel* m_message;
    QPushButton* m_start;
    Request m_request;
    TaskThread m_worker; ///< last: joins before the rest goes
};

} // namespace dnas
