#include "app/run_table_page.h"

#include "app/experiment_model.h"
#include "app/plural.h"
#include "app/run_delegate.h"
#include "app/studio_settings.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "widgets/agreement_view.h"
#include "widgets/segmented_control.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStyle>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace dnas {
namespace {

/// Hidden at first: what is rarely asked for.
constexpr RunTableModel::Column kHiddenFirst[] = {RunTableModel::Data, RunTableModel::Loss, RunTableModel::Entropy, RunTableModel::Created};

constexpr int kDetailHead = 60; ///< title and margins of the agreement

QComboBox* makeChoice(const QString& any, const QString& name, QWidget* parent) {
    auto* box = new QComboBox(parent);
    box->addItem(any, QString());
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return box;
}

/// Fills everything after the first entry and keeps the choice if it is still there.
void refill(QComboBox* box, const std::set<QString>& values) {
    const QString before = box->currentData().toString();
    const QSignalBlocker quiet(box);
    while (box->count() > 1) box->removeItem(1);
    for (const QString& value : values) box->addItem(value, value);
    box->setCurrentIndex(std::max(0, box->findData(before)));
    box->setVisible(values.size() > 1 || box->currentIndex() > 0); // one value: nothing to choose
}

} // namespace

RunTablePage::RunTablePage(QWidget* parent)
    : QWidget(parent), m_model(new RunTableModel(this)), m_filter(new RunTableFilter(m_model, this)), m_table(new QTreeView(this)) {
    setObjectName(QStringLiteral("runTablePage"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(10);
    layout->addWidget(makeHead());
    layout->addWidget(makeFilters());
    makeTable();
    m_empty = new QLabel(tr("No run answers to the filter."), this);
    m_empty->setProperty("role", "muted");
    m_empty->setAlignment(Qt::AlignCenter);
    auto* upper = new QWidget(this);
    auto* column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table);
    column->addWidget(m_empty);
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setHandleWidth(10);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(upper);
    m_splitter->addWidget(makeDetails());
    layout->addWidget(m_splitter, 1);
    connect(m_model, &QAbstractItemModel::modelReset, this, &RunTablePage::showDetails);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &RunTablePage::showDetails);
    updateCount();
    showDetails();
}

QWidget* RunTablePage::makeHead() {
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    auto* title = new QLabel(tr("All runs"), head);
    title->setProperty("role", "title");
    m_count = new QLabel(head);
    m_count->setProperty("role", "muted");
    m_where = new SegmentedControl({tr("Runs"), tr("Bin")}, head);
    m_grouped = new QCheckBox(tr("Group &seeds"), head);
    m_grouped->setChecked(true);
    m_grouped->setToolTip(tr("Runs that differ in nothing but the seed stand under one line"));
    m_columns = new QPushButton(tr("&Columns"), head);
    m_compare = new QPushButton(tr("Co&mpare"), head);
    m_compare->setToolTip(tr("Two or more chosen runs side by side"));
    m_compare->setEnabled(false);
    auto* close = new QPushButton(tr("&Back to the run"), head);
    close->setProperty("role", "flat");
    row->addWidget(title);
    row->addWidget(m_count);
    row->addStretch(1);
    row->addWidget(m_grouped);
    row->addWidget(m_where);
    row->addWidget(m_columns);
    row->addWidget(m_compare);
    row->addWidget(close);
    connect(m_grouped, &QCheckBox::toggled, this, [this](bool on) {
        m_model->setGrouped(on);
        m_table->expandAll();
    });
    connect(m_where, &SegmentedControl::currentIndexChanged, this, [this](int index) {
        applyCriteria();
        Q_EMIT binShown(index == 1);
    });
    connect(m_columns, &QPushButton::clicked, this, [this] { showColumnMenu(m_columns->mapToGlobal(QPoint(0, m_columns->height()))); });
    connect(m_compare, &QPushButton::clicked, this, &RunTablePage::compareAsked);
    connect(close, &QPushButton::clicked, this, &RunTablePage::closeAsked);
    return head;
}

