// Which figures, in which forms, into which folder.
// Thread rule: GUI thread. Figures are written one an event-loop turn, so that a running search stays visible.
#pragma once

#include <QDialog>
#include <QStringList>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace dnas {

class RunTimeline;

class ExportDialog : public QDialog {
    Q_OBJECT
  public:
    ExportDialog(RunTimeline* timeline, const QString& folder, QWidget* parent);
    QString folder() const;

  private:
    void start();
    void writeNext();
    void updateButton();

    RunTimeline* m_timeline;
    QListWidget* m_figures;
    QList<QCheckBox*> m_formats;
    QLineEdit* m_folder;
    QLabel* m_state;
    QPushButton* m_write;
    QList<std::pair<QString, QString>> m_todo; ///< figure, path
    int m_written = 0;
};

} // namespace dnas
