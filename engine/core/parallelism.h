// Compute threads of a session: Torch's, and those of the BLAS below it, which Torch does not limit.
// Thread rule: applies to the calling thread (OpenMP keeps the number per thread); the session's thread calls it first.
#pragma once

namespace dnas {

/// Number used when a request says 0: the processors this process may run on. Measured (README.md here).
int defaultThreads();

/// @param threads 1..256, or 0 for the default. @return the number in force.
int setComputeThreads(int threads);

} // namespace dnas
