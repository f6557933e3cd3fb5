// "Save as a film": what is filmed, how fast, as which file; written frame by frame while the window stays alive.
// Place: opened by the run page. Thread rule: GUI thread.
#pragma once

#include "widgets/film.h"

#include <QDialog>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace dnas {

class FilmDialog final : public QDialog {
    Q_OBJECT
  public:
    /// @param group of alpha that is chosen at first
    FilmDialog(const RunTimeline* timeline, int group, QWidget* parent = nullptr);

    QString film() const; ///< name of figures.h, e.g. "film-cell-normal"
    /// Begins to write; the ending of `path` chooses the form.
    void write(const QString& path);
    bool isWriting() const { return m_film != nullptr; }
    QString state() const; ///< what is said to the user at last

    void done(int result) override; ///< stops the film that is being written

  private:
    void askPath();
    void writeNext();
    void finish(const QString& text);

    const RunTimeline* m_timeline;
    QComboBox* m_what;
    QDoubleSpinBox* m_rate;
    QLabel* m_state;
    QProgressBar* m_progress;
    QPushButton *m_write, *m_close;
    std::unique_ptr<Film> m_film;
};

} // namespace dnas
