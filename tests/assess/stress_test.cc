#include "nail/assess/stress_findings.h"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>

#include "nail/assess/coverage.h"
#include "nail/assess/gaps.h"
#include "nail/assess/json.h"
#include "nail/assess/tables.h"
#include "tests/assess/small_stress.h"

namespace nail {
namespace {

using testing::HasSubstr;
using testing::Not;

const Finding* find(const std::vector<Finding>& findings, const std::string& id) {
  const auto found =
      std::find_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.id == id; });
  return found == findings.end() ? nullptr : &*found;
}

class Stressed : public testing::Test {
 protected:
  std::unique_ptr<small::Made> made = small::make(small::stressed_case());
  AssessInputs inputs = inputs_with(small::stress_numbers());
  AssessInputs inputs_with(StressReview review) const {
    AssessInputs in = small::inputs_of(*made, "USA");
    in.stress = std::move(review);
    return in;
  }
  Assessment assessment() const {
    Assessment a;
    compose(inputs, a);
    return a;
  }
};

TEST_F(Stressed, AScenarioIsToldWithBoundsDaysPathGapAndGrade) {
  const Assessment a = assessment();
  const ScenarioView& ban = a.stress.scenarios[0];
  EXPECT_THAT(ban.headline, HasSubstr("the United States would lose 30 to 90 days of its demand; "
                                      "the first shortage is on day 41 (phones)"));
  EXPECT_THAT(ban.text, HasSubstr("lose 90 days of its demand within 365 days"));
  EXPECT_THAT(ban.text, HasSubstr("reallocated in the best way, 30 days"));
  EXPECT_THAT(ban.text, HasSubstr("from day 260 on all demand is met"));
  EXPECT_THAT(ban.text, HasSubstr("It arrives through phones from the United States, made with "
                                  "chips from Taiwan, in turn made with wafers from China"));
  EXPECT_THAT(ban.text,
              HasSubstr("without stocks 20 days more, without spare capacity 10 days more"));
  EXPECT_THAT(ban.text, HasSubstr("Probability: 10 % (5 to 20 %) a year, an estimate; expected "
                                  "loss: 9 days a year. [guess]"));
  ASSERT_EQ(ban.shocks.size(), 1u);
  EXPECT_EQ(ban.shocks[0], "China stops its exports of wafers for 180 days, from day 30 on");
  EXPECT_THAT(a.stress.scenarios[1].text, HasSubstr("No demand of the United States is unmet"));
  EXPECT_THAT(a.stress.summary, HasSubstr("Of 2 scenarios, 1 leaves demand of the United States "
                                          "unmet within 365 days"));
  EXPECT_THAT(a.stress.summary, HasSubstr("1 of the probabilities is an estimate"));
}

TEST_F(Stressed, SurvivalWorstLeverageAndBacktestsAreTold) {
  const Assessment a = assessment();
  EXPECT_THAT(a.stress.survival_text, HasSubstr("Of 2 sites that can matter, 1 would take longer"));
  EXPECT_THAT(a.stress.survival_text, HasSubstr("not known for 1 of them: 365 days are assumed"));
  EXPECT_THAT(a.stress.worst_text, HasSubstr("China (250 days) and China and Taiwan (300 days)"));
  EXPECT_THAT(a.stress.worst_text, HasSubstr("No other choice is worse"));
  EXPECT_THAT(a.stress.leverage_text,
              HasSubstr("The United States loses most without China: 82 %"));
  EXPECT_THAT(a.stress.leverage_text,
              HasSubstr("China loses most without the United States: 30 %"));
  EXPECT_THAT(
      a.stress.backtest_text,
      HasSubstr("Of 2 predictions, 1 held what was observed within the band and 1 missed it"));
  EXPECT_THAT(
      a.stress.backtests[0].text,
      HasSubstr("predicted between 20 and 40 %, observed 25 %. The band holds what was observed"));
  EXPECT_THAT(a.stress.backtests[1].text,
              HasSubstr("the middle of the band is 40 percentage points too little"));
}

