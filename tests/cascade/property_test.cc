// What must hold of every network: names and units do not matter, a bigger shock never hurts less,
// nobody costs less than himself, a site in two halves is the same site; and the same bytes come
// from any number of threads, any cut into ranges and any instruction set.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <random>

#include "nail/cascade/firm_generate.h"
#include "nail/cascade/lane_engine.h"
#include "nail/cascade/rank.h"
#include "nail/numeric/parallel.h"
#include "tests/oracle/random_firms.h"

namespace nail {
namespace {

using oracle::NaiveFirms;
using oracle::NaiveLink;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

CascadeSystem system_of(const NaiveFirms& firms, const CascadeOptions& options) {
  return std::move(*make_cascade_system(oracle::firm_network_of(firms, {}, {}), options));
}

CascadeOptions options_of(std::uint64_t seed) {
  CascadeOptions options;
  const CascadeRule rules[] = {CascadeRule::glpf, CascadeRule::linear, CascadeRule::leontief};
  options.rule = rules[seed % 3];
  options.market = seed / 3 % 2 == 0 ? "none" : "product";
  return options;
}

RankResults all_of(const CascadeSystem& system) { return rank_range(system, {}, 0, system.sites); }

void expect_same(double a, double b) { EXPECT_NEAR(a, b, 1e-15 + 1e-12 * b); }

TEST(CascadeProperty, RelabellingPermutes) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    const NaiveFirms firms = oracle::random_firms(seed);
    std::mt19937_64 dice(seed);
    std::vector<int> name(at(firms.sites())), good(at(firms.products));
    std::iota(name.begin(), name.end(), 0);
    std::iota(good.begin(), good.end(), 0);
    std::shuffle(name.begin(), name.end(), dice);
    std::shuffle(good.begin(), good.end(), dice);
    NaiveFirms other = firms;
    for (int i = 0; i < firms.sites(); ++i) {
      other.product[at(name[at(i)])] = good[at(firms.product[at(i)])];
      other.output[at(name[at(i)])] = firms.output[at(i)];
    }
    for (NaiveLink& link : other.links) {
      link = {name[at(link.supplier)], name[at(link.buyer)], link.value, good[at(link.product)]};
    }
    std::shuffle(other.links.begin(), other.links.end(), dice);
    for (int k = 0; k < firms.products; ++k) {
      for (int l = 0; l < firms.products; ++l) {
        other.necessity[at(good[at(k)])][at(good[at(l)])] = firms.necessity[at(k)][at(l)];
      }
    }
    const RankResults a = all_of(system_of(firms, options_of(seed)));
    const RankResults b = all_of(system_of(other, options_of(seed)));
    for (std::size_t i = 0; i < name.size(); ++i) {
      ASSERT_EQ(a.iterations[i], b.iterations[at(name[i])]);
      expect_same(a.esri[i], b.esri[at(name[i])]);
      expect_same(a.esri_down[i], b.esri_down[at(name[i])]);
      expect_same(a.esri_up[i], b.esri_up[at(name[i])]);
    }
  }
}

TEST(CascadeProperty, TheUnitOfMoneyDoesNotMatter) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    const NaiveFirms firms = oracle::random_firms(seed);
    const RankResults a = all_of(system_of(firms, options_of(seed)));
    for (const double unit : {0x1p-40, 3.7e5, 1e-14}) {
      NaiveFirms other = firms;
      for (NaiveLink& link : other.links) link.value *= unit;
      for (double& output : other.output) output *= unit;
      const RankResults b = all_of(system_of(other, options_of(seed)));
      ASSERT_EQ(a.iterations, b.iterations);
      for (std::size_t i = 0; i < a.esri.size(); ++i) {
        if (unit == 0x1p-40) {
          EXPECT_EQ(a.esri[i], b.esri[i]);  // a power of two rounds nothing
        } else {
          expect_same(a.esri[i], b.esri[i]);
        }
      }
    }
  }
}

