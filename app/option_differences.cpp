#include "app/option_differences.h"

#include "engine/api/options.h"

#include <QCoreApplication>

#include <algorithm>

namespace dnas {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("OptionDifferences", text);
}

/// The line of a key; made with empty values when it is new.
OptionDifference& lineOf(std::vector<OptionDifference>& lines, const QString& key, const QString& label, std::size_t count) {
    for (OptionDifference& line : lines)
        if (line.key == key) return line;
    QStringList values;
    for (std::size_t i = 0; i < count; ++i) values << QString();
    lines.push_back({key, label, values});
    return lines.back();
}

} // namespace

std::vector<OptionDifference> differingOptions(const std::vector<Request>& requests) {
    std::vector<OptionDifference> lines;
    const auto put = [&](std::size_t request, const QString& key, const QString& label, const QString& value) {
        lineOf(lines, key, label, requests.size()).values[static_cast<qsizetype>(request)] = value;
    };
    for (std::size_t i = 0; i < requests.size(); ++i) {
        put(i, QStringLiteral("method"), tr("Method"), QString::fromStdString(requests[i].recipe.method));
        put(i, QStringLiteral("data"), tr("Data"), QString::fromStdString(requests[i].task.data));
        put(i, QStringLiteral("seed"), tr("Seed"), QString::number(requests[i].seed));
        for (const Option& option : optionsOf(requests[i])) {
            const QString unit = option.unit.empty() ? QString() : QLatin1Char(' ') + QString::fromStdString(option.unit);
            put(i, QString::fromStdString(option.key), QString::fromStdString(option.label), QString::fromStdString(option.value) + unit);
        }
    }
    const auto same = [](const OptionDifference& line) { return line.values.count(line.values.front()) == line.values.size(); };
    lines.erase(std::remove_if(lines.begin(), lines.end(), same), lines.end());
    return lines;
}

} // namespace dnas
