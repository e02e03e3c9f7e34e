// What this machine can do at this moment, measured in the same process as the benchmark that is
// compared to it. Times move two-fold between machines and days; ratios to a probe do not.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace nail::bench {

// Bytes a second that one core reads from memory in sequence: the best of three passes over 256 MB,
// which no cache holds.
inline double read_bandwidth() {
  constexpr std::size_t kWords = std::size_t{32} << 20;
  static const std::vector<std::uint64_t> words(kWords, 1);
  double best = 0;
  std::uint64_t sum = 0;
  for (int pass = 0; pass < 3; ++pass) {
    const auto start = std::chrono::steady_clock::now();
    // Eight sums: one would wait for its own additions, not for memory.
    std::uint64_t sums[8] = {};
    for (std::size_t i = 0; i < kWords; i += 8) {
      for (std::size_t lane = 0; lane < 8; ++lane) sums[lane] += words[i + lane];
    }
    for (const std::uint64_t lane : sums) sum += lane;
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    const double rate = static_cast<double>(kWords * sizeof(std::uint64_t)) / taken.count();
    if (rate > best) best = rate;
  }
  // Uses the sum, so that the loop is not dropped.
  return sum == 0 ? 0 : best;
}

}  // namespace nail::bench
