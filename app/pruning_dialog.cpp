#include "app/pruning_dialog.h"

#include "app/engine_runner.h"
#include "engine/api/error.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
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

QDoubleSpinBox* realBox(double low, double high, double value, double step, const QString& name) {
    auto* box = new QDoubleSpinBox;
    box->setDecimals(6);
    box->setRange(low, high);
    box->setSingleStep(step);
    box->setValue(value);
    box->setAccessibleName(name);
    return box;
}

void choose(QComboBox* box, int value) { box->setCurrentIndex(box->findData(value)); }

/// @param problem what cannot be read, or empty
VitOptions readOptions(const QString& text, QString& problem) {
    VitOptions options;
    for (const QString& setting : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const int equals = static_cast<int>(setting.indexOf(QLatin1Char('=')));
        if (equals < 1 || equals + 1 == setting.size()) {
            problem = PruningDialog::tr("\u201c%1\u201d is no KEY=VALUE, such as num_heads=4.").arg(setting);
            return {};
        }
        options[setting.left(equals).toStdString()] = setting.mid(equals + 1).toStdString();
    }
    return options;
}

} // namespace

PruningDialog::PruningDialog(std::shared_ptr<EngineRunner> runner, QWidget* parent)
    : QDialog(parent), m_runner(std::move(runner)), m_model(new QComboBox), m_granularity(new QComboBox), m_proxy(new QComboBox),
      m_options(new QLineEdit), m_absolute(new QCheckBox(tr("of the a&bsolute parameters, as (6.5) is written"))),
      m_random(new QCheckBox(tr("random &search of equal budget beside it"))), m_advanced(new QToolButton), m_optionsProblem(new QLabel),
      m_message(new QLabel), m_worker(QStringLiteral("read vit")) {
    setWindowTitle(tr("New pruning"));
    auto* form = new QFormLayout;
    addModel(form);
    addNumbers(form);
    m_advancedPart = makeAdvanced();
    m_advanced->setText(tr("&Advanced"));
    m_advanced->setCheckable(true);
    m_advanced->setAutoRaise(true);
    m_advanced->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_advanced, &QToolButton::toggled, this, &PruningDialog::showAdvanced);
    auto* note = new QLabel(tr("The search uses no data: ones are fed to the network, and its weights stay as they are (thesis section 6.1)."));
    for (QLabel* label : {note, m_message, m_optionsProblem}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    note->setProperty("role", "muted");
    m_message->setProperty("role", "bad");
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_start = buttons->addButton(tr("Start search"), QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &PruningDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_advanced, 0, Qt::AlignLeft);
    column->addWidget(m_advancedPart);
    column->addWidget(note);
    column->addWidget(m_message);
    column->addWidget(buttons);
    showAdvanced(false);
}

void PruningDialog::addModel(QFormLayout* form) {
    m_model->setEditable(true);
    m_model->setMinimumContentsLength(36);
    m_model->setAccessibleName(tr("Vision transformer"));
    for (const VitPreset& preset : vitPresets())
        m_model->addItem(QStringLiteral("preset:") + QString::fromStdString(preset.name));
    m_model->setCurrentText({});
    m_model->lineEdit()->setPlaceholderText(tr("file with timm's names, or a preset with random weights"));
    auto* browse = new QPushButton(tr("Browse\u2026"));
    connect(browse, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Vision transformer"), {},
                                                          tr("Weights (*.safetensors *.pt *.pth *.bin);;All files (*)"));
        if (!path.isEmpty()) m_model->setCurrentText(path);
    });
    auto* model = new QHBoxLayout;
    model->addWidget(m_model, 1);
    model->addWidget(browse);
    auto* modelLabel = new QLabel(tr("&Vision transformer")); // a form gives a row of several widgets no buddy
    modelLabel->setBuddy(m_model);
    form->addRow(modelLabel, model);
    m_options->setPlaceholderText(tr("KEY=VALUE, where the file leaves them open: num_heads=4 image_size=32"));
    m_options->setAccessibleName(tr("Options of the network"));
    m_options->setToolTip(tr("Of the file's metadata, separated by spaces; they take precedence over what the file says"));
    form->addRow(tr("&Options of the network"), m_options);
    m_optionsProblem->setProperty("role", "bad");
    m_optionsProblem->hide();
    form->addRow(QString(), m_optionsProblem);
    connect(m_options, &QLineEdit::textChanged, this, &PruningDialog::checkOptions);
}

void PruningDialog::addNumbers(QFormLayout* form) {
    const PruningSpec usual;
    m_iterations = spinBox(1, 100000, usual.iterations, tr("Iterations"));
    m_runs = spinBox(1, 100, usual.runs, tr("Runs"));
    m_seed = spinBox(0, kMostSeed, 2, tr("Seed"));
    m_granularity->addItem(tr("whole blocks (the thesis's choice)"), static_cast<int>(PruningGranularity::Block));
    m_granularity->addItem(tr("attention heads"), static_cast<int>(PruningGranularity::Head));
    m_granularity->addItem(tr("blocks and heads"), static_cast<int>(PruningGranularity::Both));
    for (const ProxyInfo& info : pruningProxies()) {
        m_proxy->addItem(QString::fromUtf8(info.title), static_cast<int>(info.proxy));
        m_proxy->setItemData(m_proxy->count() - 1, QString::fromUtf8(info.formula), Qt::ToolTipRole);
    }
    connect(m_proxy, &QComboBox::currentIndexChanged, this, &PruningDialog::updateCoefficient);
    form->addRow(tr("&Granularity"), m_granularity);
    form->addRow(tr("&Proxy"), m_proxy);
    form->addRow(tr("&Iterations"), m_iterations);
    form->addRow(tr("&Runs"), m_runs);
    form->addRow(tr("&Seed"), m_seed);
}

