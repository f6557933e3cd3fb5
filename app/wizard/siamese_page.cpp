#include "app/wizard/siamese_page.h"

#include "app/wizard/draft_model.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/head_comparison.h"
#include "engine/api/published_genotypes.h"
#include "widgets/cell_reading.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QScrollArea>

namespace dnas {
namespace {

constexpr int kChoiceRole = Qt::UserRole; ///< as SiameseFollower::heads, or the number of an encoder
constexpr int kLabelRole = Qt::UserRole + 1;
constexpr int kListWidth = 300;

QListWidgetItem* addChoice(QListWidget* list, const QString& name, const QString& choice, const QString& label) {
    auto* item = new QListWidgetItem(name, list);
    item->setData(kChoiceRole, choice);
    item->setData(kLabelRole, label);
    item->setToolTip(name);
    return item;
}

void addHeading(QListWidget* list, const QString& text) {
    auto* item = new QListWidgetItem(text.toUpper(), list);
    item->setFlags(Qt::NoItemFlags);
    QFont font = list->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 0.85);
    item->setFont(font);
}

QString planText(const QString& title, const HeadPlan& plan) {
    QString rows;
    for (const HeadStage& stage : plan.stages) {
        QString words;
        for (const HeadBlock& block : stage.blocks)
            words += (words.isEmpty() ? QString() : QStringLiteral(" + ")) + QString::fromStdString(blockText(block)).toHtmlEscaped();
        rows += QStringLiteral("<li>%1</li>").arg(words);
    }
    return SiamesePage::tr("<p><b>%1</b>, %2 parameters</p><ol>%3</ol>").arg(title, countText(static_cast<double>(parameterCount(plan))), rows);
}

} // namespace

SiamesePage::SiamesePage(DraftModel* model, QWidget* parent)
    : WizardPage(model, parent), m_list(new QListWidget(this)), m_text(new QLabel(this)) {
    m_list->setObjectName(QStringLiteral("siamese.list"));
    m_list->setAccessibleName(title());
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMaximumWidth(kListWidth);
    m_list->setStyleSheet(QStringLiteral("QListWidget::item{padding:4px 14px;border:0}"));
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignTop);
    m_text->setMargin(20);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (model->draft().follower->stage == SiameseStage::Pretrain)
        fillHeads();
    else
        fillEncoders();
    auto* scroll = new QScrollArea(this);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_text);
    auto* rule = new QFrame(this);
    rule->setFrameShape(QFrame::VLine);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_list, 2);
    layout->addWidget(rule);
    layout->addWidget(scroll, 5);
    connect(m_list, &QListWidget::currentItemChanged, this, &SiamesePage::choose);
    connect(model, &DraftModel::changed, this, &SiamesePage::describe);
    describe();
}

QString SiamesePage::wizardTitle(SiameseStage stage) {
    if (stage == SiameseStage::Probe) return tr("Probe a pretraining");
    return stage == SiameseStage::FineTune ? tr("Fine-tune a pretraining") : tr("Pretrain without labels");
}

QString SiamesePage::source(SiameseStage stage) {
    if (stage == SiameseStage::Probe) return tr("a linear classifier on frozen features");
    return stage == SiameseStage::FineTune ? tr("all weights and a new classifier, with labels") : tr("all weights, without labels (thesis 5.2)");
}

QString SiamesePage::title() const {
    return m_model->draft().follower->stage == SiameseStage::Pretrain ? tr("Heads") : tr("Encoder");
}

void SiamesePage::enter() {
    m_list->setFocus();
}

