#include "nail/reroute/worst.h"

#include <cmath>

#include <gtest/gtest.h>

#include "nail/numeric/parallel.h"
#include "nail/reroute/worst_losses.h"
#include "tests/oracle/small_case.h"
#include "tests/reroute/removal_oracle.h"

namespace nail {
namespace {

using oracle::NaiveRemoval;
using oracle::NaiveSet;
using oracle::NaiveStress;
using oracle::SmallCase;
using oracle::SmallWorld;

constexpr RemovalUnit kUnits[] = {RemovalUnit::sites, RemovalUnit::places,
                                  RemovalUnit::organisations};

WorstOptions options_of(std::size_t removals, RemovalUnit by, int days) {
  WorstOptions options;
  options.removals = removals;
  options.by = by;
  options.days = days;
  options.listed = 3;
  return options;
}

Result<WorstResult> worst_of(const SmallWorld& world, const WorstOptions& options) {
  return worst_removals(world.stress, world.shares, world.home, world.demand, options);
}

std::vector<std::string> ids_of(const WorstResult& result, const WorstSet& set) {
  std::vector<std::string> ids;
  for (const std::uint32_t member : set.members) ids.push_back(result.candidates[member].id);
  return ids;
}

class Naive {
 public:
  Naive(const SmallWorld& world, int days)
      : world_(world), model_(world.plain, world.observers), days_(days) {}
  double lost(const std::vector<const NaiveRemoval*>& removals) const {
    double sum = 0;
    for (const auto& unmet : oracle::naive_unmet(model_, world_.loaded.data, world_.stress,
                                                 world_.demand, removals, days_)) {
      sum += unmet.weighed;
    }
    return sum;
  }
  std::vector<NaiveSet> sets(RemovalUnit unit, std::size_t size) const {
    return oracle::all_sets(
        oracle::naive_candidates(world_.loaded, unit, world_.home), size,
        [&](const std::vector<const NaiveRemoval*>& removals) { return lost(removals); });
  }

