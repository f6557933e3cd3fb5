#include "app/evaluation_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace dnas {
namespace {

/// Selects the entry with this word; a file that is not among them is added.
void select(QComboBox* box, const QString& word) {
    if (box->findData(word) < 0) box->addItem(QFileInfo(word).fileName(), word);
    box->setCurrentIndex(box->findData(word));
    box->setToolTip(word);
}

} // namespace

EvaluationDialog::EvaluationDialog(const EvaluationOptions& before, QWidget* parent)
    : QDialog(parent), m_before(before), m_weights(new QComboBox), m_part(new QComboBox), m_data(new QLineEdit) {
    setWindowTitle(tr("Evaluate"));
    m_weights->setObjectName(QStringLiteral("weights"));
    m_weights->addItem(tr("Best"), QStringLiteral("best"));
    m_weights->addItem(tr("Last"), QStringLiteral("last"));
    m_part->setObjectName(QStringLiteral("part"));
    m_part->addItem(tr("Test, or validation without one"), QString());
    m_part->addItem(tr("Test"), QStringLiteral("test"));
    m_part->addItem(tr("Validation"), QStringLiteral("validation"));
    m_part->addItem(tr("Train"), QStringLiteral("train"));
    m_data->setObjectName(QStringLiteral("data"));
    m_data->setPlaceholderText(tr("as in the training"));
    m_data->setToolTip(tr("Other data of the same shape, such as cifar10:FOLDER"));
    select(m_weights, QString::fromStdString(before.weights));
    select(m_part, QString::fromStdString(before.part));
    m_data->setText(QString::fromStdString(before.data));

    auto* file = new QPushButton(tr("File…"));
    file->setToolTip(tr("Weights of this network from a safetensors file or a PyTorch state dict"));
    auto* weights = new QHBoxLayout;
    weights->addWidget(m_weights, 1);
    weights->addWidget(file);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->addButton(tr("&Evaluate"), QDialogButtonBox::AcceptRole);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Weights"), weights);
    form->addRow(tr("&Part"), m_part);
    form->addRow(tr("&Data"), m_data);
    form->addRow(buttons);
    connect(file, &QPushButton::clicked, this, &EvaluationDialog::chooseFile);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void EvaluationDialog::chooseFile() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Weights"), {}, tr("Weights (*.safetensors *.pt *.pth *.tar)"));
    if (!path.isEmpty()) select(m_weights, path);
}

EvaluationOptions EvaluationDialog::options() const {
    EvaluationOptions options = m_before;
    options.weights = m_weights->currentData().toString().toStdString();
    options.part = m_part->currentData().toString().toStdString();
    options.data = m_data->text().trimmed().toStdString();
    return options;
}

} // namespace dnas
