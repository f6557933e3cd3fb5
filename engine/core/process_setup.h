// What a process must settle before its first thread and its first large allocation, in one place.
// Place: dnas::prepareProcess() of engine/api/session.h is the only caller-facing function; main() of both programs and
// of the engine's tests call it first.
//
// Two traps decide the speed of training on a CPU (numbers: engine/core/README.md):
//  * glibc returns each large freed tensor to the kernel and faults it in again at the next step. Three mallopt settings
//    together keep it; M_TRIM_THRESHOLD alone makes it worse.
//    Large pages (glibc's tunable, read before main()) save another twentieth of a step: its gigabytes are read in streams.
//  * libgomp's threads spin at barriers for milliseconds and steal the processor from the window; sleeping at once costs a
//    wake-up at each of the hundreds of parallel regions of a step. A short spin serves both. GOMP_SPINCOUNT is read when
//    the library is loaded, before main(): so the program starts itself again once with the variables set.
#pragma once

namespace dnas {

/// Allocator settings; takes effect for allocations made afterwards. Does nothing where glibc is not used.
void setupAllocator();

/// Sets GOMP_SPINCOUNT and GLIBC_TUNABLES, each unless the user has, and replaces the process by itself when one was not set.
/// Returns without effect where /proc is missing. Must not be called when other threads run.
void setupEnvironment();

} // namespace dnas
