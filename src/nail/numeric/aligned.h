// Vectors whose memory starts on a cache line, for kernels that load whole registers. Long ones
// stand on large pages where the system has them: they are read at random.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include "nail/numeric/huge_pages.h"

namespace nail {

template <class T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kLine{64}, kHugePage{std::size_t{2} << 20};
  static constexpr std::size_t kLong = std::size_t{4} << 20;  // bytes

  static std::align_val_t alignment(std::size_t count) {
    return count * sizeof(T) < kLong ? kLine : kHugePage;
  }

  CacheLineAllocator() = default;
  template <class U>
  explicit CacheLineAllocator(const CacheLineAllocator<U>& /*other*/) {}
  T* allocate(std::size_t count) {
    void* memory = ::operator new(count * sizeof(T), alignment(count));
    if (count * sizeof(T) >= kLong) prefer_huge_pages(memory, count * sizeof(T));
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) { ::operator delete(memory, alignment(count)); }
  template <class U>
  bool operator==(const CacheLineAllocator<U>& /*other*/) const {
    return true;
  }
};

template <class T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

}  // namespace nail
