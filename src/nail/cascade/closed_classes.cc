#include "nail/cascade/closed_classes.h"

#include <algorithm>

namespace nail {
namespace {

constexpr double kMostLeakage = 1e-12;

// Strongly connected components of who sells to whom (Tarjan 1972, without recursion: a chain of
// sites may be as long as the network is large). Returns each site's component.
std::vector<std::uint32_t> components(const CascadeSystem& system, std::uint32_t& count) {
  constexpr std::uint32_t kUnseen = 0xffffffffU;
  std::vector<std::uint32_t> index(system.sites, kUnseen), low(system.sites),
      component(system.sites);
  std::vector<std::uint64_t> next(system.sites);
  std::vector<bool> is_open(system.sites, false);
  std::vector<std::uint32_t> open, path;
  std::uint32_t seen = 0;
  count = 0;
  for (std::uint32_t root = 0; root < system.sites; ++root) {
    if (index[root] != kUnseen) continue;
    path.push_back(root);
    while (!path.empty()) {
      const std::uint32_t i = path.back();
      if (index[i] == kUnseen) {
        index[i] = low[i] = seen++;
        next[i] = system.sell_begin[i];
        open.push_back(i);
        is_open[i] = true;
      }
      if (next[i] < system.sell_begin[i + 1]) {
        const std::uint32_t j = system.sell_buyer[next[i]];
        if (index[j] == kUnseen) {
          path.push_back(j);
        } else {
          if (is_open[j]) low[i] = std::min(low[i], low[j]);
          ++next[i];
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) low[path.back()] = std::min(low[path.back()], low[i]);
      if (low[i] != index[i]) continue;
      std::uint32_t j = 0;
      do {
        j = open.back();
        open.pop_back();
        is_open[j] = false;
        component[j] = count;
      } while (j != i);
      ++count;
    }
  }
  return component;
}

}  // namespace

ClosedClasses closed_classes(const CascadeSystem& system) {
  std::uint32_t count = 0;
  const std::vector<std::uint32_t> component = components(system, count);
  std::vector<bool> is_closed(count, true);
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    double inside = 0;
    for (std::uint64_t k = system.sell_begin[i]; k < system.sell_begin[i + 1]; ++k) {
      if (component[system.sell_buyer[k]] == component[i]) inside += system.sell_share[k];
    }
    if (inside < 1 - kMostLeakage) is_closed[component[i]] = false;
  }
  ClosedClasses classes;
  classes.of.assign(system.sites, ClosedClasses::kNone);
  std::vector<std::uint32_t> name(count, ClosedClasses::kNone);
  std::vector<std::vector<std::uint32_t>> members;
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    if (!is_closed[component[i]]) continue;
    std::uint32_t& of = name[component[i]];
    if (of == ClosedClasses::kNone) {
      of = static_cast<std::uint32_t>(members.size());
      members.emplace_back();
    }
    classes.of[i] = of;
    members[of].push_back(i);
  }
  classes.begin.push_back(0);
  for (const std::vector<std::uint32_t>& sites : members) {
    classes.member.insert(classes.member.end(), sites.begin(), sites.end());
    classes.begin.push_back(static_cast<std::uint32_t>(classes.member.size()));
  }
  return classes;
}

}  // namespace nail
