// The options in which requests differ, side by side. Thread rule: plain values.
#pragma once

#include "engine/api/request.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace dnas {

struct OptionDifference {
    QString key;        ///< as in --set; "method", "data", "seed" beside the options
    QString label;      ///< for people
    QStringList values; ///< one a request; empty where a request has no such option
};

/// Method, data, seed, then the options in the order of the wizard; only those that are not the same everywhere.
std::vector<OptionDifference> differingOptions(const std::vector<Request>& requests);

} // namespace dnas
