#include "nail/reroute/leverage.h"

#include <cmath>

#include <gtest/gtest.h>

#include "nail/exposure/exposure.h"
#include "nail/numeric/parallel.h"
#include "tests/oracle/naive_exposure.h"
#include "tests/oracle/small_case.h"
#include "tests/reroute/removal_oracle.h"

namespace nail {
namespace {

using oracle::NaiveExposure;
using oracle::NaiveQuestion;
using oracle::SmallCase;
using oracle::SmallWorld;

// Every cell is the weighed loss of the naive exposure, straight from the formulas.
TEST(Leverage, EqualsNaiveExposure) {
  std::size_t cells = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    const SmallWorld world(seed);
    const NaiveExposure naive(world.plain);
    LeverageOptions options;
    options.most_removals = 0;
    options.path_from = 0;
    const auto result = leverage(world.network, world.shares, world.home, options);
    ASSERT_TRUE(result);
    ASSERT_EQ(result->seats.front().seat.id, world.home.id);
    std::vector<double> mean(result->sources.size(), 0);
    for (std::size_t i = 0; i < result->sources.size(); ++i) {
      NaiveQuestion question;
      for (const PlaceId place : result->sources[i].places) {
        question.away.push_back(static_cast<int>(place.index()));
      }
      const auto loss = naive.loss(question);
      for (std::size_t s = 0; s < result->seats.size(); ++s) {
        const LeverageCell& cell = result->cell(s, i);
        const Home& seat = result->seats[s].seat;
        const bool own =
            std::any_of(result->sources[i].places.begin(), result->sources[i].places.end(),
                        [&](PlaceId place) { return seat.holds(place); });
        EXPECT_EQ(cell.applies, !own);
        if (own) continue;
        double any = 0;
        double rerouted = 0;
        double most = 0;
        for (const HomeDemand::Part& part : home_demand(world.stress, seat).parts) {
          const StressUse& use = world.stress.demand(part.demand);
          const double lost = loss[use.product.index()][use.buyer.index()];
          any += part.weight * lost;
          rerouted +=
              part.weight * std::min(lost, naive.world_loss(static_cast<int>(use.product.index()),
                                                            question.away, false));
          most = std::max(most, part.weight * lost);
        }
        EXPECT_NEAR(cell.any_tier, any, 1e-9);
        EXPECT_NEAR(cell.rerouted, rerouted, 1e-9);
        if (most > 1e-12) {
          ASSERT_TRUE(cell.hardest);
          bool is_hardest = false;
          for (const HomeDemand::Part& part : home_demand(world.stress, seat).parts) {
            is_hardest = is_hardest || (world.stress.demand(part.demand).product == cell.hardest &&
                                        std::abs(part.weight * cell.hardest_loss - most) < 1e-9);
          }
          EXPECT_TRUE(is_hardest);
          EXPECT_FALSE(cell.path.empty());
        }
        mean[i] += any;
        ++cells;
      }
    }
    for (std::size_t i = 1; i < mean.size(); ++i) EXPECT_LE(mean[i], mean[i - 1] + 1e-9);
  }
  EXPECT_GT(cells, 500U);
}

// The worst sets of every seat are those that trying all of them finds.
TEST(Leverage, SetsEqualTryingAll) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    SCOPED_TRACE(seed);
    const SmallWorld world(seed);
    const NaiveExposure naive(world.plain);
    LeverageOptions options;
    options.most_removals = 2;
    options.days = 0;
    const auto result = leverage(world.network, world.shares, world.home, options);
    ASSERT_TRUE(result);
    for (const LeverageSet& set : result->sets) {
      const Home& seat = result->seats[set.seat].seat;
      const HomeDemand demand = home_demand(world.stress, seat);
      double most = 0;
      const auto consider = [&](const std::vector<int>& away) {
        NaiveQuestion question;
        question.away = away;
        const auto loss = naive.loss(question);
        double sum = 0;
        for (const HomeDemand::Part& part : demand.parts) {
          const StressUse& use = world.stress.demand(part.demand);
          sum += part.weight * loss[use.product.index()][use.buyer.index()];
        }
        most = std::max(most, sum);
      };
      for (int a = 0; a < naive.places(); ++a) {
        if (seat.holds(PlaceId(static_cast<std::size_t>(a)))) continue;
        if (set.removals == 1) consider({a});
        for (int b = a + 1; b < naive.places() && set.removals == 2; ++b) {
          if (!seat.holds(PlaceId(static_cast<std::size_t>(b)))) consider({a, b});
        }
      }
      EXPECT_TRUE(set.exact);
      EXPECT_TRUE(std::isnan(set.lost_days));
      // One place alone outside the seat: no pair of them.
      if (set.sources.size() == set.removals) {
        EXPECT_NEAR(set.any_tier, most, 1e-9);
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 300U);
}

// What a set costs a seat over time is what running it for that seat alone says.
TEST(Leverage, DaysAreTheSeatsOwn) {
  std::size_t lost = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    const SmallWorld world(seed);
    const oracle::NaiveStress model(world.plain, world.observers);
    LeverageOptions options;
    options.most_removals = 2;
    options.days = 15;
    const auto result = leverage(world.network, world.shares, world.home, options);
    ASSERT_TRUE(result);
    const auto places =
        oracle::naive_candidates(world.loaded, RemovalUnit::places, Home{"", "", {}, false});
    for (const LeverageSet& set : result->sets) {
      if (set.sources.empty()) continue;
      std::vector<const oracle::NaiveRemoval*> removals;
      for (const auto& place : places) {
        const auto& ids = set.sources;
        if (std::find(ids.begin(), ids.end(), place.id) != ids.end()) removals.push_back(&place);
      }
      double days = 0;
      for (const auto& unmet : oracle::naive_unmet(
               model, world.plain, world.stress,
               home_demand(world.stress, result->seats[set.seat].seat), removals, options.days)) {
        days += unmet.weighed;
      }
      EXPECT_NEAR(set.lost_days, days, 1e-9);
      if (days > 0.1) ++lost;
    }
  }
  EXPECT_GT(lost, 100U);
}

