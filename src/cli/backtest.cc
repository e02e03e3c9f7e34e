#include "nail/dynamics/backtest.h"

#include <fmt/format.h>

#include "commands.h"
#include "nail/base/text.h"
#include "nail/numeric/parallel.h"
#include "nail/reroute/operating_plan.h"
#include "output_place.h"
#include "session.h"

namespace nail::cli {
namespace {

// Whether what was observed at the place is of the home: itself, a member, or a bloc that holds it.
bool is_of(const Case& data, const std::string& place, const Home& home) {
  const auto there = find_home(data, place);
  if (!there) return false;
  if (there->id == home.id) return true;
  if (there->is_bloc) return !home.is_bloc && there->holds(home.members.front());
  return home.holds(there->members.front());
}

std::string hindsight_text(const Case& data, const std::vector<Hindsight>& hindsight) {
  std::string out;
  for (const Hindsight& item : hindsight) {
    out += fmt::format("{}{} of {} {}", out.empty() ? "" : "; ", item.table, data[item.product].id,
                       item.year);
  }
  return out;
}

TextTable table_of(const Case& data, const BacktestReport& report) {
  TextTable table{
      {"backtest", "name", "scenario", "product", "place", "index", "as_of", "predicted_low",
       "predicted_high", "observed", "observed_low", "observed_high", "error", "hit", "hindsight"},
      {false, false, false, false, false, false, true, true, true, true, true, true, true, false,
       false},
      {}};
  for (const BacktestOutcome& outcome : report.outcomes) {
    const BacktestRow& row = outcome.test.row;
    const Ranged& observed = row.observed;
    table.rows.push_back({row.id, row.name, row.scenario, data[row.product].id, row.place,
                          row.index, row.as_of == kNoYear ? "" : std::to_string(row.as_of),
                          format_number(outcome.low), format_number(outcome.high),
                          format_number(observed.value), format_number(observed.low),
                          format_number(observed.high), format_number(outcome.error),
                          !outcome.is_computed ? "" : (outcome.hit ? "yes" : "no"),
                          hindsight_text(data, outcome.hindsight)});
  }
  return table;
}

// For people: numbers to three figures, the columns that tell the story.
std::string text_of(const Case& data, const BacktestReport& report) {
  const auto short_number = [](double value) {
    return is_known(value) ? fmt::format("{:.3g}", value) : std::string();
  };
  const auto range = [&](double low, double high) {
    if (low == high) return short_number(low);
    return fmt::format("{} to {}", short_number(low), short_number(high));
  };
  TextTable table{{"backtest", "product", "place", "index", "as_of", "predicted", "observed",
                   "range", "error", "hit", "hindsight"},
                  {false, false, false, false, true, true, true, true, true, false, true},
                  {}};
  for (const BacktestOutcome& outcome : report.outcomes) {
    const BacktestRow& row = outcome.test.row;
    const bool is_open = !is_known(outcome.high);
    std::string predicted = range(outcome.low, outcome.high);
    if (!outcome.is_computed) {
      predicted = "-";
    } else if (is_open) {
      predicted = is_known(outcome.low) ? fmt::format("{} or never", short_number(outcome.low))
                                        : std::string("never");
    }
    table.rows.push_back(
        {row.id, data[row.product].id, row.place, row.index,
         row.as_of == kNoYear ? "" : std::to_string(row.as_of), predicted,
         short_number(row.observed.value),
         row.observed.has_range() ? range(row.observed.lower(), row.observed.upper()) : "",
         short_number(outcome.error), !outcome.is_computed ? "-" : (outcome.hit ? "yes" : "no"),
         outcome.hindsight.empty() ? "" : std::to_string(outcome.hindsight.size())});
  }
  return format_table(table, "table");
}

std::string score_text(const BacktestScore& score, std::string_view unit) {
  if (score.tests == 0) return {};
  std::string out = fmt::format("; {} ({})", unit, score.tests);
  if (is_known(score.median_error)) {
    out += fmt::format(": median absolute error {:.3g}", score.median_error);
  }
  if (is_known(score.median_width)) out += fmt::format(", median band {:.3g}", score.median_width);
  return out;
}

std::string summary_line(const BacktestReport& report) {
  std::string out = fmt::format("hits {}, misses {}", report.hits, report.misses);
  if (report.not_computed > 0) out += fmt::format(", not computed {}", report.not_computed);
  return out + score_text(report.parts, "parts of a day's demand or output") +
         score_text(report.days, "days");
}

}  // namespace

ExitCode run_backtest(const BacktestOptions& options) {
  if (auto kept = check_case_is_kept(options.folder, options.out); !kept) {
    return report(kept.error());
  }
  const auto loaded = load_or_explain(options.folder, options.common);
  if (!loaded) return ExitCode::input;
  if (auto wrong = require_products(*loaded, "backtest"); !wrong) return report(wrong.error());
  const Case& data = loaded->data;
  std::vector<Backtest> tests = backtests_of(data);
  if (!options.home.empty()) {
    const auto home = home_or_error(data, options.home);
    if (!home) return report(home.error());
    std::erase_if(tests, [&](const Backtest& test) { return !is_of(data, test.row.place, *home); });
  }
  if (tests.empty() && !options.common.quiet) {
    const bool is_none = data.backtests.empty();
    print_error(options.home.empty() || is_none
                    ? "the case tells of no past event with an outcome; give it a table backtests"
                    : "nothing was observed at this home; without --home all back-tests are run");
  }
  set_threads(options.common.threads);
  nail::BacktestOptions how;
  how.days = options.days;
  bool all_solved = true;
  if (options.bounds) {
    how.optimist = [&](const StressNetwork& network, const ShockPlan& plan, int days,
                       const std::function<bool(const DayView&)>& visit) {
      OperatingOptions operating;
      operating.days = days;
      const CascadeOutcome cascade = cascade_outcome(network, plan, days, nullptr);
      const OperatingPlan best = operating_plan(network, plan, &cascade, operating);
      const bool is_solved = best.status == LpStatus::optimal;
      all_solved = all_solved && is_solved;
      return is_solved && visit_days(best, network, plan, days, visit);
    };
  }
  const auto result = run_backtests(*loaded, tests, how);
  if (!result) return report(result.error());
  const bool is_table = options.format == "table";
  std::string out =
      is_table ? text_of(data, *result) : format_table(table_of(data, *result), options.format);
  if (is_table) out += summary_line(*result) + "\n";
  if (const ExitCode code = write_output(options.out, out); code != ExitCode::done) return code;
  if (!is_table && !options.common.quiet) print_line(summary_line(*result));
  if (!all_solved) {
    print_error(
        "an optimist's plan was not solved to optimality and is left out; give fewer --days");
    return ExitCode::tolerance;
  }
  return ExitCode::done;
}

}  // namespace nail::cli
