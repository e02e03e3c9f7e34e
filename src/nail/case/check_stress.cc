#include "nail/case/check_stress.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/base/text.h"
#include "nail/case/share_sums.h"

namespace nail {
namespace {

using Names = std::set<std::string, std::less<>>;

const TypedTable* find(const TypedTables& tables, const char* name) {
  const auto found = tables.find(name);
  return found == tables.end() ? nullptr : &found->second;
}

Names names_of(const TypedTable* table, std::string_view column) {
  Names names;
  if (table == nullptr) return names;
  const auto cells = table->texts(column);
  for (std::size_t row = 0; row < table->rows(); ++row) names.emplace(cells[row]);
  return names;
}

// Reports a cell that names nothing of names; what: "product of the sectors".
void fault_reference(const TypedTable& table, std::size_t row, std::string_view column,
                     const std::string& what, const std::string& remedy, const Names& names,
                     Diagnostics& diagnostics) {
  const std::string value(table.text(column, row));
  const std::string near = closest(value, std::vector<std::string>(names.begin(), names.end()));
  diagnostics.fault(table.at(row, column), "unknown-reference",
                    fmt::format("{} is '{}', which is no {} of this case", column, value, what),
                    near.empty() ? remedy : fmt::format("{}; is it {}?", remedy, near));
}

void check_probabilities(const TypedTable& scenarios, Diagnostics& diagnostics) {
  const auto probability = scenarios.numbers("probability_per_year");
  double sum = 0;
  std::size_t last = 0;
  for (std::size_t row = 0; row < scenarios.rows(); ++row) {
    if (!is_known(probability[row])) continue;
    sum += probability[row];
    last = row;
  }
  if (sum > 1 + 1e-9) {
    diagnostics.fault(scenarios.at(last, "probability_per_year"), "probability-sum",
                      fmt::format("the probabilities of the scenarios add up to {}",
                                  format_number(std::round(sum * 1e6) / 1e6)),
                      "scenarios exclude one another: together they are 1 at most");
  }
}

// A size is a part of what is there; only that of demand_surge is a factor. Beyond this one sums
// overflow, and nobody has seen the like.
constexpr double kMostFactor = 1000;

void check_sizes(const TypedTable& shocks, Diagnostics& diagnostics) {
  const auto kind = shocks.texts("kind");
  for (const char* column : {"size", "low", "high", "size_low", "size_high"}) {
    const auto sizes = shocks.numbers(column);
    for (std::size_t row = 0; row < shocks.rows(); ++row) {
      const std::string name = column[0] == 's' ? column : fmt::format("{} of size", column);
      if (kind[row] == "demand_surge") {
        if (!(sizes[row] > kMostFactor)) continue;
        diagnostics.fault(shocks.at(row, column), "out-of-range",
                          fmt::format("the {} of a demand_surge is above {}", name, kMostFactor),
                          "it is a factor on demand: half as much again is 1.5");
        continue;
      }
      if (!(sizes[row] > 1)) continue;
      diagnostics.fault(
          shocks.at(row, column), "above-one", fmt::format("the {} of a shock is above 1", name),
          "a size is the part that is lost, 0 to 1; only demand_surge takes a factor");
    }
  }
}

// A loss of capital is given in money; elsewhere the size is needed.
void check_amounts(const TypedTable& shocks, Diagnostics& diagnostics) {
  const auto kind = shocks.texts("kind");
  const auto size = shocks.numbers("size");
  const auto amount = shocks.numbers("amount_usd");
  const auto range = [&](std::size_t row) {
    return (is_known(shocks.number("low", row)) && is_known(shocks.number("high", row))) ||
           (is_known(shocks.number("size_low", row)) && is_known(shocks.number("size_high", row)));
  };
  const bool is_required = shocks.spec().find("size")->required;
  for (std::size_t row = 0; row < shocks.rows(); ++row) {
    if (shocks.has_fault(row)) continue;
    const char* missing = nullptr;
    if (kind[row] == "capital_loss") {
      if (!is_known(amount[row])) missing = "amount_usd";
    } else if (!is_required && !is_known(size[row]) && !range(row)) {
      missing = "size";
    }
    if (missing == nullptr) continue;
    diagnostics.fault(shocks.at(row, missing), "missing-value", fmt::format("{} is empty", missing),
                      "fill it in, or take the row out");
  }
}

void note_idle_scenarios(const TypedTable& scenarios, const TypedTable* shocks,
                         Diagnostics& diagnostics) {
  const Names shocked = names_of(shocks, "scenario");
  for (std::size_t row = 0; row < scenarios.rows(); ++row) {
    const std::string_view id = scenarios.text("scenario", row);
    if (id.empty() || shocked.contains(id)) continue;
    diagnostics.note(scenarios.at(row, "scenario"), "scenario-without-shocks",
                     fmt::format("the scenario {} has no shocks", id),
                     "it is a year in which nothing happens; give it rows in shocks");
  }
}

}  // namespace

void check_scenarios(const TypedTables& tables, Diagnostics& diagnostics) {
  const TypedTable* scenarios = find(tables, "scenarios");
  const TypedTable* shocks = find(tables, "shocks");
  if (scenarios != nullptr) {
    check_probabilities(*scenarios, diagnostics);
    note_idle_scenarios(*scenarios, shocks, diagnostics);
  }
  if (shocks != nullptr) {
    check_sizes(*shocks, diagnostics);
    check_amounts(*shocks, diagnostics);
  }
}

void check_shocks(const TypedTables& tables, const Case& data, Diagnostics& diagnostics,
                  const std::set<std::string>& unread) {
  const TypedTable* shocks = find(tables, "shocks");
  if (shocks == nullptr) return;
  const Names chokepoints = names_of(find(tables, "routes"), "chokepoint");
  Names buyers = names_of(find(tables, "places"), "place");
  buyers.merge(names_of(find(tables, "blocs"), "bloc"));
  for (std::size_t row = 0; row < shocks->rows(); ++row) {
    if (shocks->is_torn(row)) continue;
    const std::string_view kind = shocks->text("kind", row);
    const std::string_view target = shocks->text("target", row);
    if (kind == "transport") {
      if (target.empty()) {
        diagnostics.fault(shocks->at(row, "target"), "missing-value",
                          "a transport shock has no target",
                          "name the strait or canal, as in routes");
      } else if (!unread.contains("routes") && !chokepoints.contains(target)) {
        fault_reference(*shocks, row, "target", "chokepoint", "add it to routes", chokepoints,
                        diagnostics);
      }
    } else if (kind == "export_ban") {
      const bool is_known_name =
          target.empty() || data.find_place(target) || data.find_bloc(target);
      if (!is_known_name && !unread.contains("places") && !unread.contains("blocs")) {
        fault_reference(*shocks, row, "target", "place or bloc", "add it to places or blocs",
                        buyers, diagnostics);
      }
    } else if (!target.empty()) {
      diagnostics.warning(shocks->at(row, "target"), "unused-target",
                          fmt::format("a shock of kind {} has no target", kind),
                          "it is not used; only export_ban and transport have one");
    }
  }
}

void check_routes(const TypedTables& tables, Case& data, Diagnostics& diagnostics) {
  check_sums<RouteRow>(
      data.routes, file_of(tables, "routes"), "the shares of the routes",
      [&](const RouteRow& row) {
        return fmt::format("{} to {}{}", data[row.from_place].id, data[row.to_place].id,
                           NAIL_MUTANT(routes_forget_series, row.series, 0) == 0
                               ? ""
                               : fmt::format(" in place {} on the way", row.series));
      },
      [](const RouteRow& row) { return row.share; },
      [](RouteRow& row, double sum) { row.share /= sum; }, diagnostics);
}

void check_utilisation(const TypedTables& tables, Diagnostics& diagnostics) {
  const TypedTable* supply = find(tables, "supply");
  if (supply == nullptr) return;
  const auto utilisation = supply->numbers("utilisation");
  const auto basis = supply->texts("basis");
  for (std::size_t row = 0; row < supply->rows(); ++row) {
    if (utilisation[row] != 0 || basis[row] != "production") continue;
    if (!(supply->number("share", row) > 0 || supply->number("quantity", row) > 0)) continue;
    diagnostics.fault(supply->at(row, "utilisation"), "idle-production",
                      "utilisation is 0, but something is produced",
                      "give the part of capacity that is in use, or leave it empty");
  }
}

void check_backtests(const TypedTables& tables, Diagnostics& diagnostics) {
  const TypedTable* backtests = find(tables, "backtests");
  if (backtests == nullptr) return;
  for (std::size_t row = 0; row < backtests->rows(); ++row) {
    const std::string_view index = backtests->text("index", row);
    // Output cannot fall by more than all of it; demand may have surged, so that more than a
    // usual day of it is unmet.
    if (index != "peak_output_loss" || !(backtests->number("observed", row) > 1)) continue;
    diagnostics.fault(backtests->at(row, "observed"), "above-one",
                      "the largest loss of output is above 1",
                      "it is the part of output that is lost: 80 % is 0.8");
  }
}

namespace {

void check_io_shocks(const TypedTable& shocks, const TypedTables& tables, const Case& data,
                     Diagnostics& diagnostics) {
  const Names products = names_of(find(tables, "sectors"), "product");
  const Names places = names_of(find(tables, "sectors"), "place");
  // Demand may surge at a place that makes nothing.
  Names buyers = names_of(find(tables, "final_demand"), "to_place");
  buyers.insert(places.begin(), places.end());
  std::set<std::pair<std::string_view, std::string_view>> pairs;
  for (const IoSector& sector : data.io.sectors) pairs.emplace(sector.product, sector.place);
  for (std::size_t row = 0; row < shocks.rows(); ++row) {
    if (shocks.is_torn(row)) continue;
    const std::string_view kind = shocks.text("kind", row);
    const std::string_view product = shocks.text("product", row);
    const std::string_view place = shocks.text("place", row);
    const bool of_demand = kind == "demand_surge";
    const Names& known = of_demand ? buyers : places;
    const bool no_product = !product.empty() && !products.contains(product);
    const bool no_place = !place.empty() && !known.contains(place);
    if (no_product) {
      fault_reference(shocks, row, "product", "sector's product", "add it to sectors", products,
                      diagnostics);
    }
    if (no_place) {
      fault_reference(shocks, row, "place", "sector's place", "add it to sectors", known,
                      diagnostics);
    }
    if (!of_demand && !product.empty() && !place.empty() && !no_product && !no_place &&
        !pairs.contains({product, place})) {
      diagnostics.fault(shocks.at(row, "product"), "unknown-reference",
                        fmt::format("no sector makes {} at {}", product, place),
                        "add the sector, or leave product or place empty for all of them");
    }
    if (kind == "export_ban" || kind == "stock_loss" || kind == "transport") {
      diagnostics.warning(shocks.at(row, "kind"), "shock-without-effect",
                          fmt::format("{} has no effect on an input-output table", kind),
                          "use outage, recall, capital_loss or demand_surge");
    }
  }
}

void check_rebuilding(const TypedTable& rebuilding, const TypedTables& tables, Case& data,
                      Diagnostics& diagnostics) {
  const Names products = names_of(find(tables, "sectors"), "product");
  double sum = 0;
  for (std::size_t row = 0; row < rebuilding.rows(); ++row) {
    const std::string_view product = rebuilding.text("product", row);
    if (!product.empty() && !products.contains(product) && !rebuilding.is_torn(row)) {
      fault_reference(rebuilding, row, "product", "sector's product", "add it to sectors", products,
                      diagnostics);
    }
  }
  for (const auto& [product, share] : data.io.rebuilding) sum += share;
  if (sum <= 1 + 1e-9) return;
  const Location where = rebuilding.at(0);
  const std::string what = fmt::format("the shares of rebuilding add up to {}",
                                       format_number(std::round(sum * 1e6) / 1e6));
  if (sum > kMostShareSum + 1e-9) {
    diagnostics.fault(where, "share-sum", what, "they add up to 1 at most; correct them");
  } else {
    diagnostics.note(where, "share-sum-rounded", what, "they are divided by the sum");
  }
  for (auto& [product, share] : data.io.rebuilding) share /= sum;
}

}  // namespace

void check_io_case(const TypedTables& tables, Case& data, Diagnostics& diagnostics) {
  const TypedTable* sectors = find(tables, "sectors");
  if (sectors == nullptr || !sectors->is_whole()) return;
  if (const TypedTable* shocks = find(tables, "shocks")) {
    check_io_shocks(*shocks, tables, data, diagnostics);
  }
  const auto flows = std::find_if(data.tables.begin(), data.tables.end(),
                                  [](const TableInfo& table) { return table.name == "flows"; });
  if (flows != data.tables.end() && flows->rows == 0 && !diagnostics.has_faults()) {
    diagnostics.warning({flows->path, 1, 1}, "empty-network",
                        "there is no flow: no sector needs another", "add a row for each flow");
  }
  if (const TypedTable* rebuilding = find(tables, "rebuilding")) {
    check_rebuilding(*rebuilding, tables, data, diagnostics);
  }
}

}  // namespace nail
