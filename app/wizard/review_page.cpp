#include "app/wizard/review_page.h"

#include "app/wizard/draft_model.h"
#include "engine/api/error.h"
#include "widgets/palette.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace dnas {

ReviewPage::ReviewPage(DraftModel* model, QWidget* parent)
    : WizardPage(model, parent), m_name(new QLineEdit(this)), m_differences(new QLabel(this)),
      m_text(new QPlainTextEdit(this)) {
    m_name->setObjectName(QStringLiteral("review.name"));
    m_name->setAccessibleName(tr("Name"));
    m_name->setMaxLength(200);
    m_name->setText(QString::fromStdString(model->draft().name));
    m_differences->setWordWrap(true);
    m_differences->setTextFormat(Qt::PlainText);
    m_text->setObjectName(QStringLiteral("review.text"));
    m_text->setReadOnly(true);
    m_text->setFont(monospaceFont());
    m_text->setAccessibleName(tr("The whole request"));
    m_text->setTabChangesFocus(true);

    auto* nameLabel = new QLabel(tr("&Name"), this);
    nameLabel->setBuddy(m_name);
    auto* nameRow = new QHBoxLayout;
    nameRow->addWidget(nameLabel);
    nameRow->addWidget(m_name, 1);
    auto* title = new QLabel(tr("The whole request"), this);
    title->setProperty("role", "section");
    auto* hint = new QLabel(model->draft().trains() || model->draft().follower ? tr("Running this text again gives the same weights, bit for bit.")
                                                     : tr("Running this text again gives the same alpha, bit for bit."), this);
    hint->setProperty("role", "muted");
    auto* copy = new QPushButton(tr("&Copy"), this);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    auto* head = new QHBoxLayout;
    head->addWidget(title);
    head->addWidget(hint, 1);
    head->addWidget(copy);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(10);
    layout->addLayout(nameRow);
    layout->addWidget(m_differences);
    layout->addLayout(head);
    layout->addWidget(m_text, 1);
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString& name) {
        m_model->change([&](RequestDraft& draft) { draft.name = name.trimmed().toStdString(); });
    });
    connect(model, &DraftModel::changed, this, &ReviewPage::refresh);
    refresh();
}

void ReviewPage::enter() {
    refresh();
    m_name->setFocus();
}

QString ReviewPage::problem() const {
    try {
        validate(m_model->draft().request());
    } catch (const EngineError& error) {
        return QString::fromStdString(error.full());
    }
    return {};
}

void ReviewPage::refresh() {
    const RequestDraft& draft = m_model->draft();
    m_name->setPlaceholderText(QString::fromStdString(draft.displayName()));
    QStringList differing;
    for (const Option& option : draft.options()) {
        if (option.value == option.paperValue) continue;
        differing << tr("%1 %2 (paper: %3)").arg(QString::fromStdString(option.label), QString::fromStdString(option.value),
                                                QString::fromStdString(option.paperValue));
    }
    m_differences->setText(differing.isEmpty() ? tr("Every option as in the paper.")
                                               : tr("Differs from the paper: %1.").arg(differing.join(QStringLiteral(", "))));
    const QString text = QString::fromStdString(requestText(draft.request()));
    if (m_text->toPlainText() != text) m_text->setPlainText(text);
}

} // namespace dnas
