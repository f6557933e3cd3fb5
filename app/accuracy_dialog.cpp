#include "app/accuracy_dialog.h"

#include "app/plural.h"
#include "app/studio_settings.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace dnas {

namespace {

constexpr int kUsualImages = 2000, kMostImages = 100000000; ///< usual: a few seconds for small networks

} // namespace

AccuracyDialog::AccuracyDialog(int masks, QWidget* parent) : QDialog(parent), m_data(new QComboBox), m_limit(new QSpinBox) {
    setWindowTitle(masks > 1 ? tr("Sweep accuracy") : tr("Measure accuracy"));
    m_data->setEditable(true);
    m_data->setInsertPolicy(QComboBox::NoInsert);
    m_data->setMinimumContentsLength(36);
    m_data->setAccessibleName(tr("Data"));
    m_data->addItems(settings::accuracyData());
    m_data->lineEdit()->setPlaceholderText(tr("cifar10:FOLDER, cifar100:FOLDER, idx:FOLDER, folder:FOLDER"));
    m_limit->setRange(0, kMostImages);
    m_limit->setSpecialValueText(tr("all"));
    m_limit->setSingleStep(500);
    m_limit->setValue(settings::accuracyLimit(kUsualImages));
    m_limit->setGroupSeparatorShown(true);
    m_limit->setAccessibleName(tr("Images"));
    auto* folder = new QPushButton(tr("Folder\u2026"));
    connect(folder, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getExistingDirectory(this, tr("A folder of images, one folder a class"));
        if (!path.isEmpty()) setData(QStringLiteral("folder:") + path);
    });
    auto* row = new QHBoxLayout;
    row->addWidget(m_data, 1);
    row->addWidget(folder);
    auto* form = new QFormLayout;
    auto* label = new QLabel(tr("&Data")); // a form gives a row of several widgets no buddy
    label->setBuddy(m_data);
    form->addRow(label, row);
    form->addRow(tr("First &images"), m_limit);
    auto* note = new QLabel((masks > 1 ? plural(masks, tr("%n network, as a threshold leaves it, is evaluated"), tr("%n networks, one for each threshold that changes the mask, are evaluated"))
                                       : tr("The network that the threshold leaves is evaluated")) +
                            tr(", without fine-tuning, on the test part where there is one. Images are brought to the size that it takes."));
    note->setWordWrap(true);
    note->setProperty("role", "muted");
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_measure = buttons->addButton(tr("Measure"), QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &AccuracyDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(note);
    column->addWidget(buttons);
    const auto check = [this] { m_measure->setEnabled(!data().isEmpty()); };
    connect(m_data, &QComboBox::editTextChanged, this, check);
    check();
}

QString AccuracyDialog::data() const { return m_data->currentText().trimmed(); }
int AccuracyDialog::limit() const { return m_limit->value(); }
void AccuracyDialog::setData(const QString& data) { m_data->setEditText(data); }
void AccuracyDialog::setLimit(int images) { m_limit->setValue(images); }

void AccuracyDialog::accept() {
    if (data().isEmpty()) return;
    settings::addAccuracyData(data());
    settings::setAccuracyLimit(limit());
    QDialog::accept();
}

} // namespace dnas
