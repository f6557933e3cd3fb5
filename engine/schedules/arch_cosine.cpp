#include "engine/schedules/arch_cosine.h"

#include "engine/schedules/cosine.h"

namespace dnas {

double archLearningRate(const Recipe& recipe, int epoch) {
    for (const ScheduleSpec& schedule : recipe.schedules)
        if (const auto* cosine = std::get_if<ArchCosineSpec>(&schedule))
            return cosineRate(recipe.arch.learningRate, cosine->learningRateMin, epoch, recipe.epochs);
    return recipe.arch.learningRate;
}

} // namespace dnas
