#include "nail/assess/claims.h"

#include <map>

#include <gmock/gmock.h>

#include "tests/assess/small_case.h"

namespace nail {
namespace {

using testing::HasSubstr;
using testing::Not;

ClaimResult check(Case c, const std::string& home = "USA") {
  const auto made = small::make(std::move(c));
  const auto results = check_claims(small::inputs_of(*made, home));
  EXPECT_EQ(results.size(), 1U);
  return results.empty() ? ClaimResult{} : results.front();
}

TEST(Claims, HalfAUnitOfTheLastDigit) {
  EXPECT_DOUBLE_EQ(half_unit_of_last_digit("0.8"), 0.05);
  EXPECT_DOUBLE_EQ(half_unit_of_last_digit("0.80"), 0.005);
  EXPECT_DOUBLE_EQ(half_unit_of_last_digit("12.50"), 0.005);
  EXPECT_DOUBLE_EQ(half_unit_of_last_digit("100"), 0.5);
  EXPECT_DOUBLE_EQ(half_unit_of_last_digit("1e3"), 500);
  EXPECT_DOUBLE_EQ(half_unit_of_last_digit("1.5E-2"), 0.0005);
  EXPECT_DOUBLE_EQ(half_unit_of_last_digit("-.6"), 0.05);
  EXPECT_EQ(half_unit_of_last_digit("about ten"), 0);
}

TEST(Claims, TheWidenedRangeIsInclusive) {
  EXPECT_TRUE(holds({0.75}, 0.8, 0.05));
  EXPECT_FALSE(holds({0.75}, 0.8, 0.04999));
  EXPECT_TRUE(holds({0.85}, 0.8, 0.05));
  EXPECT_FALSE(holds({0.85}, 0.8, 0.04999));
  EXPECT_TRUE(holds({0.5, 0.4, 0.6}, 0.65, 0.05));
  EXPECT_TRUE(holds({kUnknown, 0.95, 1}, 0.97, 0));
  EXPECT_FALSE(holds({}, 0.5, 1));
  // Two makers are named and there may be more: three is not excluded, one is.
  EXPECT_TRUE(holds({2, 2, kUnknown}, 3, 0));
  EXPECT_FALSE(holds({2, 2, kUnknown}, 1, 0));
}

TEST(Claims, ToleranceIsHalfAUnitWhereNoneIsGiven) {
  Case c = small::small_case();
  small::add_reported(c, "market_share", "", "", 0.75, 2020);
  small::add_claim(c, "rough", "market_share", "", "", 0.8, "0.8");
  EXPECT_EQ(check(c).verdict, "supported");
  c.claims.clear();
  small::add_claim(c, "fine", "market_share", "", "", 0.8, "0.80");
  EXPECT_EQ(check(c).verdict, "contradicted");
}

TEST(Claims, TheTenfoldErrorIsNamed) {
  Case c = small::small_case();
  small::add_reported(c, "revenue_loss_usd", "", "", 110e9, 2021, "USD");
  small::add_claim(c, "loss", "revenue_loss_usd", "", "", 11e9, "11000000000", "", 2021).tolerance =
      1e9;
  const ClaimResult result = check(c);
  EXPECT_EQ(result.verdict, "contradicted");
  EXPECT_DOUBLE_EQ(result.computed.value, 110e9);
  EXPECT_THAT(result.why, HasSubstr("ten times too low"));
  EXPECT_THAT(result.why, HasSubstr("110 billion US dollars"));
  EXPECT_THAT(result.why, HasSubstr("[yearbook]"));
  EXPECT_EQ(powers_of_ten_off({110e9}, 11e9, 1e9), -1);
  EXPECT_EQ(powers_of_ten_off({0.71}, 71, 0.5), 2);
  EXPECT_EQ(powers_of_ten_off({0.7}, 0.1, 0.05), 0) << "a wide tolerance is no slip of the point";
}

TEST(Claims, ComputedShares) {
  Case c = small::small_case();
  small::add_claim(c, "share", "home_share", "wafer", "CHN", 0.8, "0.8");
  EXPECT_EQ(check(c).verdict, "supported");
  // sum of squares 0.64 + 0.04
  c.claims.clear();
  small::add_claim(c, "hhi", "hhi", "wafer", "", 0.68, "0.68");
  EXPECT_EQ(check(c).verdict, "supported");
}

TEST(Claims, ExposureFromTheRunsSeat) {
  Case c = small::small_case();
  small::add_claim(c, "phones", "exposure_any_tier", "phone", "CHN", 0.82, "0.82");
  const ClaimResult result = check(c);
  EXPECT_EQ(result.verdict, "supported");
  EXPECT_NEAR(result.computed.value, 0.82, 1e-12);
  c.claims.clear();
  small::add_claim(c, "direct", "exposure_direct", "phone", "CHN", 0.82, "0.82");
  const ClaimResult direct = check(c);
  EXPECT_EQ(direct.verdict, "contradicted");
  EXPECT_NEAR(direct.computed.value, 0.1, 1e-12);
  EXPECT_THAT(direct.why, HasSubstr("exposure through every tier"));
}

// Without Taiwan China loses 0.5 of phones: both makers of phones lose half of their chips.
TEST(Claims, AnotherSeat) {
  Case c = small::small_case();
  small::add_claim(c, "seat", "exposure_any_tier", "phone", "TWN", 0.5, "0.50", "CHN");
  const ClaimResult result = check(c);
  EXPECT_EQ(result.verdict, "supported");
  EXPECT_EQ(result.home, "CHN");
  c.claims.clear();
  small::add_claim(c, "own", "home_share", "wafer", "", 0.8, "0.80", "CHN");
  EXPECT_EQ(check(c).verdict, "supported") << "without a place it is the seat's own share";
}

TEST(Claims, TheYearOfTheClaim) {
  Case c = small::small_case();
  small::add_claim(c, "then", "home_share", "wafer", "CHN", 0.6, "0.60", "", 2010);
  EXPECT_EQ(check(c).verdict, "supported");
  c.claims.clear();
  small::add_claim(c, "never", "home_share", "wafer", "CHN", 0.6, "0.60", "", 2000);
  const ClaimResult result = check(c);
  EXPECT_EQ(result.verdict, "not_checkable");
  EXPECT_THAT(result.why, HasSubstr("2010 and 2020"));
  c.claims.clear();
  small::add_claim(c, "direct", "exposure_direct", "wafer", "CHN", 0.6, "0.60", "", 2010);
  EXPECT_EQ(check(c).verdict, "supported");
  c.claims.clear();
  small::add_claim(c, "tiers", "exposure_any_tier", "phone", "CHN", 0.6, "0.60", "", 2010);
  EXPECT_EQ(check(c).verdict, "not_checkable");
}

TEST(Claims, MixedUpIndicesAreNamed) {
  Case c = small::small_case();
  small::add_reported(c, "import_reliance", "chip", "USA", 1, 2020);
  small::add_claim(c, "reliance", "exposure_direct", "chip", "CHN", 1, "1", "USA").tolerance = 0.1;
  const ClaimResult reliance = check(c);
  EXPECT_EQ(reliance.verdict, "contradicted");
  EXPECT_THAT(reliance.why, HasSubstr("import_reliance"));
  EXPECT_THAT(reliance.why, HasSubstr("fits another number"));

  c.claims.clear();
  small::add_claim(c, "owners", "home_share", "chip", "USA", 0.9, "0.90");
  const ClaimResult owners = check(c);
  EXPECT_EQ(owners.verdict, "contradicted");
  EXPECT_THAT(owners.why, HasSubstr("headquartered"));
  EXPECT_NEAR(owners.computed.value, 0.5, 1e-12);
}

TEST(Claims, ReportedRowsAreMatchedByPlaceAndYear) {
  Case c = small::small_case();
  small::add_reported(c, "jobs", "", "USA", 10, 2019, "jobs");
  small::add_reported(c, "jobs", "", "USA", 20, 2020, "jobs");
  small::add_reported(c, "jobs", "", "CHN", 90, 2020, "jobs");
  small::add_claim(c, "latest", "jobs", "", "USA", 20, "20");
  EXPECT_EQ(check(c).verdict, "supported");
  c.claims.clear();
  small::add_claim(c, "older", "jobs", "", "USA", 10, "10", "", 2019);
  EXPECT_EQ(check(c).verdict, "supported");
  c.claims.clear();
  small::add_claim(c, "nowhere", "jobs", "", "", 10, "10");
  EXPECT_EQ(check(c).verdict, "not_checkable");
  c.claims.clear();
  small::add_claim(c, "no year", "jobs", "", "USA", 10, "10", "", 1999);
  EXPECT_EQ(check(c).verdict, "not_checkable");
}

TEST(Claims, WhatIsNeitherComputedNorReported) {
  Case c = small::small_case();
  small::add_claim(c, "money", "investment_usd", "", "USA", 75e9, "75000000000");
  const ClaimResult result = check(c);
  EXPECT_EQ(result.verdict, "not_checkable");
  EXPECT_THAT(result.why, HasSubstr("neither computed nor reported"));
  EXPECT_FALSE(is_known(result.computed.value));
}

TEST(Claims, OddClaimsDoNotCrash) {
  for (const std::string index : {"exposure_any_tier", "hhi", "import_reliance", "home_share",
                                  "eu_supply_risk", "makers", "", "exposure_buildup"}) {
    for (const std::string product : {"", "wafer", "phone"}) {
      for (const std::string place : {"", "USA", "DT", "nowhere"}) {
        for (const double stated : {kUnknown, 0.0, 1e300}) {
          Case c = small::small_case();
          small::add_claim(c, "odd", index, product, place, stated, "", "DT", 1950);
          const ClaimResult result = check(std::move(c));
          EXPECT_FALSE(result.why.empty());
          EXPECT_THAT(result.why, Not(HasSubstr("nan")));
        }
      }
    }
  }
}

}  // namespace
}  // namespace nail
