// The status bar: what runs, how fast, how much memory; saved when, skips, warnings.
// Thread rule: GUI thread.
#pragma once

#include "app/run_controller.h"

#include <QDateTime>
#include <QStatusBar>
#include <QTimer>

class QLabel;
class QPushButton;

namespace dnas {

class StatusLine : public QStatusBar {
    Q_OBJECT
  public:
    explicit StatusLine(QWidget* parent = nullptr);

    void showState(RunController::State state, int waiting);
    void showProgress(const StepProgress& progress);
    /// A finished epoch was stored. @param skipLimit of the run's stop rule, 0 = none
    void showSaved(const Snapshot& snapshot, int skipLimit);
    void showWarnings(int count);

  Q_SIGNALS:
    void warningsClicked();

  private:
    void updateSaved();

    RunController::State m_state = RunController::State::Idle;
    int m_waiting = 0;
    QLabel *m_dot, *m_what, *m_speed, *m_memory, *m_saved, *m_skips;
    QPushButton* m_warnings;
    int m_savedEpoch = -1;
    QDateTime m_savedAt;
    QTimer m_tick;
};

} // namespace dnas
