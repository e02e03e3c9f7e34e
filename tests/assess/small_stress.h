// Numbers of stress for the small case as the engines would leave them, seen from the United
// States: two scenarios, two sites, worst sets, leverage and two back-tests. Made up, but
// consistent: an expected loss is probability x loss.
#pragma once

#include <tuple>

#include "tests/assess/small_case.h"

namespace nail::small {

inline void add_scenario(Case& c, const std::string& id, const std::string& name, ShockKind kind,
                         const std::string& product, const std::string& place, double days) {
  Scenario s;
  s.id = id;
  s.name = name;
  s.source = SourceId(0);
  Shock shock;
  shock.kind = kind;
  shock.product = product;
  shock.place = place;
  shock.size.value = 1;
  shock.start_day = 30;
  shock.days.value = days;
  shock.recovery_days.value = 0;
  shock.from.source = SourceId(0);
  s.shocks.push_back(shock);
  c.scenarios.push_back(s);
}

inline Case stressed_case() {
  Case c = small_case();
  c.sources.push_back({"guess", "A guess", "", "", "", 2021, Grade::estimate});
  c.source_ids["guess"] = SourceId(1);
  add_scenario(c, "ban", "China stops exports of wafers", ShockKind::export_ban, "wafer", "CHN",
               180);
  add_scenario(c, "flood", "A flood in Germany", ShockKind::outage, "wafer", "DEU", 30);
  return c;
}

inline StressReview stress_numbers() {
  StressReview r;
  r.asked = true;
  r.days = 365;
  ScenarioView ban;
  ban.id = "ban";
  ban.name = "China stops exports of wafers";
  ban.probability = {0.1, 0.05, 0.2, RangeKind::p90};
  ban.grade = Grade::estimate;
  ban.sources = {"guess"};
  ban.shock_kinds = {"export_ban"};
  ban.shock_places = {"CHN"};
  ban.shock_begin = 30;
  ban.shock_end = 210;
  ban.pessimist = 90;
  ban.adaptive = 80;
  ban.optimist = 30;
  ban.expected = {9, 1.5, 18, RangeKind::p90};
  ban.first_shortage = 41;
  ban.recovered = 260;
  ban.first_product = "phone";
  ban.first_product_name = "Phones";
  ban.depth = 0.8;
  ban.depth_day = 100;
  ban.path = {{"phone", "Phones", "USA", "United States"},
              {"phone", "Phones", "USA", "United States"},
              {"chip", "Chips", "TWN", "Taiwan"},
              {"wafer", "Wafers", "CHN", "China"}};
  ban.gap = {20, 10, 25, 5};
  r.scenarios.push_back(ban);
  ScenarioView flood;
  flood.id = "flood";
  flood.name = "A flood in Germany";
  flood.probability = {0.02};
  flood.grade = Grade::verified;
  flood.sources = {"yearbook"};
  flood.shock_kinds = {"outage"};
  flood.shock_places = {"DEU"};
  flood.expected = {0};
  r.scenarios.push_back(flood);
  SurvivalView wafers;
  wafers.product = "wafer";
  wafers.product_name = "Wafers";
  wafers.place = "CHN";
  wafers.place_name = "China";
  wafers.tts_cascade = 11;
  wafers.tts_time_indexed = 40;
  wafers.ttr = 365;
  wafers.late = true;
  wafers.impact_days = 250;
  wafers.rei = 1;
  r.survival.push_back(wafers);
  SurvivalView chips = wafers;
  chips.product = "chip";
  chips.product_name = "Chips";
  chips.place = "TWN";
  chips.place_name = "Taiwan";
  chips.tts_cascade = 400;
  chips.tts_time_indexed = kUnknown;
  chips.ttr = 90;
  chips.late = false;
  chips.ttr_known = true;
  chips.impact_days = 0;
  chips.rei = 0;
  r.survival.push_back(chips);
  r.worst = {{1, "places", {{"CHN", "China"}}, 250, true, 250, 3},
             {2, "places", {{"CHN", "China"}, {"TWN", "Taiwan"}}, 300, true, 300, 3}};
  for (const auto& [seat, source, any] : std::vector<std::tuple<std::string, std::string, double>>{
           {"USA", "CHN", 0.82}, {"USA", "TWN", 0.45}, {"CHN", "USA", 0.3}, {"TWN", "USA", 0.1}}) {
    r.leverage.push_back({seat, seat, source, source, any, any / 2});
  }
  BacktestView hit;
  hit.id = "2011";
  hit.name = "2011";
  hit.scenario = "flood";
  hit.product = "phone";
  hit.product_name = "Phones";
  hit.place = "USA";
  hit.index = "peak_loss";
  hit.as_of = 2011;
  hit.predicted = {0.3, 0.2, 0.4, RangeKind::bounds};
  hit.observed = {0.25};
  hit.hit = true;
  hit.error = 0.05;
  hit.sources = {"yearbook"};
  r.backtests.push_back(hit);
  BacktestView miss = hit;
  miss.id = "2012";
  miss.observed = {0.7};
  miss.hit = false;
  miss.error = -0.4;
  r.backtests.push_back(miss);
  return r;
}

}  // namespace nail::small