// Site by site and step by step, to the last bit: every operation of a step is monotone, rounding
// too. (Of two cascades that stop early, that of the bigger shock may stop earlier.)
TEST(CascadeProperty, ABiggerShockNeverHurtsLess) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    const NaiveFirms firms = oracle::random_firms(seed);
    const CascadeSystem system = system_of(firms, options_of(seed));
    CascadeShocks shocks;
    shocks.names = {"less", "more"};
    LaneEngine engine(system, lane_kernels());
    for (const oracle::RandomShock& shock : oracle::random_shocks(seed, firms)) {
      shocks.begin.assign(1, 0);
      shocks.site.clear();
      shocks.down.clear();
      shocks.up.clear();
      for (const double bigger : {0.0, 0.3}) {
        for (std::uint32_t i = 0; i < shock.down.size(); ++i) {
          shocks.site.push_back(i);
          shocks.down.push_back(std::min(1.0, shock.down[i] * (1 + bigger)));
          shocks.up.push_back(std::min(1.0, shock.up[i] + (i % 2 == 0 ? bigger : 0)));
        }
        shocks.begin.push_back(shocks.site.size());
      }
      engine.load(2, shocks, 0);
      engine.load(5, shocks, 1);
      for (int step = 0; step < 30; ++step) {
        engine.step();
        for (std::size_t i = 0; i < shock.down.size(); ++i) {
          ASSERT_LE(engine.down()[i * kShockLanes + 2], engine.down()[i * kShockLanes + 5]);
          ASSERT_LE(engine.up()[i * kShockLanes + 2], engine.up()[i * kShockLanes + 5]);
        }
      }
      engine.clear(1U << 2 | 1U << 5);
    }
  }
}

TEST(CascadeProperty, NobodyCostsLessThanHimself) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    CascadeOptions options = options_of(seed);
    options.compat = seed % 2 == 0;
    const CascadeSystem system = system_of(oracle::random_firms(seed), options);
    const RankResults rank = all_of(system);
    for (std::size_t i = 0; i < rank.count(); ++i) {
      const double own = system.weights[0][system.number[i]];
      EXPECT_GE(rank.esri_down[i], own * (1 - 1e-15));
      EXPECT_GE(rank.esri_up[i], own * (1 - 1e-15));
      EXPECT_GE(rank.esri[i], std::max(rank.esri_down[i], rank.esri_up[i]) * (1 - 1e-14));
      EXPECT_LE(rank.esri[i], (rank.esri_down[i] + rank.esri_up[i]) * (1 + 1e-14));
      EXPECT_LE(rank.esri[i], 1 + 1e-14);
    }
  }
}

// Not with markets: half a site is replaced more easily than a whole one.
TEST(CascadeProperty, ASiteInTwoHalvesIsTheSameSite) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    const NaiveFirms firms = oracle::random_firms(seed);
    const int half = static_cast<int>(seed) % firms.sites(), twin = firms.sites();
    NaiveFirms other = firms;
    other.product.push_back(firms.product[at(half)]);
    other.output[at(half)] /= 2;
    other.output.push_back(other.output[at(half)]);
    other.links.clear();
    for (const NaiveLink& link : firms.links) {
      const bool sells = link.supplier == half, buys = link.buyer == half;
      const double value = link.value / (sells ? 2 : 1) / (buys ? 2 : 1);
      for (int s = 0; s <= (sells ? 1 : 0); ++s) {
        for (int b = 0; b <= (buys ? 1 : 0); ++b) {
          other.links.push_back(
              {s == 1 ? twin : link.supplier, b == 1 ? twin : link.buyer, value, link.product});
        }
      }
    }
    CascadeOptions options = options_of(seed);
    options.market = "none";
    const RankResults whole = all_of(system_of(firms, options));
    CascadeShocks shocks;
    shocks.begin.push_back(0);
    for (std::uint32_t i = 0; i < firms.product.size(); ++i) {
      shocks.names.emplace_back("shock");
      shocks.site.push_back(i);
      if (i == at(half)) shocks.site.push_back(static_cast<std::uint32_t>(twin));
      shocks.begin.push_back(shocks.site.size());
    }
    shocks.down.assign(shocks.site.size(), 1);
    shocks.up = shocks.down;
    const RankResults halves =
        rank_range(system_of(other, options), shocks, 0, shocks.names.size());
    ASSERT_EQ(whole.iterations, halves.iterations);
    for (std::size_t i = 0; i < whole.count(); ++i) {
      expect_same(whole.esri[i], halves.esri[i]);
      expect_same(whole.esri_down[i], halves.esri_down[i]);
      expect_same(whole.esri_up[i], halves.esri_up[i]);
    }
  }
}