// Stocks are worth more to the optimist than the whole gap: no days are left to allocation.
TEST_F(Stressed, AGapWithMoreThanOneCureIsNotSharedOut) {
  EXPECT_THAT(assessment().stress.scenarios[0].text,
              HasSubstr("of the gap of 60 days between the two that leaves 5 days to allocation"));
  inputs.stress.scenarios[0].gap = {70, 0, 0, -10};
  const std::string text = assessment().stress.scenarios[0].text;
  EXPECT_THAT(text,
              HasSubstr("without stocks 70 days more; together more than the gap of 60 days"));
  EXPECT_THAT(text, Not(HasSubstr("-10")));
  inputs.stress.scenarios[0].gap = {};
  EXPECT_THAT(assessment().stress.scenarios[0].text,
              HasSubstr("nail stress --scenario ban --bounds does"));
}

TEST_F(Stressed, AHeuristicIsNotCalledExact) {
  inputs.stress.worst[1].exact = false;
  EXPECT_THAT(assessment().stress.worst_text, HasSubstr("a worse choice may exist"));
}

// (0.6 x 90/120 + 0.4 x 30/60) x (0.5 + 0.5 (1 - 0.9^10)) = 0.65 x 0.82566 = 0.53668;
// estimate 0.8, bounds 0.75 - 0.5 apart: 0.8 x (1 - 0.125) = 0.7.
TEST_F(Stressed, AScenariosFindingCountsLossChanceAndGrade) {
  const auto findings = find_findings(inputs);
  const Finding* f = find(findings, "scenario_loss:ban");
  ASSERT_NE(f, nullptr);
  const double chance = 0.5 + 0.5 * (1 - std::pow(0.9, 10));
  EXPECT_NEAR(f->consequence, 0.65 * chance, 1e-12);
  EXPECT_NEAR(f->certainty, 0.7, 1e-12);
  EXPECT_NEAR(f->score, 0.65 * chance * 0.7, 1e-12);
  EXPECT_EQ(f->place, "CHN");
  EXPECT_EQ(f->chain, "chips");
  EXPECT_EQ(f->grade, Grade::estimate);
  EXPECT_EQ(f->evidence[0].index, "home_loss");
  EXPECT_EQ(f->evidence[0].range.low, 30);
  EXPECT_THAT(f->text, HasSubstr("China stops its exports of wafers for 180 days"));
  EXPECT_THAT(f->text, HasSubstr("[guess]"));
  // What costs nothing is no finding.
  EXPECT_EQ(find(findings, "scenario_loss:flood"), nullptr);
}

TEST_F(Stressed, ABetterGradeAndAHigherChanceWeighMore) {
  const auto score_with = [&](Grade grade, double probability) {
    StressReview r = small::stress_numbers();
    r.scenarios[0].grade = grade;
    r.scenarios[0].probability = {probability};
    const auto findings = find_findings(inputs_with(r));
    return find(findings, "scenario_loss:ban")->score;
  };
  EXPECT_GT(score_with(Grade::verified, 0.1), score_with(Grade::estimate, 0.1));
  EXPECT_GT(score_with(Grade::estimate, 0.2), score_with(Grade::estimate, 0.1));
  EXPECT_GT(score_with(Grade::estimate, 0), 0);
}

TEST_F(Stressed, ASiteThatRecoversInTimeIsNoFinding) {
  const auto findings = find_findings(inputs);
  const Finding* f = find(findings, "short_survival:wafer:CHN");
  ASSERT_NE(f, nullptr);
  EXPECT_THAT(f->headline, HasSubstr("If wafers in China fails, the United States survives 11 to "
                                     "40 days and it takes 365 days to recover"));
  EXPECT_EQ(f->grade, Grade::assumption);  // the time to recover is assumed
  EXPECT_EQ(find(findings, "short_survival:chip:TWN"), nullptr);
  for (const Finding& other : findings) {
    EXPECT_THAT(other.text, Not(HasSubstr("chips in Taiwan (0 days)"))) << other.id;
  }
}

