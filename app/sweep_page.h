// Sweeps: what came out over the values of an option, of all runs that differ from the run on view in nothing else but the
// seed; or over two options at once. The ablation studies of thesis figures 4.3 and 4.4.
// Place: centre of the window. Which options there are follows from the runs of the project; a sweep leaves no record.
// Thread rule: GUI thread.
#pragma once

#include "app/open_project.h"
#include "engine/api/sweep.h"
#include "widgets/run_timeline.h"

#include <QWidget>

#include <string>
#include <vector>

class QComboBox;
class QLabel;

namespace dnas {

class SweepView;

/// The options, one or two together, in which runs of a project differ from `like` and in nothing else; most runs first.
std::vector<std::vector<std::string>> sweptOptions(const std::vector<SweepRun>& runs, const Request& like);

class SweepPage : public QWidget {
    Q_OBJECT
  public:
    /// @param origin the run on view: what the others are compared with, and what the figure's provenance names
    explicit SweepPage(const RunTimeline* origin, QWidget* parent = nullptr);

    void setRows(const std::vector<RunRow>& rows); ///< of the whole project; the bin's are left out

    SweepView* view() const { return m_view; }
    QComboBox* optionChooser() const { return m_options; }
    QComboBox* metricChooser() const { return m_metrics; }
    QString message() const; ///< why there is no sweep; empty where there is one

  Q_SIGNALS:
    void closeAsked();

  private:
    QWidget* makeHead();
    void fillChoosers();
    void show();

    const RunTimeline* m_origin;
    std::vector<SweepRun> m_runs;
    QLabel *m_title, *m_message;
    QComboBox *m_options, *m_metrics;
    SweepView* m_view;
};

} // namespace dnas
