// What was known by a year: sets and mixes of later years are gone, and what stands in for them is
// named.
#include "nail/case/known_by.h"

#include <gtest/gtest.h>

#include "tests/case/small_case.h"

namespace nail {
namespace {

class KnownBy : public ::testing::Test {
 protected:
  KnownBy() {
    small_.table["supply"] =
        "product,place,year,basis,share,utilisation,source\n"
        "chip,USA,2005,production,0.5,0.9,good\n"
        "chip,USA,2010,production,0.4,0.8,good\n"
        "chip,USA,2015,production,0.3,0.7,good\n"
        "chip,JPN,2015,production,0.6,0.7,good\n"
        "wafer,JPN,2012,production,0.9,,good\n"
        "wafer,JPN,2016,production,0.8,,good\n";
    small_.table["sourcing"] =
        "user,product,supplier,share,year,source\n"
        "USA,chip,JPN,0.2,2009,good\nUSA,chip,JPN,0.7,2014,good\nCHN,chip,JPN,0.1,2014,good\n";
  }
  KnownCase known(int year) {
    known_source_ = small_.load();
    EXPECT_EQ(small_.messages(), "");
    return known_by(known_source_, year);
  }
  static std::string names(const KnownCase& known) {
    std::string out;
    for (const Hindsight& item : known.hindsight) {
      out += item.table + " of " + known.loaded.data[item.product].id + " " +
             std::to_string(item.year) + "\n";
    }
    return out;
  }
  SmallCase small_;
  LoadedCase known_source_;
};

TEST_F(KnownBy, UsesTheLatestSetOfTheTime) {
  for (const auto& [year, share] : {std::pair{2009, 0.5}, {2010, 0.4}, {2014, 0.4}, {2020, 0.3}}) {
    const KnownCase known = this->known(year);
    const ProductId chip = known.loaded.data.find_product("chip");
    const ShareSet* set = known.loaded.sets.best(chip, Lens::site);
    ASSERT_NE(set, nullptr);
    EXPECT_DOUBLE_EQ(set->shares.front().share.value, share) << year;
  }
}

TEST_F(KnownBy, WhatHasNothingThatOldKeepsItsEarliest) {
  const KnownCase known = this->known(2010);
  const Case& data = known.loaded.data;
  const ShareSet* wafer = known.loaded.sets.best(data.find_product("wafer"), Lens::site);
  ASSERT_NE(wafer, nullptr);
  EXPECT_EQ(wafer->year, 2012);
  // The rows that capacities are read from go with the sets.
  std::string rows;
  for (const SupplyRow& row : data.supply) {
    rows += data[row.product].id + " " + std::to_string(row.from.year) + "\n";
  }
  EXPECT_EQ(rows, "chip 2005\nchip 2010\nwafer 2012\n");
  ASSERT_EQ(data.sourcing.size(), 2u);
  EXPECT_DOUBLE_EQ(data.sourcing[0].share.value, 0.2);
  EXPECT_EQ(data.sourcing[1].user, "CHN");
  EXPECT_EQ(names(known), "sourcing of chip 2014\nsupply of wafer 2012\n");
  EXPECT_EQ(names(this->known(2014)), "");
}

TEST_F(KnownBy, ASetWithoutAYearIsTheOldest) {
  small_.table["supply"] += "wafer,CHN,,production,0.3,,good\n";
  const KnownCase known = this->known(2010);
  const ShareSet* wafer =
      known.loaded.sets.best(known.loaded.data.find_product("wafer"), Lens::site);
  ASSERT_NE(wafer, nullptr);
  EXPECT_EQ(wafer->year, kNoYear);
  EXPECT_EQ(names(known), "sourcing of chip 2014\n");
}

TEST_F(KnownBy, AnOldCapacityStandsBeforeALateProduction) {
  small_.table["supply"] +=
      "wafer,CHN,2008,capacity,0.3,,good\nwafer,CHN,2001,reserves,0.3,,good\n";
  const KnownCase known = this->known(2010);
  const ShareSet* wafer =
      known.loaded.sets.best(known.loaded.data.find_product("wafer"), Lens::site);
  ASSERT_NE(wafer, nullptr);
  EXPECT_EQ(wafer->basis, Basis::capacity);
  // Reserves are not supply, and do not make a late set a known one.
  const KnownCase earlier = this->known(2005);
  EXPECT_EQ(names(earlier), "sourcing of chip 2009\nsourcing of chip 2014\nsupply of wafer 2008\n");
}

TEST_F(KnownBy, NamesLateStocksAndDemand) {
  small_.table["stocks"] =
      "product,place,days,source,year\nchip,USA,30,good,2018\nwafer,USA,30,good,2009\n";
  small_.table["demand"] = "product,place,share,source,year\nchip,USA,0.3,good,2011\n";
  const KnownCase known = this->known(2012);
  EXPECT_EQ(known.loaded.data.stocks.size(), 2u);
  EXPECT_EQ(names(known), "sourcing of chip 2014\nstocks of chip 2018\n");
}

TEST_F(KnownBy, TheFarFutureKnowsEverything) {
  const KnownCase known = this->known(2999);
  EXPECT_EQ(known.loaded.sets.all.size(), known_source_.sets.all.size());
  EXPECT_EQ(known.loaded.data.supply.size(), known_source_.data.supply.size());
  EXPECT_TRUE(known.hindsight.empty());
}

}  // namespace
}  // namespace nail
