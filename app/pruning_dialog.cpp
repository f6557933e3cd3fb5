#include "app/pruning_dialog.h"

#include "app/engine_runner.h"
#include "engine/api/error.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
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

} // namespace

PruningDialog::PruningDialog(std::shared_ptr<EngineRunner> runner, QWidget* parent)
    : QDialog(parent), m_runner(std::move(runner)), m_model(new QComboBox), m_granularity(new QComboBox), m_proxy(new QComboBox),
      m_message(new QLabel), m_worker(QStringLiteral("read vit")) {
    setWindowTitle(tr("New pruning"));
    const PruningSpec usual;
    m_iterations = spinBox(1, 100000, usual.iterations, tr("Iterations"));
    m_runs = spinBox(1, 100, usual.runs, tr("Runs"));
    m_seed = spinBox(0, kMostSeed, 2, tr("Seed"));
    m_model->setEditable(true);
    m_model->setMinimumContentsLength(36);
    m_model->setAccessibleName(tr("Vision transformer"));
    for (const VitPreset& preset : vitPresets())
        m_model->addItem(QStringLiteral("preset:") + QString::fromStdString(preset.name));
    m_model->setCurrentText({});
    m_model->lineEdit()->setPlaceholderText(tr("file with timm's names, or a preset with random weights"));
    m_granularity->addItem(tr("whole blocks (the thesis's choice)"), static_cast<int>(PruningGranularity::Block));
    m_granularity->addItem(tr("attention heads"), static_cast<int>(PruningGranularity::Head));
    m_granularity->addItem(tr("blocks and heads"), static_cast<int>(PruningGranularity::Both));
    for (const ProxyInfo& info : pruningProxies())
        m_proxy->addItem(QString::fromUtf8(info.title), static_cast<int>(info.proxy));
    auto* browse = new QPushButton(tr("Browse…"));
    connect(browse, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Vision transformer"), {},
                                                          tr("Weights (*.safetensors *.pt *.pth *.bin);;All files (*)"));
        if (!path.isEmpty()) m_model->setCurrentText(path);
    });
    auto* model = new QHBoxLayout;
    model->addWidget(m_model, 1);
    model->addWidget(browse);
    auto* form = new QFormLayout;
    auto* modelLabel = new QLabel(tr("&Vision transformer")); // a form gives a row of several widgets no buddy
    modelLabel->setBuddy(m_model);
    form->addRow(modelLabel, model);
    form->addRow(tr("&Granularity"), m_granularity);
    form->addRow(tr("&Proxy"), m_proxy);
    form->addRow(tr("&Iterations"), m_iterations);
    form->addRow(tr("&Runs"), m_runs);
    form->addRow(tr("&Seed"), m_seed);
    auto* note = new QLabel(tr("The search uses no data: ones are fed to the network, and its weights stay as they are (thesis section 6.1)."));
    for (QLabel* label : {note, m_message}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    note->setProperty("role", "muted");
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_start = buttons->addButton(tr("Start search"), QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &PruningDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(note);
    column->addWidget(m_message);
    column->addWidget(buttons);
}

void PruningDialog::setModel(const QString& model) { m_model->setCurrentText(model); }

void PruningDialog::accept() {
    m_start->setEnabled(false);
    m_message->setText(tr("Reading…"));
    using Answer = std::variant<PruningSpec, QString>;
    m_worker.run(
        this,
        [runner = m_runner, model = m_model->currentText().trimmed().toStdString()]() -> Answer {
            try {
                return runner->pruningOf(model);
            } catch (const EngineError& e) {
                return QString::fromStdString(e.full());
            }
        },
        [this](const Answer& answer) {
            if (const auto* spec = std::get_if<PruningSpec>(&answer))
                take(*spec);
            else
                fail(std::get<QString>(answer));
        });
}

void PruningDialog::take(PruningSpec spec) {
    spec.granularity = static_cast<PruningGranularity>(m_granularity->currentData().toInt());
    spec.proxy = static_cast<PruningProxy>(m_proxy->currentData().toInt());
    spec.iterations = m_iterations->value();
    spec.runs = m_runs->value();
    try {
        m_request = makePruningRequest(spec, static_cast<std::uint64_t>(m_seed->value()));
    } catch (const EngineError& e) {
        return fail(QString::fromStdString(e.full()));
    }
    QDialog::accept();
}

void PruningDialog::fail(const QString& message) {
    m_message->setText(message);
    m_start->setEnabled(true);
}

} // namespace dnas
