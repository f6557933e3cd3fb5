#include "engine/schedules/warm_start.h"

#include <algorithm>

namespace dnas {

int warmStartEpochs(const Recipe& recipe) {
    int epochs = 0;
    for (const ScheduleSpec& schedule : recipe.schedules)
        if (const auto* warm = std::get_if<WarmStartSpec>(&schedule)) epochs = std::max(epochs, warm->epochs);
    return epochs;
}

} // namespace dnas
