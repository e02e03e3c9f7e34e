#include "nail/uncertainty/io_ensemble.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nail/base/mutant.h"
#include "nail/numeric/philox.h"
#include "nail/numeric/statistics.h"
#include "nail/uncertainty/share_draws.h"

namespace nail {
namespace {

// What a draw of a row is for.
enum Stream : std::uint32_t { probability = 1, choice, size, days, recovery };

// Numbers of a shock stand far below this; share_at draws within 0 to 1.
constexpr double kScale = 1e12;

bool has_ranges(const Scenario& scenario) {
  return std::any_of(scenario.shocks.begin(), scenario.shocks.end(), [](const Shock& shock) {
    return shock.size.has_range() || shock.days.has_range() || shock.recovery_days.has_range();
  });
}

}  // namespace

double number_at(const Ranged& number, double u) {
  if (!number.has_range()) return number.value;
  Ranged scaled = number;
  scaled.value /= kScale;
  scaled.low /= kScale;
  scaled.high /= kScale;
  return share_at(scaled, u) * kScale;
}

IoDraw draw_io_scenario(const Case& data, std::uint64_t seed, std::uint32_t draw) {
  std::vector<double> parts;
  for (const Scenario& scenario : data.scenarios) {
    const Ranged& given = scenario.probability_per_year;
    const double drawn =
        share_at(given, uniform_draw(seed, draw, scenario.from.row_key, Stream::probability));
    parts.push_back(is_known(drawn) ? drawn : 0);
  }
  const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
  const double scale = sum > 1 ? 1 / sum : 1;
  const double u = uniform_draw(seed, draw, 0, Stream::choice);
  IoDraw out;
  double below = 0;
  for (std::size_t k = 0; k < parts.size() && out.scenario == IoDraw::kNone; ++k) {
    below += parts[k] * scale;
    if (u < below) out.scenario = k;
  }
  if (out.scenario == IoDraw::kNone) return out;
  out.drawn = data.scenarios[out.scenario];
  for (std::size_t k = 0; k < out.drawn.shocks.size(); ++k) {
    Shock& shock = out.drawn.shocks[k];
    const auto of = [&](const Ranged& number, Stream stream) {
      return Ranged{number_at(number, uniform_draw(seed, draw, shock.from.row_key, stream)),
                    kUnknown, kUnknown, number.kind};
    };
    shock.size = of(shock.size, Stream::size);
    if (shock.kind != ShockKind::demand_surge) shock.size.value = std::min(1.0, shock.size.value);
    shock.days = of(shock.days, Stream::days);
    shock.recovery_days = of(shock.recovery_days, Stream::recovery);
  }
  return out;
}

std::pair<double, double> tail_of(std::span<const double> sorted, double level) {
  const std::size_t n = sorted.size();
  if (n == 0) return {kUnknown, kUnknown};
  const auto count = static_cast<double>(n);
  // The smallest loss x with P(loss <= x) at or above the level; rounding must not lift the count.
  auto at = static_cast<std::size_t>(std::ceil(level * count - 1e-9));
  at = std::clamp<std::size_t>(at, 1, n) - 1;
  const double value = sorted[at];
  double beyond = 0, sum = 0;
  for (std::size_t k = n; k-- > 0 && sorted[k] > value;) {
    beyond += 1 / count;
    sum += sorted[k] / count;
  }
  const double own = NAIL_MUTANT(io_shortfall_drops_the_atom, 1 - beyond - level, 0.0);
  if (!(1 - level > 0)) return {value, value};
  return {value, (std::max(0.0, own) * value + sum) / (1 - level)};
}

LossStatistics loss_statistics(std::span<const double> losses) {
  LossStatistics out;
  if (losses.empty()) return out;
  std::vector<double> sorted(losses.begin(), losses.end());
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(sorted.size());
  out.mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / n;
  double squares = 0;
  for (const double x : sorted) squares += (x - out.mean) * (x - out.mean);
  out.standard_error = sorted.size() > 1 ? std::sqrt(squares / (n - 1) / n) : kUnknown;
  out.largest = sorted.back();
  std::tie(out.value_at_risk_95, out.expected_shortfall_95) = tail_of(sorted, 0.95);
  std::tie(out.value_at_risk_99, out.expected_shortfall_99) = tail_of(sorted, 0.99);
  out.median = quantile(sorted, 0.5);
  out.p95 = quantile(sorted, 0.95);
  out.p99 = quantile(sorted, 0.99);
  return out;
}

Result<IoEnsemble> run_io_ensemble(const IoTable& table, const Case& data, const IoOptions& model,
                                   const IoEnsembleOptions& options) {
  const bool any = std::any_of(
      data.scenarios.begin(), data.scenarios.end(),
      [](const Scenario& scenario) { return scenario.probability_per_year.upper() > 0; });
  if (!any) {
    return fail(ExitCode::usage,
                "no scenario of the case has a probability; fill in probability_per_year");
  }
  IoEnsemble out;
  std::vector<IoPlan> plans;
  constexpr std::size_t kNotRun = ~std::size_t{0};
  std::vector<std::size_t> run_of(options.draws, kNotRun);
  // Scenarios without ranges are the same in every draw.
  std::vector<std::size_t> fixed(data.scenarios.size(), kNotRun);
  for (std::size_t d = 0; d < options.draws; ++d) {
    IoDraw draw = draw_io_scenario(data, options.seed, static_cast<std::uint32_t>(d));
    if (draw.scenario != IoDraw::kNone) {
      std::size_t& shared = fixed[draw.scenario];
      const bool varies = has_ranges(data.scenarios[draw.scenario]);
      if (!varies && shared != kNotRun) {
        run_of[d] = shared;
      } else {
        auto plan = plan_io(table, data.io, draw.drawn, options.plan);
        if (!plan) return tl::unexpected(plan.error());
        run_of[d] = plans.size();
        if (!varies) shared = plans.size();
        plans.push_back(std::move(*plan));
      }
    }
    out.draws.push_back(std::move(draw));
  }
  const auto many = IoMany::make(table, model, options.precision);
  if (!many) return tl::unexpected(many.error());
  const std::vector<IoTotals> totals = many->run(plans, options.run);
  if (totals.size() != plans.size()) return fail(ExitCode::interrupted, "interrupted");
  out.runs = plans.size();
  for (const std::size_t run : run_of) {
    out.totals.push_back(run == kNotRun ? IoTotals{} : totals[run]);
  }
  if (options.precision == Precision::twice || plans.empty()) return out;
  // The runs that lose most matter most; the rest of the check is spread over all.
  std::vector<std::size_t> order(plans.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return totals[a].production_loss > totals[b].production_loss;
  });
  std::vector<std::size_t> again;
  const std::size_t checks = std::min(options.checks, order.size());
  for (std::size_t k = 0; k < checks; ++k) {
    again.push_back(
        k < checks / 2
            ? order[k]
            : order[k + (order.size() - checks) * (k - checks / 2 + 1) / (checks - checks / 2)]);
  }
  std::vector<IoPlan> checked;
  for (const std::size_t k : again) checked.push_back(plans[k]);
  const auto exact = IoMany::make(table, model, Precision::twice);
  if (!exact) return tl::unexpected(exact.error());
  const std::vector<IoTotals> truth = exact->run(checked, options.run);
  if (truth.size() != checked.size()) return fail(ExitCode::interrupted, "interrupted");
  // Single precision keeps a ten-millionth of what is made: losses near that are not compared with
  // themselves.
  double made = 0;
  for (const double x : table.output) made += x;
  const double least = made * options.run.steps * model.step_days / 365 * 1e-4;
  for (std::size_t k = 0; k < again.size(); ++k) {
    const double off = std::abs(totals[again[k]].production_loss - truth[k].production_loss);
    out.checked_difference =
        std::max(out.checked_difference, off / std::max(least, std::abs(truth[k].production_loss)));
  }
  out.checked = again.size();
  return out;
}

}  // namespace nail
