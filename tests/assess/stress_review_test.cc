// The engines behind the review, on the small case: no stocks, lead times of a day.
#include "nail/assess/stress.h"

#include <algorithm>

#include <gmock/gmock.h>

#include "nail/numeric/parallel.h"
#include "tests/assess/small_stress.h"

namespace nail {
namespace {

class Review : public testing::Test {
 protected:
  static Case likely_case() {
    Case c = small::stressed_case();
    c.scenarios[0].probability_per_year = {0.1, 0.05, 0.2, RangeKind::p90};
    c.scenarios[1].probability_per_year.value = 0.02;
    return c;
  }
  std::unique_ptr<small::Made> made = small::make(likely_case());

  StressReview run(const std::string& home = "USA") const {
    const auto review =
        review_stress(made->loaded, made->site, {*find_home(made->loaded.data, home), 365, {}});
    EXPECT_TRUE(review.has_value());
    return review.value_or(StressReview{});
  }
  static const ScenarioView* find(const StressReview& r, const std::string& id) {
    for (const ScenarioView& s : r.scenarios) {
      if (s.id == id) return &s;
    }
    return nullptr;
  }
};

// China's wafers stop on day 30: the last arrive that day. Chips are short on day 31 (four fifths
// of wafers are gone), phones on day 32, buyers of phones on day 33. Wafers leave again on day 210
// and reach buyers as phones on day 213: 180 days x 0.8.
TEST_F(Review, AScenarioRunsAsByHand) {
  const StressReview r = run();
  EXPECT_TRUE(r.asked);
  EXPECT_FALSE(r.demand_from_case);
  const ScenarioView* ban = find(r, "ban");
  ASSERT_NE(ban, nullptr);
  EXPECT_EQ(ban->first_shortage, 33);
  EXPECT_EQ(ban->recovered, 213);
  EXPECT_NEAR(ban->pessimist, 144, 1e-9);
  EXPECT_NEAR(ban->depth, 0.8, 1e-12);
  EXPECT_NEAR(ban->expected.value, 14.4, 1e-9);
  EXPECT_EQ(ban->first_product, "phone");
  EXPECT_EQ(ban->shock_begin, 30);
  EXPECT_EQ(ban->shock_end, 210);
  ASSERT_FALSE(ban->path.empty());
  EXPECT_EQ(ban->path.front().product, "phone");
  EXPECT_EQ(ban->path.front().place, "USA");
  EXPECT_EQ(ban->path.back().product, "wafer");
  EXPECT_EQ(ban->path.back().place, "CHN");
  // Week 5 is days 35 to 41, all of them short; week 0 is whole.
  ASSERT_EQ(ban->weeks_pessimist.size(), 53u);
  EXPECT_NEAR(ban->weeks_pessimist[5], 0.8, 1e-12);
  EXPECT_EQ(ban->weeks_pessimist[0], 0);
  // The optimist may give the home what others would have had, but no more than there is.
  ASSERT_TRUE(is_known(ban->optimist));
  EXPECT_LE(ban->optimist, ban->pessimist);
  EXPECT_GT(ban->optimist, 0);
  EXPECT_NEAR(ban->gap.stocks + ban->gap.spare_capacity + ban->gap.switching + ban->gap.allocation,
              ban->pessimist - ban->optimist, 1e-6);
  EXPECT_NEAR(ban->expected.low, 0.05 * ban->optimist, 1e-9);
  EXPECT_NEAR(ban->expected.high, 0.2 * 144, 1e-9);
}

// The ban costs 144 days in one year of ten, so that the worst twentieth are years of a ban.
TEST_F(Review, ManyYearsCostWhatTheirScenariosCost) {
  const StressReview r = run();
  const ScenarioView* flood = find(r, "flood");
  ASSERT_NE(flood, nullptr);
  EXPECT_EQ(r.years.count, 1000U);
  EXPECT_NEAR(r.years.mean, 0.1 * 144 + 0.02 * flood->pessimist, 4 * r.years.standard_error);
  // Of the years with a loss: deviation below 45, so that a thousand leave less than 1.5.
  EXPECT_GT(r.years.standard_error, 1);
  EXPECT_LT(r.years.standard_error, 1.6);
  EXPECT_EQ(r.years.level, 0.95);
  EXPECT_NEAR(r.years.value_at_risk, 144, 30);
  EXPECT_GE(r.years.expected_shortfall, r.years.value_at_risk);
  EXPECT_NEAR(r.years.shortage, 0.12, 0.04);

  Case c = likely_case();
  for (Scenario& scenario : c.scenarios) scenario.probability_per_year = {};
  const auto other = small::make(c);
  const auto review =
      review_stress(other->loaded, other->site, {*find_home(other->loaded.data, "USA"), 365, {}});
  ASSERT_TRUE(review);
  EXPECT_EQ(review->years.count, 0U);
}

TEST_F(Review, LikelyLossesComeFirstAndUnknownProbabilitiesLast) {
  const StressReview r = run();
  ASSERT_EQ(r.scenarios.size(), 2u);
  EXPECT_EQ(r.scenarios[0].id, "ban");
  std::vector<ScenarioView> views(3);
  views[0].id = "unknown";
  views[0].pessimist = 100;
  views[1].id = "small";
  views[1].expected = {1};
  views[2].id = "large";
  views[2].expected = {2};
  order_scenarios(views);
  EXPECT_EQ(views[0].id, "large");
  EXPECT_EQ(views[1].id, "small");
  EXPECT_EQ(views[2].id, "unknown");
}

TEST(ExpectedLoss, TakesEachEndOfItsRangesFromItsOwnBound) {
  const Ranged expected = expected_loss({0.1, 0.05, 0.2, RangeKind::p90}, 90, 30);
  EXPECT_DOUBLE_EQ(expected.value, 9);
  EXPECT_DOUBLE_EQ(expected.low, 1.5);
  EXPECT_DOUBLE_EQ(expected.high, 18);
  EXPECT_FALSE(is_known(expected_loss({}, 90, 30).value));
}

// A stock of ten days lasts ten days longer, and at four fifths lost each a little more: 10/0.8.
TEST_F(Review, StocksRunOutOnTheDayTheyShould) {
  Case c = likely_case();
  c.products[c.find_product("phone").index()].stock_days = 10;
  made = small::make(std::move(c));
  const ScenarioView* ban = nullptr;
  const StressReview r = run();
  ban = find(r, "ban");
  ASSERT_NE(ban, nullptr);
  // Days 33 to 44 draw 0.8 each, 9.6 in all; day 45 finds 0.4 and is short.
  EXPECT_EQ(ban->first_shortage, 45);
  ASSERT_EQ(ban->stocks.size(), 1u);
  EXPECT_EQ(ban->stocks[0].product, "phone");
  EXPECT_DOUBLE_EQ(ban->stocks[0].start_days, 10);
  EXPECT_EQ(ban->stocks[0].empty_on, 45);
  EXPECT_NEAR(ban->stocks[0].weeks[5], 10 - 3 * 0.8, 1e-9);  // day 35
}

// Without China's wafers from day 0 on, phones are short from day 3 on.
TEST_F(Review, SurvivalWorstAndLeverageAgreeWithTheExposures) {
  const StressReview r = run();
  const auto site = std::find_if(r.survival.begin(), r.survival.end(), [](const SurvivalView& s) {
    return s.product == "wafer" && s.place == "CHN";
  });
  ASSERT_NE(site, r.survival.end());
  EXPECT_EQ(site->tts_cascade, 3);
  EXPECT_EQ(site->ttr, 365);
  EXPECT_FALSE(site->ttr_known);
  EXPECT_TRUE(site->late);
  // Late ones first.
  EXPECT_TRUE(std::is_partitioned(r.survival.begin(), r.survival.end(),
                                  [](const SurvivalView& s) { return s.late; }));
  ASSERT_GE(r.worst.size(), 2u);
  EXPECT_EQ(r.worst[0].members[0].id, "CHN");
  EXPECT_TRUE(r.worst[0].exact);
  EXPECT_GE(r.worst[1].loss, r.worst[0].loss);
  EXPECT_GE(r.worst[0].bound, r.worst[0].loss);
  const auto cell = std::find_if(r.leverage.begin(), r.leverage.end(), [](const LeverageView& v) {
    return v.seat == "USA" && v.source == "CHN";
  });
  ASSERT_NE(cell, r.leverage.end());
  EXPECT_NEAR(cell->any_tier, 0.82, 1e-12);
  for (const LeverageView& v : r.leverage) {
    if (v.seat == v.source) {
      EXPECT_FALSE(is_known(v.any_tier));
    }
  }
}

TEST_F(Review, WithoutScenariosTheRestIsThereAllTheSame) {
  made = small::make(small::small_case());
  const StressReview r = run();
  EXPECT_TRUE(r.scenarios.empty());
  EXPECT_TRUE(r.backtests.empty());
  EXPECT_FALSE(r.survival.empty());
  EXPECT_FALSE(r.leverage.empty());
}

TEST_F(Review, ABlocIsASeatLikeAnyOther) {
  const StressReview r = run("DT");
  const ScenarioView* ban = find(r, "ban");
  ASSERT_NE(ban, nullptr);
  EXPECT_NEAR(ban->pessimist, 144, 1e-9);
  for (const WorstMemberView& m : r.worst[0].members) {
    EXPECT_NE(m.id, "DEU");
    EXPECT_NE(m.id, "TWN");
  }
}

TEST_F(Review, ThreadsChangeNothing) {
  const auto sum = [&](int threads) {
    set_threads(threads);
    const StressReview r = run();
    std::vector<double> all;
    for (const ScenarioView& s : r.scenarios) {
      all.insert(all.end(), {s.pessimist, s.adaptive, s.expected.high});
      all.insert(all.end(), s.weeks_adaptive.begin(), s.weeks_adaptive.end());
    }
    for (const LeverageView& v : r.leverage) {
      if (is_known(v.any_tier)) all.push_back(v.any_tier);
    }
    for (const SurvivalView& v : r.survival) all.push_back(v.impact_days);
    return all;
  };
  const auto one = sum(1);
  EXPECT_EQ(one, sum(2));
  set_threads(0);
}

TEST_F(Review, StopsWhereItIsToldTo) {
  const auto review =
      review_stress(made->loaded, made->site,
                    {*find_home(made->loaded.data, "USA"), 365,
                     [](std::string_view what, double) { return what != "bounds"; }});
  ASSERT_FALSE(review.has_value());
  EXPECT_EQ(review.error().code, ExitCode::interrupted);
}

}  // namespace
}  // namespace nail
