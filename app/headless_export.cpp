#include "app/headless_export.h"

#include "app/figures.h"
#include "app/project_figures.h"
#include "app/sweep_figure.h"
#include "engine/api/error.h"
#include "engine/api/project.h"
#include "widgets/cell_layout.h"
#include "widgets/cell_reading.h"
#include "widgets/palette.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>

namespace dnas {
namespace {

int complain(int code, const QString& text) {
    std::fprintf(stderr, "dnas-studio: %s\n", qPrintable(text));
    return code;
}

void printJson(const QString& name, const QJsonArray& items) {
    std::printf("%s\n", QJsonDocument(QJsonObject{{name, items}}).toJson(QJsonDocument::Compact).constData());
}

/// By id, or by a name that only one experiment has. Throws EngineError(Usage).
std::int64_t findExperiment(ProjectReader& reader, const QString& wanted) {
    bool isNumber = false;
    const qlonglong id = wanted.toLongLong(&isNumber);
    std::vector<std::int64_t> named;
    for (const ExperimentSummary& e : reader.experiments()) {
        if (isNumber && e.id == id) return e.id;
        if (QString::fromStdString(e.name) == wanted) named.push_back(e.id);
    }
    const std::string text = wanted.toStdString();
    if (named.empty())
        throw EngineError(ErrorCode::Usage, reader.path() + ": there is no experiment '" + text + "'.", "'dnas list FILE' lists them.");
    if (named.size() > 1)
        throw EngineError(ErrorCode::Usage, reader.path() + ": several experiments are called '" + text + "'.", "Give the id.");
    return named.front();
}

/// Cells look as in the window: where dot places them.
void settleLayouts(const RunTimeline& timeline) {
    for (const AlphaGroup& group : timeline.current()->alpha)
        if (isCell(group)) CellLayout::instance().placement(intermediateNodes(group));
    CellLayout::instance().waitForAnswers();
}

void chooseEpoch(RunTimeline& timeline, int epoch) {
    if (timeline.count() == 0)
        throw EngineError(ErrorCode::Usage, "experiment " + std::to_string(timeline.identity().experiment) + " has no finished epoch yet.");
    if (epoch == 0) return; // the last is current already; of a pruning, what it proposes
    for (int index = 0; index < timeline.count(); ++index) {
        if (timeline.snapshots()[index]->epoch + 1 != epoch) continue;
        timeline.setCurrentIndex(index);
        return;
    }
    throw EngineError(ErrorCode::Usage, "--epoch " + std::to_string(epoch) + ": stored are " +
                                            std::to_string(timeline.snapshots().front()->epoch + 1) + " to " +
                                            std::to_string(timeline.snapshots().back()->epoch + 1) + ".");
}

/// @return empty, or what went wrong
QString writeNamed(ProjectReader& reader, RunTimeline& timeline, const QString& name, const QString& path) {
    if (!isProjectFigure(name)) return writeFigure(name, &timeline, path);
    const ProjectFigure made = makeProjectFigure(reader, &timeline, name);
    return exportFigure(dynamic_cast<Figure&>(*made.view), made.origin, path);
}

int writeAll(ProjectReader& reader, RunTimeline& timeline, const QString& folder, QStringList& written) {
    if (!QDir().mkpath(folder)) return complain(3, folder + QStringLiteral(": cannot make this folder."));
    for (const FigureName& figure : figureList(timeline) + projectFigureList(reader, timeline)) {
        if (!figure.isUsual) continue;
        for (const char* ending : {"svg", "png"}) {
            const QString path = QStringLiteral("%1/%2.%3").arg(folder, figure.name, QLatin1String(ending));
            if (const QString error = writeNamed(reader, timeline, figure.name, path); !error.isEmpty()) return complain(3, error);
            written << path;
        }
    }
    return 0;
}

int writeFilm(const RunTimeline& timeline, const QString& name, const QString& path, QStringList& written) {
    const QList<FigureName> films = filmList(timeline);
    if (std::none_of(films.begin(), films.end(), [&](const FigureName& film) { return film.name == name; })) {
        QStringList names;
        for (const FigureName& film : films) names << film.name;
        return complain(2, QStringLiteral("There is no film '%1'. There are: %2.").arg(name, names.join(QStringLiteral(", "))));
    }
    if (!Film::formats().contains(QFileInfo(path).suffix().toLower()))
        return complain(2, QStringLiteral("--out %1: the ending of a film must be gif, or png for numbered images.").arg(path));
    const std::unique_ptr<Film> film = makeFilm(name, timeline, path);
    while (film->writeNext()) {}
    if (!film->problem().isEmpty()) return complain(3, film->problem());
    written = film->files();
    return 0;
}

int writeOne(ProjectReader& reader, RunTimeline& timeline, const QString& name, const QString& path, QStringList& written) {
    if (isFilm(name)) return writeFilm(timeline, name, path, written);
    if (!figureFormats().contains(QFileInfo(path).suffix().toLower()))
        return complain(2, QStringLiteral("--out %1: the ending must be one of %2.").arg(path, figureFormats().join(QStringLiteral(", "))));
    if (!isProjectFigure(name) && !makeFigure(name, &timeline)) return complain(2, writeFigure(name, &timeline, path));
    if (const QString error = writeNamed(reader, timeline, name, path); !error.isEmpty()) return complain(3, error);
    written << path;
    return 0;
}

int writeSweep(ProjectReader& reader, const ExperimentRecord& record, const RunTimeline& timeline, const Arguments& arguments, QStringList& written) {
    SweepView view;
    view.setContent(sweepContent(reader, record, arguments.figure));
    const QString error = exportFigure(view, timeline, arguments.out);
    if (error.isEmpty()) written << arguments.out;
    return error.isEmpty() ? 0 : complain(figureFormats().contains(QFileInfo(arguments.out).suffix().toLower()) ? 3 : 2, error);
}

int writeTable(ProjectReader& reader, const QString& path, QStringList& written) {
    if (QFileInfo(path).suffix().toLower() != QLatin1String("csv")) return complain(2, QStringLiteral("--out %1: the table of runs is written as csv.").arg(path));
    if (const QString error = writeRunTable(reader, path); !error.isEmpty()) return complain(3, error);
    written << path;
    return 0;
}

int write(ProjectReader& reader, const ExperimentRecord& record, RunTimeline& timeline, const Arguments& arguments, QStringList& written) {
    if (isSweepFigure(arguments.figure)) return writeSweep(reader, record, timeline, arguments, written);
    if (arguments.figure == QLatin1String("runs")) return writeTable(reader, arguments.out, written);
    settleLayouts(timeline);
    return arguments.figure == QLatin1String("all") ? writeAll(reader, timeline, arguments.out, written)
                                                    : writeOne(reader, timeline, arguments.figure, arguments.out, written);
}

} // namespace

namespace {

void printFigures(const QList<FigureName>& figures) {
    for (const FigureName& figure : figures) std::printf("%-18s %s\n", qPrintable(figure.name), qPrintable(figure.title));
}

void printFigureNames(const QList<FigureName>& figures) {
    QJsonArray items;
    for (const FigureName& figure : figures) items.append(QJsonObject{{QStringLiteral("name"), figure.name}, {QStringLiteral("title"), figure.title}});
    printJson(QStringLiteral("figures"), items);
}

/// What every run may have besides the figures of its kind.
void printFigureForms() {
    std::printf("%-18s %s\n", "edge-GROUP-ROW", "one edge over time: GROUP normal, reduce or a number, ROW from 0");
    std::printf("%-18s %s\n", "curves-METRIC", "any stored metric over the epochs: curves-skip_count, curves-entropy, curves-top5");
    std::printf("%-18s %s\n", "NAME@ID,ID", "compared with other runs: curves, loss or curves-METRIC, architectures; with one ID cell-GROUP, alpha-GROUP");
    std::printf("%-18s %s\n", "sweep-KEY", "a metric over an option, of all runs that differ in nothing else but the seed; sweep-KEY-KEY, sweep-KEY@METRIC,METRIC");
    std::printf("%-18s %s\n", "runs", "the table of all runs of the project: .csv");
    std::printf("%-18s %s\n", "all", "every figure of the run's kind, as SVG and PNG into a folder; curves-METRIC only by name");
}

int listFigures(ProjectReader& reader, const RunTimeline& timeline, bool json) {
    const QList<FigureName> figures = figureList(timeline) + projectFigureList(reader, timeline) + filmList(timeline);
    if (json) return printFigureNames(figures), 0;
    printFigures(figures);
    printFigureForms();
    return 0;
}

} // namespace

int exportHeadless(const Arguments& arguments) {
    applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeChoice::Light);
    try {
        const std::unique_ptr<ProjectReader> reader = ProjectReader::open(arguments.file.toStdString());
        const ExperimentRecord record = reader->experiment(findExperiment(*reader, arguments.experiment));
        RunTimeline timeline;
        timeline.setRun(identityOf(record), record.snapshots, record.events);
        if (record.request.pruning) {
            const std::vector<Measurement> measurements = reader->measurements(record.summary.id);
            timeline.setMeasured(measuredMasks(measurements, speedMachine(measurements)));
        }
        chooseEpoch(timeline, arguments.epoch);
        if (arguments.figure == QLatin1String("help")) return listFigures(*reader, timeline, arguments.json);
        QStringList written;
        const int code = write(*reader, record, timeline, arguments, written);
        if (arguments.json)
            printJson(QStringLiteral("files"), QJsonArray::fromStringList(written));
        else if (written.size() > 1 || isFilm(arguments.figure))
            for (const QString& file : written) std::printf("%s\n", qPrintable(file));
        return code;
    } catch (const EngineError& error) {
        return complain(error.code() == ErrorCode::Usage ? 2 : 3, QString::fromStdString(error.full()));
    }
}

