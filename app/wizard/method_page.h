// Which method: a searchable list of the catalogue, the chosen one explained beside it.
// Thread rule: GUI thread.
#pragma once

#include "app/wizard/wizard_page.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QVBoxLayout;

namespace dnas {

struct MethodInfo;

class MethodPage : public WizardPage {
    Q_OBJECT
  public:
    MethodPage(DraftModel* model, QWidget* parent);
    QString title() const override { return tr("Method"); }
    void enter() override;
    QString problem() const override;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void filter(const QString& text);
    void choose();
    void showTags(const std::vector<std::string>& tags);
    void describe(const MethodInfo& info);
    QString facts(const std::string& method) const;

    QLineEdit* m_search;
    QListWidget* m_list;
    QLabel* m_name;
    QLabel* m_source;
    QLabel* m_paper;
    QLabel* m_idea;
    QWidget* m_tags;
    QVBoxLayout* m_tagRows;
    QLabel* m_facts;
};

} // namespace dnas
