// Back-tests on cases small enough to be worked out on paper.
#include "nail/dynamics/backtest.h"

#include <gtest/gtest.h>

#include "tests/case/small_case.h"

namespace nail {
namespace {

// Japan makes all wafers and China all chips, out of wafers; nobody has stocks; all buy from the
// pool, whose goods travel a day.
class BacktestTest : public ::testing::Test {
 protected:
  BacktestTest() {
    small_.table["supply"] =
        "product,place,year,share,source\nwafer,JPN,2010,1,good\nchip,CHN,2010,1,good\n"
        "wafer,JPN,2020,0.25,good\nwafer,other,2020,0.75,good\n";
    small_.table["recipes"] =
        "output,input,necessity,use_share,source\nchip,wafer,essential,1,good\n";
    small_.table["scenarios"] = "scenario,name\nfire,Fire\n";
    small_.table["shocks"] =
        "scenario,kind,product,place,size,start_day,days\nfire,outage,wafer,JPN,0.4,5,10\n";
  }
  void ask(const std::string& rows) {
    small_.table["backtests"] =
        "backtest,name,scenario,product,place,index,as_of,observed,low,high,source\n" + rows;
  }
  BacktestReport run(const BacktestOptions& options = {}) {
    const LoadedCase loaded = small_.load();
    EXPECT_FALSE(small_.diagnostics.has_faults()) << small_.messages();
    const auto report = run_backtests(loaded, backtests_of(loaded.data), options);
    EXPECT_TRUE(report) << report.error().message;
    return report ? *report : BacktestReport{};
  }
  SmallCase small_;
};

TEST_F(BacktestTest, PredictsWhatAStopMeansDownstream) {
  // Wafers fail on days 5 to 14, chips a day later, buyers of chips another day later.
  ask("a,A,fire,chip,USA,peak_loss,2010,0.4,,,good\n"
      "b,B,fire,chip,USA,lost_days,2010,4,,,good\n"
      "c,C,fire,chip,USA,shortage_days,2010,10,,,good\n"
      "d,D,fire,chip,USA,first_shortage_day,2010,7,,,good\n"
      "e,E,fire,chip,CHN,peak_output_loss,2010,0.4,,,good\n"
      "f,F,fire,chip,CHN,lost_output_days,2010,4,,,good\n"
      "g,G,fire,wafer,CHN,first_shortage_day,2010,6,,,good\n");
  const BacktestReport report = run();
  ASSERT_EQ(report.outcomes.size(), 7u);
  for (const BacktestOutcome& outcome : report.outcomes) {
    const double observed = outcome.test.row.observed.value;
    EXPECT_NEAR(outcome.predicted.cascade, observed, 1e-9) << outcome.test.row.id;
    EXPECT_NEAR(outcome.low, std::min(outcome.predicted.ario, observed), 1e-9)
        << outcome.test.row.id;
    EXPECT_TRUE(outcome.hit) << outcome.test.row.id;
    EXPECT_TRUE(outcome.hindsight.empty());
  }
  EXPECT_EQ(report.hits, 7u);
  EXPECT_EQ(report.misses, 0u);
  EXPECT_EQ(report.parts.tests, 2u);
  EXPECT_EQ(report.days.tests, 5u);
}

TEST_F(BacktestTest, UsesWhatWasKnownAtTheTime) {
  ask("old,A,fire,chip,USA,peak_loss,2019,0.4,,,good\n"
      "new,B,fire,chip,USA,peak_loss,2020,0.1,,,good\n"
      "any,C,fire,chip,USA,peak_loss,,0.1,,,good\n"
      "late,D,fire,chip,USA,peak_loss,2005,0.4,,,good\n");
  const BacktestReport report = run();
  ASSERT_EQ(report.outcomes.size(), 4u);
  EXPECT_NEAR(report.outcomes[0].high, 0.4, 1e-9);
  EXPECT_NEAR(report.outcomes[1].high, 0.1, 1e-9);
  EXPECT_NEAR(report.outcomes[2].high, 0.1, 1e-9);
  EXPECT_NEAR(report.outcomes[3].high, 0.4, 1e-9);
  EXPECT_TRUE(report.outcomes[0].hindsight.empty());
  ASSERT_EQ(report.outcomes[3].hindsight.size(), 2u);
  EXPECT_EQ(report.outcomes[3].hindsight[0].year, 2010);
}

TEST_F(BacktestTest, HindsightOfProductsThatPlayNoPartIsLeftOut) {
  ask("a,A,fire,wafer,USA,peak_loss,2005,0.4,,,good\n");
  const BacktestReport report = run();
  // Chips are made from wafers, not the other way round.
  ASSERT_EQ(report.outcomes[0].hindsight.size(), 1u);
  EXPECT_EQ(report.outcomes[0].hindsight[0].table, "supply");
}

TEST_F(BacktestTest, MissesAndErrorsAreCounted) {
  ask("over,A,fire,chip,USA,peak_loss,2010,0.1,0,0.3,good\n"
      "under,B,fire,chip,USA,lost_days,2010,20,15,25,good\n"
      "never,C,fire,chip,USA,first_shortage_day,2020,3,,,good\n"
      "nobody,D,fire,chip,JPN,peak_output_loss,2010,0.3,,,good\n");
  small_.table["shocks"] =
      "scenario,kind,product,place,size,start_day,days\nfire,outage,wafer,JPN,0.4,5,10\n";
  BacktestReport report = run();
  EXPECT_EQ(report.hits, 0u);
  EXPECT_EQ(report.misses, 3u);
  EXPECT_EQ(report.not_computed, 1u);
  EXPECT_NEAR(report.outcomes[0].error, 0.3, 1e-6);
  EXPECT_NEAR(report.outcomes[1].error, -16, 1e-6);
  EXPECT_NEAR(report.outcomes[2].error, 4, 1e-9);
  EXPECT_NEAR(report.parts.median_error, 0.3, 1e-6);
  EXPECT_NEAR(report.days.median_error, 10, 1e-6);
  // Nobody notices half a hundredth of a day's demand.
  small_.table["shocks"] =
      "scenario,kind,product,place,size,start_day,days\nfire,outage,wafer,JPN,0.02,5,10\n";
  report = run();
  EXPECT_FALSE(is_known(report.outcomes[2].low));
  EXPECT_FALSE(is_known(report.outcomes[2].error));
  EXPECT_FALSE(report.outcomes[2].hit);
}

// Makers that run at half of what they could lose less than the pessimist thinks: a band with two
// ends.
TEST_F(BacktestTest, TheBandLiesBetweenTheTwoModels) {
  small_.table["supply"] =
      "product,place,year,share,utilisation,source\nwafer,JPN,2010,1,0.5,good\n"
      "chip,CHN,2010,1,,good\n";
  small_.table["shocks"] =
      "scenario,kind,product,place,size,start_day,days\nfire,outage,wafer,JPN,0.7,0,100\n";
  ask("in,A,fire,chip,USA,lost_days,2010,30,25,49,good\n"
      "above,B,fire,chip,USA,lost_days,2010,75,71,80,good\n"
      "below,C,fire,chip,USA,lost_days,2010,30,25,39,good\n");
  const BacktestReport report = run();
  const BacktestOutcome& in = report.outcomes[0];
  EXPECT_NEAR(in.predicted.cascade, 70, 1e-9);
  EXPECT_NEAR(in.predicted.ario, 40, 1e-9);
  EXPECT_EQ(in.low, in.predicted.ario);
  EXPECT_EQ(in.high, in.predicted.cascade);
  EXPECT_NEAR(in.error, 25, 1e-9);
  EXPECT_TRUE(in.hit);
  EXPECT_FALSE(report.outcomes[1].hit);
  EXPECT_FALSE(report.outcomes[2].hit);
  EXPECT_NEAR(report.days.median_width, 30, 1e-9);
}

// An optimist loses a tenth of what he is told to look at, from day 20 on, or is of no help.
TEST_F(BacktestTest, AnOptimistWidensTheBand) {
  ask("depth,A,fire,chip,USA,peak_loss,2010,0.2,,,good\n"
      "first,B,fire,chip,USA,first_shortage_day,2010,20,,,good\n");
  BacktestOptions options;
  bool is_found = true;
  double loss = 0.1;
  options.optimist = [&](const StressNetwork& network, const ShockPlan&, int days,
                         const std::function<bool(const DayView&)>& visit) {
    EXPECT_EQ(days, 15 + 365);
    const std::vector<double> output(network.nodes.size(), 1);
    for (int day = 0; day < days; ++day) {
      const std::vector<double> unmet(network.demands(), day < 20 ? 0 : loss);
      DayView view;
      view.day = day;
      view.output = output;
      view.unmet = unmet;
      visit(view);
    }
    return is_found;
  };
  BacktestReport report = run(options);
  EXPECT_NEAR(report.outcomes[0].low, 0.1, 1e-9);
  EXPECT_NEAR(report.outcomes[0].high, 0.4, 1e-9);
  EXPECT_NEAR(report.outcomes[1].low, 7, 1e-9);
  EXPECT_NEAR(report.outcomes[1].high, 20, 1e-9);
  EXPECT_TRUE(report.outcomes[1].hit);
  // No shortage at all: the band is open to the right.
  loss = 0;
  report = run(options);
  EXPECT_NEAR(report.outcomes[1].low, 7, 1e-9);
  EXPECT_FALSE(is_known(report.outcomes[1].high));
  EXPECT_TRUE(report.outcomes[1].hit);
  is_found = false;
  report = run(options);
  EXPECT_NEAR(report.outcomes[0].low, 0.4, 1e-9);
  EXPECT_NEAR(report.outcomes[1].high, 7, 1e-9);
}

TEST_F(BacktestTest, TheHorizonCanBeSet) {
  ask("b,B,fire,chip,USA,lost_days,2010,4,,,good\n");
  // Shortages of days 7 to 9 lie within ten days.
  EXPECT_NEAR(run({10, {}}).outcomes[0].high, 1.2, 1e-9);
}

TEST_F(BacktestTest, WithoutATableItsEventsAreAsked) {
  small_.table.erase("scenarios");
  small_.table.erase("shocks");
  small_.table["events"] =
      "product,place,kind,start,end,size\n"
      "wafer,JPN,outage,2021-01-01,2021-01-31,0.5\n"
      "chip,USA,shortage,2021-01-20,,\n"
      "chip,USA,shortage,2021-01-15,,\n"
      "chip,CHN,shortage,2020-12-31,,\n"
      "chip,JPN,shortage,2022-06-25,,\n"
      "wafer,USA,shortage,2022-06-26,,\n"
      "wafer,JPN,outage,2021-03,,\n"
      "chip,CHN,ban,2022,2023,\n"
      "chip,USA,price,2022-02,,\n";
  const LoadedCase loaded = small_.load();
  const std::vector<Backtest> tests = backtests_of(loaded.data);
  // The outage: the first shortage of chips in the United States, 14 days on, and in Japan 540 days
  // on. The ban: in Japan, from the first day of 2022 to 25 June.
  ASSERT_EQ(tests.size(), 3u);
  EXPECT_EQ(tests[0].row.place, "USA");
  EXPECT_DOUBLE_EQ(tests[0].row.observed.value, 14);
  EXPECT_EQ(tests[0].row.index, "first_shortage_day");
  EXPECT_EQ(tests[0].row.as_of, 2020);
  const Shock& shock = tests[0].scenario.shocks.front();
  EXPECT_EQ(shock.kind, ShockKind::outage);
  EXPECT_DOUBLE_EQ(shock.days.value, 30);
  EXPECT_DOUBLE_EQ(shock.size.value, 0.5);
  EXPECT_EQ(tests[1].row.place, "JPN");
  EXPECT_DOUBLE_EQ(tests[1].row.observed.value, 540);
  EXPECT_EQ(tests[2].scenario.shocks.front().kind, ShockKind::export_ban);
  EXPECT_DOUBLE_EQ(tests[2].scenario.shocks.front().size.value, 1);
  EXPECT_DOUBLE_EQ(tests[2].scenario.shocks.front().days.value, 365);
  EXPECT_DOUBLE_EQ(tests[2].row.observed.value, 175);
  const auto report = run_backtests(loaded, tests);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcomes.size(), 3u);
  EXPECT_NEAR(report->outcomes[0].low, 2, 1e-9);
}

TEST_F(BacktestTest, WithoutEventsThereIsNothingToAsk) {
  EXPECT_TRUE(backtests_of(small_.load().data).empty());
}

}  // namespace
}  // namespace nail
