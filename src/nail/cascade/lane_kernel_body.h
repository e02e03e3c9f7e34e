// The kernels of lane_kernel.h, to be included by one translation unit an instruction set, which
// defines NAIL_LANE_VECTOR_BYTES (width of a register) and exports one table of kernels. Everything
// here has internal linkage, and no header of the standard library is included: an inline function
// compiled for one machine could be linked into code for another.
#include "nail/base/mutant.h"
#include "nail/cascade/lane_kernel.h"

namespace nail {
namespace {

using Register = double __attribute__((vector_size(NAIL_LANE_VECTOR_BYTES), may_alias));
inline constexpr unsigned kSize = NAIL_LANE_VECTOR_BYTES / sizeof(double);
inline constexpr unsigned kParts = kShockLanes / kSize;
// As cascade_system.h has it; that header would bring the standard library with it.
inline constexpr std::uint32_t kOutsideMarkets = 0xffffffffU;
inline constexpr double kDead = 1e-10;
// Links ahead of their use that the other end is fetched: more than memory takes to answer.
inline constexpr std::uint64_t kAhead = 24;

// The eight lanes of a site.
struct Lanes {
  Register part[kParts];
};

// x - 0 is x, and costs nothing; 0 + x would be an addition.
inline Lanes fill(double x) {
  Lanes out;
  for (unsigned p = 0; p < kParts; ++p) out.part[p] = x - Register{};
  return out;
}
inline Lanes load(const double* from) {
  Lanes out;
  for (unsigned p = 0; p < kParts; ++p) {
    out.part[p] = *reinterpret_cast<const Register*>(from + p * kSize);
  }
  return out;
}
inline void store(double* to, const Lanes& x) {
  for (unsigned p = 0; p < kParts; ++p) *reinterpret_cast<Register*>(to + p * kSize) = x.part[p];
}
inline void add_product(Lanes& sum, double share, const double* lanes) {
  const Register factor = share - Register{};
  for (unsigned p = 0; p < kParts; ++p) {
    sum.part[p] += factor * *reinterpret_cast<const Register*>(lanes + p * kSize);
  }
}
inline Register most(Register a, Register b) { return a > b ? a : b; }
inline Register least(Register a, Register b) { return a < b ? a : b; }
inline void raise(Lanes& x, const Lanes& other) {
  for (unsigned p = 0; p < kParts; ++p) x.part[p] = most(x.part[p], other.part[p]);
}

// Sum over links [first, last) of share * lanes of the other end.
inline Lanes pull(std::uint64_t first, std::uint64_t last, std::uint64_t all,
                  const std::uint32_t* other, const double* share, const double* lanes) {
  Lanes sum = fill(0);
  for (std::uint64_t k = first; k < last; ++k) {
    const std::uint64_t ahead = k + kAhead < all ? k + kAhead : k;
    __builtin_prefetch(lanes + std::uint64_t{other[ahead]} * kShockLanes);
    add_product(sum, share[k], lanes + std::uint64_t{other[k]} * kShockLanes);
  }
  return sum;
}

// Caps the loss at everything, notes its growth and stores it. Rising: never below what it was,
// which also holds a shock in place.
template <bool kRises>
inline void settle(Lanes& loss, const double* before, double* after, Lanes& growth) {
  const Lanes was = load(before);
  const Register one = 1.0 - Register{};
  for (unsigned p = 0; p < kParts; ++p) {
    loss.part[p] = NAIL_MUTANT(cascade_loss_above_all, least(loss.part[p], one), loss.part[p]);
    if constexpr (kRises) loss.part[p] = most(loss.part[p], was.part[p]);
    growth.part[p] = most(growth.part[p], loss.part[p] - was.part[p]);
  }
  store(after, loss);
}

inline void see(const LaneSystem& system, const double* down, double* alive, double* seen) {
  const std::uint64_t cells = std::uint64_t{system.markets} * kShockLanes;
  for (std::uint64_t k = 0; k < cells; ++k) alive[k] = 0;
  const Register one = 1.0 - Register{};
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    if (system.market[i] == kOutsideMarkets) continue;
    double* of = alive + std::uint64_t{system.market[i]} * kShockLanes;
    const Register size = system.size[i] - Register{};
    Lanes sum = load(of);
    const Lanes lost = load(down + std::uint64_t{i} * kShockLanes);
    for (unsigned p = 0; p < kParts; ++p) {
      sum.part[p] += NAIL_MUTANT(market_forgets_losses, size * (one - lost.part[p]), size);
    }
    store(of, sum);
  }
  if (NAIL_MUTANT(dead_market_not_revived, system.compat, false)) {
    for (std::uint64_t k = 0; k < cells; ++k) alive[k] = alive[k] < kDead ? 1 : alive[k];
  }
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    const std::uint64_t at = std::uint64_t{i} * kShockLanes;
    Lanes lost = load(down + at);
    if (system.market[i] != kOutsideMarkets) {
      const Register size = system.size[i] - Register{};
      const Lanes of = load(alive + std::uint64_t{system.market[i]} * kShockLanes);
      for (unsigned p = 0; p < kParts; ++p) {
        // A site is not replaced where what is left of its market is smaller, or nothing.
        const Register part = size / of.part[p];
        lost.part[p] *= NAIL_MUTANT(market_share_above_one, of.part[p] <= size ? one : part, part);
      }
    }
    store(seen + at, lost);
  }
}

