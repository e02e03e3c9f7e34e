#include "nail/assess/stress.h"
#include "nail/dynamics/backtest.h"

namespace nail {

Result<std::vector<BacktestView>> run_backtest_views(const StressContext& c) {
  std::vector<BacktestView> views;
  if (c.data->backtests.empty()) return views;
  if (!c.go_on("back-tests", 0)) return fail(ExitCode::interrupted, "interrupted");
  const auto report = run_backtests(*c.loaded, backtests_of(*c.data));
  if (!report) return tl::unexpected(report.error());
  for (const BacktestOutcome& outcome : report->outcomes) {
    const BacktestRow& row = outcome.test.row;
    BacktestView view;
    view.id = row.id;
    view.name = row.name.empty() ? outcome.test.scenario.name : row.name;
    view.scenario = row.scenario;
    if (row.product) {
      view.product = (*c.data)[row.product].id;
      view.product_name = c.product_name(row.product);
    }
    view.place = row.place;
    const PlaceId place = c.data->find_place(row.place);
    view.place_name = place ? (*c.data)[place].name : row.place;
    view.index = row.index;
    view.as_of = row.as_of;
    view.predicted.low = outcome.low;
    view.predicted.high = outcome.high;
    if (is_known(outcome.low) && is_known(outcome.high)) {
      view.predicted.value = (outcome.low + outcome.high) / 2;
    }
    view.predicted.kind = RangeKind::bounds;
    view.observed = row.observed;
    view.computed = outcome.is_computed;
    view.hit = outcome.hit;
    view.error = outcome.error;
    view.hindsight = outcome.hindsight.size();
    if (row.from.source) {
      view.sources.push_back((*c.data)[row.from.source].id);
      view.grade = (*c.data)[row.from.source].grade;
    }
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace nail
