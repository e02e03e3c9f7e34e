// An assessment of the bundled case from the United States' seat with 1,000 draws: reading, the
// same without draws, drawing, and making the report; and the share of each in the whole.
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <benchmark/benchmark.h>

#include "nail/assess/assess.h"
#include "nail/assess/json.h"
#include "nail/base/diagnostics.h"
#include "nail/numeric/parallel.h"
#include "nail/report/report.h"

namespace nail {
namespace {

double lap(std::chrono::steady_clock::time_point& last) {
  const auto now = std::chrono::steady_clock::now();
  const double taken = std::chrono::duration<double>(now - last).count();
  last = now;
  return taken;
}

void assess_bundled(benchmark::State& state) {
  const char* folder = std::getenv("NAIL_BENCH_CASE");
  const std::filesystem::path path = folder != nullptr ? folder : "cases/four-products";
  set_threads(static_cast<int>(state.range(0)));
  double reading = 0, without_draws = 0, with_draws = 0, writing = 0;
  for (auto _ : state) {
    auto last = std::chrono::steady_clock::now();
    Diagnostics diagnostics;
    const auto loaded = load_case(path, diagnostics);
    if (!loaded) {
      state.SkipWithError("no case: run from the project's folder or set NAIL_BENCH_CASE");
      break;
    }
    reading += lap(last);
    AssessRequest request;
    request.home = *find_home(loaded->data, "USA");
    for (std::size_t p = 0; p < loaded->data.products.size(); ++p) {
      request.products.emplace_back(p);
    }
    state.PauseTiming();
    request.draws = 0;
    last = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(assess(*loaded, request));
    without_draws += lap(last);
    state.ResumeTiming();
    request.draws = 1000;
    last = std::chrono::steady_clock::now();
    const auto outcome = assess(*loaded, request);
    with_draws += lap(last);
    std::size_t bytes = 0;
    if (outcome) {
      bytes = to_json(outcome->assessment).size() + render_html(outcome->assessment).size();
    }
    benchmark::DoNotOptimize(bytes);
    writing += lap(last);
  }
  set_threads(0);
  const double whole = reading + with_draws + writing;
  state.counters["reading"] = reading / whole;
  state.counters["drawing"] = (with_draws - without_draws) / whole;
  state.counters["computing"] = without_draws / whole;
  state.counters["writing"] = writing / whole;
}
BENCHMARK(assess_bundled)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace nail

BENCHMARK_MAIN();
