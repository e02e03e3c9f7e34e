// One cascade with all its losses, and the ways they came.
#include "nail/cascade/cascade_causes.h"
#include "nail/cascade/lane_engine.h"
#include "nail/cascade/rank.h"

namespace nail {
namespace {

std::vector<double> first_lane(const double* lanes, std::size_t sites) {
  std::vector<double> out(sites);
  for (std::size_t i = 0; i < sites; ++i) out[i] = lanes[i * kShockLanes];
  return out;
}

std::vector<double> by_position(const std::vector<double>& by_number, const CascadeSystem& system) {
  std::vector<double> out(by_number.size());
  for (std::size_t k = 0; k < out.size(); ++k) out[system.order[k]] = by_number[k];
  return out;
}

std::vector<std::uint32_t> sites_by_position(const std::vector<std::uint32_t>& by_number,
                                             const CascadeSystem& system) {
  std::vector<std::uint32_t> out(by_number.size(), kNoCause);
  for (std::size_t k = 0; k < out.size(); ++k) {
    if (by_number[k] != kNoCause) out[system.order[k]] = system.order[by_number[k]];
  }
  return out;
}

}  // namespace

CascadeState run_cascade(const CascadeSystem& system, const CascadeShocks& shocks,
                         std::uint64_t shock) {
  return *run_cascade(system, shocks, shock, [] { return true; });
}

std::optional<CascadeState> run_cascade(const CascadeSystem& system, const CascadeShocks& shocks,
                                        std::uint64_t shock, const std::function<bool()>& goes_on) {
  LaneEngine engine(system, lane_kernels());
  engine.load(0, shocks, shock);
  do {
    if (!goes_on()) return std::nullopt;
    engine.step();
  } while (!engine.is_done(0));
  engine.look();
  const std::vector<double> down = first_lane(engine.down(), system.sites);
  const std::vector<double> up = first_lane(engine.up(), system.sites);
  const std::vector<double> seen = first_lane(engine.seen(), system.sites);

  std::vector<bool> hit_down(system.sites, false), hit_up(system.sites, false);
  if (shocks.is_single_failures()) {
    hit_down[system.number[shock]] = hit_up[system.number[shock]] = true;
  } else {
    for (std::uint64_t k = shocks.begin[shock]; k < shocks.begin[shock + 1]; ++k) {
      const std::uint32_t site = system.number[shocks.site[k]];
      hit_down[site] = hit_down[site] || shocks.down[k] > 0;
      hit_up[site] = hit_up[site] || shocks.up[k] > 0;
    }
  }
  CascadeState state;
  state.iterations = engine.steps(0);
  state.has_given_up = engine.has_given_up(0);
  state.down = by_position(down, system);
  state.up = by_position(up, system);
  state.cause_down = sites_by_position(trace_down(system, down, seen, hit_down), system);
  state.cause_up = sites_by_position(trace_up(system, up, hit_up), system);
  return state;
}

}  // namespace nail
