#include "nail/uncertainty/ensemble.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "nail/numeric/parallel.h"
#include "nail/numeric/statistics.h"
#include "nail/uncertainty/ensemble_drivers.h"
#include "nail/uncertainty/ensemble_statistics.h"
#include "nail/uncertainty/share_draws.h"
#include "tests/oracle/random_stress.h"
#include "tests/oracle/small_case.h"

namespace nail {
namespace {

using oracle::SmallCase;

struct Years {
  Years(LoadedCase of, const EnsembleOptions& options, const std::string& home = "P0")
      : loaded(std::move(of)), network(compile_network(loaded)) {
    auto made = set_up_ensemble(network, *find_home(loaded.data, home), options);
    if (made) setup = std::make_unique<EnsembleSetup>(std::move(*made));
  }
  LoadedCase loaded;
  ProductNetwork network;
  std::unique_ptr<EnsembleSetup> setup;
};

Ranged around(double value, double least, double most) {
  return SmallCase::between(least, most, value, RangeKind::p90);
}

// A random case with ranges everywhere and six scenarios that share 0.9 of the years.
std::unique_ptr<Years> random_years(std::uint64_t seed, const EnsembleOptions& options) {
  oracle::RandomCaseOptions shape;
  shape.ranges = true;
  LoadedCase loaded = oracle::random_stress_case(seed, shape);
  std::uint64_t key = 50000;
  for (std::uint64_t i = 0; i < 6; ++i) {
    Scenario scenario = oracle::random_scenario(seed * 10 + i, loaded.data);
    scenario.id = "s" + std::to_string(i);
    scenario.from.row_key = key++;
    scenario.probability_per_year = around(0.15, 0.1, 0.2);
    for (Shock& shock : scenario.shocks) {
      shock.from.row_key = key++;
      const double size = shock.size.value;
      shock.size = around(size, 0.7 * size, size);
      shock.days = around(shock.days.value, 0.5 * shock.days.value, 2 * shock.days.value);
    }
    loaded.data.scenarios.push_back(scenario);
  }
  for (StockRow& row : loaded.data.stocks) {
    if (!is_known(row.days)) continue;
    row.days_low = 0.5 * row.days;
    row.days_high = 2 * row.days;
  }
  return std::make_unique<Years>(std::move(loaded), options);
}

bool same(const EnsembleDraws& a, const EnsembleDraws& b) {
  if (a.years.size() != b.years.size()) return false;
  for (std::size_t i = 0; i < a.years.size(); ++i) {
    const YearDraw& x = a.years[i];
    const YearDraw& y = b.years[i];
    if (x.scenario != y.scenario || x.first_shortage != y.first_shortage || x.loss != y.loss ||
        x.depth != y.depth) {
      return false;
    }
  }
  return true;
}

// The same year by itself, to the end of the horizon, with everything compiled for it alone.
YearDraw alone(const Years& years, std::uint32_t draw) {
  const EnsembleSetup& setup = *years.setup;
  const std::uint64_t seed = setup.options.seed;
  YearDraw out;
  out.scenario = draw_scenario(setup.deck, seed, draw);
  if (out.scenario == kNoScenario) return out;
  Case data = years.loaded.data;
  for (StockRow& row : data.stocks) {
    if (is_known(row.days)) row.days = draw_stock_days(row, seed, draw);
  }
  LoadedCase drawn_case;
  drawn_case.data = data;
  drawn_case.sets = years.loaded.sets;
  const ProductNetwork network = compile_network(drawn_case);
  Shares shares;
  draw_shares(network, seed, draw, shares);
  StressNetworkOptions observing;
  observing.observers = {UserId(0)};
  const StressNetwork net = compile_stress_network(network, shares, observing);
  Scenario drawn;
  draw_shocks(*setup.deck.scenarios[static_cast<std::size_t>(out.scenario)], seed, draw, drawn);
  const auto plan = plan_shocks(net, drawn);
  // Here somebody looks on, so that the same demands stand at other positions.
  HomeDemand home = home_demand(net, *find_home(years.loaded.data, "P0"));
  EXPECT_EQ(home.parts.size(), setup.home.parts.size());
  for (std::size_t i = 0; i < home.parts.size(); ++i) {
    home.parts[i].weight = setup.home.parts[i].weight;
  }
  run_stress(net, *plan, setup.options.run, [&](const DayView& day) {
    const double unmet = home_unmet(home, day);
    out.loss += unmet;
    out.depth = std::max(out.depth, unmet);
    for (const HomeDemand::Part& part : home.parts) {
      if (day.unmet[part.demand] > kShortage && out.first_shortage < 0) {
        out.first_shortage = day.day;
      }
    }
    return true;
  });
  return out;
}

TEST(Ensemble, AYearIsWhatARunOfItsOwnSays) {
  int shocked = 0;
  int lost = 0;
  for (const StressMode mode : {StressMode::cascade, StressMode::ario}) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      EnsembleOptions options;
      options.seed = seed;
      options.run.days = 120;
      options.run.mode = mode;
      const auto years = random_years(seed, options);
      ASSERT_TRUE(years->setup);
      const EnsembleDraws draws = run_draws(*years->setup, 5, 60);
      for (std::uint32_t i = 0; i < 60; ++i) {
        const YearDraw expected = alone(*years, 5 + i);
        const YearDraw& year = draws.years[i];
        EXPECT_EQ(year.scenario, expected.scenario);
        EXPECT_EQ(year.first_shortage, expected.first_shortage) << seed << " " << i;
        EXPECT_EQ(year.loss, expected.loss) << seed << " " << i;
        EXPECT_EQ(year.depth, expected.depth);
        shocked += year.scenario != kNoScenario;
        lost += year.loss > 0.01;
      }
    }
  }
  EXPECT_GT(shocked, 500);
  EXPECT_GT(lost, 50);
}