QWidget* RunTablePage::makeFilters() {
    auto* filters = new QWidget(this);
    auto* row = new QHBoxLayout(filters);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_text = new QLineEdit(filters);
    m_text->setPlaceholderText(tr("Filter: name, method, notes, tag…"));
    m_text->setAccessibleName(tr("Filter runs by text"));
    m_text->setClearButtonEnabled(true);
    m_metrics = new QLineEdit(filters);
    m_metrics->setPlaceholderText(tr("Metrics: top1 > 0.7 and skips <= 2"));
    m_metrics->setAccessibleName(tr("Filter runs by metrics"));
    m_metrics->setClearButtonEnabled(true);
    m_method = makeChoice(tr("Any method"), tr("Method"), filters);
    m_data = makeChoice(tr("Any data"), tr("Data"), filters);
    m_status = makeChoice(tr("Any status"), tr("Status"), filters);
    m_tag = makeChoice(tr("Any tag"), tr("Tag"), filters);
    row->addWidget(m_text, 3);
    row->addWidget(m_metrics, 3);
    for (QComboBox* box : {m_method, m_data, m_status, m_tag}) {
        row->addWidget(box);
        box->hide(); // until there is something to choose
        connect(box, &QComboBox::currentIndexChanged, this, &RunTablePage::applyCriteria);
    }
    connect(m_text, &QLineEdit::textChanged, this, &RunTablePage::applyCriteria);
    connect(m_metrics, &QLineEdit::textChanged, this, &RunTablePage::applyCriteria);
    return filters;
}

void RunTablePage::makeTable() {
    m_table->setModel(m_filter);
    m_table->setItemDelegate(new RunDelegate(m_table));
    m_table->setAccessibleName(tr("Runs"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setAllColumnsShowFocus(true);
    m_table->setUniformRowHeights(true);
    m_table->setSortingEnabled(true);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers); // F2 and Ctrl+T are actions of the window
    m_table->setExpandsOnDoubleClick(true);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setAlternatingRowColors(false);
    QHeaderView* header = m_table->header();
    header->setStretchLastSection(false);
    header->setSectionsMovable(true);
    header->setFirstSectionMovable(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    header->setSortIndicator(RunTableModel::Created, Qt::DescendingOrder);
    if (!header->restoreState(settings::tableColumns())) {
        for (const RunTableModel::Column column : kHiddenFirst) header->hideSection(column);
        const std::pair<RunTableModel::Column, int> widths[] = {{RunTableModel::Name, 240}, {RunTableModel::Method, 100}, {RunTableModel::Best, 125},
                                                                {RunTableModel::Seed, 80}, {RunTableModel::Epochs, 95},
                                                                {RunTableModel::Skips, 90}, {RunTableModel::Parameters, 140}, {RunTableModel::MultiplyAdds, 160}, {RunTableModel::Agreement, 125}, {RunTableModel::Notes, 200}};
        for (const auto& [column, width] : widths) header->resizeSection(column, width);
    }
    const auto keep = [header] { settings::setTableColumns(header->saveState()); };
    connect(header, &QHeaderView::sectionResized, this, keep);
    connect(header, &QHeaderView::sectionMoved, this, keep);
    connect(header, &QHeaderView::sortIndicatorChanged, this, keep);
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint& at) { showColumnMenu(header->mapToGlobal(at)); });
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        if (m_menu && m_table->indexAt(at).isValid()) m_menu->popup(m_table->viewport()->mapToGlobal(at));
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        showDetails();
        const RunRow* run = m_model->runAt(currentSource());
        if (!m_selecting) Q_EMIT currentChanged(run ? run->summary.id : 0);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        m_compare->setEnabled(selectedRuns().size() > 1);
        updateCount();
        Q_EMIT selectionChanged();
    });
    connect(m_table, &QTreeView::doubleClicked, this, [this](const QModelIndex& index) {
        const RunRow* run = m_model->runAt(m_filter->mapToSource(index));
        if (!run) return;
        const bool text = index.column() == RunTableModel::Tags || index.column() == RunTableModel::Notes;
        if (text && index.flags().testFlag(Qt::ItemIsEditable))
            m_table->edit(index);
        else
            Q_EMIT opened(run->summary.id);
    });
    auto* open = new QAction(tr("Open the run"), m_table);
    open->setShortcuts({QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)});
    open->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(open);
    connect(open, &QAction::triggered, this, [this] {
        const QModelIndex current = m_table->currentIndex();
        if (const RunRow* run = m_model->runAt(currentSource()))
            Q_EMIT opened(run->summary.id);
        else if (current.isValid())
            m_table->setExpanded(current.siblingAtColumn(0), !m_table->isExpanded(current.siblingAtColumn(0)));
    });
}

