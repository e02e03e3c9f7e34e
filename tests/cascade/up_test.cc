// The upstream half of single failures against steps written out naively, on random small networks.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "nail/cascade/cascade_system.h"
#include "nail/cascade/up_engine.h"
#include "nail/cascade/up_kernel.h"
#include "nail/cascade/up_stop.h"
#include "nail/numeric/aligned.h"

namespace nail {
namespace {

struct Made {
  FirmNetwork network;
  CascadeSystem system;
  std::vector<std::vector<double>> share;  // Lu, dense, by internal number
};

// Degenerate on purpose: self-links, cycles, sites without sales or without purchases, chains,
// shares that are round numbers, a single site, output far above sales.
Made make(unsigned seed) {
  std::mt19937 random(seed);
  const auto uniform = [&] { return std::uniform_real_distribution<double>(0, 1)(random); };
  const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  Made made;
  FirmNetwork& network = made.network;
  const int n = seed % 17 == 0 ? 1 : 1 + below(seed % 3 == 0 ? 120 : 25);
  const double degree = 4 * uniform() * uniform() + 0.5;
  const bool round = uniform() < 0.3;
  std::map<std::pair<int, int>, double> links;
  const int count = static_cast<int>(degree * n);
  for (int k = 0; k < count; ++k) {
    // Low numbers are hubs.
    const int i = static_cast<int>(n * std::pow(uniform(), 1 + 2 * uniform()));
    const int j = static_cast<int>(n * std::pow(uniform(), 1 + 2 * uniform()));
    if (i == j && uniform() < 0.7) continue;
    links[{i, j}] += round ? 1 + below(4) : std::exp(8 * uniform());
  }
  if (seed % 5 == 0) {
    for (int i = 0; i + 1 < n; ++i) links[{i, i + 1}] = 1;
  }
  network.products = {"p"};
  network.sales_begin.assign(static_cast<std::size_t>(n) + 1, 0);
  std::vector<double> sold(n, 0);
  for (const auto& [pair, value] : links) {
    ++network.sales_begin[pair.first + 1];
    network.buyer.push_back(static_cast<std::uint32_t>(pair.second));
    network.value.push_back(value);
    sold[pair.first] += value;
  }
  for (int i = 0; i < n; ++i) {
    network.sites.push_back("f" + std::to_string(i));
    network.product.push_back(0);
    network.sales_begin[i + 1] += network.sales_begin[i];
  }
  const double leak = seed % 2 == 0 ? 0 : uniform();
  if (leak > 0) {
    for (int i = 0; i < n; ++i) network.output.push_back(sold[i] / (1 - leak * uniform()));
  }
  network.necessity = NecessityTable(1, 1);
  CascadeOptions options;
  if (uniform() < 0.5) {
    FirmColumn column{"jobs", {}, {}, {}};
    for (int i = 0; i < n; ++i) column.numbers.push_back(below(3) * uniform());
    column.numbers[below(n)] = 1;
    network.columns.push_back(column);
    network.columns.push_back({"ones", std::vector<double>(n, 1), {}, {}});
    options.weights = {"jobs", "ones"};
  }
  const double all_eps[] = {1e-2, 1e-3, 1e-8, 0.25, 0.5, 0.1};
  options.eps = all_eps[below(6)];
  auto system = make_cascade_system(network, options);
  EXPECT_TRUE(system.has_value());
  made.system = *system;

  made.share.assign(n, std::vector<double>(n, 0));
  for (const auto& [pair, value] : links) {
    const auto [i, j] = pair;
    double size = sold[i];
    if (!network.output.empty()) size = std::max(size, network.output[i]);
    made.share[made.system.number[i]][made.system.number[j]] = value / size;
  }
  return made;
}

// xu(t) after xu(t - 1).
std::vector<double> naive_step(const Made& made, std::uint32_t site,
                               const std::vector<double>& before) {
  std::vector<double> now(before.size(), 0);
  for (std::size_t i = 0; i < now.size(); ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < now.size(); ++j) sum += made.share[i][j] * before[j];
    now[i] = i == site ? 1 : std::min(1.0, sum);
  }
  return now;
}

std::vector<double> naive_losses(const Made& made, std::uint32_t site, std::uint32_t steps) {
  std::vector<double> losses(made.share.size(), 0);
  losses[site] = 1;
  for (std::uint32_t t = 1; t <= steps; ++t) losses = naive_step(made, site, losses);
  return losses;
}

// 0 where that is above kMostSteps: a closed group of sites with a narrow way out takes for ever.
constexpr std::uint32_t kMostSteps = 200;
std::uint32_t naive_least_steps(const Made& made, std::uint32_t site) {
  std::vector<double> before = naive_losses(made, site, 0);
  for (std::uint32_t t = 1; t <= kMostSteps; ++t) {
    const std::vector<double> now = naive_step(made, site, before);
    double growth = 0;
    for (std::size_t i = 0; i < now.size(); ++i) growth = std::max(growth, now[i] - before[i]);
    if (growth <= made.system.options.eps) return t;
    before = now;
  }
  return 0;
}

TEST(Up, StopsWithTheStepsWrittenOut) {
  std::uint64_t whole = 0, all = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    const Made made = make(seed);
    UpEngine engine(made.system);
    LaneScratch scratch;
    std::map<std::uint32_t, std::uint32_t> found;
    UpWorker worker(engine, scratch, [&](std::uint32_t site, std::uint32_t steps) {
      EXPECT_TRUE(found.emplace(site, steps).second);
    });
    std::map<std::uint32_t, std::uint32_t> expected;
    for (std::uint32_t site = 0; site < made.system.sites; site += 1 + seed % 3) {
      const std::uint32_t steps = naive_least_steps(made, site);
      if (steps == 0) continue;
      expected[site] = steps;
      worker.find_steps(site);
    }
    worker.finish_steps();
    ASSERT_EQ(found, expected) << "seed " << seed;
    whole += worker.counts().whole_shocks;
    all += expected.size();
  }
  // Both ways are taken often.
  EXPECT_GT(whole, all / 20);
  EXPECT_LT(whole, all * 19 / 20);
}

