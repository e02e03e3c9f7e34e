// Work in numbered parts, in any order, on several threads. Each part writes only what is its own,
// so the result does not depend on the number of threads.
#pragma once

#include <cstddef>
#include <functional>

namespace nail {

// Threads for parallel_parts from now on; 0: one a core.
void set_threads(int threads);
// How many threads parts run on.
int threads_in_use();

// Calls part(i) for i in [0, count). An exception of a part is thrown here.
void parallel_parts(std::size_t count, const std::function<void(std::size_t)>& part);

}  // namespace nail
