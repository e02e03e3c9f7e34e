// Exposure on a generated case of 2,000 products x 200 places x 8 tiers: against the naive oracle,
// and against what the memory of this machine could deliver.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <new>

#include <benchmark/benchmark.h>

#include "bench/bandwidth_probe.h"
#include "bench/generated_case.h"
#include "nail/exposure/all_homes.h"
#include "nail/exposure/exposure.h"
#include "nail/numeric/parallel.h"
#include "nail/uncertainty/share_draws.h"
#include "tests/oracle/naive_exposure.h"

namespace nail {
namespace {

using Clock = std::chrono::steady_clock;

double seconds(Clock::time_point since) {
  return std::chrono::duration<double>(Clock::now() - since).count();
}

struct Subject {
  LoadedCase loaded;
  ProductNetwork network;
  std::vector<Removal> removals;
  std::vector<UserId> homes;
};

const Subject& subject() {
  static const Subject made = [] {
    Subject s;
    s.loaded = bench::generated_case({});
    s.network = compile_network(s.loaded);
    s.removals = source_removals(s.network, *find_home(s.loaded.data, s.loaded.data.places[0].id));
    for (std::size_t d = 0; d < s.network.places; ++d) s.homes.emplace_back(d);
    return s;
  }();
  return made;
}

// Seconds the oracle takes for one removal (all homes, all products), measured on one of them.
double oracle_seconds_a_removal() {
  static const double taken = [] {
    const oracle::NaiveExposure naive(subject().loaded.data);
    oracle::NaiveQuestion question;
    question.away = {static_cast<int>(subject().removals[7].places[0].index())};
    const auto start = Clock::now();
    const auto loss = naive.loss(question);
    benchmark::DoNotOptimize(loss.data());
    return seconds(start);
  }();
  return taken;
}

// All homes x all products x all removals; every number is made, the largest of each home kept.
// over_oracle: the oracle's time for one removal times their number, over ours.
void all_homes_all_removals(benchmark::State& state) {
  const Subject& s = subject();
  set_threads(static_cast<int>(state.range(0)));
  double best = 1e300;
  for (auto _ : state) {
    const auto start = Clock::now();
    std::vector<double> most(s.removals.size(), 0);
    for_each_exposure(s.network, s.homes, s.removals, {}, [&](const ExposureSlice& slice) {
      Lanes worst = kLanesZero;
      for (const Lanes& loss : slice.loss) take_max(worst, loss);
      for (std::size_t k = 0; k < slice.removals; ++k) {
        double& into = most[slice.first_removal + k];
        into = std::max(into, worst[k]);
      }
    });
    benchmark::DoNotOptimize(most.data());
    best = std::min(best, seconds(start));
  }
  set_threads(0);
  const auto numbers = static_cast<double>(s.removals.size() * s.homes.size() * s.network.products);
  state.counters["numbers/s"] = numbers / best;
  state.counters["over_oracle"] =
      oracle_seconds_a_removal() * static_cast<double>(s.removals.size()) / best;
  // The numbers themselves, eight bytes each, at the speed of memory.
  state.counters["over_memory"] = best * bench::read_bandwidth() / (8 * numbers);
}
BENCHMARK(all_homes_all_removals)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

// Eight removals once through the network, one core. over_memory: against reading the bytes that a
// solve must touch once in sequence.
void solve_eight(benchmark::State& state) {
  const Subject& s = subject();
  const ExposureStructure structure = make_structure(s.network, Pooling::proportional, false);
  const Shares shares = shares_at_values(s.network);
  ExposureSolver solver(structure);
  solver.set_shares(shares);
  double best = 1e300;
  std::size_t block = 0;
  for (auto _ : state) {
    const std::size_t first = block++ % (s.removals.size() / kLanes) * kLanes;
    const auto start = Clock::now();
    solver.solve({s.removals.data() + first, kLanes}, UnknownSupply::safe);
    best = std::min(best, seconds(start));
  }
  state.counters["links"] = static_cast<double>(structure.links());
  state.counters["links/s"] = static_cast<double>(structure.links()) / best;
  state.counters["over_memory"] =
      best * bench::read_bandwidth() / static_cast<double>(structure.bytes_a_solve());
}
BENCHMARK(solve_eight)->Unit(benchmark::kMicrosecond);

void draw_all_shares(benchmark::State& state) {
  static const LoadedCase loaded = [] {
    bench::GeneratedCase size;
    size.ranges = true;
    return bench::generated_case(size);
  }();
  const ProductNetwork network = compile_network(loaded);
  Shares shares;
  std::uint32_t draw = 0;
  const auto start = Clock::now();
  for (auto _ : state) draw_shares(network, 1, draw++, shares);
  state.counters["shares/s"] =
      static_cast<double>(state.iterations() *
                          (shares.supply.size() + shares.sourcing_low.size())) /
      seconds(start);
}
BENCHMARK(draw_all_shares)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nail

BENCHMARK_MAIN();
