#include "nail/case/share_sets.h"

#include <gtest/gtest.h>

#include "tests/case/small_case.h"

namespace nail {
namespace {

const std::string kHead =
    "product,place,lens,basis,organisation,year,share,low,high,status,source\n";

class ShareSetTest : public testing::Test {
 protected:
  const ShareSet& set(const std::string& rows, const std::string& head = kHead) {
    small_.table["supply"] = head + rows;
    loaded_ = small_.load();
    const ShareSet* found = loaded_.sets.best(loaded_.data.find_product("chip"), Lens::site);
    EXPECT_NE(found, nullptr);
    return *found;
  }
  std::string source(const ShareSet& set) const { return loaded_.data[set.source].id; }
  double share(const ShareSet& set, const char* place) const {
    for (const SetShare& s : set.shares) {
      if (loaded_.data[s.place].id == place) return s.share.value;
    }
    return kUnknown;
  }
  SmallCase small_;
  LoadedCase loaded_;
};

TEST_F(ShareSetTest, TheLatestYearSpeaksEvenFromAPoorerSource) {
  const ShareSet& chosen = set("chip,USA,,,,2020,0.9,,,,good\nchip,USA,,,,2022,0.5,,,,poor\n");
  EXPECT_EQ(chosen.year, 2022);
  EXPECT_EQ(source(chosen), "poor");
}

TEST_F(ShareSetTest, WithoutAYearIsTheOldest) {
  EXPECT_EQ(set("chip,USA,,,,,0.9,,,,good\nchip,USA,,,,1990,0.5,,,,poor\n").year, 1990);
}

TEST_F(ShareSetTest, WithinAYearTheBetterGradeSpeaksEvenIfLessComplete) {
  const ShareSet& chosen = set("chip,USA,,,,2022,0.9,,,,fair\nchip,USA,,,,2022,0.5,,,,good\n");
  EXPECT_EQ(source(chosen), "good");
  EXPECT_EQ(loaded_.sets.all.size(), 2u);
}

TEST_F(ShareSetTest, WithinAGradeTheMoreCompleteSpeaks) {
  EXPECT_EQ(source(set("chip,USA,,,,2022,0.5,,,,good\nchip,USA,,,,2022,0.9,,,,good2\n")), "good2");
}

TEST_F(ShareSetTest, SetsAreNeverMixed) {
  const ShareSet& chosen = set("chip,USA,,,,2022,0.5,,,,good\nchip,CHN,,,,2022,0.4,,,,fair\n");
  ASSERT_EQ(chosen.shares.size(), 1u);
  EXPECT_DOUBLE_EQ(chosen.unknown_share(), 0.5);
}

TEST_F(ShareSetTest, ProductionSpeaksBeforeCapacityAndReservesAreNoSupply) {
  EXPECT_EQ(set("chip,USA,,capacity,,2024,0.9,,,,good\nchip,USA,,,,2020,0.5,,,,poor\n").basis,
            Basis::production);
  small_.table["supply"] = kHead + "chip,USA,,reserves,,2024,0.9,,,,good\n";
  loaded_ = small_.load();
  EXPECT_EQ(loaded_.sets.best(loaded_.data.find_product("chip"), Lens::site), nullptr);
}

TEST_F(ShareSetTest, OrganisationsAreDetailNotSupplyBesideTheTotal) {
  const ShareSet& chosen =
      set("chip,USA,,,,2022,0.5,,,,good\nchip,USA,,,A,2022,0.3,,,,good\nchip,USA,,,B,2022,0.2,,,,"
          "good\n");
  EXPECT_DOUBLE_EQ(share(chosen, "USA"), 0.5);
  EXPECT_EQ(chosen.organisations.size(), 2u);
  EXPECT_DOUBLE_EQ(chosen.unknown_share(), 0.5);
}

TEST_F(ShareSetTest, OrganisationsOfAPlaceWithoutTotalAddUp) {
  EXPECT_DOUBLE_EQ(
      share(set("chip,USA,,,A,2022,0.3,,,,good\nchip,USA,,,B,2022,0.2,,,,good\n"), "USA"), 0.5);
}

TEST_F(ShareSetTest, OtherHoldsTheRestAndIsNoPlace) {
  const ShareSet& chosen = set("chip,USA,,,,2022,0.5,,,,good\nchip,other,,,,2022,0.5,,,,good\n");
  EXPECT_TRUE(chosen.has_other);
  ASSERT_EQ(chosen.shares.size(), 1u);
  EXPECT_DOUBLE_EQ(chosen.unknown_share(), 0.5);
}

TEST_F(ShareSetTest, SumsUpTo103AreDividedAndNoted) {
  // 0.62 + 0.41 = 1.03: 0.62 / 1.03 = 0.601942
  const ShareSet& chosen = set("chip,USA,,,,2022,0.62,,,,good\nchip,CHN,,,,2022,0.41,,,,good\n");
  EXPECT_NEAR(share(chosen, "USA"), 0.601942, 1e-6);
  EXPECT_NEAR(share(chosen, "USA") + share(chosen, "CHN"), 1, 1e-12);
  EXPECT_EQ(small_.messages(), "supply.csv:2:1 share-sum-rounded\n");
  EXPECT_FALSE(small_.diagnostics.has_faults());
}

TEST_F(ShareSetTest, SumsAbove103AreAFault) {
  set("chip,USA,,,,2022,0.62,,,,good\nchip,CHN,,,,2022,0.4101,,,,good\n");
  EXPECT_EQ(small_.messages(), "supply.csv:2:1 share-sum\n");
}

TEST_F(ShareSetTest, ASumOfOneIsNeither) {
  set("chip,USA,,,,2022,0.1,,,,good\nchip,CHN,,,,2022,0.2,,,,good\nchip,JPN,,,,2022,0.7,,,,good\n");
  EXPECT_EQ(small_.messages(), "");
}

TEST_F(ShareSetTest, QuantitiesAreSharesOfTheirSum) {
  const ShareSet& chosen =
      set("chip,USA,30,good\nchip,CHN,10,good\n", "product,place,quantity,source\n");
  EXPECT_DOUBLE_EQ(share(chosen, "USA"), 0.75);
  EXPECT_DOUBLE_EQ(chosen.total_quantity, 40);
}

TEST_F(ShareSetTest, QuantitiesAreSharesOfTheWorldWhereItIsKnown) {
  small_.table["products"] =
      "product,name,chain,total_quantity\nchip,Chip,electronics,100\nwafer,Wafer,electronics,\n";
  const ShareSet& chosen =
      set("chip,USA,30,good\nchip,CHN,10,good\n", "product,place,quantity,source\n");
  EXPECT_DOUBLE_EQ(share(chosen, "USA"), 0.3);
  EXPECT_DOUBLE_EQ(chosen.unknown_share(), 0.6);
}

TEST_F(ShareSetTest, MixedSetsAreAFaultAtTheFirstOddRow) {
  set("chip,USA,0.5,,good\nchip,CHN,,3,good\nchip,JPN,,3,good\n",
      "product,place,share,quantity,source\n");
  EXPECT_EQ(small_.messages(), "supply.csv:3:1 mixed-set\n");
}

TEST_F(ShareSetTest, ARangeWithoutValueCountsByItsMiddle) {
  const ShareSet& chosen = set("chip,USA,,,,2022,,0.4,0.6,,good\n");
  EXPECT_DOUBLE_EQ(share(chosen, "USA"), 0.5);
  EXPECT_DOUBLE_EQ(chosen.shares[0].share.low, 0.4);
}

TEST_F(ShareSetTest, ARangeBelongsToTheColumnTheRowGives) {
  set("chip,USA,30,20,40,good\n", "product,place,quantity,low,high,source\n");
  EXPECT_DOUBLE_EQ(loaded_.data.supply[0].quantity.low, 20);
  EXPECT_FALSE(loaded_.data.supply[0].share.has_range());
  set("chip,USA,0.3,0.2,0.4,good\n", "product,place,share,share_low,share_high,source\n");
  EXPECT_DOUBLE_EQ(loaded_.data.supply[0].share.low, 0.2);
}

TEST_F(ShareSetTest, WithheldIsUnknownAndNegligibleIsNothing) {
  const ShareSet& chosen =
      set("chip,USA,,,,2022,0.5,,,,good\nchip,CHN,,,,2022,,,,withheld,good\nchip,JPN,,,,2022,,,,"
          "negligible,good\n");
  ASSERT_EQ(chosen.withheld.size(), 1u);
  EXPECT_EQ(loaded_.data[chosen.withheld[0]].id, "CHN");
  EXPECT_DOUBLE_EQ(share(chosen, "JPN"), 0);
  EXPECT_FALSE(small_.diagnostics.has_faults()) << small_.messages();
}

TEST_F(ShareSetTest, DisagreementIsAConflict) {
  set("chip,USA,,,,2022,0.9,,,,good\nchip,USA,,,,2022,0.6,,,,fair\nchip,CHN,,,,2022,0.4,,,,fair\n");
  ASSERT_EQ(loaded_.sets.conflicts.size(), 1u);
  const Conflict& c = loaded_.sets.conflicts[0];
  // CHN is at most 0.1 in the set used: 0.4 - 0.1 = 0.3, as much as for USA: 0.9 - 0.6.
  EXPECT_DOUBLE_EQ(c.used_share - c.other_share, 0.9 - 0.6);
}

TEST_F(ShareSetTest, WhatASetLeavesUnknownIsNoDisagreement) {
  set("chip,USA,,,,2022,0.5,,,,good\nchip,USA,,,,2022,0.5,,,,fair\nchip,CHN,,,,2022,0.4,,,,fair\n");
  EXPECT_TRUE(loaded_.sets.conflicts.empty());
}

TEST_F(ShareSetTest, ByYearListsTheBestOfEachOldestFirst) {
  set("chip,USA,,,,2022,0.5,,,,good\nchip,USA,,,,2020,0.3,,,,poor\nchip,USA,,,,2020,0.4,,,,"
      "good\nchip,USA,,,,,0.9,,,,good\n");
  const auto years =
      loaded_.sets.by_year(loaded_.data.find_product("chip"), Lens::site, Basis::production);
  ASSERT_EQ(years.size(), 2u);
  EXPECT_EQ(years[0]->year, 2020);
  EXPECT_DOUBLE_EQ(years[0]->shares[0].share.value, 0.4);
}

// Without rows of the owner lens the organisations tell who owns: A, of Japan, has 0.3 and B, of
// the United States, 0.1 of the world; whose the other 0.1 of the place is, nobody says.
TEST_F(ShareSetTest, OrganisationsTellTheOwnersWhereNoOwnerRowsDo) {
  const std::string head = "product,place,lens,organisation,owner_place,year,share,source\n";
  set("chip,USA,,,,2022,0.5,good\nchip,USA,,A,JPN,2022,0.3,good\n"
      "chip,USA,,B,USA,2022,0.1,good\n",
      head);
  const ProductId chip = loaded_.data.find_product("chip");
  const ShareSet* owners = loaded_.sets.best(chip, Lens::owner);
  ASSERT_NE(owners, nullptr);
  EXPECT_DOUBLE_EQ(share(*owners, "JPN"), 0.3);
  EXPECT_DOUBLE_EQ(share(*owners, "USA"), 0.1);
  EXPECT_DOUBLE_EQ(owners->unknown_share(), 0.6);
  set("chip,USA,,A,JPN,2022,0.3,good\nchip,CHN,owner,,,2022,0.9,good\n", head);
  owners = loaded_.sets.best(loaded_.data.find_product("chip"), Lens::owner);
  ASSERT_NE(owners, nullptr);
  ASSERT_EQ(owners->shares.size(), 1u);
  EXPECT_DOUBLE_EQ(share(*owners, "CHN"), 0.9);
}

// The case states one total, of the newest year. As parts of what is listed the years compare: the
// same quantities every year are the same share every year.
TEST_F(ShareSetTest, YearsCompareAsPartsOfWhatIsListed) {
  small_.table["products"] =
      "product,name,chain,total_quantity\nchip,Chip,electronics,100\nwafer,Wafer,electronics,\n";
  set("chip,USA,2021,30,good\nchip,CHN,2021,30,good\nchip,USA,2022,30,good\nchip,CHN,2022,30,"
      "good\n",
      "product,place,year,quantity,source\n");
  const ProductId chip = loaded_.data.find_product("chip");
  const auto years = loaded_.sets.by_year(chip, Lens::site, Basis::production);
  ASSERT_EQ(years.size(), 2u);
  EXPECT_DOUBLE_EQ(share(*years[1], "USA"), 0.3);
  for (const ShareSet* year : years) EXPECT_DOUBLE_EQ(share(year->as_listed(), "USA"), 0.5);
}

}  // namespace
}  // namespace nail
