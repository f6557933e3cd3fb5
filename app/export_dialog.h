// Which figures and films, in which forms, into which folder.
// Thread rule: GUI thread. A figure, or a frame of a film, is written each event-loop turn, so that a running search
// stays visible and the dialog can be stopped.
#pragma once

#include <QDialog>
#include <QHash>
#include <QList>
#include <QStringList>

#include <memory>
#include <utility>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace dnas {

class Figure;
class Film;
class RunTimeline;
struct FigureName;

class ExportDialog : public QDialog {
    Q_OBJECT
  public:
    /// @param onView figures as they are set in the window; they stand for the usual ones of the same name
    ExportDialog(RunTimeline* timeline, const QString& folder, QWidget* parent, const QList<Figure*>& onView = {});
    ~ExportDialog() override;

    QString folder() const;
    QListWidget* list() const { return m_list; } ///< the name of figures.h is in Qt::UserRole
    bool isWriting() const { return m_writing; }
    QString state() const; ///< what is said to the user at last

    void done(int result) override; ///< the first time while it writes: stops that

  private:
    void fillList(const QList<FigureName>& names, bool checked);
    void addItem(const QString& name, const QString& title, bool checked);
    QString write(const QString& name, const QString& path) const; ///< @return empty, or what went wrong
    QHBoxLayout* makeForms();
    QHBoxLayout* makePlace();
    void start();
    void writeNext();
    void writeFilmFrame();
    void finish(const QString& text);
    void updateButton();

    RunTimeline* m_timeline;
    QHash<QString, Figure*> m_onView; ///< by name
    QListWidget* m_list;
    QList<QCheckBox*> m_forms;
    QComboBox* m_filmForm;
    QLineEdit* m_folder;
    QLabel* m_state;
    QProgressBar* m_progress;
    QPushButton *m_write, *m_close;
    QList<std::pair<QString, QString>> m_todo; ///< figure or film, path
    std::unique_ptr<Film> m_film;              ///< the one that is being written
    bool m_writing = false;
    int m_written = 0; ///< files
};

} // namespace dnas
