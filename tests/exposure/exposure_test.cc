#include "nail/exposure/exposure.h"

#include <algorithm>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "nail/numeric/parallel.h"
#include "tests/oracle/naive_exposure.h"
#include "tests/oracle/random_case.h"
#include "tests/oracle/small_case.h"

namespace nail {
namespace {

using oracle::NaiveExposure;
using oracle::NaiveQuestion;
using oracle::random_case;
using oracle::RandomCaseOptions;
using oracle::SmallCase;

std::vector<ProductId> all_products(const Case& data) {
  std::vector<ProductId> out;
  for (std::size_t p = 0; p < data.products.size(); ++p) out.emplace_back(p);
  return out;
}

std::vector<int> numbers(const std::vector<PlaceId>& places) {
  std::vector<int> out;
  for (const PlaceId place : places) out.push_back(static_cast<int>(place.index()));
  return out;
}

RandomCaseOptions shape_of(std::uint64_t seed) {
  RandomCaseOptions options;
  options.places = 1 + static_cast<int>(seed % 6);
  options.products = 1 + static_cast<int>(seed % 7);
  options.cycles = seed % 4 == 0;
  return options;
}

// What a report says of (product, removal); 0 where it has no row.
ExposureRow row_of(const ExposureReport& report, std::size_t product, std::size_t removal) {
  for (const ExposureRow& row : report.rows) {
    if (row.product.index() == product && row.removal == removal) return row;
  }
  ExposureRow none;
  none.high = 0;
  return none;
}

class AgainstOracle : public ::testing::TestWithParam<Pooling> {};

TEST_P(AgainstOracle, ThousandRandomCases) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const LoadedCase loaded = random_case(seed, shape_of(seed));
    const ProductNetwork network = compile_network(loaded);
    const NaiveExposure naive(loaded.data);
    const bool buildup = seed % 3 == 0;
    std::vector<std::string> homes{"P0", "BLOC"};
    if (loaded.data.places.size() > 2) homes.emplace_back("P2");
    for (const std::string& id : homes) {
      const Home home = *find_home(loaded.data, id);
      ExposureOptions how;
      how.pooling = GetParam();
      how.buildup = buildup;
      const ExposureReport report =
          exposure(network, home, source_removals(network, home), all_products(loaded.data), how);
      ASSERT_TRUE(report.settled);
      const int user = home.is_bloc ? naive.places() : static_cast<int>(home.members[0].index());
      for (std::size_t k = 0; k < report.removals.size(); ++k) {
        NaiveQuestion question;
        question.away = numbers(report.removals[k].places);
        question.own_first = GetParam() == Pooling::own_first;
        question.buildup = buildup;
        const auto safe = naive.loss(question);
        question.unknown_lost = true;
        const auto lost = naive.loss(question);
        for (std::size_t p = 0; p < network.products; ++p) {
          const ExposureRow row = row_of(report, p, k);
          const double any = safe[p][static_cast<std::size_t>(user)];
          const std::string where = "seed " + std::to_string(seed) + " home " + id + " product " +
                                    std::to_string(p) + " away " + report.removals[k].id;
          ASSERT_NEAR(row.any_tier, any, 1e-10) << where;
          if (any < 1e-10) continue;
          ASSERT_NEAR(row.low, any, 1e-10) << where;
          ASSERT_NEAR(row.high, lost[p][static_cast<std::size_t>(user)], 1e-10) << where;
          double direct = 0;
          const std::vector<double> mix =
              naive.mix(static_cast<int>(p), user, GetParam() == Pooling::own_first);
          for (const int place : question.away) direct += mix[static_cast<std::size_t>(place)];
          ASSERT_NEAR(row.direct, direct, 1e-10) << where;
          const double world = naive.world_loss(static_cast<int>(p), question.away, buildup);
          ASSERT_NEAR(row.rerouted, std::min(any, world), 1e-10) << where;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Pooling, AgainstOracle,
                         ::testing::Values(Pooling::proportional, Pooling::own_first));

// A hand-made chain: ore (AAA 0.5, BBB 0.3, CCC 0.2) into metal (AAA 0.1, BBB 0.6, CCC 0.3).
LoadedCase ore_and_metal() {
  LoadedCase loaded;
  Case& data = loaded.data;
  data.sources.push_back({"s", "t", "", "", "", kNoYear, Grade::verified});
  for (const char* id : {"AAA", "BBB", "CCC"}) {
    Place place;
    place.id = place.name = id;
    data.place_ids.emplace(id, PlaceId(data.places.size()));
    data.places.push_back(place);
  }
  for (const char* id : {"ore", "metal"}) {
    Product product;
    product.id = product.name = id;
    data.product_ids.emplace(id, ProductId(data.products.size()));
    data.products.push_back(product);
  }
  const auto supply = [&](std::size_t product, std::size_t place, double share) {
    SupplyRow row;
    row.product = ProductId(product);
    row.place = PlaceId(place);
    row.share.value = share;
    row.from.source = SourceId(0);
    data.supply.push_back(row);
  };
  supply(0, 0, 0.5);
  supply(0, 1, 0.3);
  supply(0, 2, 0.2);
  supply(1, 0, 0.1);
  supply(1, 1, 0.6);
  supply(1, 2, 0.3);
  RecipeRow recipe;
  recipe.output = ProductId(1);
  recipe.input = ProductId(0);
  recipe.from.source = SourceId(0);
  data.recipes.push_back(recipe);
  Diagnostics ignored;
  loaded.sets = make_share_sets(data, "supply.csv", ignored);
  return loaded;
}

TEST(Exposure, CompoundsOverTwoTiers) {
  const LoadedCase loaded = ore_and_metal();
  const ProductNetwork network = compile_network(loaded);
  const Home home = *find_home(loaded.data, "AAA");
  const ExposureReport report =
      exposure(network, home, source_removals(network, home), all_products(loaded.data), {});
  // BBB gone: ore loses 0.3. Metal: BBB's 0.6 is gone whole; of the other 0.4 the ore's 0.3 is
  // missing: 0.6 + 0.4 x 0.3 = 0.72. Rerouted: the larger of 0.6 (metal) and 0.3 (ore) = 0.6.
  const ExposureRow row = row_of(report, 1, 1);
  EXPECT_NEAR(row.any_tier, 0.72, 1e-15);
  EXPECT_NEAR(row.direct, 0.6, 1e-15);
  EXPECT_NEAR(row.rerouted, 0.6, 1e-15);
  EXPECT_EQ(path_text(loaded.data, row.path), "metal@BBB:0.6");
}

// Most metal comes from A, which loses a tenth of its ore with B; more is lost of B's own.
TEST(Exposure, ThePathFollowsWhatIsLostNotWhatIsBought) {
  SmallCase small;
  small.supply("ore", "A", 0.9).supply("ore", "B", 0.1);
  small.supply("metal", "A", 0.6).supply("metal", "B", 0.4).recipe("metal", "ore");
  const ProductNetwork network = compile_network(small.build());
  const Home home = *find_home(small.data(), "A");
  const ExposureReport report =
      exposure(network, home, source_removals(network, home), all_products(small.data()), {});
  EXPECT_EQ(path_text(small.data(), row_of(report, 1, 1).path), "metal@B:0.4");
  EXPECT_EQ(path_text(small.data(), row_of(report, 1, 0).path), "metal@A:0.6");
}

TEST(Exposure, TiersGrowToAnyTier) {
  const LoadedCase loaded = ore_and_metal();
  const ProductNetwork network = compile_network(loaded);
  const Home home = *find_home(loaded.data, "AAA");
  ExposureOptions how;
  how.tiers = true;
  const ExposureReport report =
      exposure(network, home, source_removals(network, home), all_products(loaded.data), how);
  // One tier: 0.6 of the metal comes from BBB; two tiers: 0.72 as above.
  const ExposureRow row = row_of(report, 1, 1);
  ASSERT_EQ(row.tiers.size(), 2U);
  EXPECT_NEAR(row.tiers[0], 0.6, 1e-15);
  EXPECT_NEAR(row.tiers[1], 0.72, 1e-15);
}

TEST(Exposure, AnOrganisationTakesItsPartOfAPlace) {
  LoadedCase loaded = ore_and_metal();
  // A firm has 0.45 of the world's metal at BBB, where 0.6 is made: three quarters of the place.
  SupplyRow firm;
  firm.product = ProductId(1);
  firm.place = PlaceId(1);
  firm.organisation = "Firm";
  firm.share.value = 0.45;
  firm.from.source = SourceId(0);
  loaded.data.supply.push_back(firm);
  Diagnostics ignored;
  loaded.sets = make_share_sets(loaded.data, "supply.csv", ignored);
  const ProductNetwork network = compile_network(loaded);
  const std::vector<std::string> names{"Firm"};
  auto removal = removal_of(network, names);
  ASSERT_TRUE(removal.has_value());
  const Home home = *find_home(loaded.data, "AAA");
  const ExposureReport report = exposure(network, home, {*removal}, all_products(loaded.data), {});
  // Ore is untouched; of the metal 0.6 x 0.75 = 0.45 is gone.
  EXPECT_NEAR(row_of(report, 1, 0).any_tier, 0.45, 1e-15);
  EXPECT_NEAR(row_of(report, 0, 0).any_tier, 0, 1e-15);
  const std::vector<std::string> unknown{"Firmm"};
  const auto wrong = removal_of(network, unknown);
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().code, ExitCode::usage);
  EXPECT_NE(wrong.error().message.find("is it Firm?"), std::string::npos);
}

TEST(Exposure, HoldsItsOrder) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    RandomCaseOptions options = shape_of(seed);
    options.ranges = true;
    const LoadedCase loaded = random_case(seed, options);
    const ProductNetwork network = compile_network(loaded);
    const Home home = *find_home(loaded.data, "P0");
    ExposureOptions how;
    how.tiers = true;
    const ExposureReport report =
        exposure(network, home, source_removals(network, home), all_products(loaded.data), how);
    for (const ExposureRow& row : report.rows) {
      EXPECT_GE(row.any_tier, row.direct);
      EXPECT_GE(row.any_tier, row.rerouted);
      EXPECT_LE(row.low, row.any_tier);
      EXPECT_GE(row.high, row.any_tier);
      EXPECT_LE(row.high, 1);
      for (std::size_t t = 1; t < row.tiers.size(); ++t) {
        EXPECT_GE(row.tiers[t], row.tiers[t - 1] - 1e-12);
      }
      // A cycle goes on for more tiers than are counted.
      if (options.cycles)
        EXPECT_LE(row.tiers.back(), row.any_tier + 1e-12);
      else
        EXPECT_NEAR(row.tiers.back(), row.any_tier, 1e-12);
    }
  }
}

// Wherever in its range each share lies, exposure lies between low and high.
TEST(Exposure, BoundsHoldOverTheRanges) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    RandomCaseOptions options = shape_of(seed);
    options.ranges = true;
    const LoadedCase loaded = random_case(seed, options);
    const ProductNetwork network = compile_network(loaded);
    const Home home = *find_home(loaded.data, "P0");
    const ExposureReport report =
        exposure(network, home, source_removals(network, home), all_products(loaded.data), {});
    const ExposureStructure structure = make_structure(network, Pooling::proportional, false);
    ExposureSolver solver(structure);
    std::mt19937_64 engine(seed);
    for (int draw = 0; draw < 20; ++draw) {
      Shares shares = shares_at_values(network);
      const auto place = [&](const Ranged& range) {
        const double u = std::uniform_real_distribution<double>(0, 1)(engine);
        return range.has_range() ? range.lower() + u * (range.upper() - range.lower())
                                 : range.value;
      };
      for (std::size_t i = 0; i < shares.supply.size(); ++i) {
        shares.supply[i] = place(network.supply_share[i]);
      }
      for (std::size_t i = 0; i < shares.sourcing_low.size(); ++i) {
        shares.sourcing_low[i] = place(network.sourcing_share[i]);
      }
      shares.sourcing_high = shares.sourcing_low;
      settle_shares(network, shares);
      // Scaled-down sums lie outside the box the bounds speak of.
      bool inside = true;
      for (std::size_t i = 0; i < shares.supply.size(); ++i) {
        const Ranged& range = network.supply_share[i];
        inside = inside && shares.supply[i] >= range.lower() - 1e-12;
      }
      for (std::size_t i = 0; i < shares.sourcing_low.size(); ++i) {
        const Ranged& range = network.sourcing_share[i];
        inside = inside && shares.sourcing_low[i] >= range.lower() - 1e-12;
      }
      if (!inside) continue;
      solver.set_shares(shares);
      for (std::size_t k = 0; k < report.removals.size(); ++k) {
        for (const UnknownSupply unknown : {UnknownSupply::safe, UnknownSupply::lost}) {
          solver.solve({&report.removals[k], 1}, unknown);
          for (const ExposureRow& row : report.rows) {
            if (row.removal != k) continue;
            const double loss = solver.loss(row.product, network.user_of(home))[0];
            EXPECT_GE(loss, row.low - 1e-9) << seed;
            EXPECT_LE(loss, row.high + 1e-9) << seed;
          }
        }
      }
    }
  }
}

