// Past events, predicted with what was known before them and held against what was observed. The
// prediction is a band between two models that no one tuned: the adaptive one, in which buyers
// reorder and spare capacity is used, and the cascade, in which nobody does.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "nail/base/result.h"
#include "nail/case/known_by.h"
#include "nail/dynamics/stress_run.h"

namespace nail {

// Unmet demand below this part of a day's baseline demand is not noticed as a shortage: nobody
// reports that one parcel in a hundred is late.
inline constexpr double kNoticedShortage = 0.01;

// One question: an index of a product at a place under a scenario, and what it was.
struct Backtest {
  BacktestRow row;
  Scenario scenario;
};

// The questions of a case: its rows of `backtests`; where it has none, those of its events.
std::vector<Backtest> backtests_of(const Case& data);

// What an index was over the days of a run. NaN: it has no value (no shortage within the horizon,
// no such maker).
struct BacktestPrediction {
  double ario = kUnknown, cascade = kUnknown;
  double optimist = kUnknown;
  bool has_optimist = false;  // it was asked for, and found
};

struct BacktestOutcome {
  Backtest test;
  BacktestPrediction predicted;
  // False: the case has no maker of the product at the place, whose output could be looked at.
  bool is_computed = true;
  // The band. first_shortage_day: low NaN: no shortage in any model; high NaN: none in one.
  double low = kUnknown, high = kUnknown;
  // Middle of the band (its known end, where one is open) minus the observed value; NaN where there
  // is no band.
  double error = kUnknown;
  bool hit = false;  // the observed range meets the band
  // Of the products between the shocks and the product asked for.
  std::vector<Hindsight> hindsight;
};

// Indices of one unit: parts of a day's demand or output, or days.
struct BacktestScore {
  std::size_t tests = 0;
  double median_error = kUnknown;  // of the absolute errors
  double median_width = kUnknown;  // of the bands that have two ends
};

struct BacktestReport {
  std::vector<BacktestOutcome> outcomes;  // in the order of the questions
  std::size_t hits = 0, misses = 0, not_computed = 0;
  BacktestScore parts, days;
};

struct BacktestOptions {
  int days = 0;  // horizon; 0: a year after the last shock is over
  // One more model, that of an optimist, which rooms below this one compute: runs a plan and calls
  // the last argument on every day; false where it found none. Nothing: no such model.
  std::function<bool(const StressNetwork&, const ShockPlan&, int,
                     const std::function<bool(const DayView&)>&)>
      optimist;
};

// Runs the questions on the case as it was known by the year of each. Fails with ExitCode::usage
// where a scenario cannot be planned.
Result<BacktestReport> run_backtests(const LoadedCase& loaded, const std::vector<Backtest>& tests,
                                     const BacktestOptions& options = {});

}  // namespace nail
