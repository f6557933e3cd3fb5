#include "app/sweep_page.h"

#include "app/sweep_figure.h"
#include "engine/api/error.h"
#include "engine/api/options.h"
#include "widgets/figure_menu.h"
#include "widgets/metric_title.h"
#include "widgets/sweep_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace dnas {
namespace {

constexpr QChar kSeparator(u'+'); ///< between two keys or metrics in the data of a chooser

std::map<std::string, Option> optionMap(const Request& request) {
    std::map<std::string, Option> options;
    for (Option& option : optionsOf(request)) options.emplace(option.key, std::move(option));
    return options;
}

/// Keys whose values differ, or that only one of the two has.
std::vector<std::string> differences(const std::map<std::string, Option>& a, const std::map<std::string, Option>& b) {
    std::vector<std::string> keys;
    for (const auto& [key, option] : a)
        if (const auto other = b.find(key); other == b.end() || other->second.value != option.value) keys.push_back(key);
    for (const auto& [key, option] : b)
        if (!a.count(key)) keys.push_back(key);
    return keys;
}

QString joined(const std::vector<std::string>& words) {
    QStringList list;
    for (const std::string& word : words) list << QString::fromStdString(word);
    return list.join(kSeparator);
}

std::vector<std::string> wordsOf(const QComboBox* box) {
    std::vector<std::string> words;
    for (const QString& word : box->currentData().toString().split(kSeparator, Qt::SkipEmptyParts)) words.push_back(word.toStdString());
    return words;
}

void refill(QComboBox* box, const QList<std::pair<QString, QString>>& entries) {
    const QVariant before = box->currentData();
    const QSignalBlocker quiet(box);
    box->clear();
    for (const auto& [title, data] : entries) box->addItem(title, data);
    box->setCurrentIndex(std::max(0, box->findData(before)));
}

} // namespace

std::vector<std::vector<std::string>> sweptOptions(const std::vector<SweepRun>& runs, const Request& like) {
    const std::map<std::string, Option> own = optionMap(like);
    std::map<std::vector<std::string>, std::set<std::string>> values; // of the runs, by the options they differ in
    for (const SweepRun& run : runs) {
        if (run.request.recipe.method != like.recipe.method || run.request.task.data != like.task.data) continue;
        const std::map<std::string, Option> theirs = optionMap(run.request);
        const std::vector<std::string> keys = differences(own, theirs);
        const bool all = std::all_of(keys.begin(), keys.end(), [&](const std::string& key) { return own.count(key) && theirs.count(key); });
        if (keys.empty() || keys.size() > 2 || !all) continue;
        std::string value;
        for (const std::string& key : keys) value += theirs.at(key).value + '\n';
        values[keys].insert(value);
    }
    std::vector<std::pair<std::size_t, std::vector<std::string>>> counted;
    for (const auto& [keys, different] : values) counted.push_back({different.size(), keys});
    std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::vector<std::string>> found;
    for (auto& [count, keys] : counted) found.push_back(std::move(keys));
    return found;
}

SweepPage::SweepPage(const RunTimeline* origin, QWidget* parent)
    : QWidget(parent), m_origin(origin), m_message(new QLabel(this)), m_view(new SweepView) {
    setObjectName(QStringLiteral("sweepPage"));
    m_message->setProperty("role", "muted");
    m_message->setWordWrap(true);
    m_message->setAlignment(Qt::AlignCenter);
    auto* panel = new QFrame(this);
    panel->setObjectName(QStringLiteral("panel"));
    auto* inside = new QVBoxLayout(panel);
    inside->setContentsMargins(10, 10, 10, 8);
    inside->addWidget(m_message, 1);
    inside->addWidget(m_view, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(10);
    layout->addWidget(makeHead());
    layout->addWidget(panel, 1);
    addFigureMenu(m_view, m_view, m_origin);
    connect(m_origin, &RunTimeline::runChanged, this, [this] {
        if (isVisible()) fillChoosers();
    });
    fillChoosers();
}

QWidget* SweepPage::makeHead() {
    auto* head = new QWidget(this);
    m_title = new QLabel(head);
    m_title->setProperty("role", "title");
    m_options = new QComboBox(head);
    m_options->setAccessibleName(tr("Over which options"));
    m_metrics = new QComboBox(head);
    m_metrics->setAccessibleName(tr("What is drawn"));
    auto* close = new QPushButton(tr("&Back to the run"), head);
    close->setProperty("role", "flat");
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_title, 1);
    row->addWidget(m_metrics);
    row->addWidget(new QLabel(tr("over"), head));
    row->addWidget(m_options);
    row->addWidget(close);
    for (QComboBox* box : {m_options, m_metrics}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        connect(box, &QComboBox::currentIndexChanged, this, &SweepPage::show);
    }
    connect(close, &QPushButton::clicked, this, &SweepPage::closeAsked);
    return head;
}

void SweepPage::setRows(const std::vector<RunRow>& rows) {
    m_runs.clear();
    for (const RunRow& row : rows)
        if (!row.summary.inBin && row.facts) m_runs.push_back({row.facts->request, row.facts->newest});
    fillChoosers();
}

void SweepPage::fillChoosers() {
    QList<std::pair<QString, QString>> options, metrics;
    if (m_origin->count() > 0) {
        const Request& like = m_origin->identity().request;
        const std::map<std::string, Option> own = optionMap(like);
        for (const std::vector<std::string>& keys : sweptOptions(m_runs, like)) {
            QStringList labels;
            for (const std::string& key : keys) labels << QString::fromStdString(own.at(key).label);
            options.append({labels.join(tr(" and ")), joined(keys)});
        }
        const Snapshot& last = *m_origin->snapshots().back();
        const std::set<std::string> first{"valid_top1", "valid_loss"};
        const auto append = [&](const std::string& name) {
            if (std::isfinite(last.metric(name))) metrics.append({metricTitle(QString::fromStdString(name)), QString::fromStdString(name)});
        };
        append("valid_top1");
        if (std::isfinite(last.metric("share_over"))) metrics.append({tr("weights over 0.9 and under 0.1"), joined({"share_over", "share_under"})});
        append("valid_loss");
        for (const auto& [name, value] : last.metrics)
            if (!first.count(name)) append(name);
    }
    refill(m_options, options);
    refill(m_metrics, metrics);
    show();
}

void SweepPage::show() {
    const QString name = m_origin->identity().name;
    m_title->setText(name.isEmpty() ? tr("Sweeps") : tr("Sweeps of %1").arg(name));
    QString message;
    if (m_options->count() == 0) {
        message = tr("No other run of this project differs from the run on view in one or two options only.\n"
                     "“New from this one…” starts such runs: its page “Resources” takes several values of an option.");
    } else {
        try {
            m_view->setContent(sweepContent(m_runs, m_origin->identity().request, wordsOf(m_options), wordsOf(m_metrics)));
        } catch (const EngineError& error) { // values that do not go with the options of another run
            message = QString::fromStdString(error.full());
        }
    }
    m_message->setText(message);
    m_view->setVisible(message.isEmpty());
    m_message->setVisible(!message.isEmpty());
    for (QComboBox* box : {m_options, m_metrics}) box->setEnabled(m_options->count() > 0);
}

QString SweepPage::message() const {
    return m_message->isHidden() ? QString() : m_message->text();
}

} // namespace dnas