QWidget* RunTablePage::makeDetails() {
    auto* frame = new QFrame(this);
    frame->setObjectName(QStringLiteral("panel"));
    m_details = frame;
    m_detailTitle = new QLabel(frame);
    m_detailTitle->setObjectName(QStringLiteral("panelTitle"));
    m_detailText = new QLabel(frame);
    m_detailText->setProperty("role", "muted");
    auto* copy = new QPushButton(tr("Copy c&onsensus genotype"), frame);
    copy->setToolTip(tr("The operation that most seeds chose on each edge; each node keeps as many edges as its seeds have on average"));
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 8, 8, 0);
    head->addWidget(m_detailTitle);
    head->addWidget(m_detailText, 1);
    head->addWidget(copy);
    m_agreement = new AgreementView;
    m_scroll = new QScrollArea(frame);
    m_scroll->setWidget(m_agreement);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setMinimumHeight(100);
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(1, 1, 1, 6);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(m_scroll, 1);
    connect(copy, &QPushButton::clicked, this, [this] { Q_EMIT copyAsked(consensusText(), tr("Consensus genotype")); });
    return frame;
}

void RunTablePage::showColumnMenu(const QPoint& place) {
    QMenu menu(this);
    for (int column = 1; column < RunTableModel::ColumnCount; ++column) { // the name always stays
        QAction* action = menu.addAction(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool on) {
            m_table->setColumnHidden(column, !on);
            settings::setTableColumns(m_table->header()->saveState());
        });
    }
    menu.exec(place);
}

void RunTablePage::setRows(std::vector<RunRow> rows) {
    const std::vector<std::int64_t> chosen = selectedRuns();
    const RunRow* current = m_model->runAt(currentSource());
    const std::int64_t id = current ? current->summary.id : 0;
    m_selecting = true;
    m_model->setRows(std::move(rows));
    refillChoices();
    applyCriteria();
    m_table->expandAll();
    if (selectedRuns() != chosen) { // the model was made anew
        for (const std::int64_t experiment : chosen) {
            const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(experiment));
            if (index.isValid()) m_table->selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
        const QModelIndex back = m_filter->mapFromSource(m_model->indexOf(id));
        if (back.isValid()) m_table->selectionModel()->setCurrentIndex(back, QItemSelectionModel::NoUpdate);
    }
    m_selecting = false;
}

void RunTablePage::refillChoices() {
    std::set<QString> methods, data, tags;
    std::set<int> statuses;
    for (const RunRow& row : m_model->rows()) {
        methods.insert(QString::fromStdString(row.summary.method));
        data.insert(dataText(row.summary.data));
        statuses.insert(static_cast<int>(row.summary.status));
        for (const QString& tag : tagsOf(row.summary)) tags.insert(tag);
    }
    refill(m_method, methods);
    refill(m_data, data);
    refill(m_tag, tags);
    if (!tags.empty()) m_tag->show(); // one tag already divides the runs
    const QVariant before = m_status->currentData();
    const QSignalBlocker quiet(m_status);
    while (m_status->count() > 1) m_status->removeItem(1);
    for (const int status : statuses) m_status->addItem(statusText(static_cast<ExperimentStatus>(status)), status);
    m_status->setCurrentIndex(std::max(0, m_status->findData(before)));
    m_status->setVisible(statuses.size() > 1 || m_status->currentIndex() > 0);
}

void RunTablePage::applyCriteria() {
    RunCriteria criteria;
    criteria.text = m_text->text();
    criteria.method = m_method->currentData().toString();
    criteria.data = m_data->currentData().toString();
    criteria.tag = m_tag->currentData().toString();
    criteria.status = m_status->currentIndex() > 0 ? m_status->currentData().toInt() : -1;
    criteria.bin = m_where->currentIndex() == 1;
    QString problem;
    try {
        criteria.metrics = MetricFilter::parse(m_metrics->text().toStdString());
        const std::string unknown = criteria.metrics.unknownName(m_model->knownMetrics());
        if (!unknown.empty()) problem = tr("There is no metric '%1'.").arg(QString::fromStdString(unknown));
    } catch (const EngineError& error) {
        criteria.metrics = m_filter->criteria().metrics; // while one types, the last good condition holds
        problem = QString::fromStdString(error.full());
    }
    m_metrics->setProperty("invalid", !problem.isEmpty());
    m_metrics->style()->unpolish(m_metrics); // style sheets look at properties only then
    m_metrics->style()->polish(m_metrics);
    m_metrics->setToolTip(problem.isEmpty() ? tr("Conditions on the newest epoch, joined by 'and': top1 > 0.7, skips <= 2, parameters < 3M") : problem);
    m_filter->setCriteria(criteria);
    m_table->expandAll();
    updateCount();
}

