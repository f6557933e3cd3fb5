// The table of runs as text, for a sheet or a script: a line a run with everything that is known of it.
// Place: "Save as CSV" of the table, `dnas export --figure runs`. Thread rule: none, values only.
#pragma once

#include "app/open_project.h"

#include <QString>

#include <vector>

namespace dnas {

/// Id, name, status, method, data, seed, epochs, best accuracy, created, tags, notes; then a column for each metric of any
/// run's last epoch and for each measurement. Random genotypes have no metrics: their last one stands for nothing.
QString runTableCsv(const std::vector<const RunRow*>& rows);

} // namespace dnas
