// What must hold of the daily model whatever the case.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "nail/dynamics/stress_run.h"
#include "tests/oracle/naive_exposure.h"
#include "tests/oracle/random_stress.h"

namespace nail {
namespace {

using oracle::NaiveExposure;
using oracle::NaiveQuestion;
using oracle::random_scenario;
using oracle::random_stress_case;
using oracle::RandomCaseOptions;
using oracle::RandomStressOptions;

constexpr StressMode kModes[] = {StressMode::cascade, StressMode::ario};

RandomCaseOptions options_of(std::uint64_t seed) {
  RandomCaseOptions options;
  options.places = 2 + static_cast<int>(seed % 4);
  options.products = 1 + static_cast<int>(seed / 5 % 6);
  options.cycles = seed % 3 != 0;
  return options;
}

struct Compiled {
  explicit Compiled(LoadedCase of) : loaded(std::move(of)) {
    network = compile_network(loaded);
    StressNetworkOptions options;
    for (std::size_t user = 0; user < network.users; ++user) options.observers.emplace_back(user);
    net = compile_stress_network(network, shares_at_values(network), options);
  }
  LoadedCase loaded;
  ProductNetwork network;
  StressNetwork net;
};

std::unique_ptr<Compiled> compiled(LoadedCase loaded) {
  return std::make_unique<Compiled>(std::move(loaded));
}

// What a use starts with; a government's stock that is never released is not counted.
double stock_of(const StressUse& use) {
  return use.stock_days + (use.release == Release::never ? 0 : use.government_days);
}

struct Days {
  std::vector<std::vector<double>> output, unmet, stock;
};

Days days_of(const StressNetwork& net, const ShockPlan& plan, StressMode mode, int days) {
  StressRunOptions options;
  options.days = days;
  options.mode = mode;
  Days out;
  run_stress(net, plan, options, [&](const DayView& day) {
    out.output.emplace_back(day.output.begin(), day.output.end());
    out.unmet.emplace_back(day.unmet.begin(), day.unmet.end());
    out.stock.emplace_back(day.stock.begin(), day.stock.end());
    return true;
  });
  return out;
}

ShockPlan outage_of(const StressNetwork& net, PlaceId place, int days) {
  std::vector<NodeId> nodes;
  for (std::size_t n = 0; n < net.nodes.size(); ++n) {
    if (net.nodes[n].place == place) nodes.emplace_back(n);
  }
  return plan_outage(nodes, days);
}

constexpr RandomStressOptions kBare{false, false, false, false};
constexpr int kForever = 300000;

// Runs until nothing moves any more.
struct Limit {
  std::vector<double> output, unmet;
};
Limit limit_of(const StressNetwork& net, const ShockPlan& plan) {
  StressRunOptions options;
  options.days = kForever;
  Limit last;
  run_stress(net, plan, options, [&](const DayView& day) {
    double change = day.day == 0 ? 1 : 0;
    for (std::size_t n = 0; n < last.output.size(); ++n) {
      change = std::max(change, std::abs(last.output[n] - day.output[n]));
    }
    for (std::size_t i = 0; i < last.unmet.size(); ++i) {
      change = std::max(change, std::abs(last.unmet[i] - day.unmet[i]));
    }
    last.output.assign(day.output.begin(), day.output.end());
    last.unmet.assign(day.unmet.begin(), day.unmet.end());
    return day.day < 5 || change > 1e-16;
  });
  return last;
}

TEST(StressProperty, WithoutStocksThePermanentOutageEndsInTheExposure) {
  int moved = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto c = compiled(random_stress_case(seed, options_of(seed), kBare));
    const Limit limit = limit_of(c->net, outage_of(c->net, PlaceId(0), kForever));
    NaiveQuestion question;
    question.away = {0};
    const auto loss = NaiveExposure(c->loaded.data).loss(question);
    for (std::size_t i = 0; i < c->net.demands(); ++i) {
      const StressUse& use = c->net.demand(i);
      if (!use.buyer) continue;
      EXPECT_NEAR(limit.unmet[i], loss[use.product.index()][use.buyer.index()], 1e-12) << seed;
      moved += limit.unmet[i] > 0.01;
    }
  }
  EXPECT_GT(moved, 500);
}

TEST(StressProperty, StocksOnlyHelp) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const auto bare = compiled(random_stress_case(seed, options_of(seed), kBare));
    const Limit limit = limit_of(bare->net, outage_of(bare->net, PlaceId(0), kForever));
    RandomStressOptions stocked = kBare;
    stocked.stocks = stocked.lead_times = true;
    const auto c = compiled(random_stress_case(seed, options_of(seed), stocked));
    ASSERT_EQ(c->net.nodes.size(), bare->net.nodes.size());
    ASSERT_EQ(c->net.demands(), bare->net.demands());
    const Days days =
        days_of(c->net, outage_of(c->net, PlaceId(0), kForever), StressMode::cascade, 120);
    for (const auto& output : days.output) {
      for (std::size_t n = 0; n < output.size(); ++n) EXPECT_GE(output[n], limit.output[n] - 1e-12);
    }
    for (const auto& unmet : days.unmet) {
      for (std::size_t i = 0; i < unmet.size(); ++i) EXPECT_LE(unmet[i], limit.unmet[i] + 1e-12);
    }
  }
}

