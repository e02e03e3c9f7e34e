#include "nail/reroute/survival.h"

#include <algorithm>
#include <cmath>

#include "nail/base/mutant.h"
#include "nail/numeric/parallel.h"
#include "nail/reroute/survival_lp.h"
#include "nail/reroute/worst_losses.h"
#include "nail/reroute/worst_run.h"

namespace nail {
namespace {

constexpr double kDaysAYear = 365;
// Sites that are run before progress is told.
constexpr std::size_t kBatch = 256;

// What a day of each part of the demand is worth; NaN where nobody can tell.
std::vector<double> values_a_day(const StressNetwork& network, const HomeDemand& demand) {
  std::vector<double> out;
  for (const HomeDemand::Part& part : demand.parts) {
    const StressUse& use = network.demand(part.demand);
    const Product& product = (*network.base->data)[use.product];
    const double value = use.weight * product.total_quantity * product.price_usd /
                         NAIL_MUTANT(survival_money_a_year, kDaysAYear, 1.0);
    // An observer has no quantity of its own.
    out.push_back(use.weight > 0 ? value : kUnknown);
  }
  return out;
}

// Every product is worth the same; within one its buyers count by what they use, a later class of
// priority half of the one before.
HomeDemand weighed(const StressNetwork& network, std::vector<std::size_t> demands) {
  HomeDemand out;
  std::size_t products = 0;
  for (std::size_t first = 0; first < demands.size(); ++products) {
    const ProductId product = network.demand(demands[first]).product;
    std::size_t end = first;
    double sum = 0;
    for (; end < demands.size() && network.demand(demands[end]).product == product; ++end) {
      sum += network.demand(demands[end]).weight;
    }
    for (; first < end; ++first) {
      const StressUse& use = network.demand(demands[first]);
      out.parts.push_back(
          {demands[first], use.weight / sum * std::ldexp(1.0, 1 - use.priority), use.priority});
    }
  }
  double sum = 0;
  for (const HomeDemand::Part& part : out.parts) sum += part.weight;
  for (HomeDemand::Part& part : out.parts) part.weight /= sum;
  return out;
}

// The optimist's times: never less than what the cascade survives anyhow.
SurvivalTime optimists_time(int days, const SurvivalTime& cascade, int horizon) {
  if (days < 0) return {};
  if (cascade.state == SurvivalTime::State::known) {
    days = std::max(days, static_cast<int>(cascade.days));
  } else {
    days = horizon;
  }
  if (days >= horizon) return {SurvivalTime::State::beyond_horizon, 0};
  return {SurvivalTime::State::known, static_cast<double>(days)};
}

// By the linear programs, for sites in order of impact. A site that the cascade survives beyond the
// horizon needs no program. False where progress said stop.
bool add_optimist(const StressNetwork& network, const HomeDemand& demand,
                  const SurvivalOptions& options, std::vector<SurvivalSite>& sites) {
  const SurvivalGoal goal = survival_goal(network, demand);
  std::vector<std::vector<NodeId>> sets;
  std::vector<std::size_t> asked;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    SurvivalSite& site = sites[i];
    site.aggregate = optimists_time(options.days, site.cascade, options.days);
    if (site.cascade.state != SurvivalTime::State::known) continue;
    sets.push_back({network.node(site.product, site.place)});
    asked.push_back(i);
  }
  const std::vector<int> aggregate = aggregate_survival(network, goal, sets, options.days);
  for (std::size_t k = 0; k < asked.size(); ++k) {
    SurvivalSite& site = sites[asked[k]];
    site.aggregate = optimists_time(aggregate[k], site.cascade, options.days);
  }
  const std::size_t top = std::min(options.top, sites.size());
  // A few at a time, so that progress can be told.
  constexpr std::size_t kTogether = 4;
  for (std::size_t first = 0; first < top; first += kTogether) {
    if (options.progress &&
        !options.progress(0.5 + 0.5 * static_cast<double>(first) / static_cast<double>(top))) {
      return false;
    }
    parallel_parts(std::min(kTogether, top - first), [&](std::size_t k) {
      SurvivalSite& site = sites[first + k];
      site.time_indexed = site.aggregate;
      if (site.cascade.state != SurvivalTime::State::known ||
          site.aggregate.state == SurvivalTime::State::not_computed) {
        return;
      }
      const int most = site.aggregate.state == SurvivalTime::State::known
                           ? static_cast<int>(site.aggregate.days)
                           : options.days;
      const NodeId node = network.node(site.product, site.place);
      const int days = time_indexed_survival(network, goal, std::span(&node, 1),
                                             static_cast<int>(site.cascade.days), most);
      site.time_indexed = optimists_time(days, site.cascade, options.days);
    });
  }
  return true;
}

}  // namespace