// Two suppliers that each may have all of a user's mix cannot both have it: B (gone) takes it all
// at worst, C (whole) at best.
TEST(Exposure, RangesOfAMixShareWhatThereIs) {
  SmallCase small;
  small.supply("ore", "A", 0.25).supply("ore", "B", 0.25).supply("ore", "C", 0.5);
  small.sourcing("U", "ore", "A", SmallCase::between(0, 0.7));
  small.sourcing("U", "ore", "B", SmallCase::between(0.1, 0.9));
  small.sourcing("U", "ore", "C", SmallCase::between(0, 1));
  const ProductNetwork network = compile_network(small.build());
  const Home home = *find_home(small.data(), "U");
  const std::vector<std::string> one{"A"};
  const std::vector<std::string> two{"A", "B"};
  const ExposureReport report =
      exposure(network, home, {*removal_of(network, one), *removal_of(network, two)},
               all_products(small.data()), {});
  // A gone: at most 0.7 of the mix, the other 0.2 comes from the pool, which loses 0.25; at least
  // nothing. Both gone: at most everything, at least B's 0.1.
  EXPECT_NEAR(row_of(report, 0, 0).high, 0.7 + 0.2 * 0.25, 1e-15);
  EXPECT_NEAR(row_of(report, 0, 0).low, 0, 1e-15);
  EXPECT_NEAR(row_of(report, 0, 1).high, 1, 1e-15);
  EXPECT_NEAR(row_of(report, 0, 1).low, 0.1, 1e-15);
}

