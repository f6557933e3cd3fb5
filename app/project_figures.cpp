#include "app/project_figures.h"

#include "app/baseline_panel.h"
#include "app/run_table_csv.h"
#include "engine/api/agreement.h"
#include "engine/api/error.h"
#include "engine/api/weight_histograms.h"
#include "widgets/agreement_view.h"
#include "widgets/alpha_difference.h"
#include "widgets/architecture_diff.h"
#include "widgets/cell_reading.h"
#include "widgets/curves_view.h"
#include "widgets/distance_heatmap.h"
#include "widgets/weight_histograms.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace dnas {
namespace {

const QLatin1Char kWith('@');

QString tr(const char* text) {
    return QCoreApplication::translate("ProjectFigures", text);
}

[[noreturn]] void refuse(const QString& sentence) {
    throw EngineError(ErrorCode::Usage, sentence.toStdString());
}

std::vector<WeightHistogram> histogramsOf(ProjectReader& reader, const RunTimeline& timeline) {
    const std::optional<StoredWeights> stored = reader.weights(timeline.identity().experiment, "best");
    return stored ? weightHistograms(stored->safetensors) : std::vector<WeightHistogram>();
}

/// The seeds of this run's request, itself among them: their genotypes and names.
std::vector<Genotype> seedsOf(ProjectReader& reader, const RunTimeline& timeline, QStringList& names) {
    const std::string key = seedlessKey(timeline.identity().request);
    std::vector<Genotype> genotypes;
    for (const ExperimentSummary& summary : reader.experiments()) {
        if (summary.damaged) continue;
        const RunFacts facts = reader.facts(summary.id);
        if (!facts.newest || facts.newest->alpha.empty() || facts.newest->genotype.cells.empty() || seedlessKey(facts.request) != key) continue;
        genotypes.push_back(facts.newest->genotype);
        names << QStringLiteral("%1 (%2)").arg(QString::fromStdString(summary.name)).arg(summary.id);
    }
    return genotypes;
}

ProjectFigure makeWeights(ProjectReader& reader, const RunTimeline& timeline) {
    auto view = std::make_unique<WeightHistograms>();
    view->setHistograms(histogramsOf(reader, timeline));
    if (!view->figureGap().isEmpty()) refuse(tr("No weights of '%1' are stored.").arg(timeline.identity().name));
    return {{}, std::move(view), originOf(timeline)};
}

ProjectFigure makeBaseline(ProjectReader& reader, const RunTimeline& timeline) {
    const std::optional<Genotype> found = genotypeOf(timeline, timeline.current());
    const std::vector<SnapshotPtr> samples = randomSamples(reader, timeline.identity().request);
    if (!found || samples.empty()) refuse(tr("No random genotypes of this run's space are stored: 'dnas baseline' draws some."));
    auto view = std::make_unique<BaselineView>();
    view->setStrips(baselineStrips(timeline.identity().request, *found, samples));
    return {{}, std::move(view), originOf(timeline)};
}

ProjectFigure makeAgreement(ProjectReader& reader, const RunTimeline& timeline) {
    QStringList names;
    const std::vector<Genotype> genotypes = seedsOf(reader, timeline, names);
    if (genotypes.size() < 2) refuse(tr("'%1' has no other seed to agree with.").arg(timeline.identity().name));
    auto view = std::make_unique<AgreementView>();
    view->setAgreement(agreementOf(genotypes));
    return {{}, std::move(view), {{QStringLiteral("Experiments"), names.join(QStringLiteral("; "))}, drawnBy()}};
}

std::vector<std::unique_ptr<RunTimeline>> readRuns(ProjectReader& reader, const QString& ids) {
    std::vector<std::unique_ptr<RunTimeline>> runs;
    for (const QString& text : ids.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        bool isNumber = false;
        const qlonglong id = text.toLongLong(&isNumber);
        if (!isNumber) refuse(tr("'%1' is no id of an experiment: 'dnas list FILE' lists them.").arg(text));
        const ExperimentRecord record = reader.experiment(id);
        if (record.snapshots.empty()) refuse(tr("Experiment %1 has no finished epoch yet.").arg(id));
        runs.push_back(std::make_unique<RunTimeline>());
        runs.back()->setRun(identityOf(record), record.snapshots, record.events);
    }
    if (runs.empty()) refuse(tr("Behind the @ stand the ids of experiments: curves@2,3"));
    return runs;
}

const CellGenotype* cellNamed(const std::optional<Genotype>& genotype, const QString& slug) {
    if (genotype)
        for (const CellGenotype& cell : genotype->cells)
            if (groupSlug(cell.name) == slug) return &cell;
    return nullptr;
}

const AlphaGroup* groupNamed(const SnapshotPtr& snapshot, const QString& slug) {
    for (const AlphaGroup& group : snapshot->alpha)
        if (groupSlug(group.name) == slug) return &group;
    return nullptr;
}

std::unique_ptr<QWidget> makeCellDifference(const RunTimeline& run, const RunTimeline& other, const QString& slug) {
    const std::optional<Genotype> first = genotypeOf(run, run.current()), second = genotypeOf(other, other.current());
    const CellGenotype *before = cellNamed(first, slug), *after = cellNamed(second, slug);
    if (!before || !after) refuse(tr("The runs do not both have a cell '%1'.").arg(slug));
    auto view = std::make_unique<ArchitectureDiff>();
    view->setCells(*before, *after);
    return view;
}

std::unique_ptr<QWidget> makeAlphaDifference(const RunTimeline& run, const RunTimeline& other, const QString& slug) {
    const AlphaGroup *before = groupNamed(run.current(), slug), *after = groupNamed(other.current(), slug);
    if (!before || !after) refuse(tr("The runs do not both have a group of alpha '%1'.").arg(slug));
    auto view = std::make_unique<AlphaDifference>();
    view->setGroups(*before, *after);
    return view;
}

std::unique_ptr<QWidget> makeDistances(const QVector<const RunTimeline*>& runs) {
    QStringList names;
    std::vector<Genotype> genotypes;
    for (const RunTimeline* run : runs) {
        const std::optional<Genotype> genotype = genotypeOf(*run, run->current());
        if (!genotype) refuse(tr("'%1' has no genotype.").arg(run->identity().name));
        names << run->identity().name;
        genotypes.push_back(*genotype);
    }
    auto view = std::make_unique<DistanceHeatmap>();
    view->setArchitectures(names, std::move(genotypes));
    return view;
}

ProjectFigure makeComparison(ProjectReader& reader, RunTimeline* timeline, const QString& name) {
    const QString what = name.section(kWith, 0, 0), slug = what.section(QLatin1Char('-'), 1);
    ProjectFigure figure;
    figure.others = readRuns(reader, name.section(kWith, 1));
    QVector<RunTimeline*> others;
    QVector<const RunTimeline*> all{timeline};
    for (const auto& other : figure.others) others << other.get(), all << other.get();
    if (what.startsWith(QLatin1String("cell-")))
        figure.view = makeCellDifference(*timeline, *others.front(), slug);
    else if (what.startsWith(QLatin1String("alpha-")))
        figure.view = makeAlphaDifference(*timeline, *others.front(), slug);
    else if (what == QLatin1String("architectures"))
        figure.view = makeDistances(all);
    else if (figure.view = makeFigure(what, timeline); auto* curves = dynamic_cast<CurvesView*>(figure.view.get()))
        curves->setOverlays(others);
    else
        refuse(tr("'%1' cannot be compared: curves, cell-GROUP, alpha-GROUP and architectures can.").arg(what));
    figure.origin = originOf(all);
    return figure;
}

} // namespace

