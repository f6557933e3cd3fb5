#include "app/networks_page.h"

#include "app/figure_menu.h"
#include "widgets/metric_title.h"
#include "widgets/scatter_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>
#include <set>

namespace dnas {
namespace {

enum Kinds { kAll, kTrained, kSearched };

bool isShare(const QString& metric) {
    return metric.contains(QLatin1String("top1")) || metric.contains(QLatin1String("top5"));
}

QString axisTitle(const QString& metric) {
    return isShare(metric) ? NetworksPage::tr("%1, %").arg(metricTitle(metric)) : metricTitle(metric);
}

double valueOf(const Snapshot& snapshot, const QString& metric) {
    return snapshot.metric(metric.toStdString()) * (isShare(metric) ? 100 : 1);
}

void refill(QComboBox* box, const std::set<QString>& metrics, const QString& usual) {
    const QString before = box->count() > 0 ? box->currentData().toString() : usual;
    const QSignalBlocker quiet(box);
    box->clear();
    for (const QString& metric : metrics) box->addItem(metricTitle(metric), metric);
    box->setCurrentIndex(std::max(0, box->findData(metrics.count(before) ? before : usual)));
}

} // namespace

NetworksPage::NetworksPage(QWidget* parent) : QWidget(parent), m_scatter(new ScatterView) {
    setObjectName(QStringLiteral("networksPage"));
    auto* panel = new QFrame(this);
    panel->setObjectName(QStringLiteral("panel"));
    auto* inside = new QVBoxLayout(panel);
    inside->setContentsMargins(10, 10, 10, 8);
    inside->addWidget(m_scatter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(10);
    layout->addWidget(makeHead());
    layout->addWidget(panel, 1);
    addFigureMenu(m_scatter, m_scatter, &m_origin);
    connect(m_scatter, &ScatterView::pointChosen, this, &NetworksPage::opened);
}

QWidget* NetworksPage::makeHead() {
    auto* head = new QWidget(this);
    m_title = new QLabel(tr("Networks at a glance"), head);
    m_title->setProperty("role", "title");
    m_x = new QComboBox(head);
    m_x->setAccessibleName(tr("Across"));
    m_y = new QComboBox(head);
    m_y->setAccessibleName(tr("Upwards"));
    m_kind = new QComboBox(head);
    m_kind->setAccessibleName(tr("Which runs"));
    m_kind->addItems({tr("all runs"), tr("trained networks"), tr("searches")});
    m_logarithmic = new QCheckBox(tr("log"), head);
    m_front = new QCheckBox(tr("Pareto front"), head);
    m_front->setToolTip(tr("Runs of which no other is at least as far left and at least as high"));
    m_front->setChecked(true);
    auto* close = new QPushButton(tr("&Back to the run"), head);
    close->setProperty("role", "flat");
    for (QComboBox* box : {m_x, m_y}) { // the longest name of a metric would make the window wider than a small screen
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
        box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        box->setMaximumWidth(240);
    }
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_title);
    row->addStretch(1);
    row->addWidget(m_kind);
    row->addWidget(m_y);
    row->addWidget(new QLabel(tr("against"), head));
    row->addWidget(m_x);
    row->addWidget(m_logarithmic);
    row->addWidget(m_front);
    row->addWidget(close);
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (QComboBox* box : {m_x, m_y, m_kind}) connect(box, &QComboBox::currentIndexChanged, this, &NetworksPage::show);
    connect(m_logarithmic, &QCheckBox::toggled, this, &NetworksPage::show);
    connect(m_front, &QCheckBox::toggled, m_scatter, &ScatterView::setFrontShown);
    connect(close, &QPushButton::clicked, this, &NetworksPage::closeAsked);
    return head;
}

void NetworksPage::setRows(const std::vector<RunRow>& rows) {
    m_rows.clear();
    for (const RunRow& row : rows)
        if (!row.summary.inBin && row.facts && row.facts->newest) m_rows.push_back(row);
    std::set<QString> metrics;
    for (const RunRow& row : m_rows)
        for (const auto& [name, value] : row.facts->newest->metrics)
            if (std::isfinite(value)) metrics.insert(QString::fromStdString(name));
    refill(m_x, metrics, QStringLiteral("parameters"));
    refill(m_y, metrics, QStringLiteral("valid_top1"));
    show();
}

void NetworksPage::setAxes(const QString& x, const QString& y) {
    m_x->setCurrentIndex(m_x->findData(x));
    m_y->setCurrentIndex(m_y->findData(y));
}

void NetworksPage::show() {
    const QString x = m_x->currentData().toString(), y = m_y->currentData().toString();
    QVector<ScatterPoint> points;
    for (const RunRow& row : m_rows) {
        const bool trained = row.facts->request.training.has_value();
        if (m_kind->currentIndex() == (trained ? kSearched : kTrained)) continue;
        const Snapshot& newest = *row.facts->newest;
        const QString group = trained ? tr("trained") : QString::fromStdString(row.summary.method);
        points.append({QString::fromStdString(row.summary.name), valueOf(newest, x), valueOf(newest, y), group, row.summary.id});
    }
    const ScatterAxes axes{axisTitle(x), axisTitle(y), m_logarithmic->isChecked(), QStringLiteral("networks"),
                           tr("%1 against %2").arg(metricTitle(y), metricTitle(x))};
    m_scatter->setPoints(points, axes);
}

} // namespace dnas
