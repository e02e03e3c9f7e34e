#include "nail/uncertainty/io_ensemble.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nail/dynamics/io_generate.h"
#include "nail/dynamics/io_summary.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

struct Subject {
  Case data;
  IoTable table;
  Subject() {
    GeneratedIo size;
    size.places = 3;
    size.products = 5;
    data.io = generate_io(size);
    table = compile_io_table(data.io);
    for (int k = 0; k < 3; ++k) {
      Scenario scenario;
      scenario.id = "s" + std::to_string(k);
      scenario.probability_per_year.value = 0.1 + 0.1 * k;
      scenario.from.row_key = 100 + static_cast<std::uint64_t>(k);
      Shock shock;
      shock.product = "S0" + std::to_string(k);
      shock.place = "P001";
      shock.size.value = 0.5;
      if (k > 0) {
        shock.size.low = 0.2;
        shock.size.high = 0.9;
      }
      shock.days.value = 20;
      shock.start_day = 3;
      shock.from.row_key = 200 + static_cast<std::uint64_t>(k);
      scenario.shocks.push_back(shock);
      data.scenarios.push_back(scenario);
    }
  }
};

TEST(IoEnsemble, IsTheSameOnAnyNumberOfThreadsAndInAnyRangeOfDraws) {
  const Subject s;
  IoEnsembleOptions options;
  options.draws = 120;
  options.run.steps = 60;
  set_threads(1);
  const auto one = run_io_ensemble(s.table, s.data, {}, options);
  set_threads(3);
  const auto three = run_io_ensemble(s.table, s.data, {}, options);
  options.draws = 60;
  const auto first_half = run_io_ensemble(s.table, s.data, {}, options);
  set_threads(0);
  ASSERT_TRUE(one && three && first_half);
  for (std::size_t d = 0; d < 120; ++d) {
    EXPECT_EQ(one->totals[d].production_loss, three->totals[d].production_loss);
    EXPECT_EQ(one->totals[d].unmet_final, three->totals[d].unmet_final);
    if (d < 60) {
      EXPECT_EQ(one->totals[d].production_loss, first_half->totals[d].production_loss);
    }
    const bool quiet = one->scenarios[d] == kNoScenario;
    EXPECT_EQ(quiet, one->totals[d].production_loss == 0) << d;
  }
  // All draws of the scenario without ranges share one run.
  std::size_t varied = 0;
  for (const int scenario : one->scenarios) varied += scenario == 1 || scenario == 2 ? 1 : 0;
  EXPECT_EQ(one->runs, varied + 1);
}

TEST(IoEnsemble, AYearIsWhatARunOfItsOwnSays) {
  const Subject s;
  IoEnsembleOptions options;
  options.draws = 40;
  options.seed = 5;
  options.run.steps = 60;
  const auto ensemble = run_io_ensemble(s.table, s.data, {}, options);
  const auto system = compile_io_system(s.table);
  ASSERT_TRUE(ensemble && system);
  const ScenarioDeck deck = make_deck(s.data);
  int shocked = 0;
  for (std::uint32_t d = 0; d < 40; ++d) {
    const int position = draw_scenario(deck, 5, d);
    EXPECT_EQ(ensemble->scenarios[d], position);
    if (position == kNoScenario) continue;
    Scenario drawn;
    draw_shocks(*deck.scenarios[static_cast<std::size_t>(position)], 5, d, drawn);
    const auto plan = plan_io(s.table, s.data.io, drawn);
    ASSERT_TRUE(plan);
    IoSummary summary(*system, *plan);
    run_io(*system, *plan, {60, nullptr}, [&](const IoDay& day) {
      summary.add(day);
      return true;
    });
    const double loss = summary.finish().total_production_loss;
    EXPECT_NEAR(ensemble->totals[d].production_loss, loss, 1e-9 * loss);
    ++shocked;
  }
  EXPECT_GT(shocked, 10);
}

TEST(IoEnsemble, SinglePrecisionIsCheckedAgainstDouble) {
  const Subject s;
  IoEnsembleOptions options;
  options.draws = 100;
  options.run.steps = 120;
  const auto twice = run_io_ensemble(s.table, s.data, {}, options);
  options.precision = Precision::single;
  const auto single = run_io_ensemble(s.table, s.data, {}, options);
  ASSERT_TRUE(twice && single);
  EXPECT_EQ(single->checked, 16U);
  EXPECT_GT(single->checked_difference, 0);
  EXPECT_LT(single->checked_difference, 3e-3);
  double made = 0;
  for (const double x : s.table.output) made += x * 120 / 365;
  for (std::size_t d = 0; d < 100; ++d) {
    EXPECT_NEAR(single->totals[d].production_loss, twice->totals[d].production_loss,
                1e-3 * twice->totals[d].production_loss + 3e-7 * made);
  }
}

TEST(IoEnsemble, RangesOfPlansMakeTheSameEnsemble) {
  const Subject s;
  IoEnsembleOptions options;
  options.draws = 150;
  options.run.steps = 60;
  for (const Precision precision : {Precision::twice, Precision::single}) {
    options.precision = precision;
    const auto whole = run_io_ensemble(s.table, s.data, {}, options);
    const auto draws = draw_io_ensemble(s.table, s.data, options);
    const auto many = IoMany::make(s.table, {}, precision);
    ASSERT_TRUE(whole && draws && many);
    std::vector<IoTotals> totals;
    for (std::size_t first = 0; first < draws->plans.size(); first += 7) {
      const std::size_t count = std::min<std::size_t>(7, draws->plans.size() - first);
      const auto part = run_io_draws(*many, *draws, first, count, options.run);
      ASSERT_TRUE(part);
      totals.insert(totals.end(), part->begin(), part->end());
    }
    const auto parts = finish_io_ensemble(s.table, {}, options, *draws, totals);
    ASSERT_TRUE(parts);
    EXPECT_EQ(whole->runs, parts->runs);
    EXPECT_EQ(whole->checked_difference, parts->checked_difference);
    for (std::size_t d = 0; d < options.draws; ++d) {
      EXPECT_EQ(whole->totals[d].production_loss, parts->totals[d].production_loss);
      EXPECT_EQ(whole->totals[d].unmet_final, parts->totals[d].unmet_final);
      EXPECT_EQ(whole->totals[d].worst_step, parts->totals[d].worst_step);
    }
  }
}

TEST(IoEnsemble, IsInterruptedInARange) {
  const Subject s;
  IoEnsembleOptions options;
  const auto draws = draw_io_ensemble(s.table, s.data, options);
  const auto many = IoMany::make(s.table, {}, Precision::twice);
  ASSERT_TRUE(draws && many);
  options.run.progress = [](double /*done*/) { return false; };
  const auto stopped = run_io_draws(*many, *draws, 0, draws->plans.size(), options.run);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ExitCode::interrupted);
}

TEST(IoEnsemble, NeedsAProbability) {
  Subject s;
  for (Scenario& scenario : s.data.scenarios) scenario.probability_per_year = {};
  const auto ensemble = run_io_ensemble(s.table, s.data, {}, {});
  ASSERT_FALSE(ensemble.has_value());
  EXPECT_EQ(ensemble.error().code, ExitCode::usage);
}

}  // namespace
}  // namespace nail