CascadeSystem generated(const CascadeOptions& options) {
  GeneratedFirms size;
  size.sites = 600;
  size.links = 4000;
  size.correlation = 0.5;
  size.final_demand = 0.1;
  Case data;
  data.kind = CaseKind::firms;
  data.firms = std::move(*generate_firms(size));
  const auto network = make_firm_network(std::move(data));
  return std::move(*make_cascade_system(*network, options));
}

void expect_equal(const RankResults& a, const RankResults& b) {
  EXPECT_EQ(a.first, b.first);
  EXPECT_EQ(a.iterations, b.iterations);
  EXPECT_EQ(a.esri, b.esri);
  EXPECT_EQ(a.esri_down, b.esri_down);
  EXPECT_EQ(a.esri_up, b.esri_up);
  EXPECT_EQ(a.counts.reached, b.counts.reached);
}

TEST(CascadeProperty, TheSameBytesFromAnyThreadsAndRanges) {
  for (const CascadeEngine engine : {CascadeEngine::fastest, CascadeEngine::lanes}) {
    CascadeOptions options;
    options.market = "product";
    options.engine = engine;
    const CascadeSystem system = generated(options);
    const RankResults whole = all_of(system);
    for (const int threads : {1, 2, 8}) {
      set_threads(threads);
      expect_equal(whole, all_of(system));
    }
    set_threads(0);
    std::vector<RankResults> parts;
    for (const std::uint64_t cut : {0, 1, 3, 20, 257, 600}) {
      const std::uint64_t from = parts.empty() ? 0 : parts.back().first + parts.back().count();
      parts.push_back(rank_range(system, {}, from, cut - from));
    }
    const auto merged = merge_ranks(parts);
    ASSERT_TRUE(merged);
    expect_equal(whole, *merged);
    // Dense lanes visit every link, whatever a cascade reaches.
    const std::uint64_t steps =
        std::accumulate(whole.iterations.begin(), whole.iterations.end(), std::uint64_t{0});
    if (engine == CascadeEngine::lanes) {
      EXPECT_EQ(whole.counts.down_links, steps * system.slot_supplier.size());
      EXPECT_EQ(whole.counts.up_links, steps * system.sell_buyer.size());
    } else {
      EXPECT_LT(whole.counts.down_links, steps * system.slot_supplier.size());
    }
    EXPECT_EQ(merged->counts.shocks, 600U);
    parts.erase(parts.begin() + 3);
    EXPECT_EQ(merge_ranks(parts).error().code, ExitCode::internal);
  }
}

TEST(CascadeProperty, TheSameBytesFromAnyInstructionSet) {
  for (const char* market : {"none", "product"}) {
    CascadeOptions options;
    options.market = market;
    const CascadeSystem system = generated(options);
    const auto run = [&](const LaneKernels& kernels, std::vector<double>& sums) {
      LaneEngine engine(system, kernels);
      for (unsigned lane = 0; lane < kShockLanes; ++lane) engine.load(lane, {}, lane * 31);
      for (int step = 0; step < 12; ++step) engine.step();
      LaneSums found;
      engine.weigh(0, found);
      for (unsigned lane = 0; lane < kShockLanes; ++lane) {
        sums.insert(sums.end(), {found.both[lane], found.down[lane], found.up[lane],
                                 found.reached[lane], engine.is_done(lane) ? 1.0 : 0.0});
      }
      sums.insert(sums.end(), engine.down(), engine.down() + system.sites * kShockLanes);
      sums.insert(sums.end(), engine.up(), engine.up() + system.sites * kShockLanes);
    };
    std::vector<double> expected;
    run(*lane_kernels("baseline"), expected);
    int tried = 0;
    for (const char* name : {"avx2", "avx512"}) {
      const LaneKernels* kernels = lane_kernels(name);
      if (kernels == nullptr) continue;
      std::vector<double> found;
      run(*kernels, found);
      EXPECT_EQ(found, expected) << name;
      ++tried;
    }
    if (tried == 0) GTEST_SKIP() << "this machine has one instruction set";
  }
}

