#include "app/film_dialog.h"

#include "app/figures.h"
#include "app/plural.h"
#include "widgets/run_timeline.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace dnas {

FilmDialog::FilmDialog(const RunTimeline* timeline, int group, QWidget* parent)
    : QDialog(parent), m_timeline(timeline), m_what(new QComboBox(this)), m_rate(new QDoubleSpinBox(this)),
      m_state(new QLabel(this)), m_progress(new QProgressBar(this)) {
    setWindowTitle(tr("Save as a film"));
    for (const FigureName& film : filmList(*timeline)) m_what->addItem(film.title, film.name);
    m_what->setCurrentIndex(2 * group); // a cell and an alpha each
    m_rate->setRange(0.5, 50);
    m_rate->setDecimals(1);
    m_rate->setValue(FilmOptions().framesPerSecond);
    m_rate->setSuffix(tr(" epochs a second"));
    auto* form = new QFormLayout;
    form->addRow(tr("&Film"), m_what);
    form->addRow(tr("&Speed of a GIF"), m_rate);
    auto* note = new QLabel(tr("From the first epoch to the one that is shown, by the parse in force. The ending of the file "
                               "chooses the form: .gif for one animated image, .png for a numbered image of each epoch."), this);
    note->setProperty("role", "muted");
    note->setWordWrap(true);
    m_state->setWordWrap(true);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Frames written"));
    m_progress->hide();
    auto* buttons = new QDialogButtonBox(this);
    m_close = buttons->addButton(QDialogButtonBox::Close);
    m_write = new QPushButton(tr("&Write…"));
    m_write->setProperty("role", "primary"); // before the box dresses it
    buttons->addButton(m_write, QDialogButtonBox::ActionRole);
    m_write->setDefault(true);
    m_write->setEnabled(timeline->count() > 0);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addLayout(form);
    layout->addWidget(note);
    layout->addWidget(m_progress);
    layout->addWidget(m_state);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_write, &QPushButton::clicked, this, &FilmDialog::askPath);
    resize(440, sizeHint().height());
}

QString FilmDialog::film() const {
    return m_what->currentData().toString();
}

QString FilmDialog::state() const {
    return m_state->text();
}

void FilmDialog::askPath() {
    QString chosen;
    QString path = QFileDialog::getSaveFileName(this, tr("Save the film"), film() + QStringLiteral(".gif"),
                                                tr("Animated image (*.gif);;Numbered images (*.png)"), &chosen);
    if (path.isEmpty()) return;
    if (QFileInfo(path).suffix().isEmpty()) path += chosen.contains(QLatin1String("png")) ? QStringLiteral(".png") : QStringLiteral(".gif");
    write(path);
}

void FilmDialog::write(const QString& path) {
    FilmOptions options;
    options.framesPerSecond = m_rate->value();
    m_film = makeFilm(film(), *m_timeline, path, options);
    m_progress->setRange(0, m_film->frameCount());
    m_progress->setValue(0);
    m_progress->show();
    m_write->setEnabled(false);
    m_close->setText(tr("Stop"));
    m_state->setText(tr("Writing %1…").arg(path));
    QTimer::singleShot(0, this, &FilmDialog::writeNext);
}

void FilmDialog::writeNext() {
    if (!m_film) return;
    if (m_film->writeNext()) {
        m_progress->setValue(m_film->framesWritten());
        QTimer::singleShot(0, this, &FilmDialog::writeNext); // the window paints and hears in between
        return;
    }
    const int files = static_cast<int>(m_film->files().size());
    if (!m_film->problem().isEmpty())
        finish(m_film->problem());
    else if (files == 1)
        finish(tr("%1 written, %2.").arg(m_film->files().front(), plural(m_film->frameCount(), tr("%n frame"), tr("%n frames"))));
    else
        finish(tr("%n images written, the last is %1.").replace(QLatin1String("%n"), QString::number(files)).arg(m_film->files().back()));
}

void FilmDialog::finish(const QString& text) {
    m_film.reset();
    m_progress->hide();
    m_write->setEnabled(true);
    m_close->setText(tr("Close"));
    m_state->setText(text);
}

void FilmDialog::done(int result) {
    if (m_film) {
        finish(tr("Stopped. Images that were written already stay; a GIF is only kept whole."));
        return;
    }
    QDialog::done(result);
}

} // namespace dnas
