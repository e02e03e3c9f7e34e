#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "nail/assess/stress.h"
#include "nail/assess/stress_weeks.h"
#include "nail/base/mutant.h"
#include "nail/dynamics/shortage_path.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

constexpr double kEmpty = 1e-9;      // days of stock that are none
constexpr double kLeastLost = 0.05;  // days of demand worth a row
constexpr std::size_t kMostProducts = 8, kMostPlaces = 8;
constexpr std::size_t kBlock = 8;  // scenarios between two looks at the progress

std::string_view kind_name(ShockKind kind) {
  switch (kind) {
    case ShockKind::outage:
      return "outage";
    case ShockKind::export_ban:
      return "export_ban";
    case ShockKind::demand_surge:
      return "demand_surge";
    case ShockKind::stock_loss:
      return "stock_loss";
    case ShockKind::recall:
      return "recall";
    case ShockKind::transport:
      return "transport";
    case ShockKind::capital_loss:
      return "capital_loss";
  }
  return "";
}

// Id, probability, sources, kinds and places: what the case says of a scenario.
ScenarioView described(const Case& data, const Scenario& scenario) {
  ScenarioView view;
  view.id = scenario.id;
  view.name = scenario.name;
  view.probability = scenario.probability_per_year;
  view.grade = scenario.source ? data[scenario.source].grade : Grade::assumption;
  const auto once = [](std::vector<std::string>& list, const std::string& item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
  };
  if (scenario.source) once(view.sources, data[scenario.source].id);
  for (const Shock& shock : scenario.shocks) {
    if (shock.from.source) once(view.sources, data[shock.from.source].id);
    once(view.shock_kinds, std::string(kind_name(shock.kind)));
    if (!shock.place.empty()) once(view.shock_places, shock.place);
  }
  std::sort(view.shock_kinds.begin(), view.shock_kinds.end());
  std::sort(view.shock_places.begin(), view.shock_places.end());
  return view;
}

// The home's uses whose stocks are worth looking at: final demand at the home, one a product, the
// one with the largest weight in its loss.
std::vector<UseId> home_uses(const StressContext& c) {
  const StressNetwork& network = *c.network;
  std::map<ProductId, std::pair<double, std::size_t>> best;  // weight, demand
  std::vector<double> weight(network.demands(), 0);
  for (const HomeDemand::Part& part : c.demand.parts) weight[part.demand] = part.weight;
  for (std::size_t i = 0; i < network.demands(); ++i) {
    const StressUse& use = network.demand(i);
    if (!use.buyer) continue;
    const bool own = use.buyer == c.home_user;
    const bool member =
        use.buyer.index() < c.site->places && c.home.holds(PlaceId(use.buyer.index()));
    if (!own && !member) continue;
    const auto [at, is_new] = best.try_emplace(use.product, weight[i], i);
    if (!is_new && weight[i] > at->second.first) at->second = {weight[i], i};
  }
  std::vector<UseId> out;
  for (const auto& [product, found] : best) out.emplace_back(network.first_demand + found.second);
  return out;
}

// What the home holds of each product, day by day.
struct StockWatch {
  UseId use;
  double lowest = 0;
  StockRunView run;
};

std::vector<StockRunView> worst_stocks(std::vector<StockWatch> watched, const StressContext& c,
                                       const std::vector<DemandOutcome>& outcomes) {
  std::erase_if(watched, [](const StockWatch& w) {
    return !(w.run.start_days > kEmpty) || w.lowest > 0.95 * w.run.start_days;
  });
  const auto lost = [&](const StockWatch& w) {
    return outcomes[w.use.index() - c.network->first_demand].lost_days;
  };
  std::stable_sort(watched.begin(), watched.end(), [&](const StockWatch& a, const StockWatch& b) {
    const double x = lost(a);
    const double y = lost(b);
    if (x != y) return x > y;
    const double p = a.lowest / a.run.start_days;
    const double q = b.lowest / b.run.start_days;
    return p != q ? p < q : a.run.product < b.run.product;
  });
  std::vector<StockRunView> out;
  for (StockWatch& w : watched) {
    if (out.size() == kMostStockRuns) break;
    out.push_back(std::move(w.run));
  }
  return out;
}