int printFigureList(bool json) {
    RunTimeline empty;
    const QList<FigureName> figures = figureList(empty), films = filmList(empty);
    if (json) return printFigureNames(figures + films), 0;
    printFigures(figures);
    for (const FigureName& film : films)
        std::printf("%-18s %s: .gif, or .png for numbered images\n", qPrintable(film.name), qPrintable(film.title));
    printFigureForms();
    std::printf("%-18s %s\n", "distances, decided", "distance M over the epochs; share of weights over 0.9 and under 0.1");
    std::printf("%-18s %s\n", "gates", "of prunings; pruning-network, pruning-search, pruning-throughput, pruning-accuracy, film-gates, too");
    std::printf("%-18s %s\n", "contributions", "M_C of each cell over the epochs, of searches with an ablation loss");
    std::printf("%-18s %s\n", "layers, weights", "of a training: the layers of its network, histograms of its stored weights");
    std::printf("%-18s %s\n", "baseline", "the genotype among the stored random ones of its space");
    std::printf("%-18s %s\n", "agreement", "what the seeds of one request chose on each edge");
    std::printf("'--figure help' behind a project and an experiment lists those of that run.\n");
    std::printf("Runs with one alpha a cell have cell-0, alpha-0, parse-0, cell-1, ... in place of normal and reduce.\n");
    return 0;
}

} // namespace dnas
