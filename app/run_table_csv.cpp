#include "app/run_table_csv.h"

#include "app/experiment_model.h"
#include "engine/api/baseline.h"
#include "widgets/csv_text.h"

#include <algorithm>
#include <limits>

namespace dnas {
namespace {

bool hasMetrics(const RunRow& row) {
    return row.facts && row.facts->newest && row.summary.method != kBaselineMethod;
}

/// Names of metrics and measurements, in the order of their first appearance.
std::vector<std::string> columnsOf(const std::vector<const RunRow*>& rows) {
    std::vector<std::string> names;
    const auto add = [&names](const std::string& name) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    for (const RunRow* row : rows) {
        if (hasMetrics(*row))
            for (const auto& [name, value] : row->facts->newest->metrics) add(name);
        if (row->facts)
            for (const Measurement& measurement : row->facts->measurements) add(measurement.name);
    }
    return names;
}

/// What was measured afterwards counts before what the last epoch says.
double valueOf(const RunRow& row, const std::string& name) {
    if (row.facts)
        for (const Measurement& measurement : row.facts->measurements)
            if (measurement.name == name) return measurement.value;
    return hasMetrics(row) ? row.facts->newest->metric(name) : std::numeric_limits<double>::quiet_NaN();
}

QString text(const std::string& text) {
    return csvText(QString::fromStdString(text));
}

} // namespace

QString runTableCsv(const std::vector<const RunRow*>& rows) {
    const std::vector<std::string> columns = columnsOf(rows);
    QString csv = QStringLiteral("id,name,status,method,data,seed,epochs_done,epochs_planned,best_valid_top1,created,tags,notes");
    for (const std::string& column : columns) csv += QLatin1Char(',') + QString::fromStdString(column);
    csv += QLatin1Char('\n');
    for (const RunRow* row : rows) {
        const ExperimentSummary& e = row->summary;
        QStringList tags;
        for (const std::string& tag : e.tags) tags << QString::fromStdString(tag);
        QStringList fields{QString::number(e.id), text(e.name), csvText(e.damaged ? QStringLiteral("damaged") : statusText(e.status)), text(e.method), text(e.data),
                           QString::number(e.seed), QString::number(e.epochsDone), QString::number(e.epochsPlanned), csvNumber(e.bestValidTop1),
                           text(e.created), csvText(tags.join(QStringLiteral(", "))), text(e.notes)};
        for (const std::string& column : columns) fields << csvNumber(valueOf(*row, column));
        csv += fields.join(QLatin1Char(',')) + QLatin1Char('\n');
    }
    return csv;
}

} // namespace dnas
