// Fields of CSV tables (RFC 4180). Place: figureCsv() of the views.
#pragma once

#include <QString>

namespace dnas {

/// In quotes, quotes doubled.
inline QString csvText(QString text) {
    return QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

/// With the 17 digits that bring a double back.
inline QString csvNumber(double value) { return QString::number(value, 'g', 17); }

} // namespace dnas