TEST(Exposure, PathsAreProofs) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const LoadedCase loaded = random_case(seed, shape_of(seed));
    const ProductNetwork network = compile_network(loaded);
    for (const char* id : {"P0", "BLOC"}) {
      const Home home = *find_home(loaded.data, id);
      const ExposureReport report =
          exposure(network, home, source_removals(network, home), all_products(loaded.data), {});
      for (const ExposureRow& row : report.rows) {
        ASSERT_FALSE(row.path.empty());
        EXPECT_EQ(row.path.front().product, row.product);
        std::set<std::pair<std::size_t, std::size_t>> seen;
        for (std::size_t i = 0; i < row.path.size(); ++i) {
          EXPECT_GT(row.path[i].share, 0);
          EXPECT_TRUE(seen.emplace(row.path[i].product.index(), row.path[i].place.index()).second);
          if (i == 0) continue;
          const auto inputs = network.inputs(row.path[i - 1].product);
          EXPECT_TRUE(std::any_of(inputs.begin(), inputs.end(), [&](const RecipeInput& input) {
            return input.product == row.path[i].product;
          }));
        }
        // Without cycles the proof ends where the loss begins.
        if (seed % 4 != 0) {
          const auto& away = report.removals[row.removal].places;
          EXPECT_TRUE(std::binary_search(away.begin(), away.end(), row.path.back().place));
        }
      }
    }
  }
}