// (0.6 x 0.82 + 0.4 x 0.41) x (0.6 + 0.4 x 0.7) = 0.656 x 0.88 = 0.57728
TEST_F(Stressed, LeverageCountsLessWhereItIsMutual) {
  const auto findings = find_findings(inputs);
  const Finding* china = find(findings, "leverage:CHN");
  ASSERT_NE(china, nullptr);
  EXPECT_NEAR(china->consequence, 0.57728, 1e-12);
  EXPECT_THAT(china->headline, HasSubstr("China in turn would lose 30 %"));
  StressReview r = small::stress_numbers();
  for (LeverageView& cell : r.leverage) {
    if (cell.seat == "CHN") cell.any_tier = 0.9;
  }
  const auto mutual = find_findings(inputs_with(r));
  EXPECT_LT(find(mutual, "leverage:CHN")->score, china->score);
}

TEST_F(Stressed, TheChecklistUsesScenariosAndSurvival) {
  const Assessment a = assessment();
  const auto text = [&](const std::string& id) {
    for (const CoverageItem& item : a.coverage) {
      if (item.id == id) return item.text;
    }
    return std::string();
  };
  EXPECT_THAT(text("climate"), HasSubstr("A flood in Germany (no shortage)"));
  EXPECT_THAT(text("single_point_of_failure"), HasSubstr("of 2 sites that can matter, 1 would"));
  EXPECT_THAT(text("prioritisation"), HasSubstr("China stops exports of wafers"));
}

TEST_F(Stressed, WhatTheCaseLacksIsAGap) {
  const auto kinds = [](const std::vector<Gap>& gaps) {
    std::vector<std::string> out;
    for (const Gap& gap : gaps) out.push_back(gap.kind);
    return out;
  };
  EXPECT_THAT(kinds(find_gaps(inputs)),
              testing::IsSupersetOf(
                  {"missing_stocks", "missing_ttr", "missing_demand", "missing_backtests"}));
  EXPECT_THAT(kinds(find_gaps(inputs)), Not(testing::Contains("missing_scenarios")));
  made = small::make(small::small_case());
  StressReview nothing;
  nothing.asked = true;
  nothing.days = 365;
  inputs = inputs_with(nothing);
  EXPECT_THAT(kinds(find_gaps(inputs)), testing::Contains("missing_scenarios"));
  EXPECT_THAT(assessment().stress.summary, HasSubstr("The case holds no scenarios"));
  inputs.stress.asked = false;
  EXPECT_THAT(kinds(find_gaps(inputs)), Not(testing::Contains("missing_scenarios")));
  EXPECT_THAT(assessment().stress.summary, HasSubstr("left out"));
}

TEST_F(Stressed, TablesHoldAllRowsAndJsonTheFirst) {
  StressReview r = small::stress_numbers();
  for (int i = 0; i < 200; ++i) r.survival.push_back(r.survival[1]);
  inputs = inputs_with(r);
  const Assessment a = assessment();
  std::vector<std::string> names;
  for (const WrittenTable& table : write_tables(inputs, a)) {
    names.push_back(table.name);
    if (table.name == "survival") {
      EXPECT_EQ(table.rows, 202u);
      EXPECT_THAT(table.bytes, HasSubstr("\nwafer,CHN,11,40,,365,no,250,,1,yes\n"));
    }
    if (table.name == "stress") {
      EXPECT_THAT(table.bytes, HasSubstr("\nban,,,0.1,0.05,0.2,estimate,90,80,30,9,1.5,18,41,0.8,"
                                         "100,260,20,10,25,5,phone@USA > phone@USA > chip@TWN > "
                                         "wafer@CHN,guess\n"));
    }
    // Every row has as many cells as the header: no cell here holds a comma.
    const auto commas = [](std::string_view line) {
      return std::count(line.begin(), line.end(), ',');
    };
    if (table.name == "stress" || table.name == "worst" || table.name == "backtests") {
      std::string_view rest = table.bytes;
      const auto of_header = commas(rest.substr(0, rest.find('\n')));
      while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        EXPECT_EQ(commas(rest.substr(0, end)), of_header) << rest.substr(0, end);
        rest.remove_prefix(end + 1);
      }
    }
  }
  EXPECT_THAT(names,
              testing::IsSupersetOf({"stress", "survival", "worst", "leverage", "backtests"}));
  const std::string json = to_json(a);
  EXPECT_THAT(json, HasSubstr("\"survival_sites\": 202"));
  EXPECT_THAT(json, HasSubstr("\"optimist\": 30.0"));
}

}  // namespace
}  // namespace nail