// Without the limit that sends most cascades of small networks to lanes.
TEST(Up, BoundsDecideOnlyWhatIsSo) {
  std::uint64_t decided = 0, all = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    const Made made = make(seed);
    UpStop stop(made.system, made.system.buy_supplier.size());
    for (std::uint32_t site = 0; site < made.system.sites; site += 1 + seed % 3) {
      const std::uint32_t steps = naive_least_steps(made, site);
      if (steps == 0) continue;
      const std::uint32_t found = stop.least_steps(site);
      ++all;
      if (found == 0) continue;
      ++decided;
      ASSERT_EQ(found, steps) << "seed " << seed << " site " << site;
    }
  }
  EXPECT_GT(decided, all * 9 / 10);
}

struct Asked {
  std::uint32_t site = 0, steps = 0;
  std::vector<std::uint32_t> lost_sites;
  std::vector<double> lost;
};

std::vector<Asked> ask(const Made& made, unsigned seed) {
  std::mt19937 random(seed + 77);
  const auto uniform = [&] { return std::uniform_real_distribution<double>(0, 1)(random); };
  std::vector<Asked> all;
  for (std::uint32_t site = 0; site < made.system.sites; ++site) {
    Asked asked;
    asked.site = site;
    asked.steps = 1 + static_cast<std::uint32_t>(12 * uniform() * uniform());
    const double part = uniform() * uniform();
    const double small = uniform() < 0.3 ? 20 : 3;
    for (std::uint32_t i = 0; i < made.system.sites; ++i) {
      if (i != site && uniform() > part) continue;
      asked.lost_sites.push_back(i);
      asked.lost.push_back(i == site ? 1 : std::exp(-small * uniform()));
    }
    std::shuffle(asked.lost_sites.begin(), asked.lost_sites.end(), random);
    for (std::size_t s = 0; s < asked.lost.size(); ++s) {
      asked.lost[s] = asked.lost_sites[s] == site ? 1 : std::exp(-small * uniform());
    }
    all.push_back(asked);
  }
  return all;
}

std::vector<double> combine_all(UpWorker& worker, const CascadeSystem& system,
                                const std::vector<Asked>& all) {
  const std::size_t weights = system.weights.size();
  std::vector<double> results(2 * weights * all.size(), -1);
  for (std::size_t k = 0; k < all.size(); ++k) {
    UpShock shock;
    shock.site = all[k].site;
    shock.steps = all[k].steps;
    shock.lost_sites = all[k].lost_sites;
    shock.lost = all[k].lost;
    std::vector<double> lost_at;
    shock.lost_stride = all[k].site % 3;  // 0: no view by site
    if (shock.lost_stride > 0) {
      lost_at.assign(system.sites * shock.lost_stride, 0);
      for (std::size_t s = 0; s < all[k].lost.size(); ++s) {
        lost_at[all[k].lost_sites[s] * shock.lost_stride] = all[k].lost[s];
      }
      shock.lost_at = lost_at.data();
    }
    shock.esri_up = results.data() + 2 * weights * k;
    shock.overlap = shock.esri_up + weights;
    worker.combine(shock);
  }
  worker.flush();
  return results;
}

