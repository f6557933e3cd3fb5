// The command line of dnas-studio, parsed before any window exists.
// Thread rule: pure functions.
#pragma once

#include <QString>
#include <QStringList>

namespace dnas {

struct Arguments {
    enum class Action { Window, Export, ListFigures, Help, Version };
    Action action = Action::Window;
    QString file;       ///< project; empty: the welcome page
    QString experiment; ///< Export: id or name
    QString figure;     ///< Export: name of a figure, or "all"
    QString out;        ///< Export: file, or folder with "all"
    int epoch = 0;      ///< Export: from 1; 0 = the last
    bool frameLog = false;
    bool json = false; ///< Export, ListFigures: one JSON document on stdout
};

/// What came out of the command line: arguments, or the sentence that says what is wrong with it.
struct ParsedArguments {
    Arguments arguments;
    QString error; ///< empty when all is well
};

/// @param words without the program's name
ParsedArguments parseArguments(const QStringList& words);

QString usageText();

/// Qt aborts when it finds no display; this tells beforehand. Empty when a window can be shown.
QString missingDisplay();

} // namespace dnas
