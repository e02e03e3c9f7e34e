#include "nail/reroute/leverage.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "nail/base/mutant.h"
#include "nail/numeric/parallel.h"
#include "nail/reroute/worst.h"
#include "nail/reroute/worst_run.h"

namespace nail {
namespace {

// Places that are seats for their size alone.
constexpr std::size_t kLargest = 20;

std::vector<double> sizes_of_places(const ProductNetwork& network, const Shares& shares) {
  const UseWeights use = use_weights(network, shares);
  std::vector<std::vector<double>> parts(network.places);
  for (std::size_t p = 0; p < network.products; ++p) {
    for (std::size_t d = 0; d < network.places; ++d) {
      parts[d].push_back(use.by_place[p * network.places + d]);
    }
  }
  for (const DemandRow& row : network.data->demand) {
    if (row.place && row.share > 0) {
      parts[row.place.index()].push_back(row.share * use.final_demand[row.product.index()]);
    }
  }
  // The order of rows must not change the last bit of a sum.
  std::vector<double> size(network.places, 0);
  for (std::size_t d = 0; d < network.places; ++d) {
    std::sort(parts[d].begin(), parts[d].end());
    for (const double part : parts[d]) size[d] += part;
  }
  return size;
}

bool overlaps(const Home& seat, const Removal& source) {
  return std::any_of(source.places.begin(), source.places.end(),
                     [&](PlaceId place) { return seat.holds(place); });
}

struct Seats {
  std::vector<std::vector<LossPart>> parts;  // beside the seats
  std::vector<HomeDemand> demand;
};

void fill_block(ExposureSolver& solver, const Seats& seats, std::size_t first, std::size_t count,
                double path_from, Leverage& out) {
  for (std::size_t s = 0; s < out.seats.size(); ++s) {
    LeverageCell* cells = out.cells.data() + s * out.sources.size() + first;
    Lanes any = kLanesZero;
    Lanes rerouted = kLanesZero;
    std::vector<double> most(kLanes, 0);
    std::vector<UserId> user(kLanes);
    for (const LossPart& part : seats.parts[s]) {
      const Lanes lost = solver.loss(part.product, part.user);
      Lanes world = solver.world_loss(part.product);
      if (NAIL_MUTANT(leverage_rerouted_unlimited, true, false)) take_min(world, lost);
      any += lost * part.weight;
      rerouted += world * NAIL_MUTANT(leverage_rerouted_without_weight, part.weight, 1.0);
      for (std::size_t k = 0; k < count; ++k) {
        if (lost[k] * part.weight <= most[k]) continue;
        most[k] = lost[k] * part.weight;
        cells[k].hardest = part.product;
        cells[k].hardest_loss = lost[k];
        user[k] = part.user;
      }
    }
    clamp_to_unit(any);
    clamp_to_unit(rerouted);
    for (std::size_t k = 0; k < count; ++k) {
      LeverageCell& cell = cells[k];
      cell.applies = !NAIL_MUTANT(leverage_over_oneself,
                                  overlaps(out.seats[s].seat, out.sources[first + k]), false);
      if (!cell.applies) {
        cell = {};
        cell.applies = false;
        continue;
      }
      cell.any_tier = any[k];
      cell.rerouted = rerouted[k];
      if (cell.any_tier >= path_from && cell.hardest) {
        cell.path = solver.path(cell.hardest, user[k], k);
      } else {
        cell.hardest = {};
        cell.hardest_loss = 0;
      }
    }
  }
}

// The sources in order of what they cost the seats on average, those without any effect left out.
void order_sources(Leverage& out) {
  const std::size_t n = out.sources.size();
  std::vector<double> mean(n, 0);
  for (std::size_t s = 0; s < out.seats.size(); ++s) {
    for (std::size_t i = 0; i < n; ++i) mean[i] += out.cell(s, i).any_tier;
  }
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::erase_if(order, [&](std::size_t i) { return !(mean[i] > 0); });
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return mean[a] > mean[b]; });
  Leverage sorted;
  for (const std::size_t i : order) sorted.sources.push_back(std::move(out.sources[i]));
  for (std::size_t s = 0; s < out.seats.size(); ++s) {
    for (const std::size_t i : order) sorted.cells.push_back(std::move(out.cells[s * n + i]));
  }
  out.sources = std::move(sorted.sources);
  out.cells = std::move(sorted.cells);
}

// The sets that are to be run, by the places that are taken away: seats often share them.
using Asked = std::map<std::vector<PlaceId>, std::vector<std::size_t>>;

// Runs each choice of places once and sums up what it costs the seats that asked for it.
void run_sets(const StressNetwork& network, const Seats& seats, const Asked& asked, int days,
              Leverage& out) {
  HomeDemand everyone;  // the parts of all seats, one seat after the other
  std::vector<std::size_t> first;
  for (const HomeDemand& demand : seats.demand) {
    first.push_back(everyone.parts.size());
    everyone.parts.insert(everyone.parts.end(), demand.parts.begin(), demand.parts.end());
  }
  std::vector<Removal> removals;
  std::vector<const std::vector<std::size_t>*> sets;
  for (const auto& [places, list] : asked) {
    removals.push_back({"", places, {}});
    sets.push_back(&list);
    for (const std::size_t set : list) out.sets[set].lost_days = 0;
  }
  RemovalRuns(network, everyone).run(removals, days, [&](const RemovalDay& day) {
    for (const std::size_t i : *sets[day.removal]) {
      LeverageSet& set = out.sets[i];
      const std::vector<HomeDemand::Part>& parts = seats.demand[set.seat].parts;
      for (std::size_t k = 0; k < parts.size(); ++k) {
        set.lost_days +=
            parts[k].weight *
            day.parts[NAIL_MUTANT(leverage_first_seats_parts, first[set.seat], std::size_t{0}) + k];
      }
    }
    return true;
  });
}

}  // namespace