// The products and places that lose most, the home's own demand and the home first.
std::vector<WithoutView> who_goes_without(const StressContext& c,
                                          const std::vector<DemandOutcome>& outcomes) {
  const StressNetwork& network = *c.network;
  std::map<ProductId, double> own;  // weight in the home's loss
  for (const HomeDemand::Part& part : c.demand.parts) {
    own[network.demand(part.demand).product] += part.weight;
  }
  struct Cell {
    double lost = 0, weight = 0, plain = 0;
    int count = 0, first = kNever;
  };
  std::map<std::pair<ProductId, UserId>, Cell> cells;
  for (std::size_t i = 0; i < network.demands(); ++i) {
    const StressUse& use = network.demand(i);
    if (!use.buyer || use.unknown_makers) continue;
    if (!std::binary_search(c.seats.begin(), c.seats.end(), use.buyer)) continue;
    Cell& cell = cells[{use.product, use.buyer}];
    const DemandOutcome& outcome = outcomes[i];
    cell.lost += use.weight * outcome.lost_days;
    cell.weight += use.weight;
    cell.plain += outcome.lost_days;
    ++cell.count;
    if (outcome.first_shortage != kNever &&
        (cell.first == kNever || outcome.first_shortage < cell.first)) {
      cell.first = outcome.first_shortage;
    }
  }
  std::map<ProductId, double> by_product;
  std::map<UserId, double> by_place;
  for (auto& [key, cell] : cells) {
    cell.lost = cell.weight > 0 ? cell.lost / cell.weight : cell.plain / cell.count;
    if (cell.lost < kLeastLost) continue;
    by_product[key.first] += cell.lost;
    by_place[key.second] += cell.lost;
  }
  std::vector<ProductId> products;
  for (const auto& [product, lost] : by_product) products.push_back(product);
  std::stable_sort(products.begin(), products.end(), [&](ProductId a, ProductId b) {
    const bool x = own.contains(a);
    const bool y = own.contains(b);
    return x != y ? x : by_product[a] > by_product[b];
  });
  if (products.size() > kMostProducts) products.resize(kMostProducts);
  std::vector<UserId> places;
  for (const auto& [place, lost] : by_place) places.push_back(place);
  std::stable_sort(places.begin(), places.end(), [&](UserId a, UserId b) {
    const bool x = a == c.home_user;
    const bool y = b == c.home_user;
    return x != y ? x : by_place[a] > by_place[b];
  });
  if (places.size() > kMostPlaces) places.resize(kMostPlaces);
  std::vector<WithoutView> out;
  for (const ProductId product : products) {
    for (const UserId place : places) {
      const auto at = cells.find({product, place});
      if (at == cells.end() || at->second.lost < kLeastLost) continue;
      const auto [id, name] = c.buyer(place);
      out.push_back({(*c.data)[product].id, c.product_name(product), id, name, at->second.lost,
                     at->second.first});
    }
  }
  return out;
}

void run_pessimist(const StressContext& c, const ShockPlan& plan, ScenarioView& view) {
  const StressNetwork& network = *c.network;
  StressRunOptions options;
  options.days = c.days;
  options.parallel = false;
  StressSummary summary(network);
  ShortagePaths paths(*c.structure, plan);
  DemandOutcome whole;
  Weeks weeks;
  std::vector<StockWatch> watched;
  for (const UseId use : home_uses(c)) {
    const StressUse& u = network.uses[use.index()];
    StockWatch w{use, 0, {}};
    w.run.product = (*c.data)[u.product].id;
    w.run.product_name = c.product_name(u.product);
    w.run.start_days = u.stock_days + (u.release == Release::never ? 0 : u.government_days);
    w.lowest = w.run.start_days;
    if (w.run.start_days > kEmpty) watched.push_back(std::move(w));
  }
  run_stress(network, plan, options, [&](const DayView& day) {
    summary.add(day);
    paths.add(day);
    const double unmet = home_unmet(c.demand, day);
    whole.add(day.day, unmet);
    weeks.add(day.day, unmet);
    for (StockWatch& w : watched) {
      const double stock = day.stock[w.use.index()];
      w.lowest = std::min(w.lowest, stock);
      if (stock <= kEmpty && w.run.empty_on == kNever) w.run.empty_on = day.day;
      if (day.day % 7 == 0) w.run.weeks.push_back(stock);
    }
    return true;
  });
  view.weeks_pessimist = weeks.take();
  const auto& outcomes = summary.outcomes();
  view.pessimist = whole.lost_days;
  view.depth = whole.depth;
  view.depth_day = whole.depth_day;
  // The first shortage of the home's demand; of those on one day the one that weighs most.
  double heaviest = 0;
  std::size_t first = network.demands();
  int last = kNever;
  for (const HomeDemand::Part& part : c.demand.parts) {
    const DemandOutcome& outcome = outcomes[part.demand];
    if (outcome.first_shortage < 0) continue;
    last = std::max(last, outcome.last_shortage);
    const bool sooner =
        view.first_shortage == kNever || outcome.first_shortage < view.first_shortage;
    const double weighs = part.weight * outcome.lost_days;
    if (!sooner && (outcome.first_shortage != view.first_shortage || weighs <= heaviest)) continue;
    view.first_shortage = outcome.first_shortage;
    heaviest = weighs;
    first = part.demand;
  }
  if (first < network.demands()) {
    const ProductId product = network.demand(first).product;
    view.first_product = (*c.data)[product].id;
    view.first_product_name = c.product_name(product);
    if (last + 1 < c.days) view.recovered = last + 1;
    for (const ShortageStep& step : paths.path(first)) {
      const auto [id, name] = c.buyer(step.user);
      view.path.push_back({(*c.data)[step.product].id, c.product_name(step.product), id, name});
    }
  }
  view.stocks = worst_stocks(std::move(watched), c, outcomes);
  view.without = who_goes_without(c, outcomes);
}

