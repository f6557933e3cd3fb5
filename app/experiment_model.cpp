#include "app/experiment_model.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace dnas {

QString statusText(ExperimentStatus status) {
    switch (status) {
    case ExperimentStatus::Queued: return ExperimentModel::tr("queued");
    case ExperimentStatus::Running: return ExperimentModel::tr("running");
    case ExperimentStatus::Paused: return ExperimentModel::tr("paused");
    case ExperimentStatus::Stopped: return ExperimentModel::tr("stopped");
    case ExperimentStatus::Finished: return ExperimentModel::tr("finished");
    case ExperimentStatus::Diverged: return ExperimentModel::tr("diverged");
    case ExperimentStatus::Failed: return ExperimentModel::tr("failed");
    case ExperimentStatus::Interrupted: return ExperimentModel::tr("interrupted");
    }
    return {};
}

bool canResume(const ExperimentSummary& experiment) {
    if (experiment.damaged || experiment.inBin) return false;
    return experiment.status != ExperimentStatus::Finished && experiment.status != ExperimentStatus::Running;
}

void ExperimentModel::setExperiments(std::vector<ExperimentSummary> experiments) {
    std::reverse(experiments.begin(), experiments.end());
    const bool sameRows =
        std::equal(experiments.begin(), experiments.end(), m_experiments.begin(), m_experiments.end(),
                   [](const ExperimentSummary& a, const ExperimentSummary& b) { return a.id == b.id; });
    if (sameRows) { // a reset would lose the selection and close an editor
        m_experiments = std::move(experiments);
        if (!m_experiments.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_experiments = std::move(experiments);
    endResetModel();
}

void ExperimentModel::setActive(std::int64_t experiment, ExperimentStatus status) {
    const std::int64_t before = m_active;
    if (before != experiment) m_epochFraction = 0;
    m_active = experiment;
    m_activeStatus = status;
    announce(rowOf(before));
    announce(rowOf(experiment));
}

void ExperimentModel::applySnapshot(std::int64_t experiment, const Snapshot& snapshot) {
    const int row = rowOf(experiment);
    if (row < 0) return;
    ExperimentSummary& e = m_experiments[row];
    e.epochsDone = std::max(e.epochsDone, snapshot.epoch + 1);
    e.epochsPlanned = snapshot.epochs;
    const double top1 = snapshot.metric("valid_top1");
    if (!std::isnan(top1) && !(e.bestValidTop1 >= top1)) e.bestValidTop1 = top1;
    m_epochFraction = 0;
    announce(row);
}

void ExperimentModel::applyProgress(std::int64_t experiment, const StepProgress& progress) {
    if (experiment != m_active || progress.steps <= 0) return;
    m_epochFraction = static_cast<double>(progress.step) / progress.steps;
    announce(rowOf(experiment));
}

int ExperimentModel::rowOf(std::int64_t experiment) const {
    for (std::size_t row = 0; row < m_experiments.size(); ++row)
        if (m_experiments[row].id == experiment) return static_cast<int>(row);
    return -1;
}

void ExperimentModel::announce(int row) {
    if (row >= 0) Q_EMIT dataChanged(index(row), index(row));
}

const ExperimentSummary* ExperimentModel::find(std::int64_t experiment) const {
    const int row = rowOf(experiment);
    return row < 0 ? nullptr : &m_experiments[row];
}

QModelIndex ExperimentModel::indexOf(std::int64_t experiment) const {
    const int row = rowOf(experiment);
    return row < 0 ? QModelIndex() : index(row);
}

int ExperimentModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_experiments.size());
}

QString ExperimentModel::result(const ExperimentSummary& e) const {
    if (e.damaged) return tr("damaged");
    const ExperimentStatus status = e.id == m_active ? m_activeStatus : e.status;
    const bool good = status != ExperimentStatus::Diverged && status != ExperimentStatus::Failed;
    if (good && std::isfinite(e.bestValidTop1) && e.epochsDone > 0)
        return tr("%1 %").arg(QLocale().toString(e.bestValidTop1 * 100, 'f', 1));
    return statusText(status);
}

double ExperimentModel::progress(const ExperimentSummary& e) const {
    if (e.id != m_active || e.epochsPlanned <= 0) return -1;
    return std::clamp((e.epochsDone + m_epochFraction) / e.epochsPlanned, 0.0, 1.0);
}

QVariant ExperimentModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const ExperimentSummary& e = m_experiments[index.row()];
    const ExperimentStatus status = e.id == m_active ? m_activeStatus : e.status;
    const QString name = e.name.empty() ? tr("Experiment %1").arg(e.id) : QString::fromStdString(e.name);
    const QString subtitle = QStringLiteral("%1 · %2").arg(QString::fromStdString(e.method), dataText(e.data));
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return name;
    case Qt::ToolTipRole:
        if (e.damaged) return tr("%1 is damaged: %2").arg(name, QString::fromStdString(e.damage));
        if (!e.message.empty()) return tr("%1: %2").arg(statusText(status), QString::fromStdString(e.message));
        return tr("%1 of %2 epochs, %3, seed %4").arg(e.epochsDone).arg(e.epochsPlanned).arg(statusText(status)).arg(e.seed);
    case Qt::AccessibleTextRole: return QStringLiteral("%1, %2, %3").arg(name, subtitle, result(e));
    case IdRole: return QVariant::fromValue<qint64>(e.id);
    case SubtitleRole: return QStringLiteral("%1 · %2").arg(subtitle, tr("seed %1").arg(e.seed));
    case ResultRole: return result(e);
    case ProgressRole: return progress(e);
    case StatusRole: return static_cast<int>(status);
    case DamagedRole: return e.damaged;
    case SearchTextRole: {
        QStringList words{name, subtitle, statusText(status), tr("seed %1").arg(e.seed), QString::fromStdString(e.notes)};
        for (const std::string& tag : e.tags) words << QString::fromStdString(tag);
        return words.join(QLatin1Char(' '));
    }
    default: return {};
    }
}

bool ExperimentModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !index.isValid()) return false;
    const QString name = value.toString().trimmed();
    if (name.isEmpty() || name == data(index, Qt::EditRole).toString()) return false;
    Q_EMIT renameAsked(m_experiments[index.row()].id, name);
    return true;
}

Qt::ItemFlags ExperimentModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractListModel::flags(index);
    if (m_editable && index.isValid() && !m_experiments[index.row()].damaged) flags |= Qt::ItemIsEditable;
    return flags;
}

void ExperimentFilter::setText(const QString& text) {
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool ExperimentFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const QString text = sourceModel()->index(row, 0, parent).data(ExperimentModel::SearchTextRole).toString();
    return std::all_of(m_words.begin(), m_words.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace dnas
