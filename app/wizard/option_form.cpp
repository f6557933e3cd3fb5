#include "app/wizard/option_form.h"

#include "app/wizard/draft_model.h"
#include "engine/api/error.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

namespace dnas {
namespace {

constexpr int kLabelWidth = 190, kEditorWidth = 150;
constexpr int kNarrowLabelWidth = 140, kNarrowEditorWidth = 90;

/// Numbers as they are typed: a point, and commas between thousands in texts only.
QString numberText(double value) {
    if (value == std::floor(value) && std::abs(value) < 1e15)
        return QLocale(QLocale::English).toString(static_cast<qlonglong>(value));
    return QString::number(value, 'g', 6);
}

void restyle(QWidget* widget, const char* property, const QVariant& value) {
    if (widget->property(property) == value) return;
    widget->setProperty(property, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace

QString rangeText(const Option& option) {
    QStringList parts;
    if (option.kind == OptionKind::Integer || option.kind == OptionKind::Real) {
        QString range = OptionForm::tr("%1 to %2").arg(numberText(option.minimum), numberText(option.maximum));
        if (!option.unit.empty()) range += QLatin1Char(' ') + QString::fromStdString(option.unit);
        parts << range;
    }
    if (option.value != option.paperValue) parts << OptionForm::tr("paper: %1").arg(QString::fromStdString(option.paperValue));
    return parts.join(QStringLiteral("; "));
}

QString sectionTitle(OptionSection section) {
    switch (section) {
    case OptionSection::Search: return OptionForm::tr("Search");
    case OptionSection::Space: return OptionForm::tr("Search space");
    case OptionSection::Weights: return OptionForm::tr("Weights");
    case OptionSection::Alpha: return OptionForm::tr("Alpha");
    case OptionSection::Method: return OptionForm::tr("Method");
    case OptionSection::Training: return OptionForm::tr("Training");
    case OptionSection::Data: return OptionForm::tr("Data");
    case OptionSection::Resources: return OptionForm::tr("Resources");
    }
    return {};
}

OptionRow::OptionRow(const Option& option, int labelWidth, int editorWidth, QWidget* parent)
    : QWidget(parent), m_option(option), m_help(new QLabel(this)), m_reset(new QToolButton(this)) {
    auto* label = new QLabel(QString::fromStdString(option.label), this);
    label->setFixedWidth(labelWidth);
    label->setWordWrap(true);
    makeEditor(option, editorWidth);
    setObjectName(QStringLiteral("optionRow"));
    setAttribute(Qt::WA_StyledBackground);
    label->setBuddy(m_editor);
    m_help->setProperty("role", "muted");
    m_help->setWordWrap(true);
    m_help->setMinimumWidth(160);
    m_reset->setText(QStringLiteral("↺"));
    m_reset->setAutoRaise(true);
    m_reset->setToolTip(tr("Use the paper's value"));
    m_reset->setAccessibleName(tr("Reset %1 to the paper's value").arg(label->text()));
    QSizePolicy keep = m_reset->sizePolicy();
    keep.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(keep);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 4);
    layout->setSpacing(12);
    layout->addWidget(label);
    layout->addWidget(m_editor);
    layout->addWidget(m_help, 1);
    layout->addWidget(m_reset);
    connect(m_reset, &QToolButton::clicked, this, &OptionRow::resetAsked);
    show(option);
}

void OptionRow::makeEditor(const Option& option, int width) {
    switch (option.kind) {
    case OptionKind::Boolean: {
        auto* box = new QCheckBox(this);
        connect(box, &QCheckBox::toggled, this, [this](bool on) { Q_EMIT edited(on ? "true" : "false"); });
        m_editor = box;
        break;
    }
    case OptionKind::Choice: {
        auto* box = new QComboBox(this);
        for (const std::string& choice : option.choices) box->addItem(QString::fromStdString(choice));
        connect(box, &QComboBox::textActivated, this, &OptionRow::edited);
        m_editor = box;
        break;
    }
    case OptionKind::Integer:
    case OptionKind::Real:
    case OptionKind::Text: {
        auto* field = new QLineEdit(this);
        if (option.kind != OptionKind::Text) field->setAlignment(Qt::AlignRight);
        connect(field, &QLineEdit::textEdited, this, [this](const QString& text) { Q_EMIT edited(text.trimmed()); });
        m_editor = field;
        break;
    }
    }
    m_editor->setObjectName(QString::fromStdString("option." + option.key));
    m_editor->setFixedWidth(width);
    m_editor->setToolTip(QString::fromStdString(option.help));
    m_editor->setAccessibleName(QString::fromStdString(option.label));
    m_editor->setAccessibleDescription(QString::fromStdString(option.help));
}

void OptionRow::show(const Option& option) {
    m_option = option;
    const QString value = QString::fromStdString(option.value);
    const QSignalBlocker quiet(m_editor);
    if (auto* box = qobject_cast<QCheckBox*>(m_editor)) {
        box->setChecked(option.value == "true");
    } else if (auto* choice = qobject_cast<QComboBox*>(m_editor)) {
        choice->setCurrentText(value);
    } else if (auto* field = qobject_cast<QLineEdit*>(m_editor)) {
        // While someone types "1e-" or "0.10" the text is theirs.
        if (!field->hasFocus() || m_error.isEmpty()) {
            const bool same = field->hasFocus() && field->text().toDouble() == value.toDouble();
            if (!same) field->setText(value);
        }
    }
    m_reset->setVisible(option.value != option.paperValue);
    setError({});
}

void OptionRow::setError(const QString& message) {
    m_error = message;
    const QString range = rangeText(m_option);
    const QString help = QString::fromStdString(m_option.help);
    m_help->setText(!message.isEmpty() ? message : range.isEmpty() ? help : QStringLiteral("%1 · %2").arg(range, help));
    restyle(m_help, "role", message.isEmpty() ? "muted" : "bad");
    restyle(m_editor, "invalid", !message.isEmpty());
}

OptionForm::OptionForm(DraftModel* model, std::vector<OptionSection> sections, Width width, QWidget* parent)
    : QWidget(parent), m_model(model), m_sections(std::move(sections)), m_width(width), m_layout(new QVBoxLayout(this)) {
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    connect(model, &DraftModel::changed, this, &OptionForm::refresh);
    refresh();
}

QString OptionForm::problem() const {
    for (const std::string& key : m_keys) {
        const QString error = m_rows.value(QString::fromStdString(key))->error();
        if (!error.isEmpty()) return error;
    }
    return {};
}

void OptionForm::refresh() {
    const std::vector<Option> all = m_model->draft().options();
    std::vector<Option> shown;
    for (const OptionSection section : m_sections)
        std::copy_if(all.begin(), all.end(), std::back_inserter(shown),
                     [&](const Option& option) { return option.section == section; });
    const bool sameRows = std::equal(shown.begin(), shown.end(), m_keys.begin(), m_keys.end(),
                                     [](const Option& option, const std::string& key) { return option.key == key; });
    if (!sameRows) rebuild(shown);
    for (const Option& option : shown) m_rows.value(QString::fromStdString(option.key))->show(option);
    Q_EMIT problemChanged();
}

void OptionForm::rebuild(const std::vector<Option>& options) {
    while (QLayoutItem* item = m_layout->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    m_rows.clear();
    m_keys.clear();
    std::optional<OptionSection> section; // of the row above
    for (const Option& option : options) {
        if (m_sections.size() > 1 && section != option.section) {
            auto* title = new QLabel(sectionTitle(option.section), this);
            title->setProperty("role", "section");
            title->setContentsMargins(0, section ? 14 : 0, 0, 4);
            m_layout->addWidget(title);
        }
        section = option.section;
        const bool narrow = m_width == Width::Narrow;
        auto* row = new OptionRow(option, narrow ? kNarrowLabelWidth : kLabelWidth,
                                  narrow ? kNarrowEditorWidth : kEditorWidth, this);
        const std::string key = option.key;
        connect(row, &OptionRow::edited, this, [this, key](const QString& value) { apply(key, value.toStdString()); });
        connect(row, &OptionRow::resetAsked, this,
                [this, key] { m_model->change([&](RequestDraft& draft) { draft.setToPaper(key); }); });
        m_layout->addWidget(row);
        m_keys.push_back(key);
        m_rows.insert(QString::fromStdString(key), row);
    }
    m_layout->addStretch(1);
}

void OptionForm::apply(const std::string& key, const std::string& value) {
    try {
        m_model->change([&](RequestDraft& draft) { draft.set(key, value); });
    } catch (const EngineError& error) {
        m_rows.value(QString::fromStdString(key))->setError(QString::fromStdString(error.full()));
        Q_EMIT problemChanged();
    }
}

} // namespace dnas
