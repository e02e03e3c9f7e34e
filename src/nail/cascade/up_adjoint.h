// V_0 = w, V_q = Lu' V_(q-1): what a loss of 1 at a site, passed on upstream for exactly q steps,
// takes of the whole. One sequence a weight, the same for all shocks, so it is computed once.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "nail/cascade/cascade_system.h"

namespace nail {

class UpAdjoint {
 public:
  explicit UpAdjoint(const CascadeSystem& system);

  // Computes V_0 to V_steps, unless that takes more than kBytes: then false, and nothing is done.
  // Safe to call from several threads at once.
  bool reach(std::uint32_t steps);
  // V_q of weight w, per site. Only for q that a call of reach in this thread granted.
  const double* at(std::uint32_t q, std::size_t w) const { return rows_[q * weights_ + w].data(); }

 private:
  static constexpr std::uint64_t kBytes = 640ULL << 20;

  const CascadeSystem& system_;
  std::size_t weights_;
  std::uint64_t most_;  // q that memory allows
  std::mutex growing_;
  std::uint64_t done_ = 0;                 // rows of all weights with q < done_ are there
  std::vector<std::vector<double>> rows_;  // [q][w], room for all from the start
};

}  // namespace nail
