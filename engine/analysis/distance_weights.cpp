// The weights of the operations in the distance M, and the words of its options.
#include "engine/api/distance.h"

#include "engine/api/error.h"

namespace dnas {

// Order of S_o: conv_3x1_1x3, conv_7x1_1x7, max_pool_3x3, avg_pool_3x3, skip_connect, simple_conv_1x1, simple_conv_3x3,
// sep_conv_3x3, sep_conv_5x5, dil_conv_3x3, dil_conv_5x5, bottleneck_1x3x1.
const std::vector<double>& operationWeights(WeightTable table) {
    static const std::vector<double> table41{82.765, 82.720, 82.960, 82.505, 82.155, 82.270,
                                             83.125, 83.190, 84.875, 82.965, 82.990, 83.070};
    static const std::vector<double> repository{82.105831, 83.159164, 82.134164, 81.563331, 81.341664, 81.491664,
                                                82.303331, 83.395831, 84.974164, 82.735831, 82.892497, 82.874998};
    return table == WeightTable::Table41 ? table41 : repository;
}

const char* name(DistanceForm form) {
    return form == DistanceForm::Published ? "published" : "aligned";
}
const char* name(WeightTable table) {
    return table == WeightTable::Table41 ? "table-4.1" : "repository";
}

DistanceForm distanceForm(const std::string& word) {
    for (DistanceForm form : {DistanceForm::Published, DistanceForm::Aligned})
        if (word == name(form)) return form;
    throw EngineError(ErrorCode::Usage, "Unknown form of the distance '" + word + "'.", "Known: published, aligned.");
}

WeightTable weightTable(const std::string& word) {
    for (WeightTable table : {WeightTable::Table41, WeightTable::Repository})
        if (word == name(table)) return table;
    throw EngineError(ErrorCode::Usage, "Unknown weights of the distance '" + word + "'.",
                      "Known: table-4.1, repository.");
}

} // namespace dnas