 private:
  const SmallWorld& world_;
  NaiveStress model_;
  int days_;
};

// The sets that are told are the worst of all, and lose what the naive model says.
TEST(Worst, EqualsTryingEverySet) {
  std::size_t compared = 0;
  std::size_t told = 0;
  std::size_t not_run = 0;
  for (std::uint64_t seed = 0; seed < 250; ++seed) {
    SCOPED_TRACE(seed);
    const SmallWorld world(seed);
    const int days = 12;
    const Naive naive(world, days);
    for (const RemovalUnit unit : kUnits) {
      SCOPED_TRACE(to_string(unit));
      const std::size_t size = 1 + seed % 3;
      std::vector<NaiveSet> all = naive.sets(unit, size);
      if (all.empty() || all.size() > 400) continue;
      const auto result = worst_of(world, options_of(size, unit, days));
      ASSERT_TRUE(result);
      EXPECT_TRUE(result->exact);
      EXPECT_EQ(result->proven, result->sets.size());
      // Where fewer candidates matter than are to be taken away, all of them are.
      if (result->candidates.size() < size) {
        if (result->candidates.empty()) {
          EXPECT_LT(all.front().lost_days, 1e-9);
        }
        continue;
      }
      ++compared;
      if (!result->sets.empty()) {
        EXPECT_NEAR(result->sets.front().lost_days, all.front().lost_days, 1e-9);
      }
      // Sets with a member that can never matter are not told.
      std::set<std::string> mattering;
      for (const Removal& candidate : result->candidates) mattering.insert(candidate.id);
      std::erase_if(all, [&](const NaiveSet& set) {
        return !std::all_of(set.ids.begin(), set.ids.end(),
                            [&](const std::string& id) { return mattering.contains(id); });
      });
      for (std::size_t i = 0; i < result->sets.size(); ++i) {
        const WorstSet& set = result->sets[i];
        EXPECT_NEAR(set.lost_days, all[i].lost_days, 1e-9) << i;
        ++told;
        // The set is one of those that lose as much.
        const std::vector<std::string> ids = ids_of(*result, set);
        const auto same = std::find_if(all.begin(), all.end(),
                                       [&](const NaiveSet& one) { return one.ids == ids; });
        ASSERT_NE(same, all.end());
        EXPECT_NEAR(same->lost_days, set.lost_days, 1e-9);
      }
      if (result->sets.empty()) {
        EXPECT_LT(all.front().lost_days, 1e-9);
      }
      if (!result->sets.empty()) {
        EXPECT_NEAR(result->bound_days, all.front().lost_days, 1e-9);
      }
      if (result->run < all.size()) ++not_run;
    }
  }
  EXPECT_GT(compared, 150U);
  EXPECT_GT(told, 300U);
  EXPECT_GT(not_run, 50U);
}

// Beyond its limits the search says so, and the bound holds.
TEST(Worst, ABoundHoldsWhereTheSearchWasCutShort) {
  std::size_t cut = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    const SmallWorld world(seed);
    const int days = 12;
    const RemovalUnit unit = kUnits[seed % 3];
    const std::vector<NaiveSet> all = Naive(world, days).sets(unit, 2);
    if (all.empty() || all.size() > 400) continue;
    for (int limit = 0; limit < 2; ++limit) {
      WorstOptions options = options_of(2, unit, days);
      options.listed = 1;
      if (limit == 0)
        options.most_sets = 1 + seed % 25;
      else
        options.most_runs = 1 + seed % 3;
      const auto result = worst_of(world, options);
      ASSERT_TRUE(result);
      EXPECT_GE(result->bound_days, all.front().lost_days - 1e-9);
      if (result->exact && !result->sets.empty()) {
        EXPECT_NEAR(result->sets.front().lost_days, all.front().lost_days, 1e-9);
      }
      if (!result->exact) ++cut;
    }
  }
  EXPECT_GT(cut, 30U);
}

// The static loss of a set bounds every day of the naive run, also with later classes of priority
// and organisations taken out of nodes whose important inputs are short.
TEST(Worst, EveryDayIsBoundedByTheStaticLoss) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    const SmallWorld world(seed);
    const NaiveStress model(world.plain, world.observers);
    const RemovalUnit unit = kUnits[seed % 3];
    const std::vector<NaiveRemoval> naive =
        oracle::naive_candidates(world.loaded, unit, world.home);
    std::vector<std::uint8_t> all(world.network.products, 1);
    const std::vector<Removal> candidates =
        removal_candidates(world.network, unit, world.home, all);
    ASSERT_EQ(candidates.size(), naive.size());
    const std::vector<LossPart> parts = loss_parts(world.stress, world.demand);
    OverTime over = over_time(world.network, world.shares, unit, candidates);
    SetLosses losses(world.network, world.shares, parts, candidates, over);
    for (std::uint32_t i = 0; i < candidates.size(); ++i) {
      EXPECT_EQ(candidates[i].id, naive[i].id);
      for (std::uint32_t j = i + 1; j < candidates.size(); ++j) {
        const std::uint32_t members[] = {i, j};
        double bound = 0;
        losses.losses(members, 2, std::span(&bound, 1));
        for (const auto& unmet : oracle::naive_unmet(model, world.loaded.data, world.stress,
                                                     world.demand, {&naive[i], &naive[j]}, 10)) {
          ASSERT_LE(unmet.weighed, bound + 1e-9) << candidates[i].id << " " << candidates[j].id;
        }
      }
    }
  }
}

// What is lost over a horizon is bounded by when it can be felt at all.
TEST(Worst, TheHorizonIsBoundedByArrivals) {
  std::size_t sharp = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    SCOPED_TRACE(seed);
    const SmallWorld world(seed);
    const NaiveStress model(world.plain, world.observers);
    const RemovalUnit unit = kUnits[seed % 3];
    const std::vector<NaiveRemoval> naive =
        oracle::naive_candidates(world.loaded, unit, world.home);
    std::vector<std::uint8_t> all(world.network.products, 1);
    const std::vector<Removal> candidates =
        removal_candidates(world.network, unit, world.home, all);
    ASSERT_EQ(candidates.size(), naive.size());
    const std::vector<LossPart> parts = loss_parts(world.stress, world.demand);
    OverTime over = over_time(world.network, world.shares, unit, candidates);
    over.network = &world.stress;
    over.needed = all;
    over.days = 50;
    SetLosses losses(world.network, world.shares, parts, candidates, over);
    for (std::uint32_t i = 0; i < candidates.size(); ++i) {
      const std::uint32_t j = (i + 1) % static_cast<std::uint32_t>(candidates.size());
      for (const bool alone : {true, false}) {
        if (!alone && j <= i) continue;
        const std::uint32_t members[] = {i, j};
        double bound = 0;
        losses.losses(std::span(members).first(alone ? 1 : 2), alone ? 1 : 2, std::span(&bound, 1));
        double lost = 0;
        std::vector<const NaiveRemoval*> removals{&naive[i]};
        if (!alone) removals.push_back(&naive[j]);
        for (const auto& unmet : oracle::naive_unmet(model, world.plain, world.stress, world.demand,
                                                     removals, over.days)) {
          lost += unmet.weighed;
        }
        ASSERT_LE(lost, bound + 1e-9);
        if (lost > 0.1 && bound < lost + 0.1) ++sharp;
      }
    }
  }
  EXPECT_GT(sharp, 100U);
}

