// Exposure over many draws: for every row of a report the range of any_tier, and for the rows that
// matter the value in each draw.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "nail/exposure/exposure.h"

namespace nail {

struct DrawOptions {
  std::uint64_t seed = 1;
  int draws = 1000;
  // Called now and then with the part done, 0 to 1; returns false to stop. May be called from any
  // thread, one at a time.
  std::function<bool(double)> progress;
};

struct ExposureDraws {
  // Per row of the report: its any_tier in each draw with unknown supply safe; empty for rows that
  // are not among the kMostKept with the largest any_tier.
  std::vector<std::vector<float>> any_tier;
  bool settled = true;
  bool interrupted = false;
};

inline constexpr std::size_t kMostKept = 4000;

// Replaces low and high of report's rows by the 5th percentile of the lower bounds (unknown supply
// safe) and the 95th of the upper bounds (lost) over the draws.
ExposureDraws draw_exposure(const ProductNetwork& network, const Home& home, ExposureReport& report,
                            const ExposureOptions& how, const DrawOptions& options);

}  // namespace nail