TEST(StressProperty, BaselineStaysToTheLastBit) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto c = compiled(random_stress_case(seed, options_of(seed)));
    // No shock at all, and shocks without size: the second goes through the whole model.
    Scenario nothing = random_scenario(seed, c->loaded.data);
    for (Shock& shock : nothing.shocks) {
      shock.size.value = shock.kind == ShockKind::demand_surge ? 1 : 0;
    }
    for (const ShockPlan& plan : {ShockPlan{}, *plan_shocks(c->net, nothing)}) {
      for (const StressMode mode : kModes) {
        const Days days = days_of(c->net, plan, mode, 40);
        ASSERT_EQ(days.output.size(), 40U);
        for (const auto& output : days.output) {
          for (const double y : output) ASSERT_EQ(y, 1) << seed;
        }
        for (const auto& unmet : days.unmet) {
          for (const double lost : unmet) ASSERT_EQ(lost, 0) << seed;
        }
        for (const auto& stock : days.stock) {
          for (std::size_t u = 0; u < stock.size(); ++u) {
            ASSERT_EQ(stock[u], stock_of(c->net.uses[u])) << seed;
          }
        }
      }
    }
  }
}

TEST(StressProperty, NothingIsNegativeAndNoStockPassesItsTarget) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto c = compiled(random_stress_case(seed, options_of(seed)));
    const auto plan = plan_shocks(c->net, random_scenario(seed, c->loaded.data));
    for (const StressMode mode : kModes) {
      const Days days = days_of(c->net, *plan, mode, 60);
      for (std::size_t t = 0; t < days.output.size(); ++t) {
        for (std::size_t n = 0; n < days.output[t].size(); ++n) {
          EXPECT_GE(days.output[t][n], 0);
          EXPECT_LE(days.output[t][n], mode == StressMode::ario ? c->net.nodes[n].capacity : 1);
        }
        for (const double unmet : days.unmet[t]) EXPECT_GE(unmet, 0);
        for (std::size_t u = 0; u < days.stock[t].size(); ++u) {
          EXPECT_GE(days.stock[t][u], 0);
          EXPECT_LE(days.stock[t][u], stock_of(c->net.uses[u]));
        }
      }
    }
  }
}

