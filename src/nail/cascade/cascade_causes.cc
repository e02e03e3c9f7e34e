#include "nail/cascade/cascade_causes.h"

#include <queue>
#include <tuple>

#include "nail/base/mutant.h"
#include "nail/cascade/rank.h"

namespace nail {
namespace {

constexpr std::uint32_t kNoSlot = 0xffffffffU;

// What binds a site: the slot of its largest lack, and the largest contribution to that.
struct Binding {
  std::uint32_t slot = kNoSlot, from = kNoCause;
};

// One slot: links [first, last) to `other`.
struct Slot {
  double lack = 0, largest = 0;
  std::uint32_t from = kNoCause;
};

Slot add_up(std::uint64_t first, std::uint64_t last, std::span<const std::uint32_t> other,
            std::span<const double> share, std::span<const double> seen) {
  Slot slot;
  for (std::uint64_t k = first; k < last;) {
    const std::uint32_t from = other[k];
    double sum = 0;  // a supplier may sell several products into one slot
    for (; k < last && other[k] == from; ++k) sum += share[k] * seen[from];
    slot.lack += sum;
    if (sum > slot.largest) {
      slot.largest = sum;
      slot.from = from;
    }
  }
  return slot;
}

struct Downstream {
  const CascadeSystem& system;
  std::span<const double> seen;

  Binding binding(std::uint32_t site) const {
    Binding bound;
    double most = 0;
    for (std::uint32_t s = system.slot_begin[site]; s < system.slot_begin[site + 1]; ++s) {
      const Slot slot = add_up(system.slot_link_begin[s], system.slot_link_begin[s + 1],
                               system.slot_supplier, system.slot_share, seen);
      if (NAIL_MUTANT(cause_of_any_slot, slot.lack > most, slot.lack > 0)) {
        most = slot.lack;
        bound = {s, slot.from};
      }
    }
    return bound;
  }
  // Calls to(site, slot, contribution) for all that a site passes its loss to.
  template <class To>
  void pass_on(std::uint32_t site, const To& to) const {
    for (std::uint64_t k = system.down_begin[site]; k < system.down_begin[site + 1]; ++k) {
      const std::uint32_t slot = system.down_slot[k];
      to(system.slot_buyer[slot], slot, system.down_share[k] * seen[site]);
    }
  }
};

struct Upstream {
  const CascadeSystem& system;
  std::span<const double> seen;

  Binding binding(std::uint32_t site) const {
    const Slot slot = add_up(system.sell_begin[site], system.sell_begin[site + 1],
                             system.sell_buyer, system.sell_share, seen);
    return {site, slot.from};
  }
  template <class To>
  void pass_on(std::uint32_t site, const To& to) const {
    for (std::uint64_t k = system.buy_begin[site]; k < system.buy_begin[site + 1]; ++k) {
      to(system.buy_supplier[k], system.buy_supplier[k], system.buy_share[k] * seen[site]);
    }
  }
};

// A way from a site whose own way back is known to one that is in a circle: better ones first.
struct Way {
  bool binds = false;
  double contribution = 0;
  std::uint32_t from = 0, to = 0;

  bool operator<(const Way& other) const {
    return std::tuple(binds, contribution, other.from, other.to) <
           std::tuple(other.binds, other.contribution, from, to);
  }
};

template <class Side>
std::vector<std::uint32_t> trace(const Side& side, std::span<const double> losses,
                                 const std::vector<bool>& origin) {
  const std::size_t sites = losses.size();
  std::vector<std::uint32_t> cause(sites, kNoCause), slot(sites, kNoSlot);
  std::vector<std::vector<std::uint32_t>> followers(sites);
  std::size_t unsettled = 0;
  for (std::uint32_t j = 0; j < sites; ++j) {
    if (!(losses[j] > 0) || origin[j]) continue;
    const Binding bound = side.binding(j);
    if (bound.from == kNoCause) continue;
    cause[j] = bound.from;
    slot[j] = bound.slot;
    followers[bound.from].push_back(j);
    ++unsettled;
  }

  std::vector<bool> settled(sites, false);
  std::vector<std::uint32_t> fresh, reached;
  // Everything whose way back leads through a site whose way is known: how many had none.
  const auto settle = [&](std::uint32_t site) {
    std::size_t led_back = 0;
    fresh.assign(1, site);
    while (!fresh.empty()) {
      const std::uint32_t at = fresh.back();
      fresh.pop_back();
      if (settled[at]) continue;
      settled[at] = true;
      reached.push_back(at);
      if (cause[at] != kNoCause) ++led_back;
      fresh.insert(fresh.end(), followers[at].begin(), followers[at].end());
    }
    return led_back;
  };
  for (std::uint32_t j = 0; j < sites; ++j) {
    if (origin[j]) unsettled -= settle(j);
  }
  std::priority_queue<Way> ways;
  while (NAIL_MUTANT(cause_in_a_circle, unsettled > 0, false)) {
    for (const std::uint32_t from : reached) {
      side.pass_on(from, [&](std::uint32_t to, std::uint32_t into, double contribution) {
        if (cause[to] == kNoCause || settled[to] || !(contribution > 0)) return;
        ways.push({into == slot[to], contribution, from, to});
      });
    }
    reached.clear();
    while (!ways.empty() && settled[ways.top().to]) ways.pop();
    if (ways.empty()) break;  // losses that fell back left a circle on its own
    const Way way = ways.top();
    cause[way.to] = way.from;
    unsettled -= settle(way.to);
  }
  if (unsettled > 0) {
    for (std::uint32_t j = 0; j < sites; ++j) {
      if (!settled[j]) cause[j] = kNoCause;
    }
  }
  return cause;
}

}  // namespace

std::vector<std::uint32_t> trace_down(const CascadeSystem& system, std::span<const double> losses,
                                      std::span<const double> seen,
                                      const std::vector<bool>& origin) {
  return trace(Downstream{system, seen}, losses, origin);
}

std::vector<std::uint32_t> trace_up(const CascadeSystem& system, std::span<const double> losses,
                                    const std::vector<bool>& origin) {
  return trace(Upstream{system, losses}, losses, origin);
}

}  // namespace nail
