#include "nail/uncertainty/ensemble.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/numeric/parallel.h"
#include "nail/uncertainty/share_draws.h"

namespace nail {
namespace {

// Draws of one scenario that run side by side.
struct Batch {
  std::vector<std::uint32_t> draws;
};

// Networks of the lanes, kept from batch to batch.
struct Workspace {
  std::vector<StressNetwork> networks;
  Shares shares;
  std::vector<double> stock_days;
  Scenario drawn;
  std::vector<ShockPlan> plans;
};

class Workspaces {
 public:
  std::unique_ptr<Workspace> take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (idle_.empty()) return std::make_unique<Workspace>();
    std::unique_ptr<Workspace> out = std::move(idle_.back());
    idle_.pop_back();
    return out;
  }
  void give_back(std::unique_ptr<Workspace> workspace) {
    const std::lock_guard<std::mutex> lock(mutex_);
    idle_.push_back(std::move(workspace));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Workspace>> idle_;
};

// Whether nothing can move any more. In cascade everybody orders as at baseline, so once the shocks
// are over and all has been at baseline for as long as anything is on its way, it stays there.
class Quiet {
 public:
  Quiet(const EnsembleSetup& setup, std::span<const ShockPlan> plans) {
    can_be_ = setup.options.run.mode == StressMode::cascade;
    for (const ShockPlan& plan : plans) over_ = std::max(over_, plan.last_day);
    for (const StressLink& link : setup.values.links) {
      longest_lead_ = std::max(longest_lead_, static_cast<int>(link.lead_days));
    }
  }
  bool after(const LaneDayView& day) {
    if (!can_be_ || day.day < over_) return false;
    quiet_days_ = is_baseline(day) ? quiet_days_ + 1 : 0;
    return quiet_days_ > longest_lead_ + 1;
  }

