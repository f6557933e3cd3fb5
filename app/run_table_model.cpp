#include "app/run_table_model.h"

#include "app/experiment_model.h"
#include "engine/api/baseline.h"
#include "widgets/cell_reading.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace dnas {
namespace {

constexpr quintptr kTopLevel = 0; ///< internal id of a top line; a member has the number of its line plus one

struct MetricColumn {
    RunTableModel::Column column;
    const char* metric;
};
constexpr MetricColumn kMetricColumns[] = {{RunTableModel::Epochs, "epochs"},         {RunTableModel::Best, "top1"},
                                           {RunTableModel::Loss, "valid_loss"},       {RunTableModel::Skips, "skip_count"},
                                           {RunTableModel::Entropy, "entropy"},       {RunTableModel::Parameters, "parameters"},
                                           {RunTableModel::MultiplyAdds, "multiply_adds"}};

const char* metricOfColumn(int column) {
    for (const MetricColumn& known : kMetricColumns)
        if (known.column == column) return known.metric;
    return nullptr;
}

QString numberText(int column, double value) {
    if (!std::isfinite(value)) return std::isnan(value) ? QString() : QString::number(value);
    const QLocale locale;
    switch (column) {
    case RunTableModel::Best: return RunTableModel::tr("%1 %").arg(locale.toString(value * 100, 'f', 1));
    case RunTableModel::Parameters:
    case RunTableModel::MultiplyAdds: return countText(value);
    case RunTableModel::Loss:
    case RunTableModel::Entropy: return locale.toString(value, 'f', 3);
    default: return value == std::floor(value) ? locale.toString(value, 'f', 0) : locale.toString(value, 'f', 1);
    }
}

QString spreadText(int column, const Spread& spread) {
    if (spread.count == 0) return {};
    if (!(spread.deviation > 0)) return numberText(column, spread.mean);
    if (column == RunTableModel::Best)
        return RunTableModel::tr("%1 ± %2 %").arg(QLocale().toString(spread.mean * 100, 'f', 1), QLocale().toString(spread.deviation * 100, 'f', 1));
    return RunTableModel::tr("%1 ± %2").arg(numberText(column, spread.mean), numberText(column, spread.deviation));
}

QString nameOf(const ExperimentSummary& e) {
    return e.name.empty() ? ExperimentModel::tr("Experiment %1").arg(e.id) : QString::fromStdString(e.name);
}

/// What the names of a group begin with: "FairDARTS, seed 3" and "FairDARTS, seed 4" give "FairDARTS".
QString commonName(const std::vector<const RunRow*>& runs) {
    QString common = nameOf(runs.front()->summary);
    for (const RunRow* run : runs) {
        const QString name = nameOf(run->summary);
        qsizetype same = 0;
        while (same < std::min(common.size(), name.size()) && common[same] == name[same]) ++same;
        common.truncate(same);
    }
    static const QRegularExpression tail(QStringLiteral("[\\s,(#·–-]*(seed)?[\\s,(#·–=-]*$"), QRegularExpression::CaseInsensitiveOption);
    common.remove(tail);
    return common.size() >= 3 ? common : QString::fromStdString(runs.front()->summary.method);
}

bool sameMembers(const std::vector<RunRow>& a, const std::vector<RunRow>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const RunRow& x, const RunRow& y) { return x.summary.id == y.summary.id; });
}

} // namespace

QStringList tagsOfText(const QString& text) {
    QStringList tags;
    for (const QString& word : text.split(QLatin1Char(','))) {
        const QString tag = word.simplified();
        if (!tag.isEmpty() && !tags.contains(tag)) tags << tag;
    }
    return tags;
}

QStringList tagsOf(const ExperimentSummary& summary) {
    QStringList tags;
    for (const std::string& tag : summary.tags) tags << QString::fromStdString(tag);
    return tags;
}

double RunTableModel::metricOf(const RunRow& row, const std::string& metric) {
    if (metric == "top1") return row.summary.bestValidTop1;
    if (metric == "epochs") return row.summary.epochsDone;
    if (metric == "seed") return static_cast<double>(row.summary.seed);
    // Of random genotypes the last one is as good as any other: there is no value of the run.
    const bool known = row.facts && row.facts->newest && row.summary.method != kBaselineMethod;
    return known ? row.facts->newest->metric(metric) : std::numeric_limits<double>::quiet_NaN();
}

std::vector<std::string> RunTableModel::knownMetrics() const {
    std::set<std::string> names{"top1", "epochs", "seed", "valid_loss", "skip_count", "multiply_adds", "parameters", "entropy"};
    for (const RunRow& row : m_rows)
        if (row.facts && row.facts->newest)
            for (const auto& [name, value] : row.facts->newest->metrics) names.insert(name);
    return {names.begin(), names.end()};
}