// Not on every day: who makes less keeps what it did not use, and has it later. But of all that was
// lost by any day. Held cargo may help against a later shock, a government's stock may be let go
// earlier, and an alternative be drawn down in another order: cases without these.
TEST(StressProperty, ABiggerShockNeverHurtsLessInTheCascade) {
  int worse = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    LoadedCase loaded = random_stress_case(seed, options_of(seed));
    for (RecipeRow& row : loaded.data.recipes) row.alternative.clear();
    for (StockRow& row : loaded.data.stocks) {
      if (row.release == "threshold") row.release = "at_once";
    }
    const auto c = compiled(std::move(loaded));
    Scenario small = random_scenario(seed, c->loaded.data);
    std::erase_if(small.shocks,
                  [](const Shock& shock) { return shock.kind == ShockKind::transport; });
    Scenario big = small;
    for (Shock& shock : big.shocks) {
      if (shock.kind == ShockKind::demand_surge) {
        shock.size.value *= 1.3;
      } else {
        shock.size.value = 1 - 0.6 * (1 - shock.size.value);
      }
      // As long again where it was in full force, so that it covers what has faded before. A surge
      // below 1 is relief, which must not last longer.
      if (shock.kind != ShockKind::demand_surge) shock.days.value += 5;
    }
    const Days less = days_of(c->net, *plan_shocks(c->net, small), StressMode::cascade, 60);
    const Days more = days_of(c->net, *plan_shocks(c->net, big), StressMode::cascade, 60);
    std::vector<double> sum_less(c->net.demands()), sum_more(c->net.demands());
    for (std::size_t t = 0; t < less.unmet.size(); ++t) {
      for (std::size_t i = 0; i < less.unmet[t].size(); ++i) {
        sum_less[i] += less.unmet[t][i];
        sum_more[i] += more.unmet[t][i];
        EXPECT_GE(sum_more[i], sum_less[i] - 1e-11) << seed << " day " << t;
        worse += sum_more[i] > sum_less[i] + 1e-9;
      }
    }
  }
  EXPECT_GT(worse, 1000);
}

double largest_difference(const std::vector<std::vector<double>>& a,
                          const std::vector<std::vector<double>>& b) {
  double largest = a.size() == b.size() ? 0 : 1;
  for (std::size_t t = 0; t < a.size(); ++t) {
    for (std::size_t i = 0; i < a[t].size(); ++i) {
      largest = std::max(largest, std::abs(a[t][i] - b[t][i]));
    }
  }
  return largest;
}

TEST(StressProperty, TheOrderOfRowsChangesNothing) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const auto a = compiled(random_stress_case(seed, options_of(seed)));
    LoadedCase turned = random_stress_case(seed, options_of(seed));
    Case& data = turned.data;
    std::reverse(data.supply.begin(), data.supply.end());
    std::reverse(data.sourcing.begin(), data.sourcing.end());
    std::reverse(data.recipes.begin(), data.recipes.end());
    std::reverse(data.demand.begin(), data.demand.end());
    std::reverse(data.stocks.begin(), data.stocks.end());
    std::reverse(data.routes.begin(), data.routes.end());
    Diagnostics ignored;
    turned.sets = make_share_sets(data, "supply.csv", ignored);
    const auto b = compiled(std::move(turned));
    const Scenario scenario = random_scenario(seed, a->loaded.data);
    for (const StressMode mode : kModes) {
      const Days x = days_of(a->net, *plan_shocks(a->net, scenario), mode, 50);
      const Days y = days_of(b->net, *plan_shocks(b->net, scenario), mode, 50);
      EXPECT_LT(largest_difference(x.output, y.output), 1e-12) << seed;
      EXPECT_LT(largest_difference(x.unmet, y.unmet), 1e-12) << seed;
      EXPECT_LT(largest_difference(x.stock, y.stock), 1e-11) << seed;
    }
  }
}

TEST(StressProperty, AnUnrelatedProductChangesNothing) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto a = compiled(random_stress_case(seed, options_of(seed)));
    LoadedCase more = random_stress_case(seed, options_of(seed));
    Product product;
    product.id = product.name = "z";
    product.stock_days = 7;
    more.data.product_ids.emplace("z", ProductId(more.data.products.size()));
    more.data.products.push_back(product);
    SupplyRow row;
    row.product = more.data.find_product("z");
    row.place = PlaceId(0);
    row.share.value = 0.7;
    row.from.source = SourceId(0);
    more.data.supply.push_back(row);
    Diagnostics ignored;
    more.sets = make_share_sets(more.data, "supply.csv", ignored);
    const auto b = compiled(std::move(more));
    // A scenario of the case without it, which never means all products.
    Scenario scenario = random_scenario(seed, a->loaded.data);
    for (const StressMode mode : kModes) {
      const Days x = days_of(a->net, *plan_shocks(a->net, scenario), mode, 40);
      const Days y = days_of(b->net, *plan_shocks(b->net, scenario), mode, 40);
      for (std::size_t t = 0; t < x.output.size(); ++t) {
        // The new product stands last, and with it its node.
        for (std::size_t n = 0; n < x.output[t].size(); ++n) {
          ASSERT_EQ(x.output[t][n], y.output[t][n]) << seed;
        }
        for (std::size_t i = 0; i < x.unmet[t].size(); ++i) {
          ASSERT_EQ(x.unmet[t][i], y.unmet[t][i]) << seed;
        }
      }
    }
  }
}

