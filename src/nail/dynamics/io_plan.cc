#include "nail/dynamics/io_plan.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "nail/base/mutant.h"

namespace nail {
namespace {

// Rows of a product at a place; an empty name means all.
std::vector<std::uint32_t> rows_of(const IoTable& table, const Shock& shock) {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!shock.product.empty() && table.products[table.product[row]] != shock.product) continue;
    if (!shock.place.empty() && table.places[table.place[row]] != shock.place) continue;
    rows.push_back(static_cast<std::uint32_t>(row));
  }
  return rows;
}

std::string where(const Shock& shock) {
  return fmt::format("{} at {}", shock.product.empty() ? "every product" : shock.product,
                     shock.place.empty() ? "every place" : shock.place);
}

// No run is longer than this, and sums of days stay far from the end of int.
constexpr double kMostDays = 1e6;

double value_of(const Ranged& number) {
  return is_known(number.value) ? number.value : 0.5 * (number.low + number.high);
}

int whole_days(const Ranged& number) {
  const double days = value_of(number);
  return is_known(days) ? static_cast<int>(std::lround(std::clamp(days, 0.0, kMostDays))) : 0;
}

Window window_of(const Shock& shock, int late_start, int late_end) {
  Window window;
  window.start = shock.start_day + late_start;
  window.end = shock.start_day + whole_days(shock.days) + late_end;
  window.recovery = whole_days(shock.recovery_days);
  return window;
}

// Extra final demand for the rows by the buyers at the place.
Result<IoPlan::Surge> plan_surge(const IoTable& table, const Shock& shock) {
  IoPlan::Surge surge;
  surge.window = window_of(shock, 0, 0);
  for (const IoFinal& demand : table.final_demand) {
    if (!(demand.value > 0)) continue;
    const std::size_t row = demand.row;
    if (!shock.product.empty() && table.products[table.product[row]] != shock.product) continue;
    if (!shock.place.empty() &&
        (demand.place == IoFinal::kElsewhere || table.places[demand.place] != shock.place)) {
      continue;
    }
    const double more = demand.value * (value_of(shock.size) - 1);
    if (!surge.rows.empty() && surge.rows.back() == demand.row) {
      surge.amount.back() += more;
    } else {
      surge.rows.push_back(demand.row);
      surge.amount.push_back(more);
    }
  }
  if (surge.rows.empty()) {
    return fail(ExitCode::usage,
                fmt::format("scenario shock demand_surge: no final demand for {}", where(shock)));
  }
  return surge;
}

// Who supplies the rebuilding of capital at the rows: per product of the rebuilding table its
// suppliers, as they share what final demand of those places buys of it; as they share all output
// where it buys nothing.
void find_suppliers(const IoTable& table, const IoData& data, IoPlan::CapitalLoss& loss) {
  std::vector<bool> hit(table.places.size(), false);
  for (const std::uint32_t row : loss.rows) hit[table.place[row]] = true;
  std::vector<double> bought(table.rows(), 0);
  for (const IoFinal& demand : table.final_demand) {
    if (demand.place != IoFinal::kElsewhere && hit[demand.place] && demand.value > 0) {
      bought[demand.row] += demand.value;
    }
  }
  std::vector<double> share(table.rows(), 0);
  double sum = 0;
  for (const auto& [product, part] : data.rebuilding) {
    const auto at = std::lower_bound(table.products.begin(), table.products.end(), product);
    if (at == table.products.end() || *at != product || !(part > 0)) continue;
    const auto p = static_cast<std::size_t>(at - table.products.begin());
    const std::vector<double>* weights = &bought;
    double total = 0;
    for (std::size_t i = table.row_begin[p]; i < table.row_begin[p + 1]; ++i) total += bought[i];
    if (!(total > 0)) {
      weights = &table.output;
      total = 0;
      for (std::size_t i = table.row_begin[p]; i < table.row_begin[p + 1]; ++i) {
        total += table.output[i];
      }
    }
    if (!(total > 0)) continue;
    for (std::size_t i = table.row_begin[p]; i < table.row_begin[p + 1]; ++i) {
      share[i] += part * (*weights)[i] / total;
    }
    sum += part;
  }
  if (!(sum > 0)) return;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (!(share[i] > 0)) continue;
    loss.suppliers.push_back(static_cast<std::uint32_t>(i));
    loss.share.push_back(share[i] / sum);
  }
}

