#include "app/vit_work_dialog.h"

#include "app/engine_runner.h"
#include "engine/api/error.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFontMetrics>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <variant>

namespace dnas {

namespace {

constexpr int kMostSeed = 999999999;

QSpinBox* spinBox(int low, int high, int value, const QString& name) {
    auto* box = new QSpinBox;
    box->setRange(low, high);
    box->setValue(value);
    box->setAccessibleName(name);
    return box;
}

/// A form gives a row of several widgets no buddy: its mnemonic would be printed.
QLabel* labelOf(const QString& text, QWidget* buddy) {
    auto* label = new QLabel(text);
    label->setBuddy(buddy);
    return label;
}

QString titleOf(VitWork work) {
    switch (work) {
    case VitWork::Train: return VitWorkDialog::tr("Train vision transformer");
    case VitWork::Compare: return VitWorkDialog::tr("Fine-tune and compare");
    case VitWork::Correlate: break;
    }
    return VitWorkDialog::tr("Study proxies");
}

QString noteOf(VitWork work) {
    switch (work) {
    case VitWork::Train:
        return VitWorkDialog::tr("A preset begins with random weights and takes the channels and classes of the data; a file is fine-tuned. The weights "
                                 "stay in the project: New pruning takes them.");
    case VitWork::Compare:
        return VitWorkDialog::tr("The network that the threshold leaves and the whole one are fine-tuned on every data set in every run (thesis figures 6.12 "
                                 "and 6.13). Images are brought to the size that the network takes.");
    case VitWork::Correlate: break;
    }
    return VitWorkDialog::tr("Random prunings are fine-tuned, and the accuracy of each is set against the nine proxies (thesis tables 6.2 and 6.3).");
}

} // namespace

VitWorkSpec vitWorkOf(VitWork work, const PruningSpec& read) {
    VitWorkSpec spec;
    spec.work = work;
    spec.model = read.model;
    spec.options = read.options;
    spec.fingerprint = read.fingerprint;
    spec.network = read.network;
    if (work != VitWork::Train) spec.labelSmoothing = 0; // short trainings
    return spec;
}

VitWorkDialog::VitWorkDialog(VitWork work, std::shared_ptr<EngineRunner> runner, QWidget* parent)
    : QDialog(parent), m_work(work), m_runner(std::move(runner)), m_model(new QComboBox), m_tuned(new QComboBox), m_granularity(new QComboBox),
      m_data(new QPlainTextEdit), m_rate(new QDoubleSpinBox), m_crop(new QCheckBox(tr("random crops"))), m_flip(new QCheckBox(tr("mirror images"))),
      m_message(new QLabel), m_worker(QStringLiteral("read vit")) {
    const bool training = work == VitWork::Train;
    m_epochs = spinBox(1, 10000, training ? 30 : 3, tr("Epochs"));
    m_batch = spinBox(1, 4096, 64, tr("Batch"));
    m_series = work == VitWork::Compare ? spinBox(1, 100, 3, tr("Runs")) : spinBox(4, 100000, 100, tr("Random prunings"));
    m_subset = spinBox(0, 10000000, 0, tr("Training images"));
    m_limit = spinBox(0, 100000000, 0, tr("Test images"));
    m_seed = spinBox(0, kMostSeed, 2, tr("Seed"));
    for (QSpinBox* box : {m_subset, m_limit})
        box->setSpecialValueText(tr("all"));
    build();
}

void VitWorkDialog::build() {
    setWindowTitle(titleOf(m_work));
    auto* form = new QFormLayout;
    addModel(form);
    addData(form);
    addNumbers(form);
    auto* note = new QLabel(noteOf(m_work));
    for (QLabel* label : {note, m_message}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    note->setProperty("role", "muted");
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_start = buttons->addButton(tr("Start"), QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &VitWorkDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(note);
    column->addWidget(m_message);
    column->addWidget(buttons);
}

void VitWorkDialog::addModel(QFormLayout* form) {
    m_model->setEditable(true);
    m_model->setMinimumContentsLength(36);
    m_model->setAccessibleName(tr("Vision transformer"));
    for (const VitPreset& preset : vitPresets())
        m_model->addItem(QStringLiteral("preset:") + QString::fromStdString(preset.name));
    m_model->setCurrentText(m_work == VitWork::Train ? QStringLiteral("preset:vit_mini_patch4_32") : QString());
    m_model->lineEdit()->setPlaceholderText(tr("file, preset, or PROJECT.dnas#EXPERIMENT of a training"));
    auto* browse = new QPushButton(tr("Browse…"));
    connect(browse, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Vision transformer"), {}, tr("Weights (*.safetensors *.pt *.pth *.bin);;All files (*)"));
        if (!path.isEmpty()) m_model->setCurrentText(path);
    });
    auto* row = new QHBoxLayout;
    row->addWidget(m_model, 1);
    row->addWidget(browse);
    form->addRow(labelOf(tr("&Vision transformer"), m_model), row);
    m_model->setEnabled(m_work != VitWork::Compare);
    browse->setVisible(m_work != VitWork::Compare);
    connect(m_model, &QComboBox::currentTextChanged, this, &VitWorkDialog::suggestRate);
}

void VitWorkDialog::addData(QFormLayout* form) {
    m_data->setAccessibleName(tr("Data"));
    m_data->setTabChangesFocus(true);
    m_data->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_data->setPlaceholderText(m_work == VitWork::Compare ? tr("one data set a line:\ncifar10:FOLDER\nfolder:FOLDER")
                                                          : tr("cifar10:FOLDER, cifar100:FOLDER, idx:FOLDER, folder:FOLDER"));
    const int lines = m_work == VitWork::Compare ? 4 : 2;
    m_data->setFixedHeight(QFontMetrics(m_data->font()).lineSpacing() * lines + 14);
    auto* folder = new QPushButton(tr("Folder…"));
    connect(folder, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getExistingDirectory(this, tr("A folder of images, one folder a class"));
        if (path.isEmpty()) return;
        if (m_work == VitWork::Compare) m_data->appendPlainText(QStringLiteral("folder:") + path);
        else m_data->setPlainText(QStringLiteral("folder:") + path);
    });
    auto* row = new QHBoxLayout;
    row->addWidget(m_data, 1);
    row->addWidget(folder, 0, Qt::AlignTop);
    form->addRow(labelOf(tr("&Data"), m_data), row);
}

void VitWorkDialog::addNumbers(QFormLayout* form) {
    m_tuned->addItem(tr("the head only"), static_cast<int>(VitTuned::Head));
    m_tuned->addItem(tr("the last block and the head (the thesis's choice)"), static_cast<int>(VitTuned::LastBlock));
    m_tuned->addItem(tr("all weights"), static_cast<int>(VitTuned::All));
    m_tuned->setCurrentIndex(m_work == VitWork::Train ? 2 : 1);
    form->addRow(tr("&Trained"), m_tuned);
    if (m_work == VitWork::Correlate) {
        m_granularity->addItem(tr("attention heads (the thesis's choice)"), static_cast<int>(PruningGranularity::Head));
        m_granularity->addItem(tr("whole blocks"), static_cast<int>(PruningGranularity::Block));
        m_granularity->addItem(tr("blocks and heads"), static_cast<int>(PruningGranularity::Both));
        form->addRow(tr("&Dropped"), m_granularity);
    }
    m_rate->setDecimals(6);
    m_rate->setRange(1e-6, 10);
    m_rate->setSingleStep(1e-4);
    m_rate->setAccessibleName(tr("Learning rate"));
    m_rate->setToolTip(tr("Of AdamW, after the warm-up; falls to 0 by a cosine"));
    suggestRate();
    const auto addPair = [&](const QString& label, QWidget* first, const QString& secondLabel, QWidget* second) {
        auto* row = new QHBoxLayout;
        row->addWidget(first, 1);
        row->addWidget(labelOf(secondLabel, second));
        row->addWidget(second, 1);
        form->addRow(labelOf(label, first), row);
    };
    addPair(tr("&Epochs"), m_epochs, tr("&Batch"), m_batch);
    if (m_work == VitWork::Train) addPair(tr("&Learning rate"), m_rate, tr("&Seed"), m_seed);
    else addPair(tr("&Learning rate"), m_rate, m_work == VitWork::Compare ? tr("&Runs") : tr("&Prunings"), m_series);
    addPair(tr("Training &images"), m_subset, tr("Test i&mages"), m_limit);
    for (QCheckBox* box : {m_crop, m_flip})
        box->setChecked(m_work == VitWork::Train);
    auto* row = new QHBoxLayout;
    row->addWidget(m_crop);
    row->addWidget(m_flip);
    row->addStretch(1);
    if (m_work != VitWork::Train) {
        row->addWidget(labelOf(tr("&Seed"), m_seed));
        row->addWidget(m_seed);
    }
    form->addRow(tr("Augmentation"), row);
}

/// Random weights bear larger steps than trained ones.
void VitWorkDialog::suggestRate() {
    const bool random = isVitPreset(m_model->currentText().trimmed().toStdString());
    m_rate->setValue(random || m_work != VitWork::Train ? 1e-3 : 1e-4);
}

void VitWorkDialog::setModel(const QString& model) { m_model->setCurrentText(model); }

void VitWorkDialog::setSpec(const VitWorkSpec& spec) {
    m_spec = spec;
    m_model->setCurrentText(QString::fromStdString(spec.model));
}

void VitWorkDialog::setData(const QStringList& data) { m_data->setPlainText(data.join(QLatin1Char('\n'))); }

void VitWorkDialog::accept() {
    if (m_work == VitWork::Compare) return take(m_spec);
    m_start->setEnabled(false);
    m_message->setText(tr("Reading…"));
    using Answer = std::variant<PruningSpec, QString>;
    m_worker.run(
        this,
        [runner = m_runner, model = m_model->currentText().trimmed().toStdString()]() -> Answer {
            try {
                return runner->pruningOf(model, {});
            } catch (const EngineError& e) {
                return QString::fromStdString(e.full());
            }
        },
        [this](const Answer& answer) {
            if (const auto* read = std::get_if<PruningSpec>(&answer))
                take(vitWorkOf(m_work, *read));
            else
                fail(std::get<QString>(answer));
        });
}

void VitWorkDialog::take(VitWorkSpec spec) {
    std::vector<std::string> data;
    for (const QString& line : m_data->toPlainText().split(QLatin1Char('\n')))
        if (!line.trimmed().isEmpty()) data.push_back(line.trimmed().toStdString());
    if (data.empty()) return fail(tr("Name the data, such as cifar10:FOLDER."));
    if (m_work != VitWork::Compare && data.size() > 1) return fail(tr("One data set is expected; %1 are given.").arg(data.size()));
    spec.tuned = static_cast<VitTuned>(m_tuned->currentData().toInt());
    spec.epochs = m_epochs->value();
    spec.batch = m_batch->value();
    spec.rate = m_rate->value();
    spec.testLimit = m_limit->value();
    if (m_work == VitWork::Compare) {
        spec.data = data;
        spec.runs = m_series->value();
    } else if (m_work == VitWork::Correlate) {
        spec.samples = m_series->value();
        spec.granularity = static_cast<PruningGranularity>(m_granularity->currentData().toInt());
    }
    try {
        m_request = makeVitWorkRequest(spec, data.front(), static_cast<std::uint64_t>(m_seed->value()));
        m_request.task.subset = m_subset->value();
        m_request.task.crop = m_crop->isChecked();
        m_request.task.flip = m_flip->isChecked();
        validate(m_request);
    } catch (const EngineError& e) {
        return fail(QString::fromStdString(e.full()));
    }
    QDialog::accept();
}

void VitWorkDialog::fail(const QString& message) {
    m_message->setText(message);
    m_start->setEnabled(true);
}

} // namespace dnas
