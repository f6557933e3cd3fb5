#include "app/export_dialog.h"

#include "app/figures.h"
#include "app/plural.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace dnas {

ExportDialog::ExportDialog(RunTimeline* timeline, const QString& folder, QWidget* parent, const QList<Figure*>& onView)
    : QDialog(parent), m_timeline(timeline), m_list(new QListWidget(this)), m_filmForm(new QComboBox(this)),
      m_folder(new QLineEdit(folder, this)), m_state(new QLabel(this)), m_progress(new QProgressBar(this)) {
    setWindowTitle(tr("Export figures"));
    m_list->setAccessibleName(tr("Figures and films"));
    m_list->setSpacing(2);
    for (Figure* figure : onView) {
        if (m_onView.contains(figure->figureName())) continue;
        m_onView.insert(figure->figureName(), figure);
        addItem(figure->figureName(), tr("%1, as on view").arg(figure->figureTitle()), true);
    }
    fillList(figureList(*timeline), true);
    if (timeline->count() > 1) fillList(filmList(*timeline), false); // a film takes its time: only when asked for
    auto* note = new QLabel(tr("Experiment, seed, epoch, genotype hash and version are written into every file. Films go from the "
                               "first epoch to the one on view."), this);
    note->setProperty("role", "muted");
    note->setWordWrap(true);
    m_state->setWordWrap(true);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Frames written"));
    m_progress->hide();
    auto* buttons = new QDialogButtonBox(this);
    m_close = buttons->addButton(QDialogButtonBox::Close);
    m_write = new QPushButton;
    m_write->setProperty("role", "primary"); // before the box dresses it
    buttons->addButton(m_write, QDialogButtonBox::ActionRole);
    m_write->setDefault(true);

    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addWidget(m_list, 1);
    layout->addLayout(makeForms());
    layout->addLayout(makePlace());
    layout->addWidget(note);
    layout->addWidget(m_progress);
    layout->addWidget(m_state);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_write, &QPushButton::clicked, this, &ExportDialog::start);
    connect(m_list, &QListWidget::itemChanged, this, &ExportDialog::updateButton);
    resize(560, 520);
    updateButton();
}

ExportDialog::~ExportDialog() = default;

void ExportDialog::fillList(const QList<FigureName>& names, bool checked) {
    for (const FigureName& figure : names)
        if (!m_onView.contains(figure.name))
            addItem(figure.name, isFilm(figure.name) ? tr("Film: %1").arg(figure.title) : figure.title, checked && figure.isUsual);
}

void ExportDialog::addItem(const QString& name, const QString& title, bool checked) {
    auto* item = new QListWidgetItem(title, m_list);
    item->setData(Qt::UserRole, name);
    item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
    item->setCheckState(checked ? Qt::Checked : Qt::Unchecked);
}

QString ExportDialog::write(const QString& name, const QString& path) const {
    Figure* figure = m_onView.value(name);
    return figure ? exportFigure(*figure, *m_timeline, path) : writeFigure(name, m_timeline, path);
}

QHBoxLayout* ExportDialog::makeForms() {
    auto* forms = new QHBoxLayout;
    forms->addWidget(new QLabel(tr("Figures as"), this));
    for (const QString& form : figureFormats()) {
        auto* box = new QCheckBox(form.toUpper(), this);
        box->setChecked(form == QLatin1String("svg") || form == QLatin1String("png"));
        m_forms.append(box);
        forms->addWidget(box);
        connect(box, &QCheckBox::toggled, this, &ExportDialog::updateButton);
    }
    forms->addSpacing(16);
    auto* label = new QLabel(tr("Fil&ms as"), this);
    label->setBuddy(m_filmForm);
    m_filmForm->addItem(tr("one animated GIF"), QStringLiteral("gif"));
    m_filmForm->addItem(tr("numbered PNGs"), QStringLiteral("png"));
    m_filmForm->setAccessibleName(tr("Form of films"));
    forms->addWidget(label);
    forms->addWidget(m_filmForm);
    forms->addStretch(1);
    return forms;
}

