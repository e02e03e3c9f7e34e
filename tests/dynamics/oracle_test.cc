// The daily model against a second implementation, written straight from its page.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nail/dynamics/stress_run.h"
#include "tests/oracle/naive_exposure.h"
#include "tests/oracle/naive_stress.h"
#include "tests/oracle/random_stress.h"

namespace nail {
namespace {

using namespace oracle;

RandomCaseOptions options_of(std::uint64_t seed) {
  RandomCaseOptions options;
  options.places = 1 + static_cast<int>(seed % 5);
  options.products = 1 + static_cast<int>(seed / 5 % 6);
  options.cycles = seed % 3 != 0;
  return options;
}

int user_of(const StressNetwork& net, const StressUse& use) {
  if (use.unknown_makers) return -2;
  return use.buyer ? static_cast<int>(use.buyer.index()) : -1;
  (void)net;
}

NaiveDemand key_of(const StressNetwork& net, const StressUse& use) {
  return {static_cast<int>(use.product.index()), user_of(net, use), use.priority};
}

TEST(NaiveStress, TheNetworkHasTheSameWeights) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const LoadedCase loaded = random_stress_case(seed, options_of(seed));
    const ProductNetwork network = compile_network(loaded);
    StressNetworkOptions options;
    options.observers = {UserId(0), network.user_of(BlocId(0))};
    const StressNetwork net = compile_stress_network(network, shares_at_values(network), options);
    const NaiveStress naive(loaded.data, {0, static_cast<int>(network.places)});
    ASSERT_EQ(net.demands(), naive.demand_weight().size()) << seed;
    for (std::size_t i = 0; i < net.demands(); ++i) {
      const auto found = naive.demand_weight().find(key_of(net, net.demand(i)));
      ASSERT_NE(found, naive.demand_weight().end()) << seed;
      EXPECT_NEAR(net.demand(i).weight, found->second, 1e-14) << seed;
    }
  }
}

TEST(NaiveStress, WithoutStocksThePermanentOutageEndsInTheExposure) {
  RandomStressOptions bare;
  bare.stocks = bare.lead_times = bare.capacity = bare.priorities = false;
  double largest = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const LoadedCase loaded = random_stress_case(seed, options_of(seed), bare);
    const int places = static_cast<int>(loaded.data.places.size());
    std::vector<int> users;
    for (int user = 0; user <= places; ++user) users.push_back(user);
    Scenario scenario;
    Shock shock;
    shock.place = loaded.data.places[0].id;
    shock.size.value = 1;
    shock.days.value = 10000;
    scenario.shocks = {shock};
    const auto days = NaiveStress(loaded.data, users).run(scenario, false, 400);
    NaiveQuestion question;
    question.away = {0};
    const auto loss = NaiveExposure(loaded.data).loss(question);
    for (const auto& [key, unmet] : days.back().unmet) {
      if (key.user < 0) continue;
      const double expected =
          loss[static_cast<std::size_t>(key.product)][static_cast<std::size_t>(key.user)];
      // A cycle may still be on its way down.
      EXPECT_LE(unmet, expected + 1e-11);
      largest = std::max(largest, std::abs(unmet - expected));
    }
  }
  EXPECT_LT(largest, 1e-3);
}

}  // namespace
}  // namespace nail
