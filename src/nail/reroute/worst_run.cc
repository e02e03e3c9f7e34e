#include "nail/reroute/worst_run.h"

#include <algorithm>
#include <array>

#include "nail/base/mutant.h"
#include "nail/numeric/parallel.h"

namespace nail {

RemovalRuns::RemovalRuns(const StressNetwork& network, const HomeDemand& demand)
    : network_(&network), demand_(&demand) {
  for (const HomeDemand::Part& part : demand.parts) {
    watched_.push_back(network.demand(part.demand).product);
  }
  std::sort(watched_.begin(), watched_.end());
  watched_.erase(std::unique(watched_.begin(), watched_.end()), watched_.end());
}

RemovalRuns::~RemovalRuns() = default;

void RemovalRuns::run(std::span<const Removal> removals, int days,
                      const std::function<bool(const RemovalDay&)>& visit) {
  const std::size_t blocks = (removals.size() + kLanes - 1) / kLanes;
  const std::size_t parts = std::min(blocks, static_cast<std::size_t>(threads_in_use()));
  while (simulators_.size() < parts) {
    simulators_.push_back(std::make_unique<StressSimulator>(*network_));
  }
  StressRunOptions options;
  options.days = days;
  options.mode = StressMode::cascade;
  options.watched = watched_;
  options.parallel = parts == 1;
  parallel_parts(parts, [&](std::size_t part) {
    for (std::size_t block = part; block < blocks; block += parts) {
      const std::size_t first = block * kLanes;
      const std::size_t count = std::min(kLanes, removals.size() - first);
      std::vector<ShockPlan> plans;
      std::array<const ShockPlan*, kLanes> lanes{};
      for (std::size_t k = 0; k < count; ++k) {
        plans.push_back(plan_removal(*network_, removals[first + k], days));
      }
      for (std::size_t k = 0; k < count; ++k) lanes[k] = &plans[k];
      std::array<bool, kLanes> goes_on{};
      std::vector<double> unmet(demand_->parts.size());
      std::fill_n(goes_on.begin(), count, true);
      simulators_[part]->run(std::span(lanes).first(count), options, [&](const LaneDayView& view) {
        bool any = false;
        for (std::size_t k = 0; k < count; ++k) {
          if (!goes_on[k]) continue;
          RemovalDay day{first + k, view.day, 0, unmet, -1};
          for (std::size_t i = 0; i < demand_->parts.size(); ++i) {
            const HomeDemand::Part& one = demand_->parts[i];
            unmet[i] = view.unmet[one.demand][k];
            day.unmet += unmet[i] * NAIL_MUTANT(removal_run_without_weight, one.weight, 1.0);
            if (unmet[i] > kShortage && day.short_part < 0) day.short_part = static_cast<int>(i);
          }
          goes_on[k] = visit(day);
          any = any || goes_on[k];
        }
        return any;
      });
    }
  });
}

}  // namespace nail