TEST(Ensemble, ManyHandsGiveTheSameBytes) {
  const auto years = random_years(3, {});
  ASSERT_TRUE(years->setup);
  set_threads(1);
  const EnsembleDraws one = run_draws(*years->setup, 0, 200);
  set_threads(8);
  const EnsembleDraws eight = run_draws(*years->setup, 0, 200);
  EXPECT_TRUE(same(one, eight));
  std::vector<EnsembleDraws> ranges;
  std::uint32_t first = 0;
  for (const std::uint32_t count : {1, 30, 7, 64, 0, 50, 48}) {
    ranges.push_back(run_draws(*years->setup, first, count));
    first += count;
  }
  set_threads(0);
  const auto merged = merge_draws(ranges);
  ASSERT_TRUE(merged);
  EXPECT_TRUE(same(one, *merged));
  const EnsembleStatistics a = ensemble_statistics(*years->setup, one);
  const EnsembleStatistics b = ensemble_statistics(*years->setup, *merged);
  EXPECT_EQ(a.loss.mean, b.loss.mean);
  EXPECT_EQ(a.tails[1].expected_shortfall, b.tails[1].expected_shortfall);
  std::swap(ranges[1], ranges[2]);
  EXPECT_FALSE(merge_draws(ranges));
}

TEST(Ensemble, CanBeInterrupted) {
  const auto years = random_years(3, {});
  ASSERT_TRUE(years->setup);
  int calls = 0;
  const EnsembleDraws draws = run_draws(*years->setup, 0, 400, [&](double done) {
    EXPECT_GT(done, 0);
    return ++calls < 3;
  });
  EXPECT_TRUE(draws.interrupted);
  EXPECT_LT(calls, 10);
}

Scenario named(const std::string& id, double probability, std::uint64_t key) {
  Scenario scenario;
  scenario.id = id;
  scenario.probability_per_year.value = probability;
  scenario.from.row_key = key;
  return scenario;
}

