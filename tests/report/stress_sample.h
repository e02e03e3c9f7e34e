// A review of stress made up for the tests of its views: bounds that differ, an optimist that was
// not computed, a scenario that costs nothing, hostile names, a back-test that missed. Its numbers
// mean nothing.
#pragma once

#include <cmath>
#include <string>

#include "nail/assess/stress_views.h"
#include "tests/report/sample.h"

namespace nail::sample {

inline std::vector<double> weeks(double peak, int from, int to) {
  std::vector<double> out(53, 0.0);
  for (int week = from; week < to; ++week) {
    out[static_cast<std::size_t>(week)] =
        peak * std::sin(3.14159 * (week - from + 1.0) / (to - from + 1.0));
  }
  return out;
}

inline ScenarioView scenario(int i) {
  ScenarioView s;
  s.id = "scenario-" + std::to_string(i);
  s.name = i == 2 ? kHostile : "Closure of a strait, number " + std::to_string(i);
  s.probability = {0.05 - 0.005 * i, 0.01, 0.1, RangeKind::p90};
  if (i == 6) s.probability = {};
  s.grade = static_cast<Grade>(i % 4);
  s.sources = {"source-" + std::to_string(1 + i % 6)};
  s.shock_kinds = {"export_ban", "transport"};
  s.shock_places = {"CHN"};
  s.shock_begin = 30;
  s.shock_end = 210;
  s.shocks = {"China stops its exports of gallium for 180 days", "half of what passes is held up"};
  s.headline = "Closure " + std::to_string(i) + ": 12 to 45 days lost";
  s.text = "With orders as they are 45 days of demand are lost [source-1].";
  if (i == 5) {
    s.text = "No demand is unmet.";
    return s;
  }
  s.pessimist = 45.0 / (1 + i);
  s.adaptive = 50.0 / (1 + i);
  s.expected = {s.probability.value * s.pessimist, 0.1, 2, RangeKind::p90};
  s.first_shortage = 41 + i;
  s.recovered = i == 1 ? kNever : 260;
  s.first_product = "semiconductors-2";
  s.first_product_name = "Gallium";
  s.depth = 0.42;
  s.depth_day = 90;
  s.path = {{"semiconductors-10", "Logic below 10 nm", "TWN", "Taiwan"},
            {"semiconductors-2", "Gallium", "CHN", "China"}};
  s.weeks_pessimist = weeks(0.42, 6, 37);
  s.weeks_adaptive = weeks(0.37, 5, 39);
  if (i < 3) {
    s.optimist = 12.0 / (1 + i);
    s.gap = {10, 3, 8, 12};
    s.weeks_optimist = weeks(0.12, 8, 30);
  }
  for (int k = 0; k < 3; ++k) {
    StockRunView run;
    run.product = "product-" + std::to_string(k);
    run.product_name = k == 1 ? kHostile : "Stock " + std::to_string(k);
    run.start_days = 30.0 * (k + 1);
    run.empty_on = k == 2 ? kNever : 60 + 30 * k;
    for (int week = 0; week < 53; ++week) {
      run.weeks.push_back(std::max(0.0, run.start_days - 4.0 * week));
    }
    s.stocks.push_back(run);
  }
  for (int p = 0; p < 10; ++p) {
    for (int c = 0; c < 9; ++c) {
      if ((p + c) % 3 == 1) continue;
      s.without.push_back({"product-" + std::to_string(p), "Product " + std::to_string(p),
                           "P" + std::to_string(c), c == 3 ? "A <b>place</b>" : "Place",
                           90.0 - 9 * p - c, 40 + p});
    }
  }
  return s;
}

inline StressReview stress() {
  StressReview r;
  r.asked = true;
  r.days = 365;
  r.demand_from_case = true;
  r.summary = "Of 7 scenarios, 6 leave demand unmet.";
  for (int i = 0; i < 7; ++i) r.scenarios.push_back(scenario(i));
  for (int i = 0; i < 130; ++i) {
    SurvivalView s;
    s.product = "product-" + std::to_string(i);
    s.product_name = i == 4 ? kHostile : "Site of product " + std::to_string(i);
    s.place = "CHN";
    s.place_name = "China";
    s.tts_cascade = i * 4.0;
    if (i < 10) {
      s.tts_time_indexed = i * 4.0 + 20;
      s.tts_aggregate = i * 4.0 + 25;
    }
    s.ttr = i % 2 ? 365 : 180;
    s.ttr_known = i % 2 == 0;
    s.late = s.tts_cascade < s.ttr;
    s.impact_days = 100 - 0.5 * i;
    s.impact_usd = i == 3 ? 1.2e9 : kUnknown;
    s.rei = 1 - i / 130.0;
    r.survival.push_back(s);
  }
  r.survival_text = "Of 130 sites, 60 recover too late.";
  r.worst = {{1, "places", {{"CHN", "China"}}, 88.1, true, 88.1, 60},
             {2, "places", {{"CHN", "China"}, {"TWN", "Taiwan"}}, 140, true, 140, 1770},
             {3,
              "places",
              {{"CHN", "China"}, {"TWN", "Taiwan"}, {"X", kHostile}},
              180,
              false,
              201,
              34220}};
  r.worst_text = "Without China most is lost.";
  for (int seat = 0; seat < 12; ++seat) {
    for (int source = 0; source < 12; ++source) {
      const std::string from = source == 1 ? "EU27" : "S" + std::to_string(source);
      const std::string to = seat == 1 ? "EU27" : "S" + std::to_string(seat);
      const bool own = source == seat;
      r.leverage.push_back({to, seat == 2 ? kHostile : "Seat " + to, from, "Source " + from,
                            own ? kUnknown : 0.05 * (1 + (seat * 5 + source * 3) % 17),
                            own ? kUnknown : 0.02 * (1 + (seat * 5 + source * 3) % 17)});
    }
  }
  r.leverage_text = "China holds most.";
  for (int i = 0; i < 4; ++i) {
    BacktestView b;
    b.id = "backtest-" + std::to_string(i);
    b.name = i == 1 ? kHostile : "An event of " + std::to_string(2010 + i);
    b.scenario = "scenario-1";
    b.index = i < 2 ? "peak_loss" : i == 2 ? "lost_days" : "first_shortage_day";
    b.as_of = 2010 + i;
    const double scale = i < 2 ? 0.01 : 1;
    b.predicted = {40 * scale, 30 * scale, 55 * scale, RangeKind::bounds};
    b.observed = {(i == 0 ? 50 : 70) * scale};
    if (i == 3) b.predicted = {kUnknown, 40, kUnknown, RangeKind::bounds};
    b.hit = i == 0;
    b.error = b.predicted.value - b.observed.value;
    b.sources = {"source-2"};
    b.grade = Grade::quoted;
    b.text = "Predicted 40 %, observed: see number " + std::to_string(i) + " [source-2].";
    r.backtests.push_back(b);
  }
  r.backtest_text = "1 of 4 within the band, 3 missed.";
  return r;
}

}  // namespace nail::sample