Result<IoPlan::CapitalLoss> plan_capital(const IoTable& table, const IoData& data,
                                         const Shock& shock, const IoPlanOptions& options) {
  IoPlan::CapitalLoss loss;
  loss.window = window_of(shock, 0, options.compat ? 1 : 0);
  double capital = 0;
  for (const std::uint32_t row : rows_of(table, shock)) {
    if (!(table.value_added[row] > 0)) continue;
    loss.rows.push_back(row);
    capital += options.capital_ratio * table.value_added[row];
  }
  if (!is_known(shock.amount_usd)) {
    // A part of the capital instead of an amount.
    const double part = value_of(shock.size);
    loss.money = capital * (is_known(part) ? part : 0);
  } else {
    loss.money = shock.amount_usd / options.money_unit;
  }
  if (loss.rows.empty() || loss.money > capital * (1 + 1e-12)) {
    return fail(ExitCode::usage,
                fmt::format("a capital loss of {:g} is more than the capital of {}, {:g} in the "
                            "unit of the table; see --money-unit and --capital-ratio",
                            loss.money, where(shock), capital));
  }
  loss.size.assign(loss.rows.size(), std::min(1.0, loss.money / capital));
  if (is_known(shock.rebuild_days) && shock.rebuild_days > 0) {
    find_suppliers(table, data, loss);
    if (!loss.suppliers.empty()) loss.rebuild_days = shock.rebuild_days;
  }
  return loss;
}

}  // namespace

double remaining(const Window& window, RecoveryCurve curve, int day) {
  if (day < window.start || day >= window.end + window.recovery) return 0;
  if (day < window.end) return 1;
  const double left =
      1 - static_cast<double>(day - window.end) / static_cast<double>(window.recovery);
  switch (curve) {
    case RecoveryCurve::linear:
      return left;
    case RecoveryCurve::convex:
      return left * left;
    case RecoveryCurve::concave:
      return NAIL_MUTANT(io_recovery_concave_as_convex, 1 - (1 - left) * (1 - left), left * left);
  }
  return left;
}

Result<IoPlan> plan_io(const IoTable& table, const IoData& data, const Scenario& scenario,
                       const IoPlanOptions& options) {
  IoPlan plan;
  plan.curve = options.curve;
  for (const Shock& shock : scenario.shocks) {
    if (rows_of(table, shock).empty() && shock.kind != ShockKind::demand_surge) {
      return fail(ExitCode::usage, fmt::format("scenario {}: the table has no sector of {}",
                                               scenario.id, where(shock)));
    }
    Window window;
    switch (shock.kind) {
      case ShockKind::outage:
      case ShockKind::recall: {
        IoPlan::Outage outage;
        outage.rows = rows_of(table, shock);
        outage.size = value_of(shock.size);
        outage.window = window_of(shock, options.compat ? 1 : 0, options.compat ? 2 : 0);
        outage.rounded = options.compat;
        window = outage.window;
        plan.outages.push_back(std::move(outage));
        break;
      }
      case ShockKind::capital_loss: {
        auto loss = plan_capital(table, data, shock, options);
        if (!loss) {
          return fail(loss.error().code,
                      fmt::format("scenario {}: {}", scenario.id, loss.error().message));
        }
        window = loss->window;
        if (loss->rebuild_days > 0) {
          window.recovery = static_cast<int>(std::ceil(loss->rebuild_days));
        }
        plan.capital_losses.push_back(std::move(*loss));
        break;
      }
      case ShockKind::demand_surge: {
        auto surge = plan_surge(table, shock);
        if (!surge) return tl::unexpected(surge.error());
        window = surge->window;
        plan.surges.push_back(std::move(*surge));
        break;
      }
      case ShockKind::export_ban:
      case ShockKind::stock_loss:
      case ShockKind::transport:
        ++plan.without_effect;
        continue;
    }
    plan.last_full_day = std::max(plan.last_full_day, window.end);
    plan.last_day = std::max(plan.last_day, window.end + window.recovery);
  }
  return plan;
}

}  // namespace nail
