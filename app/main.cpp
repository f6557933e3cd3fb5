// dnas-studio: the window, and figures without a window.
#include "app/arguments.h"
#include "app/headless_export.h"
#include "app/main_window.h"
#include "app/session_runner.h"
#include "app/studio_settings.h"
#include "app/studio_style.h"
#include "engine/api/session.h"

#include <QApplication>
#include <QIcon>

#include <cstdio>

namespace {

void nameApplication() {
    QCoreApplication::setApplicationName(QStringLiteral("dnas-studio"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DNAS_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("DNAS Studio"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.dnas_studio.DnasStudio"));
}

int complain(int code, const QString& text) {
    std::fprintf(stderr, "dnas-studio: %s\n", qPrintable(text));
    return code;
}

int showWindow(QApplication& application, const dnas::Arguments& arguments) {
    dnas::applyStudioTheme(dnas::settings::theme());
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/dnas-studio.svg")));
    dnas::MainWindow window(dnas::makeSessionRunner());
    if (arguments.frameLog) window.measureFramesAlways();
    window.show();
    if (arguments.file.isEmpty())
        window.openLastProject();
    else
        window.openProject(arguments.file, dnas::OpenProject::Mode::Existing);
    const int code = application.exec();
    if (arguments.frameLog) std::fprintf(stderr, "dnas-studio: frames: %s\n", qPrintable(window.frames()->summary()));
    return code;
}

} // namespace

int main(int argc, char** argv) {
    dnas::prepareProcess();
    QStringList words;
    for (int i = 1; i < argc; ++i) words << QString::fromLocal8Bit(argv[i]);
    const dnas::ParsedArguments parsed = dnas::parseArguments(words);
    if (!parsed.error.isEmpty())
        return complain(2, parsed.error + QStringLiteral("\nSee 'dnas-studio --help'."));

    using Action = dnas::Arguments::Action;
    const Action action = parsed.arguments.action;
    if (action == Action::Help) return std::printf("%s", qPrintable(dnas::usageText())) < 0 ? 3 : 0;
    if (action == Action::Version) return std::printf("dnas-studio %s\n", DNAS_VERSION) < 0 ? 3 : 0;

    nameApplication();
    if (action == Action::ListFigures || action == Action::Export) {
        if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
        int one = 1; // Qt has no business with our arguments
        QApplication application(one, argv);
        return action == Action::Export ? dnas::exportHeadless(parsed.arguments) : dnas::printFigureList(parsed.arguments.json);
    }
    if (const QString missing = dnas::missingDisplay(); !missing.isEmpty()) return complain(3, missing);
    int one = 1;
    QApplication application(one, argv);
    return showWindow(application, parsed.arguments);
}
