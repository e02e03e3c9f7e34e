// What a ranking of all sites costs, on made-up networks and on cases: against the naive dense
// lanes and against what the memory of this machine could deliver, in the same process.
//
//   rank_bench [NAME[:SHOCKS] | FOLDER[:SHOCKS]]...
//
// NAME is one of the networks below, FOLDER a case (its path has a slash); SHOCKS fewer than all,
// from the first on (made-up sites stand in random order). Without arguments, and with those of
// other benchmarks, the small networks. NAIL_RANK_BENCH holds arguments too.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "bench/bandwidth_probe.h"
#include "nail/base/diagnostics.h"
#include "nail/base/text.h"
#include "nail/cascade/firm_generate.h"
#include "nail/cascade/lane_rank.h"
#include "nail/cascade/rank.h"
#include "nail/case/load.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

using Clock = std::chrono::steady_clock;

double seconds(Clock::time_point since) {
  return std::chrono::duration<double>(Clock::now() - since).count();
}

// Of the processor, all threads together: others may use the machine.
double processor_seconds(std::clock_t since) {
  return static_cast<double>(std::clock() - since) / CLOCKS_PER_SEC;
}

double peak_megabytes() {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

struct Network {
  const char* name;
  std::uint32_t sites;
  std::uint64_t links;
  double correlation, final_demand;
};

constexpr Network kNetworks[] = {{"10k", 10'000, 70'000, 0, 0},
                                 {"10k-demand", 10'000, 70'000, 0, 0.4},
                                 {"100k", 100'000, 1'000'000, 0, 0},
                                 {"100k-demand", 100'000, 1'000'000, 0, 0.4},
                                 {"100k-tied", 100'000, 1'000'000, 0.7, 0},
                                 {"100k-tied-demand", 100'000, 1'000'000, 0.7, 0.4},
                                 {"1m", 1'000'000, 10'000'000, 0, 0},
                                 {"1m-demand", 1'000'000, 10'000'000, 0, 0.4},
                                 {"1m-tied", 1'000'000, 10'000'000, 0.7, 0},
                                 {"1m-tied-demand", 1'000'000, 10'000'000, 0.7, 0.4}};

std::optional<Case> made_up(const std::string& name) {
  for (const Network& network : kNetworks) {
    if (name != network.name) continue;
    GeneratedFirms size;
    size.sites = network.sites;
    size.links = network.links;
    size.correlation = network.correlation;
    size.final_demand = network.final_demand;
    auto firms = generate_firms(size);
    if (!firms) return std::nullopt;
    Case data;
    data.kind = CaseKind::firms;
    data.firms = std::move(*firms);
    return data;
  }
  return std::nullopt;
}

std::optional<Case> read_case(const std::string& folder) {
  Diagnostics diagnostics;
  auto loaded = load_case(folder, diagnostics);
  if (!loaded || diagnostics.has_faults()) return std::nullopt;
  return std::move(loaded->data);
}

// Processor seconds a shock of the naive dense lanes, from a few of them.
double naive_seconds(const CascadeSystem& system, std::uint64_t shocks) {
  const std::uint64_t few =
      std::min<std::uint64_t>(shocks, std::max<std::uint64_t>(32, 20'000'000 / (system.sites + 1)));
  const RankProgress silent;
  RankMeter meter(silent);
  const std::clock_t start = std::clock();
  lane_rank(system, {}, 0, few, meter);
  return processor_seconds(start) / static_cast<double>(few);
}

void print_reached(std::vector<std::uint32_t> reached) {
  if (reached.empty()) return;
  std::sort(reached.begin(), reached.end());
  const double mean =
      std::accumulate(reached.begin(), reached.end(), 0.0) / static_cast<double>(reached.size());
  std::printf("  sites reached downstream a shock: mean %.1f, 99th percentile %u, largest %u\n",
              mean, reached[reached.size() * 99 / 100], reached.back());
}

bool measure(const std::string& name, std::uint64_t most) {
  const auto begin = Clock::now();
  auto data = name.find('/') == std::string::npos ? made_up(name) : read_case(name);
  if (!data) {
    std::fprintf(stderr, "rank_bench: there is no network or case '%s'\n", printable(name).c_str());
    return false;
  }
  const double reading = seconds(begin);
  auto start = Clock::now();
  const auto network = make_firm_network(std::move(*data));
  CascadeOptions options;
  options.market = "product";
  const auto system = make_cascade_system(*network, options);
  const double preparing = seconds(start);
  const std::uint64_t all = network->site_count();
  const std::uint64_t count = most == 0 ? all : std::min(most, all);
  start = Clock::now();
  const std::clock_t processor = std::clock();
  const RankResults results = rank_range(*system, {}, 0, count);
  const double ranking = seconds(start), worked = processor_seconds(processor);
  const RankCounts& counts = results.counts;
  const auto shocks = static_cast<double>(count);
  const double peak = peak_megabytes();

  std::printf("%s: %llu sites, %zu links, %llu shocks, %d threads\n", name.c_str(),
              static_cast<unsigned long long>(all), network->link_count(),
              static_cast<unsigned long long>(count), threads_in_use());
  std::printf("  seconds: %s %.3f, preparing %.3f, ranking %.3f",
              name.find('/') == std::string::npos ? "making it up" : "reading", reading, preparing,
              ranking);
  if (count < all) std::printf(" (%.0f for all)", ranking / shocks * static_cast<double>(all));
  std::printf("\n  processor seconds of the ranking: %.3f", worked);
  std::printf(
      "\n  seconds of all threads: down %.3f, stop test %.3f, up in lanes %.3f, combining %.3f\n",
      counts.seconds_down, counts.seconds_stop, counts.seconds_up, counts.seconds_combine);
  const double links =
      static_cast<double>(counts.down_links) + static_cast<double>(counts.up_links);
  std::printf(
      "  links visited a shock: %.0f down, %.0f up; in dense lanes %.2f %% of shocks down, %.2f %% "
      "up; "
      "decided again %llu\n",
      static_cast<double>(counts.down_links) / shocks,
      static_cast<double>(counts.up_links) / shocks,
      100 * static_cast<double>(counts.batched_shocks) / shocks,
      100 * static_cast<double>(counts.whole_shocks) / shocks,
      static_cast<unsigned long long>(counts.refined));
  print_reached(counts.reached);
  // A link is a position and a share; in lanes eight shocks share its line.
  const double bytes = links * (sizeof(std::uint32_t) + sizeof(double));
  std::printf("  %.1f million links a processor second, %.1f %% of reading them in sequence\n",
              links / worked / 1e6, 100 * bytes / worked / bench::read_bandwidth());
  const double naive = naive_seconds(*system, count);
  std::printf("  naive dense lanes: %.3f processor ms a shock, %.1f times as long\n", 1000 * naive,
              naive * shocks / worked);
  std::printf("  memory: %.0f MB at most\n", peak);
  std::fflush(stdout);
  return true;
}

}  // namespace
}  // namespace nail

int main(int argc, char** argv) {
  std::vector<std::string> wanted;
  if (const char* more = std::getenv("NAIL_RANK_BENCH")) wanted = nail::split(more, ' ');
  for (int i = 1; i < argc; ++i) {
    if (argv[i][0] != '-') wanted.emplace_back(argv[i]);
  }
  if (wanted.empty()) wanted = {"10k", "10k-demand"};
  bool good = true;
  for (const std::string& one : wanted) {
    if (one.empty()) continue;
    const auto colon = one.find(':');
    const std::uint64_t most =
        colon == std::string::npos ? 0 : std::strtoull(one.c_str() + colon + 1, nullptr, 10);
    // Each in a process of its own: the most memory a process held never falls.
    const pid_t child = fork();
    if (child == 0) _exit(nail::measure(one.substr(0, colon), most) ? 0 : 1);
    int status = 1;
    good = child > 0 && waitpid(child, &status, 0) == child && status == 0 && good;
  }
  return good ? 0 : 1;
}
