#include "nail/case/bind_stress.h"

#include <unordered_map>
#include <utility>

#include "nail/base/mutant.h"
#include "nail/case/row_reader.h"

namespace nail {
namespace {

const TypedTable* find(const TypedTables& tables, const char* name) {
  const auto found = tables.find(name);
  return found == tables.end() ? nullptr : &found->second;
}

// A number of stress is needed as one value: of a range without one, the middle.
Ranged with_value(Ranged out) {
  if (!is_known(out.value)) out.value = 0.5 * (out.low + out.high);
  return out;
}

ShockKind shock_kind(std::string_view text) {
  return word(text,
              {{"export_ban", ShockKind::export_ban},
               {"demand_surge", ShockKind::demand_surge},
               {"stock_loss", ShockKind::stock_loss},
               {"recall", ShockKind::recall},
               {"transport", ShockKind::transport},
               {"capital_loss", ShockKind::capital_loss}},
              ShockKind::outage);
}

void bind_shocks(const TypedTable& table, const Case& data,
                 const std::unordered_map<std::string, std::size_t>& positions,
                 std::vector<Scenario>& scenarios) {
  const ProvenanceReader from(table, data);
  const RangedColumn size(table, "size");
  const RangedColumn days(table, "days");
  const RangedColumn recovery(table, "recovery_days");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const RowView view(table, row, data);
    const auto scenario = positions.find(view.text("scenario"));
    if (scenario == positions.end()) continue;
    Shock shock;
    shock.kind = shock_kind(table.text("kind", row));
    shock.product = view.text("product");
    shock.place = view.text("place");
    shock.target = view.text("target");
    shock.size = with_value(size.at(row));
    shock.start_day = view.integer("start_day", 0);
    shock.days = with_value(days.at(row));
    shock.recovery_days = with_value(recovery.at(row));
    if (NAIL_MUTANT(recovery_stays_unknown, !is_known(shock.recovery_days.value), false)) {
      shock.recovery_days.value = 0;
    }
    shock.amount_usd = view.number("amount_usd");
    shock.rebuild_days = view.number("rebuild_days");
    shock.from = from.at(row);
    scenarios[scenario->second].shocks.push_back(std::move(shock));
  }
}

}  // namespace

void bind_scenarios(const TypedTables& tables, Case& data) {
  const TypedTable* table = find(tables, "scenarios");
  if (table == nullptr) return;
  const ProvenanceReader from(*table, data);
  const RangedColumn probability(*table, "probability_per_year");
  std::unordered_map<std::string, std::size_t> positions;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const RowView view(*table, row, data);
    Scenario scenario;
    scenario.id = view.text("scenario");
    scenario.name = view.text("name");
    scenario.probability_per_year = with_value(probability.at(row));
    scenario.source = view.source();
    scenario.from = from.at(row);
    if (positions.emplace(scenario.id, data.scenarios.size()).second) {
      data.scenarios.push_back(std::move(scenario));
    }
  }
  if (const TypedTable* shocks = find(tables, "shocks")) {
    bind_shocks(*shocks, data, positions, data.scenarios);
  }
}

void bind_routes(const TypedTables& tables, Case& data) {
  const TypedTable* table = find(tables, "routes");
  if (table == nullptr) return;
  const ProvenanceReader from(*table, data);
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const RowView view(*table, row, data);
    RouteRow route{view.place("from"),   view.place("to"), view.text("chokepoint"),
                   view.number("share"), from.at(row),     view.integer("series", 0)};
    if (route.from_place && route.to_place) data.routes.push_back(std::move(route));
  }
}

void bind_backtests(const TypedTables& tables, Case& data) {
  const TypedTable* table = find(tables, "backtests");
  if (table == nullptr) return;
  const ProvenanceReader from(*table, data);
  const RangedColumn observed(*table, "observed");
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const RowView view(*table, row, data);
    data.backtests.push_back({view.text("backtest"), view.text("name"), view.text("scenario"),
                              view.product("product"), view.text("place"), view.text("index"),
                              view.integer("as_of", kNoYear), with_value(observed.at(row)),
                              from.at(row)});
  }
}

}  // namespace nail
