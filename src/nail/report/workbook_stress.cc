#include "nail/report/workbook_sheet.h"

namespace nail::report {
namespace {

double day(int value) { return value == kNever ? kUnknown : value; }

lxw_error write_scenarios(Sheet sheet, const StressReview& stress) {
  for (const ScenarioView& s : stress.scenarios) {
    sheet.next_row();
    sheet.text(s.id);
    sheet.text(s.name, true);
    sheet.range(s.probability);
    sheet.text(to_string(s.grade));
    sheet.range(s.expected);
    sheet.number(s.pessimist);
    sheet.number(s.adaptive);
    sheet.number(s.optimist);
    sheet.number(day(s.first_shortage));
    sheet.text(s.first_product);
    sheet.number(s.depth);
    sheet.number(day(s.recovered));
    sheet.text(s.text, true);
    sheet.text(joined(s.sources));
  }
  return sheet.finish();
}

lxw_error write_survival(Sheet sheet, const StressReview& stress) {
  for (const SurvivalView& s : stress.survival) {
    sheet.next_row();
    sheet.text(s.product);
    sheet.text(s.product_name);
    sheet.text(s.place);
    sheet.text(s.place_name);
    sheet.number(s.tts_cascade);
    sheet.number(s.tts_time_indexed);
    sheet.number(s.tts_aggregate);
    sheet.number(s.ttr);
    sheet.text(s.ttr_known ? "yes" : "no");
    sheet.number(s.impact_days);
    sheet.number(s.impact_usd);
    sheet.number(s.rei);
  }
  return sheet.finish();
}

lxw_error write_worst(Sheet sheet, const StressReview& stress) {
  for (const WorstSetView& set : stress.worst) {
    std::vector<std::string> members;
    for (const WorstMemberView& m : set.members) members.push_back(m.id);
    sheet.next_row();
    sheet.number(set.k);
    sheet.text(set.by);
    sheet.text(joined(members));
    sheet.number(set.loss);
    sheet.text(set.exact ? "exact" : "heuristic");
    sheet.number(set.bound);
    sheet.number(set.sets);
  }
  return sheet.finish();
}

lxw_error write_leverage(Sheet sheet, const StressReview& stress) {
  for (const LeverageView& cell : stress.leverage) {
    sheet.next_row();
    sheet.text(cell.seat);
    sheet.text(cell.source);
    sheet.number(cell.any_tier);
    sheet.number(cell.rerouted);
  }
  return sheet.finish();
}

lxw_error write_backtests(Sheet sheet, const StressReview& stress) {
  for (const BacktestView& b : stress.backtests) {
    sheet.next_row();
    sheet.text(b.id);
    sheet.text(b.name, true);
    sheet.text(b.scenario);
    sheet.text(b.product);
    sheet.text(b.place);
    sheet.text(b.index);
    sheet.year(b.as_of);
    sheet.range(b.predicted);
    sheet.range(b.observed);
    sheet.text(b.hit ? "hit" : "missed");
    sheet.number(b.error);
    sheet.text(to_string(b.grade));
    sheet.text(joined(b.sources));
  }
  return sheet.finish();
}

}  // namespace

std::vector<lxw_error> write_stress_sheets(lxw_workbook* book, lxw_format* bold,
                                           lxw_format* wrapped, const View& view) {
  const StressReview& stress = view.data.stress;
  return {write_scenarios(Sheet(book, "stress", bold, wrapped,
                                {{"scenario", 24},
                                 {"name", 50},
                                 {"probability", 10},
                                 {"low", 10},
                                 {"high", 10},
                                 {"grade", 12},
                                 {"expected_days", 12},
                                 {"low", 10},
                                 {"high", 10},
                                 {"pessimist_days", 12},
                                 {"adaptive_days", 12},
                                 {"optimist_days", 12},
                                 {"first_shortage_day", 12},
                                 {"first_product", 24},
                                 {"depth", 10},
                                 {"recovered_day", 12},
                                 {"text", 80},
                                 {"sources", 30}}),
                          stress),
          write_survival(Sheet(book, "survival", bold, wrapped,
                               {{"product", 24},
                                {"name", 34},
                                {"place", 10},
                                {"place_name", 22},
                                {"tts_cascade", 12},
                                {"tts_time_indexed", 12},
                                {"tts_aggregate", 12},
                                {"ttr", 10},
                                {"ttr_known", 10},
                                {"impact_days", 12},
                                {"impact_usd", 14},
                                {"rei", 10}}),
                         stress),
          write_worst(Sheet(book, "worst", bold, wrapped,
                            {{"k", 6},
                             {"by", 12},
                             {"members", 40},
                             {"loss_days", 12},
                             {"method", 12},
                             {"bound_days", 12},
                             {"sets", 12}}),
                      stress),
          write_leverage(Sheet(book, "leverage", bold, wrapped,
                               {{"seat", 12}, {"source", 12}, {"any_tier", 10}, {"rerouted", 10}}),
                         stress),
          write_backtests(Sheet(book, "backtests", bold, wrapped,
                                {{"backtest", 24},
                                 {"name", 40},
                                 {"scenario", 24},
                                 {"product", 24},
                                 {"place", 10},
                                 {"index", 20},
                                 {"as_of", 8},
                                 {"predicted", 10},
                                 {"low", 10},
                                 {"high", 10},
                                 {"observed", 10},
                                 {"low", 10},
                                 {"high", 10},
                                 {"result", 10},
                                 {"error", 10},
                                 {"grade", 12},
                                 {"sources", 30}}),
                          stress)};
}

}  // namespace nail::report
