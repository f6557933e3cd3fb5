#include "engine/schedules/warm_start.h"

#include <algorithm>

namespace dnas {

int warmStartEpochs(const Recipe& recipe) {
    int epochs = 0;
    for (const ScheduleSpec& schedule : recipe.schedules)
        epochs = std::visit([&](const WarmStartSpec& warm) { return std::max(epochs, warm.epochs); }, schedule);
    return epochs;
}

} // namespace dnas
