#include "app/figures.h"

#include "widgets/alpha_view.h"
#include "widgets/cell_view.h"
#include "widgets/curves_view.h"
#include "widgets/dominant_view.h"

#include <QCoreApplication>

namespace dnas {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Figures", text);
}

QStringList groupNames(const RunTimeline& timeline) {
    const SnapshotPtr snapshot = timeline.current();
    if (!snapshot) return {QStringLiteral("normal"), QStringLiteral("reduce")};
    QStringList names;
    for (const AlphaGroup& group : snapshot->alpha) names << QString::fromStdString(group.name);
    return names;
}

/// "normal", "reduce"; "cell 3" becomes "3", so that its figures are cell-3 and alpha-3.
QString slug(const QString& group) {
    const QString cell = QStringLiteral("cell ");
    QString word = group.startsWith(cell) ? group.mid(cell.size()) : group;
    return word.replace(QLatin1Char(' '), QLatin1Char('-'));
}

std::unique_ptr<QWidget> makeCurves(RunTimeline* timeline, const QString& metric) {
    auto view = std::make_unique<CurvesView>(timeline);
    view->setMetric(metric);
    return view;
}

template <typename View>
std::unique_ptr<QWidget> makeGroupView(RunTimeline* timeline, int group) {
    auto view = std::make_unique<View>(timeline);
    view->setGroup(group);
    return view;
}

} // namespace

QList<FigureName> figureList(const RunTimeline& timeline) {
    QList<FigureName> list{{QStringLiteral("curves"), tr("Accuracy of both splits")},
                           {QStringLiteral("loss"), tr("Loss of both splits")},
                           {QStringLiteral("dominant"), tr("Dominant operations")}};
    for (const QString& group : groupNames(timeline)) {
        list.append({QStringLiteral("cell-") + slug(group), tr("Cell, %1").arg(group)});
        list.append({QStringLiteral("alpha-") + slug(group), tr("Alpha, %1").arg(group)});
    }
    return list;
}

std::unique_ptr<QWidget> makeFigure(const QString& name, RunTimeline* timeline) {
    if (name == QLatin1String("curves")) return makeCurves(timeline, QStringLiteral("accuracy"));
    if (name == QLatin1String("loss")) return makeCurves(timeline, QStringLiteral("loss"));
    if (name == QLatin1String("dominant")) return std::make_unique<DominantView>(timeline);
    const QStringList groups = groupNames(*timeline);
    for (int group = 0; group < groups.size(); ++group) {
        if (name == QStringLiteral("cell-") + slug(groups[group])) return makeGroupView<CellView>(timeline, group);
        if (name == QStringLiteral("alpha-") + slug(groups[group])) return makeGroupView<AlphaView>(timeline, group);
    }
    return nullptr;
}

QString writeFigure(const QString& name, RunTimeline* timeline, const QString& path) {
    const std::unique_ptr<QWidget> view = makeFigure(name, timeline);
    auto* figure = dynamic_cast<Figure*>(view.get());
    if (!figure) {
        QStringList names;
        for (const FigureName& item : figureList(*timeline)) names << item.name;
        return tr("There is no figure '%1'. There are: %2.").arg(name, names.join(QStringLiteral(", ")));
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
            record.request};
}

} // namespace dnas