/// Newest first; a group stands where its newest run stands.
std::vector<RunTableModel::Line> RunTableModel::linesOf(const std::vector<RunRow>& rows) const {
    std::vector<Line> lines;
    std::map<std::string, std::size_t> lineOfKey;
    for (std::size_t i = rows.size(); i-- > 0;) {
        const bool grouped = m_grouped && !rows[i].group.empty();
        const std::string key = rows[i].group + (rows[i].summary.inBin ? " bin" : "");
        const auto found = lineOfKey.find(key);
        if (grouped && found != lineOfKey.end()) {
            lines[found->second].members.push_back(i);
            continue;
        }
        if (grouped) lineOfKey[key] = lines.size();
        lines.push_back({{i}, {}});
    }
    for (Line& line : lines) {
        if (line.members.size() < 2) continue;
        std::vector<Genotype> genotypes;
        for (const std::size_t member : line.members)
            if (rows[member].facts->newest) genotypes.push_back(rows[member].facts->newest->genotype);
        line.agreement = agreementOf(genotypes);
    }
    return lines;
}

void RunTableModel::setRows(std::vector<RunRow> rows) {
    std::vector<Line> lines = linesOf(rows);
    const bool same = sameMembers(rows, m_rows) && std::equal(lines.begin(), lines.end(), m_lines.begin(), m_lines.end(),
                                                              [](const Line& a, const Line& b) { return a.members == b.members; });
    if (!same) beginResetModel();
    m_rows = std::move(rows);
    m_lines = std::move(lines);
    if (!same) {
        endResetModel();
        return;
    }
    if (m_lines.empty()) return;
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    for (int line = 0; line < rowCount(); ++line) {
        const QModelIndex parent = index(line, 0);
        if (rowCount(parent) > 0) Q_EMIT dataChanged(index(0, 0, parent), index(rowCount(parent) - 1, ColumnCount - 1, parent));
    }
}

void RunTableModel::setGrouped(bool grouped) {
    if (grouped == m_grouped) return;
    beginResetModel();
    m_grouped = grouped;
    m_lines = linesOf(m_rows);
    endResetModel();
}

const RunTableModel::Line* RunTableModel::groupAt(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() != kTopLevel) return nullptr;
    const Line& line = m_lines[static_cast<std::size_t>(index.row())];
    return line.members.size() > 1 ? &line : nullptr;
}

const RunRow* RunTableModel::runAt(const QModelIndex& index) const {
    if (!index.isValid() || groupAt(index)) return nullptr;
    if (index.internalId() == kTopLevel) return &m_rows[m_lines[static_cast<std::size_t>(index.row())].members.front()];
    return &m_rows[m_lines[index.internalId() - 1].members[static_cast<std::size_t>(index.row())]];
}

std::vector<const RunRow*> RunTableModel::runsAt(const QModelIndex& index) const {
    std::vector<const RunRow*> runs;
    if (const RunRow* run = runAt(index)) runs.push_back(run);
    if (const Line* line = groupAt(index))
        for (const std::size_t member : line->members) runs.push_back(&m_rows[member]);
    return runs;
}

const dnas::Agreement* RunTableModel::agreementAt(const QModelIndex& index) const {
    const Line* line = groupAt(index);
    return line ? &line->agreement : nullptr;
}

QModelIndex RunTableModel::indexOf(std::int64_t experiment) const {
    for (std::size_t line = 0; line < m_lines.size(); ++line)
        for (std::size_t member = 0; member < m_lines[line].members.size(); ++member) {
            if (m_rows[m_lines[line].members[member]].summary.id != experiment) continue;
            const QModelIndex top = index(static_cast<int>(line), 0);
            return m_lines[line].members.size() == 1 ? top : index(static_cast<int>(member), 0, top);
        }
    return {};
}

QModelIndex RunTableModel::index(int row, int column, const QModelIndex& parent) const {
    if (row < 0 || row >= rowCount(parent) || column < 0 || column >= ColumnCount) return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : kTopLevel);
}

QModelIndex RunTableModel::parent(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == kTopLevel) return {};
    return createIndex(static_cast<int>(index.internalId()) - 1, 0, kTopLevel);
}

int RunTableModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return static_cast<int>(m_lines.size());
    const Line* line = parent.column() == 0 ? groupAt(parent) : nullptr;
    return line ? static_cast<int>(line->members.size()) : 0;
}

