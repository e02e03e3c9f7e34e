// Large arrays that are read at random want large pages: with pages of 4 KiB most reads of an array
// of many megabytes also miss the processor's page table cache.
#pragma once

#include <cstddef>

namespace nail {

// Asks for large pages behind memory that was reserved and not yet written. A hint: nothing else
// changes, and where the system has no such pages nothing at all.
void prefer_huge_pages(void* memory, std::size_t bytes);

}  // namespace nail
