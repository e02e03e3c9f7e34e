// Cascades against the naive implementation, on a thousand random networks with everything that
// makes them hard, in every rule, with and without markets, as published and by default.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nail/cascade/rank.h"
#include "tests/oracle/naive_cascade.h"
#include "tests/oracle/random_firms.h"

namespace nail {
namespace {

using oracle::NaiveCascade;
using oracle::NaiveFirms;
using oracle::NaiveOutcome;
using oracle::NaiveRule;
using oracle::RandomMarket;
using oracle::RandomShock;

constexpr std::uint64_t kNetworks = 1000;

CascadeShocks shocks_of(const std::vector<RandomShock>& drawn) {
  CascadeShocks shocks;
  shocks.begin.push_back(0);
  for (const RandomShock& shock : drawn) {
    shocks.names.push_back("shock " + std::to_string(shocks.names.size()));
    for (std::uint32_t i = 0; i < shock.down.size(); ++i) {
      if (shock.down[i] == 0 && shock.up[i] == 0) continue;
      shocks.site.push_back(i);
      shocks.down.push_back(shock.down[i]);
      shocks.up.push_back(shock.up[i]);
    }
    shocks.begin.push_back(shocks.site.size());
  }
  return shocks;
}

// Size, and a second weight with gaps.
std::vector<double> second_weight(std::uint64_t seed, std::size_t sites) {
  std::vector<double> weight(sites);
  for (std::size_t i = 0; i < sites; ++i) {
    weight[i] = (seed + i) % 5 == 0 ? std::nan("") : 1 + static_cast<double>((seed * 7 + i) % 9);
  }
  weight[0] = 2;
  return weight;
}

std::vector<double> parts(std::vector<double> weight) {
  double sum = 0;
  for (double& part : weight) {
    if (std::isnan(part)) part = 0;
    sum += part;
  }
  for (double& part : weight) part /= sum == 0 ? 1 : sum;
  return weight;
}

struct Question {
  NaiveRule rule;
  CascadeRule same_rule;
  RandomMarket market;
  bool compat;
  double eps;
};

// Every question in turn: three rules, three kinds of markets, two modes, and stopping late.
Question question_of(std::uint64_t number) {
  const NaiveRule rules[] = {NaiveRule::glpf, NaiveRule::linear, NaiveRule::leontief};
  const CascadeRule same[] = {CascadeRule::glpf, CascadeRule::linear, CascadeRule::leontief};
  const RandomMarket markets[] = {RandomMarket::none, RandomMarket::product, RandomMarket::drawn};
  const std::uint64_t rule = number % 3;
  return {rules[rule], same[rule], markets[number / 3 % 3], number / 9 % 2 == 1,
          number % 5 == 4 ? 1e-4 : 1e-2};
}

void expect_near(double found, long double expected, const char* what) {
  EXPECT_NEAR(found, static_cast<double>(expected), 1e-14 + 1e-12 * found) << what;
}

void compare(std::uint64_t seed, const Question& question) {
  const NaiveFirms firms = oracle::random_firms(seed);
  const std::vector<int> market = oracle::random_market(seed, firms, question.market);
  const std::vector<double> jobs = second_weight(seed, firms.product.size());
  const FirmNetwork network = oracle::firm_network_of(
      firms, question.market == RandomMarket::drawn ? market : std::vector<int>(), jobs);

  NaiveCascade naive;
  naive.rule = question.rule;
  naive.market = market;
  naive.eps = question.eps;
  naive.compat = question.compat;
  CascadeOptions options;
  options.rule = question.same_rule;
  options.market = question.market == RandomMarket::none      ? "none"
                   : question.market == RandomMarket::product ? "product"
                                                              : "region";
  options.eps = question.eps;
  options.compat = question.compat;
  const auto by_size = make_cascade_system(network, options);
  options.weights = {"weight_1"};
  const auto by_jobs = make_cascade_system(network, options);
  ASSERT_TRUE(by_size && by_jobs);

  const std::vector<RandomShock> drawn = oracle::random_shocks(seed, firms);
  const CascadeShocks shocks = shocks_of(drawn);
  const RankResults results = rank_range(*by_size, shocks, 0, drawn.size());
  const RankResults jobs_results = rank_range(*by_jobs, shocks, 0, drawn.size());
  const RankResults single = rank_range(*by_size, {}, 0, firms.product.size());
  const std::vector<double> sizes = parts(oracle::naive_sizes(firms));
  const std::vector<double> posts = parts(jobs);
  for (std::size_t k = 0; k < drawn.size(); ++k) {
    SCOPED_TRACE("shock " + std::to_string(k));
    const NaiveOutcome outcome = naive_cascade(firms, naive, drawn[k].down, drawn[k].up);
    long double both = 0, down = 0, up = 0, jobs_both = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      both += sizes[i] * std::max(outcome.down[i], outcome.up[i]);
      down += sizes[i] * outcome.down[i];
      up += sizes[i] * outcome.up[i];
      jobs_both += posts[i] * std::max(outcome.down[i], outcome.up[i]);
    }
    ASSERT_EQ(results.iterations[k], outcome.iterations);
    expect_near(results.esri[k], both, "esri");
    expect_near(results.esri_down[k], down, "esri_down");
    expect_near(results.esri_up[k], up, "esri_up");
    expect_near(jobs_results.esri[k], jobs_both, "by jobs");
    if (k < single.count()) {
      ASSERT_EQ(single.iterations[k], outcome.iterations);
      expect_near(single.esri[k], both, "single esri");
      expect_near(single.esri_down[k], down, "single esri_down");
      expect_near(single.esri_up[k], up, "single esri_up");
    }
    if (k % 5 != seed % 5) continue;
    const CascadeState state = run_cascade(*by_size, shocks, k);
    EXPECT_EQ(state.iterations, outcome.iterations);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      expect_near(state.down[i], outcome.down[i], "down");
      expect_near(state.up[i], outcome.up[i], "up");
    }
  }
}

TEST(CascadeOracle, AThousandNetworks) {
  for (std::uint64_t seed = 1; seed <= kNetworks; ++seed) {
    for (std::uint64_t turn = 0; turn < 2; ++turn) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", question " +
                   std::to_string(seed * 7 + turn * 9));
      compare(seed, question_of(seed * 7 + turn * 9));
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace nail