QVariant RunTableModel::runData(const RunRow& row, int column, int role) const {
    const ExperimentSummary& e = row.summary;
    if (role == StatusRole) return static_cast<int>(e.status);
    if (role == DamagedRole) return e.damaged;
    if (role == Qt::ToolTipRole) return e.damaged ? QString::fromStdString(e.damage) : QString::fromStdString(e.message);
    if (const char* metric = metricOfColumn(column)) {
        const double value = metricOf(row, metric);
        if (role == SortRole) return std::isnan(value) ? QVariant() : QVariant(value);
        if (column == Epochs) return tr("%1 of %2").arg(e.epochsDone).arg(e.epochsPlanned);
        return numberText(column, value);
    }
    switch (column) {
    case Name: return nameOf(e);
    case Status: return e.damaged ? tr("damaged") : statusText(e.status);
    case Method: return QString::fromStdString(e.method);
    case Data: return dataText(e.data);
    case Seed: return role == SortRole ? QVariant(static_cast<double>(e.seed)) : QVariant(QString::number(e.seed));
    case Tags: return tagsOf(e).join(QStringLiteral(", "));
    case Notes: return role == Qt::EditRole ? QString::fromStdString(e.notes) : QString::fromStdString(e.notes).simplified();
    case Created: {
        const QString text = QString::fromStdString(e.created);
        if (role == SortRole) return text;
        const QDateTime time = QDateTime::fromString(text, Qt::ISODate);
        return time.isValid() ? QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) : text;
    }
    default: return {};
    }
}

QVariant RunTableModel::groupData(const Line& line, int column, int role) const {
    std::vector<const RunRow*> runs;
    std::vector<double> values;
    std::set<QString> statuses;
    const char* metric = metricOfColumn(column);
    for (const std::size_t member : line.members) {
        runs.push_back(&m_rows[member]);
        if (metric) values.push_back(metricOf(m_rows[member], metric));
        statuses.insert(statusText(m_rows[member].summary.status));
    }
    const ExperimentSummary& first = runs.front()->summary;
    if (role == StatusRole) return statuses.size() == 1 ? static_cast<int>(first.status) : -1;
    if (role == DamagedRole) return false;
    if (role == Qt::ToolTipRole) return {};
    if (metric) {
        const Spread spread = spreadOf(values);
        if (role == SortRole) return spread.count == 0 ? QVariant() : QVariant(spread.mean);
        return spreadText(column, spread);
    }
    switch (column) {
    case Name: return commonName(runs);
    case Status: return statuses.size() == 1 ? *statuses.begin() : tr("%1 kinds").arg(statuses.size());
    case Method: return QString::fromStdString(first.method);
    case Data: return dataText(first.data);
    case Seed: return role == SortRole ? QVariant(static_cast<double>(first.seed)) : QVariant(tr("%1 seeds").arg(runs.size()));
    case Agreement: {
        const dnas::Agreement& a = line.agreement;
        if (role == SortRole) return a.edges == 0 ? QVariant() : QVariant(static_cast<double>(a.agreed) / a.edges);
        return a.edges == 0 ? QString() : tr("%1 of %2 edges").arg(a.agreed).arg(a.edges);
    }
    case Created: return runData(*runs.front(), column, role);
    default: return {};
    }
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    if (role == Qt::TextAlignmentRole) {
        const bool number = metricOfColumn(index.column()) || index.column() == Seed;
        return QVariant(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
    }
    const bool asked = role == Qt::DisplayRole || role == Qt::EditRole || role == Qt::ToolTipRole || role == SortRole || role == StatusRole || role == DamagedRole;
    if (!asked) return {};
    const Line* line = groupAt(index);
    return line ? groupData(*line, index.column(), role) : runData(*runAt(index), index.column(), role);
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignVCenter | (metricOfColumn(section) || section == Seed ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole) return {};
    const QString titles[ColumnCount] = {tr("Name"),  tr("Status"), tr("Method"),  tr("Data"),       tr("Seed"),          tr("Epochs"),    tr("Best top-1"), tr("Valid. loss"),
                                         tr("Skips"), tr("Entropy"), tr("Parameters"), tr("Multiply-adds"), tr("Agreement"), tr("Tags"), tr("Notes"),      tr("Created")};
    return titles[section];
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    const RunRow* run = runAt(index);
    const bool text = index.column() == Name || index.column() == Tags || index.column() == Notes;
    if (m_editable && run && text && !run->summary.damaged && !run->summary.inBin) flags |= Qt::ItemIsEditable;
    return flags;
}

bool RunTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const RunRow* run = runAt(index);
    if (role != Qt::EditRole || !run) return false;
    const std::int64_t id = run->summary.id;
    const QString text = value.toString();
    if (index.column() == Name && !text.trimmed().isEmpty() && text.trimmed() != nameOf(run->summary)) Q_EMIT renameAsked(id, text.trimmed());
    if (index.column() == Tags && tagsOfText(text) != tagsOf(run->summary)) Q_EMIT tagsAsked(id, tagsOfText(text));
    if (index.column() == Notes && text != QString::fromStdString(run->summary.notes)) Q_EMIT notesAsked(id, text);
    return true;
}

} // namespace dnas
