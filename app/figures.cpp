#include "app/figures.h"

#include "app/motor_control_page.h"
#include "app/report.h"
#include "engine/api/error.h"
#include "engine/api/layer_table.h"

#include "widgets/activation_view.h"
#include "widgets/alpha_view.h"
#include "widgets/cell_reading.h"
#include "widgets/cell_view.h"
#include "widgets/channels_view.h"
#include "widgets/chain_view.h"
#include "widgets/curves_view.h"
#include "widgets/dominant_view.h"
#include "widgets/edge_view.h"
#include "widgets/feature_scatter.h"
#include "widgets/flux_view.h"
#include "widgets/layer_table.h"
#include "widgets/metric_names.h"
#include "widgets/metric_title.h"
#include "widgets/parse_table.h"
#include "widgets/pruning_view.h"
#include "widgets/vit_study_view.h"

#include <QCoreApplication>

#include <algorithm>

namespace dnas {
namespace {

const QLatin1String kFilm("film-");

QString tr(const char* text) {
    return QCoreApplication::translate("Figures", text);
}

std::vector<std::string> groupNames(const RunTimeline& timeline) {
    const SnapshotPtr snapshot = timeline.current();
    if (!snapshot) return {"normal", "reduce"};
    std::vector<std::string> names;
    for (const AlphaGroup& group : snapshot->alpha) names.push_back(group.name);
    return names;
}

/// "Cell, normal", "Cell 3"
QString titleOf(const QString& what, const std::string& group) {
    bool isNumber = false;
    const QString slug = groupSlug(group);
    slug.toInt(&isNumber);
    return isNumber ? tr("%1 %2").arg(what, slug) : tr("%1, %2").arg(what, QString::fromStdString(group));
}

std::unique_ptr<QWidget> makeCurves(RunTimeline* timeline, const QString& metric) {
    auto view = std::make_unique<CurvesView>(timeline);
    view->setMetric(metric);
    return view;
}

/// Curves of what only some searches measure.
QList<FigureName> metricFigures() {
    return {{QStringLiteral("contributions"), tr("Contributions of cells")},
            {QStringLiteral("distances"), tr("Distances")},
            {QStringLiteral("decided"), tr("Shares of decided weights")}};
}

/// Families of metrics that curves can be drawn of. @param measured only those with a value in any epoch
QStringList metricsOf(const RunTimeline& timeline, bool measured) {
    MetricNames names;
    names.update(timeline.snapshots());
    return names.families(measured);
}

/// Curves first, the unusual ones last.
void addCurves(QList<FigureName>& list, const RunTimeline& timeline) {
    const bool any = timeline.count() == 0; // of no run in particular
    const QStringList measured = metricsOf(timeline, true);
    if (any || measured.contains(QLatin1String("accuracy"))) list.append({QStringLiteral("curves"), tr("Accuracy of both splits")});
    if (any || measured.contains(QLatin1String("loss"))) list.append({QStringLiteral("loss"), tr("Loss of both splits")});
    for (const auto& figure : metricFigures())
        if (measured.contains(figure.name)) list.append(figure);
}

void addFurtherCurves(QList<FigureName>& list, const RunTimeline& timeline) {
    for (const QString& metric : metricsOf(timeline, true)) {
        const QString name = curvesFigure(metric);
        if (std::none_of(list.begin(), list.end(), [&](const FigureName& known) { return known.name == name; }))
            list.append({name, tr("Curve: %1").arg(metricTitle(metric)), false});
    }
}

/// Whether its rows are edges between nodes, or it has none: an empty group says so in its figure.
bool isOfCells(const AlphaGroup& group) {
    return std::all_of(group.rows.begin(), group.rows.end(), [](const AlphaRow& row) { return row.from >= 0; });
}

bool hasCells(const RunTimeline& timeline, const std::string& group) {
    const SnapshotPtr snapshot = timeline.current();
    if (!snapshot) return true;
    return std::any_of(snapshot->alpha.begin(), snapshot->alpha.end(), [&](const AlphaGroup& g) { return g.name == group && isOfCells(g); });
}

bool hasAlpha(const RunTimeline& timeline) {
    const SnapshotPtr snapshot = timeline.current();
    return !snapshot || !snapshot->alpha.empty();
}

/// The family of metrics that a figure of curves draws; empty for other figures.
QString metricOfFigure(const QString& name) {
    const QLatin1String prefix("curves-");
    if (name == QLatin1String("curves")) return QStringLiteral("accuracy");
    if (name.startsWith(prefix)) return metricFamily(name.mid(prefix.size()));
    const QString metric = metricFamily(name);
    return curvesFigure(metric) == name ? metric : QString(); // "loss", "distances", ...
}

std::unique_ptr<QWidget> makeLayers(const Request& request) {
    auto view = std::make_unique<LayerTable>();
    NetworkShape shape = retrainShape(request);
    shape.auxiliary = request.training->auxiliary;
    try {
        view->setRows(layerTable(request.training->network, shape));
    } catch (const EngineError&) {
        // Images of a size that only the data tell: the table stays empty and says so.
    }
    return view;
}

template <typename View>
std::unique_ptr<QWidget> makeGroupView(RunTimeline* timeline, int group) {
    auto view = std::make_unique<View>(timeline);
    view->setGroup(group);
    return view;
}

std::unique_ptr<QWidget> makeFlux(const RunIdentity& run, bool errors) {
    auto view = std::make_unique<FluxView>();
    view->setResult(*run.motor, knownFlux(*run.request.motor));
    view->setShowsErrors(errors);
    return view;
}

std::unique_ptr<QWidget> makeActivation(const RunIdentity& run) {
    auto view = std::make_unique<ActivationView>();
    view->setActivation(run.motor->searched.network.activation);
    return view;
}

std::unique_ptr<QWidget> makeTorque(const RunIdentity& run) {
    auto view = std::make_unique<TorqueView>();
    if (const std::shared_ptr<const FluxMap> truth = knownFlux(*run.request.motor)) view->setRuns(torqueRuns(run.request.motor->motor, *run.motor, *truth));
    return view;
}

/// @param row of the group, as text; null unless there is such a row.
std::unique_ptr<QWidget> makeEdge(RunTimeline* timeline, int group, const QString& row) {
    bool isNumber = false;
    const int edge = row.toInt(&isNumber);
    const AlphaGroup* alpha = groupAt(timeline->current(), group);
    if (!isNumber || edge < 0 || !alpha || edge >= static_cast<int>(alpha->rowCount())) return nullptr;
    auto view = std::make_unique<EdgeView>(timeline);
    view->setEdge(group, edge);
    return view;
}

/// A pruning has gates, no cells, no accuracy over the epochs. What was not measured is found by its name, too.
QList<FigureName> pruningFigures(const RunTimeline& timeline) {
    QList<FigureName> list{{QStringLiteral("gates"), tr("Gates and threshold")},
                           {QStringLiteral("pruning-network"), tr("Network that is left")},
                           {QStringLiteral("pruning-search"), tr("Search of the gates")}};
    if (!timeline.measured().speeds.empty()) list.append({QStringLiteral("pruning-throughput"), tr("Throughput of pruned networks")});
    if (!timeline.measured().accuracies.empty()) list.append({QStringLiteral("pruning-accuracy"), tr("Accuracy of pruned networks")});
    for (const std::string& name : groupNames(timeline)) list.append({QStringLiteral("alpha-") + groupSlug(name), titleOf(tr("Alpha"), name)});
    list.append({QStringLiteral("report"), tr("One-page report")});
    return list;
}

std::unique_ptr<QWidget> makeOfPruning(const QString& name, RunTimeline* timeline) {
    if (name == QLatin1String("report")) return std::make_unique<Report>(timeline);
    const std::vector<std::string> groups = groupNames(*timeline);
    for (int group = 0; group < static_cast<int>(groups.size()); ++group)
        if (name == QStringLiteral("alpha-") + groupSlug(groups[static_cast<std::size_t>(group)])) return makeGroupView<AlphaView>(timeline, group);
    return makePruningFigure(name, timeline);
}

bool isPruning(const RunTimeline& timeline) { return timeline.identity().request.pruning.has_value(); }

bool isVitStudy(const RunTimeline& timeline) {
    const std::optional<VitWorkSpec>& work = timeline.identity().request.vitWork;
    return work && work->work != VitWork::Train;
}

} // namespace

QList<FigureName> figureList(const RunTimeline& timeline) {
    if (isPruning(timeline)) return pruningFigures(timeline);
    QList<FigureName> list;
    addCurves(list, timeline);
    if (hasAlpha(timeline)) list.append({QStringLiteral("dominant"), tr("Dominant operations")});
    for (const std::string& name : groupNames(timeline)) {
        const QString slug = groupSlug(name);
        if (hasCells(timeline, name)) list.append({QStringLiteral("cell-") + slug, titleOf(tr("Cell"), name)});
        list.append({QStringLiteral("alpha-") + slug, titleOf(tr("Alpha"), name)});
        if (hasCells(timeline, name)) list.append({QStringLiteral("parse-") + slug, titleOf(tr("Parse explained"), name)});
    }
    if (timeline.identity().request.training) list.append({QStringLiteral("layers"), tr("Layers of the network")});
    if (!channelsOf(timeline).empty()) list.append({QStringLiteral("channels"), tr("Networks of the channels")});
    if (timeline.identity().motor)
        list.append({{QStringLiteral("flux"), tr("Flux linkages of the models")},
                     {QStringLiteral("flux-errors"), tr("Errors of the flux linkages")},
                     {QStringLiteral("activation"), tr("Activation found by the search")},
                     {QStringLiteral("torque-control"), tr("Torque control with each flux model")}});
    if (timeline.identity().request.siamese)
        list.append({{QStringLiteral("heads"), tr("Layers of projector and predictor")},
                     {QStringLiteral("features"), tr("Features of validation images")}});
    if (isVitStudy(timeline)) list.append({QStringLiteral("vit-study"), tr("Study of a vision transformer")});
    list.append({QStringLiteral("report"), tr("One-page report")});
    addFurtherCurves(list, timeline);
    return list;
}

QList<FigureName> filmList(const RunTimeline& timeline) {
    if (isPruning(timeline))
        return {{kFilm + QStringLiteral("gates"), tr("Gates, over the iterations")},
                {kFilm + QStringLiteral("pruning-network"), tr("Network that is left, over the iterations")}};
    QList<FigureName> list;
    for (const std::string& name : groupNames(timeline)) {
        const QString slug = groupSlug(name);
        if (hasCells(timeline, name)) list.append({kFilm + QStringLiteral("cell-") + slug, tr("%1, over the epochs").arg(titleOf(tr("Cell"), name))});
        list.append({kFilm + QStringLiteral("alpha-") + slug, tr("%1, over the epochs").arg(titleOf(tr("Alpha"), name))});
    }
    return list;
}

bool isFilm(const QString& name) {
    return name.startsWith(kFilm);
}

std::unique_ptr<Film> makeFilm(const QString& name, const RunTimeline& timeline, const QString& path, const FilmOptions& options) {
    const QString figure = name.mid(kFilm.size());
    return std::make_unique<Film>(timeline, [figure](RunTimeline* run) { return makeFigure(figure, run); }, path, options);
}

std::unique_ptr<QWidget> makeFigure(const QString& name, RunTimeline* timeline) {
    if (isPruning(*timeline)) return makeOfPruning(name, timeline);
    const QString metric = metricOfFigure(name);
    if (metricsOf(*timeline, false).contains(metric)) return makeCurves(timeline, metric);
    if (name == QLatin1String("dominant") && hasAlpha(*timeline)) return std::make_unique<DominantView>(timeline);
    if (name == QLatin1String("layers") && timeline->identity().request.training) return makeLayers(timeline->identity().request);
    if (const RunIdentity& run = timeline->identity(); run.motor) {
        if (name == QLatin1String("flux") || name == QLatin1String("flux-errors")) return makeFlux(run, name == QLatin1String("flux-errors"));
        if (name == QLatin1String("activation")) return makeActivation(run);
        if (name == QLatin1String("torque-control")) return makeTorque(run);
    }
    if (name == QLatin1String("channels") && !channelsOf(*timeline).empty()) return std::make_unique<ChannelsView>(timeline);
    if (timeline->identity().request.siamese) {
        if (name == QLatin1String("heads")) return std::make_unique<ChainView>(timeline);
        if (name == QLatin1String("features")) return std::make_unique<FeatureScatterView>(timeline);
    }
    if (name == QLatin1String("vit-study") && isVitStudy(*timeline)) return std::make_unique<VitStudyView>(timeline);
    if (name == QLatin1String("report")) return std::make_unique<Report>(timeline);
    const std::vector<std::string> groups = groupNames(*timeline);
    for (int group = 0; group < static_cast<int>(groups.size()); ++group) {
        const QString slug = groupSlug(groups[static_cast<std::size_t>(group)]);
        if (name == QStringLiteral("cell-") + slug) return makeGroupView<CellView>(timeline, group);
        if (name == QStringLiteral("alpha-") + slug) return makeGroupView<AlphaView>(timeline, group);
        if (name == QStringLiteral("parse-") + slug) return makeGroupView<ParseTable>(timeline, group);
        if (name.startsWith(QStringLiteral("edge-%1-").arg(slug)))
            return makeEdge(timeline, group, name.section(QLatin1Char('-'), -1));
    }
    return nullptr;
}

QString writeFigure(const QString& name, RunTimeline* timeline, const QString& path) {
    const std::unique_ptr<QWidget> view = makeFigure(name, timeline);
    auto* figure = dynamic_cast<Figure*>(view.get());
    if (!figure) {
        QStringList names;
        for (const FigureName& item : figureList(*timeline)) names << item.name;
        const QString text = isPruning(*timeline) ? tr("There is no figure '%1'. There are: %2.") : tr("There is no figure '%1'. There are: %2, and edge-GROUP-ROW for one edge over time.");
        return text.arg(name, names.join(QStringLiteral(", ")));
    }
    return exportFigure(*figure, *timeline, path);
}

RunIdentity identityOf(const ExperimentRecord& record) {
    const ExperimentSummary& s = record.summary;
    return {static_cast<qint64>(s.id),
            QString::fromStdString(s.name),
            QString::fromStdString(s.method),
            QString::fromStdString(s.data),
            static_cast<quint64>(s.seed),
            record.request,
            record.motor ? std::make_shared<const MotorSearchResult>(*record.motor) : nullptr,
            QString::fromStdString(record.versions)};
}

} // namespace dnas
