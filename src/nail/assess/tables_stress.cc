#include <algorithm>

#include "nail/assess/table_writer.h"

namespace nail {
namespace {

double day(int value) { return value == kNever ? kUnknown : value; }

// The scenarios' own row (product and place empty), then who goes without.
WrittenTable stress_table(const StressReview& r) {
  TableWriter table("stress",
                    "scenario,product,place,probability,probability_low,probability_high,grade,"
                    "pessimist_days,adaptive_days,optimist_days,expected_days,expected_low,"
                    "expected_high,first_shortage_day,depth,depth_day,recovered_day,gap_stocks,"
                    "gap_spare_capacity,gap_switching,gap_allocation,path,source");
  for (const ScenarioView& s : r.scenarios) {
    table.text(s.id).text("").text("").number(s.probability.value).number(s.probability.low);
    table.number(s.probability.high).text(to_string(s.grade)).number(s.pessimist);
    table.number(s.adaptive).number(s.optimist).number(s.expected.value).number(s.expected.low);
    table.number(s.expected.high).number(day(s.first_shortage)).number(s.depth);
    table.number(day(s.depth_day)).number(day(s.recovered)).number(s.gap.stocks);
    table.number(s.gap.spare_capacity).number(s.gap.switching).number(s.gap.allocation);
    std::string path;
    for (const ArrivalView& step : s.path) {
      path += (path.empty() ? "" : " > ") + step.product + "@" + step.place;
    }
    std::string sources;
    for (const std::string& id : s.sources) sources += (sources.empty() ? "" : ";") + id;
    table.text(path).text(sources).end_row();
    for (const WithoutView& w : s.without) {
      table.text(s.id).text(w.product).text(w.place).text("").text("").text("").text("");
      table.number(w.lost_days).text("").text("").text("").text("").text("");
      table.number(day(w.first_shortage)).text("").text("").text("").text("").text("").text("");
      table.text("").text("").text("").end_row();
    }
  }
  return table.take();
}

WrittenTable survival_table(const StressReview& r) {
  TableWriter table("survival",
                    "product,place,tts_cascade,tts_time_indexed,tts_aggregate,ttr,ttr_known,"
                    "impact_days,impact_usd,rei,late");
  for (const SurvivalView& s : r.survival) {
    table.text(s.product).text(s.place).number(s.tts_cascade).number(s.tts_time_indexed);
    table.number(s.tts_aggregate).number(s.ttr).text(s.ttr_known ? "yes" : "no");
    table.number(s.impact_days).number(s.impact_usd).number(s.rei);
    table.text(s.late ? "yes" : "no").end_row();
  }
  return table.take();
}

WrittenTable worst_table(const StressReview& r) {
  TableWriter table("worst", "k,by,members,loss_days,method,bound_days,sets");
  for (const WorstSetView& set : r.worst) {
    std::string members;
    for (const WorstMemberView& m : set.members) members += (members.empty() ? "" : ";") + m.id;
    table.number(set.k).text(set.by).text(members).number(set.loss);
    table.text(set.exact ? "exact" : "heuristic").number(set.bound).number(set.sets).end_row();
  }
  return table.take();
}

WrittenTable leverage_table(const StressReview& r) {
  TableWriter table("leverage", "seat,source,any_tier,rerouted");
  for (const LeverageView& cell : r.leverage) {
    table.text(cell.seat).text(cell.source).number(cell.any_tier).number(cell.rerouted).end_row();
  }
  return table.take();
}

WrittenTable backtests_table(const StressReview& r) {
  TableWriter table(
      "backtests",
      "backtest,scenario,product,place,index,as_of,predicted,predicted_low,"
      "predicted_high,observed,observed_low,observed_high,error,hit,hindsight,source");
  for (const BacktestView& b : r.backtests) {
    std::string sources;
    for (const std::string& id : b.sources) sources += (sources.empty() ? "" : ";") + id;
    table.text(b.id).text(b.scenario).text(b.product).text(b.place).text(b.index);
    table.number(b.as_of == kNoYear ? kUnknown : b.as_of).number(b.predicted.value);
    table.number(b.predicted.low).number(b.predicted.high).number(b.observed.value);
    table.number(b.observed.low).number(b.observed.high).number(b.error);
    table.text(b.hit ? "yes" : "no")
        .number(static_cast<double>(b.hindsight))
        .text(sources)
        .end_row();
  }
  return table.take();
}

}  // namespace

std::vector<WrittenTable> stress_tables(const StressReview& review) {
  if (!review.asked) return {};
  return {stress_table(review), survival_table(review), worst_table(review), leverage_table(review),
          backtests_table(review)};
}

}  // namespace nail
