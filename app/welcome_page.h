// What one sees without a project: new, open, recent, and templates that start with one click.
// Thread rule: GUI thread.
#pragma once

#include "app/templates.h"

#include <QWidget>

#include <vector>

class QLabel;
class QVBoxLayout;

namespace dnas {

class WelcomePage : public QWidget {
    Q_OBJECT
  public:
    explicit WelcomePage(std::vector<ProjectTemplate> templates, QWidget* parent = nullptr);
    void setRecent(const QStringList& paths);

  Q_SIGNALS:
    void newAsked();
    void openAsked();
    void recentChosen(const QString& path);
    void templateStarted(int index);  ///< make a project and run at once
    void templateReviewed(int index); ///< open the wizard with it

  private:
    QWidget* makeLeft();
    QWidget* makeCard(int index);

    std::vector<ProjectTemplate> m_templates;
    QVBoxLayout* m_recent;
};

} // namespace dnas
