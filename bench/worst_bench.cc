// The worst three removals of the bundled case from the United States' seat: against bounding every
// set with the exposure solver one at a time, and against running every set over time. Of these
// only a few hundred sets are timed; the rest is multiplied.
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>

#include <benchmark/benchmark.h>

#include "nail/base/diagnostics.h"
#include "nail/numeric/parallel.h"
#include "nail/reroute/worst.h"

namespace nail {
namespace {

// Of the processor: one thread works, and others may use the machine.
double seconds(std::clock_t since) {
  return static_cast<double>(std::clock() - since) / CLOCKS_PER_SEC;
}

struct Subject {
  Subject() {
    const char* folder = std::getenv("NAIL_BENCH_CASE");
    Diagnostics diagnostics;
    loaded = load_case(folder != nullptr ? folder : "cases/four-products", diagnostics);
    if (!loaded) return;
    base = compile_network(*loaded);
    shares = shares_at_values(base);
    home = *find_home(loaded->data, "USA");
    StressNetworkOptions observed;
    observed.observers.push_back(base.user_of(home));
    network = compile_stress_network(base, shares, observed);
    demand = home_demand(network, home);
  }
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;
  std::optional<LoadedCase> loaded;
  ProductNetwork base;
  Shares shares;
  Home home;
  StressNetwork network;
  HomeDemand demand;
};

const Subject& subject() {
  static const Subject made;
  return made;
}

// Sets of three, spread over all there are.
Removal some_set(const WorstResult& result, std::size_t i) {
  const auto n = static_cast<std::uint32_t>(result.candidates.size());
  std::uint32_t members[] = {static_cast<std::uint32_t>(i * 7919 % n),
                             static_cast<std::uint32_t>(i * 104729 % n + 1) % n,
                             static_cast<std::uint32_t>(i * 1299709 % n + 2) % n};
  Removal out;
  join_removals(result.candidates, members, out);
  return out;
}

double one_by_one(const Subject& s, const WorstResult& result) {
  constexpr std::size_t kSets = 400;
  const ExposureStructure structure = make_structure(s.base, Pooling::proportional, false);
  ExposureSolver solver(structure);
  solver.set_shares(s.shares);
  std::vector<Removal> sets;
  for (std::size_t i = 0; i < kSets; ++i) sets.push_back(some_set(result, i));
  const auto start = std::clock();
  for (const Removal& set : sets) {
    solver.solve(std::span(&set, 1), UnknownSupply::safe, false);
    double sum = 0;
    for (const LossPart& part : loss_parts(s.network, s.demand)) {
      sum += part.weight * solver.loss(part.product, part.user)[0];
    }
    benchmark::DoNotOptimize(sum);
  }
  return seconds(start) / kSets * result.all_sets;
}

double running_all(const Subject& s, const WorstResult& result, int days) {
  constexpr std::size_t kSets = 40;
  const auto start = std::clock();
  for (std::size_t i = 0; i < kSets; ++i) {
    StressRunOptions options;
    options.days = days;
    options.parallel = false;
    double sum = 0;
    run_stress(s.network, plan_removal(s.network, some_set(result, i), days), options,
               [&](const DayView& view) {
                 sum += home_unmet(s.demand, view);
                 return true;
               });
    benchmark::DoNotOptimize(sum);
  }
  return seconds(start) / kSets * result.all_sets;
}

void worst_bundled(benchmark::State& state) {
  const Subject& s = subject();
  if (!s.loaded) {
    state.SkipWithError("no case: run from the project's folder or set NAIL_BENCH_CASE");
    return;
  }
  set_threads(1);
  WorstOptions options;
  options.removals = 3;
  options.by = static_cast<RemovalUnit>(state.range(0));
  WorstResult result;
  double taken = 0;
  for (auto _ : state) {
    const auto start = std::clock();
    result = *worst_removals(s.network, s.shares, s.home, s.demand, options);
    taken += seconds(start);
  }
  taken /= static_cast<double>(state.iterations());
  state.counters["sets"] = result.all_sets;
  state.counters["bounded"] = static_cast<double>(result.bounded);
  state.counters["run"] = static_cast<double>(result.run);
  state.counters["exact"] = result.exact ? 1 : 0;
  state.counters["over_one_by_one"] = one_by_one(s, result) / taken;
  state.counters["over_running_all"] = running_all(s, result, options.days) / taken;
  set_threads(0);
}
BENCHMARK(worst_bundled)
    ->Arg(static_cast<int>(RemovalUnit::places))
    ->Arg(static_cast<int>(RemovalUnit::sites))
    ->Unit(benchmark::kMillisecond)
    ->Iterations(2);

}  // namespace
}  // namespace nail

BENCHMARK_MAIN();
