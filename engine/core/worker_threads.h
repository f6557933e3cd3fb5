// A few whole tasks beside each other, each with its own share of the compute threads.
// Place: networks of single channels. Thread rule: returns when all tasks are done; tasks must not share what they write.
#pragma once

#include <functional>

namespace dnas {

/// Runs body(0) .. body(tasks - 1), `workers` at a time, each with threads / workers compute threads (at least one).
/// With one worker the calling thread does everything, with all its threads. The first exception of a task comes out here.
void runBeside(int tasks, int workers, int threads, const std::function<void(int)>& body);

/// How many of some equal tasks to run beside each other on so many threads. Inside a task, twice the threads are 1.7 times
/// as fast (measured on two cores), so tasks beside each other win where they come out even: two or four on two threads,
/// but not three.
int workersFor(int tasks, int threads);

} // namespace dnas
