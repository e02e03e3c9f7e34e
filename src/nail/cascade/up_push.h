// One step of a push: what buyers grew by, times the shares of their suppliers' sales, is added up
// at the suppliers.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "nail/cascade/cascade_system.h"

namespace nail {

// growth: per site, 0 before. touched: room for all sites and one more; gets those whose growth is
// no longer 0, each once. Returns how many these are.
inline std::size_t push_up(const CascadeSystem& system, const std::uint32_t* front,
                           const double* front_growth, std::size_t fronts, double* growth,
                           std::uint32_t* touched) {
  // Lists of suppliers are short and lie anywhere: they are asked for some turns ahead.
  constexpr std::size_t kBeginAhead = 12, kListAhead = 6;
  const std::uint64_t* begin = system.buy_begin.data();
  const std::uint32_t* supplier = system.buy_supplier.data();
  const double* share = system.buy_share.data();
  std::size_t count = 0;
  for (std::size_t f = 0; f < fronts; ++f) {
    if (f + kBeginAhead < fronts) __builtin_prefetch(begin + front[f + kBeginAhead]);
    if (f + kListAhead < fronts) {
      const std::uint64_t at = begin[front[f + kListAhead]];
      __builtin_prefetch(supplier + at);
      __builtin_prefetch(share + at);
      __builtin_prefetch(share + at + 8);
    }
    const double of_buyer = front_growth[f];
    const std::uint64_t end = begin[front[f] + 1];
    for (std::uint64_t e = begin[front[f]]; e < end; ++e) {
      const std::uint32_t i = supplier[e];
      const double before = growth[i];
      const double now = before + share[e] * of_buyer;
      touched[count] = i;
      // Not where the product underflows: a site must not stand here twice. In bits: growths are
      // never -0, and a test of them is cheaper than one of numbers.
      count += static_cast<std::size_t>(std::bit_cast<std::uint64_t>(before) == 0) &
               static_cast<std::size_t>(std::bit_cast<std::uint64_t>(now) != 0);
      growth[i] = now;
    }
  }
  return count;
}

}  // namespace nail
