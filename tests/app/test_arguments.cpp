#include "app/arguments.h"

#include <gtest/gtest.h>

namespace dnas {
namespace {

using Action = Arguments::Action;

TEST(Arguments, OpenAProjectOrTheWelcomePage) {
    EXPECT_EQ(parseArguments({}).arguments.action, Action::Window);
    const ParsedArguments parsed = parseArguments({"a.dnas", "--frame-log"});
    EXPECT_TRUE(parsed.error.isEmpty());
    EXPECT_EQ(parsed.arguments.file, "a.dnas");
    EXPECT_TRUE(parsed.arguments.frameLog);
}

TEST(Arguments, DescribeAnExport) {
    const ParsedArguments parsed = parseArguments({"--export", "a.dnas", "7", "--figure", "curves", "--out", "c.svg", "--epoch", "3"});
    EXPECT_TRUE(parsed.error.isEmpty()) << parsed.error.toStdString();
    EXPECT_EQ(parsed.arguments.action, Action::Export);
    EXPECT_EQ(parsed.arguments.experiment, "7");
    EXPECT_EQ(parsed.arguments.epoch, 3);
}

TEST(Arguments, ListFiguresWithoutAProject) {
    EXPECT_EQ(parseArguments({"--figure", "help"}).arguments.action, Action::ListFigures);
    EXPECT_EQ(parseArguments({"--export", "--figure", "help"}).arguments.action, Action::ListFigures);
    EXPECT_TRUE(parseArguments({"--figure", "help", "--json"}).arguments.json);
}

TEST(Arguments, AnswerHelpAndVersionBeforeAnythingElse) {
    EXPECT_EQ(parseArguments({"--help", "--export"}).arguments.action, Action::Help);
    EXPECT_EQ(parseArguments({"--version"}).arguments.action, Action::Version);
}

TEST(Arguments, SayWhatIsWrong) {
    const auto error = [](const QStringList& words) { return parseArguments(words).error; };
    EXPECT_TRUE(error({"--nonsense"}).contains("nonsense"));
    EXPECT_TRUE(error({"a.dnas", "b.dnas"}).contains("b.dnas"));
    EXPECT_TRUE(error({"--export", "a.dnas"}).contains("EXPERIMENT"));
    EXPECT_TRUE(error({"--export", "a.dnas", "1"}).contains("--figure"));
    EXPECT_TRUE(error({"--export", "a.dnas", "1", "--figure", "curves"}).contains("--out"));
    EXPECT_TRUE(error({"--export", "a.dnas", "1", "--figure", "c", "--out", "x", "--epoch", "-1"}).contains("-1"));
    EXPECT_TRUE(error({"a.dnas", "--out", "x.svg"}).contains("--export"));
}

TEST(Display, MissingIsToldBeforeQtAborts) {
    const QByteArray platform = qgetenv("QT_QPA_PLATFORM"), display = qgetenv("DISPLAY"), wayland = qgetenv("WAYLAND_DISPLAY");
    for (const char* variable : {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"}) qunsetenv(variable);
    EXPECT_TRUE(missingDisplay().contains("DISPLAY"));
    qputenv("DISPLAY", ":7");
    EXPECT_TRUE(missingDisplay().isEmpty());
    qunsetenv("DISPLAY");
    qputenv("QT_QPA_PLATFORM", platform.isEmpty() ? QByteArray("offscreen") : platform);
    EXPECT_TRUE(missingDisplay().isEmpty());
    if (!display.isEmpty()) qputenv("DISPLAY", display);
    if (!wayland.isEmpty()) qputenv("WAYLAND_DISPLAY", wayland);
}

} // namespace
} // namespace dnas
