// The dock of the random baseline: the found genotype of the run on view among the stored random ones of its space, or a
// button that draws some. Thread rule: GUI thread.
#pragma once

#include "engine/api/request.h"
#include "engine/api/snapshot.h"
#include "widgets/baseline_view.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QStackedLayout;

namespace dnas {

/// What the view draws of a found genotype and random ones of its space.
QVector<BaselineStrip> baselineStrips(const Request& request, const Genotype& found, const std::vector<SnapshotPtr>& samples);

class BaselinePanel : public QWidget {
    Q_OBJECT
  public:
    explicit BaselinePanel(QWidget* parent = nullptr);

    /// @param found genotype on view, null: nothing to compare; @param samples random ones of the same space
    void show(const Request& request, const Genotype* found, const std::vector<SnapshotPtr>& samples);
    void setDrawable(bool drawable); ///< false: nothing may be stored (read-only) or there is no run
    BaselineView* view() const { return m_view; }

  Q_SIGNALS:
    void drawAsked();

  private:
    QStackedLayout* m_stack;
    BaselineView* m_view;
    QLabel* m_text;
    QPushButton* m_draw;
};

} // namespace dnas
