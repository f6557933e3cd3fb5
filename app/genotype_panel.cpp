#include "app/genotype_panel.h"

#include "engine/api/error.h"
#include "engine/api/log_import.h"
#include "widgets/cell_reading.h"
#include "widgets/cell_view.h"
#include "widgets/palette.h"

#include <QFrame>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <cmath>

namespace dnas {

GenotypePanel::GenotypePanel(QWidget* parent)
    : QWidget(parent), m_cell(new CellView(&m_timeline)), m_facts(new QLabel(this)), m_problem(new QLabel(this)), m_text(new QPlainTextEdit(this)) {
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
    m_text->setTabChangesFocus(true);
    m_problem->setProperty("role", "bad");
    m_problem->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(panel, 3);
    layout->addWidget(m_facts);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_problem);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        parse();
        if (!m_setting) Q_EMIT edited();
    });
    parse();
}

void GenotypePanel::setText(const QString& name, const QString& text) {
    m_name = name;
    m_setting = true;
    m_text->setPlainText(text);
    m_setting = false;
}

std::optional<Genotype> GenotypePanel::genotype() const {
    const SnapshotPtr shown = m_timeline.current();
    return shown ? std::optional(shown->genotype) : std::nullopt;
}

QString GenotypePanel::facts() const {
    return m_facts->text();
}

QString GenotypePanel::problem() const {
    return m_problem->text();
}

void GenotypePanel::parse() {
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
    Q_EMIT changed();
}

} // namespace dnas