TEST(Up, CombinesAsTheStepsWrittenOut) {
  std::uint64_t batched = 0, shocks = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    const Made made = make(seed);
    UpEngine engine(made.system);
    LaneScratch scratch;
    UpWorker worker(engine, scratch, {});
    const std::vector<Asked> all = ask(made, seed);
    const std::vector<double> results = combine_all(worker, made.system, all);
    const std::size_t weights = made.system.weights.size();
    for (std::size_t k = 0; k < all.size(); ++k) {
      const auto losses = naive_losses(made, all[k].site, all[k].steps);
      for (std::size_t w = 0; w < weights; ++w) {
        const std::vector<double>& weight = made.system.weights[w];
        double up = 0, overlap = 0, down = 0;
        for (std::size_t i = 0; i < losses.size(); ++i) up += weight[i] * losses[i];
        for (std::size_t s = 0; s < all[k].lost.size(); ++s) {
          const std::uint32_t i = all[k].lost_sites[s];
          overlap += weight[i] * std::min(all[k].lost[s], losses[i]);
          down += weight[i] * all[k].lost[s];
        }
        const double tolerance = 1e-13 * (up + down - overlap);
        ASSERT_NEAR(results[2 * weights * k + w], up, tolerance) << seed << " " << k;
        ASSERT_NEAR(results[2 * weights * k + weights + w], overlap, tolerance) << seed << " " << k;
      }
    }
    batched += worker.counts().batched_shocks;
    shocks += all.size();
  }
  // All ways are taken often.
  EXPECT_GT(batched, shocks / 20);
  EXPECT_LT(batched, shocks / 2);
}

TEST(Up, WhatWasRunAsAWholeIsCombinedFromWhatIsKept) {
  std::uint64_t whole = 0;
  for (unsigned seed = 0; seed < 600; ++seed) {
    const Made made = make(seed);
    const std::size_t weights = made.system.weights.size();
    std::vector<Asked> all = ask(made, seed);
    std::erase_if(all,
                  [&](const Asked& asked) { return naive_least_steps(made, asked.site) == 0; });
    UpEngine engine(made.system);
    LaneScratch scratch;
    UpWorker* door = nullptr;
    std::vector<double> results(2 * weights * made.system.sites, -1);
    std::vector<std::uint32_t> steps(made.system.sites, 0);
    const auto combine = [&](std::uint32_t site, std::uint32_t found) {
      const Asked& asked =
          *std::find_if(all.begin(), all.end(), [&](const Asked& a) { return a.site == site; });
      if (site % 7 == 3) {
        door->forget(site);
        return;
      }
      UpShock shock;
      shock.site = site;
      shock.steps = steps[site] =
          found + (site % 5 == 0 ? 1 + site % 2 : 0);  // downstream is longer
      shock.lost_sites = asked.lost_sites;
      shock.lost = asked.lost;
      shock.esri_up = results.data() + 2 * weights * site;
      shock.overlap = shock.esri_up + weights;
      door->combine(shock);
    };
    UpWorker worker(engine, scratch, combine);
    door = &worker;
    for (const Asked& asked : all) worker.find_steps(asked.site);
    worker.finish_steps();
    worker.flush();
    EXPECT_EQ(worker.kept_bytes(), 0U);
    whole += worker.counts().whole_shocks;
    for (const Asked& asked : all) {
      if (asked.site % 7 == 3) continue;
      const auto losses = naive_losses(made, asked.site, steps[asked.site]);
      for (std::size_t w = 0; w < weights; ++w) {
        const std::vector<double>& weight = made.system.weights[w];
        double up = 0, overlap = 0, down = 0;
        for (std::size_t i = 0; i < losses.size(); ++i) up += weight[i] * losses[i];
        for (std::size_t s = 0; s < asked.lost.size(); ++s) {
          const std::uint32_t i = asked.lost_sites[s];
          overlap += weight[i] * std::min(asked.lost[s], losses[i]);
          down += weight[i] * asked.lost[s];
        }
        const double tolerance = 1e-13 * (up + down - overlap);
        const double* found = results.data() + 2 * weights * asked.site;
        ASSERT_NEAR(found[w], up, tolerance) << seed << " " << asked.site;
        ASSERT_NEAR(found[weights + w], overlap, tolerance) << seed << " " << asked.site;
      }
    }
  }
  EXPECT_GT(whole, 500U);
}

