#include "nail/exposure/removal.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "nail/base/text.h"

namespace nail {

std::vector<Removal> source_removals(const ProductNetwork& network, const Home& home) {
  std::set<PlaceId> places(network.supply_place.begin(), network.supply_place.end());
  for (const PlaceId supplier : network.sourcing_supplier) {
    if (supplier) places.insert(supplier);
  }
  std::vector<Removal> removals;
  for (const PlaceId place : places) removals.push_back({(*network.data)[place].id, {place}, {}});
  if (home.is_bloc) removals.push_back({home.id, home.members, {}});
  std::sort(removals.begin(), removals.end(),
            [](const Removal& a, const Removal& b) { return a.id < b.id; });
  return removals;
}

Result<Removal> removal_of(const ProductNetwork& network, std::span<const std::string> names) {
  const Case& data = *network.data;
  Removal removal;
  std::set<std::string> organisations;
  std::vector<std::string> known;
  for (const ShareSet* set : network.set) {
    if (set == nullptr) continue;
    for (const SetOrganisation& o : set->organisations) known.push_back(o.organisation);
  }
  for (const std::string& name : names) {
    removal.id += (removal.id.empty() ? "" : "+") + name;
    if (const auto group = find_home(data, name)) {
      removal.places.insert(removal.places.end(), group->members.begin(), group->members.end());
    } else if (std::find(known.begin(), known.end(), name) != known.end()) {
      organisations.insert(name);
    } else {
      for (const Place& place : data.places) known.push_back(place.id);
      for (const Bloc& bloc : data.blocs) known.push_back(bloc.id);
      const std::string near = closest(name, known);
      return fail(
          ExitCode::usage,
          fmt::format("'{}' is no place, bloc or organisation with a known share{}",
                      printable(name), near.empty() ? "" : fmt::format("; is it {}?", near)));
    }
  }
  std::sort(removal.places.begin(), removal.places.end());
  removal.places.erase(std::unique(removal.places.begin(), removal.places.end()),
                       removal.places.end());
  for (std::size_t p = 0; p < network.products && !organisations.empty(); ++p) {
    const ShareSet* set = network.set[p];
    if (set == nullptr) continue;
    for (const SetShare& share : set->shares) {
      double lost = 0;
      for (const SetOrganisation& o : set->organisations) {
        if (o.place == share.place && organisations.contains(o.organisation) && is_known(o.share)) {
          lost += o.share;
        }
      }
      if (lost > 0 && share.share.value > 0) {
        removal.parts.push_back(
            {ProductId(p), share.place, std::min(1.0, lost / share.share.value)});
      }
    }
  }
  return removal;
}

}  // namespace nail