void run_adaptive(const StressContext& c, const ShockPlan& plan, ScenarioView& view) {
  StressRunOptions options;
  options.days = c.days;
  options.mode = StressMode::ario;
  options.parallel = false;
  view.adaptive = 0;
  Weeks weeks;
  run_stress(*c.network, plan, options, [&](const DayView& day) {
    const double unmet = home_unmet(c.demand, day);
    weeks.add(day.day, unmet);
    view.adaptive += unmet;
    return true;
  });
  view.weeks_adaptive = weeks.take();
}

}  // namespace

Ranged expected_loss(const Ranged& probability, double pessimist, double optimist) {
  if (!is_known(probability.value)) return {};
  Ranged expected;
  expected.value =
      NAIL_MUTANT(expected_loss_of_high, probability.value, probability.upper()) * pessimist;
  expected.low =
      probability.lower() * (is_known(optimist) ? std::min(optimist, pessimist) : pessimist);
  expected.high = probability.upper() * pessimist;
  expected.kind = probability.kind;
  return expected;
}

void order_scenarios(std::vector<ScenarioView>& scenarios) {
  std::stable_sort(scenarios.begin(), scenarios.end(),
                   [](const ScenarioView& a, const ScenarioView& b) {
                     const double x = is_known(a.expected.value) ? a.expected.value : -1;
                     const double y = is_known(b.expected.value) ? b.expected.value : -1;
                     if (x != y) return x > y;
                     return a.pessimist != b.pessimist ? a.pessimist > b.pessimist : a.id < b.id;
                   });
}

Result<std::vector<ScenarioView>> run_scenarios(const StressContext& c) {
  const auto& scenarios = c.data->scenarios;
  std::vector<ShockPlan> plans;
  for (const Scenario& scenario : scenarios) {
    auto plan = plan_shocks(*c.network, scenario);
    if (!plan) return tl::unexpected(plan.error());
    plans.push_back(std::move(*plan));
  }
  std::vector<ScenarioView> views(scenarios.size());
  for (std::size_t begin = 0; begin < scenarios.size(); begin += kBlock) {
    const double done = static_cast<double>(begin) / static_cast<double>(scenarios.size());
    if (!c.go_on("scenarios", done)) return fail(ExitCode::interrupted, "interrupted");
    parallel_parts(std::min(kBlock, scenarios.size() - begin), [&](std::size_t part) {
      const std::size_t i = begin + part;
      ScenarioView& view = views[i];
      view = described(*c.data, scenarios[i]);
      view.shock_begin = std::clamp(plans[i].first_day, 0, c.days);
      view.shock_end = std::clamp(plans[i].last_day, 0, c.days);
      run_pessimist(c, plans[i], view);
      run_adaptive(c, plans[i], view);
      view.expected = expected_loss(view.probability, view.pessimist, view.optimist);
    });
  }
  order_scenarios(views);
  return views;
}

}  // namespace nail
