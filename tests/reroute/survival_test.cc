#include "nail/reroute/survival.h"

#include <gtest/gtest.h>

#include "nail/numeric/parallel.h"
#include "tests/oracle/small_case.h"
#include "tests/reroute/removal_oracle.h"

namespace nail {
namespace {

using oracle::NaiveRemoval;
using oracle::NaiveStress;
using oracle::SmallCase;
using oracle::SmallWorld;
using State = SurvivalTime::State;

SurvivalOptions options_of(int days) {
  SurvivalOptions options;
  options.days = days;
  options.top = 0;
  return options;
}

// Times and impacts equal those of the naive model, a site at a time.
TEST(Survival, EqualsTheNaiveModel) {
  std::size_t short_sites = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    SmallWorld world(seed);
    std::map<std::string, double> ttr;
    std::uint64_t n = seed;
    for (StressNode& node : world.stress.nodes) {
      // Half of them known, some beyond the horizon, some no whole number of days.
      n = n * 6364136223846793005ULL + 1442695040888963407ULL;
      node.ttr_days = (n >> 33) % 2 == 0 ? static_cast<double>((n >> 40) % 60) / 2 : 16;
      ttr[world.loaded.data[node.product].id + "@" + world.loaded.data[node.place].id] =
          node.ttr_days;
    }
    const int days = 14;
    const auto result = survival(world.stress, world.shares, world.demand, options_of(days));
    ASSERT_TRUE(result);
    const NaiveStress model(world.plain, world.observers);
    std::map<std::string, const SurvivalSite*> sites;
    double largest = 0;
    for (const SurvivalSite& site : result->sites) {
      sites[world.loaded.data[site.product].id + "@" + world.loaded.data[site.place].id] = &site;
      largest = std::max(largest, site.impact_days);
    }
    std::size_t late = 0;
    for (const NaiveRemoval& removal :
         oracle::naive_candidates(world.loaded, RemovalUnit::sites, world.home)) {
      SCOPED_TRACE(removal.id);
      const auto unmet =
          oracle::naive_unmet(model, world.plain, world.stress, world.demand, {&removal}, 30);
      int first = -1;
      double impact = 0;
      for (int t = 0; t < 30; ++t) {
        const auto& lost = unmet[static_cast<std::size_t>(t)];
        if (first < 0 && lost.most > 1e-9) first = t;
        impact += lost.weighed * std::clamp(ttr.at(removal.id) - t, 0.0, 1.0);
      }
      if (!sites.contains(removal.id)) {
        EXPECT_EQ(first, -1);
        continue;
      }
      const SurvivalSite& site = *sites.at(removal.id);
      EXPECT_NEAR(site.impact_days, impact, 1e-9);
      EXPECT_NEAR(site.rei, largest > 0 ? impact / largest : 0, 1e-9);
      if (first < 0 || first >= days) {
        EXPECT_EQ(site.cascade.state, State::beyond_horizon);
        EXPECT_FALSE(site.first_short);
        EXPECT_FALSE(site.recovers_late());
      } else {
        EXPECT_EQ(site.cascade.state, State::known);
        EXPECT_EQ(site.cascade.days, first);
        if (ttr.at(removal.id) > first) ++late;
        ++short_sites;
      }
    }
    EXPECT_EQ(result->late, late);
    for (std::size_t i = 1; i < result->sites.size(); ++i) {
      EXPECT_LE(result->sites[i].impact_days, result->sites[i - 1].impact_days);
    }
  }
  EXPECT_GT(short_sites, 200U);
}

// drug at H from salt; salt: A 0.25, B 0.75. H holds 3 days of salt, and 2 days of drugs for its
// patients. 1000 drugs a year, 5 dollars each, all of them for H.
struct Clinic {
  Clinic() {
    small.supply("salt", "A", 0.25).supply("salt", "B", 0.75).supply("drug", "H", 1);
    small.recipe("drug", "salt");
    small.data().supply[1].ttr_days = 20;
    for (const auto& [product, days] : {std::pair{"salt", 3}, {"drug", 2}}) {
      StockRow stock;
      stock.product = small.product(product);
      stock.place = small.place("H");
      stock.days = days;
      small.data().stocks.push_back(stock);
    }
    DemandRow row;
    row.product = small.product("drug");
    row.place = small.place("H");
    row.share = 1;
    small.data().demand.push_back(row);
    small.data().products[small.product("drug").index()].price_usd = 5;
    small.data().products[small.product("drug").index()].total_quantity = 1000;
    compile();
  }
  void compile() {
    network = compile_network(small.build());
    shares = shares_at_values(network);
    stress = compile_stress_network(network, shares);
    demand = home_demand(stress, *find_home(small.data(), "H"));
  }
  const SurvivalSite& site(const Survival& result, const std::string& product,
                           const std::string& place) {
    for (const SurvivalSite& site : result.sites) {
      if (site.product == small.product(product) && site.place == small.place(place)) return site;
    }
    ADD_FAILURE() << product << place;
    return result.sites.front();
  }
  SmallCase small;
  ProductNetwork network;
  Shares shares;
  StressNetwork stress;
  HomeDemand demand;
};

TEST(Survival, ByHand) {
  Clinic clinic;
  const auto result = survival(clinic.stress, clinic.shares, clinic.demand, options_of(30));
  ASSERT_TRUE(result);
  ASSERT_EQ(result->sites.size(), 3U);
  EXPECT_EQ(result->horizon, 30);
  // drug@H: the last delivery comes on day 0; stocks serve days 1 and 2; day 3 is the first
  // without.
  const SurvivalSite& drug = clinic.site(*result, "drug", "H");
  EXPECT_EQ(drug.cascade.days, 3);
  EXPECT_FALSE(drug.ttr_known);
  EXPECT_EQ(drug.ttr, 365);
  EXPECT_NEAR(drug.impact_days, 362, 1e-9);
  EXPECT_NEAR(drug.impact_usd, 362 * 5 * 1000 / 365.0, 1e-6);
  EXPECT_EQ(drug.rei, 1);
  // salt@B: 0.75 is missing from day 1 on. The 3 days of salt serve 4 days (1 to 4); from day 5 on
  // 0.75 of the drugs is not made, and missing from day 6 on; the 2 days of drugs serve days 6 and
  // 7 (1.5 of them) and 0.5 of day 8, which lacks 0.25. Until day 19 another 11 days lack 0.75
  // each.
  const SurvivalSite& b = clinic.site(*result, "salt", "B");
  EXPECT_EQ(b.cascade.days, 8);
  EXPECT_TRUE(b.ttr_known);
  EXPECT_NEAR(b.impact_days, 0.25 + 11 * 0.75, 1e-12);
  EXPECT_NEAR(b.impact_usd, b.impact_days * 5 * 1000 / 365, 1e-9);
  EXPECT_TRUE(b.recovers_late());
  EXPECT_EQ(b.first_short, clinic.small.product("drug"));
  // salt@A: 0.25 is missing: the salt serves days 1 to 12, the drugs days 14 to 21.
  EXPECT_EQ(clinic.site(*result, "salt", "A").cascade.days, 22);
  EXPECT_EQ(result->late, 3U);
  // Before day 22 nobody notices A.
  const auto soon = survival(clinic.stress, clinic.shares, clinic.demand, options_of(22));
  EXPECT_EQ(clinic.site(*soon, "salt", "A").cascade.state, State::beyond_horizon);
  EXPECT_EQ(soon->late, 2U);
  // Its impact does not depend on the horizon.
  EXPECT_EQ(clinic.site(*soon, "salt", "A").impact_days,
            clinic.site(*result, "salt", "A").impact_days);
}

TEST(Survival, MoneyOnlyWhereAllOfItIsKnown) {
  Clinic clinic;
  clinic.small.data().products[clinic.small.product("drug").index()].price_usd = kUnknown;
  clinic.compile();
  const auto result = survival(clinic.stress, clinic.shares, clinic.demand, options_of(30));
  EXPECT_TRUE(std::isnan(clinic.site(*result, "drug", "H").impact_usd));
}

// Without a seat: everybody's final demand, products alike, later classes half.
TEST(Survival, EverybodysDemand) {
  Clinic clinic;
  clinic.small.data().demand.front().share = 0.4;
  DemandRow row = clinic.small.data().demand.front();
  row.place = clinic.small.place("K");
  row.priority = 2;
  clinic.small.data().demand.push_back(row);
  clinic.compile();
  const HomeDemand all = everyones_demand(clinic.stress);
  EXPECT_TRUE(all.from_case);
  // H 0.4 at 1, K 0.4 at 1/2, other 0.2: of 0.8.
  ASSERT_EQ(all.parts.size(), 3U);
  double other = 0;
  for (const HomeDemand::Part& part : all.parts) {
    const StressUse& use = clinic.stress.demand(part.demand);
    if (!use.buyer) other = part.weight;
    if (use.priority == 2) {
      EXPECT_NEAR(part.weight, 0.25, 1e-12);
    }
  }
  EXPECT_NEAR(other, 0.25, 1e-12);
  // Without any rows of demand: what nothing else is made from.
  clinic.small.data().demand.clear();
  clinic.compile();
  const HomeDemand final_products = everyones_demand(clinic.stress);
  EXPECT_FALSE(final_products.from_case);
  ASSERT_EQ(final_products.parts.size(), 1U);
  EXPECT_EQ(clinic.stress.demand(final_products.parts[0].demand).product,
            clinic.small.product("drug"));
}

TEST(Survival, ThreadsAndStopping) {
  const SmallWorld world(21);
  std::vector<double> before;
  for (const int threads : {1, 2, 4}) {
    set_threads(threads);
    const auto result = survival(world.stress, world.shares, world.demand, options_of(20));
    ASSERT_TRUE(result);
    std::vector<double> now;
    for (const SurvivalSite& site : result->sites) now.push_back(site.impact_days);
    if (before.empty()) before = now;
    EXPECT_EQ(before, now);
  }
  set_threads(0);
  SurvivalOptions options = options_of(20);
  options.progress = [](double) { return false; };
  const auto stopped = survival(world.stress, world.shares, world.demand, options);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ExitCode::interrupted);
}

}  // namespace
}  // namespace nail