template <bool kRises>
inline void pass_down(const LaneSystem& system, const double* seen, const double* before,
                      double* after, double* growth) {
  Lanes grown = load(growth);
  for (std::uint32_t j = 0; j < system.sites; ++j) {
    Lanes loss = fill(0);
    for (std::uint32_t s = system.slot_begin[j]; s < system.slot_begin[j + 1]; ++s) {
      const Lanes lack = pull(system.slot_link_begin[s], system.slot_link_begin[s + 1],
                              system.slot_links, system.slot_supplier, system.slot_share, seen);
      if (NAIL_MUTANT(cascade_slots_add_up, true, false)) {
        raise(loss, lack);
      } else {
        for (unsigned p = 0; p < kParts; ++p) loss.part[p] += lack.part[p];
      }
    }
    const std::uint64_t at = std::uint64_t{j} * kShockLanes;
    settle<kRises>(loss, before + at, after + at, grown);
  }
  store(growth, grown);
}

template <bool kRises>
inline void pass_up(const LaneSystem& system, const double* before, double* after, double* growth) {
  Lanes grown = load(growth);
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    Lanes loss = pull(system.sell_begin[i], system.sell_begin[i + 1], system.sell_links,
                      system.sell_buyer, system.sell_share, before);
    const std::uint64_t at = std::uint64_t{i} * kShockLanes;
    settle<kRises>(loss, before + at, after + at, grown);
  }
  store(growth, NAIL_MUTANT(growth_of_downstream_only, grown, load(growth)));
}

inline void step_down(const LaneSystem& system, const double* seen, const double* before,
                      double* after, double* growth) {
  pass_down<false>(system, seen, before, after, growth);
}

inline void step_up(const LaneSystem& system, const double* before, double* after, double* growth) {
  pass_up<false>(system, before, after, growth);
}

inline void rise_down(const LaneSystem& system, const double* seen, double* down, double* growth) {
  pass_down<true>(system, seen, down, down, growth);
}

inline void rise_up(const LaneSystem& system, double* up, double* growth) {
  pass_up<true>(system, up, up, growth);
}

inline void weigh(const LaneSystem& system, const double* weight, const double* down,
                  const double* up, LaneSums& sums) {
  Lanes both = fill(0), of_down = fill(0), of_up = fill(0), reached = fill(0);
  const Register one = Register{} + 1.0, zero = Register{};
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    const std::uint64_t at = std::uint64_t{i} * kShockLanes;
    const Lanes d = load(down + at), u = load(up + at);
    const Register w = weight[i] - Register{};
    for (unsigned p = 0; p < kParts; ++p) {
      of_down.part[p] += w * d.part[p];
      of_up.part[p] += w * u.part[p];
      both.part[p] +=
          w * NAIL_MUTANT(esri_adds_directions, most(d.part[p], u.part[p]), d.part[p] + u.part[p]);
      reached.part[p] += d.part[p] > zero ? one : zero;
    }
  }
  store(sums.both, both);
  store(sums.down, of_down);
  store(sums.up, of_up);
  store(sums.reached, reached);
}

inline void keep_lanes(const LaneSystem& system, const double* keep, double* losses) {
  const Lanes factor = load(keep);
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    double* of = losses + std::uint64_t{i} * kShockLanes;
    Lanes x = load(of);
    for (unsigned p = 0; p < kParts; ++p) x.part[p] *= factor.part[p];
    store(of, x);
  }
}

constexpr LaneKernels kernels(const char* name) {
  return {name, see, step_down, step_up, rise_down, rise_up, weigh, keep_lanes};
}

}  // namespace
}  // namespace nail
