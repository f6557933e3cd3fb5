#include "app/wizard/network_page.h"

#include "app/genotype_panel.h"
#include "app/wizard/draft_model.h"
#include "engine/api/baselines.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/api/published_genotypes.h"
#include "widgets/cell_reading.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace dnas {
namespace {

constexpr int kNetworkRole = Qt::UserRole; ///< as RequestDraft::network
constexpr int kListWidth = 300;

QListWidgetItem* addNetwork(QListWidget* list, const QString& name, const std::string& network, const QString& tip) {
    auto* item = new QListWidgetItem(name, list);
    item->setData(kNetworkRole, QString::fromStdString(network));
    item->setToolTip(tip);
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

} // namespace

NetworkPage::NetworkPage(DraftModel* model, QWidget* parent)
    : WizardPage(model, parent), m_list(new QListWidget(this)), m_stack(new QStackedWidget(this)), m_genotype(new GenotypePanel(this)),
      m_baseline(new QLabel(this)), m_size(new QLabel(this)) {
    m_list->setObjectName(QStringLiteral("network.list"));
    m_list->setAccessibleName(tr("Networks"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMaximumWidth(kListWidth);
    m_baseline->setWordWrap(true);
    m_baseline->setAlignment(Qt::AlignTop);
    m_baseline->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_size->setObjectName(QStringLiteral("network.size"));
    m_size->setWordWrap(true);
    m_stack->addWidget(m_genotype);
    m_stack->addWidget(m_baseline);
    fill();

    auto* right = new QVBoxLayout;
    right->setContentsMargins(20, 16, 20, 12);
    right->setSpacing(10);
    right->addWidget(m_size);
    right->addWidget(m_stack, 1);
    auto* rule = new QFrame(this);
    rule->setFrameShape(QFrame::VLine);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_list, 2);
    layout->addWidget(rule);
    layout->addLayout(right, 5);
    connect(m_list, &QListWidget::currentItemChanged, this, &NetworkPage::choose);
    connect(m_genotype, &GenotypePanel::edited, this, [this] {
        if (const std::optional<Genotype> genotype = m_genotype->genotype()) {
            const std::string text = genotypeText(*genotype);
            take(QString::fromStdString(genotypeLabel(text)), text);
        } else {
            m_problem = m_genotype->problem().isEmpty() ? tr("Write or paste a genotype.") : m_genotype->problem();
            Q_EMIT problemChanged();
        }
    });
    connect(model, &DraftModel::changed, this, &NetworkPage::describeSize);
    connect(model, &DraftModel::dataChanged, this, &NetworkPage::describeSize);
    choose();
}

void NetworkPage::fill() {
    const RequestDraft& draft = m_model->draft();
    addHeading(m_list, tr("Chosen"));
    const QString own = QString::fromStdString(draft.label);
    QListWidgetItem* current = addNetwork(m_list, own, draft.network, draft.parent != 0 ? tr("What this search found") : own);
    addHeading(m_list, tr("Handcrafted"));
    for (const Baseline& baseline : baselines())
        addNetwork(m_list, QString::fromStdString(baseline.title), "baseline:" + baseline.name, QString::fromStdString(baseline.source));
    addHeading(m_list, tr("Published"));
    for (const PublishedGenotype& published : publishedGenotypes()) {
        if (published.method == "NASiam") continue; // heads, no networks of cells
        addNetwork(m_list, QString::fromStdString(published.name), published.text, QString::fromStdString(published.method + ": " + published.source));
    }
    m_list->setCurrentItem(current);
}

void NetworkPage::enter() {
    m_list->setFocus();
}

void NetworkPage::choose() {
    const QListWidgetItem* item = m_list->currentItem();
    if (!item) return;
    const std::string network = item->data(kNetworkRole).toString().toStdString();
    if (isBaseline(network)) {
        const Baseline& baseline = baselineOf(network);
        m_baseline->setText(tr("<h3>%1</h3><p>%2</p><p>In the paper: %3 parameters, %4 multiply-adds on %5 × %5 pixels and 1,000 classes. "
                               "Here its stem follows the option of that name: small images keep their resolution.</p>")
                                .arg(QString::fromStdString(baseline.title).toHtmlEscaped(), QString::fromStdString(baseline.source).toHtmlEscaped(),
                                     countText(static_cast<double>(baseline.parameters)), countText(static_cast<double>(baseline.multiplyAdds)))
                                .arg(baseline.side));
        m_stack->setCurrentWidget(m_baseline);
    } else {
        m_genotype->setText(item->text(), QString::fromStdString(network));
        m_stack->setCurrentWidget(m_genotype);
    }
    take(item->text(), network);
}

void NetworkPage::take(const QString& label, const std::string& network) {
    m_problem.clear();
    try {
        makeTraining(network, Preset::Quick);
        if (network != m_model->draft().network)
            m_model->change([&](RequestDraft& draft) {
                if (draft.network != network) draft.parent = 0; // no longer what the search found
                draft.network = network;
                draft.label = label.toStdString();
            });
    } catch (const EngineError& error) {
        m_problem = QString::fromStdString(error.full());
    }
    describeSize();
}

/// As it would be trained on the data of the draft.
void NetworkPage::describeSize() {
    const Request request = m_model->draft().request();
    const TrainSpec& training = *request.training;
    const std::optional<DataInfo>& data = m_model->data();
    const auto channels = [&](int stored) { return static_cast<int>(channelNames(request.task.colors, stored).size()); };
    NetworkShape shape = trainingShape(training, channels(3), 32, 32, 10);
    if (data) shape = trainingShape(training, channels(data->channels), data->height, data->width, data->classes);
    try {
        const NetworkCost cost = costOfNetwork(training.network, shape);
        m_size->setText(tr("<b>%1</b> parameters, <b>%2</b> multiply-adds an image of %3 × %4 pixels with the options chosen")
                            .arg(countText(static_cast<double>(cost.parameters)), countText(static_cast<double>(cost.multiplyAdds)))
                            .arg(shape.width)
                            .arg(shape.height));
        m_sizeProblem.clear();
    } catch (const EngineError& error) { // a cell without operations, images that are too small
        m_size->clear();
        m_sizeProblem = QString::fromStdString(error.full());
    }
    Q_EMIT problemChanged();
}

QString NetworkPage::problem() const {
    return m_problem.isEmpty() ? m_sizeProblem : m_problem;
}

} // namespace dnas
