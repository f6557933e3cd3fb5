// Handcrafted networks trained on the same data, drawn beside the learning curves of the training on view.
// Place: a button on the curves of the run page. Reads the project on a thread of its own. Thread rule: GUI thread.
#pragma once

#include "app/task_thread.h"
#include "widgets/run_timeline.h"

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

class QPushButton;

namespace dnas {

class RunPage;

class BaselineOverlays final : public QObject {
    Q_OBJECT
  public:
    static constexpr std::size_t kMost = 4; ///< as many as the curves have colours for; the newest

    BaselineOverlays(RunPage* page, QObject* parent);
    void setProject(const QString& path);
    QPushButton* button() const { return m_button; } ///< hidden where there is nothing to draw
    const std::vector<std::unique_ptr<RunTimeline>>& runs() const { return m_runs; }

  private:
    void showRun();
    void draw();

    RunPage* m_page;
    QString m_project;
    QPushButton* m_button;
    std::vector<std::unique_ptr<RunTimeline>> m_runs;
    TaskThread m_worker; ///< last: joins before the rest goes
};

} // namespace dnas