TEST(Deck, ScenariosComeUpByTheirProbabilities) {
  Case data;
  data.scenarios = {named("b", 0.3, 1), named("a", 0.1, 2), named("never", kUnknown, 3)};
  const ScenarioDeck deck = make_deck(data);
  ASSERT_EQ(deck.scenarios.size(), 2U);
  EXPECT_EQ(deck.scenarios[0]->id, "a");
  ASSERT_EQ(deck.left_out.size(), 1U);
  EXPECT_EQ(deck.left_out[0]->id, "never");
  int count[3] = {};
  constexpr int kDraws = 20000;
  for (std::uint32_t draw = 0; draw < kDraws; ++draw) ++count[draw_scenario(deck, 7, draw) + 1];
  // Four standard deviations of a binomial count are about 260.
  EXPECT_NEAR(count[0], 0.6 * kDraws, 280);
  EXPECT_NEAR(count[1], 0.1 * kDraws, 170);
  EXPECT_NEAR(count[2], 0.3 * kDraws, 260);

  // A skewed range moves nothing: its mean is not the probability that was stated.
  data.scenarios[0].probability_per_year.low = 0.05;
  data.scenarios[0].probability_per_year.high = 0.95;
  const ScenarioDeck skewed = make_deck(data);
  for (std::uint32_t draw = 0; draw < 100; ++draw) {
    EXPECT_EQ(draw_scenario(skewed, 7, draw), draw_scenario(deck, 7, draw));
  }

  // Above 1 together they are divided by their sum: 2/3 and 1/3, and no year is quiet.
  data.scenarios = {named("a", 0.8, 1), named("b", 0.4, 2)};
  const ScenarioDeck full = make_deck(data);
  EXPECT_NEAR(full.probability[0], 2 / 3.0, 1e-15);
  int first = 0;
  for (std::uint32_t draw = 0; draw < kDraws; ++draw) {
    const int s = draw_scenario(full, 7, draw);
    ASSERT_NE(s, kNoScenario);
    first += s == 0;
  }
  EXPECT_NEAR(first, 2 * kDraws / 3.0, 280);
}

TEST(Deck, NumbersOfAShockAreDrawnApart) {
  Scenario scenario = named("a", 0.5, 99);
  Shock shock;
  shock.size = shock.days = shock.recovery_days = SmallCase::between(0.2, 0.8);
  scenario.shocks = {shock};
  Scenario drawn;
  std::vector<double> size, days, recovery;
  for (std::uint32_t draw = 0; draw < 500; ++draw) {
    draw_shocks(scenario, 1, draw, drawn);
    size.push_back(drawn.shocks[0].size.value);
    days.push_back(drawn.shocks[0].days.value);
    recovery.push_back(drawn.shocks[0].recovery_days.value);
    EXPECT_GE(size.back(), 0.2);
    EXPECT_LE(size.back(), 0.8);
  }
  const auto correlation = [](const std::vector<double>& a, const std::vector<double>& b) {
    return rank_correlation(ranks(a), ranks(b));
  };
  EXPECT_LT(std::abs(correlation(size, days)), 0.2);
  EXPECT_LT(std::abs(correlation(days, recovery)), 0.2);
  // A size is a part, a surge is a factor.
  shock.size = around(0.9, 0.5, 1.5);
  EXPECT_EQ(shock_number_at(shock, ShockNumber::size, 0.99), 1);
  shock.kind = ShockKind::demand_surge;
  EXPECT_GT(shock_number_at(shock, ShockNumber::size, 0.99), 1.2);
}

// The shocks of a scenario are one event: two with the same range are equal in every draw, any two
// have the same rank; those of another scenario do not follow them.
TEST(Deck, ShocksOfAScenarioRiseAndFallTogether) {
  Scenario scenario = named("a", 0.5, 99);
  Shock shock;
  shock.size = SmallCase::between(0.2, 0.8);
  shock.days = around(20, 10, 60);
  shock.from.row_key = 1;
  scenario.shocks.assign(3, shock);
  scenario.shocks[1].from.row_key = 2;
  scenario.shocks[2].from.row_key = 3;
  scenario.shocks[2].size = SmallCase::between(0.1, 0.3);
  Scenario other = scenario;
  other.from.row_key = 100;
  Scenario drawn, drawn_other;
  std::vector<double> first, third, apart;
  for (std::uint32_t draw = 0; draw < 500; ++draw) {
    draw_shocks(scenario, 1, draw, drawn);
    draw_shocks(other, 1, draw, drawn_other);
    EXPECT_EQ(drawn.shocks[0].size.value, drawn.shocks[1].size.value);
    EXPECT_EQ(drawn.shocks[0].days.value, drawn.shocks[2].days.value);
    // Both are uniform: the same way from the low end to the high one.
    EXPECT_NEAR((drawn.shocks[2].size.value - 0.1) / 0.2, (drawn.shocks[0].size.value - 0.2) / 0.6,
                1e-12);
    first.push_back(drawn.shocks[0].size.value);
    third.push_back(drawn.shocks[2].size.value);
    apart.push_back(drawn_other.shocks[0].size.value);
  }
  EXPECT_EQ(rank_correlation(ranks(first), ranks(third)), 1);
  EXPECT_LT(std::abs(rank_correlation(ranks(first), ranks(apart))), 0.2);
}

