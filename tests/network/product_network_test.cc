#include "nail/network/product_network.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/oracle/random_case.h"
#include "tests/oracle/small_case.h"

namespace nail {
namespace {

using oracle::random_case;
using oracle::RandomCaseOptions;
using oracle::SmallCase;

std::vector<double> values(const std::vector<Ranged>& shares) {
  std::vector<double> out;
  for (const Ranged& share : shares) out.push_back(share.value);
  return out;
}

TEST(Supply, TheLatestSetSpeaks) {
  SmallCase small;
  small.supply("ore", "B", SmallCase::exactly(0.9), 2020);
  small.supply("ore", "C", SmallCase::exactly(0.5), 2024);
  small.supply("ore", "A", SmallCase::exactly(0.3), 2024);
  small.product("metal");
  const ProductNetwork network = compile_network(small.build());
  EXPECT_EQ(network.supply_begin, (std::vector<std::uint32_t>{0, 2, 2}));
  // In order of place: places are numbered as they come up, B, C, A.
  EXPECT_EQ(network.supply_place, (std::vector<PlaceId>{small.place("C"), small.place("A")}));
  EXPECT_EQ(values(network.supply_share), (std::vector<double>{0.5, 0.3}));
  EXPECT_EQ(network.set[0]->year, 2024);
  EXPECT_EQ(network.set[1], nullptr);
  const Shares shares = shares_at_values(network);
  EXPECT_NEAR(shares.unknown[0], 0.2, 1e-15);
  EXPECT_EQ(shares.unknown[1], 1);
}

TEST(Supply, OtherIsUnknownSupply) {
  SmallCase small;
  small.supply("ore", "A", 0.75).supply("ore", "other", 0.25);
  const ProductNetwork network = compile_network(small.build());
  EXPECT_EQ(network.has_other[0], 1);
  EXPECT_EQ(network.supply_place.size(), 1U);
  EXPECT_EQ(shares_at_values(network).unknown[0], 0.25);
}

TEST(Sourcing, TheLatestYearOfEachUserCounts) {
  SmallCase small;
  small.supply("ore", "A", 1);
  small.sourcing("U", "ore", "A", SmallCase::exactly(0.9), 2020);
  small.sourcing("U", "ore", "B", SmallCase::exactly(0.4), 2023);
  small.sourcing("U", "ore", "A", SmallCase::exactly(0.2), 2023);
  small.sourcing("V", "ore", "A", SmallCase::exactly(0.7), 2019);
  const ProductNetwork network = compile_network(small.build());
  const SourcingMix* mix = network.mix(ProductId(0), network.user_of(small.place("U")));
  ASSERT_NE(mix, nullptr);
  ASSERT_EQ(mix->end - mix->begin, 2U);
  EXPECT_EQ(network.sourcing_supplier[mix->begin], small.place("A"));
  EXPECT_EQ(network.sourcing_share[mix->begin].value, 0.2);
  EXPECT_EQ(network.sourcing_share[mix->begin + 1].value, 0.4);
  const SourcingMix* other = network.mix(ProductId(0), network.user_of(small.place("V")));
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(network.sourcing_share[other->begin].value, 0.7);
  EXPECT_EQ(network.mix(ProductId(0), network.user_of(small.place("A"))), nullptr);
}

TEST(Sourcing, TwoSourcesOfOneSupplierAreNotMixed) {
  SmallCase small;
  small.source("guess", Grade::estimate).source("book", Grade::verified);
  small.supply("ore", "A", 1);
  small.sourcing("U", "ore", "A", SmallCase::exactly(0.5), 2023, "guess");
  small.sourcing("U", "ore", "B", SmallCase::exactly(0.4), 2023, "guess");
  small.sourcing("U", "ore", "A", SmallCase::exactly(0.3), 2023, "book");
  const ProductNetwork network = compile_network(small.build());
  // The better graded source alone, though the other is more complete.
  EXPECT_EQ(values(network.sourcing_share), (std::vector<double>{0.3}));

  SmallCase apart;
  apart.source("guess", Grade::estimate).source("book", Grade::verified);
  apart.supply("ore", "A", 1);
  apart.sourcing("U", "ore", "B", SmallCase::exactly(0.4), 2023, "guess");
  apart.sourcing("U", "ore", "A", SmallCase::exactly(0.3), 2023, "book");
  // Sources that speak of different suppliers complete each other.
  EXPECT_EQ(compile_network(apart.build()).sourcing_share.size(), 2U);

  SmallCase equal;
  equal.source("a", Grade::verified).source("b", Grade::verified);
  equal.supply("ore", "A", 1);
  equal.sourcing("U", "ore", "A", SmallCase::exactly(0.3), 2023, "a");
  equal.sourcing("U", "ore", "A", SmallCase::exactly(0.5), 2023, "b");
  // Of two of one grade the more complete.
  EXPECT_EQ(values(compile_network(equal.build()).sourcing_share), (std::vector<double>{0.5}));
}

TEST(Sourcing, BlocsAreUsersOfTheirOwn) {
  SmallCase small;
  small.bloc("UNION", {"A", "B"});
  small.supply("ore", "C", 1);
  small.sourcing("UNION", "ore", "C", 0.6);
  const ProductNetwork network = compile_network(small.build());
  const Home home = *find_home(small.data(), "UNION");
  EXPECT_EQ(network.user_of(home).index(), network.places);
  EXPECT_NE(network.mix(ProductId(0), network.user_of(home)), nullptr);
  EXPECT_EQ(network.mix(ProductId(0), network.user_of(small.place("A"))), nullptr);
}

TEST(Sourcing, TheOwnerLensHasNone) {
  SmallCase small;
  small.supply("ore", "A", 1).sourcing("U", "ore", "A", 1);
  EXPECT_TRUE(compile_network(small.build(), Lens::owner).mixes.empty());
}

const RecipeInput& input_of(const ProductNetwork& network, SmallCase& small,
                            const std::string& output, const std::string& input,
                            bool buildup = false) {
  const auto inputs = network.inputs(small.product(output), buildup);
  const auto found = std::find_if(inputs.begin(), inputs.end(), [&](const RecipeInput& i) {
    return i.product == small.product(input);
  });
  EXPECT_NE(found, inputs.end()) << input;
  return *found;
}

TEST(Recipes, UnknownWeightsAreEqualParts) {
  SmallCase small;
  small.recipe("cell", "lithium", Necessity::important, 0.3);
  small.recipe("cell", "foil", Necessity::important);
  small.recipe("cell", "glue", Necessity::optional);
  small.recipe("cell", "anode");
  small.recipe("cell", "press");
  small.data().recipes.back().kind = InputKind::equipment;
  const ProductNetwork network = compile_network(small.build());
  EXPECT_EQ(network.inputs(small.product("cell")).size(), 3U);
  EXPECT_EQ(network.inputs(small.product("cell"), true).size(), 4U);
  EXPECT_EQ(input_of(network, small, "cell", "lithium").weight, 0.3);
  // n counts all five rows of the recipe, also those without a flow.
  EXPECT_EQ(input_of(network, small, "cell", "foil").weight, 0.2);
  EXPECT_EQ(input_of(network, small, "cell", "anode").necessity, Necessity::essential);
}

TEST(Recipes, WeightsAboveOneAreDividedByTheirSum) {
  SmallCase small;
  small.recipe("cell", "a", Necessity::important, 0.9);
  small.recipe("cell", "b", Necessity::important, 0.6);
  small.recipe("cell", "c", Necessity::essential, 0.9);  // essential weights do not count
  const ProductNetwork network = compile_network(small.build());
  EXPECT_DOUBLE_EQ(input_of(network, small, "cell", "a").weight, 0.6);
  EXPECT_DOUBLE_EQ(input_of(network, small, "cell", "b").weight, 0.4);
}

TEST(Recipes, AlternativesShareAGroup) {
  SmallCase small;
  small.recipe("cell", "iron", Necessity::important, 0.5, "cathode");
  small.recipe("cell", "nickel", Necessity::important, 0.2, "cathode");
  small.recipe("cell", "anode", Necessity::important, 0.1);
  small.recipe("cell", "oil", Necessity::important, 0.1, "energy");
  small.recipe("cell", "gas", Necessity::essential, 0.1, "energy");
  const ProductNetwork network = compile_network(small.build());
  const RecipeInput& iron = input_of(network, small, "cell", "iron");
  const RecipeInput& nickel = input_of(network, small, "cell", "nickel");
  EXPECT_EQ(iron.group, nickel.group);
  EXPECT_NE(iron.group, input_of(network, small, "cell", "anode").group);
  // The group weighs what its heaviest member weighs, and is essential where one of them is.
  EXPECT_EQ(iron.weight, 0.5);
  EXPECT_EQ(nickel.weight, 0.5);
  EXPECT_EQ(iron.necessity, Necessity::important);
  EXPECT_EQ(input_of(network, small, "cell", "oil").necessity, Necessity::essential);
}

TEST(Shares, SumsAboveOneAreScaledDownAndNeverUp) {
  SmallCase small;
  small.supply("ore", "A", 0.5).supply("ore", "B", 0.25);
  small.sourcing("U", "ore", "A", 0.25).sourcing("U", "ore", "B", 0.5);
  const ProductNetwork network = compile_network(small.build());
  Shares shares = shares_at_values(network);
  EXPECT_EQ(shares.supply, (std::vector<double>{0.5, 0.25}));
  EXPECT_EQ(shares.sourcing_low, (std::vector<double>{0.25, 0.5}));
  shares.supply = {1.5, 0.5};
  shares.sourcing_low = shares.sourcing_high = {0.5, 1.5};
  settle_shares(network, shares);
  EXPECT_EQ(shares.supply, (std::vector<double>{0.75, 0.25}));
  EXPECT_EQ(shares.unknown[0], 0);
  EXPECT_EQ(shares.sourcing_low, (std::vector<double>{0.25, 0.75}));
  EXPECT_EQ(shares.sourcing_high, shares.sourcing_low);
}

TEST(Shares, BoundsAreTheEndsThatLoseMost) {
  SmallCase small;
  small.supply("ore", "A", SmallCase::between(0.4, 0.8, 0.5));
  small.supply("ore", "B", SmallCase::between(0.1, 0.3));
  small.sourcing("U", "ore", "A", SmallCase::between(0.2, 0.6, 0.5));
  const ProductNetwork network = compile_network(small.build());
  const Shares middle = shares_at_values(network);
  EXPECT_EQ(middle.supply, (std::vector<double>{0.5, 0.2}));
  const Shares bounds = shares_at_bounds(network);
  EXPECT_EQ(bounds.supply, (std::vector<double>{0.4, 0.1}));
  EXPECT_NEAR(bounds.unknown[0], 0.5, 1e-15);
  EXPECT_EQ(bounds.sourcing_low[0], 0.2);
  EXPECT_EQ(bounds.sourcing_high[0], 0.6);

  SmallCase open;
  open.supply("ore", "A", 1).sourcing("U", "ore", "A", SmallCase::between(0.25, 0.75));
  // Without a value the middle stands for it.
  EXPECT_EQ(shares_at_values(compile_network(open.build())).sourcing_low[0], 0.5);
}

// Ore goes 0.5 into steel and into wire and paint, whose use_share is missing: what is left, 0.5,
// is shared equally by wire, paint and final demand. Steel is made 0.8 at A; wire at B; paint
// nowhere.
TEST(UseWeights, ByHand) {
  SmallCase small;
  small.supply("ore", "A", 0.9).supply("ore", "B", 0.1);
  small.supply("steel", "A", 0.8).supply("steel", "B", 0.2);
  small.supply("wire", "B", 1);
  small.recipe("steel", "ore");
  small.data().recipes.back().use_share.value = 0.5;
  small.recipe("wire", "ore").recipe("paint", "ore");
  small.recipe("glue", "ore", Necessity::optional);
  const ProductNetwork network = compile_network(small.build());
  const UseWeights use = use_weights(network, shares_at_values(network));
  const std::size_t row = small.product("ore").index() * network.places;
  EXPECT_NEAR(use.by_place[row + small.place("A").index()], 0.5 * 0.8, 1e-15);
  EXPECT_NEAR(use.by_place[row + small.place("B").index()], 0.5 * 0.2 + 0.5 / 3, 1e-15);
  EXPECT_NEAR(use.final_demand[small.product("ore").index()], 0.5 / 3, 1e-15);
  EXPECT_EQ(use.final_demand[small.product("steel").index()], 1);
  EXPECT_EQ(use.missing, 2U);
}

TEST(Network, TheOrderOfRowsChangesNothing) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    RandomCaseOptions options;
    options.ranges = true;
    const LoadedCase loaded = random_case(seed, options);
    LoadedCase turned = loaded;
    std::reverse(turned.data.supply.begin(), turned.data.supply.end());
    std::reverse(turned.data.sourcing.begin(), turned.data.sourcing.end());
    std::reverse(turned.data.recipes.begin(), turned.data.recipes.end());
    Diagnostics ignored;
    turned.sets = make_share_sets(turned.data, "supply.csv", ignored);
    const ProductNetwork a = compile_network(loaded);
    const ProductNetwork b = compile_network(turned);
    EXPECT_EQ(a.supply_begin, b.supply_begin);
    EXPECT_EQ(a.supply_place, b.supply_place);
    EXPECT_EQ(a.supply_key, b.supply_key);
    EXPECT_EQ(a.sourcing_supplier, b.sourcing_supplier);
    EXPECT_EQ(a.sourcing_key, b.sourcing_key);
    ASSERT_EQ(a.flow_inputs.size(), b.flow_inputs.size());
    for (std::size_t i = 0; i < a.flow_inputs.size(); ++i) {
      EXPECT_EQ(a.flow_inputs[i].product, b.flow_inputs[i].product);
      EXPECT_EQ(a.flow_inputs[i].weight, b.flow_inputs[i].weight);
      EXPECT_EQ(a.flow_inputs[i].group, b.flow_inputs[i].group);
    }
    const Shares sa = shares_at_values(a);
    EXPECT_EQ(sa.unknown, shares_at_values(b).unknown) << seed;
  }
}

}  // namespace
}  // namespace nail
