// Draws of years on the bundled case, home the United States, 365 days: eight side by side as the
// ensemble runs them, against the same years one by one through run_stress, each with a network
// compiled for it and run to the end of the horizon.
#include <algorithm>
#include <chrono>

#include <benchmark/benchmark.h>

#include "nail/case/load.h"
#include "nail/numeric/parallel.h"
#include "nail/uncertainty/ensemble.h"
#include "nail/uncertainty/share_draws.h"

namespace nail {
namespace {

using Clock = std::chrono::steady_clock;

double seconds(Clock::time_point since) {
  return std::chrono::duration<double>(Clock::now() - since).count();
}

struct Bundled {
  Bundled() {
    Diagnostics ignored;
    auto read = load_case(NAIL_SOURCE_DIR "/cases/four-products", ignored);
    loaded = std::move(*read);
    network = compile_network(loaded);
  }
  LoadedCase loaded;
  ProductNetwork network;
};

// Seconds a year of the draws [0, count), one by one.
double plain_seconds(const EnsembleSetup& setup, std::uint32_t count) {
  Shares shares;
  Scenario drawn;
  StressRunOptions options = setup.options.run;
  options.parallel = false;
  const auto start = Clock::now();
  double sum = 0;
  for (std::uint32_t draw = 0; draw < count; ++draw) {
    const int s = draw_scenario(setup.deck, setup.options.seed, draw);
    if (s == kNoScenario) continue;
    draw_shares(*setup.network, setup.options.seed, draw, shares);
    const StressNetwork net = setup.compiler.compile(shares);
    draw_shocks(*setup.deck.scenarios[static_cast<std::size_t>(s)], setup.options.seed, draw,
                drawn);
    run_stress(net, *plan_shocks(net, drawn), options, [&](const DayView& day) {
      sum += home_unmet(setup.home, day);
      return true;
    });
  }
  benchmark::DoNotOptimize(sum);
  return seconds(start) / count;
}

void years(benchmark::State& state, StressMode mode) {
  static const Bundled bundled;
  EnsembleOptions options;
  options.run.mode = mode;
  const auto setup =
      set_up_ensemble(bundled.network, *find_home(bundled.loaded.data, "USA"), options);
  const auto count = static_cast<std::uint32_t>(state.range(0));
  set_threads(1);
  double best = 1e300;
  for (auto _ : state) {
    const auto start = Clock::now();
    benchmark::DoNotOptimize(run_draws(*setup, 0, count).years.data());
    best = std::min(best, seconds(start));
  }
  state.counters["years/s"] = count / best;
  state.counters["over_one_by_one"] = plain_seconds(*setup, 100) * count / best;
  set_threads(0);
}
BENCHMARK_CAPTURE(years, cascade, StressMode::cascade)
    ->Arg(4000)
    ->Iterations(1)
    ->Unit(benchmark::kSecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(years, ario, StressMode::ario)
    ->Arg(1000)
    ->Iterations(1)
    ->Unit(benchmark::kSecond)
    ->UseRealTime();

}  // namespace
}  // namespace nail

BENCHMARK_MAIN();
