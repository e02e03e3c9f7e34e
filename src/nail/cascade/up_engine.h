// The upstream half of full single failures: how far the loss of a buyer reaches up to suppliers,
// and what of it counts where a site also loses downstream. Exact and sparse: it never forms the
// upstream loss of sites that nothing asks for.
//
// With Lu the shares of sales, xu(t) of a failure of k is the probability that the chain Lu started
// at i meets k within t steps. It follows that, with V_0 = w and V_q = Lu' V_(q-1), the same for
// all shocks, and r_t = (Lu xu(t))_k,
//
//   ESRI_u(k) at T = sum over q < T of V_q[k] (1 - r_(T-1-q)) + V_T[k]      (methods: own
//   derivation)
//
// Rows of Lu add up to at most 1, so the growth of a step (in the largest site) never rises after
// step 1, and what a truncated push drops bounds its error. Cascades that reach much of the network
// are the exception: those are run as a whole, in dense lanes, which finds their steps and all
// losses at once; these are kept until the downstream half is there.
//
// Sites are internal numbers of the CascadeSystem, which must outlive the engine. One UpEngine for
// all threads, one UpWorker a thread. The bytes of a result depend on the shock alone, not on what
// a worker did before or beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "nail/cascade/cascade_system.h"
#include "nail/cascade/lane_scratch.h"

namespace nail {

struct UpCounts {
  std::uint64_t stop_links = 0;      // visited by find_steps, lanes counted one by one
  std::uint64_t links = 0;           // visited by combine, lanes counted one by one
  std::uint64_t lane_links = 0;      // of these, in dense lanes
  std::uint64_t whole_shocks = 0;    // run as a whole
  std::uint64_t batched_shocks = 0;  // that went through dense lanes to be combined
  double stop_seconds = 0;           // of find_steps, without those of the sink
  double whole_seconds = 0;          // of these, in cascades run as a whole
  double seconds = 0;                // of combine
  double lane_seconds = 0;           // of these, in dense lanes
};

// A cascade whose downstream half is done.
struct UpShock {
  std::uint32_t site = 0;   // k, which fails in full
  std::uint32_t steps = 0;  // T >= 1: ESRI is that of xd(T), xu(T)
  // Sites with xd(T) > 0, k among them, each once, in any order, and xd(T) beside them. Read during
  // combine only.
  std::span<const std::uint32_t> lost_sites;
  std::span<const double> lost;
  // Where the results go, one a weight: sum w xu(T), and sum w min(xd(T), xu(T)). Written at the
  // latest by flush().
  double* esri_up = nullptr;
  double* overlap = nullptr;
  // xd(T) by site, 0 where nothing is lost. Worth having: where losses reach most sites and the
  // upstream ones few, the list above is then never walked. None: `lost` is scattered.
  const double* lost_at = nullptr;
  std::size_t lost_stride = 1;  // doubles from one site to the next
};

class UpEngine {
 public:
  explicit UpEngine(const CascadeSystem& system);
  ~UpEngine();
  UpEngine(const UpEngine&) = delete;
  UpEngine& operator=(const UpEngine&) = delete;

 private:
  friend class UpWorker;
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

// The first t >= 1 after which the upstream growth of a failure of `site` is at most eps
// (options.eps of the system): equal to that of steps in Jacobi order.
using UpStepsSink = std::function<void(std::uint32_t site, std::uint32_t steps)>;

class UpWorker {
 public:
  // The sink may call combine, not find_steps.
  // The scratch must outlive the worker.
  UpWorker(UpEngine& engine, LaneScratch& scratch, UpStepsSink sink);
  ~UpWorker();
  UpWorker(const UpWorker&) = delete;
  UpWorker& operator=(const UpWorker&) = delete;

  // Tells the sink: at once, in a later call, or in finish_steps().
  void find_steps(std::uint32_t site);
  void finish_steps();

  // Losses that are kept from find_steps to combine or forget, of cascades run as a whole.
  std::uint64_t kept_bytes() const;
  // A cascade that will not be combined.
  void forget(std::uint32_t site);

  // Results to within 1e-12 of ESRI. A heavy shock may wait until seven others of its kind have
  // come, so the order of results is not the order of calls.
  void combine(const UpShock& shock);
  // Finishes all shocks that wait.
  void flush();

  const UpCounts& counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nail