// With one alternative for each group the losses of a set are at most the sum of its members', and
// at least the loss with the best alternative.
TEST(Worst, TheRelaxedLossAddsUp) {
  std::size_t with_choice = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    const SmallWorld world(seed);
    if (has_alternatives(world.network)) ++with_choice;
    // Any choice will do: here the last of each group.
    std::vector<std::uint8_t> chosen(world.network.flow_inputs.size(), 0);
    for (std::size_t p = 0; p < world.network.products; ++p) {
      for (std::uint32_t i = world.network.flow_begin[p]; i < world.network.flow_begin[p + 1];
           ++i) {
        const bool last =
            i + 1 == world.network.flow_begin[p + 1] ||
            world.network.flow_inputs[i + 1].group != world.network.flow_inputs[i].group;
        chosen[i] = last ? 1 : 0;
      }
    }
    const ProductNetwork one = with_alternatives(world.network, Alternatives::one, chosen);
    const ProductNetwork all = with_alternatives(world.network, Alternatives::all);
    std::vector<std::uint8_t> products(world.network.products, 1);
    const std::vector<Removal> candidates =
        removal_candidates(world.network, kUnits[seed % 3], world.home, products);
    const std::vector<LossPart> parts = loss_parts(world.stress, world.demand);
    const OverTime plain;
    SetLosses best(world.network, world.shares, parts, candidates, plain);
    SetLosses relaxed(one, world.shares, parts, candidates, plain);
    SetLosses needed(all, world.shares, parts, candidates, plain);
    const auto loss = [](SetLosses& losses, std::vector<std::uint32_t> members) {
      double out = 0;
      losses.losses(members, members.size(), std::span(&out, 1));
      return out;
    };
    for (std::uint32_t i = 0; i < candidates.size(); ++i) {
      for (std::uint32_t j = i + 1; j < candidates.size(); ++j) {
        const double together = loss(relaxed, {i, j});
        EXPECT_LE(together, loss(relaxed, {i}) + loss(relaxed, {j}) + 1e-12);
        EXPECT_LE(loss(best, {i, j}), together + 1e-12);
        EXPECT_LE(together, loss(needed, {i, j}) + 1e-12);
        EXPECT_LE(loss(best, {i}), loss(best, {i, j}) + 1e-12);
      }
    }
  }
  EXPECT_GT(with_choice, 5U);
}

TEST(Worst, OneMoreRemovalNeverHurtsLess) {
  for (std::uint64_t seed = 300; seed < 360; ++seed) {
    SCOPED_TRACE(seed);
    const SmallWorld world(seed);
    for (const RemovalUnit unit : kUnits) {
      double before = 0;
      for (std::size_t k = 1; k <= 4; ++k) {
        const auto result = worst_of(world, options_of(k, unit, 15));
        ASSERT_TRUE(result);
        const double now = result->sets.empty() ? 0 : result->sets.front().lost_days;
        EXPECT_GE(now, before - 1e-9) << k;
        before = now;
      }
    }
  }
}

TEST(Worst, ThreadsChangeNothing) {
  const SmallWorld world(11);
  std::vector<double> lost;
  for (const int threads : {1, 2, 5}) {
    set_threads(threads);
    const auto result = worst_of(world, options_of(2, RemovalUnit::sites, 20));
    ASSERT_TRUE(result);
    std::vector<double> now{static_cast<double>(result->run), static_cast<double>(result->bounded),
                            result->bound_days};
    for (const WorstSet& set : result->sets) {
      now.push_back(set.lost_days);
      for (const std::uint32_t member : set.members) now.push_back(member);
    }
    if (lost.empty()) lost = now;
    EXPECT_EQ(now, lost);
  }
  set_threads(0);
}

TEST(Worst, StopsWhereToldTo) {
  const SmallWorld world(11);
  WorstOptions options = options_of(2, RemovalUnit::sites, 20);
  options.progress = [](double) { return false; };
  const auto result = worst_of(world, options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ExitCode::interrupted);
}

