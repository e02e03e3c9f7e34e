#include "nail/dynamics/stress_summary.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "nail/base/mutant.h"

namespace nail {

StressSummary::StressSummary(const StressNetwork& network)
    : outcomes_(network.demands()),
      first_loss_(network.nodes.size(), -1),
      lowest_output_(network.nodes.size(), 1) {}

void DemandOutcome::add(int day, double unmet) {
  lost_days += unmet;
  if (unmet <= kShortage) {
    if (last_shortage >= 0 && last_shortage == day - 1) {
      recovered = NAIL_MUTANT(recovered_on_the_last_day, day, last_shortage);
    }
    return;
  }
  if (first_shortage < 0) first_shortage = day;
  last_shortage = day;
  recovered = -1;
  ++shortage_days;
  if (NAIL_MUTANT(depth_of_the_last_day, unmet > depth, true)) {
    depth = unmet;
    depth_day = day;
  }
}

void StressSummary::add(const DayView& day) {
  for (std::size_t i = 0; i < outcomes_.size(); ++i) outcomes_[i].add(day.day, day.unmet[i]);
  for (std::size_t n = 0; n < first_loss_.size(); ++n) {
    const double output = day.output[n];
    if (output >= lowest_output_[n]) continue;
    lowest_output_[n] = output;
    if (first_loss_[n] < 0 && output < 1 - kShortage) first_loss_[n] = day.day;
  }
}

namespace {

// The final demands that stand for the home: its own, or for a bloc also those of its members.
std::vector<UserId> buyers_of(const StressNetwork& network, const Home& home) {
  std::vector<UserId> buyers{network.base->user_of(home)};
  if (home.is_bloc) {
    for (const PlaceId member : home.members) buyers.push_back(network.base->user_of(member));
  }
  return buyers;
}

double urgency(int priority) {
  return std::ldexp(1.0, NAIL_MUTANT(home_priorities_alike, 1 - priority, 0));
}

}  // namespace

HomeDemand home_demand(const StressNetwork& network, const Home& home) {
  HomeDemand out;
  const Case& data = *network.base->data;
  std::vector<std::uint8_t> stated(network.base->products, 0);
  for (const DemandRow& row : data.demand) {
    if (!home.holds(row.place)) continue;
    stated[row.product.index()] = 1;
    out.from_case = true;
  }
  std::vector<std::uint8_t> is_input(network.base->products, 0);
  for (const RecipeInput& input : network.base->flow_inputs) is_input[input.product.index()] = 1;
  const std::vector<UserId> buyers = buyers_of(network, home);
  double total = 0;
  for (std::size_t p = 0; p < network.base->products; ++p) {
    if (out.from_case ? stated[p] == 0 : is_input[p] != 0) continue;
    std::vector<HomeDemand::Part> parts;
    double weights = 0;
    for (const UserId buyer : buyers) {
      for (const StressUse& use : network.demands_at(ProductId(p), buyer)) {
        const auto at = static_cast<std::size_t>(&use - network.uses.data());
        // Where the case states the demand of members, the bloc itself only looks on.
        if (out.from_case && home.is_bloc && buyer == buyers.front() && use.weight == 0) continue;
        parts.push_back({at - network.first_demand, use.weight, use.priority});
        weights += use.weight;
      }
      // Without statements a bloc buys as one.
      if (!out.from_case && !parts.empty()) break;
    }
    for (HomeDemand::Part& part : parts) {
      const double in_product =
          weights > 0 ? part.weight / weights : 1 / static_cast<double>(parts.size());
      part.weight = in_product * urgency(part.priority);
      total += part.weight;
      out.parts.push_back(part);
    }
  }
  for (HomeDemand::Part& part : out.parts) part.weight /= total;
  return out;
}

double home_unmet(const HomeDemand& home, const DayView& day) {
  double sum = 0;
  for (const HomeDemand::Part& part : home.parts) sum += part.weight * day.unmet[part.demand];
  return sum;
}

Lanes home_unmet(const HomeDemand& home, const LaneDayView& day) {
  Lanes sum = kLanesZero;
  for (const HomeDemand::Part& part : home.parts) sum += day.unmet[part.demand] * part.weight;
  return sum;
}

}  // namespace nail