QWidget* PruningDialog::makeAdvanced() {
    const PruningSpec usual;
    m_warmStart = spinBox(0, 10000, usual.warmStart, tr("Warm start"));
    m_innerStep = realBox(1e-6, 10, usual.innerStep, 0.005, tr("Inner step"));
    m_searchStep = realBox(1e-6, 100, usual.searchStep, 0.1, tr("Search step"));
    m_coefficient = realBox(0, 1e12, usual.coefficient, 1, tr("Coefficient"));
    m_warmStart->setToolTip(tr("k random samples, of which the best is the start (algorithm 5)"));
    m_innerStep->setToolTip(tr("|theta tilde \u2212 theta| / |theta| of the network as it is: gamma of (6.6), which the thesis leaves open"));
    m_searchStep->setToolTip(tr("How far the first step moves the alpha that moves most: lambda of algorithm 5, which the thesis leaves open"));
    m_coefficient->setToolTip(tr("c of a composite proxy (table 6.1)"));
    m_coefficient->setSpecialValueText(tr("both terms equal for the network as it is"));
    m_absolute->setToolTip(tr("R_SF of the absolute parameters instead of those of (6.6)"));
    m_random->setChecked(usual.randomBaseline);
    auto* part = new QWidget;
    auto* form = new QFormLayout(part);
    form->setContentsMargins(16, 0, 0, 0);
    form->addRow(tr("&Warm start"), m_warmStart);
    form->addRow(tr("I&nner step"), m_innerStep);
    form->addRow(tr("Search s&tep"), m_searchStep);
    form->addRow(tr("&Coefficient"), m_coefficient);
    form->addRow(tr("R_SF"), m_absolute);
    form->addRow(tr("Baseline"), m_random);
    updateCoefficient();
    return part;
}

void PruningDialog::showAdvanced(bool show) {
    m_advanced->setChecked(show);
    m_advanced->setArrowType(show ? Qt::DownArrow : Qt::RightArrow);
    m_advancedPart->setVisible(show);
    adjustSize();
}

void PruningDialog::updateCoefficient() {
    const auto proxy = static_cast<PruningProxy>(m_proxy->currentData().toInt());
    m_coefficient->setEnabled(proxy == PruningProxy::L0Variance || proxy == PruningProxy::L1Variance || proxy == PruningProxy::L0L1);
}

bool PruningDialog::checkOptions() {
    QString problem;
    readOptions(m_options->text(), problem);
    m_optionsProblem->setText(problem);
    m_optionsProblem->setVisible(!problem.isEmpty());
    m_options->setProperty("invalid", !problem.isEmpty());
    m_options->style()->unpolish(m_options);
    m_options->style()->polish(m_options);
    return problem.isEmpty();
}

void PruningDialog::setModel(const QString& model) { m_model->setCurrentText(model); }

void PruningDialog::setOptions(const QString& options) { m_options->setText(options); }

void PruningDialog::setRequest(const Request& request) {
    const PruningSpec& spec = *request.pruning;
    setModel(QString::fromStdString(spec.model));
    setOptions(QString::fromStdString(spec.options));
    choose(m_granularity, static_cast<int>(spec.granularity));
    choose(m_proxy, static_cast<int>(spec.proxy));
    m_iterations->setValue(spec.iterations);
    m_runs->setValue(spec.runs);
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(request.seed, kMostSeed)));
    m_warmStart->setValue(spec.warmStart);
    m_innerStep->setValue(spec.innerStep);
    m_searchStep->setValue(spec.searchStep);
    m_coefficient->setValue(spec.coefficient);
    m_absolute->setChecked(spec.absolute);
    m_random->setChecked(spec.randomBaseline);
    m_resources = request.resources;
    const PruningSpec usual;
    showAdvanced(spec.warmStart != usual.warmStart || spec.innerStep != usual.innerStep || spec.searchStep != usual.searchStep ||
                 spec.coefficient != usual.coefficient || spec.absolute != usual.absolute || spec.randomBaseline != usual.randomBaseline);
}

void PruningDialog::accept() {
    if (!checkOptions()) return m_options->setFocus();
    m_start->setEnabled(false);
    m_message->setText(tr("Reading\u2026"));
    QString problem;
    using Answer = std::variant<PruningSpec, QString>;
    m_worker.run(
        this,
        [runner = m_runner, model = m_model->currentText().trimmed().toStdString(), options = readOptions(m_options->text(), problem)]() -> Answer {
            try {
                return runner->pruningOf(model, options);
            } catch (const EngineError& e) {
                // The engine speaks to the command line, too.
                return QString::fromStdString(e.full()).replace(QLatin1String("--set "), QString());
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
    spec.warmStart = m_warmStart->value();
    spec.innerStep = m_innerStep->value();
    spec.searchStep = m_searchStep->value();
    spec.coefficient = m_coefficient->isEnabled() ? m_coefficient->value() : 0;
    spec.absolute = m_absolute->isChecked();
    spec.randomBaseline = m_random->isChecked();
    try {
        m_request = makePruningRequest(spec, static_cast<std::uint64_t>(m_seed->value()));
        m_request.resources = m_resources;
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
