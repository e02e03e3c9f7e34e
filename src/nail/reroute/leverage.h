// Who holds leverage over whom: what every seat (a place or bloc that buys) loses of its demand
// when a source's exports stop, and which few sources together would hurt it most.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "nail/base/result.h"
#include "nail/dynamics/stress_summary.h"
#include "nail/exposure/removal.h"
#include "nail/exposure/solver.h"

namespace nail {

struct LeverageSeat {
  Home seat;
  // What it uses of the world's supply, summed over the products of the case: its size here.
  double size = 0;
  bool own_demand = false;  // false: the case does not say what it demands
};

struct LeverageCell {
  bool applies = true;  // false where the source is the seat itself, or a part of it
  // Lost of the seat's demand (home_demand weights), 0 to 1: the pessimist's bound, without stocks
  // or rerouting, and the optimist's, where the surviving world supply is shared out pro rata.
  double any_tier = 0, rerouted = 0;
  // The product of the demand that is hit hardest (weight times loss), what is lost of it and how;
  // none where the seat loses less than LeverageOptions::path_from.
  ProductId hardest;
  double hardest_loss = 0;
  std::vector<PathStep> path;
};

// The K places whose exports together cost a seat most, by static any-tier loss: what a stop that
// lasts ends in. Exact over all sets of K.
struct LeverageSet {
  std::size_t seat = 0, removals = 0;
  std::vector<std::string> sources;  // ids, in order
  double any_tier = 0;
  double lost_days = 0;  // of the cascade with stocks over the horizon; NaN where it was not run
  bool exact = true;     // false: a greedy search, beyond the limit of sets
};

struct Leverage {
  std::vector<LeverageSeat> seats;  // the home first, then by size
  std::vector<Removal> sources;     // the one with the most leverage (mean over seats) first
  std::vector<LeverageCell> cells;  // seats x sources, row by row
  std::vector<LeverageSet> sets;    // by seat, then K
  bool settled = true;

  const LeverageCell& cell(std::size_t seat, std::size_t source) const {
    return cells[seat * sources.size() + source];
  }
};

struct LeverageOptions {
  std::size_t most_seats = 24;
  std::size_t most_removals = 3;  // sets of K = 1 .. this; 0: none
  int days = 365;                 // of the sets' runs; 0: they are not run
  double path_from = 0.001;
  std::function<bool(double)> progress;  // part done, 0 to 1; false stops
};

// The seats: the home; every place and bloc with demand or sourcing of its own; the largest users.
std::vector<LeverageSeat> leverage_seats(const ProductNetwork& network, const Shares& shares,
                                         const Home& home, std::size_t most_seats);

// ExitCode::interrupted where progress said so.
Result<Leverage> leverage(const ProductNetwork& network, const Shares& shares, const Home& home,
                          const LeverageOptions& options);

}  // namespace nail
