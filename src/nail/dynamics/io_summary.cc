#include "nail/dynamics/io_summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "nail/base/mutant.h"

namespace nail {
namespace {

constexpr double kFalling = 0.005;     // a rise below this part of the level does not end a fall
constexpr double kLevel = 1e-6;        // output that differs by less has not fallen
constexpr double kCollapsed = 0.9;     // of baseline
constexpr double kLimited = 1 - 1e-9;  // of what was wanted

}  // namespace

IoStability io_stability(const IoSystem& system) {
  IoStability stability;
  stability.least = std::numeric_limits<double>::infinity();
  for (std::size_t s = 0; s < system.table->products.size(); ++s) {
    const double restock = system.arrays.restock[s];
    if (!(restock > 0)) continue;
    const double pace = (1 - system.options.psi) * system.arrays.inventory[s] * restock;
    stability.least = std::min(stability.least, pace);
    if (pace < kUnstableBelow * (1 - 1e-12)) stability.unsafe.push_back(s);
  }
  return stability;
}

int collapse_start(std::span<const double> output, double baseline, int shocks_over) {
  const int steps = static_cast<int>(output.size());
  if (steps < 2 || output.back() > kCollapsed * baseline) return -1;
  int start = steps - 1;
  double highest = output.back();
  for (int t = steps - 2; t >= 0; --t) {
    const double now = output[static_cast<std::size_t>(t)];
    if (now > highest * (1 + kLevel)) {
      highest = now;
      start = t;
    } else if (now < highest * (1 - kFalling)) {
      break;
    }
  }
  // The first step below the height. Output that still falls because shocks are in full force is no
  // collapse.
  start = std::min(start + 1, steps - 1);
  const int falling = steps - std::max(start, shocks_over);
  return falling >= NAIL_MUTANT(io_collapse_during_shock, steps / 20 + 1, -steps) ? start : -1;
}

IoSummary::IoSummary(const IoSystem& system, const IoPlan& plan)
    : system_(&system),
      shocks_over_(static_cast<int>(std::ceil(plan.last_full_day / system.options.step_days))) {
  const std::size_t rows = system.table->rows();
  outcome_.production_loss.assign(rows, 0);
  outcome_.unmet_final.assign(rows, 0);
  for (std::size_t i = 0; i < rows; ++i) outcome_.baseline += system.arrays.output[i];
}

void IoSummary::add(const IoDay& day) {
  const IoArrays<double>& arrays = system_->arrays;
  const std::size_t rows = system_->table->rows();
  Limited limited;
  double lacking = 0, output = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    output += day.production[i];
    outcome_.production_loss[i] += arrays.output[i] - day.production[i];
    outcome_.unmet_final[i] += std::max(0.0, arrays.final_demand[i]) * (1 - day.served[i]);
    if (day.made[i] < day.wanted[i] * kLimited) {
      const double lack = (day.wanted[i] - day.made[i]) * arrays.output[i];
      if (lack > lacking) {
        lacking = lack;
        limited.row = static_cast<std::uint32_t>(i);
        limited.any = true;
      }
    }
  }
  for (std::size_t k = 0; k < day.surging.size(); ++k) {
    const std::size_t i = day.surging[k];
    outcome_.unmet_final[i] += std::max(0.0, day.surge[k]) * (1 - day.served[i]);
  }
  if (limited.any) limited.product = limiting_product(*system_, day, limited.row);
  outcome_.output.push_back(output);
  limited_.push_back(limited);
}

IoOutcome IoSummary::finish() {
  IoOutcome outcome = outcome_;
  for (std::size_t i = 0; i < outcome.production_loss.size(); ++i) {
    outcome.total_production_loss += outcome.production_loss[i];
    outcome.total_unmet_final += outcome.unmet_final[i];
  }
  const int steps = static_cast<int>(outcome.output.size());
  for (int t = 0; t < steps; ++t) {
    const double loss = 1 - outcome.output[static_cast<std::size_t>(t)] / outcome.baseline;
    if (loss > std::max(outcome.worst_loss, kIoRecovered * 1e-6)) {
      outcome.worst_loss = loss;
      outcome.worst_step = t;
    }
    if (outcome.first_shortage < 0 && limited_[static_cast<std::size_t>(t)].any) {
      outcome.first_shortage = t;
      outcome.shortage_row = limited_[static_cast<std::size_t>(t)].row;
      outcome.shortage_product = limited_[static_cast<std::size_t>(t)].product;
    }
  }
  int recovered = steps;
  while (recovered > 0 && outcome.output[static_cast<std::size_t>(recovered - 1)] >=
                              (1 - kIoRecovered) * outcome.baseline) {
    --recovered;
  }
  if (recovered < steps && outcome.worst_loss > kIoRecovered) outcome.recovered_step = recovered;
  outcome.collapse = collapse_start(outcome.output, outcome.baseline, shocks_over_);
  if (outcome.collapse >= 0) {
    for (int t = outcome.collapse; t < steps; ++t) {
      const Limited& limited = limited_[static_cast<std::size_t>(t)];
      if (!limited.any) continue;
      outcome.collapse_row = limited.row;
      outcome.collapse_product = limited.product;
      break;
    }
  }
  return outcome;
}

std::vector<double> unmet_by_place(const IoTable& table, std::span<const double> unmet_final) {
  std::vector<double> bought(table.rows(), 0), by_place(table.places.size() + 1, 0);
  for (const IoFinal& demand : table.final_demand) {
    bought[demand.row] += std::max(0.0, demand.value);
  }
  for (const IoFinal& demand : table.final_demand) {
    if (!(demand.value > 0)) continue;
    const std::size_t place =
        demand.place == IoFinal::kElsewhere ? table.places.size() : demand.place;
    by_place[place] += unmet_final[demand.row] * demand.value / bought[demand.row];
  }
  return by_place;
}

}  // namespace nail
