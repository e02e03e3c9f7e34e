#include "nail/cascade/up_adjoint.h"

#include <algorithm>

#include "nail/base/mutant.h"

namespace nail {

UpAdjoint::UpAdjoint(const CascadeSystem& system)
    : system_(system), weights_(system.weights.size()) {
  const std::uint64_t row = sizeof(double) * std::max<std::uint64_t>(1, system.sites * weights_);
  most_ = std::clamp<std::uint64_t>(kBytes / row, 16, 1U << 16);
  rows_.resize((most_ + 1) * weights_);
}

bool UpAdjoint::reach(std::uint32_t steps) {
  if (steps > most_) return false;
  const std::scoped_lock lock(growing_);
  for (; done_ <= steps; ++done_) {
    for (std::size_t w = 0; w < weights_; ++w) {
      std::vector<double>& row = rows_[done_ * weights_ + w];
      if (done_ == 0) {
        row = system_.weights[w];
        continue;
      }
      const std::vector<double>& before = rows_[(done_ - 1) * weights_ + w];
      row.resize(system_.sites);
      for (std::uint32_t j = 0; j < system_.sites; ++j) {
        double sum = 0;
        for (std::uint64_t e = system_.buy_begin[j]; e < system_.buy_begin[j + 1]; ++e) {
          sum += system_.buy_share[e] * before[system_.buy_supplier[e]];
        }
        row[j] = sum;
      }
    }
  }
  return true;
}

}  // namespace nail
