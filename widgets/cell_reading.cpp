#include "widgets/cell_reading.h"

#include "engine/api/cell_arrangement.h"
#include "engine/api/error.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace dnas {

namespace {

constexpr int kMostNodes = 18; // a recipe has at most 10; keeps a damaged snapshot from asking for a huge drawing

QString tr(const char* text) {
    return QCoreApplication::translate("dnas::CellReading", text);
}

} // namespace

bool isWellFormed(const AlphaGroup& group) {
    const std::size_t entries = group.rowCount() * group.columnCount();
    return entries > 0 && group.raw.size() == entries && group.weights.size() == entries;
}

bool isCell(const AlphaGroup& group) {
    const auto isEdge = [](const AlphaRow& row) {
        return row.from >= 0 && row.to >= 2 && row.from < row.to && row.to < kMostNodes;
    };
    return isWellFormed(group) && std::all_of(group.rows.begin(), group.rows.end(), isEdge) &&
           std::all_of(group.weights.begin(), group.weights.end(), [](double weight) { return std::isfinite(weight); });
}

int intermediateNodes(const AlphaGroup& group) {
    if (!isCell(group)) return 0;
    int last = 1;
    for (const AlphaRow& row : group.rows)
        last = std::max(last, row.to);
    return last - 1;
}

const AlphaGroup* groupAt(const SnapshotPtr& snapshot, int index) {
    if (!snapshot || index < 0 || index >= static_cast<int>(snapshot->alpha.size())) return nullptr;
    return &snapshot->alpha[static_cast<std::size_t>(index)];
}

CellGenotype cellOf(const AlphaGroup* group, const DiscretizeSpec& rule) {
    if (!group || !isCell(*group)) return {};
    return parseCell(*group, rule);
}

int rowOf(const AlphaGroup& group, int from, int to) {
    for (std::size_t row = 0; row < group.rowCount(); ++row)
        if (group.rows[row].from == from && group.rows[row].to == to) return static_cast<int>(row);
    return -1;
}

int columnOf(const AlphaGroup& group, const std::string& operation) {
    const auto found = std::find(group.columns.begin(), group.columns.end(), operation);
    return found == group.columns.end() ? -1 : static_cast<int>(found - group.columns.begin());
}

namespace {

std::vector<int> reductionsOf(const RunTimeline& timeline, std::size_t cells) {
    const auto& space = std::get<CellSpaceSpec>(timeline.identity().request.recipe.space);
    std::vector<int> reductions; // a record may hold fewer groups than its request asks for
    if (space.sharing != AlphaSharing::ByType)
        for (int cell : arrangementOf(space).reductions)
            if (cell < static_cast<int>(cells)) reductions.push_back(cell);
    return reductions;
}

std::optional<Genotype> parsedGenotype(const RunTimeline& timeline, const SnapshotPtr& snapshot) {
    if (!snapshot) return std::nullopt;
    if (snapshot->alpha.empty()) // a training: its network is decided
        return timeline.identity().request.training && !snapshot->genotype.cells.empty() ? std::optional(snapshot->genotype) : std::nullopt;
    const std::vector<AlphaGroup>& groups = snapshot->alpha;
    if (!std::all_of(groups.begin(), groups.end(), isCell)) return std::nullopt;
    const auto& space = std::get<CellSpaceSpec>(timeline.identity().request.recipe.space);
    if (arrangementOf(space).groups.size() == groups.size()) return parseGenotypeIn(space, groups, timeline.parseRule());
    return parseGenotypeOf(groups, timeline.parseRule(), reductionsOf(timeline, groups.size()));
}

} // namespace

std::optional<Genotype> genotypeOf(const RunTimeline& timeline, const SnapshotPtr& snapshot) {
    return timeline.parsed(snapshot, parsedGenotype).genotype;
}

std::vector<CellState> cellStates(const RunTimeline& timeline, const SnapshotPtr& snapshot) {
    return timeline.parsed(snapshot, parsedGenotype).states;
}

QString cellStateSentence(CellState state, int cell, int cells) {
    switch (state) {
    case CellState::Live:
        return {};
    case CellState::NoOutput:
        return tr("Grey: no path leads from its inputs to its output.");
    case CellState::Unused:
        if (cell + 2 >= cells) return tr("Grey: the last cell does not take its output (as input k\u22121).");
        return tr("Grey: its output is not used. Neither cell %1 (as input k\u22121) nor cell %2 (as input k\u22122) "
                  "takes it on a way to the network's result.")
            .arg(cell + 1)
            .arg(cell + 2);
    }
    return {};
}

bool isReduction(const RunTimeline& timeline, int cell) {
    const SnapshotPtr current = timeline.current();
    const std::vector<int> reductions = reductionsOf(timeline, current ? current->alpha.size() : 0);
    return std::find(reductions.begin(), reductions.end(), cell) != reductions.end();
}

std::optional<NetworkCost> costOf(const RunTimeline& timeline, const SnapshotPtr& snapshot) {
    const std::optional<Genotype> genotype = genotypeOf(timeline, snapshot);
    if (!genotype) return std::nullopt;
    try {
        return networkCost(*genotype, retrainShape(timeline.identity().request));
    } catch (const EngineError&) {
        return std::nullopt; // operations that this version does not know: no number rather than a wrong one
    }
}

QString groupTitle(const std::string& name) {
    if (name == "normal") return tr("Normal");
    if (name == "reduce") return tr("Reduction");
    const std::size_t space = name.rfind(' ');
    if (space != std::string::npos && name.substr(space) == " normal") return tr("%1, normal").arg(QString::fromStdString(name.substr(0, space)));
    if (space != std::string::npos && name.substr(space) == " reduce") return tr("%1, reduction").arg(QString::fromStdString(name.substr(0, space)));
    QString title = QString::fromStdString(name);
    if (!title.isEmpty()) title[0] = title[0].toUpper();
    return title;
}

QString groupSlug(const std::string& name) {
    const QLatin1String cell("cell ");
    QString group = QString::fromStdString(name);
    if (group.startsWith(cell)) group.remove(0, cell.size());
    return group.replace(QLatin1Char(' '), QLatin1Char('-'));
}

QStringList groupTitles(const SnapshotPtr& snapshot) {
    QStringList titles;
    if (snapshot)
        for (const AlphaGroup& group : snapshot->alpha)
            titles << groupTitle(group.name);
    return titles;
}

QString nodeLabel(int node) {
    if (node < 2) return tr("input k\u2212%1").arg(2 - node);
    return tr("node %1").arg(node - 2);
}

QString parseRemark(const DiscretizeSpec& rule) {
    const QString method = QString::fromLatin1(name(rule.method));
    if (rule.method == ParseMethod::Darts) return tr("%1 parse").arg(method);
    return tr("%1, t = %2").arg(method, QLocale::c().toString(rule.threshold, 'f', 2)); // short: the number must not be cut
}

QString countText(double count) {
    const auto number = [](double value) { return QLocale::c().toString(value, 'f', value < 10 ? 2 : 1); };
    if (count >= 1e9) return tr("%1 G").arg(number(count / 1e9));
    if (count >= 1e5) return tr("%1 M").arg(number(count / 1e6));
    if (count >= 1e3) return tr("%1 k").arg(number(count / 1e3));
    return QLocale::c().toString(count, 'f', 0);
}

} // namespace dnas