TEST(Ensemble, NeedsAScenarioThatCanComeUp) {
  SmallCase small;
  small.supply("ore", "A", 1);
  small.data().scenarios = {named("never", kUnknown, 1)};
  Years years(small.build(), {}, "A");
  EXPECT_FALSE(years.setup);
}

// One product from one place, ordered by one home from the pool; stocks none: the loss is size
// times days, worked out by hand.
TEST(Drivers, TheNumberThatDrivesTheLossIsFound) {
  SmallCase small;
  small.supply("ore", "A", SmallCase::between(0.95, 1, 1));
  small.supply("other", "A", SmallCase::between(0.2, 0.9, 0.5));
  small.place("H");
  DemandRow row;
  row.product = small.product("ore");
  row.place = small.place("H");
  row.share = 1;
  small.data().demand.push_back(row);
  Scenario scenario = named("outage", 0.9, 1);
  Shock shock;
  shock.product = "ore";
  shock.place = "A";
  shock.size = SmallCase::between(0.1, 0.9);
  shock.days.value = 20;
  shock.from.row_key = 77;
  scenario.shocks = {shock};
  small.data().scenarios = {scenario};
  Years years(small.build(), {}, "H");
  ASSERT_TRUE(years.setup);
  const EnsembleDraws draws = run_draws(*years.setup, 0, 2000);
  const EnsembleStatistics statistics = ensemble_statistics(*years.setup, draws);
  ASSERT_EQ(statistics.scenarios.size(), 1U);
  const ScenarioLoss& loss = statistics.scenarios[0];
  // Size is uniform with mean 0.5 for 20 days; the supply share is 0.983 in the mean.
  EXPECT_NEAR(loss.loss.mean, 0.5 * 20 * 0.983, 4 * loss.loss.standard_error);
  EXPECT_NEAR(loss.expected_loss, 0.9 * loss.loss.mean, 1e-12);
  EXPECT_EQ(loss.shortage, 1);
  EXPECT_EQ(loss.first_shortage, 1);
  EXPECT_NEAR(statistics.shortage, 0.9, 0.03);
  const auto drivers = ensemble_drivers(*years.setup, draws);
  ASSERT_EQ(drivers.size(), 1U);
  EXPECT_EQ(drivers[0].numbers, 2U);  // the size and the share of ore; nothing reaches the other
  ASSERT_FALSE(drivers[0].drivers.empty());
  EXPECT_EQ(drivers[0].drivers[0].kind, DriverKind::shock_size);
  EXPECT_GT(drivers[0].drivers[0].correlation, 0.99);
  EXPECT_TRUE(drivers[0].drivers[0].significant);
  EXPECT_GT(drivers[0].drivers[0].first_order, 0.95);
  EXPECT_EQ(drivers[0].drivers.size(), 1U);
  const VarianceShares variance = variance_shares(draws, drivers, statistics.between_scenarios);
  const double size = variance.by_kind[static_cast<std::size_t>(DriverKind::shock_size)];
  // Within: 0.9 var(20 size); between: 0.9 x 0.1 x 10 squared. Shares 0.70 and 0.30.
  const double within = 0.9 * 400 * 0.64 / 12;
  EXPECT_NEAR(size, within / (within + 9), 0.05);
  EXPECT_NEAR(statistics.between_scenarios, 9 / (within + 9), 0.05);
  EXPECT_NEAR(size + statistics.between_scenarios + variance.rest, 1, 1e-9);
}

