#include "nail/reroute/worst_candidates.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "nail/base/mutant.h"

namespace nail {
namespace {

std::set<std::pair<ProductId, PlaceId>> sites_of(const ProductNetwork& network,
                                                 std::span<const std::uint8_t> products) {
  std::set<std::pair<ProductId, PlaceId>> sites;
  for (std::size_t p = 0; p < network.products; ++p) {
    if (products[p] == 0) continue;
    const ProductId product(p);
    for (const PlaceId place : network.suppliers(product)) sites.emplace(product, place);
    for (std::uint32_t m = network.mix_begin[p]; m < network.mix_begin[p + 1]; ++m) {
      for (std::uint32_t i = network.mixes[m].begin; i < network.mixes[m].end; ++i) {
        if (network.sourcing_supplier[i]) sites.emplace(product, network.sourcing_supplier[i]);
      }
    }
  }
  return sites;
}

// The names of the organisations with a known share of one of the products.
std::set<std::string> organisations_of(const ProductNetwork& network,
                                       std::span<const std::uint8_t> products) {
  std::set<std::string> names;
  for (std::size_t p = 0; p < network.products; ++p) {
    if (products[p] == 0 || network.set[p] == nullptr) continue;
    for (const SetOrganisation& o : network.set[p]->organisations) {
      if (is_known(o.share) && o.share > 0) names.insert(o.organisation);
    }
  }
  return names;
}

bool before(const OrganisationPart& a, const OrganisationPart& b) {
  return a.product != b.product ? a.product < b.product : a.place < b.place;
}

}  // namespace

std::string_view to_string(RemovalUnit unit) {
  switch (unit) {
    case RemovalUnit::sites:
      return "sites";
    case RemovalUnit::places:
      return "places";
    case RemovalUnit::organisations:
      return "organisations";
  }
  return "";
}

std::vector<Removal> removal_candidates(const ProductNetwork& network, RemovalUnit unit,
                                        const Home& home, std::span<const std::uint8_t> products) {
  const Case& data = *network.data;
  std::vector<Removal> removals;
  if (unit == RemovalUnit::organisations) {
    for (const std::string& name : organisations_of(network, products)) {
      // A place of the same name would be taken for the organisation.
      if (find_home(data, name)) continue;
      if (auto removal = removal_of(network, std::span(&name, 1)); removal) {
        removals.push_back(std::move(*removal));
      }
    }
  } else if (unit == RemovalUnit::sites) {
    for (const auto& [product, place] : sites_of(network, products)) {
      removals.push_back({data[product].id + "@" + data[place].id, {}, {{product, place, 1}}});
    }
  } else {
    std::set<PlaceId> places;
    for (const auto& [product, place] : sites_of(network, products)) places.insert(place);
    for (const PlaceId place : places) {
      if (NAIL_MUTANT(worst_home_is_a_candidate, home.holds(place), false)) continue;
      removals.push_back({data[place].id, {place}, {}});
    }
  }
  std::sort(removals.begin(), removals.end(),
            [](const Removal& a, const Removal& b) { return a.id < b.id; });
  return removals;
}

void join_removals(std::span<const Removal> all, std::span<const std::uint32_t> members,
                   Removal& into) {
  into.id.clear();
  into.places.clear();
  into.parts.clear();
  for (const std::uint32_t member : members) {
    const Removal& one = all[member];
    if (!into.id.empty()) into.id += ';';
    into.id += one.id;
    into.places.insert(into.places.end(), one.places.begin(), one.places.end());
    into.parts.insert(into.parts.end(), one.parts.begin(), one.parts.end());
  }
  std::sort(into.places.begin(), into.places.end());
  into.places.erase(std::unique(into.places.begin(), into.places.end()), into.places.end());
  std::sort(into.parts.begin(), into.parts.end(), before);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < into.parts.size(); ++i) {
    const OrganisationPart part = into.parts[i];
    if (kept > 0 && !before(into.parts[kept - 1], part)) {
      double& sum = into.parts[kept - 1].part;
      sum = NAIL_MUTANT(worst_parts_do_not_add, std::min(1.0, sum + part.part),
                        std::max(sum, part.part));
    } else {
      into.parts[kept++] = part;
    }
  }
  into.parts.resize(kept);
}

ShockPlan plan_removal(const StressNetwork& network, const Removal& removal, int days) {
  const Window always{0, days, 0};
  ShockPlan plan;
  plan.first_day = 0;
  plan.last_day = days;
  const auto gone = [&](PlaceId place) {
    return std::binary_search(removal.places.begin(), removal.places.end(), place);
  };
  if (!removal.places.empty()) {
    for (std::size_t n = 0; n < network.nodes.size(); ++n) {
      if (gone(network.nodes[n].place)) plan.outages.push_back({NodeId(n), 1, always});
    }
  }
  for (const OrganisationPart& part : removal.parts) {
    const NodeId node = network.node(part.product, part.place);
    if (!node || gone(part.place)) continue;
    plan.outages.push_back({node, part.part, always});
  }
  return plan;
}

std::vector<std::uint8_t> needed_products(const ProductNetwork& network,
                                          std::span<const ProductId> products) {
  std::vector<std::uint8_t> needed(network.products, 0);
  std::vector<ProductId> open;
  const auto reach = [&](ProductId product) {
    if (needed[product.index()] != 0) return;
    needed[product.index()] = 1;
    open.push_back(product);
  };
  for (const ProductId product : products) reach(product);
  while (!open.empty()) {
    const ProductId product = open.back();
    open.pop_back();
    for (const RecipeInput& input : network.inputs(product)) reach(input.product);
  }
  return needed;
}

}  // namespace nail
