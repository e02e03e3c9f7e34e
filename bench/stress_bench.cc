// The daily model on a generated case of 2,000 products x 60 places, 365 days: against the naive
// oracle, and against reading the bytes of its state once a day in sequence.
#include <algorithm>
#include <chrono>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/bandwidth_probe.h"
#include "bench/generated_case.h"
#include "nail/dynamics/stress_run.h"
#include "nail/numeric/parallel.h"
#include "tests/oracle/naive_stress.h"

namespace nail {
namespace {

using Clock = std::chrono::steady_clock;

double seconds(Clock::time_point since) {
  return std::chrono::duration<double>(Clock::now() - since).count();
}

bench::GeneratedCase size_of_case(std::size_t products) {
  bench::GeneratedCase size;
  size.products = products;
  size.places = 60;
  size.most_makers = 60;
  return size;
}

// Half of what one place makes is out for two months, and comes back over two more; another place
// exports nothing for three; every use holds twenty days of stock.
struct Subject {
  explicit Subject(std::size_t products) : loaded(bench::generated_case(size_of_case(products))) {
    for (Product& product : loaded.data.products) product.stock_days = 20;
    scenario.id = "bench";
    Shock outage;
    outage.kind = ShockKind::outage;
    outage.place = loaded.data.places[3].id;
    outage.size.value = 0.5;
    outage.start_day = 5;
    outage.days.value = outage.recovery_days.value = 60;
    scenario.shocks.push_back(outage);
    Shock ban = outage;
    ban.kind = ShockKind::export_ban;
    ban.place = loaded.data.places[7].id;
    ban.size.value = 1;
    ban.days.value = 90;
    scenario.shocks.push_back(ban);
    base = compile_network(loaded);
    network = compile_stress_network(base, shares_at_values(base), {{UserId(0)}});
    plan = *plan_shocks(network, scenario);
  }
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  LoadedCase loaded;
  Scenario scenario;
  ProductNetwork base;
  StressNetwork network;
  ShockPlan plan;
};

const Subject& subject() {
  static const Subject made(2000);
  return made;
}

constexpr int kDays = 365;

// Seconds the oracle takes a day and use, on a case a fortieth of the size (its work for each use
// grows with the places only, which are as many).
double oracle_seconds_a_use(bool ario) {
  static double taken[2] = {0, 0};
  if (taken[ario ? 1 : 0] > 0) return taken[ario ? 1 : 0];
  const Subject small(50);
  const oracle::NaiveStress naive(small.loaded.data, {0});
  constexpr int kFew = 8;
  const auto start = Clock::now();
  benchmark::DoNotOptimize(naive.run(small.scenario, ario, kFew).data());
  taken[ario ? 1 : 0] = seconds(start) / kFew / static_cast<double>(small.network.uses.size());
  return taken[ario ? 1 : 0];
}

// Bytes a day must touch at least: of every use its stock and target, in ario also the orders of
// two days and its weight; of every node its share, capacity, output and what it fills.
double state_bytes(const StressNetwork& network, StressMode mode) {
  const double a_use = 8.0 * (mode == StressMode::ario ? 5 : 2) + 4;
  return a_use * static_cast<double>(network.uses.size()) +
         8.0 * 4 * static_cast<double>(network.nodes.size());
}

void a_scenario(benchmark::State& state, StressMode mode) {
  const Subject& s = subject();
  set_threads(static_cast<int>(state.range(0)));
  StressRunOptions options;
  options.days = kDays;
  options.mode = mode;
  double best = 1e300;
  for (auto _ : state) {
    const auto start = Clock::now();
    double unmet = 0;
    run_stress(s.network, s.plan, options, [&](const DayView& day) {
      unmet += day.unmet.front();
      return true;
    });
    benchmark::DoNotOptimize(unmet);
    best = std::min(best, seconds(start));
  }
  set_threads(0);
  const auto uses = static_cast<double>(s.network.uses.size());
  state.counters["nodes"] = static_cast<double>(s.network.nodes.size());
  state.counters["uses"] = uses;
  state.counters["use-days/s"] = uses * kDays / best;
  state.counters["over_oracle"] =
      oracle_seconds_a_use(mode == StressMode::ario) * uses * kDays / best;
  state.counters["over_memory"] =
      best * bench::read_bandwidth() / (state_bytes(s.network, mode) * kDays);
}
BENCHMARK_CAPTURE(a_scenario, cascade, StressMode::cascade)
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(a_scenario, ario, StressMode::ario)
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// Eight scenarios at a time on one core, each with its own size of the same shocks.
void eight_scenarios(benchmark::State& state, StressMode mode) {
  const Subject& s = subject();
  std::vector<ShockPlan> plans(kLanes, s.plan);
  std::vector<const ShockPlan*> lanes;
  for (std::size_t k = 0; k < kLanes; ++k) {
    for (ShockPlan::Outage& outage : plans[k].outages)
      outage.size *= 0.5 + 0.05 * static_cast<double>(k);
    lanes.push_back(&plans[k]);
  }
  StressRunOptions options;
  options.days = kDays;
  options.mode = mode;
  options.parallel = false;
  StressSimulator simulator(s.network);
  double best = 1e300;
  for (auto _ : state) {
    const auto start = Clock::now();
    simulator.run(lanes, options, [](const LaneDayView&) { return true; });
    best = std::min(best, seconds(start));
  }
  state.counters["use-days/s"] = static_cast<double>(s.network.uses.size() * kLanes * kDays) / best;
}
BENCHMARK_CAPTURE(eight_scenarios, cascade, StressMode::cascade)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(eight_scenarios, ario, StressMode::ario)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nail

BENCHMARK_MAIN();