 private:
  static bool is_baseline(const LaneDayView& day) {
    for (const Lanes& output : day.output) {
      for (std::size_t k = 0; k < kLanes; ++k) {
        if (output[k] != 1) return false;
      }
    }
    for (const Lanes& unmet : day.unmet) {
      for (std::size_t k = 0; k < kLanes; ++k) {
        if (unmet[k] != 0) return false;
      }
    }
    return true;
  }
  bool can_be_ = false;
  int over_ = 0, longest_lead_ = 1, quiet_days_ = 0;
};

void run_batch(const EnsembleSetup& setup, const Scenario& scenario, const Batch& batch,
               Workspace& work, std::uint32_t first, std::vector<YearDraw>& years) {
  const std::uint64_t seed = setup.options.seed;
  const std::size_t lanes = batch.draws.size();
  const std::size_t networks = setup.has_ranges ? kLanes : 1;
  while (work.networks.size() < networks) work.networks.push_back(setup.values);
  const auto stocks = setup.compiler.ranged_stocks();
  work.stock_days.resize(stocks.size());
  work.plans.clear();
  for (std::size_t k = 0; k < lanes; ++k) {
    const std::uint32_t draw = batch.draws[k];
    if (setup.has_ranges) {
      draw_shares(*setup.network, seed, draw, work.shares);
      setup.compiler.set_shares(work.shares, work.networks[k]);
      for (std::size_t i = 0; i < stocks.size(); ++i) {
        work.stock_days[i] = draw_stock_days(*stocks[i], seed, draw);
      }
      setup.compiler.set_stock_days(work.stock_days, work.networks[k]);
    }
    draw_shocks(scenario, seed, draw, work.drawn);
    // The setup has planned every scenario once, so that this cannot fail.
    work.plans.push_back(*plan_shocks(work.networks[std::min(k, networks - 1)], work.drawn));
  }
  std::vector<const ShockPlan*> plans;
  for (const ShockPlan& plan : work.plans) plans.push_back(&plan);
  StressRunOptions options = setup.options.run;
  options.watched = setup.watched;
  options.parallel = false;
  StressSimulator simulator(work.networks);
  Quiet quiet(setup, work.plans);
  Lanes loss = kLanesZero;
  Lanes depth = kLanesZero;
  std::array<int, kLanes> first_shortage{};
  first_shortage.fill(-1);
  simulator.run(plans, options, [&](const LaneDayView& day) {
    const Lanes unmet = home_unmet(setup.home, day);
    loss += unmet;
    take_max(depth, unmet);
    Lanes most = kLanesZero;
    for (const HomeDemand::Part& part : setup.home.parts) take_max(most, day.unmet[part.demand]);
    for (std::size_t k = 0; k < kLanes; ++k) {
      if (first_shortage[k] < 0 && most[k] > kShortage) first_shortage[k] = day.day;
    }
    return !quiet.after(day);
  });
  for (std::size_t k = 0; k < lanes; ++k) {
    YearDraw& year = years[batch.draws[k] - first];
    year.loss = loss[k];
    year.depth = depth[k];
    year.first_shortage = first_shortage[k];
  }
}

}  // namespace

Result<EnsembleSetup> set_up_ensemble(const ProductNetwork& network, const Home& home,
                                      const EnsembleOptions& options) {
  // A home whose demand the case states needs none to look on: they would be computed for nothing.
  StressNetworkOptions observing;
  const std::vector<DemandRow>& demand = network.data->demand;
  if (std::none_of(demand.begin(), demand.end(),
                   [&](const DemandRow& row) { return home.holds(row.place); })) {
    observing.observers = {network.user_of(home)};
  }
  EnsembleSetup setup{&network, options, StressCompiler(network, observing), {}, {}, {}, {}, false};
  setup.values = setup.compiler.compile(shares_at_values(network));
  setup.deck = make_deck(*network.data);
  if (setup.deck.scenarios.empty()) {
    return fail(ExitCode::usage, "no scenario of the case has a probability");
  }
  for (const Scenario* scenario : setup.deck.scenarios) {
    const auto plan = plan_shocks(setup.values, *scenario);
    if (!plan) return tl::unexpected(plan.error());
  }
  setup.home = home_demand(setup.values, home);
  if (setup.home.parts.empty()) {
    return fail(ExitCode::usage, fmt::format("{} demands nothing in this case", home.id));
  }
  std::set<ProductId> watched;
  for (const HomeDemand::Part& part : setup.home.parts) {
    watched.insert(setup.values.demand(part.demand).product);
  }
  setup.watched.assign(watched.begin(), watched.end());
  setup.has_ranges = has_ranges(network) || !setup.compiler.ranged_stocks().empty();
  return setup;
}

EnsembleDraws run_draws(const EnsembleSetup& setup, std::uint32_t first, std::uint32_t count,
                        const std::function<bool(double)>& progress) {
  EnsembleDraws out;
  out.first = first;
  out.years.resize(count);
  constexpr std::uint32_t kBlock = 256;
  parallel_parts((count + kBlock - 1) / kBlock, [&](std::size_t block) {
    const auto begin = static_cast<std::uint32_t>(block) * kBlock;
    for (std::uint32_t i = begin; i < std::min(count, begin + kBlock); ++i) {
      out.years[i].scenario = draw_scenario(setup.deck, setup.options.seed, first + i);
    }
  });
  // Side by side stand draws of one scenario: they reach the same part of the network. A draw's
  // outcome does not depend on those beside it.
  std::vector<Batch> batches;
  std::vector<std::size_t> open(setup.deck.scenarios.size(), SIZE_MAX);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (out.years[i].scenario == kNoScenario) continue;
    std::size_t& at = open[static_cast<std::size_t>(out.years[i].scenario)];
    if (at == SIZE_MAX || batches[at].draws.size() == kLanes) {
      at = batches.size();
      batches.emplace_back();
    }
    batches[at].draws.push_back(first + i);
  }
  Workspaces workspaces;
  std::atomic<std::size_t> done{0};
  std::atomic<bool> stop{false};
  std::mutex progress_mutex;
  parallel_parts(batches.size(), [&](std::size_t b) {
    if (stop) return;
    const Batch& batch = batches[b];
    const int s = out.years[batch.draws.front() - first].scenario;
    std::unique_ptr<Workspace> work = workspaces.take();
    run_batch(setup, *setup.deck.scenarios[static_cast<std::size_t>(s)], batch, *work, first,
              out.years);
    workspaces.give_back(std::move(work));
    ++done;
    if (!progress) return;
    const std::lock_guard<std::mutex> lock(progress_mutex);
    if (!progress(static_cast<double>(done.load()) / static_cast<double>(batches.size()))) {
      stop = true;
    }
  });
  out.interrupted = stop;
  return out;
}

Result<EnsembleDraws> merge_draws(std::span<const EnsembleDraws> ranges) {
  EnsembleDraws out;
  if (!ranges.empty()) out.first = ranges.front().first;
  for (const EnsembleDraws& range : ranges) {
    if (range.first != out.first + out.years.size()) {
      return fail(ExitCode::internal,
                  fmt::format("draws from {} do not follow those before them", range.first));
    }
    out.years.insert(out.years.end(), range.years.begin(), range.years.end());
    out.interrupted = out.interrupted || range.interrupted;
  }
  return out;
}

}  // namespace nail