// widget at H (the home) is made of steel or of wood, and of glass. steel: A 0.6, B 0.4; wood: C 1;
// glass: D 0.3, E 0.7, of which H holds 4 days. Everybody buys from the pool, a day away.
struct Widgets {
  Widgets() {
    small.supply("steel", "A", 0.6).supply("steel", "B", 0.4).supply("wood", "C", 1);
    small.supply("glass", "D", 0.3).supply("glass", "E", 0.7).supply("widget", "H", 1);
    small.recipe("widget", "steel", Necessity::essential, kUnknown, "frame");
    small.recipe("widget", "wood", Necessity::essential, kUnknown, "frame");
    small.recipe("widget", "glass");
    StockRow stock;
    stock.product = small.product("glass");
    stock.place = small.place("H");
    stock.days = 4;
    small.data().stocks.push_back(stock);
    network = compile_network(small.build());
    shares = shares_at_values(network);
    home = *find_home(small.data(), "H");
    StressNetworkOptions observed;
    observed.observers.push_back(network.user_of(home));
    stress = compile_stress_network(network, shares, observed);
    demand = home_demand(stress, home);
  }
  WorstResult worst(std::size_t removals, RemovalUnit by = RemovalUnit::places) const {
    return *worst_removals(stress, shares, home, demand, options_of(removals, by, 20));
  }
  SmallCase small;
  ProductNetwork network;
  Shares shares;
  Home home;
  StressNetwork stress;
  HomeDemand demand;
};

TEST(Worst, ByHand) {
  Widgets widgets;
  // One: E. 0.7 of the glass is gone from day 1 on, the 4 days last until day 6: they cover days 1
  // to 5 (3.5 of them) and 0.5 of day 6, which lacks 0.2. From day 7 on 0.7 a day is not made; the
  // widgets go to the home a day later: day 7 lacks 0.2, days 8 to 19 lack 0.7 each.
  const WorstResult one = widgets.worst(1);
  ASSERT_FALSE(one.sets.empty());
  EXPECT_EQ(ids_of(one, one.sets[0]), std::vector<std::string>{"E"});
  EXPECT_NEAR(one.sets[0].lost_days, 0.2 + 12 * 0.7, 1e-12);
  EXPECT_NEAR(one.sets[0].static_loss, 0.7, 1e-12);
  EXPECT_EQ(one.sets[0].first_shortage, 7);
  EXPECT_EQ(widgets.small.data()[one.sets[0].hardest].id, "widget");
  EXPECT_EQ(one.all_sets, 5);
  EXPECT_EQ(one.candidates.size(), 5U);  // H is the home
  // Two: A alone and C alone cost nothing, together 0.6 of every frame: no frame on the 18 days
  // from day 2 on (1 to get there, 1 to the home) but 0.4: 18 x 0.6 = 10.8. D and E: all glass is
  // gone, 4 days of stock: nothing made from day 5 on, nothing there from day 6 on: 14 days.
  const WorstResult two = widgets.worst(2);
  EXPECT_EQ(ids_of(two, two.sets[0]), (std::vector<std::string>{"D", "E"}));
  EXPECT_NEAR(two.sets[0].lost_days, 14, 1e-12);
  EXPECT_EQ(ids_of(two, two.sets[1]), (std::vector<std::string>{"A", "C"}));
  EXPECT_NEAR(two.sets[1].lost_days, 10.8, 1e-12);
  EXPECT_EQ(two.all_sets, 10);
  // Three: no frame at all from day 2 on.
  const WorstResult three = widgets.worst(3);
  EXPECT_EQ(ids_of(three, three.sets[0]), (std::vector<std::string>{"A", "B", "C"}));
  EXPECT_NEAR(three.sets[0].lost_days, 18, 1e-12);
  // A home's own site can fail as well: the widgets of day 0 do not arrive on day 1.
  const WorstResult site = widgets.worst(1, RemovalUnit::sites);
  EXPECT_EQ(ids_of(site, site.sets[0]), std::vector<std::string>{"widget@H"});
  EXPECT_NEAR(site.sets[0].lost_days, 19, 1e-12);
}

TEST(Worst, ByStaticLoss) {
  Widgets widgets;
  WorstOptions options = options_of(2, RemovalUnit::places, 20);
  const WorstResult two =
      *worst_static(widgets.stress, widgets.shares, widgets.home, widgets.demand, options);
  EXPECT_TRUE(two.exact);
  // D and E take all, B and C 0.4, A and C 0.6, any pair with E 0.7; ties by name.
  ASSERT_EQ(two.sets.size(), 3U);
  EXPECT_EQ(ids_of(two, two.sets[0]), (std::vector<std::string>{"D", "E"}));
  EXPECT_EQ(two.sets[0].static_loss, 1);
  EXPECT_NEAR(two.sets[0].lost_days, 14, 1e-12);
  EXPECT_EQ(ids_of(two, two.sets[1]), (std::vector<std::string>{"A", "E"}));
  EXPECT_EQ(ids_of(two, two.sets[2]), (std::vector<std::string>{"B", "E"}));
}

