// What an assessment says of disruptions over time, as plain data: scenarios between their two
// bounds, time to survive, the worst removals, leverage and back-tests. Numbers and names are
// filled by stress_*.cc, sentences by narrative_stress.cc.
//
// A loss is counted in days of demand: 1 is all that the home (or the place named) wants of the
// products it demands on one day. Pessimist: orders stay as they are and stocks are all there is
// (cascade). Optimist: everything is reallocated in the best way (the rerouting plan).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nail/case/model.h"

namespace nail {

// A day that does not come within the horizon; null in JSON.
inline constexpr int kNever = -1;

// The home's stock of a product in the pessimist's run.
struct StockRunView {
  std::string product, product_name;
  double start_days = 0;
  int empty_on = kNever;      // first day on which nothing is left
  std::vector<double> weeks;  // days left on the first day of each week
};

// Who goes without, in the pessimist's run.
struct WithoutView {
  std::string product, product_name, place, place_name;
  double lost_days = 0;
  int first_shortage = kNever;
};

// A step from what the home misses first back to what was hit.
struct ArrivalView {
  std::string product, product_name, place, place_name;
};

// What the optimist loses when one of his means is taken from him, in days of demand; allocation is
// the rest of the gap between the bounds. NaN where it was not computed.
struct GapView {
  double stocks = kUnknown, spare_capacity = kUnknown, switching = kUnknown, allocation = kUnknown;
  bool is_known() const { return nail::is_known(allocation); }
};

struct ScenarioView {
  std::string id, name;
  Ranged probability;  // a year
  Grade grade = Grade::assumption;
  std::vector<std::string> sources;       // of the probability and the shocks
  std::vector<std::string> shock_kinds;   // each once, in order of name
  std::vector<std::string> shock_places;  // ids, each once; empty where a shock hits all places
  int shock_begin = 0, shock_end = 0;     // first day, first day on which all is over
  // Loss of the home over the horizon, days of demand. adaptive: orders follow use and spare
  // capacity is used, a number between the bounds or beyond the pessimist's (hoarding hurts
  // others).
  double pessimist = 0, adaptive = kUnknown, optimist = kUnknown;
  Ranged expected;  // a year: probability x pessimist; low with the optimist where he is known
  int first_shortage = kNever, recovered = kNever;
  int optimist_first_shortage = kNever;  // of use where the optimist is known
  std::string first_product, first_product_name;
  double depth = 0;  // part of the home's demand that is unmet on the worst day
  int depth_day = kNever;
  std::vector<ArrivalView> path;
  GapView gap;
  // Part of the home's demand that is unmet, mean of each week.
  std::vector<double> weeks_pessimist, weeks_adaptive, weeks_optimist;
  std::vector<StockRunView> stocks;  // of the products hit most, at most kMostStockRuns
  std::vector<WithoutView> without;  // most lost first
  std::vector<std::string> shocks;   // composed, one each
  std::string headline, text;        // composed
};

// A site (a product made at a place) that fails. Times in days; a time that reaches the horizon
// means that no demand was unmet within it.
struct SurvivalView {
  std::string product, product_name, place, place_name;
  double tts_cascade = kUnknown, tts_time_indexed = kUnknown, tts_aggregate = kUnknown;
  double ttr = kUnknown;  // time to recover
  bool ttr_known = false;
  double impact_days = 0, impact_usd = kUnknown, rei = kUnknown;
  bool late = false;  // runs short, by the cascade, before it has recovered
};

struct WorstMemberView {
  std::string id, name;
};

// The removal of so many at once that hurts home most.
struct WorstSetView {
  int k = 0;
  std::string by;  // places, sites, organisations
  std::vector<WorstMemberView> members;
  double loss = 0;          // days of demand over the horizon, the pessimist's
  bool exact = true;        // false: found by a heuristic
  double bound = kUnknown;  // no set of so many loses more
  double sets = 0;          // that could have been chosen
};

// The part of a seat's demand that is lost when a source's exports stop, without stocks.
struct LeverageView {
  std::string seat, seat_name, source, source_name;
  double any_tier = kUnknown, rerouted = kUnknown;
};

struct BacktestView {
  std::string id, name, scenario, product, product_name, place, place_name, index;
  int as_of = kNoYear;
  Ranged predicted;  // low and high: the two models
  Ranged observed;
  bool computed = true;  // false: the case has nobody whose output or demand could be looked at
  bool hit = false;
  double error = kUnknown;    // predicted - observed, where the prediction has a value
  std::size_t hindsight = 0;  // numbers of later years that had to stand in
  std::vector<std::string> sources;
  Grade grade = Grade::assumption;
  std::string text;  // composed
};

// What had to be assumed, and how many rows or uses it touched.
struct StressAssumption {
  std::string key;
  std::size_t count = 0;
};

// Many years drawn by the probabilities of the scenarios and the ranges of all that has one, by the
// cascade. Losses in days of the home's demand a year.
struct YearsView {
  std::size_t count = 0;  // 0: no scenario has a probability, or the home demands nothing
  double mean = kUnknown, standard_error = kUnknown;  // of the mean
  double level = kUnknown;                            // of the two that follow
  double value_at_risk = kUnknown;                    // what that part of the years does not exceed
  double expected_shortfall = kUnknown;               // the mean of the others
  double shortage = kUnknown;  // part of the years in which anything is lacking
  std::string text;            // composed
};

struct StressReview {
  bool asked = false;  // false: left out, on demand or because nothing can be run
  int days = 0;        // the horizon
  bool demand_from_case = false;
  std::vector<ScenarioView> scenarios;  // largest expected loss first, unknown probabilities last
  YearsView years;
  std::vector<SurvivalView> survival;  // shortest survival against recovery first
  std::vector<WorstSetView> worst;     // by k
  std::vector<LeverageView> leverage;  // by seat, then source, both in one order
  std::vector<BacktestView> backtests;
  std::vector<StressAssumption> assumed;
  // Composed.
  std::string summary, survival_text, worst_text, leverage_text, backtest_text;
};

inline constexpr std::size_t kMostStockRuns = 4;
inline constexpr std::size_t kMostWithout = 64;    // kept a scenario
inline constexpr std::size_t kMostBounds = 5;      // scenarios whose optimist is computed
inline constexpr std::uint32_t kYears = 1000;      // that are drawn
inline constexpr std::size_t kMostSeats = 12;      // of the leverage matrix
inline constexpr std::size_t kMostSurvival = 100;  // in assessment.json; all stand in survival.csv

}  // namespace nail