HomeDemand everyones_demand(const StressNetwork& network) {
  const ProductNetwork& base = *network.base;
  std::vector<std::uint8_t> counts(network.node_begin.size() - 1, 0);
  for (const DemandRow& row : base.data->demand) counts[row.product.index()] = 1;
  const bool from_case = !base.data->demand.empty();
  if (!from_case) {
    std::fill(counts.begin(), counts.end(), 1);
    for (const RecipeInput& input : base.flow_inputs) counts[input.product.index()] = 0;
  }
  std::vector<std::size_t> demands;
  for (std::size_t i = 0; i < network.demands(); ++i) {
    const StressUse& use = network.demand(i);
    if (use.weight > 0 && !use.unknown_makers && counts[use.product.index()] != 0) {
      demands.push_back(i);
    }
  }
  HomeDemand out = weighed(network, std::move(demands));
  out.from_case = from_case;
  return out;
}

Result<Survival> survival(const StressNetwork& network, const Shares& shares,
                          const HomeDemand& demand, const SurvivalOptions& options) {
  const ProductNetwork& base = *network.base;
  std::vector<LossPart> parts = loss_parts(network, demand);
  // A demand of unknown size weighs nothing in a loss, and can go short all the same.
  for (LossPart& part : parts) part.weight = NAIL_MUTANT(survival_only_weighed, 1.0, part.weight);
  std::vector<ProductId> wanted;
  for (const LossPart& part : parts) wanted.push_back(part.product);
  const std::vector<Removal> removals = only_reaching(
      base, shares, parts,
      removal_candidates(base, RemovalUnit::sites, {}, needed_products(base, wanted)));
  const std::vector<double> value = values_a_day(network, demand);

  Survival out;
  out.horizon = options.days;
  out.sites.resize(removals.size());
  double longest = options.days;
  for (std::size_t i = 0; i < removals.size(); ++i) {
    SurvivalSite& site = out.sites[i];
    site.product = removals[i].parts.front().product;
    site.place = removals[i].parts.front().place;
    site.cascade.state = SurvivalTime::State::beyond_horizon;
    site.impact_usd = 0;
    const StressNode& node = network.nodes[network.node(site.product, site.place).index()];
    site.ttr_known = is_known(node.ttr_days);
    if (site.ttr_known) site.ttr = node.ttr_days;
    longest = std::max(longest, std::min(site.ttr, kMostTtr));
  }
  RemovalRuns runs(network, demand);
  for (std::size_t first = 0; first < removals.size(); first += kBatch) {
    if (options.progress && !options.progress(0.5 * static_cast<double>(first) /
                                              static_cast<double>(removals.size()))) {
      return fail(ExitCode::interrupted, "interrupted");
    }
    const std::size_t count = std::min(kBatch, removals.size() - first);
    runs.run(std::span(removals).subspan(first, count), static_cast<int>(std::ceil(longest)),
             [&](const RemovalDay& day) {
               SurvivalSite& site = out.sites[first + day.removal];
               if (day.short_part >= 0 && day.day < options.days && !site.first_short) {
                 const std::size_t at = static_cast<std::size_t>(day.short_part);
                 site.first_short = network.demand(demand.parts[at].demand).product;
                 site.cascade = {SurvivalTime::State::known, static_cast<double>(day.day)};
               }
               // The part of this day that the site is out.
               const double out_for = std::clamp(
                   NAIL_MUTANT(survival_impact_over_horizon, site.ttr, 1e9) - day.day, 0.0, 1.0);
               site.impact_days += out_for * day.unmet;
               for (std::size_t i = 0; i < day.parts.size() && out_for > 0; ++i) {
                 if (day.parts[i] > kShortage) site.impact_usd += out_for * day.parts[i] * value[i];
               }
               return day.day + 1 < options.days || day.day + 1 < site.ttr;
             });
  }
  double most = 0;
  for (const SurvivalSite& site : out.sites) most = std::max(most, site.impact_days);
  for (SurvivalSite& site : out.sites) {
    if (most > 0) site.rei = site.impact_days / most;
    if (site.recovers_late()) ++out.late;
  }
  // The sites stand in order of their ids: that decides ties.
  std::stable_sort(
      out.sites.begin(), out.sites.end(),
      [](const SurvivalSite& a, const SurvivalSite& b) { return a.impact_days > b.impact_days; });
  if (options.optimist && !add_optimist(network, demand, options, out.sites)) {
    return fail(ExitCode::interrupted, "interrupted");
  }
  return out;
}

}  // namespace nail
