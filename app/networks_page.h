// All networks of a project in one chart: what was searched and what was trained, any metric against any other. With
// accuracy against size, latency or cost it is the Pareto view; the correlations are written under it.
// Place: centre of the window. Thread rule: GUI thread.
#pragma once

#include "app/open_project.h"
#include "widgets/run_timeline.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;

namespace dnas {

class ScatterView;

class NetworksPage : public QWidget {
    Q_OBJECT
  public:
    explicit NetworksPage(QWidget* parent = nullptr);

    void setRows(const std::vector<RunRow>& rows); ///< of the whole project; the bin's are left out
    void setAxes(const QString& x, const QString& y); ///< names of metrics

    ScatterView* scatter() const { return m_scatter; }
    QComboBox* xChooser() const { return m_x; }
    QComboBox* yChooser() const { return m_y; }

  Q_SIGNALS:
    void closeAsked();
    void opened(std::int64_t experiment);

  private:
    QWidget* makeHead();
    void fillChoosers();
    void show();

    std::vector<RunRow> m_rows;
    RunTimeline m_origin; ///< of no run: provenance of the figure
    QLabel* m_title;
    QComboBox *m_x, *m_y, *m_kind;
    QCheckBox *m_logarithmic, *m_front;
    ScatterView* m_scatter;
};

} // namespace dnas