void SiamesePage::fillHeads() {
    const RequestDraft& draft = m_model->draft();
    const QString chosen = QString::fromStdString(draft.follower->heads);
    const QString label = QString::fromStdString(draft.label);
    addHeading(m_list, tr("Searched"));
    const bool found = draft.follower->heads != kHandcraftedHeads && draft.follower->heads != kRandomHeads;
    QListWidgetItem* current = found ? addChoice(m_list, label, chosen, label) : nullptr;
    addHeading(m_list, tr("For comparison"));
    QListWidgetItem* handcrafted = addChoice(m_list, tr("Handcrafted heads"), QString::fromLatin1(kHandcraftedHeads),
                                             found ? QStringLiteral("handcrafted %1").arg(QLatin1String(name(draft.follower->origin.siamese->framework))) : label);
    addChoice(m_list, tr("Random chain of the seed"), QString::fromLatin1(kRandomHeads), label);
    addHeading(m_list, tr("Published"));
    for (const PublishedGenotype& published : publishedGenotypes()) {
        if (published.method != "NASiam") continue;
        try { // those of other frameworks may lack a head
            makePretraining(draft.follower->origin, published.text, published.name, Preset::Quick);
        } catch (const EngineError&) {
            continue;
        }
        addChoice(m_list, QString::fromStdString(published.name), QString::fromStdString(published.text), QString::fromStdString(published.name));
    }
    m_list->setCurrentItem(current ? current : handcrafted);
}

void SiamesePage::fillEncoders() {
    const RequestDraft& draft = m_model->draft();
    const QString label = QString::fromStdString(draft.label);
    QListWidgetItem* learnt = nullptr;
    if (draft.follower->encoder != 0) {
        addHeading(m_list, tr("Pretrained"));
        learnt = addChoice(m_list, label, QString::number(draft.follower->encoder), label);
    }
    addHeading(m_list, tr("For comparison"));
    QListWidgetItem* random = addChoice(m_list, tr("Random weights"), QStringLiteral("0"), label);
    m_list->setCurrentItem(learnt ? learnt : random);
}

void SiamesePage::choose() {
    const QListWidgetItem* item = m_list->currentItem();
    if (!item) return;
    const std::string choice = item->data(kChoiceRole).toString().toStdString(), label = item->data(kLabelRole).toString().toStdString();
    m_model->change([&](RequestDraft& draft) {
        SiameseFollower& follower = *draft.follower;
        if (follower.stage == SiameseStage::Pretrain) {
            follower.heads = choice;
            draft.label = label;
        } else {
            follower.encoder = std::stoll(choice);
        }
    });
}

void SiamesePage::describe() {
    m_problem.clear();
    try {
        m_text->setText(m_model->draft().follower->stage == SiameseStage::Pretrain ? headsText() : encoderText());
    } catch (const EngineError& error) {
        m_text->clear();
        m_problem = QString::fromStdString(error.full());
    }
    Q_EMIT problemChanged();
}

/// Widths follow the options chosen.
QString SiamesePage::headsText() const {
    const Request request = m_model->draft().request();
    const SiameseSpec& spec = *request.siamese;
    QString text = tr("<h3>%1</h3>").arg(QString::fromStdString(spec.label).toHtmlEscaped());
    const Genotype genotype = spec.heads == kHandcraftedHeads ? Genotype{} : parseGenotype(spec.heads);
    for (const HeadComparison& head : compareHeads(spec, genotype))
        text += planText(head.name == "encoder" ? tr("Projector") : tr("Predictor"), head.chosen);
    return text;
}

QString SiamesePage::encoderText() const {
    const RequestDraft& draft = m_model->draft();
    const Request request = draft.request();
    const bool probe = draft.follower->stage == SiameseStage::Probe, random = draft.follower->encoder == 0;
    const QString backbone = QString::fromStdString(request.siamese->backbone.rfind("Genotype", 0) == 0 ? genotypeLabel(request.siamese->backbone) : request.siamese->backbone);
    QString text = tr("<h3>%1</h3><p>Backbone %2, %3 channels in its first layers.</p>")
                       .arg(QString::fromStdString(draft.displayName()).toHtmlEscaped(), backbone.toHtmlEscaped())
                       .arg(request.siamese->width);
    text += probe ? tr("<p>The backbone stays as it is; one linear layer learns the classes from its features. Its accuracy says how well they "
                       "are told apart by what was learnt without labels.</p>")
                  : tr("<p>All weights learn on, with labels, from a small learning rate. A subset of the images shows how few labels are enough.</p>");
    if (random) text += tr("<p>The weights are random: what the pretraining must be better than.</p>");
    return text;
}

} // namespace dnas
