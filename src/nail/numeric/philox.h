// Counter-based random numbers: Philox 4x32 with ten rounds (Salmon, Moraes, Dror, Shaw, "Parallel
// random numbers: as easy as 1, 2, 3", SC11). A number is a pure function of its counter and key,
// so draws do not depend on the number of threads or on the order in which they are made.
#pragma once

#include <array>
#include <cstdint>

#include "nail/base/mutant.h"

namespace nail {

inline std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                           std::array<std::uint32_t, 2> key) {
  constexpr std::uint32_t kMultiply0 = 0xD2511F53, kMultiply1 = 0xCD9E8D57;
  constexpr std::uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;
  for (int round = 0; round < NAIL_MUTANT(philox_nine_rounds, 10, 9); ++round) {
    const std::uint64_t product0 = std::uint64_t{kMultiply0} * counter[0];
    const std::uint64_t product1 = std::uint64_t{kMultiply1} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return counter;
}

// Uniform in (0, 1): 52 random bits and a half, so neither end is ever reached.
inline double uniform_draw(std::uint64_t seed, std::uint32_t draw, std::uint64_t row_key,
                           std::uint32_t stream = 0) {
  const auto bits =
      philox({draw, NAIL_MUTANT(draw_ignores_stream, stream, 0U),
              static_cast<std::uint32_t>(row_key), static_cast<std::uint32_t>(row_key >> 32)},
             {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  const std::uint64_t wide = (std::uint64_t{bits[0]} << 32 | bits[1]) >> 12;
  return (static_cast<double>(wide) + 0.5) * 0x1p-52;
}

}  // namespace nail