TEST(Exposure, MoreTakenAwayNeverHurtsLess) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const LoadedCase loaded = random_case(seed, shape_of(seed));
    const ProductNetwork network = compile_network(loaded);
    const ExposureStructure structure = make_structure(network, Pooling::proportional, false);
    const Shares shares = shares_at_values(network);
    ExposureSolver solver(structure);
    solver.set_shares(shares);
    std::vector<Removal> removals;
    std::vector<PlaceId> away;
    for (std::size_t d = 0; d < network.places; ++d) {
      away.emplace_back(d);
      removals.push_back({"", away, {}});
    }
    solver.solve(removals, UnknownSupply::safe);
    for (std::size_t p = 0; p < network.products; ++p) {
      for (std::size_t user = 0; user < network.users; ++user) {
        const Lanes loss = solver.loss(ProductId(p), UserId(user));
        for (std::size_t k = 1; k < removals.size(); ++k) EXPECT_GE(loss[k], loss[k - 1] - 1e-12);
      }
    }
  }
}

// A place split in two, both halves gone, is the place gone.
TEST(Exposure, ASplitPlaceIsOnePlace) {
  for (std::uint64_t seed = 1; seed < 200; ++seed) {
    RandomCaseOptions options = shape_of(seed);
    options.sourcing = 0;
    const LoadedCase whole = random_case(seed, options);
    LoadedCase split = whole;
    Place half;
    half.id = half.name = "Z";
    const PlaceId other(split.data.places.size());
    split.data.place_ids.emplace("Z", other);
    split.data.places.push_back(half);
    const PlaceId first(whole.data.places.size() - 1);
    std::vector<SupplyRow> more;
    for (SupplyRow& row : split.data.supply) {
      if (row.place != first) continue;
      row.share.value *= 0.5;
      SupplyRow twin = row;
      twin.place = other;
      more.push_back(twin);
    }
    split.data.supply.insert(split.data.supply.end(), more.begin(), more.end());
    Diagnostics ignored;
    split.sets = make_share_sets(split.data, "supply.csv", ignored);
    const ProductNetwork a = compile_network(whole);
    const ProductNetwork b = compile_network(split);
    const ExposureStructure sa = make_structure(a, Pooling::proportional, false);
    const ExposureStructure sb = make_structure(b, Pooling::proportional, false);
    const Shares va = shares_at_values(a);
    const Shares vb = shares_at_values(b);
    ExposureSolver solver_a(sa);
    ExposureSolver solver_b(sb);
    solver_a.set_shares(va);
    solver_b.set_shares(vb);
    const Removal ra{"", {first}, {}};
    const Removal rb{"", {first, other}, {}};
    solver_a.solve({&ra, 1}, UnknownSupply::safe);
    solver_b.solve({&rb, 1}, UnknownSupply::safe);
    for (std::size_t p = 0; p < a.products; ++p) {
      EXPECT_NEAR(solver_a.loss(ProductId(p), UserId(0))[0],
                  solver_b.loss(ProductId(p), UserId(0))[0], 1e-12)
          << seed;
    }
  }
}

