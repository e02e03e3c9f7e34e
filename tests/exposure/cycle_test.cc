// Products that need themselves: closed forms, and a naive implementation that goes round until
// nothing changes.
#include <gtest/gtest.h>

#include "nail/exposure/exposure.h"
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

double lost(SmallCase& small, const std::string& product, const std::string& away,
            UnknownSupply unknown = UnknownSupply::safe) {
  const ProductNetwork network = compile_network(small.build());
  const ExposureStructure structure = make_structure(network, Pooling::proportional, false);
  const Shares shares = shares_at_values(network);
  ExposureSolver solver(structure);
  solver.set_shares(shares);
  const Removal removal{away, {small.place(away)}, {}};
  EXPECT_TRUE(solver.solve({&removal, 1}, unknown));
  return solver.loss(small.product(product), network.user_of(small.place("user")))[0];
}

TEST(Cycle, AnEssentialLoopEndsWhateverIsLost) {
  for (const double s : {0.5, 1e-3, 1e-9, 1e-14}) {
    SmallCase small;
    small.supply("power", "A", s).supply("power", "B", 1 - s).supply("power", "C", 0);
    small.recipe("power", "power");
    // Each round loses a share s more of what is left, and nothing comes from outside: all is lost.
    EXPECT_NEAR(lost(small, "power", "A"), 1, 1e-14) << s;
    // Nothing lost, nothing missing: the loop goes on for ever.
    EXPECT_EQ(lost(small, "power", "C"), 0);
  }
}

TEST(Cycle, UnknownSupplyKeepsAnEssentialLoopUp) {
  // s = 2^-33 at A and u = 2^-30 unknown: x = s + (1 - s - u) x, so x = s/(s + u) = 1/9.
  const double s = 0x1p-33;
  const double u = 0x1p-30;
  SmallCase small;
  small.supply("power", "A", s).supply("power", "B", 1 - s - u).recipe("power", "power");
  EXPECT_NEAR(lost(small, "power", "A"), 1.0 / 9, 1e-13);
  EXPECT_NEAR(lost(small, "power", "A", UnknownSupply::lost), 1, 1e-13);
}

TEST(Cycle, AnImportantLoopIsAGeometricSum) {
  for (const double s : {0.4, 1e-6}) {
    for (const double w : {0.25, 0.999999}) {
      SmallCase small;
      small.supply("steel", "A", s).supply("steel", "B", 1 - s);
      small.recipe("steel", "steel", Necessity::important, w);
      // x = s + (1 - s) w x.
      EXPECT_NEAR(lost(small, "steel", "A"), s / (1 - (1 - s) * w), 1e-10);
    }
  }
}

// The loop of metal on itself and the ore it needs bind alike: the proof takes the ore, which leads
// to the place taken away, and does not go round. Of the ore A has half, and it weighs a half:
// metal loses 1/2 x 1/2.
TEST(Cycle, APathLeadsOutOfALoopThatBindsAlike) {
  SmallCase small;
  small.supply("ore", "A", 0.5).supply("ore", "B", 0.5).supply("metal", "B", 1);
  small.recipe("metal", "ore", Necessity::important, 0.5).recipe("metal", "metal");
  const ProductNetwork network = compile_network(small.build());
  const ExposureStructure structure = make_structure(network, Pooling::proportional, false);
  const Shares shares = shares_at_values(network);
  ExposureSolver solver(structure);
  solver.set_shares(shares);
  const Removal removal{"A", {small.place("A")}, {}};
  ASSERT_TRUE(solver.solve({&removal, 1}, UnknownSupply::safe));
  const UserId user = network.user_of(small.place("user"));
  EXPECT_NEAR(solver.loss(small.product("metal"), user)[0], 0.25, 1e-12);
  const auto path = solver.path(small.product("metal"), user, 0);
  ASSERT_EQ(path.size(), 2U);
  EXPECT_EQ(path[1].product, small.product("ore"));
  EXPECT_EQ(path[1].place, small.place("A"));
}

TEST(Cycle, AnAlternativeEndsALoop) {
  SmallCase small;
  small.supply("power", "A", 0.01).supply("power", "B", 0.99);
  small.supply("oil", "A", 0.3).supply("oil", "B", 0.7);
  small.recipe("power", "power", Necessity::essential, kUnknown, "fuel");
  small.recipe("power", "oil", Necessity::essential, kUnknown, "fuel");
  // With power alone all would be lost; oil loses 0.3: x = 0.01 + 0.99 x 0.3.
  EXPECT_NEAR(lost(small, "power", "A"), 0.01 + 0.99 * 0.3, 1e-15);
}

TEST(Cycle, GoesThroughTwoProductsAndAMixOfItsOwn) {
  // Coal needs power, power needs coal. B buys its power from B alone and its coal from B alone.
  SmallCase small;
  small.supply("coal", "A", 0.125).supply("coal", "B", 0.875);
  small.supply("power", "A", 0.25).supply("power", "B", 0.75);
  small.recipe("power", "coal").recipe("coal", "power");
  small.sourcing("B", "coal", "B", 1).sourcing("B", "power", "B", 1);
  // B feeds itself and stays whole; the pool loses what A made.
  EXPECT_NEAR(lost(small, "power", "A"), 0.25, 1e-15);
  EXPECT_NEAR(lost(small, "coal", "A"), 0.125, 1e-15);
  // Let 0.1 of B's coal come from A: B's x = 0.1 + 0.9 x, all is lost.
  SmallCase leaky;
  leaky.supply("coal", "A", 0.125).supply("coal", "B", 0.875);
  leaky.supply("power", "A", 0.25).supply("power", "B", 0.75);
  leaky.recipe("power", "coal").recipe("coal", "power");
  leaky.sourcing("B", "coal", "A", 0.1).sourcing("B", "coal", "B", 0.9);
  leaky.sourcing("B", "power", "B", 1);
  EXPECT_NEAR(lost(leaky, "power", "A"), 1, 1e-14);
}

