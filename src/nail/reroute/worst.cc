#include "nail/reroute/worst.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "nail/base/mutant.h"
#include "nail/reroute/worst_run.h"
#include "nail/reroute/worst_search.h"

namespace nail {
namespace {

// Losses closer than this, in days, count as equal.
constexpr double kTie = 1e-9;
// Sets that are run before the bar is looked at again: the same for any number of threads.
constexpr std::size_t kBatch = 64;

// What the search starts from: the candidates that matter, their bounds, and what is lost at most.
struct Ground {
  std::vector<LossPart> parts;
  OverTime bound;    // adds up over the members of a set
  OverTime arrival;  // sharper: as well by when it can be felt
  ProductNetwork relaxed;
  std::vector<Removal> candidates;
  std::vector<double> alone;  // U
};

std::vector<std::uint32_t> all_of(std::span<const Removal> removals) {
  std::vector<std::uint32_t> members(removals.size());
  for (std::uint32_t i = 0; i < members.size(); ++i) members[i] = i;
  return members;
}

// For every group of alternatives the one of which the candidates together take least: any choice
// gives a bound, a robust one a sharp bound.
std::vector<std::uint8_t> choose_alternatives(const ProductNetwork& network, const Shares& shares,
                                              std::span<const Removal> candidates) {
  const ProductNetwork all_needed = with_alternatives(network, Alternatives::all);
  const ExposureStructure structure = make_structure(all_needed, Pooling::proportional, false);
  ExposureSolver solver(structure);
  solver.set_shares(shares);
  std::vector<double> lost(network.products, 0);
  for (std::size_t first = 0; first < candidates.size(); first += kLanes) {
    const std::size_t count = std::min(kLanes, candidates.size() - first);
    solver.solve(candidates.subspan(first, count), UnknownSupply::safe, false);
    for (std::size_t p = 0; p < network.products; ++p) {
      const Lanes loss = solver.loss(ProductId(p), UserId{});
      for (std::size_t k = 0; k < count; ++k) lost[p] += loss[k];
    }
  }
  std::vector<std::uint8_t> chosen(network.flow_inputs.size(), 0);
  for (std::size_t p = 0; p < network.products; ++p) {
    for (std::uint32_t i = network.flow_begin[p]; i < network.flow_begin[p + 1];) {
      std::uint32_t best = i;
      const std::uint32_t group = network.flow_inputs[i].group;
      for (; i < network.flow_begin[p + 1] && network.flow_inputs[i].group == group; ++i) {
        const auto taken = [&](std::uint32_t at) {
          return lost[network.flow_inputs[at].product.index()];
        };
        if (taken(i) < taken(best)) best = i;
      }
      chosen[best] = 1;
    }
  }
  return chosen;
}

class Worst {
 public:
  Worst(const StressNetwork& network, const Shares& shares, const HomeDemand& demand,
        const WorstOptions& options)
      : network_(network),
        shares_(shares),
        demand_(demand),
        options_(options),
        runs_(network, demand) {}

  Result<WorstResult> by_days(const Home& home) {
    if (!prepare(home, true)) return result_;
    // A few good sets first: what they lose is the bar for all others.
    const std::vector<BoundedSet> start = search_.greedy(kStarts, 2 * options_.listed);
    if (search_.stopped || !run(start)) return interrupted();
    std::vector<BoundedSet> found = search_.at_least(bar() - kTie);
    if (search_.stopped) return interrupted();
    std::sort(found.begin(), found.end(), is_worse);
    leave_out(start, found);
    if (!run(found)) return interrupted();
    const double rest = search_.complete ? unrun_ : std::max(unrun_, largest_sum());
    const double worst = result_.sets.empty() ? 0 : result_.sets.front().lost_days;
    result_.bound_days = std::max(worst, rest);
    finish(rest);
    return result_;
  }

  Result<WorstResult> by_static_loss(const Home& home) {
    if (!prepare(home, false)) return result_;
    std::vector<BoundedSet> best = search_.greedy(kStarts, 2 * options_.listed);
    if (search_.stopped) return interrupted();
    const double bar = best.size() < options_.listed ? 0 : best[options_.listed - 1].loss;
    std::vector<BoundedSet> found = search_.at_least(bar - kTie);
    if (search_.stopped) return interrupted();
    leave_out(best, found);
    best.insert(best.end(), found.begin(), found.end());
    std::erase_if(best, [](const BoundedSet& set) { return !(set.loss > 0); });
    std::sort(best.begin(), best.end(), [](const BoundedSet& a, const BoundedSet& b) {
      const double x = std::round(a.loss / kTie);
      const double y = std::round(b.loss / kTie);
      return x != y ? x > y : a.members < b.members;
    });
    best.resize(std::min(best.size(), options_.listed));
    std::vector<WorstSet> sets(best.size());
    std::vector<Removal> removals(best.size());
    for (std::size_t i = 0; i < best.size(); ++i) {
      sets[i].members = best[i].members;
      join_removals(ground_.candidates, sets[i].members, removals[i]);
    }
    if (options_.days > 0) run_sets(removals, sets);
    result_.sets = std::move(sets);
    finish(search_.complete ? 0 : std::numeric_limits<double>::infinity());
    return result_;
  }

