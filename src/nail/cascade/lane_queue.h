// A range of shocks through lanes, on several threads: a lane whose cascade has stopped takes the
// next shock at once, so that a long cascade holds up nobody. Which thread and lane a shock falls
// to changes nothing of its result.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

#include "nail/cascade/lane_engine.h"
#include "nail/cascade/rank_progress.h"
#include "nail/numeric/parallel.h"

namespace nail {

inline constexpr std::uint64_t kNoShock = ~std::uint64_t{0};
// Of the shock in each lane, counted from the first of the range; kNoShock: an empty lane.
using LanePositions = std::array<std::uint64_t, kShockLanes>;

// The shocks of a range that no thread has taken yet.
class LaneQueue {
 public:
  LaneQueue(std::uint64_t first, std::uint64_t count) : first_(first), count_(count) {
    const auto threads = static_cast<std::uint64_t>(threads_in_use());
    const std::uint64_t share = (count + threads - 1) / threads;
    lanes_ = static_cast<unsigned>(std::min<std::uint64_t>(share, kShockLanes));
    workers_ = count == 0 ? 0 : std::min(threads, (count + lanes_ - 1) / lanes_);
  }

  std::uint64_t next() {
    const std::uint64_t position = taken_++;
    return position < count_ ? position : kNoShock;
  }
  std::uint64_t first() const { return first_; }
  // How many lanes a thread should fill, so that few shocks are spread over all threads.
  unsigned lanes() const { return lanes_; }
  std::uint64_t workers() const { return workers_; }

 private:
  std::uint64_t first_, count_, workers_ = 0;
  unsigned lanes_ = 0;
  std::atomic<std::uint64_t> taken_{0};
};

// Works until nothing is left or the meter says stop. harvest.stepped(lanes in use) is called after
// each step, harvest.take(engine, positions, done) where lanes are done (bits of `done`).
template <class Harvest>
void run_lanes(LaneEngine& engine, const CascadeShocks& shocks, LaneQueue& queue, RankMeter& meter,
               Harvest& harvest) {
  LanePositions position;
  position.fill(kNoShock);
  unsigned busy = 0;
  const auto refill = [&](unsigned lane) {
    position[lane] = queue.next();
    if (position[lane] == kNoShock) return;
    engine.load(lane, shocks, queue.first() + position[lane]);
    ++busy;
  };
  for (unsigned lane = 0; lane < queue.lanes(); ++lane) refill(lane);
  while (busy > 0 && meter.goes_on()) {
    engine.step();
    harvest.stepped(busy);
    unsigned done = 0;
    for (unsigned lane = 0; lane < kShockLanes; ++lane) {
      if (position[lane] != kNoShock && engine.is_done(lane)) done |= 1U << lane;
    }
    if (done == 0) continue;
    harvest.take(engine, position, done);
    engine.clear(done);
    for (unsigned lane = 0; lane < kShockLanes; ++lane) {
      if ((done >> lane & 1U) == 0) continue;
      --busy;
      refill(lane);
    }
  }
}

}  // namespace nail
