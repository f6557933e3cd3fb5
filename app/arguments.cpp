#include "app/arguments.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace dnas {
namespace {

struct Parser {
    QCommandLineParser parser;
    QCommandLineOption help{{"h", "help"}, "Show this help."};
    QCommandLineOption version{{"v", "version"}, "Show the version."};
    QCommandLineOption exportFigures{"export", "Write figures of EXPERIMENT (id or name) of the project FILE, without a window."};
    QCommandLineOption figure{"figure", "Figure to write; 'all' writes every figure as SVG and PNG into the folder PATH; 'help' lists them.", "NAME"};
    QCommandLineOption out{"out", "File to write; its ending chooses svg, pdf, png or csv.", "PATH"};
    QCommandLineOption epoch{"epoch", "Epoch to show, from 1; without it the last.", "N"};
    QCommandLineOption frameLog{"frame-log", "Print the longest gap between two frames of the window at the end, and how long they are as a rule."};

    QCommandLineOption json{"json", "One JSON document on stdout: the figures, or the files that were written."};

    Parser() { parser.addOptions({help, version, exportFigures, figure, out, epoch, frameLog, json}); }
};

QString exportProblem(const Arguments& a, const QStringList& positional) {
    if (positional.size() != 2)
        return QStringLiteral("--export needs FILE and EXPERIMENT, %1 given.").arg(positional.size());
    if (a.figure.isEmpty()) return QStringLiteral("--export needs --figure NAME; '--figure help' lists the names.");
    if (a.out.isEmpty() && a.figure != QLatin1String("help")) return QStringLiteral("--export needs --out PATH.");
    return {};
}

} // namespace

ParsedArguments parseArguments(const QStringList& words) {
    Parser p;
    Arguments a;
    if (!p.parser.parse(QStringList{QStringLiteral("dnas-studio")} + words)) return {a, p.parser.errorText()};
    if (p.parser.isSet(p.help)) {
        a.action = Arguments::Action::Help;
        return {a, {}};
    }
    if (p.parser.isSet(p.version)) {
        a.action = Arguments::Action::Version;
        return {a, {}};
    }
    a.frameLog = p.parser.isSet(p.frameLog);
    a.json = p.parser.isSet(p.json);
    a.figure = p.parser.value(p.figure);
    a.out = p.parser.value(p.out);
    const QStringList positional = p.parser.positionalArguments();
    a.file = positional.value(0);
    a.experiment = positional.value(1);
    if (p.parser.isSet(p.epoch)) {
        bool ok = false;
        a.epoch = p.parser.value(p.epoch).toInt(&ok);
        if (!ok || a.epoch < 1)
            return {a, QStringLiteral("--epoch %1: not a whole number from 1 on.").arg(p.parser.value(p.epoch))};
    }
    if (a.figure == QLatin1String("help") && a.experiment.isEmpty()) {
        a.action = Arguments::Action::ListFigures;
        return {a, {}};
    }
    if (p.parser.isSet(p.exportFigures)) {
        a.action = Arguments::Action::Export;
        return {a, exportProblem(a, positional)};
    }
    for (const QCommandLineOption& option : {p.figure, p.out, p.epoch, p.json}) {
        if (p.parser.isSet(option)) return {a, QStringLiteral("--%1 goes with --export.").arg(option.names().first())};
    }
    if (positional.size() > 1)
        return {a, QStringLiteral("one project at a time: '%1' is one too many.").arg(positional[1])};
    return {a, {}};
}

QString usageText() {
    return QStringLiteral(
        "Usage: dnas-studio [FILE.dnas] [--frame-log]\n"
        "       dnas-studio --export FILE EXPERIMENT --figure NAME --out PATH [--epoch N]\n"
        "       dnas-studio --figure help\n"
        "\n"
        "Searches network architectures and shows the search while it happens.\n"
        "\n"
        "  FILE.dnas      project to open; without it the welcome page\n"
        "  --export       write figures of EXPERIMENT (id or name) of the project FILE, without a window\n"
        "  --figure NAME  which figure; 'all' writes every figure as SVG and PNG into the folder PATH; 'help' lists them, those of EXPERIMENT where one is given\n"
        "  --out PATH     file to write; its ending chooses the form: .svg, .pdf, .png or .csv; of films .gif, or .png for numbered images\n"
        "  --epoch N      epoch to show, from 1; without it the last\n"
        "  --json         with --export or --figure help: one JSON document, {\"files\": [...]} or {\"figures\": [{\"name\", \"title\"}]}\n"
        "  --frame-log    print the longest gap between two frames of the window at the end\n"
        "  --help, --version\n"
        "\n"
        "Exit codes: 0 done, 2 wrong use, 3 failed.\n");
}

QString missingDisplay() {
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    for (const char* variable : {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"}) {
        if (!qEnvironmentVariableIsEmpty(variable)) return {};
    }
    return QStringLiteral("there is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set. "
                          "Without a window, 'dnas run' searches and 'dnas-studio --export' draws.");
#else
    return {};
#endif
}

} // namespace dnas