// part is made at H and K from chip; chip: A 0.8, B 0.2; H buys half of its chips from B, K is in
// the pool. H demands parts and 3 of 10 chips of final demand; K states nothing.
struct Trade {
  Trade() {
    small.supply("chip", "A", 0.8).supply("chip", "B", 0.2);
    small.supply("part", "H", 0.5).supply("part", "K", 0.5);
    small.recipe("part", "chip");
    small.sourcing("H", "chip", "B", 0.5).sourcing("H", "part", "H", 1);
    for (const auto& [product, share] : {std::pair{"part", 0.6}, {"chip", 0.3}}) {
      DemandRow row;
      row.product = small.product(product);
      row.place = small.place("H");
      row.share = share;
      small.data().demand.push_back(row);
    }
    network = compile_network(small.build());
    shares = shares_at_values(network);
    home = *find_home(small.data(), "H");
  }
  SmallCase small;
  ProductNetwork network;
  Shares shares;
  Home home;
};

TEST(Leverage, ByHand) {
  Trade trade;
  LeverageOptions options;
  options.most_removals = 2;
  options.days = 10;
  const auto result = leverage(trade.network, trade.shares, trade.home, options);
  ASSERT_TRUE(result);
  const auto seat = [&](const std::string& id) {
    for (std::size_t s = 0; s < result->seats.size(); ++s) {
      if (result->seats[s].seat.id == id) return s;
    }
    return result->seats.size();
  };
  const auto source = [&](const std::string& id) {
    for (std::size_t i = 0; i < result->sources.size(); ++i) {
      if (result->sources[i].id == id) return i;
    }
    return result->sources.size();
  };
  ASSERT_EQ(seat("H"), 0U);
  ASSERT_LT(seat("K"), result->seats.size());
  EXPECT_TRUE(result->seats[0].own_demand);
  EXPECT_FALSE(result->seats[seat("K")].own_demand);
  // H takes half of all chips that parts take and its final demand: of chips half goes to parts (no
  // use_share is known) and half to final demand, of which H takes 0.3; of parts 0.6.
  EXPECT_NEAR(result->seats[0].size, 0.5 * 0.5 + 0.5 * 0.3 + 0.6, 1e-12);
  // H's chips: 0.5 from B, 0.5 from the pool: A 0.4, B 0.6. Its parts are made of them: 0.4 and 0.6
  // lost. The two products weigh the same.
  const LeverageCell& a = result->cell(0, source("A"));
  EXPECT_NEAR(a.any_tier, 0.4, 1e-12);
  EXPECT_NEAR(a.rerouted, 0.4, 1e-12);
  const LeverageCell& b = result->cell(0, source("B"));
  EXPECT_NEAR(b.any_tier, 0.6, 1e-12);
  EXPECT_NEAR(b.rerouted, 0.2, 1e-12);  // the world has 0.8 of its chips left
  // K states no demand: that of part, which nothing else is made from, from the pool: half from H.
  const LeverageCell& k = result->cell(seat("K"), source("H"));
  EXPECT_NEAR(k.any_tier, 0.5, 1e-12);
  EXPECT_EQ(path_text(trade.small.data(), k.path), "part@H:0.5");
  EXPECT_FALSE(result->cell(0, source("H")).applies);
  // A and B together take everything: a day for the chips to be missed, H's parts a day later.
  const auto set = std::find_if(result->sets.begin(), result->sets.end(),
                                [](const auto& one) { return one.seat == 0 && one.removals == 2; });
  ASSERT_NE(set, result->sets.end());
  EXPECT_EQ(set->sources, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(set->any_tier, 1);
  EXPECT_NEAR(set->lost_days, 0.5 * 9 + 0.5 * 8, 1e-12);
}

TEST(Leverage, ThreadsAndStopping) {
  const SmallWorld world(21);
  std::vector<double> before;
  for (const int threads : {1, 2, 4}) {
    set_threads(threads);
    const auto result = leverage(world.network, world.shares, world.home, {});
    ASSERT_TRUE(result);
    std::vector<double> now;
    for (const LeverageCell& cell : result->cells) now.push_back(cell.any_tier);
    for (const LeverageSet& set : result->sets) {
      if (!set.sources.empty()) now.push_back(set.lost_days);
    }
    EXPECT_GT(now.size(), 4U);
    if (before.empty()) before = now;
    EXPECT_EQ(before, now);
  }
  set_threads(0);
  LeverageOptions options;
  options.progress = [](double) { return false; };
  const auto stopped = leverage(world.network, world.shares, world.home, options);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ExitCode::interrupted);
}

}  // namespace
}  // namespace nail
