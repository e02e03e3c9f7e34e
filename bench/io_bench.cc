// Input-output tables over time: against the naive oracle, and against what the memory and the
// arithmetic of this machine could deliver.
#include <chrono>

#include <benchmark/benchmark.h>

#include "bench/bandwidth_probe.h"
#include "nail/dynamics/io_generate.h"
#include "nail/dynamics/io_many.h"
#include "nail/numeric/parallel.h"
#include "tests/oracle/naive_ario.h"

namespace nail {
namespace {

using Clock = std::chrono::steady_clock;

double seconds(Clock::time_point since) {
  return std::chrono::duration<double>(Clock::now() - since).count();
}

struct Subject {
  IoData data;
  IoTable table;
  IoSystem system;
  std::vector<IoPlan> plans;

  Subject(int places, int products) {
    data = generate_io({places, products, 1, 1});
    table = compile_io_table(data);
    system = *compile_io_system(table);
    for (std::size_t k = 0; k < 64; ++k) {
      Shock shock;
      const IoSector& hit = data.sectors[k * 7 % data.sectors.size()];
      shock.product = hit.product;
      shock.place = hit.place;
      shock.size.value = 0.5;
      shock.start_day = 1;
      shock.days.value = 60;
      shock.recovery_days.value = 30;
      Scenario scenario;
      scenario.shocks.push_back(shock);
      plans.push_back(*plan_io(table, data, scenario));
    }
  }
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;
};

const Subject& small() {
  static const Subject made(6, 8);
  return made;
}
const Subject& large() {
  static const Subject made(77, 45);
  return made;
}

double naive_seconds_a_day(const Subject& s, int days) {
  oracle::NaiveArio naive;
  const std::size_t n = s.table.rows();
  naive.products = s.table.products.size();
  naive.product.assign(s.table.product.begin(), s.table.product.end());
  naive.flows.assign(n, std::vector<double>(n, 0));
  for (std::size_t i = 0; i < n; ++i) {
    s.table.flows.for_each(i, [&](std::size_t j, double value) { naive.flows[i][j] = value; });
  }
  naive.final_demand = s.table.final_sum;
  naive.output = s.table.output;
  naive.inventory_days.assign(naive.products, 90);
  naive.lost.assign(static_cast<std::size_t>(days) + 1, std::vector<double>(n, 0));
  for (auto& day : naive.lost) day[3] = 0.5;
  // What it takes to set out is not a day.
  auto start = Clock::now();
  benchmark::DoNotOptimize(naive.run(1).data());
  const double one = seconds(start);
  start = Clock::now();
  benchmark::DoNotOptimize(naive.run(1 + days).data());
  return (seconds(start) - one) / days;
}

// Seconds a day of one scenario.
double run_days(const Subject& s, int days) {
  double sum = 0;
  const auto start = Clock::now();
  run_io(s.system, s.plans[0], {days, nullptr}, [&](const IoDay& day) {
    sum += day.production[0];
    return true;
  });
  benchmark::DoNotOptimize(sum);
  return seconds(start) / days;
}

// A table of 48 sectors, one core.
void small_table(benchmark::State& state) {
  set_threads(1);
  double best = 1e300;
  for (auto _ : state) best = std::min(best, run_days(small(), 10000));
  set_threads(0);
  static const double naive = naive_seconds_a_day(small(), 300);
  state.counters["days/s"] = 1 / best;
  state.counters["over_oracle"] = naive / best;
}
BENCHMARK(small_table)->Unit(benchmark::kMillisecond)->UseRealTime();

// 3,465 sectors, one scenario. over_memory: against reading the table once a day on one core.
void large_table(benchmark::State& state) {
  set_threads(static_cast<int>(state.range(0)));
  double best = 1e300;
  for (auto _ : state) best = std::min(best, run_days(large(), 30));
  set_threads(0);
  static const double naive = naive_seconds_a_day(large(), 2);
  const auto n = static_cast<double>(large().table.rows());
  state.counters["365_days_s"] = 365 * best;
  state.counters["over_oracle"] = naive / best;
  state.counters["over_memory"] = best * bench::read_bandwidth() / (n * n * sizeof(double));
}
BENCHMARK(large_table)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(5);

// 64 scenarios beside each other. Three products of the table and a column of scenarios a day.
void many_scenarios(benchmark::State& state, Precision precision) {
  set_threads(static_cast<int>(state.range(0)));
  const auto many = IoMany::make(large().table, {}, precision);
  IoManyOptions options;
  options.steps = 20;
  double best = 1e300;
  for (auto _ : state) {
    const auto start = Clock::now();
    benchmark::DoNotOptimize(many->run(large().plans, options).data());
    best = std::min(best, seconds(start));
  }
  set_threads(0);
  const double scenario_days = 64.0 * options.steps;
  const auto n = static_cast<double>(large().table.rows());
  state.counters["1000x365_s"] = 365'000 * best / scenario_days;
  state.counters["gigaflops"] = 6 * n * n * scenario_days / best / 1e9;
}
BENCHMARK_CAPTURE(many_scenarios, single, Precision::single)
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(2);
BENCHMARK_CAPTURE(many_scenarios, twice, Precision::twice)
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(2);

}  // namespace
}  // namespace nail

BENCHMARK_MAIN();
