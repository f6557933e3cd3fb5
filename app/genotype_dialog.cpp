#include "app/genotype_dialog.h"

#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/log_import.h"
#include "widgets/cell_reading.h"
#include "widgets/cell_view.h"
#include "widgets/palette.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFrame>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace dnas {

GenotypeDialog::GenotypeDialog(const QString& name, const QString& text, QWidget* parent)
    : QDialog(parent), m_name(name), m_cell(new CellView(&m_timeline)), m_facts(new QLabel(this)), m_problem(new QLabel(this)),
      m_text(new QPlainTextEdit(text, this)) {
    setWindowTitle(tr("Genotype %1").arg(name).trimmed());
    auto* panel = new QFrame(this);
    panel->setObjectName(QStringLiteral("panel"));
    auto* inside = new QVBoxLayout(panel);
    inside->setContentsMargins(8, 8, 8, 4);
    inside->addWidget(m_cell->controls(), 0, Qt::AlignLeft);
    inside->addWidget(m_cell, 1);
    m_text->setFont(monospaceFont());
    m_text->setAccessibleName(tr("Text of the genotype"));
    m_text->setPlaceholderText(tr("Paste a text like Genotype(normal=[('sep_conv_3x3', 0), …])"));
    m_text->setMinimumHeight(96);
    m_problem->setProperty("role", "bad");
    m_problem->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* copy = buttons->addButton(tr("&Copy genotype"), QDialogButtonBox::ActionRole);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addWidget(panel, 3);
    layout->addWidget(m_facts);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(m_text, &QPlainTextEdit::textChanged, this, &GenotypeDialog::parse);
    connect(copy, &QPushButton::clicked, this, [this] {
        const SnapshotPtr shown = m_timeline.current();
        QGuiApplication::clipboard()->setText(shown ? QString::fromStdString(genotypeText(shown->genotype)) : m_text->toPlainText());
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(760, 640);
    parse();
}

QString GenotypeDialog::facts() const {
    return m_facts->text();
}

QString GenotypeDialog::problem() const {
    return m_problem->text();
}

void GenotypeDialog::parse() {
    try {
        FinishedRun run = importLog(m_text->toPlainText().toStdString(), m_name.isEmpty() ? "text" : m_name.toStdString());
        const Snapshot& shown = run.snapshots.back();
        const double parameters = shown.metric("parameters"), multiplyAdds = shown.metric("multiply_adds");
        m_facts->setText(std::isnan(parameters)
                             ? tr("This genotype stands for no cell network.")
                             : tr("%1 parameters and %2 multiply-adds as 20 cells of 36 channels on 32×32 images; at most %3 skips in a cell")
                                   .arg(countText(parameters), countText(multiplyAdds), countText(shown.metric("skip_count"))));
        RunIdentity identity;
        identity.name = m_name;
        identity.method = QString::fromLatin1(kImportedMethod);
        identity.request = run.request;
        m_timeline.setRun(identity, {std::make_shared<Snapshot>(shown)}, {});
        m_problem->clear();
    } catch (const EngineError& error) {
        m_timeline.clear();
        m_facts->clear();
        m_problem->setText(m_text->toPlainText().trimmed().isEmpty() ? QString() : QString::fromStdString(error.full()));
    }
    m_problem->setVisible(!m_problem->text().isEmpty());
}

} // namespace dnas
