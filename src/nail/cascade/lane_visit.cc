// The losses of all sites in many shocks.
#include <vector>

#include "nail/cascade/lane_queue.h"
#include "nail/cascade/rank.h"

namespace nail {
namespace {

struct Visit {
  const CascadeSystem& system;
  const LossVisitor& visit;
  RankMeter& meter;
  std::uint64_t first;
  std::vector<double> down, up;

  void stepped(unsigned /*busy*/) {}
  void take(const LaneEngine& engine, const LanePositions& position, unsigned done) {
    down.resize(system.sites);
    up.resize(system.sites);
    for (unsigned lane = 0; lane < kShockLanes; ++lane) {
      if ((done >> lane & 1U) == 0) continue;
      for (std::uint32_t k = 0; k < system.sites; ++k) {
        down[system.order[k]] = engine.down()[std::size_t{k} * kShockLanes + lane];
        up[system.order[k]] = engine.up()[std::size_t{k} * kShockLanes + lane];
      }
      visit(first + position[lane], {down, up, engine.steps(lane), engine.has_given_up(lane)});
      meter.add(1);
    }
  }
};

}  // namespace

bool visit_losses(const CascadeSystem& system, const CascadeShocks& shocks, std::uint64_t first,
                  std::uint64_t count, const LossVisitor& visit, const RankProgress& progress) {
  RankMeter meter(progress);
  LaneQueue queue(first, count);
  parallel_parts(queue.workers(), [&](std::size_t) {
    LaneEngine engine(system, lane_kernels());
    Visit visitor{system, visit, meter, first, {}, {}};
    run_lanes(engine, shocks, queue, meter, visitor);
  });
  meter.finish();
  return meter.done() == count;
}

}  // namespace nail
