#include "app/wizard/sweep_form.h"

#include "app/wizard/draft_model.h"
#include "engine/api/error.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace dnas {
namespace {

constexpr int kLabelWidth = 190, kOptionWidth = 230, kValuesWidth = 200;

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

/// "0, 0.5,1": values as an axis takes them.
std::string listOf(const QString& typed) {
    QStringList values;
    for (const QString& value : typed.split(QLatin1Char(','))) values << value.trimmed();
    return values.join(QLatin1Char(',')).toStdString();
}

} // namespace

SweepForm::SweepForm(DraftModel* model, QWidget* parent) : QWidget(parent), m_model(model), m_help(new QLabel(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    m_axes[0] = makeAxis(1, tr("Sweep over"));
    m_axes[1] = makeAxis(2, tr("and over"));
    m_help->setProperty("role", "muted");
    m_help->setWordWrap(true);
    m_help->setContentsMargins(kLabelWidth + 12, 0, 0, 0);
    layout->addWidget(m_help);
    fillOptions();
    describe();
    connect(model, &DraftModel::changed, this, [this] {
        if (!m_taking) fillOptions();
    });
}

SweepForm::Axis SweepForm::makeAxis(int number, const QString& title) {
    auto* label = new QLabel(title, this);
    label->setFixedWidth(kLabelWidth);
    const Axis axis{new QComboBox(this), new QLineEdit(this)};
    axis.option->setObjectName(QStringLiteral("sweep.option%1").arg(number));
    axis.option->setAccessibleName(tr("Option to sweep over, %1 of 2").arg(number));
    axis.option->setFixedWidth(kOptionWidth);
    axis.values->setObjectName(QStringLiteral("sweep.values%1").arg(number));
    axis.values->setAccessibleName(tr("Values of the option, %1 of 2").arg(number));
    axis.values->setPlaceholderText(tr("values, like 0, 0.5, 1"));
    axis.values->setFixedWidth(kValuesWidth);
    label->setBuddy(axis.option);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(label);
    row->addWidget(axis.option);
    row->addWidget(axis.values);
    row->addStretch(1);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(axis.option, &QComboBox::activated, this, [this, axis] {
        proposeValues(axis);
        take();
    });
    connect(axis.values, &QLineEdit::textEdited, this, &SweepForm::take);
    return axis;
}

void SweepForm::fillOptions() {
    const std::vector<Option> options = m_model->draft().options();
    bool lost = false;
    for (const Axis& axis : m_axes) {
        const QString before = axis.option->currentData().toString();
        const QSignalBlocker quiet(axis.option);
        axis.option->clear();
        axis.option->addItem(tr("no option"), QString());
        for (const Option& option : options) {
            if (option.section == OptionSection::Resources || option.kind == OptionKind::Text) continue;
            axis.option->addItem(text(option.label), text(option.key));
            axis.option->setItemData(axis.option->count() - 1, text(option.help), Qt::ToolTipRole);
        }
        axis.option->setCurrentIndex(std::max(0, axis.option->findData(before)));
        lost = lost || axis.option->currentData().toString() != before;
    }
    if (lost) take();
}

/// What the option is now, and for words and switches all that it may be.
void SweepForm::proposeValues(const Axis& axis) {
    const std::string key = axis.option->currentData().toString().toStdString();
    const std::vector<Option> options = m_model->draft().options();
    const auto found = std::find_if(options.begin(), options.end(), [&](const Option& option) { return option.key == key; });
    QStringList values;
    if (found != options.end()) {
        for (const std::string& choice : found->choices) values << text(choice);
        if (found->kind == OptionKind::Boolean) values << QStringLiteral("false") << QStringLiteral("true");
        if (values.isEmpty()) values << text(found->value);
    }
    axis.values->setText(values.join(QStringLiteral(", ")));
    axis.values->setFocus();
}

void SweepForm::take() {
    m_problem.clear();
    std::vector<SweepAxis> sweep;
    try {
        for (const Axis& axis : m_axes) {
            const QString key = axis.option->currentData().toString();
            if (!key.isEmpty()) sweep.push_back(parseSweepAxis(key.toStdString() + '=' + listOf(axis.values->text())));
        }
        if (!sweep.empty()) sweepRequests(m_model->draft().request(), sweep);
    } catch (const EngineError& error) {
        m_problem = text(error.full());
        sweep.clear();
    }
    const bool wasTaking = std::exchange(m_taking, true);
    m_model->change([&](RequestDraft& draft) { draft.sweep = std::move(sweep); });
    m_taking = wasTaking;
    describe();
    Q_EMIT problemChanged();
}

void SweepForm::describe() {
    const RequestDraft& draft = m_model->draft();
    for (const Axis& axis : m_axes) axis.values->setEnabled(!axis.option->currentData().toString().isEmpty());
    if (!m_problem.isEmpty())
        m_help->setText(m_problem);
    else if (draft.sweep.empty())
        m_help->setText(tr("One experiment for each value of an option, as in an ablation study; View, Sweeps then draws them."));
    else
        m_help->setText(tr("%1 experiments, one after another; View, Sweeps draws them.").arg(draft.requestCount()));
}

} // namespace dnas
