#include "nail/reroute/leverage.h"

#include <algorithm>

#include "nail/assess/stress.h"
#include "nail/reroute/worst.h"

namespace nail {
namespace {

constexpr std::size_t kMostRemovals = 3;

// Positions of the sources that are shown: those with the most leverage, the home among them.
std::vector<std::size_t> shown_sources(const Leverage& all, const std::string& home) {
  std::vector<std::size_t> shown;
  std::size_t own = all.sources.size();
  for (std::size_t i = 0; i < all.sources.size(); ++i) {
    if (all.sources[i].id == home) own = i;
    if (shown.size() < kMostSeats) shown.push_back(i);
  }
  const bool has_own = std::find(shown.begin(), shown.end(), own) != shown.end();
  if (own < all.sources.size() && !has_own) shown.push_back(own);
  return shown;
}

}  // namespace

Result<std::vector<LeverageView>> run_leverage(const StressContext& c) {
  LeverageOptions options;
  options.most_seats = kMostSeats;
  options.most_removals = 0;
  options.days = 0;
  options.progress = [&](double done) { return c.go_on("leverage", done); };
  const auto found = leverage(*c.site, *c.shares, c.home, options);
  if (!found) return tl::unexpected(found.error());
  const std::vector<std::size_t> sources = shown_sources(*found, c.home.id);
  std::vector<LeverageView> views;
  for (std::size_t s = 0; s < std::min(found->seats.size(), kMostSeats); ++s) {
    const Home& seat = found->seats[s].seat;
    for (const std::size_t source : sources) {
      const LeverageCell& cell = found->cell(s, source);
      const std::string& id = found->sources[source].id;
      const PlaceId place = c.data->find_place(id);
      LeverageView view{seat.id, seat.name.empty() ? seat.id : seat.name, id,
                        place ? (*c.data)[place].name : id};
      if (cell.applies) {
        view.any_tier = std::clamp(cell.any_tier, 0.0, 1.0);
        view.rerouted = std::clamp(cell.rerouted, 0.0, 1.0);
      }
      views.push_back(std::move(view));
    }
  }
  return views;
}

Result<std::vector<WorstSetView>> run_worst(const StressContext& c) {
  std::vector<WorstSetView> views;
  for (std::size_t k = 1; k <= kMostRemovals; ++k) {
    WorstOptions options;
    options.removals = k;
    options.days = c.days;
    options.listed = 1;
    options.progress = [&](double done) {
      return c.go_on("worst", (static_cast<double>(k - 1) + done) / kMostRemovals);
    };
    const auto found = worst_removals(*c.home_network, *c.shares, c.home, c.home_only, options);
    if (!found) return tl::unexpected(found.error());
    if (found->sets.empty() || !(found->sets.front().lost_days > 0)) continue;
    const WorstSet& set = found->sets.front();
    // With fewer candidates than asked for, the set is the one before.
    if (set.members.size() < k) break;
    WorstSetView view;
    view.k = static_cast<int>(k);
    view.by = to_string(options.by);
    for (const std::uint32_t member : set.members) {
      const std::string& id = found->candidates[member].id;
      const PlaceId place = c.data->find_place(id);
      view.members.push_back({id, place ? (*c.data)[place].name : id});
    }
    view.loss = set.lost_days;
    view.exact = found->exact && found->settled;
    if (found->settled) view.bound = found->bound_days;
    view.sets = found->all_sets;
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace nail