TEST(CascadeProperty, SeveralWeightsInOneRun) {
  const NaiveFirms firms = oracle::random_firms(17);
  std::vector<double> jobs(firms.product.size(), 1);
  jobs[0] = 5;
  const FirmNetwork network = oracle::firm_network_of(firms, {}, jobs);
  CascadeOptions options;
  options.weights = {"weight_1"};
  const RankResults one = all_of(*make_cascade_system(network, options));
  options.weights = {"weight_1", "weight_1"};
  const RankResults two = all_of(*make_cascade_system(network, options));
  ASSERT_EQ(two.weights, 2U);
  for (std::size_t i = 0; i < one.count(); ++i) {
    EXPECT_EQ(two.esri[2 * i], one.esri[i]);
    EXPECT_EQ(two.esri[2 * i + 1], one.esri[i]);
    EXPECT_EQ(two.esri_up[2 * i + 1], one.esri_up[i]);
  }
}

TEST(CascadeProperty, LossesAreVisitedOnceAShock) {
  CascadeOptions options;
  options.market = "product";
  const CascadeSystem system = generated(options);
  std::vector<CascadeState> found(30);
  EXPECT_TRUE(visit_losses(system, {}, 100, 30, [&](std::uint64_t k, const CascadeLosses& losses) {
    CascadeState& state = found.at(k - 100);
    EXPECT_EQ(state.iterations, 0U);
    state.down.assign(losses.down.begin(), losses.down.end());
    state.up.assign(losses.up.begin(), losses.up.end());
    state.iterations = losses.iterations;
  }));
  for (std::uint64_t k = 100; k < 130; ++k) {
    const CascadeState state = run_cascade(system, {}, k);
    EXPECT_EQ(found[k - 100].down, state.down);
    EXPECT_EQ(found[k - 100].up, state.up);
    EXPECT_EQ(found[k - 100].iterations, state.iterations);
  }
}

TEST(CascadeProperty, ARunCanBeInterrupted) {
  const CascadeSystem system = generated({});
  std::atomic<int> calls{0};
  const RankResults stopped = rank_range(system, {}, 0, system.sites, [&](std::uint64_t) {
    ++calls;
    return false;
  });
  EXPECT_GT(calls, 0);
  EXPECT_EQ(stopped.count(), system.sites);
  std::uint64_t last = 0;
  const RankResults whole = rank_range(system, {}, 0, system.sites, [&](std::uint64_t done) {
    EXPECT_GE(done, last);
    last = done;
    return true;
  });
  EXPECT_FALSE(whole.interrupted);
  EXPECT_EQ(last, system.sites);
}

// From every loss the way back ends at a site that the shock hit.
TEST(CascadeProperty, EveryLossLeadsBackToTheShock) {
  std::size_t ways = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    const CascadeSystem system = system_of(oracle::random_firms(seed), options_of(seed));
    for (std::uint32_t k = 0; k < system.sites; ++k) {
      const CascadeState state = run_cascade(system, {}, k);
      const auto follow = [&](const std::vector<double>& losses,
                              const std::vector<std::uint32_t>& cause) {
        EXPECT_EQ(cause[k], kNoCause);
        for (std::uint32_t site = 0; site < system.sites; ++site) {
          EXPECT_LE(losses[site], 1.0);  // to the last bit
          if (!(losses[site] > 0)) {
            EXPECT_EQ(cause[site], kNoCause);
            continue;
          }
          std::uint32_t back = site, steps = 0;
          for (; back != k && back != kNoCause && steps <= system.sites; ++steps) {
            back = cause[back];
          }
          EXPECT_EQ(back, k);
          ways += steps;
        }
      };
      follow(state.down, state.cause_down);
      follow(state.up, state.cause_up);
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(ways, 10'000U);
}

}  // namespace
}  // namespace nail
