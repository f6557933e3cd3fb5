#include "app/export_dialog.h"

#include "app/figures.h"
#include "app/plural.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace dnas {

ExportDialog::ExportDialog(RunTimeline* timeline, const QString& folder, QWidget* parent)
    : QDialog(parent), m_timeline(timeline), m_figures(new QListWidget(this)), m_folder(new QLineEdit(folder, this)),
      m_state(new QLabel(this)) {
    setWindowTitle(tr("Export figures"));
    m_figures->setAccessibleName(tr("Figures"));
    for (const FigureName& figure : figureList(*timeline)) {
        auto* item = new QListWidgetItem(figure.title, m_figures);
        item->setData(Qt::UserRole, figure.name);
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Checked);
    }
    auto* formats = new QHBoxLayout;
    formats->addWidget(new QLabel(tr("As"), this));
    for (const QString& format : figureFormats()) {
        auto* box = new QCheckBox(format.toUpper(), this);
        box->setChecked(format == QLatin1String("svg") || format == QLatin1String("png"));
        m_formats.append(box);
        formats->addWidget(box);
        connect(box, &QCheckBox::toggled, this, &ExportDialog::updateButton);
    }
    formats->addStretch(1);
    auto* browse = new QPushButton(tr("Browse…"), this);
    auto* place = new QHBoxLayout;
    m_folder->setAccessibleName(tr("Folder"));
    place->addWidget(new QLabel(tr("Into"), this));
    place->addWidget(m_folder, 1);
    place->addWidget(browse);
    auto* note = new QLabel(tr("Experiment, seed, epoch, genotype hash and version are written into every file."), this);
    note->setProperty("role", "muted");
    m_state->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_write = buttons->addButton(tr("&Export"), QDialogButtonBox::ActionRole);
    m_write->setProperty("role", "primary");
    m_write->setDefault(true);

    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addWidget(m_figures, 1);
    layout->addLayout(formats);
    layout->addLayout(place);
    layout->addWidget(note);
    layout->addWidget(m_state);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_write, &QPushButton::clicked, this, &ExportDialog::start);
    connect(m_figures, &QListWidget::itemChanged, this, &ExportDialog::updateButton);
    connect(browse, &QPushButton::clicked, this, [this] {
        const QString chosen = QFileDialog::getExistingDirectory(this, tr("Folder for the figures"), m_folder->text());
        if (!chosen.isEmpty()) m_folder->setText(chosen);
    });
    resize(520, 480);
    updateButton();
}

QString ExportDialog::folder() const {
    return m_folder->text();
}

void ExportDialog::updateButton() {
    int figures = 0, formats = 0;
    for (int row = 0; row < m_figures->count(); ++row) figures += m_figures->item(row)->checkState() == Qt::Checked;
    for (const QCheckBox* box : m_formats) formats += box->isChecked();
    m_write->setEnabled(figures * formats > 0);
    m_write->setText(plural(figures * formats, tr("&Export %n file"), tr("&Export %n files")));
}

void ExportDialog::start() {
    const QString folder = m_folder->text().trimmed();
    if (folder.isEmpty() || !QDir().mkpath(folder)) {
        m_state->setText(tr("'%1' is no folder that can be made. Choose another.").arg(folder));
        return;
    }
    m_todo.clear();
    m_written = 0;
    for (int row = 0; row < m_figures->count(); ++row) {
        const QListWidgetItem* item = m_figures->item(row);
        if (item->checkState() != Qt::Checked) continue;
        const QString name = item->data(Qt::UserRole).toString();
        for (int i = 0; i < m_formats.size(); ++i)
            if (m_formats[i]->isChecked())
                m_todo.append({name, QStringLiteral("%1/%2.%3").arg(folder, name, figureFormats()[i])});
    }
    m_write->setEnabled(false);
    writeNext();
}

void ExportDialog::writeNext() {
    if (m_todo.isEmpty()) {
        m_state->setText(plural(m_written, tr("%n file written into %1."), tr("%n files written into %1.")).arg(m_folder->text()));
        updateButton();
        return;
    }
    const auto [name, path] = m_todo.takeFirst();
    if (const QString error = writeFigure(name, m_timeline, path); !error.isEmpty()) {
        m_todo.clear();
        m_state->setText(error);
        updateButton();
        return;
    }
    ++m_written;
    m_state->setText(tr("Writing %1…").arg(path));
    QTimer::singleShot(0, this, &ExportDialog::writeNext);
}

} // namespace dnas
