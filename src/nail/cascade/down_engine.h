// The downstream half of full single failures: how far the loss of a supplier reaches down to
// buyers. Exact and sparse: changes of what sites deliver are pushed along their links, and no site
// is looked at that no change reaches.
//
// Losses only grow, so an accumulator a slot holds L_slot, and what a push adds to it raises its
// buyer at once (methods 3). A step pushes for every site the change of y_i = sigma_i xd_i since it
// was last pushed. A change below a threshold stays with its site until it has grown: shares of a
// slot add up to at most 1, so pending changes below d keep any loss from its value by at most d a
// step. A cascade whose step would push along a good part of all links goes on in dense lanes
// (down_lanes.h). d is 1e-16 of the loss (in parts of the weight) that the cascade has made so far.
//
// Sites are internal numbers of the CascadeSystem, which must outlive the engine. One DownEngine
// for all threads, one DownWorker a thread. The bytes of a result depend on the shock alone.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "nail/cascade/cascade_system.h"
#include "nail/cascade/lane_scratch.h"

namespace nail {

struct DownCounts {
  std::uint64_t links = 0;           // visited, lanes counted one by one
  std::uint64_t near = 0;            // shocks given up, see DownResult
  std::uint64_t batched_shocks = 0;  // that ended in dense lanes
  double seconds = 0;
};

struct DownShock {
  std::uint32_t site = 0;         // fails in full
  std::uint32_t least_steps = 0;  // of upstream
  std::uint64_t tag = 0;          // the caller's
};

// A cascade's downstream half when it stops at T, the first step from least_steps on whose growth
// is at most eps. What it points to holds until the sink returns.
struct DownResult {
  DownShock shock;
  std::uint32_t steps = 0;  // T
  // A growth within 1e-11 of eps decides, what is left of a market has lost its digits, or the
  // steps are so many that roundings add up: the general engine's sums are needed, and nothing else
  // of this result holds.
  bool near = false;
  std::span<const std::uint32_t> lost_sites;  // with xd(T) > 0, each once
  std::span<const double> lost;               // xd(T), beside lost_sites
  const double* lost_at = nullptr;            // xd(T) by site, where it is at hand
  std::span<const double> esri;               // sum w xd(T), a weight each
};
using DownSink = std::function<void(const DownResult&)>;

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
  // Results go to the sink, in any order. The scratch must outlive the worker.
  DownWorker(const DownEngine& engine, LaneScratch& scratch, DownSink sink);
  ~DownWorker();
  DownWorker(const DownWorker&) = delete;
  DownWorker& operator=(const DownWorker&) = delete;

  // Starts a cascade and runs it to its end, or, if it becomes heavy, keeps it until seven others
  // of its kind have come.
  void run(const DownShock& shock);
  // Finishes all that wait.
  void flush();

  const DownCounts& counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nail
