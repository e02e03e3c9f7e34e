#include "nail/uncertainty/io_ensemble.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nail/base/mutant.h"

namespace nail {
namespace {

bool has_ranges(const Scenario& scenario) {
  return std::any_of(scenario.shocks.begin(), scenario.shocks.end(), [](const Shock& shock) {
    return shock.size.has_range() || shock.days.has_range() || shock.recovery_days.has_range();
  });
}

}  // namespace

Result<IoDraws> draw_io_ensemble(const IoTable& table, const Case& data,
                                 const IoEnsembleOptions& options) {
  IoDraws out;
  out.deck = make_deck(data);
  if (out.deck.scenarios.empty()) {
    return fail(ExitCode::usage,
                "no scenario of the case has a probability; fill in probability_per_year");
  }
  out.run_of.assign(options.draws, IoDraws::kNotRun);
  // Scenarios without ranges are the same in every draw.
  std::vector<std::size_t> fixed(out.deck.scenarios.size(), IoDraws::kNotRun);
  Scenario drawn;
  for (std::size_t d = 0; d < options.draws; ++d) {
    const auto draw = static_cast<std::uint32_t>(d);
    const int position = draw_scenario(out.deck, options.seed, draw);
    out.scenarios.push_back(position);
    if (position == kNoScenario) continue;
    const Scenario& scenario = *out.deck.scenarios[static_cast<std::size_t>(position)];
    std::size_t& shared = fixed[static_cast<std::size_t>(position)];
    const bool varies = NAIL_MUTANT(io_ensemble_without_ranges, has_ranges(scenario), false);
    if (!varies && shared != IoDraws::kNotRun) {
      out.run_of[d] = shared;
      continue;
    }
    draw_shocks(scenario, options.seed, NAIL_MUTANT(io_ensemble_draws_once, draw, 0U), drawn);
    auto plan = plan_io(table, data.io, drawn, options.plan);
    if (!plan) return tl::unexpected(plan.error());
    out.run_of[d] = out.plans.size();
    if (!varies) shared = out.plans.size();
    out.plans.push_back(std::move(*plan));
  }
  return out;
}

Result<std::vector<IoTotals>> run_io_draws(const IoMany& many, const IoDraws& draws,
                                           std::size_t first, std::size_t count,
                                           const IoManyOptions& options) {
  std::vector<IoTotals> totals =
      many.run(std::span<const IoPlan>(draws.plans).subspan(first, count), options);
  if (totals.size() != count) return fail(ExitCode::interrupted, "interrupted");
  return totals;
}

Result<IoEnsemble> finish_io_ensemble(const IoTable& table, const IoOptions& model,
                                      const IoEnsembleOptions& options, const IoDraws& draws,
                                      std::span<const IoTotals> totals) {
  const std::vector<IoPlan>& plans = draws.plans;
  IoEnsemble out;
  out.deck = draws.deck;
  out.scenarios = draws.scenarios;
  out.runs = plans.size();
  for (const std::size_t run : draws.run_of) {
    out.totals.push_back(run == IoDraws::kNotRun ? IoTotals{} : totals[run]);
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
  const auto exact = IoMany::make(
      table, model, NAIL_MUTANT(io_ensemble_checks_itself, Precision::twice, Precision::single));
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

Result<IoEnsemble> run_io_ensemble(const IoTable& table, const Case& data, const IoOptions& model,
                                   const IoEnsembleOptions& options) {
  const auto draws = draw_io_ensemble(table, data, options);
  if (!draws) return tl::unexpected(draws.error());
  const auto many = IoMany::make(table, model, options.precision);
  if (!many) return tl::unexpected(many.error());
  const auto totals = run_io_draws(*many, *draws, 0, draws->plans.size(), options.run);
  if (!totals) return tl::unexpected(totals.error());
  return finish_io_ensemble(table, model, options, *draws, *totals);
}

}  // namespace nail