// paint is important for widgets (half of their cost), steel essential. Alpha makes half of the
// widgets, Beta all paint. Without both 0.5 of the widgets could be made, but with no paint only
// half of that: 0.25 a day, although neither is worse than 0.5 by itself.
TEST(Worst, OrganisationsWhereImportantInputsAreShort) {
  SmallCase small;
  small.supply("widget", "H", 1).supply("paint", "A", 1).supply("steel", "B", 1);
  const auto part = [&](const std::string& product, const std::string& place,
                        const std::string& organisation, double share) {
    small.supply(product, place, share);
    small.data().supply.back().organisation = organisation;
  };
  part("widget", "H", "Alpha", 0.5);
  part("paint", "A", "Beta", 1);
  small.recipe("widget", "steel").recipe("widget", "paint", Necessity::important, 0.5);
  const ProductNetwork network = compile_network(small.build());
  const Shares shares = shares_at_values(network);
  const Home home = *find_home(small.data(), "H");
  StressNetworkOptions observed;
  observed.observers.push_back(network.user_of(home));
  const StressNetwork stress = compile_stress_network(network, shares, observed);
  const HomeDemand demand = home_demand(stress, home);
  const std::vector<std::uint8_t> all(network.products, 1);
  const std::vector<Removal> candidates =
      removal_candidates(network, RemovalUnit::organisations, home, all);
  ASSERT_EQ(candidates.size(), 2U);
  const std::vector<LossPart> parts = loss_parts(stress, demand);
  const OverTime over = over_time(network, shares, RemovalUnit::organisations, candidates);
  SetLosses losses(network, shares, parts, candidates, over);
  const std::uint32_t both[] = {0, 1};
  double bound = 0;
  losses.losses(both, 2, std::span(&bound, 1));
  EXPECT_NEAR(bound, 0.75, 1e-12);
  // Day 0 makes half of the widgets; the paint is missed from day 1 on; widgets travel a day.
  const WorstResult result =
      *worst_removals(stress, shares, home, demand, options_of(2, RemovalUnit::organisations, 10));
  ASSERT_EQ(result.sets.size(), 1U);
  EXPECT_NEAR(result.sets[0].lost_days, 0.5 + 8 * 0.75, 1e-12);
  EXPECT_NEAR(result.sets[0].static_loss, 0.5, 1e-12);
}

// Most is lost where weight times loss is largest: 0.6 of the urgent product (2/3 of the demand),
// not all of the other.
TEST(Worst, TheHardestHitIsWeighed) {
  SmallCase small;
  small.supply("urgent", "A", 0.6).supply("urgent", "B", 0.4).supply("later", "A", 1);
  for (const auto& [product, priority] : {std::pair{"urgent", 1}, {"later", 2}}) {
    DemandRow row;
    row.product = small.product(product);
    row.place = small.place("H");
    row.share = 1;
    row.priority = priority;
    small.data().demand.push_back(row);
  }
  const ProductNetwork network = compile_network(small.build());
  const Shares shares = shares_at_values(network);
  const Home home = *find_home(small.data(), "H");
  const StressNetwork stress = compile_stress_network(network, shares);
  const HomeDemand demand = home_demand(stress, home);
  const WorstResult result =
      *worst_removals(stress, shares, home, demand, options_of(1, RemovalUnit::places, 10));
  EXPECT_EQ(small.data()[result.sets[0].hardest].id, "urgent");
  EXPECT_NEAR(result.sets[0].hardest_loss, 0.6, 1e-12);
  EXPECT_NEAR(result.sets[0].static_loss, (2 * 0.6 + 1) / 3, 1e-12);
}

// Names of places and products decide nothing but ties.
TEST(Worst, RelabellingChangesNothing) {
  for (std::uint64_t seed = 400; seed < 440; ++seed) {
    SCOPED_TRACE(seed);
    const SmallWorld world(seed);
    const auto before = worst_of(world, options_of(2, RemovalUnit::sites, 15));
    SmallWorld renamed(seed);
    for (Place& place : renamed.loaded.data.places) {
      place.id = place.name = "Z" + std::to_string(9 - (place.id[1] - '0'));
    }
    const auto after = worst_of(renamed, options_of(2, RemovalUnit::sites, 15));
    ASSERT_TRUE(before && after);
    ASSERT_EQ(before->sets.size(), after->sets.size());
    for (std::size_t i = 0; i < before->sets.size(); ++i) {
      EXPECT_NEAR(before->sets[i].lost_days, after->sets[i].lost_days, 1e-12);
    }
  }
}

}  // namespace
}  // namespace nail
