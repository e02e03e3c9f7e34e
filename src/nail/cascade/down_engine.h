// The downstream half of full single failures: how far the loss of a supplier reaches down to
// buyers. Exact and sparse: changes of what sites deliver are pushed along their links, and no site
// is looked at that no change reaches.
//
// Losses only grow, so an accumulator a slot holds L_slot, and what a push adds to it raises its
// buyer at once (methods 3). A step pushes for every site the change of y_i = sigma_i xd_i since it
// was last pushed. A change below a threshold stays with its site until it has grown: shares of a
// slot add up to at most 1, so pending changes below d keep any loss from its value by at most d a
// step. d is 1e-16 of the loss (in parts of the weight) that the cascade has made so far.
//
// Sites are internal numbers of the CascadeSystem, which must outlive the engine. One DownEngine
// for all threads, one DownWorker a thread. The bytes of a result depend on the shock alone.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "nail/cascade/cascade_system.h"

namespace nail {

struct DownCounts {
  std::uint64_t links = 0;    // visited
  std::uint64_t near = 0;     // shocks given up since a growth was too near to eps
  std::uint64_t lookups = 0;  // sites whose delivery was looked at
  double seconds = 0;
};

// A cascade's downstream half when it stops. What it points to is overwritten by the next run.
struct DownResult {
  std::uint32_t steps = 0;  // T
  // A growth within 1e-11 of eps decides, what is left of a market has lost its digits, or the
  // steps are so many that roundings add up: the general engine's sums are needed, and nothing else
  // of this result holds.
  bool near = false;
  std::span<const std::uint32_t> lost_sites;  // with xd(T) > 0, in the order they were reached
  std::span<const double> lost;               // xd(T), beside lost_sites
};

class DownEngine {
 public:
  explicit DownEngine(const CascadeSystem& system);
  ~DownEngine();
  DownEngine(const DownEngine&) = delete;
  DownEngine& operator=(const DownEngine&) = delete;

 private:
  friend class DownWorker;
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

class DownWorker {
 public:
  explicit DownWorker(const DownEngine& engine);
  ~DownWorker();
  DownWorker(const DownWorker&) = delete;
  DownWorker& operator=(const DownWorker&) = delete;

  // Failure of `site`, to the first step T >= least_steps whose growth is at most eps.
  // esri_down: one a weight, sum w xd(T).
  DownResult run(std::uint32_t site, std::uint32_t least_steps, double* esri_down);

  const DownCounts& counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nail
