#include "app/genotype_dialog.h"

#include "app/genotype_panel.h"
#include "engine/api/genotype_text.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace dnas {

GenotypeDialog::GenotypeDialog(const QString& name, const QString& text, QWidget* parent) : QDialog(parent), m_panel(new GenotypePanel(this)) {
    setWindowTitle(tr("Genotype %1").arg(name).trimmed());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* copy = buttons->addButton(tr("&Copy genotype"), QDialogButtonBox::ActionRole);
    auto* train = buttons->addButton(tr("&Train…"), QDialogButtonBox::ActionRole);
    train->setToolTip(tr("Train the network of this genotype"));
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addWidget(m_panel, 1);
    layout->addWidget(buttons);
    connect(copy, &QPushButton::clicked, this, [this] {
        const std::optional<Genotype> genotype = m_panel->genotype();
        QGuiApplication::clipboard()->setText(genotype ? QString::fromStdString(genotypeText(*genotype)) : m_panel->editor()->toPlainText());
    });
    connect(train, &QPushButton::clicked, this, [this] {
        if (const std::optional<Genotype> genotype = m_panel->genotype())
            Q_EMIT trainAsked(m_panel->name(), QString::fromStdString(genotypeText(*genotype)));
    });
    connect(m_panel, &GenotypePanel::changed, train, [this, train] { train->setEnabled(m_panel->genotype().has_value()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(760, 640);
    m_panel->setText(name, text);
}

} // namespace dnas
