#include "app/run_table_page.h"

#include "app/agreement_panel.h"
#include "app/plural.h"
#include "app/run_delegate.h"
#include "app/run_filters.h"
#include "app/run_table_csv.h"
#include "app/studio_settings.h"
#include "engine/api/genotype_text.h"
#include "widgets/figure.h"
#include "widgets/segmented_control.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace dnas {
namespace {

/// Hidden at first: what is rarely asked for.
constexpr RunTableModel::Column kHiddenFirst[] = {RunTableModel::Data, RunTableModel::Loss, RunTableModel::Entropy, RunTableModel::Created};

} // namespace

RunTablePage::RunTablePage(QWidget* parent)
    : QWidget(parent), m_model(new RunTableModel(this)), m_filter(new RunTableFilter(m_model, this)), m_table(new QTreeView(this)),
      m_filters(new RunFilters(m_model, this)), m_agreement(new AgreementPanel(this)) {
    setObjectName(QStringLiteral("runTablePage"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(10);
    layout->addWidget(makeHead());
    layout->addWidget(m_filters);
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
    m_splitter->addWidget(m_agreement);
    layout->addWidget(m_splitter, 1);
    connect(m_filters, &RunFilters::changed, this, &RunTablePage::applyCriteria);
    connect(m_agreement, &AgreementPanel::copyAsked, this, [this] { Q_EMIT copyAsked(consensusText(), tr("Consensus genotype")); });
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
    auto* save = new QPushButton(tr("Sa&ve…"), head);
    save->setToolTip(tr("The runs on view, with every metric of their last epoch and what was measured, as CSV"));
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
    row->addWidget(save);
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
    connect(save, &QPushButton::clicked, this, &RunTablePage::askSave);
    connect(m_compare, &QPushButton::clicked, this, &RunTablePage::compareAsked);
    connect(close, &QPushButton::clicked, this, &RunTablePage::closeAsked);
    return head;
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
    m_filters->refill();
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

void RunTablePage::applyCriteria() {
    RunCriteria criteria = m_filters->criteria(m_filter->criteria());
    criteria.bin = m_where->currentIndex() == 1;
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

QString RunTablePage::csv() const {
    std::vector<const RunRow*> rows;
    for (int line = 0; line < m_filter->rowCount(); ++line) {
        const QModelIndex top = m_filter->index(line, 0);
        if (m_filter->rowCount(top) == 0)
            if (const RunRow* run = m_model->runAt(m_filter->mapToSource(top))) rows.push_back(run);
        for (int member = 0; member < m_filter->rowCount(top); ++member) rows.push_back(m_model->runAt(m_filter->mapToSource(m_filter->index(member, 0, top))));
    }
    return runTableCsv(rows);
}

void RunTablePage::askSave() {
    QString path = QFileDialog::getSaveFileName(this, tr("Save the table"), QStringLiteral("runs.csv"), tr("CSV data (*.csv)"));
    if (path.isEmpty()) return;
    if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".csv");
    const QString problem = exportTable(tr("All runs"), csv(), {{QStringLiteral("Runs"), m_count->text()}, drawnBy()}, path);
    if (!problem.isEmpty()) QMessageBox::warning(this, tr("The table was not saved"), problem);
}

bool RunTablePage::currentIsGroup() const {
    return m_model->agreementAt(currentSource()) != nullptr;
}

AgreementView* RunTablePage::agreementView() const {
    return m_agreement->view();
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
    m_filters->focusText();
}

QString RunTablePage::consensusText() const {
    const Agreement* agreement = m_model->agreementAt(currentSource());
    return agreement && agreement->genotypes > 0 ? QString::fromStdString(genotypeText(agreement->consensus)) : QString();
}

void RunTablePage::showDetails() {
    const QModelIndex current = currentSource();
    const Agreement* agreement = m_model->agreementAt(current);
    const bool wasHidden = m_agreement->isHidden();
    m_agreement->setVisible(agreement && agreement->genotypes > 0);
    if (m_agreement->isHidden()) return;
    QStringList runs;
    for (const RunRow* run : m_model->runsAt(current)) runs << QStringLiteral("%1 (%2)").arg(QString::fromStdString(run->summary.name)).arg(run->summary.id);
    m_agreement->showAgreement(*agreement, m_model->index(current.row(), RunTableModel::Name).data().toString(), runs);
    if (!wasHidden) return;
    // Whole, where that leaves the table its part; afterwards as the user drags it.
    const int wanted = std::min(m_agreement->wholeHeight(), m_splitter->height() * 6 / 10);
    m_splitter->setSizes({m_splitter->height() - wanted, wanted});
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
