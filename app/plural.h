// One or many, without a translation file: Qt's "%n" gives "1 files" unless an English one is loaded.
// Both texts are translatable by themselves; a language with more forms writes them without a number.
#pragma once

#include <QLocale>
#include <QString>

namespace dnas {

/// `one` when count is 1, else `many`; %n in either becomes the number with separators.
inline QString plural(qlonglong count, QString one, QString many) {
    QString& text = count == 1 ? one : many;
    return text.replace(QLatin1String("%n"), QLocale(QLocale::English).toString(count));
}

} // namespace dnas
