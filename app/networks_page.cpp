#include "app/networks_page.h"

#include "widgets/figure_menu.h"
#include "widgets/measurement_table.h"
#include "widgets/metric_title.h"
#include "widgets/scatter_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace dnas {
namespace {

enum Kinds { kAll, kTrained, kSearched };

QString axisTitle(const QString& metric) {
    const QString unit = shownUnit(metric);
    return unit.isEmpty() ? metricTitle(metric) : NetworksPage::tr("%1, %2").arg(metricTitle(metric), unit);
}

/// Of its newest epoch, or measured afterwards.
double valueOf(const RunFacts& facts, const QString& metric) {
    const std::string name = metric.toStdString();
    double value = facts.newest->metric(name);
    for (const Measurement& measurement : facts.measurements)
        if (measurement.name == name) value = measurement.value;
    return value * shownScale(metric);
}

/// Whether it ends in a network of cells or a handcrafted one.
bool hasNetwork(const RunFacts& facts) {
    return facts.request.training || (!facts.request.motor && !facts.request.siamese && !facts.request.pruning && !facts.request.vitWork && !facts.newest->genotype.cells.empty());
}

bool hasLatency(const RunFacts& facts) {
    return std::any_of(facts.measurements.begin(), facts.measurements.end(),
                       [](const Measurement& measurement) { return measurement.name.rfind("latency_", 0) == 0; });
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
    inside->addWidget(m_scatter, 1);
    m_note = new QLabel(panel);
    m_note->setProperty("role", "muted");
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_latency = new QPushButton(panel);
    auto* below = new QHBoxLayout;
    below->addWidget(m_note, 1);
    below->addStretch(0);
    below->addWidget(m_latency);
    inside->addLayout(below);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(10);
    layout->addWidget(makeHead());
    layout->addWidget(panel, 1);
    addFigureMenu(m_scatter, m_scatter, [this] {
        QStringList runs;
        for (const RunRow* row : shownRows()) runs << QStringLiteral("%1 (%2)").arg(QString::fromStdString(row->summary.name)).arg(row->summary.id);
        return FigureOrigin{{QStringLiteral("Experiments"), runs.join(QStringLiteral("; "))}, drawnBy()};
    });
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
        box->setMinimumContentsLength(18);
        box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        box->setMaximumWidth(280);
    }
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_title);
    top->addStretch(1);
    top->addWidget(close);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_kind);
    row->addWidget(m_y);
    row->addWidget(new QLabel(tr("against"), head));
    row->addWidget(m_x);
    row->addWidget(m_logarithmic);
    row->addWidget(m_front);
    row->addStretch(1);
    auto* rows = new QVBoxLayout(head); // one row of all of it would not fit a small screen in a wordy language
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    rows->addLayout(top);
    rows->addLayout(row);
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (QComboBox* box : {m_x, m_y, m_kind}) connect(box, &QComboBox::currentIndexChanged, this, &NetworksPage::show);
    connect(m_logarithmic, &QCheckBox::toggled, this, &NetworksPage::show);
    connect(m_front, &QCheckBox::toggled, m_scatter, &ScatterView::setFrontShown);
    connect(close, &QPushButton::clicked, this, &NetworksPage::closeAsked);
    connect(m_latency, &QPushButton::clicked, this, &NetworksPage::askLatency);
    setMeasuring(false);
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
    for (const RunRow& row : m_rows)
        for (const Measurement& measurement : row.facts->measurements)
            if (std::isfinite(measurement.value)) metrics.insert(QString::fromStdString(measurement.name));
    refill(m_x, metrics, QStringLiteral("parameters"));
    refill(m_y, metrics, QStringLiteral("valid_top1"));
    show();
}

void NetworksPage::setAxes(const QString& x, const QString& y) {
    m_x->setCurrentIndex(m_x->findData(x));
    m_y->setCurrentIndex(m_y->findData(y));
}

std::vector<const RunRow*> NetworksPage::shownRows() const {
    std::vector<const RunRow*> shown;
    for (const RunRow& row : m_rows) {
        const bool trained = row.facts->request.training.has_value();
        if (m_kind->currentIndex() != (trained ? kSearched : kTrained)) shown.push_back(&row);
    }
    return shown;
}

void NetworksPage::show() {
    const QString x = m_x->currentData().toString(), y = m_y->currentData().toString();
    QVector<ScatterPoint> points;
    std::set<std::string> machines;
    for (const RunRow* row : shownRows()) {
        const QString group = row->facts->request.training ? tr("trained") : QString::fromStdString(row->summary.method);
        points.append({QString::fromStdString(row->summary.name), valueOf(*row->facts, x), valueOf(*row->facts, y), group, row->summary.id});
        for (const Measurement& measurement : row->facts->measurements)
            for (const QString& axis : {x, y})
                if (axis == QLatin1String(measurement.name.c_str()) && !measurement.machine.empty()) machines.insert(measurement.machine);
    }
    QString note;
    if (machines.size() == 1) note = tr("Measured on %1").arg(QString::fromStdString(*machines.begin()));
    if (machines.size() > 1) note = tr("Measured on %1 machines: not comparable").arg(machines.size());
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    const QString title = tr("%1 against %2").arg(metricTitle(y), metricTitle(x));
    m_scatter->setPoints(points, {axisTitle(x), axisTitle(y), m_logarithmic->isChecked(), QStringLiteral("networks"),
                                  note.isEmpty() ? title : title + QStringLiteral(". ") + note});
    setMeasuring(m_measuring);
}

void NetworksPage::askLatency() {
    if (m_measuring) return stopAsked();
    std::vector<std::int64_t> missing;
    for (const RunRow* row : shownRows())
        if (hasNetwork(*row->facts) && !hasLatency(*row->facts)) missing.push_back(row->summary.id);
    Q_EMIT latencyAsked(missing);
}

void NetworksPage::setMeasuring(bool measuring) {
    m_measuring = measuring;
    const std::vector<const RunRow*> shown = shownRows();
    const auto missing = std::count_if(shown.begin(), shown.end(), [](const RunRow* row) { return hasNetwork(*row->facts) && !hasLatency(*row->facts); });
    m_latency->setText(measuring ? tr("Stop measuring") : tr("Measure latency"));
    m_latency->setEnabled(measuring || missing > 0);
    m_latency->setToolTip(tr("Measure the networks on view that have no latency yet: %1").arg(missing));
}

} // namespace dnas