TEST(Exposure, SameBytesForAnyNumberOfThreads) {
  RandomCaseOptions options;
  options.places = 40;
  options.products = 30;
  options.back_inputs = 0.02;
  const LoadedCase loaded = random_case(7, options);
  const ProductNetwork network = compile_network(loaded);
  const Home home = *find_home(loaded.data, "P3");
  std::vector<std::string> texts;
  for (const int threads : {1, 2, 8}) {
    set_threads(threads);
    const ExposureReport report =
        exposure(network, home, source_removals(network, home), all_products(loaded.data), {});
    std::string text;
    for (const ExposureRow& row : report.rows) {
      for (const double x : {row.direct, row.any_tier, row.rerouted, row.low, row.high}) {
        text.append(reinterpret_cast<const char*>(&x), sizeof x);
      }
      text += path_text(loaded.data, row.path);
    }
    texts.push_back(text);
  }
  set_threads(0);
  EXPECT_EQ(texts[0], texts[1]);
  EXPECT_EQ(texts[0], texts[2]);
  EXPECT_FALSE(texts[0].empty());
}

TEST(Exposure, BlindProductsAreNamedFromThereUp) {
  LoadedCase loaded = ore_and_metal();
  loaded.data.products[0].inputs = Inputs::unknown;
  loaded.data.products[1].inputs = Inputs::complete;
  const ProductNetwork network = compile_network(loaded);
  const auto blind = blind_spots(network);
  EXPECT_EQ(blind[0], std::vector<ProductId>{ProductId(0)});
  EXPECT_EQ(blind[1], std::vector<ProductId>{ProductId(0)});
  loaded.data.products[0].inputs = Inputs::none;
  EXPECT_TRUE(blind_spots(network)[1].empty());
}

}  // namespace
}  // namespace nail