QModelIndex RunTablePage::currentSource() const {
    return m_filter->mapToSource(m_table->currentIndex());
}

void RunTablePage::select(std::int64_t experiment) {
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(experiment));
    if (!index.isValid() || m_table->currentIndex().siblingAtColumn(0) == index) return;
    m_selecting = true;
    m_table->setCurrentIndex(index);
    m_selecting = false;
}

std::vector<std::int64_t> RunTablePage::selectedRuns() const {
    std::vector<std::int64_t> ids;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        for (const RunRow* run : m_model->runsAt(m_filter->mapToSource(index)))
            if (!run->summary.damaged && std::find(ids.begin(), ids.end(), run->summary.id) == ids.end()) ids.push_back(run->summary.id);
    return ids;
}

bool RunTablePage::currentIsGroup() const {
    return m_model->agreementAt(currentSource()) != nullptr;
}

void RunTablePage::showBin(bool bin) {
    const QSignalBlocker quiet(m_where);
    m_where->setCurrentIndex(bin ? 1 : 0);
    applyCriteria();
}

void RunTablePage::editCurrent(RunTableModel::Column column) {
    const QModelIndex index = m_table->currentIndex().siblingAtColumn(column);
    if (!index.flags().testFlag(Qt::ItemIsEditable)) return;
    m_table->setColumnHidden(column, false);
    m_table->edit(index);
}

void RunTablePage::focusFilter() {
    m_text->setFocus();
    m_text->selectAll();
}

QString RunTablePage::consensusText() const {
    const Agreement* agreement = m_model->agreementAt(currentSource());
    return agreement && agreement->genotypes > 0 ? QString::fromStdString(genotypeText(agreement->consensus)) : QString();
}

void RunTablePage::showDetails() {
    const QModelIndex current = currentSource();
    const Agreement* agreement = m_model->agreementAt(current);
    const bool wasHidden = m_details->isHidden();
    m_details->setVisible(agreement && agreement->genotypes > 0);
    if (m_details->isHidden()) return;
    m_agreement->setAgreement(*agreement);
    if (wasHidden) { // whole, where that leaves the table its part; afterwards as the user drags it
        const int wanted = std::min(m_agreement->sizeHint().height() + kDetailHead, m_splitter->height() * 6 / 10);
        m_splitter->setSizes({m_splitter->height() - wanted, wanted});
    }
    m_detailTitle->setText(tr("Agreement of %1").arg(m_model->index(current.row(), RunTableModel::Name).data().toString()));
    m_detailText->setText(tr("%1 seeds, %2 of %3 edges chosen alike; the consensus is outlined").arg(agreement->genotypes).arg(agreement->agreed).arg(agreement->edges));
}

void RunTablePage::updateCount() {
    const int shown = m_filter->shownRuns();
    const bool bin = m_where->currentIndex() == 1;
    const auto all = std::count_if(m_model->rows().begin(), m_model->rows().end(), [bin](const RunRow& row) { return row.summary.inBin == bin; });
    QString text = shown == all ? plural(all, tr("%n run"), tr("%n runs")) : tr("%1 of %2 runs").arg(shown).arg(all);
    const std::size_t chosen = selectedRuns().size();
    if (chosen > 1) text += tr(", %1 chosen").arg(chosen);
    m_count->setText(text);
    m_table->setVisible(shown > 0);
    m_empty->setVisible(shown == 0);
    m_empty->setText(all > 0 ? tr("No run answers to the filter.") : bin ? tr("The bin is empty.") : tr("No runs yet. Start one with New experiment, or import a log."));
}

} // namespace dnas
