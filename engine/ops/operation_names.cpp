#include "engine/api/operations.h"

namespace dnas {

const std::vector<OperationInfo>& allOperations() {
    static const std::vector<OperationInfo> operations{
        {"none", "none", OperationFamily::None},
        {"max_pool_3x3", "max 3", OperationFamily::Pool},
        {"avg_pool_3x3", "avg 3", OperationFamily::Pool},
        {"skip_connect", "skip", OperationFamily::Skip},
        {"sep_conv_3x3", "sep 3", OperationFamily::Separable},
        {"sep_conv_5x5", "sep 5", OperationFamily::Separable},
        {"sep_conv_7x7", "sep 7", OperationFamily::Separable},
        {"dil_conv_3x3", "dil 3", OperationFamily::Dilated},
        {"dil_conv_5x5", "dil 5", OperationFamily::Dilated},
        {"conv_3x1_1x3", "3x1 1x3", OperationFamily::Plain},
        {"conv_7x1_1x7", "7x1 1x7", OperationFamily::Plain},
        {"simple_conv_1x1", "conv 1", OperationFamily::Plain},
        {"simple_conv_3x3", "conv 3", OperationFamily::Plain},
        {"bottleneck_1x3x1", "bottleneck", OperationFamily::Plain},
    };
    return operations;
}

const OperationInfo* findOperation(std::string_view name) {
    for (const OperationInfo& info : allOperations())
        if (info.name == name) return &info;
    return nullptr;
}

const std::vector<std::string>& operationNames(OperationSet set) {
    static const std::vector<std::string> darts{"none",         "max_pool_3x3", "avg_pool_3x3", "skip_connect",
                                                "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5"};
    static const std::vector<std::string> withoutNone(darts.begin() + 1, darts.end());
    static const std::vector<std::string> dartOpti{
        "conv_3x1_1x3", "conv_7x1_1x7", "max_pool_3x3", "avg_pool_3x3", "skip_connect", "simple_conv_1x1",
        "simple_conv_3x3", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5", "bottleneck_1x3x1"};
    switch (set) {
    case OperationSet::Darts: return darts;
    case OperationSet::DartsWithoutNone: return withoutNone;
    case OperationSet::DartOpti: return dartOpti;
    }
    return darts;
}

} // namespace dnas
