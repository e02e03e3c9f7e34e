// What a plan of shocks does to one run: which part of capacity remains and what final demand asks
// for beyond the baseline, step by step. Keeps what rebuilding has repaired so far.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nail/dynamics/io_plan.h"

namespace nail {

class IoShocks {
 public:
  IoShocks(const IoPlan& plan, double step_days);

  // Sets remain (part of capacity) and extra (money a step that surges and rebuilding ask for) of
  // every row that any shock touches; rows are `stride` apart.
  template <class T>
  void apply(int step, T* remain, T* extra, std::size_t stride);
  // What rebuilding got of its orders, by the part of demand each supplier served.
  template <class T>
  void repair(const T* served, std::size_t stride);

  std::span<const std::uint32_t> rows() const { return rows_; }
  // Beside rows: what surges alone ask for, money a step. Only this can go unmet: rebuilding that
  // is not served is late, not lost.
  std::span<const double> surge() const { return surge_; }

 private:
  const IoPlan* plan_;
  double step_days_;
  std::vector<std::uint32_t> rows_;
  std::vector<double> remain_, rebuilding_, surge_;  // beside rows_, of the step
  std::vector<std::vector<std::uint32_t>> outages_, losses_, suppliers_, surges_;  // positions
  std::vector<double> left_;     // per capital loss: part that is not rebuilt
  std::vector<double> ordered_;  // per capital loss: money of this step
};

}  // namespace nail
