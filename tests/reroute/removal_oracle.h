// The worst sets found by trying all of them, each run over time by the naive model: what the
// search with bounds must equal.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "nail/dynamics/stress_summary.h"
#include "nail/reroute/worst_candidates.h"
#include "tests/oracle/naive_stress.h"
#include "tests/oracle/random_stress.h"

namespace nail::oracle {

// One thing to take away, by the words of the case: parts of nodes.
struct NaiveRemoval {
  std::string id;
  std::map<NaiveNode, double> parts;
};

inline std::vector<NaiveRemoval> naive_candidates(const LoadedCase& loaded, RemovalUnit unit,
                                                  const Home& home) {
  const Case& data = loaded.data;
  std::set<NaiveNode> nodes;
  std::map<NaiveNode, double> total;
  for (const SupplyRow& row : data.supply) {
    if (!row.place || row.basis == Basis::capacity) continue;
    const NaiveNode node{static_cast<int>(row.product.index()),
                         static_cast<int>(row.place.index())};
    nodes.insert(node);
    if (row.organisation.empty()) total[node] = row.share.value;
  }
  for (const SourcingRow& row : data.sourcing) {
    if (row.supplier) {
      nodes.insert({static_cast<int>(row.product.index()), static_cast<int>(row.supplier.index())});
    }
  }
  std::map<std::string, NaiveRemoval> by_id;
  const auto add = [&](const std::string& id, const NaiveNode& node, double part) {
    by_id[id].id = id;
    by_id[id].parts[node] += part;
  };
  if (unit == RemovalUnit::organisations) {
    for (const SupplyRow& row : data.supply) {
      if (row.organisation.empty() || row.share.value == 0) continue;
      const NaiveNode node{static_cast<int>(row.product.index()),
                           static_cast<int>(row.place.index())};
      add(row.organisation, node, row.share.value / total.at(node));
    }
  }
  for (const NaiveNode& node : nodes) {
    const std::string& product = data.products[static_cast<std::size_t>(node.product)].id;
    const std::string& place = data.places[static_cast<std::size_t>(node.place)].id;
    if (unit == RemovalUnit::sites) add(product + "@" + place, node, 1);
    if (unit == RemovalUnit::places && !home.holds(PlaceId(static_cast<std::size_t>(node.place)))) {
      add(place, node, 1);
    }
  }
  std::vector<NaiveRemoval> out;
  for (auto& [id, removal] : by_id) out.push_back(std::move(removal));
  return out;
}

struct NaiveUnmet {
  double weighed = 0;  // of the home's demand
  double most = 0;     // of any of its parts
};

// What the home lacks on each day with these removals, by the naive model.
inline std::vector<NaiveUnmet> naive_unmet(const NaiveStress& model, const Case& data,
                                           const StressNetwork& network, const HomeDemand& demand,
                                           const std::vector<const NaiveRemoval*>& removals,
                                           int days) {
  std::map<NaiveNode, double> parts;
  for (const NaiveRemoval* removal : removals) {
    for (const auto& [node, part] : removal->parts) parts[node] += part;
  }
  Scenario scenario;
  for (const auto& [node, part] : parts) {
    Shock shock;
    shock.kind = ShockKind::outage;
    shock.product = data.products[static_cast<std::size_t>(node.product)].id;
    shock.place = data.places[static_cast<std::size_t>(node.place)].id;
    shock.size.value = std::min(1.0, part);
    shock.days.value = days;
    scenario.shocks.push_back(shock);
  }
  std::vector<NaiveUnmet> unmet;
  for (const NaiveDay& day : model.run(scenario, false, days)) {
    NaiveUnmet sum;
    for (const HomeDemand::Part& part : demand.parts) {
      const StressUse& use = network.demand(part.demand);
      const int user = use.buyer ? static_cast<int>(use.buyer.index()) : -1;
      const double lost = day.unmet.at({static_cast<int>(use.product.index()), user, use.priority});
      sum.weighed += part.weight * lost;
      sum.most = std::max(sum.most, lost);
    }
    unmet.push_back(sum);
  }
  return unmet;
}

struct NaiveSet {
  std::vector<std::string> ids;
  double lost_days = 0;
};

// All sets of `size`, the worst first.
inline std::vector<NaiveSet> all_sets(
    const std::vector<NaiveRemoval>& candidates, std::size_t size,
    const std::function<double(const std::vector<const NaiveRemoval*>&)>& lost) {
  std::vector<NaiveSet> out;
  std::vector<const NaiveRemoval*> chosen;
  const std::function<void(std::size_t)> choose = [&](std::size_t from) {
    if (chosen.size() == size) {
      NaiveSet set;
      for (const NaiveRemoval* removal : chosen) set.ids.push_back(removal->id);
      set.lost_days = lost(chosen);
      out.push_back(std::move(set));
      return;
    }
    for (std::size_t i = from; i < candidates.size(); ++i) {
      chosen.push_back(&candidates[i]);
      choose(i + 1);
      chosen.pop_back();
    }
  };
  choose(0);
  std::stable_sort(out.begin(), out.end(),
                   [](const NaiveSet& a, const NaiveSet& b) { return a.lost_days > b.lost_days; });
  return out;
}

// A small random case over time with organisations in some of its sites, compiled for a home.
struct SmallWorld {
  LoadedCase loaded;
  Case plain;  // without the organisations, whose rows the naive model would add up
  ProductNetwork network;
  Shares shares;
  Home home;
  StressNetwork stress;
  HomeDemand demand;
  std::vector<int> observers;

  explicit SmallWorld(std::uint64_t seed) {
    std::mt19937_64 dice(seed * 7919 + 1);
    const auto unit = [&] { return std::uniform_real_distribution<double>(0, 1)(dice); };
    RandomCaseOptions options;
    options.places = 2 + static_cast<int>(unit() * 3);
    options.products = 2 + static_cast<int>(unit() * 4);
    options.cycles = unit() < 0.4;
    RandomStressOptions stress_options;
    stress_options.capacity = false;  // a spare capacity makes a partial outage harmless
    loaded = random_stress_case(seed, options, stress_options);
    Case& data = loaded.data;
    plain = data;
    std::vector<SupplyRow> more;
    std::uint64_t key = 9'000'000;
    for (const SupplyRow& row : data.supply) {
      if (!row.place || !is_known(row.share.value)) continue;
      double left = row.share.value;
      for (const char* name : {"Alpha", "Beta", "Gamma"}) {
        if (unit() < 0.4) continue;
        SupplyRow part = row;
        part.organisation = name;
        part.share.value = left * (unit() < 0.2 ? 1 : 0.2 + 0.6 * unit());
        left -= part.share.value;
        part.from.row_key = key++;
        more.push_back(part);
      }
    }
    data.supply.insert(data.supply.end(), more.begin(), more.end());
    Diagnostics ignored;
    loaded.sets = make_share_sets(data, "supply.csv", ignored);
    network = compile_network(loaded);
    shares = shares_at_values(network);
    home = *find_home(data, unit() < 0.25 ? "BLOC" : "P0");
    StressNetworkOptions observed;
    for (std::size_t u = 0; u < network.users; ++u) {
      observed.observers.emplace_back(u);
      observers.push_back(static_cast<int>(u));
    }
    stress = compile_stress_network(network, shares, observed);
    demand = home_demand(stress, home);
  }
  SmallWorld(const SmallWorld&) = delete;
  SmallWorld& operator=(const SmallWorld&) = delete;
};

}  // namespace nail::oracle