TEST(Up, BytesDependOnTheShockAlone) {
  for (unsigned seed = 0; seed < 400; ++seed) {
    const Made made = make(seed);
    const std::vector<Asked> all = ask(made, seed);
    UpEngine engine(made.system);
    LaneScratch scratch;
    UpWorker worker(engine, scratch, {});
    const std::vector<double> together = combine_all(worker, made.system, all);
    std::vector<Asked> backwards(all.rbegin(), all.rend());
    const std::vector<double> reversed = combine_all(worker, made.system, backwards);
    const std::size_t each = 2 * made.system.weights.size();
    for (std::size_t k = 0; k < all.size(); ++k) {
      UpWorker fresh(engine, scratch, {});
      const std::vector<double> alone = combine_all(fresh, made.system, {all[k]});
      ASSERT_EQ(0, std::memcmp(alone.data(), together.data() + k * each, each * sizeof(double)));
      ASSERT_EQ(0, std::memcmp(alone.data(), reversed.data() + (all.size() - 1 - k) * each,
                               each * sizeof(double)));
    }
  }
}

TEST(Up, KernelsAgreeToTheByte) {
  const Made made = make(3);
  const CascadeSystem& system = made.system;
  std::mt19937 random(5);
  const std::size_t size = std::size_t{system.sites} * kUpLanes;
  AlignedVector<double> from(size), first, to(size);
  for (double& x : from) x = std::uniform_real_distribution<double>(0, 1)(random);
  UpLinks links;
  links.rows = system.sites;
  links.links = system.sell_buyer.size();
  links.begin = system.sell_begin.data();
  links.buyer = system.sell_buyer.data();
  links.share = system.sell_share.data();
  const double* weights[] = {system.weights[0].data()};
  AlignedVector<double> first_sum, sum(kUpLanes), first_growth, growth(kUpLanes);
  UpOverlap overlap;
  overlap.weight = weights;
  overlap.weights = 1;
  overlap.sum = sum.data();
  std::vector<double> lost(system.sites + kUpLanes);
  for (double& x : lost) x = std::uniform_real_distribution<double>(0, 1)(random);
  for (unsigned lane = 0; lane < kUpLanes; ++lane) overlap.lost[lane] = lost.data() + lane;
  ASSERT_NE(up_kernels("baseline"), nullptr);
  for (const char* name : {"baseline", "avx2", "avx512"}) {
    const UpKernels* kernels = up_kernels(name);
    if (kernels == nullptr) continue;
    std::fill(to.begin(), to.end(), -1);
    kernels->step(links, from.data(), to.data());
    if (first.empty()) first = to;
    EXPECT_EQ(first, to) << name;
    std::fill(to.begin(), to.end(), -1);
    std::fill(sum.begin(), sum.end(), 0);
    kernels->last_step(links, from.data(), to.data(), overlap);
    if (first_sum.empty()) first_sum = sum;
    EXPECT_EQ(first, to) << name;
    EXPECT_EQ(first_sum, sum) << name;
    std::fill(to.begin(), to.end(), -1);
    std::fill(growth.begin(), growth.end(), 0.01);
    kernels->growing_step(links, from.data(), to.data(), growth.data());
    if (first_growth.empty()) first_growth = growth;
    EXPECT_EQ(first_growth, growth) << name;
    for (unsigned lane = 0; lane < kUpLanes; ++lane) {
      double most = 0.01;
      for (std::size_t at = lane; at < size; at += kUpLanes) {
        EXPECT_EQ(to[at], std::min(first[at], 1.0));
        most = std::max(most, to[at] - from[at]);
      }
      EXPECT_EQ(growth[lane], most);
    }
  }
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    for (unsigned lane = 0; lane < kUpLanes; ++lane) {
      double pulled = 0;
      for (std::uint32_t j = 0; j < system.sites; ++j) {
        pulled += made.share[i][j] * from[j * kUpLanes + lane];
      }
      EXPECT_DOUBLE_EQ(first[i * kUpLanes + lane], pulled);
      first_sum[lane] -= weights[0][i] * std::min(pulled, lost[i + lane]);
    }
  }
  for (const double rest : first_sum) EXPECT_NEAR(rest, 0, 1e-14);
}

}  // namespace
}  // namespace nail
