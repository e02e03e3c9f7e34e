// What the tables of stress say, and of an input-output case, in memory.
#include <gtest/gtest.h>

#include "tests/case/small_case.h"

namespace nail {
namespace {

TEST(StressTables, BindScenariosWithTheirShocks) {
  SmallCase small;
  small.table["scenarios"] =
      "scenario,name,probability_per_year,low,high,source\n"
      "a,A,0.1,0.05,0.2,good\nb,B,,0.2,0.4,fair\nc,C,,,,\n";
  small.table["shocks"] =
      "scenario,kind,product,place,target,size,low,high,range,start_day,days,days_low,days_high,"
      "recovery_days,recovery_days_high,source\n"
      "b,outage,chip,CHN,,0.5,0.4,0.7,bounds,3,30,20,60,10,40,good\n"
      "a,export_ban,,CHN,USA,,0.5,0.9,,,100,,,,,fair\n"
      "b,demand_surge,wafer,,,1.5,,,,,10,,,,,\n";
  const Case data = small.load().data;
  EXPECT_EQ(small.messages(),
            "scenarios.csv:4:1 scenario-without-shocks\n"
            "shocks.csv:2:15 shock-without-effect\n");
  ASSERT_EQ(data.scenarios.size(), 3u);
  const Scenario& a = data.scenarios[0];
  const Scenario& b = data.scenarios[1];
  EXPECT_DOUBLE_EQ(a.probability_per_year.value, 0.1);
  EXPECT_DOUBLE_EQ(a.probability_per_year.high, 0.2);
  EXPECT_EQ(data[b.source].id, "fair");
  // A range without a value: its middle.
  EXPECT_DOUBLE_EQ(b.probability_per_year.value, 0.3);
  EXPECT_FALSE(is_known(data.scenarios[2].probability_per_year.value));
  ASSERT_EQ(a.shocks.size(), 1u);
  ASSERT_EQ(b.shocks.size(), 2u);
  const Shock& ban = a.shocks[0];
  EXPECT_EQ(ban.kind, ShockKind::export_ban);
  EXPECT_EQ(ban.product, "");
  EXPECT_EQ(ban.place, "CHN");
  EXPECT_EQ(ban.target, "USA");
  EXPECT_DOUBLE_EQ(ban.size.value, 0.7);
  EXPECT_EQ(ban.start_day, 0);
  EXPECT_DOUBLE_EQ(ban.recovery_days.value, 0);
  const Shock& outage = b.shocks[0];
  EXPECT_EQ(outage.kind, ShockKind::outage);
  EXPECT_EQ(outage.product, "chip");
  EXPECT_DOUBLE_EQ(outage.size.value, 0.5);
  EXPECT_DOUBLE_EQ(outage.size.low, 0.4);
  EXPECT_EQ(outage.size.kind, RangeKind::bounds);
  EXPECT_EQ(outage.start_day, 3);
  EXPECT_DOUBLE_EQ(outage.days.value, 30);
  EXPECT_DOUBLE_EQ(outage.days.low, 20);
  EXPECT_DOUBLE_EQ(outage.days.high, 60);
  EXPECT_DOUBLE_EQ(outage.recovery_days.value, 10);
  EXPECT_FALSE(is_known(outage.recovery_days.low));
  EXPECT_DOUBLE_EQ(outage.recovery_days.high, 40);
  // Plain low and high are the size's.
  EXPECT_FALSE(b.shocks[1].days.has_range());
  EXPECT_NE(outage.from.row_key, b.shocks[1].from.row_key);
}

TEST(StressTables, WhatHasNoEffectIsWarnedOf) {
  SmallCase small;
  small.table["scenarios"] = "scenario,name\na,A\n";
  small.table["shocks"] =
      "scenario,kind,product,place,target,size,days,recovery_days\n"
      "a,export_ban,,CHN,CHN,1,5,\n"
      "a,export_ban,,CHN,USA,1,5,\n"
      "a,demand_surge,chip,,,2,0,\n"
      "a,demand_surge,chip,,,2,0,3\n"
      "a,stock_loss,chip,,,1,0,\n"
      "a,recall,nothing,CHN,,1,5,\n";
  small.load();
  EXPECT_EQ(small.messages(),
            "shocks.csv:2:19 shock-without-effect\n"
            "shocks.csv:4:25 shock-without-effect\n"
            "shocks.csv:7:10 unknown-reference\n");
}

TEST(StressTables, BindRoutesAndBacktests) {
  SmallCase small;
  small.table["routes"] =
      "from,to,chokepoint,share,series\nJPN,USA,malacca,0.95,1\nJPN,USA,suez,0.8,2\n"
      "CHN,USA,panama,0.62,\nCHN,USA,suez,0.4,\n";
  small.table["scenarios"] = "scenario,name\na,A\n";
  small.table["shocks"] = "scenario,kind,target,size,days\na,transport,suez,1,6\n";
  small.table["backtests"] =
      "backtest,name,scenario,product,place,index,as_of,observed,observed_low,observed_high,"
      "source,note\n"
      "x,X,a,chip,USA,peak_loss,2019,0.3,0.2,0.5,fair,read off a chart\n"
      "y,Y,a,chip,USA,lost_days,,4,,,good,\n";
  const Case data = small.load().data;
  // Straits in series may each be passed by nearly all; alternatives are divided by their sum.
  EXPECT_EQ(small.messages(), "routes.csv:4:1 share-sum-rounded\n");
  ASSERT_EQ(data.routes.size(), 4u);
  EXPECT_EQ(data.routes[1].chokepoint, "suez");
  EXPECT_EQ(data.routes[1].series, 2);
  EXPECT_DOUBLE_EQ(data.routes[1].share, 0.8);
  EXPECT_EQ(data.routes[2].series, 0);
  EXPECT_DOUBLE_EQ(data.routes[2].share, 0.62 / 1.02);
  ASSERT_EQ(data.backtests.size(), 2u);
  const BacktestRow& x = data.backtests[0];
  EXPECT_EQ(x.scenario, "a");
  EXPECT_EQ(data[x.product].id, "chip");
  EXPECT_EQ(x.index, "peak_loss");
  EXPECT_EQ(x.as_of, 2019);
  EXPECT_DOUBLE_EQ(x.observed.high, 0.5);
  EXPECT_EQ(x.from.note, "read off a chart");
  EXPECT_EQ(data.backtests[1].as_of, kNoYear);
}

TEST(StressTables, StraitsInTheSamePlaceOnTheWayShareTheRule) {
  SmallCase small;
  small.table["routes"] =
      "from,to,chokepoint,share,series\nJPN,USA,malacca,0.95,1\nJPN,USA,sunda,0.2,1\n";
  (void)small.load();
  EXPECT_EQ(small.messages(), "routes.csv:2:1 share-sum\n");
}

TEST(StressTables, StocksHaveARangeOfDays) {
  SmallCase small;
  small.table["stocks"] = "product,place,days,days_low,days_high,source\nchip,USA,30,10,60,good\n";
  const Case data = small.load().data;
  EXPECT_EQ(small.messages(), "");
  EXPECT_DOUBLE_EQ(data.stocks[0].days, 30);
  EXPECT_DOUBLE_EQ(data.stocks[0].days_low, 10);
  EXPECT_DOUBLE_EQ(data.stocks[0].days_high, 60);
  EXPECT_EQ(data[data.stocks[0].from.source].id, "good");
}

// An input-output case in a scratch folder.
class IoCase : public ::testing::Test {
 protected:
  IoCase() {
    small_.table.clear();
    small_.table["sectors"] = "sector,place,product\nUa,USA,a\nUb,USA,b\nDa,DEU,a\n";
    small_.table["flows"] =
        "from,to,value,year\nUa,Ub,5,2019\nUa,Ub,2,2020\nUb,Da,0,2020\nDa,Da,3,2020\nUb,Ub,7,\n";
  }
  IoData load() {
    for (const auto& [name, text] : small_.table) {
      std::ofstream(small_.folder() / (name + ".csv"), std::ios::binary) << text;
    }
    std::string list;
    for (const auto& [name, text] : small_.table) {
      list +=
          (list.empty() ? "" : ",") + ("{\"name\":\"" + name + "\",\"path\":\"" + name) + ".csv\"}";
    }
    std::ofstream(small_.folder() / "datapackage.json")
        << R"({"name":"t","nail":{"version":1,"kind":"io"},"resources":[)" + list + "]}";
    small_.diagnostics = {};
    auto loaded = load_case(small_.folder(), small_.diagnostics);
    EXPECT_TRUE(loaded);
    scenarios_ = loaded->data.scenarios;
    return loaded->data.io;
  }
  SmallCase small_;
  std::vector<Scenario> scenarios_;
};

TEST_F(IoCase, TakesTheFlowsOfTheLatestYear) {
  small_.table["output"] = "sector,value,year\nUa,10,2020\nUa,9,\nUb,8,\nDa,7,2019\n";
  small_.table["value_added"] = "sector,value\nUb,-1\n";
  small_.table["final_demand"] =
      "from,to_place,category,value,year\nUa,USA,households,4,2020\nUa,USA,households,3,\n"
      "Da,FRA,stocks,-2,\nUb,USA,households,6,2019\nUb,USA,households,0,2020\n";
  small_.table["rebuilding"] = "product,share\na,0.7\nb,0.32\n";
  const IoData io = load();
  EXPECT_EQ(small_.messages(), "rebuilding.csv:2:1 share-sum-rounded\n");
  EXPECT_EQ(io.year, 2020);
  ASSERT_EQ(io.sectors.size(), 3u);
  EXPECT_EQ(io.sectors[2].place, "DEU");
  ASSERT_EQ(io.flows.size(), 2u);
  EXPECT_EQ(io.flows[0].from, 0u);
  EXPECT_EQ(io.flows[0].to, 1u);
  EXPECT_DOUBLE_EQ(io.flows[0].value, 2);
  EXPECT_EQ(io.flows[1].from, 2u);
  // The year's row stands above one without a year, which holds where there is none.
  EXPECT_DOUBLE_EQ(io.output[0], 10);
  EXPECT_DOUBLE_EQ(io.output[1], 8);
  EXPECT_FALSE(is_known(io.output[2]));
  EXPECT_DOUBLE_EQ(io.value_added[1], -1);
  ASSERT_EQ(io.final_demand.size(), 2u);
  EXPECT_DOUBLE_EQ(io.final_demand[0].value, 4);
  EXPECT_EQ(io.final_demand[1].to_place, "FRA");
  EXPECT_DOUBLE_EQ(io.final_demand[1].value, -2);
  ASSERT_EQ(io.rebuilding.size(), 2u);
  EXPECT_DOUBLE_EQ(io.rebuilding[0].second, 0.7 / 1.02);
}

TEST_F(IoCase, WithoutYearsAllFlowsHold) {
  small_.table["flows"] = "from,to,value\nUa,Ub,5\nDa,Ub,1\n";
  const IoData io = load();
  EXPECT_EQ(io.year, kNoYear);
  EXPECT_EQ(io.flows.size(), 2u);
}

// Plain tables take a quick way in; one more column sends the same rows the general way.
TEST_F(IoCase, TheQuickWayReadsWhatTheGeneralOneDoes) {
  for (const char* end : {"\n", "\r\n"}) {
    std::string plain = std::string("year,value,to,from") + end;
    std::string general = std::string("year,value,to,from,note") + end;
    for (const char* row : {"2019,5,Ub,Ua", "2020,0,Da,Ub", "2020,2.5e1,Ub,Ua", ",7,Ub,Ub",
                            "2018,1,Da,Da", "2020,0.001,Da,Da", "2019,4,Ub,Ub"}) {
      plain += std::string(row) + end;
      general += std::string(row) + ",x" + end;
    }
    small_.table["flows"] = plain;
    const IoData one = load();
    EXPECT_EQ(small_.messages(), "");
    small_.table["flows"] = general;
    const IoData two = load();
    EXPECT_EQ(one.year, 2020);
    EXPECT_EQ(two.year, 2020);
    ASSERT_EQ(one.flows.size(), 2u);
    ASSERT_EQ(two.flows.size(), 2u);
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(one.flows[i].from, two.flows[i].from);
      EXPECT_EQ(one.flows[i].to, two.flows[i].to);
      EXPECT_EQ(one.flows[i].value, two.flows[i].value);
    }
  }
}

TEST_F(IoCase, WhatIsNotPlainIsReportedInTheGeneralWay) {
  const auto messages = [&](const std::string& flows) {
    small_.table["flows"] = flows;
    (void)load();
    return small_.messages();
  };
  EXPECT_EQ(messages("from,to,value\nUa,Ub,5\nUb,Ub,1\nUa,Ub,5\n"),
            "flows.csv:4:1 duplicate-key\n");
  EXPECT_EQ(messages("from,to,value\nUa,Ub,-5\n"), "flows.csv:2:7 negative-number\n");
  EXPECT_EQ(messages("from,to,value\nUa,Ux,5\n"), "flows.csv:2:4 unknown-reference\n");
  EXPECT_EQ(messages("from,to,value\nUa,Ub,5,6\n"), "flows.csv:2:1 csv-width\n");
  EXPECT_EQ(messages("from,to,value\nUa,Ub,\n"), "flows.csv:2:7 missing-value\n");
  EXPECT_EQ(messages("from,to,value,year\nUa,Ub,1,20\n"), "flows.csv:2:9 out-of-range\n");
  EXPECT_EQ(messages("from,to\nUa,Ub\n"), "flows.csv:1:1 missing-column\n");
  EXPECT_EQ(messages(""), "flows.csv:1:1 empty-file\n");
  EXPECT_EQ(messages("from,to,value\nUa,Ub,5\r"), "flows.csv:2:8 csv-bare-cr\n");
  // Allowed, though not plain.
  EXPECT_EQ(messages("from,to,value\n\nUa,\"Ub\", +5 \n"), "");
  EXPECT_EQ(load().flows.size(), 1u);
}

TEST_F(IoCase, BindsItsShocks) {
  small_.table["scenarios"] = "scenario,name\nq,Quake\n";
  small_.table["shocks"] =
      "scenario,kind,place,size,start_day,days,amount_usd,rebuild_days\n"
      "q,capital_loss,USA,,5,30,1e9,200\nq,outage,DEU,0.5,,10,,\n";
  (void)load();
  EXPECT_EQ(small_.messages(), "");
  ASSERT_EQ(scenarios_.size(), 1u);
  ASSERT_EQ(scenarios_[0].shocks.size(), 2u);
  EXPECT_EQ(scenarios_[0].shocks[0].kind, ShockKind::capital_loss);
  EXPECT_DOUBLE_EQ(scenarios_[0].shocks[0].amount_usd, 1e9);
  EXPECT_DOUBLE_EQ(scenarios_[0].shocks[0].rebuild_days, 200);
  EXPECT_FALSE(is_known(scenarios_[0].shocks[0].size.value));
  EXPECT_DOUBLE_EQ(scenarios_[0].shocks[1].size.value, 0.5);
}

}  // namespace
}  // namespace nail
