// `dnas-studio --export`: figures of a stored experiment, written without a window.
// Thread rule: GUI thread of a QApplication, the offscreen platform will do.
#pragma once

#include "app/arguments.h"

namespace dnas {

/// @return exit code: 0 done, 2 wrong use (unknown experiment, figure, epoch, ending), 3 failed. Errors go to stderr.
int exportHeadless(const Arguments& arguments);

/// Prints the names of the figures.
int printFigureList(bool json);

} // namespace dnas
