#include "nail/uncertainty/ensemble_statistics.h"

#include <algorithm>
#include <cmath>

#include "nail/base/mutant.h"
#include "nail/numeric/statistics.h"

namespace nail {
namespace {

double sum_of(std::span<const double> values) {
  double sum = 0;
  for (const double x : values) sum += x;
  return sum;
}

double square_deviations(std::span<const double> values, double mean) {
  double sum = 0;
  for (const double x : values) sum += (x - mean) * (x - mean);
  return sum;
}

ScenarioLoss loss_of(const ScenarioDeck& deck, std::size_t s, std::span<const YearDraw> years) {
  ScenarioLoss out;
  out.scenario = deck.scenarios[s];
  out.probability = deck.probability[s];
  std::vector<double> losses, first;
  for (const YearDraw& year : years) {
    if (year.scenario != static_cast<int>(s)) continue;
    losses.push_back(year.loss);
    if (year.first_shortage >= 0) first.push_back(year.first_shortage);
  }
  out.years = losses.size();
  out.loss = spread_of(losses);
  out.expected_loss = out.probability * out.loss.mean;
  if (!losses.empty()) {
    out.shortage = static_cast<double>(first.size()) / static_cast<double>(losses.size());
  }
  out.first_shortage = quantile(first, 0.5);
  return out;
}

// Part of the variance between the groups of scenarios, the years without one a group too.
double between(std::span<const ScenarioLoss> scenarios, const Spread& all, std::size_t years) {
  const double total = all.deviation * all.deviation * static_cast<double>(years - 1);
  if (!(total > 0)) return kUnknown;
  double sum = 0;
  std::size_t left = years;
  for (const ScenarioLoss& group : scenarios) {
    if (group.years == 0) continue;
    left -= group.years;
    const double apart = group.loss.mean - all.mean;
    sum += static_cast<double>(group.years) * apart * apart;
  }
  // A year without a scenario loses nothing.
  sum += NAIL_MUTANT(ensemble_quiet_years_forgotten, static_cast<double>(left), 0.0) * all.mean *
         all.mean;
  return sum / total;
}

}  // namespace

Spread spread_of(std::span<const double> values) {
  Spread out;
  if (values.empty()) return out;
  const auto n = static_cast<double>(values.size());
  out.mean = sum_of(values) / n;
  if (values.size() > 1) {
    out.deviation = std::sqrt(square_deviations(values, out.mean) /
                              NAIL_MUTANT(ensemble_deviation_of_population, n - 1, n));
    out.standard_error = out.deviation / std::sqrt(n);
  }
  std::vector<double> copy(values.begin(), values.end());
  for (const auto& [into, q] : {std::pair{&out.p05, 0.05},
                                {&out.p25, 0.25},
                                {&out.p50, 0.5},
                                {&out.p75, 0.75},
                                {&out.p95, 0.95}}) {
    *into = quantile(copy, q);
  }
  return out;
}

Tail tail_beyond(std::span<const double> values, double level) {
  Tail out;
  out.level = level;
  if (values.empty()) return out;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(sorted.size());
  // What rounding adds to a level that is a whole number of years must not make it one more.
  const double below = level * n;
  const auto rank = static_cast<std::size_t>(std::ceil(below - 1e-9 * n));
  const std::size_t at = std::clamp<std::size_t>(rank, 1, sorted.size()) - 1;
  out.value_at_risk = sorted[at];
  const std::span<const double> beyond(sorted.data() + at + 1, sorted.size() - at - 1);
  const double worst = n - below;  // years in the tail, not a whole number
  const double border = std::max(0.0, worst - static_cast<double>(beyond.size()));
  out.expected_shortfall =
      (sum_of(beyond) + NAIL_MUTANT(shortfall_drops_the_border, border, 0.0) * sorted[at]) / worst;
  const double apart = out.value_at_risk - out.expected_shortfall;
  const double variance =
      (square_deviations(beyond, out.expected_shortfall) + border * apart * apart) / worst;
  out.standard_error = std::sqrt((variance + level * apart * apart) / worst);
  return out;
}

EnsembleStatistics ensemble_statistics(const EnsembleSetup& setup, const EnsembleDraws& draws) {
  EnsembleStatistics out;
  out.years = draws.years.size();
  std::vector<double> losses;
  std::size_t short_years = 0;
  for (const YearDraw& year : draws.years) {
    losses.push_back(year.loss);
    if (year.first_shortage >= 0) ++short_years;
  }
  out.loss = spread_of(losses);
  if (out.years > 0) {
    out.shortage = static_cast<double>(short_years) / static_cast<double>(out.years);
  }
  for (const double level : kTailLevels) out.tails.push_back(tail_beyond(losses, level));
  for (std::size_t s = 0; s < setup.deck.scenarios.size(); ++s) {
    out.scenarios.push_back(loss_of(setup.deck, s, draws.years));
  }
  if (out.years > 1) out.between_scenarios = between(out.scenarios, out.loss, out.years);
  std::stable_sort(out.scenarios.begin(), out.scenarios.end(),
                   [](const ScenarioLoss& a, const ScenarioLoss& b) {
                     // Those never drawn last.
                     const double x = is_known(a.expected_loss) ? a.expected_loss : -1;
                     const double y = is_known(b.expected_loss) ? b.expected_loss : -1;
                     return x > y;
                   });
  for (const std::size_t part : {10, 4, 2, 1}) {
    ConvergencePoint point;
    point.years = out.years / part;
    if (point.years == 0) continue;
    const std::span<const double> some(losses.data(), point.years);
    const Spread spread = spread_of(some);
    point.mean = spread.mean;
    point.standard_error = spread.standard_error;
    for (const double level : kTailLevels) point.tails.push_back(tail_beyond(some, level));
    out.convergence.push_back(point);
  }
  return out;
}

}  // namespace nail
