// CUDA's 16-bit number, by Torch's.
#pragma once

#include <c10/util/Half.h>

using __half = c10::Half;
