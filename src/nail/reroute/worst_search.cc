#include "nail/reroute/worst_search.h"

#include <algorithm>
#include <set>

#include "nail/base/mutant.h"

namespace nail {
namespace {

// Sets of one level that are held before they are bounded together.
constexpr std::size_t kChunk = 8192;
// Rounding of a sum of losses.
constexpr double kSlack = 1e-12;

std::vector<std::uint32_t> with(const std::vector<std::uint32_t>& members, std::uint32_t one) {
  std::vector<std::uint32_t> out = members;
  out.insert(std::lower_bound(out.begin(), out.end(), one), one);
  return out;
}

}  // namespace

bool is_worse(const BoundedSet& a, const BoundedSet& b) {
  return a.loss != b.loss ? a.loss > b.loss : a.members < b.members;
}

// All sets have the same size. False where the work is to end.
bool SetSearch::evaluate(SetLosses& by, std::vector<BoundedSet>& sets) {
  if (sets.empty()) return true;
  if (bounded + sets.size() > most_sets) {
    complete = false;
    return false;
  }
  std::vector<std::uint32_t> members;
  for (const BoundedSet& set : sets) {
    members.insert(members.end(), set.members.begin(), set.members.end());
  }
  std::vector<double> loss(sets.size());
  by.losses(members, sets.front().members.size(), loss);
  for (std::size_t i = 0; i < sets.size(); ++i) sets[i].loss = loss[i];
  bounded += sets.size();
  if (progress && !progress(static_cast<double>(bounded) / static_cast<double>(most_sets))) {
    stopped = true;
    return false;
  }
  return true;
}

std::vector<BoundedSet> SetSearch::greedy(std::size_t starts, std::size_t keep) {
  std::vector<std::uint32_t> order(alone.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return alone[a] > alone[b]; });
  const auto worse = [](const BoundedSet& a, const BoundedSet& b) { return is_worse(a, b); };
  std::set<BoundedSet, decltype(worse)> best(worse);
  const auto note = [&](const BoundedSet& set) {
    best.insert(set);
    if (best.size() > keep) best.erase(std::prev(best.end()));
  };
  for (std::size_t s = 0; s < std::min(starts, order.size()); ++s) {
    BoundedSet now{{order[s]}, 0};
    while (now.members.size() < size) {
      std::vector<BoundedSet> longer;
      for (std::uint32_t i = 0; i < alone.size(); ++i) {
        if (std::binary_search(now.members.begin(), now.members.end(), i)) continue;
        longer.push_back({with(now.members, i), 0});
      }
      if (!evaluate(*exact, longer)) return {best.begin(), best.end()};
      now = *std::min_element(longer.begin(), longer.end(), is_worse);
      if (now.members.size() < size) continue;
      for (const BoundedSet& set : longer) note(set);
    }
    if (size == 1) {
      std::vector<BoundedSet> one{now};
      if (!evaluate(*exact, one)) return {best.begin(), best.end()};
      note(one.front());
      continue;
    }
    for (bool better = true; better;) {
      std::vector<BoundedSet> exchanged;
      for (const std::uint32_t out : now.members) {
        std::vector<std::uint32_t> rest = now.members;
        std::erase(rest, out);
        for (std::uint32_t in = 0; in < alone.size(); ++in) {
          if (std::binary_search(now.members.begin(), now.members.end(), in)) continue;
          exchanged.push_back({with(rest, in), 0});
        }
      }
      if (exchanged.empty()) break;
      if (!evaluate(*exact, exchanged)) return {best.begin(), best.end()};
      for (const BoundedSet& set : exchanged) note(set);
      const BoundedSet& next = *std::min_element(exchanged.begin(), exchanged.end(), is_worse);
      better = next.loss > now.loss + kSlack;
      if (better) now = next;
    }
  }
  return {best.begin(), best.end()};
}

// Here members stand in the order of expansion (positions in `order`) until a set is whole.
void SetSearch::expand(const std::vector<std::uint32_t>& order, std::span<const BoundedSet> from,
                       std::size_t depth, double least, std::vector<BoundedSet>& found) {
  const bool last = depth + 1 == size;
  std::vector<BoundedSet> sets;
  std::vector<std::vector<std::uint32_t>> places;  // beside sets: positions in order
  const auto flush = [&] {
    if (!evaluate(last ? *exact : *relaxed, sets)) return false;
    if (last) {
      for (BoundedSet& set : sets) {
        if (set.loss >= least - kSlack) found.push_back(std::move(set));
      }
    } else {
      for (std::size_t i = 0; i < sets.size(); ++i) sets[i].members = std::move(places[i]);
      expand(order, sets, depth + 1, least, found);
    }
    sets.clear();
    places.clear();
    return complete && !stopped;
  };
  const std::size_t missing = size - depth - 1;
  for (const BoundedSet& parent : from) {
    const std::size_t begin = parent.members.empty() ? 0 : parent.members.back() + 1;
    for (std::size_t i = begin; i + missing < order.size(); ++i) {
      // The best that can still come: this one and those after it.
      double most = parent.loss;
      for (std::size_t j = i; j <= i + missing; ++j) most += alone[order[j]];
      if (NAIL_MUTANT(worst_prunes_too_much, most, most - alone[order[i]]) < least - kSlack) break;
      std::vector<std::uint32_t> positions = parent.members;
      positions.push_back(static_cast<std::uint32_t>(i));
      BoundedSet set;
      for (const std::uint32_t at : positions) set.members.push_back(order[at]);
      std::sort(set.members.begin(), set.members.end());
      sets.push_back(std::move(set));
      if (!last) places.push_back(std::move(positions));
      if (sets.size() >= kChunk && !flush()) return;
    }
  }
  flush();
}

std::vector<BoundedSet> SetSearch::at_least(double least) {
  std::vector<std::uint32_t> order(alone.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return alone[a] > alone[b]; });
  std::vector<BoundedSet> found;
  const BoundedSet nothing;
  expand(order, std::span(&nothing, 1), 0, least, found);
  return found;
}

}  // namespace nail