 private:
  static constexpr std::size_t kStarts = 4;

  static tl::unexpected<Error> interrupted() { return fail(ExitCode::interrupted, "interrupted"); }

  bool tell(double done) { return !options_.progress || options_.progress(done); }

  // False where there is nothing to take away.
  bool prepare(const Home& home, bool by_days) {
    lay_ground(home, by_days);
    result_.candidates = ground_.candidates;
    size_ = std::min(options_.removals, ground_.candidates.size());
    result_.all_sets = 1;
    for (std::size_t i = 0; i < size_; ++i) {
      result_.all_sets *= static_cast<double>(ground_.candidates.size() - i);
      result_.all_sets = std::round(result_.all_sets / static_cast<double>(i + 1));
    }
    if (size_ == 0) return false;
    const auto losses = [&](const ProductNetwork& network, const OverTime& bound) {
      return std::make_unique<SetLosses>(network, shares_, ground_.parts, ground_.candidates,
                                         bound);
    };
    bounds_ = losses(*network_.base, by_days ? ground_.arrival : ground_.bound);
    relaxed_ = losses(ground_.relaxed, ground_.bound);
    truth_ = losses(*network_.base, static_);
    search_.exact = bounds_.get();
    search_.relaxed = relaxed_.get();
    search_.alone = ground_.alone;
    search_.size = size_;
    search_.most_sets = options_.most_sets;
    search_.progress = [&](double done) { return tell(0.5 * done); };
    return true;
  }

  // rest: what a set that is not listed can lose at the most.
  void finish(double rest) {
    result_.bounded = search_.bounded;
    result_.settled = bounds_->settled() && relaxed_->settled() && truth_->settled();
    while (result_.settled && result_.proven < result_.sets.size() &&
           result_.sets[result_.proven].lost_days >= rest - kTie) {
      ++result_.proven;
    }
    if (rest == 0 && result_.settled) result_.proven = result_.sets.size();
    result_.exact = result_.settled && (result_.sets.empty() ? rest <= kTie : result_.proven > 0);
    for (WorstSet& set : result_.sets) describe(*truth_, set);
  }

  // The sum of the largest bounds: what is known of sets that were not reached.
  double largest_sum() const {
    std::vector<double> most = ground_.alone;
    std::sort(most.rbegin(), most.rend());
    double sum = 0;
    for (std::size_t i = 0; i < size_; ++i) sum += most[i];
    return std::min(sum, all_out_days_);
  }

  static void leave_out(std::span<const BoundedSet> known, std::vector<BoundedSet>& sets) {
    std::erase_if(sets, [&](const BoundedSet& set) {
      return std::any_of(known.begin(), known.end(),
                         [&](const BoundedSet& one) { return one.members == set.members; });
    });
  }

  void run_sets(std::span<const Removal> removals, std::span<WorstSet> sets) {
    runs_.run(removals, options_.days, [&](const RemovalDay& day) {
      WorstSet& set = sets[day.removal];
      set.lost_days += day.unmet;
      if (set.first_shortage < 0 && day.short_part >= 0) set.first_shortage = day.day;
      return true;
    });
    result_.run += removals.size();
  }

  void lay_ground(const Home& home, bool by_days) {
    const ProductNetwork& base = *network_.base;
    ground_.parts = loss_parts(network_, demand_);
    std::vector<ProductId> wanted;
    for (const LossPart& part : ground_.parts) wanted.push_back(part.product);
    const std::vector<std::uint8_t> needed = needed_products(base, wanted);
    ground_.candidates = only_reaching(base, shares_, ground_.parts,
                                       removal_candidates(base, options_.by, home, needed));
    if (by_days) {
      ground_.bound = over_time(base, shares_, options_.by, ground_.candidates);
      add_curves();
      ground_.arrival = ground_.bound;
      ground_.arrival.network = &network_;
      ground_.arrival.needed = needed;
      ground_.arrival.days = options_.days;
    }
    ground_.relaxed = base;
    if (has_alternatives(base)) {
      ground_.relaxed = with_alternatives(base, Alternatives::one,
                                          choose_alternatives(base, shares_, ground_.candidates));
    }
    ground_.alone =
        losses_alone(ground_.relaxed, shares_, ground_.parts, ground_.candidates, ground_.bound);
  }

