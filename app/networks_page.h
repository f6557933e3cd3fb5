// All networks of a project in one chart: what was searched and what was trained, any metric against any other. With
// accuracy against size, latency or cost it is the Pareto view; the correlations are written under it.
// Place: centre of the window. Thread rule: GUI thread.
#pragma once

#include "app/open_project.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;

namespace dnas {

class ScatterView;

class NetworksPage : public QWidget {
    Q_OBJECT
  public:
    explicit NetworksPage(QWidget* parent = nullptr);

    void setRows(const std::vector<RunRow>& rows); ///< of the whole project; the bin's are left out
    void setMeasuring(bool measuring); ///< the button stops what is measured
    void setAxes(const QString& x, const QString& y); ///< names of metrics

    ScatterView* scatter() const { return m_scatter; }
    QComboBox* xChooser() const { return m_x; }
    QComboBox* yChooser() const { return m_y; }

  Q_SIGNALS:
    void closeAsked();
    void opened(std::int64_t experiment);
    void latencyAsked(const std::vector<std::int64_t>& experiments); ///< the networks on view without a latency
    void stopAsked();

  private:
    QWidget* makeHead();
    void fillChoosers();
    void show();
    void askLatency();
    std::vector<const RunRow*> shownRows() const;

    std::vector<RunRow> m_rows;
    QLabel *m_title, *m_note; ///< m_note: on which machine an axis was measured
    QComboBox *m_x, *m_y, *m_kind;
    QCheckBox *m_logarithmic, *m_front;
    QPushButton* m_latency;
    bool m_measuring = false;
    ScatterView* m_scatter;
};

} // namespace dnas