QHBoxLayout* ExportDialog::makePlace() {
    auto* place = new QHBoxLayout;
    m_folder->setAccessibleName(tr("Folder"));
    auto* browse = new QPushButton(tr("&Browse…"), this);
    place->addWidget(new QLabel(tr("Into"), this));
    place->addWidget(m_folder, 1);
    place->addWidget(browse);
    connect(browse, &QPushButton::clicked, this, [this] {
        const QString chosen = QFileDialog::getExistingDirectory(this, tr("Folder for the figures"), m_folder->text());
        if (!chosen.isEmpty()) m_folder->setText(chosen);
    });
    return place;
}

QString ExportDialog::folder() const {
    return m_folder->text();
}

QString ExportDialog::state() const {
    return m_state->text();
}

void ExportDialog::updateButton() {
    int figures = 0, films = 0, forms = 0;
    for (int row = 0; row < m_list->count(); ++row) {
        const QListWidgetItem* item = m_list->item(row);
        if (item->checkState() == Qt::Checked) ++(isFilm(item->data(Qt::UserRole).toString()) ? films : figures);
    }
    for (const QCheckBox* box : m_forms) forms += box->isChecked();
    const int all = figures * forms + films;
    m_write->setEnabled(all > 0 && !m_writing);
    m_write->setText(films > 0 ? tr("&Export") : plural(all, tr("&Export %n file"), tr("&Export %n files")));
}

void ExportDialog::start() {
    const QString folder = m_folder->text().trimmed();
    if (folder.isEmpty() || !QDir().mkpath(folder)) {
        m_state->setText(tr("'%1' is no folder that can be made. Choose another.").arg(folder));
        return;
    }
    m_todo.clear();
    m_written = 0;
    for (int row = 0; row < m_list->count(); ++row) {
        const QListWidgetItem* item = m_list->item(row);
        if (item->checkState() != Qt::Checked) continue;
        const QString name = item->data(Qt::UserRole).toString();
        const auto add = [&](const QString& ending) { m_todo.append({name, QStringLiteral("%1/%2.%3").arg(folder, name, ending)}); };
        if (isFilm(name)) {
            add(m_filmForm->currentData().toString());
            continue;
        }
        for (int i = 0; i < m_forms.size(); ++i)
            if (m_forms[i]->isChecked()) add(figureFormats()[i]);
    }
    m_writing = true;
    m_close->setText(tr("Stop"));
    updateButton();
    writeNext();
}

void ExportDialog::writeNext() {
    if (!m_writing) return;
    if (m_film) return writeFilmFrame();
    if (m_todo.isEmpty())
        return finish(plural(m_written, tr("%n file written into %1."), tr("%n files written into %1.")).arg(m_folder->text()));
    const auto [name, path] = m_todo.takeFirst();
    m_state->setText(tr("Writing %1…").arg(path));
    if (isFilm(name)) {
        m_film = makeFilm(name, *m_timeline, path);
        m_progress->setRange(0, m_film->frameCount());
        m_progress->setValue(0);
        m_progress->show();
    } else if (const QString problem = write(name, path); !problem.isEmpty()) {
        return finish(problem);
    } else {
        ++m_written;
    }
    QTimer::singleShot(0, this, &ExportDialog::writeNext);
}

void ExportDialog::writeFilmFrame() {
    if (m_film->writeNext()) {
        m_progress->setValue(m_film->framesWritten());
    } else {
        if (!m_film->problem().isEmpty()) return finish(m_film->problem());
        m_written += static_cast<int>(m_film->files().size());
        m_film.reset();
        m_progress->hide();
    }
    QTimer::singleShot(0, this, &ExportDialog::writeNext);
}

void ExportDialog::finish(const QString& text) {
    m_film.reset();
    m_todo.clear();
    m_writing = false;
    m_progress->hide();
    m_close->setText(tr("Close"));
    m_state->setText(text);
    updateButton();
}

void ExportDialog::done(int result) {
    if (m_writing)
        return finish(tr("Stopped. What was written already stays; a GIF is only kept whole."));
    QDialog::done(result);
}

} // namespace dnas