  // What each part of the demand lacks a day with every candidate out at once.
  void add_curves() {
    Removal all;
    join_removals(ground_.candidates, all_of(ground_.candidates), all);
    const auto days = static_cast<std::size_t>(options_.days);
    std::vector<std::vector<double>> unmet(ground_.parts.size(), std::vector<double>(days, 0));
    runs_.run(std::span(&all, 1), options_.days, [&](const RemovalDay& day) {
      for (std::size_t i = 0; i < unmet.size(); ++i) {
        unmet[i][static_cast<std::size_t>(day.day)] = day.parts[i];
      }
      all_out_days_ += day.unmet;
      return true;
    });
    for (std::vector<double>& part : unmet) ground_.bound.curves.emplace_back(std::move(part));
  }

  // What a set must lose to be told.
  double bar() const {
    if (result_.sets.size() < options_.listed) return 0;
    return result_.sets.back().lost_days;
  }

  // Runs sets, the highest bound first, until none of the rest can be told. False: stopped.
  bool run(std::span<const BoundedSet> sets) {
    std::vector<Removal> removals;
    for (std::size_t first = 0; first < sets.size(); first += kBatch) {
      std::size_t count = std::min(kBatch, sets.size() - first);
      const double bound = sets[first].loss;
      // What loses nothing is not worth telling.
      if (bound < std::max(bar() - kTie, kTie)) break;
      count = std::min(count, options_.most_runs - std::min(options_.most_runs, result_.run));
      if (count == 0) {
        unrun_ = std::max(unrun_, bound);
        break;
      }
      removals.resize(count);
      std::vector<WorstSet> outcome(count);
      for (std::size_t i = 0; i < count; ++i) {
        outcome[i].members = sets[first + i].members;
        join_removals(ground_.candidates, outcome[i].members, removals[i]);
      }
      run_sets(removals, outcome);
      for (WorstSet& set : outcome) take(std::move(set));
      if (count < std::min(kBatch, sets.size() - first)) {
        unrun_ = std::max(unrun_, sets[first + count].loss);
        break;
      }
      if (!tell(0.5 +
                0.5 * static_cast<double>(first + count) / static_cast<double>(sets.size()))) {
        return false;
      }
    }
    return true;
  }

  // Into the list, which stays in order: more days first, ties by members.
  void take(WorstSet set) {
    if (set.lost_days < kTie) return;
    const auto before = [](const WorstSet& a, const WorstSet& b) {
      const double x = std::round(a.lost_days / kTie);
      const double y = std::round(b.lost_days / kTie);
      return x != y ? x > y : a.members < b.members;
    };
    std::vector<WorstSet>& sets = result_.sets;
    sets.insert(std::upper_bound(sets.begin(), sets.end(), set, before), std::move(set));
    if (sets.size() > options_.listed) sets.pop_back();
  }

  void describe(SetLosses& truth, WorstSet& set) {
    double loss = 0;
    truth.losses(set.members, set.members.size(), std::span(&loss, 1));
    set.static_loss = loss;
    SetLosses::Hardest hardest = truth.hardest(set.members);
    set.hardest = hardest.product;
    set.hardest_loss = hardest.loss;
    set.path = std::move(hardest.path);
  }

  const StressNetwork& network_;
  const Shares& shares_;
  const HomeDemand& demand_;
  const WorstOptions& options_;
  RemovalRuns runs_;
  Ground ground_;
  OverTime static_;
  std::unique_ptr<SetLosses> bounds_, relaxed_, truth_;
  SetSearch search_;
  double all_out_days_ = 0;
  std::size_t size_ = 0;
  double unrun_ = 0;  // the highest bound of sets that were to be run and were not
  WorstResult result_;
};

}  // namespace

Result<WorstResult> worst_removals(const StressNetwork& network, const Shares& shares,
                                   const Home& home, const HomeDemand& demand,
                                   const WorstOptions& options) {
  return Worst(network, shares, demand, options).by_days(home);
}

Result<WorstResult> worst_static(const StressNetwork& network, const Shares& shares,
                                 const Home& home, const HomeDemand& demand,
                                 const WorstOptions& options) {
  return Worst(network, shares, demand, options).by_static_loss(home);
}

}  // namespace nail
