#include "nail/reroute/periods.h"

#include <algorithm>

namespace nail {
namespace {

int step(int since, Grid grid) {
  if (grid == Grid::daily || (grid == Grid::mixed && since < 14)) return 1;
  if (grid == Grid::quarterly) return std::max(91, since / 4);
  if (grid != Grid::monthly && since < 91) return 7;
  if (grid != Grid::monthly && since < 182) return 14;
  // Long horizons end in ever longer periods.
  return std::max(28, since / 13);
}

std::vector<int> cuts_of(const ShockPlan& plan) {
  std::vector<int> cuts;
  const auto add = [&](const auto& shocks) {
    for (const auto& shock : shocks) {
      cuts.push_back(shock.window.start);
      cuts.push_back(shock.window.end);
      cuts.push_back(shock.window.end + shock.window.recovery);
    }
  };
  add(plan.outages);
  add(plan.bans);
  add(plan.holds);
  add(plan.surges);
  for (const ShockPlan::StockLoss& loss : plan.stock_losses) cuts.push_back(loss.day);
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return cuts;
}

}  // namespace

std::vector<Period> make_periods(const ShockPlan& plan, int begin, int end, Grid grid) {
  const std::vector<int> cuts = cuts_of(plan);
  std::vector<Period> out;
  while (begin < end) {
    const int since = out.empty() ? 0 : begin - out.front().begin;
    int stop = std::min(end, begin + step(since, grid));
    const auto cut = std::upper_bound(cuts.begin(), cuts.end(), begin);
    if (cut != cuts.end()) stop = std::min(stop, *cut);
    out.push_back({begin, stop});
    begin = stop;
  }
  return out;
}

std::size_t period_of(const std::vector<Period>& periods, int day) {
  const auto found = std::upper_bound(periods.begin(), periods.end(), day,
                                      [](int at, const Period& period) { return at < period.end; });
  return static_cast<std::size_t>(found - periods.begin());
}

}  // namespace nail
