// The boundary of a run: whatever is thrown inside becomes an outcome.
// Place: session.cpp and motor_session.cpp.
#pragma once

#include "engine/api/session.h"

#include <functional>

namespace dnas {

/// Runs `body`; whatever it throws becomes the outcome and, once there is a record, its status.
Outcome guarded(Project& project, std::int64_t experiment, const std::function<Outcome()>& body);

} // namespace dnas
