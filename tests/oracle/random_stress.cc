#include "tests/oracle/random_stress.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

namespace nail::oracle {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  double unit() { return std::uniform_real_distribution<double>(0, 1)(engine_); }
  bool chance(double p) { return unit() < p; }
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine_); }
  std::size_t index(std::size_t n) { return static_cast<std::size_t>(below(static_cast<int>(n))); }

 private:
  std::mt19937_64 engine_;
};

Provenance from(std::uint64_t key) {
  Provenance out;
  out.source = SourceId(0);
  out.row_key = key;
  return out;
}

// Turns the shares of a product's production into quantities, some with a capacity beside them.
void to_quantities(Dice& dice, Case& data, std::size_t p, std::uint64_t& key) {
  std::vector<SupplyRow> capacity;
  bool has_other = false;
  double total = 0;
  for (const SupplyRow& row : data.supply) {
    if (row.product.index() != p) continue;
    has_other = has_other || !row.place;
    total += row.share.value;
  }
  if (has_other || total == 0) return;
  for (SupplyRow& row : data.supply) {
    if (row.product.index() != p) continue;
    row.quantity.value = 1000 * row.share.value;
    row.share = {};
    if (!dice.chance(0.6)) continue;
    SupplyRow more = row;
    more.basis = Basis::capacity;
    more.quantity.value = row.quantity.value * (0.9 + 0.6 * dice.unit());
    more.from = from(key++);
    capacity.push_back(more);
  }
  data.products[p].total_quantity = 1000;
  data.supply.insert(data.supply.end(), capacity.begin(), capacity.end());
}

void add_capacity(Dice& dice, Case& data, std::uint64_t& key) {
  for (std::size_t p = 0; p < data.products.size(); ++p) {
    if (dice.chance(0.3)) to_quantities(dice, data, p, key);
  }
  for (SupplyRow& row : data.supply) {
    if (row.place && row.basis == Basis::production && dice.chance(0.4)) {
      row.utilisation = 0.6 + 0.5 * dice.unit();
    }
  }
}

void add_demand(Dice& dice, Case& data, bool priorities, std::uint64_t& key) {
  for (std::size_t p = 0; p < data.products.size(); ++p) {
    if (dice.chance(0.3)) continue;
    const bool quantities = dice.chance(0.4);
    if (dice.chance(0.3)) data.products[p].total_quantity = 1000;
    std::set<std::pair<std::size_t, int>> there;
    const int rows = 1 + dice.below(4);
    for (int i = 0; i < rows; ++i) {
      DemandRow row;
      row.product = ProductId(p);
      row.place = PlaceId(dice.index(data.places.size()));
      row.priority = priorities ? 1 + dice.below(3) : 1;
      if (!there.emplace(row.place.index(), row.priority).second) continue;
      if (quantities)
        row.quantity = 200 * dice.unit();
      else
        row.share = 0.4 * dice.unit();
      row.from = from(key++);
      data.demand.push_back(row);
    }
  }
}

void add_stocks(Dice& dice, Case& data, std::uint64_t& key) {
  for (std::size_t p = 0; p < data.products.size(); ++p) {
    if (dice.chance(0.4)) data.products[p].stock_days = dice.below(20);
    for (std::size_t d = 0; d < data.places.size(); ++d) {
      for (const char* holder : {"commercial", "government"}) {
        if (!dice.chance(0.3)) continue;
        StockRow row;
        row.product = ProductId(p);
        row.place = PlaceId(d);
        row.holder = holder;
        if (dice.chance(0.7))
          row.days = 25 * dice.unit();
        else
          row.quantity = 10 * dice.unit();
        if (row.holder == "government") {
          const int release = dice.below(4);
          row.release = release == 0   ? ""
                        : release == 1 ? "never"
                        : release == 2 ? "at_once"
                                       : "threshold";
          if (release == 3 && dice.chance(0.6)) row.threshold = 10 * dice.unit();
        }
        row.from = from(key++);
        data.stocks.push_back(row);
      }
    }
  }
}

}  // namespace

LoadedCase random_stress_case(std::uint64_t seed, const RandomCaseOptions& options,
                              const RandomStressOptions& stress) {
  LoadedCase loaded = random_case(seed, options);
  Case& data = loaded.data;
  Dice dice(seed + 77);
  std::uint64_t key = 1000000;
  if (stress.lead_times) {
    for (SourcingRow& row : data.sourcing) {
      if (dice.chance(0.6)) row.lead_days = dice.chance(0.2) ? 12.5 : dice.below(15);
      if (dice.chance(0.5)) row.switch_days = dice.below(90);
    }
  }
  if (stress.capacity) add_capacity(dice, data, key);
  add_demand(dice, data, stress.priorities, key);
  if (stress.stocks) add_stocks(dice, data, key);
  for (std::size_t a = 0; a < data.places.size(); ++a) {
    for (std::size_t b = 0; b < data.places.size(); ++b) {
      for (const char* strait : {"canal", "cape", "strait"}) {
        if (a == b || !dice.chance(0.3)) continue;
        RouteRow row;
        row.from_place = PlaceId(a);
        row.to_place = PlaceId(b);
        row.chokepoint = strait;
        row.share = dice.unit();
        row.series = static_cast<int>(dice.index(3));
        row.from = from(key++);
        data.routes.push_back(row);
      }
    }
  }
  Diagnostics ignored;
  loaded.sets = make_share_sets(data, "supply.csv", ignored);
  return loaded;
}

Scenario random_scenario(std::uint64_t seed, const Case& data) {
  Dice dice(seed + 1234567);
  Scenario scenario;
  scenario.id = scenario.name = "random";
  const auto product = [&](double all) {
    return dice.chance(all) ? std::string() : data.products[dice.index(data.products.size())].id;
  };
  const auto place = [&](double all) {
    if (dice.chance(all)) return std::string();
    return dice.chance(0.15) ? std::string("BLOC") : data.places[dice.index(data.places.size())].id;
  };
  const int shocks = 1 + dice.below(4);
  for (int i = 0; i < shocks; ++i) {
    Shock shock;
    const ShockKind kinds[] = {ShockKind::outage,       ShockKind::export_ban,
                               ShockKind::demand_surge, ShockKind::stock_loss,
                               ShockKind::recall,       ShockKind::transport};
    shock.kind = kinds[dice.below(6)];
    shock.product = product(0.3);
    shock.place = place(0.15);
    shock.size.value = dice.chance(0.4) ? 1 : dice.unit();
    if (shock.kind == ShockKind::demand_surge) shock.size.value = 2.5 * dice.unit();
    if (shock.kind == ShockKind::export_ban && dice.chance(0.5)) shock.target = place(0);
    if (shock.kind == ShockKind::transport) {
      if (data.routes.empty()) continue;
      shock.target = data.routes[dice.index(data.routes.size())].chokepoint;
      shock.place = place(0.6);
    }
    shock.start_day = dice.below(12);
    shock.days.value = dice.below(18);
    if (dice.chance(0.5)) shock.recovery_days.value = dice.below(12);
    scenario.shocks.push_back(shock);
  }
  return scenario;
}

}  // namespace nail::oracle