// One place becomes two of half its size that do all it does: each of the two is what it was.
LoadedCase split_first_place(const LoadedCase& whole) {
  LoadedCase out;
  out.data = whole.data;
  Case& data = out.data;
  Place twin = data.places[0];
  twin.id = twin.name = "TWIN";
  const PlaceId other(data.places.size());
  data.place_ids.emplace("TWIN", other);
  data.places.push_back(twin);
  const std::string first = data.places[0].id;
  const auto half = [&](auto& rows, auto place_of, auto halve) {
    const std::size_t n = rows.size();
    for (std::size_t i = 0; i < n; ++i) {
      if (rows[i].*place_of != PlaceId(0)) continue;
      halve(rows[i]);
      auto row = rows[i];
      row.*place_of = other;
      rows.push_back(row);
    }
  };
  half(data.supply, &SupplyRow::place, [](SupplyRow& row) {
    row.share.value /= 2;
    row.quantity.value /= 2;
  });
  half(data.sourcing, &SourcingRow::supplier, [](SourcingRow& row) { row.share.value /= 2; });
  half(data.demand, &DemandRow::place, [](DemandRow& row) {
    row.share /= 2;
    row.quantity /= 2;
  });
  half(data.stocks, &StockRow::place, [](StockRow& row) { row.quantity /= 2; });
  const std::size_t n = data.sourcing.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (data.sourcing[i].user != first) continue;
    SourcingRow row = data.sourcing[i];
    row.user = "TWIN";
    data.sourcing.push_back(row);
  }
  for (Bloc& bloc : data.blocs) {
    bloc.members.push_back(other);
    bloc.reliability.push_back(kUnknown);
  }
  Diagnostics ignored;
  out.sets = make_share_sets(data, "supply.csv", ignored);
  return out;
}

TEST(StressProperty, APlaceMayBeTwo) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    LoadedCase loaded = random_stress_case(seed, options_of(seed));
    loaded.data.routes.clear();
    const auto a = compiled(std::move(loaded));
    const auto b = compiled(split_first_place(a->loaded));
    Scenario scenario = random_scenario(seed, a->loaded.data);
    std::erase_if(scenario.shocks, [](const Shock& shock) {
      return shock.kind == ShockKind::transport || shock.kind == ShockKind::export_ban;
    });
    Scenario both = scenario;
    for (const Shock& shock : scenario.shocks) {
      if (shock.place != a->loaded.data.places[0].id) continue;
      Shock twin = shock;
      twin.place = "TWIN";
      both.shocks.push_back(twin);
    }
    const PlaceId twin(a->loaded.data.places.size());
    for (const StressMode mode : kModes) {
      const Days x = days_of(a->net, *plan_shocks(a->net, scenario), mode, 40);
      const Days y = days_of(b->net, *plan_shocks(b->net, both), mode, 40);
      for (std::size_t n = 0; n < a->net.nodes.size(); ++n) {
        const StressNode& node = a->net.nodes[n];
        const NodeId same = b->net.node(node.product, node.place);
        for (std::size_t t = 0; t < x.output.size(); ++t) {
          ASSERT_NEAR(x.output[t][n], y.output[t][same.index()], 1e-11) << seed;
        }
        if (node.place != PlaceId(0)) continue;
        const NodeId split = b->net.node(node.product, twin);
        for (std::size_t t = 0; t < x.output.size(); ++t) {
          ASSERT_NEAR(x.output[t][n], y.output[t][split.index()], 1e-11) << seed;
        }
      }
    }
  }
}

}  // namespace
}  // namespace nail