TEST(Cycle, APartOfAPlaceTakenAway) {
  // A firm holds a quarter of A (0.4 of the world): x = 0.4 max(0.25, w x) + 0.6 w x with w = 0.5:
  // w x is below 0.25, so x = 0.1/(1 - 0.3).
  SmallCase small;
  small.supply("steel", "A", 0.4).supply("steel", "B", 0.6);
  small.recipe("steel", "steel", Necessity::important, 0.5);
  const ProductNetwork network = compile_network(small.build());
  const ExposureStructure structure = make_structure(network, Pooling::proportional, false);
  const Shares shares = shares_at_values(network);
  ExposureSolver solver(structure);
  solver.set_shares(shares);
  const Removal firm{"firm", {}, {{small.product("steel"), small.place("A"), 0.25}}};
  ASSERT_TRUE(solver.solve({&firm, 1}, UnknownSupply::safe));
  EXPECT_NEAR(solver.loss(small.product("steel"), UserId(1))[0], 0.1 / 0.7, 1e-15);
}

void compare(const LoadedCase& loaded, std::uint64_t seed) {
  const ProductNetwork network = compile_network(loaded);
  const NaiveExposure naive(loaded.data);
  const Shares shares = shares_at_values(network);
  for (const Pooling pooling : {Pooling::proportional, Pooling::own_first}) {
    const ExposureStructure structure = make_structure(network, pooling, false);
    ExposureSolver solver(structure);
    solver.set_shares(shares);
    const Removal removal{"", {PlaceId(0)}, {}};
    for (const UnknownSupply unknown : {UnknownSupply::safe, UnknownSupply::lost}) {
      ASSERT_TRUE(solver.solve({&removal, 1}, unknown)) << seed;
      NaiveQuestion question;
      question.away = {0};
      question.unknown_lost = unknown == UnknownSupply::lost;
      question.own_first = pooling == Pooling::own_first;
      const auto expected = naive.loss(question);
      for (std::size_t p = 0; p < network.products; ++p) {
        for (std::size_t user = 0; user < network.users; ++user) {
          ASSERT_NEAR(solver.loss(ProductId(p), UserId(user))[0], expected[p][user], 1e-10)
              << "seed " << seed << " product " << p << " user " << user << " lost "
              << question.unknown_lost << " own first " << question.own_first;
        }
      }
    }
  }
}

TEST(Cycle, ThousandsOfRandomCycles) {
  for (std::uint64_t seed = 10000; seed < 14000; ++seed) {
    RandomCaseOptions options;
    options.places = 1 + static_cast<int>(seed % 4);
    options.products = 1 + static_cast<int>(seed % 5);
    options.cycles = true;
    options.back_inputs = 0.5;
    options.sourcing = seed % 2 == 0 ? 0.1 : 0.4;
    compare(random_case(seed, options), seed);
  }
}

// The place taken away makes a thousandth of each product, so that cycles lose little a round.
TEST(Cycle, LittleLostARound) {
  for (std::uint64_t seed = 20000; seed < 20150; ++seed) {
    RandomCaseOptions options;
    options.places = 2 + static_cast<int>(seed % 2);
    options.products = 1 + static_cast<int>(seed % 3);
    options.back_inputs = 0.7;
    options.sourcing = 0.15;
    LoadedCase loaded = random_case(seed, options);
    for (SupplyRow& row : loaded.data.supply) {
      if (row.place && row.place.index() == 0) row.share.value *= 1e-3;
    }
    Diagnostics ignored;
    loaded.sets = make_share_sets(loaded.data, "supply.csv", ignored);
    compare(loaded, seed);
  }
}

// Above kLargeCycle unknowns sweeps are tried first; what they do not settle is still exact.
TEST(Cycle, LargeCycles) {
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    RandomCaseOptions options;
    options.places = 45;
    options.products = 9;
    options.sourcing = 0.1;
    options.back_inputs = 0.3;
    const LoadedCase loaded = random_case(seed, options);
    const ProductNetwork network = compile_network(loaded);
    const NaiveExposure naive(loaded.data);
    const Shares shares = shares_at_values(network);
    const ExposureStructure structure = make_structure(network, Pooling::own_first, false);
    ASSERT_GT(structure.cycle_node.size(), 0U);
    ExposureSolver solver(structure);
    solver.set_shares(shares);
    const Removal removal{"", {PlaceId(0), PlaceId(1)}, {}};
    EXPECT_TRUE(solver.solve({&removal, 1}, UnknownSupply::lost));
    NaiveQuestion question;
    question.away = {0, 1};
    question.unknown_lost = question.own_first = true;
    const auto expected = naive.loss(question);
    for (std::size_t p = 0; p < network.products; ++p) {
      for (std::size_t user = 0; user < network.users; ++user) {
        ASSERT_NEAR(solver.loss(ProductId(p), UserId(user))[0], expected[p][user], 1e-10)
            << "seed " << seed << " product " << p << " user " << user;
      }
    }
  }
}

}  // namespace
}  // namespace nail
