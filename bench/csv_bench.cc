// Reading CSV: bytes a second, and how many times faster memory alone could deliver them.
#include <chrono>
#include <string>

#include <benchmark/benchmark.h>

#include "bench/bandwidth_probe.h"
#include "nail/base/diagnostics.h"
#include "nail/table/csv.h"

namespace nail {
namespace {

std::string supply_table(std::size_t rows) {
  std::string text = "product,place,basis,year,share,source\n";
  for (std::size_t i = 0; i < rows; ++i) {
    text += "product-" + std::to_string(i % 2000) + ",P" + std::to_string(i % 200) +
            ",production,2024,0." + std::to_string(i * 7919 % 10000) + ",source-a\n";
  }
  return text;
}

void read_csv(benchmark::State& state) {
  const std::string text = supply_table(static_cast<std::size_t>(state.range(0)));
  std::size_t cells = 0;
  const auto start = std::chrono::steady_clock::now();
  for (auto _ : state) {
    Diagnostics diagnostics;
    CsvReader reader(text, "supply.csv", diagnostics);
    CsvRow row;
    while (reader.next(row)) cells += row.cells.size();
  }
  benchmark::DoNotOptimize(cells);
  const auto bytes = static_cast<double>(text.size()) * static_cast<double>(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  // How many times longer than memory alone would take to deliver the bytes.
  state.counters["over_memory"] = taken.count() * bench::read_bandwidth() / bytes;
}
BENCHMARK(read_csv)->Arg(1'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nail

BENCHMARK_MAIN();