std::vector<LeverageSeat> leverage_seats(const ProductNetwork& network, const Shares& shares,
                                         const Home& home, std::size_t most_seats) {
  const Case& data = *network.data;
  const std::vector<double> size = sizes_of_places(network, shares);
  std::set<std::string> ids;
  for (const DemandRow& row : data.demand) {
    if (row.place) ids.insert(data[row.place].id);
  }
  for (const SourcingRow& row : data.sourcing) ids.insert(row.user);
  std::vector<std::size_t> largest(size.size());
  std::iota(largest.begin(), largest.end(), 0);
  std::stable_sort(largest.begin(), largest.end(), [&](std::size_t a, std::size_t b) {
    return size[a] != size[b] ? size[a] > size[b] : data.places[a].id < data.places[b].id;
  });
  for (std::size_t i = 0; i < std::min(kLargest, largest.size()); ++i) {
    if (size[largest[i]] > 0) ids.insert(data.places[largest[i]].id);
  }
  ids.erase(home.id);
  std::vector<LeverageSeat> seats;
  const auto add = [&](const Home& seat) {
    LeverageSeat out{seat, 0, false};
    for (const PlaceId member : seat.members) out.size += size[member.index()];
    seats.push_back(std::move(out));
  };
  for (const std::string& id : ids) {
    if (const auto seat = find_home(data, id)) add(*seat);
  }
  std::stable_sort(seats.begin(), seats.end(),
                   [](const LeverageSeat& a, const LeverageSeat& b) { return a.size > b.size; });
  if (seats.size() + 1 > most_seats) seats.resize(most_seats > 0 ? most_seats - 1 : 0);
  add(home);
  std::rotate(seats.begin(), seats.end() - 1, seats.end());
  return seats;
}

Result<Leverage> leverage(const ProductNetwork& network, const Shares& shares, const Home& home,
                          const LeverageOptions& options) {
  Leverage out;
  out.seats = leverage_seats(network, shares, home, options.most_seats);
  StressNetworkOptions observed;
  for (const LeverageSeat& seat : out.seats)
    observed.observers.push_back(network.user_of(seat.seat));
  const StressNetwork stress = compile_stress_network(network, shares, observed);
  Seats seats;
  for (LeverageSeat& seat : out.seats) {
    seats.demand.push_back(home_demand(stress, seat.seat));
    seats.parts.push_back(loss_parts(stress, seats.demand.back()));
    seat.own_demand = seats.demand.back().from_case;
  }
  out.sources = source_removals(network, home);
  out.cells.resize(out.seats.size() * out.sources.size());
  const ExposureStructure structure = make_structure(network, Pooling::proportional, false);
  const std::size_t blocks = (out.sources.size() + kLanes - 1) / kLanes;
  std::vector<std::uint8_t> settled(blocks, 1);
  parallel_parts(blocks, [&](std::size_t block) {
    const std::size_t first = block * kLanes;
    const std::size_t count = std::min(kLanes, out.sources.size() - first);
    ExposureSolver solver(structure);
    solver.set_shares(shares);
    settled[block] =
        solver.solve(std::span(out.sources).subspan(first, count), UnknownSupply::safe) ? 1 : 0;
    fill_block(solver, seats, first, count, options.path_from, out);
  });
  out.settled = std::all_of(settled.begin(), settled.end(), [](auto ok) { return ok != 0; });
  order_sources(out);

  Asked asked;
  const double steps =
      static_cast<double>(out.seats.size() * std::max<std::size_t>(1, options.most_removals));
  for (std::size_t s = 0; s < out.seats.size(); ++s) {
    for (std::size_t k = 1; k <= options.most_removals; ++k) {
      WorstOptions how;
      how.removals = k;
      how.by = RemovalUnit::places;
      how.days = 0;
      how.listed = 1;
      const double done = static_cast<double>(out.sets.size()) / steps;
      if (options.progress) {
        how.progress = [&](double) { return options.progress(done); };
        if (!options.progress(done)) return fail(ExitCode::interrupted, "interrupted");
      }
      const auto worst = worst_static(stress, shares, out.seats[s].seat, seats.demand[s], how);
      if (!worst) return tl::unexpected<Error>(worst.error());
      LeverageSet set;
      set.seat = s;
      set.removals = k;
      set.exact = worst->exact;
      set.lost_days = kUnknown;
      if (!worst->sets.empty()) {
        const WorstSet& found = worst->sets.front();
        Removal together;
        join_removals(worst->candidates, found.members, together);
        for (const std::uint32_t member : found.members) {
          set.sources.push_back(worst->candidates[member].id);
        }
        set.any_tier = found.static_loss;
        asked[together.places].push_back(out.sets.size());
      }
      out.sets.push_back(std::move(set));
    }
  }
  if (options.days > 0) run_sets(stress, seats, asked, options.days, out);
  return out;
}

}  // namespace nail