TEST(Drivers, ChanceIsNotADriver) {
  EnsembleOptions options;
  options.run.days = 60;
  // A single number of no influence: recovery of a shock of size 0 beside one that matters, and the
  // loss of a scenario that depends on its size alone.
  SmallCase small;
  small.supply("ore", "A", 1);
  DemandRow row;
  row.product = small.product("ore");
  row.place = small.place("H");
  row.share = 1;
  small.data().demand.push_back(row);
  Scenario scenario = named("outage", 1, 1);
  Shock shock;
  shock.product = "ore";
  shock.place = "A";
  shock.size = SmallCase::between(0.1, 0.9);
  shock.days.value = 5;
  shock.from.row_key = 77;
  scenario.shocks = {shock};
  shock.size = SmallCase::exactly(0);
  shock.recovery_days = SmallCase::between(1, 20);
  shock.from.row_key = 78;
  scenario.shocks.push_back(shock);
  small.data().scenarios = {scenario};
  Years years(small.build(), options, "H");
  const auto drivers = ensemble_drivers(*years.setup, run_draws(*years.setup, 0, 400));
  ASSERT_EQ(drivers[0].drivers.size(), 2U);
  EXPECT_EQ(drivers[0].drivers[1].kind, DriverKind::shock_recovery);
  EXPECT_FALSE(drivers[0].drivers[1].significant);
  // Ten bins of what is chance explain nine parts of 390 or so; without what chance makes, little.
  EXPECT_LT(drivers[0].drivers[1].first_order, 0.02);
}

TEST(Tail, ByHand) {
  std::vector<double> values;
  for (int i = 1; i <= 10; ++i) values.push_back(i);
  // 80 % of ten: eight do not exceed 8; the worst two are 9 and 10.
  const Tail tail = tail_beyond(values, 0.8);
  EXPECT_EQ(tail.value_at_risk, 8);
  EXPECT_NEAR(tail.expected_shortfall, 9.5, 1e-12);
  // Variance of the tail 0.25, (9.5 - 8)^2 = 2.25: sqrt((0.25 + 0.8 x 2.25) / 2) = sqrt(1.025).
  EXPECT_NEAR(tail.standard_error, std::sqrt(1.025), 1e-9);
  // 75 %: two and a half years in the tail: 10, 9 and half of 8: (19 + 4) / 2.5.
  const Tail part = tail_beyond(values, 0.75);
  EXPECT_EQ(part.value_at_risk, 8);
  EXPECT_NEAR(part.expected_shortfall, 9.2, 1e-12);
  EXPECT_TRUE(std::isnan(tail_beyond({}, 0.95).expected_shortfall));
  const std::vector<double> one = {4};
  EXPECT_EQ(tail_beyond(one, 0.99).value_at_risk, 4);
  EXPECT_EQ(tail_beyond(one, 0.99).expected_shortfall, 4);
}

TEST(Spread, ByHand) {
  const std::vector<double> values = {2, 4, 4, 4, 5, 5, 7, 9};
  const Spread spread = spread_of(values);
  EXPECT_EQ(spread.mean, 5);
  EXPECT_NEAR(spread.deviation, std::sqrt(32 / 7.0), 1e-15);
  EXPECT_NEAR(spread.standard_error, std::sqrt(32 / 7.0 / 8), 1e-15);
  EXPECT_EQ(spread.p50, 4.5);
  EXPECT_TRUE(std::isnan(spread_of({}).mean));
}

TEST(Convergence, IsTakenAfterPartsOfTheDraws) {
  const auto years = random_years(3, {});
  const EnsembleDraws draws = run_draws(*years->setup, 0, 100);
  const EnsembleStatistics statistics = ensemble_statistics(*years->setup, draws);
  ASSERT_EQ(statistics.convergence.size(), 4U);
  EXPECT_EQ(statistics.convergence[0].years, 10U);
  EXPECT_EQ(statistics.convergence[1].years, 25U);
  EXPECT_EQ(statistics.convergence[3].mean, statistics.loss.mean);
  double sum = 0;
  for (std::size_t i = 0; i < 25; ++i) sum += draws.years[i].loss;
  EXPECT_NEAR(statistics.convergence[1].mean, sum / 25, 1e-12);
}

}  // namespace
}  // namespace nail
