// Time series of a motor as a file.
#include "engine/api/error.h"
#include "engine/api/motor_simulation.h"
#include "engine/motor/number_table.h"

#include <cstdio>

namespace dnas {

namespace {

constexpr std::size_t kFewestSamples = 8;

/// One column: its name and where its value stands in a sample.
struct Column {
    const char* name;
    double (*get)(const MotorSample&);
    void (*set)(MotorSample&, double);
};

#define DNAS_COLUMN(NAME, PLACE)                                                                                       \
    Column {                                                                                                           \
        NAME, [](const MotorSample& s) { return s.PLACE; }, [](MotorSample& s, double value) { s.PLACE = value; }      \
    }
const Column kAlways[] = {DNAS_COLUMN("time_s", timeS), DNAS_COLUMN("i_d_A", i.dA),
                          DNAS_COLUMN("i_q_A", i.qA),   DNAS_COLUMN("v_d_V", v.dV),
                          DNAS_COLUMN("v_q_V", v.qV),   DNAS_COLUMN("omega_e_rad_s", omegaElectricalRadPerS)};
const Column kRates[] = {DNAS_COLUMN("di_d_A_s", rate.dAPerS), DNAS_COLUMN("di_q_A_s", rate.qAPerS)};
const Column kFlux[] = {DNAS_COLUMN("psi_d_Vs", flux.dVs), DNAS_COLUMN("psi_q_Vs", flux.qVs)};
const Column kSimulated[] = {DNAS_COLUMN("torque_Nm", torqueNm), DNAS_COLUMN("load_Nm", loadNm)};
#undef DNAS_COLUMN

template <std::size_t N> void append(std::vector<Column>& list, const Column (&columns)[N]) {
    list.insert(list.end(), columns, columns + N);
}

/// Reads both columns of a pair where the file has one of them; the other one must be there too.
bool readPair(const NumberTable& table, const Column (&pair)[2], std::vector<MotorSample>& samples) {
    if (!table.has(pair[0].name) && !table.has(pair[1].name)) return false;
    for (const Column& column : pair) {
        const std::vector<double>& values = table.column(column.name);
        for (std::size_t row = 0; row < samples.size(); ++row)
            column.set(samples[row], values[row]);
    }
    return true;
}

} // namespace

std::string seriesCsv(const MotorSeries& series) {
    std::vector<Column> columns;
    append(columns, kAlways);
    if (series.hasRates) append(columns, kRates);
    if (series.hasFlux) append(columns, kFlux);
    if (series.isSimulated) append(columns, kSimulated);
    std::string text;
    for (const Column& column : columns)
        text += (text.empty() ? "" : ",") + std::string(column.name);
    for (const MotorSample& sample : series.samples) {
        char separator = '\n';
        for (const Column& column : columns) {
            char number[40];
            std::snprintf(number, sizeof number, "%c%.17g", separator, column.get(sample));
            text += number;
            separator = ',';
        }
    }
    return text + "\n";
}

MotorSeries readSeries(const std::string& path) {
    const NumberTable table = NumberTable::read(path);
    if (table.rowCount() < kFewestSamples)
        throw EngineError(ErrorCode::Data, path + ": has " + std::to_string(table.rowCount()) +
                                               " samples; a series needs " + std::to_string(kFewestSamples) +
                                               " at least.");
    MotorSeries series;
    series.samples.resize(table.rowCount());
    for (const Column& column : kAlways) {
        const std::vector<double>& values = table.column(column.name);
        for (std::size_t row = 0; row < series.samples.size(); ++row)
            column.set(series.samples[row], values[row]);
    }
    for (std::size_t row = 1; row < series.samples.size(); ++row)
        if (!(series.samples[row].timeS > series.samples[row - 1].timeS)) table.fail(row, "time_s does not ascend.");
    series.hasRates = readPair(table, kRates, series.samples);
    series.hasFlux = readPair(table, kFlux, series.samples);
    return series;
}

} // namespace dnas
