// Where and how often the search runs: device, threads, seeds; and what it will take, measured by one real step.
// Thread rule: GUI thread; the measurement runs on a worker thread and may be left behind.
#pragma once

#include "app/engine_runner.h"
#include "app/wizard/wizard_page.h"

#include <QFutureWatcher>

#include <memory>
#include <optional>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace dnas {

class OptionForm;
class SweepForm;

class ResourcesPage : public WizardPage {
    Q_OBJECT
  public:
    /// @param searchRunning a search occupies the engine: measuring would disturb it and mislead
    ResourcesPage(DraftModel* model, std::shared_ptr<EngineRunner> runner, bool searchRunning, QWidget* parent);
    QString title() const override { return tr("Resources"); }
    QString problem() const override;

  public Q_SLOTS:
    void measure();

  private:
    struct Measurement {
        std::string hash; ///< of the request that was measured
        std::optional<RunEstimate> estimate;
        QString error;
    };

    QWidget* makeCard();
    void takeSeeds(const QString& text);
    void showMeasurement();
    void showEstimate(); ///< of all experiments, greyed when the options have changed since

    std::shared_ptr<EngineRunner> m_runner;
    bool m_searchRunning;
    OptionForm* m_form;
    SweepForm* m_sweep;
    QLineEdit* m_seeds;
    QLabel* m_seedHelp;
    QPushButton* m_measure;
    QProgressBar* m_busy;
    QLabel *m_time, *m_timeNote, *m_memory, *m_memoryNote, *m_weights, *m_weightsNote, *m_where;
    QFutureWatcher<Measurement> m_watcher;
    std::string m_measured; ///< hash of the request whose numbers stand in the card
    std::optional<RunEstimate> m_estimate; ///< these numbers
    QString m_seedProblem;
};

/// "3 min 40 s", "1 h 5 min"
QString durationText(double seconds);
/// "0.42 GB", "380 MB"
QString memoryText(double megabytes);
/// "1.1 M", "12,300"
QString countText(std::int64_t count);
/// Of this machine in MB; 0 when it cannot be told.
double machineMemoryMb();

} // namespace dnas
