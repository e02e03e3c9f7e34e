#include <algorithm>
#include <cmath>

#include "nail/assess/json_parts.h"

namespace nail {
namespace {

Json day(int value) { return value == kNever ? Json(nullptr) : Json(value); }

// A drawing needs no more than five digits; the tables hold all.
Json series(const std::vector<double>& values) {
  Json json = Json::array();
  for (const double value : values) {
    json.push_back(is_known(value) ? Json(std::round(value * 1e5) / 1e5) : Json(nullptr));
  }
  return json;
}

Json scenario(const ScenarioView& s) {
  return {{"id", s.id},
          {"name", s.name},
          {"headline", s.headline},
          {"text", s.text},
          {"probability", ranged(s.probability)},
          {"grade", to_string(s.grade)},
          {"sources", s.sources},
          {"shocks", s.shocks},
          {"shock_kinds", s.shock_kinds},
          {"shock_begin", s.shock_begin},
          {"shock_end", s.shock_end},
          {"pessimist", number(s.pessimist)},
          {"adaptive", number(s.adaptive)},
          {"optimist", number(s.optimist)},
          {"expected", ranged(s.expected)},
          {"first_shortage", day(s.first_shortage)},
          {"optimist_first_shortage", day(s.optimist_first_shortage)},
          {"first_product", s.first_product},
          {"depth", number(s.depth)},
          {"depth_day", day(s.depth_day)},
          {"recovered", day(s.recovered)},
          {"path", list(s.path,
                        [](const ArrivalView& step) {
                          return Json{{"product", step.product}, {"place", step.place}};
                        })},
          {"gap",
           {{"stocks", number(s.gap.stocks)},
            {"spare_capacity", number(s.gap.spare_capacity)},
            {"switching", number(s.gap.switching)},
            {"allocation", number(s.gap.allocation)}}},
          {"weeks",
           {{"pessimist", series(s.weeks_pessimist)},
            {"adaptive", series(s.weeks_adaptive)},
            {"optimist", series(s.weeks_optimist)}}},
          {"stocks", list(s.stocks,
                          [](const StockRunView& run) {
                            return Json{{"product", run.product},
                                        {"start_days", number(run.start_days)},
                                        {"empty_on", day(run.empty_on)},
                                        {"weeks", series(run.weeks)}};
                          })},
          {"without", list(s.without, [](const WithoutView& w) {
             return Json{{"product", w.product},
                         {"place", w.place},
                         {"lost_days", number(w.lost_days)},
                         {"first_shortage", day(w.first_shortage)}};
           })}};
}

Json site(const SurvivalView& s) {
  return {{"product", s.product},
          {"place", s.place},
          {"tts_cascade", number(s.tts_cascade)},
          {"tts_time_indexed", number(s.tts_time_indexed)},
          {"tts_aggregate", number(s.tts_aggregate)},
          {"ttr", number(s.ttr)},
          {"ttr_known", s.ttr_known},
          {"late", s.late},
          {"impact_days", number(s.impact_days)},
          {"impact_usd", number(s.impact_usd)},
          {"rei", number(s.rei)}};
}

Json worst_set(const WorstSetView& set) {
  return {{"k", set.k},
          {"by", set.by},
          {"members", list(set.members, [](const WorstMemberView& m) { return Json(m.id); })},
          {"loss", number(set.loss)},
          {"exact", set.exact},
          {"bound", number(set.bound)},
          {"sets", number(set.sets)}};
}

Json backtest(const BacktestView& b) {
  return {{"id", b.id},
          {"name", b.name},
          {"scenario", b.scenario},
          {"product", b.product},
          {"place", b.place},
          {"index", b.index},
          {"as_of", year(b.as_of)},
          {"predicted", ranged(b.predicted)},
          {"observed", ranged(b.observed)},
          {"computed", b.computed},
          {"hit", b.hit},
          {"hindsight", b.hindsight},
          {"error", number(b.error)},
          {"grade", to_string(b.grade)},
          {"sources", b.sources},
          {"text", b.text}};
}

}  // namespace

Json stress_json(const StressReview& r) {
  const auto shown = static_cast<std::ptrdiff_t>(std::min(r.survival.size(), kMostSurvival));
  const std::vector<SurvivalView> sites(r.survival.begin(), r.survival.begin() + shown);
  return {{"asked", r.asked},
          {"days", r.days},
          {"demand_from_case", r.demand_from_case},
          {"summary", r.summary},
          {"scenarios", list(r.scenarios, scenario)},
          {"years",
           {{"count", r.years.count},
            {"text", r.years.text},
            {"mean", number(r.years.mean)},
            {"standard_error", number(r.years.standard_error)},
            {"level", number(r.years.level)},
            {"value_at_risk", number(r.years.value_at_risk)},
            {"expected_shortfall", number(r.years.expected_shortfall)},
            {"shortage", number(r.years.shortage)}}},
          {"survival_text", r.survival_text},
          {"survival_sites", r.survival.size()},
          {"survival", list(sites, site)},
          {"worst_text", r.worst_text},
          {"worst", list(r.worst, worst_set)},
          {"leverage_text", r.leverage_text},
          {"leverage", list(r.leverage,
                            [](const LeverageView& cell) {
                              return Json{{"seat", cell.seat},
                                          {"source", cell.source},
                                          {"any_tier", number(cell.any_tier)},
                                          {"rerouted", number(cell.rerouted)}};
                            })},
          {"backtest_text", r.backtest_text},
          {"backtests", list(r.backtests, backtest)}};
}

}  // namespace nail
