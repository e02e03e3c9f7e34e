#include "nail/assess/stress.h"
#include "nail/uncertainty/ensemble_statistics.h"

namespace nail {

Result<YearsView> run_years(const StressContext& context) {
  YearsView out;
  EnsembleOptions options;
  options.seed = context.seed;
  options.run.days = context.days;
  // Where no year can be drawn the review has none; shocks that fit nothing were told before.
  const auto setup = set_up_ensemble(*context.site, context.home, options);
  if (!setup) return out;
  const EnsembleDraws draws = run_draws(
      *setup, 0, kYears, [&](double done) { return context.go_on("drawing years", done); });
  if (draws.interrupted) return fail(ExitCode::interrupted, "interrupted");
  const EnsembleStatistics statistics = ensemble_statistics(*setup, draws);
  const Tail& tail = statistics.tails.front();
  out.count = statistics.years;
  out.mean = statistics.loss.mean;
  out.standard_error = statistics.loss.standard_error;
  out.level = tail.level;
  out.value_at_risk = tail.value_at_risk;
  out.expected_shortfall = tail.expected_shortfall;
  out.shortage = statistics.shortage;
  return out;
}

}  // namespace nail