bool isProjectFigure(const QString& name) {
    return name == QLatin1String("weights") || name == QLatin1String("baseline") || name == QLatin1String("agreement") || name.contains(kWith);
}

QList<FigureName> projectFigureList(ProjectReader& reader, const RunTimeline& timeline) {
    QList<FigureName> list;
    QStringList names;
    const Request& request = timeline.identity().request;
    if ((request.training || request.vitWork) && !histogramsOf(reader, timeline).empty()) list.append({QStringLiteral("weights"), tr("Weights of the network")});
    if (genotypeOf(timeline, timeline.current()) && !randomSamples(reader, request).empty()) list.append({QStringLiteral("baseline"), tr("Random baseline")});
    if (seedsOf(reader, timeline, names).size() > 1) list.append({QStringLiteral("agreement"), tr("Agreement of the seeds")});
    return list;
}

ProjectFigure makeProjectFigure(ProjectReader& reader, RunTimeline* timeline, const QString& name) {
    if (name == QLatin1String("weights")) return makeWeights(reader, *timeline);
    if (name == QLatin1String("baseline")) return makeBaseline(reader, *timeline);
    if (name == QLatin1String("agreement")) return makeAgreement(reader, *timeline);
    return makeComparison(reader, timeline, name);
}

QString writeRunTable(ProjectReader& reader, const QString& path) {
    const std::vector<RunRow> rows = runRows(reader);
    std::vector<const RunRow*> shown;
    for (const RunRow& row : rows)
        if (!row.summary.inBin) shown.push_back(&row);
    return exportTable(tr("All runs"), runTableCsv(shown), {{QStringLiteral("Project"), QFileInfo(QString::fromStdString(reader.path())).fileName()}, drawnBy()}, path);
}

} // namespace dnas
