// The real engine behind the seam of engine_runner.h. Only the program links it (and with it Torch); tests do not.
#pragma once

#include "app/engine_runner.h"

#include <memory>

namespace dnas {

std::shared_ptr<EngineRunner> makeSessionRunner();

} // namespace dnas
