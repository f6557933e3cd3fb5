#include "app/run_filters.h"

#include "app/experiment_model.h"
#include "engine/api/error.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStyle>

#include <algorithm>
#include <set>

namespace dnas {
namespace {

constexpr int kMostChoice = 180; // pixels; data may have long names

QComboBox* makeChoice(const QString& any, const QString& name, QWidget* parent) {
    auto* box = new QComboBox(parent);
    box->addItem(any, QString());
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMaximumWidth(kMostChoice);
    return box;
}

QLineEdit* makeField(const QString& placeholder, const QString& name, QWidget* parent) {
    auto* field = new QLineEdit(parent);
    field->setPlaceholderText(placeholder);
    field->setAccessibleName(name);
    field->setClearButtonEnabled(true);
    return field;
}

/// Fills everything after the first entry and keeps the choice if it is still there.
void refillChoice(QComboBox* box, const std::set<QString>& values) {
    const QString before = box->currentData().toString();
    const QSignalBlocker quiet(box);
    while (box->count() > 1) box->removeItem(1);
    for (const QString& value : values) box->addItem(value, value);
    box->setCurrentIndex(std::max(0, box->findData(before)));
    box->setVisible(values.size() > 1 || box->currentIndex() > 0); // one value: nothing to choose
}

} // namespace

RunFilters::RunFilters(const RunTableModel* model, QWidget* parent) : QWidget(parent), m_model(model) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_text = makeField(tr("Filter: name, method, notes, tag…"), tr("Filter runs by text"), this);
    m_metrics = makeField(tr("Metrics: top1 > 0.7 and skips <= 2"), tr("Filter runs by metrics"), this);
    for (QLineEdit* field : {m_text, m_metrics}) {
        row->addWidget(field, 3);
        connect(field, &QLineEdit::textChanged, this, &RunFilters::changed);
    }
    m_method = makeChoice(tr("Any method"), tr("Method"), this);
    m_data = makeChoice(tr("Any data"), tr("Data"), this);
    m_status = makeChoice(tr("Any status"), tr("Status"), this);
    m_tag = makeChoice(tr("Any tag"), tr("Tag"), this);
    for (QComboBox* box : {m_method, m_data, m_status, m_tag}) {
        row->addWidget(box);
        box->hide(); // until there is something to choose
        connect(box, &QComboBox::currentIndexChanged, this, &RunFilters::changed);
    }
}

void RunFilters::refill() {
    std::set<QString> methods, data, tags;
    for (const RunRow& row : m_model->rows()) {
        methods.insert(QString::fromStdString(row.summary.method));
        data.insert(dataText(row.summary.data));
        for (const QString& tag : tagsOf(row.summary)) tags.insert(tag);
    }
    refillChoice(m_method, methods);
    refillChoice(m_data, data);
    refillChoice(m_tag, tags);
    if (!tags.empty()) m_tag->show(); // one tag already divides the runs
    refillStatuses();
}

void RunFilters::refillStatuses() {
    std::set<int> statuses;
    for (const RunRow& row : m_model->rows()) statuses.insert(static_cast<int>(row.summary.status));
    const QVariant before = m_status->currentData();
    const QSignalBlocker quiet(m_status);
    while (m_status->count() > 1) m_status->removeItem(1);
    for (const int status : statuses) m_status->addItem(statusText(static_cast<ExperimentStatus>(status)), status);
    m_status->setCurrentIndex(std::max(0, m_status->findData(before)));
    m_status->setVisible(statuses.size() > 1 || m_status->currentIndex() > 0);
}

RunCriteria RunFilters::criteria(const RunCriteria& before) {
    RunCriteria criteria;
    criteria.text = m_text->text();
    criteria.method = m_method->currentData().toString();
    criteria.data = m_data->currentData().toString();
    criteria.tag = m_tag->currentData().toString();
    criteria.status = m_status->currentIndex() > 0 ? m_status->currentData().toInt() : -1;
    QString problem;
    try {
        criteria.metrics = MetricFilter::parse(m_metrics->text().toStdString());
        const std::string unknown = criteria.metrics.unknownName(m_model->knownMetrics());
        if (!unknown.empty()) problem = tr("There is no metric '%1'.").arg(QString::fromStdString(unknown));
    } catch (const EngineError& error) {
        criteria.metrics = before.metrics;
        problem = QString::fromStdString(error.full());
    }
    mark(problem);
    return criteria;
}

void RunFilters::mark(const QString& problem) {
    m_metrics->setToolTip(problem.isEmpty() ? tr("Conditions on the newest epoch, joined by 'and': top1 > 0.7, skips <= 2, parameters < 3M") : problem);
    if (m_metrics->property("invalid").toBool() == !problem.isEmpty()) return;
    m_metrics->setProperty("invalid", !problem.isEmpty());
    m_metrics->style()->unpolish(m_metrics); // style sheets look at properties only then
    m_metrics->style()->polish(m_metrics);
}

void RunFilters::focusText() {
    m_text->setFocus();
    m_text->selectAll();
}

} // namespace dnas
