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

using namespace oracle;  // NOLINT(google-build-using-namespace): all of it, in one file

RandomCaseOptions options_of(std::uint64_t seed) {
  RandomCaseOptions options;
  options.places = 1 + static_cast<int>(seed % 5);
  options.products = 1 + static_cast<int>(seed / 5 % 6);
  options.cycles = seed % 3 != 0;
  return options;
}

NaiveDemand key_of(const StressUse& use) {
  const int user = use.unknown_makers ? -2 : use.buyer ? static_cast<int>(use.buyer.index()) : -1;
  return {static_cast<int>(use.product.index()), user, use.priority};
}

NaiveNode key_of(const StressNode& node) {
  return {static_cast<int>(node.product.index()), static_cast<int>(node.place.index())};
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
      const auto found = naive.demand_weight().find(key_of(net.demand(i)));
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

// Every number of every day. Returns what differs most.
void compare(std::uint64_t seed, StressMode mode, double& largest) {
  const LoadedCase loaded = random_stress_case(seed, options_of(seed));
  const Scenario scenario = random_scenario(seed, loaded.data);
  const ProductNetwork network = compile_network(loaded);
  StressNetworkOptions observing;
  observing.observers = {UserId(0), network.user_of(BlocId(0))};
  const StressNetwork net = compile_stress_network(network, shares_at_values(network), observing);
  const auto plan = plan_shocks(net, scenario);
  ASSERT_TRUE(plan);
  StressRunOptions options;
  options.days = 60;
  options.mode = mode;
  const NaiveStress naive(loaded.data, {0, static_cast<int>(network.places)});
  const auto expected = naive.run(scenario, mode == StressMode::ario, options.days);
  const char* what = "";
  int day = 0;
  const auto near = [&](double a, double b, const char* which, int on) {
    const double difference = std::abs(a - b);
    if (!(difference <= largest)) largest = difference, what = which, day = on;
  };
  largest = 0;
  run_stress(net, *plan, options, [&](const DayView& view) {
    const NaiveDay& there = expected[static_cast<std::size_t>(view.day)];
    for (std::size_t n = 0; n < net.nodes.size(); ++n) {
      const NaiveNode node = key_of(net.nodes[n]);
      near(view.output[n], there.output.at(node), "output", view.day);
      for (std::uint32_t u = net.use_begin[n]; u < net.use_begin[n + 1]; ++u) {
        const int input = static_cast<int>(u - net.use_begin[n]);
        near(view.stock[u], there.stock.at({node, input}), "stock", view.day);
      }
    }
    for (std::size_t i = 0; i < net.demands(); ++i) {
      const NaiveDemand key = key_of(net.demand(i));
      near(view.demand[i], there.demand.at(key), "demand", view.day);
      near(view.unmet[i], there.unmet.at(key), "unmet", view.day);
      near(view.stock[net.first_demand + i], there.demand_stock.at(key), "demand stock", view.day);
    }
    return largest < 1e-9;
  });
  EXPECT_LT(largest, 1e-11) << "seed " << seed << ": " << what << " on day " << day;
}

TEST(Stress, IsTheNaiveModelInCascade) {
  double largest = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) compare(seed, StressMode::cascade, largest);
}

TEST(Stress, IsTheNaiveModelInArio) {
  double largest = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) compare(seed, StressMode::ario, largest);
}

}  // namespace
}  // namespace nail
