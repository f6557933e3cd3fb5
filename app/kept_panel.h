// The dock of what was kept under a name of the run on view: genotypes of a search, masks of a pruning, each with what it
// costs. From here they are shown again, trained, copied and dropped.
// Place: a dock of the window. Thread rule: GUI thread. Texts come from a project file and are parsed with care.
#pragma once

#include "engine/api/project.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace dnas {

class KeptPanel : public QWidget {
    Q_OBJECT
  public:
    explicit KeptPanel(QWidget* parent = nullptr);

    /// @param request of the run they belong to @param editable false: nothing may be dropped
    void show(const Request& request, const std::vector<KeptGenotype>& kept, bool editable);
    void choose(const QString& name); ///< the last of this name
    QTreeWidget* list() const { return m_list; }
    const std::vector<KeptGenotype>& kept() const { return m_kept; }

  Q_SIGNALS:
    void showAsked(const dnas::KeptGenotype& kept);
    void trainAsked(const dnas::KeptGenotype& kept); ///< of a mask: fine-tune what it leaves, and compare
    void copyAsked(const QString& text);
    void dropAsked(const dnas::KeptGenotype& kept);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    const KeptGenotype* current() const;
    void updateButtons();

    std::vector<KeptGenotype> m_kept;
    bool m_editable = false;
    QLabel* m_empty;
    QTreeWidget* m_list;
    QPushButton *m_show, *m_train, *m_copy, *m_drop;
};

} // namespace dnas
