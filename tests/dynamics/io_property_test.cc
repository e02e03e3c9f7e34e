// What must hold for every run of an input-output model, and small runs computed by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "nail/dynamics/io_generate.h"
#include "nail/dynamics/io_many.h"
#include "nail/dynamics/io_shocks.h"
#include "nail/dynamics/io_summary.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

IoData generated(int places, int products, std::uint64_t seed = 1, double density = 1) {
  return generate_io({places, products, seed, density});
}

Scenario outage(const IoSector& sector, double size, int start, double days, double recovery) {
  Shock shock;
  shock.product = sector.product;
  shock.place = sector.place;
  shock.size.value = size;
  shock.start_day = start;
  shock.days.value = days;
  shock.recovery_days.value = recovery;
  Scenario scenario;
  scenario.shocks.push_back(shock);
  return scenario;
}

struct Path {
  IoTable table;
  std::vector<std::vector<double>> production, served, demand;  // per step and row
  IoOutcome outcome;
};

Path run(const IoData& data, const Scenario& scenario, const IoOptions& options = {},
         int steps = 120) {
  Path out;
  out.table = compile_io_table(data);
  const auto system = compile_io_system(out.table, options);
  const auto plan = plan_io(out.table, data, scenario);
  EXPECT_TRUE(system && plan);
  IoSummary summary(*system, *plan);
  run_io(*system, *plan, {steps, nullptr}, [&](const IoDay& day) {
    out.production.emplace_back(day.production.begin(), day.production.end());
    out.served.emplace_back(day.served.begin(), day.served.end());
    out.demand.emplace_back(day.demand.begin(), day.demand.end());
    summary.add(day);
    return true;
  });
  out.outcome = summary.finish();
  return out;
}

// One place. Coal sells 100 a step to steel, steel 200 a step to final demand; coal sells nothing
// else and buys nothing.
IoData coal_and_steel() {
  IoData data;
  data.sectors = {{"coal", "here", "coal"}, {"steel", "here", "steel"}};
  data.flows = {{0, 1, 36500}};
  data.final_demand = {{1, "here", "households", 73000}};
  return data;
}

// Inventory 10 days, psi 0.8, no coal from day 0 on: the stock of coal is 10 - t days, and limits
// steel below 8 of them. Day 3: 7/8 of 200 is 175; day 4: the stock is 7 - 7/8 = 6.125, so
// 6.125/8*200 = 153.125.
TEST(IoByHand, StocksLastThenLimit) {
  IoOptions options;
  options.inventory_days = {10};
  const IoData data = coal_and_steel();
  const Path r = run(data, outage(data.sectors[0], 1, 0, 100, 0), options, 6);
  EXPECT_EQ(r.production[0][0], 0);
  EXPECT_NEAR(r.production[2][1], 200, 1e-9);
  EXPECT_NEAR(r.production[3][1], 175, 1e-9);
  EXPECT_NEAR(r.production[4][1], 153.125, 1e-9);
  EXPECT_NEAR(r.outcome.unmet_final[1], 25 + 46.875 + (200 - 200 * (6.125 * 7 / 8) / 8), 1e-9);
  EXPECT_EQ(r.outcome.first_shortage, 3);
  EXPECT_EQ(r.outcome.shortage_row, 1U);
  EXPECT_EQ(r.outcome.shortage_product, 0U);
}

TEST(IoByHand, OptionalInputsLimitNothingAndImportantOnesTheirShare) {
  IoData data = coal_and_steel();
  data.sectors.push_back({"ore", "here", "ore"});
  data.flows.push_back({2, 1, 3 * 36500.0});
  data.final_demand[0].value = 2 * 73000;
  IoOptions options;
  options.inventory_days = {10};
  // Products in order of id: coal, ore, steel; rows are suppliers.
  options.classes.assign(9, InputClass::essential);
  options.classes[0 * 3 + 2] = InputClass::optional;
  const Scenario no_coal = outage(data.sectors[0], 1, 0, 100, 0);
  const Path optional = run(data, no_coal, options, 40);
  EXPECT_NEAR(optional.production[39][2], 400, 1e-9);
  options.classes[0 * 3 + 2] = InputClass::important;
  const Path important = run(data, no_coal, options, 40);
  // Coal is a quarter of what steel buys; when it has gone, a quarter of output is missing.
  EXPECT_NEAR(important.production[39][2], 300, 1);
  EXPECT_LT(important.production[39][2], 301);
}

TEST(IoByHand, UnlimitedInventoriesNeverLimit) {
  IoOptions options;
  options.inventory_days = {std::numeric_limits<double>::infinity()};
  const IoData data = coal_and_steel();
  const Path r = run(data, outage(data.sectors[0], 1, 0, 100, 0), options, 50);
  EXPECT_NEAR(r.production[49][1], 200, 1e-9);
}

// Demand of 200 grows by half from day 2 on; overproduction starts with the third step, when the
// step before made 200 of 300: scarcity 1/3, alpha = 1 + 0.25/3/100.
TEST(IoByHand, ASurgeIsMetByOverproductionSlowly) {
  IoOptions options;
  options.alpha_days = 100;
  const IoData data = coal_and_steel();
  Scenario surge = outage(data.sectors[1], 1.5, 2, 50, 0);
  surge.shocks[0].kind = ShockKind::demand_surge;
  const Path r = run(data, surge, options, 4);
  EXPECT_NEAR(r.demand[2][1], 300, 1e-9);
  EXPECT_NEAR(r.production[2][1], 200 * (1 + 0.25 / 3 / 100), 1e-9);
  const double unmet = 300 - r.production[2][1] + 300 - r.production[3][1];
  EXPECT_NEAR(r.outcome.unmet_final[1], unmet, 1e-9);
}

TEST(IoRecovery, Curves) {
  const Window window{5, 10, 4};
  const auto at = [&](RecoveryCurve curve, int day) { return remaining(window, curve, day); };
  EXPECT_EQ(at(RecoveryCurve::linear, 4), 0);
  EXPECT_EQ(at(RecoveryCurve::linear, 5), 1);
  EXPECT_EQ(at(RecoveryCurve::linear, 10), 1);
  EXPECT_EQ(at(RecoveryCurve::linear, 12), 0.5);
  EXPECT_EQ(at(RecoveryCurve::convex, 12), 0.25);
  EXPECT_EQ(at(RecoveryCurve::concave, 12), 0.75);
  EXPECT_EQ(at(RecoveryCurve::concave, 14), 0);
}

// Capital of steel is 4 (73000 - 36500) = 146000; 14600 of it, a tenth, is destroyed and rebuilt by
// steel itself over ten days.
TEST(IoRebuilding, IsOrderedInEqualPartsAndTakesLongerWhenItIsNotServed) {
  IoData data = coal_and_steel();
  data.rebuilding = {{"steel", 1.0}};
  const IoTable table = compile_io_table(data);
  Scenario scenario = outage(data.sectors[1], kUnknown, 1, 2, 0);
  scenario.shocks[0].kind = ShockKind::capital_loss;
  scenario.shocks[0].amount_usd = 14600;
  scenario.shocks[0].rebuild_days = 10;
  const auto plan = plan_io(table, data, scenario);
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->last_day, 13);
  const auto last_day = [&](double served_part) {
    IoShocks shocks(*plan, 1);
    double remain[2] = {1, 1}, extra[2] = {};
    const double served[2] = {1, served_part};
    for (int day = 0; day < 100; ++day) {
      shocks.apply(day, remain, extra, 1);
      EXPECT_EQ(extra[0], 0);
      if (day == 1 || day == 3) {
        EXPECT_DOUBLE_EQ(remain[1], 0.9);
      }
      EXPECT_NEAR(extra[1], day >= 3 && remain[1] < 1 - 1e-9 ? 1460 : 0,
                  served_part == 1 ? 1e-9 : 1460);
      if (day > 3 && remain[1] == 1) return day;
      shocks.repair(served, 1);
    }
    return -1;
  };
  EXPECT_EQ(last_day(1), 13);    // days 3 to 12
  EXPECT_GT(last_day(0.5), 22);  // half of it a day
  EXPECT_EQ(last_day(0), -1);
}

TEST(IoPlan, RefusesWhatTheTableDoesNotHave) {
  const IoData data = coal_and_steel();
  const IoTable table = compile_io_table(data);
  Scenario scenario = outage({"x", "there", "steel"}, 1, 0, 1, 0);
  EXPECT_EQ(plan_io(table, data, scenario).error().code, ExitCode::usage);
  scenario = outage(data.sectors[1], kUnknown, 0, 1, 0);
  scenario.shocks[0].kind = ShockKind::capital_loss;
  scenario.shocks[0].amount_usd = 146001;
  EXPECT_EQ(plan_io(table, data, scenario).error().code, ExitCode::usage);
  IoPlanOptions thousands;
  thousands.money_unit = 1000;
  EXPECT_TRUE(plan_io(table, data, scenario, thousands).has_value());
  scenario.shocks[0].kind = ShockKind::export_ban;
  EXPECT_EQ(plan_io(table, data, scenario)->without_effect, 1U);
}

TEST(IoProperty, EquilibriumPersists) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Path r = run(generated(3, 4, seed, seed % 2 == 0 ? 1 : 0.3), {}, {}, 365);
    for (const auto& day : r.production) {
      for (std::size_t i = 0; i < day.size(); ++i) {
        EXPECT_NEAR(day[i] * 365 / r.table.output[i], 1, 1e-10);
      }
    }
    EXPECT_EQ(r.outcome.collapse, -1);
    EXPECT_EQ(r.outcome.first_shortage, -1);
  }
}

// What a generated table promises: what a sector sells is its output, what it does not pay for
// inputs is value added, home buys most of what it makes for final demand, and few links mean few
// flows.
TEST(IoGenerate, IsATableOfAnEconomy) {
  for (const double density : {1.0, 0.2}) {
    const IoData data = generated(4, 5, 9, density);
    const std::size_t n = data.sectors.size();
    std::vector<double> sold(n, 0), bought(n, 0), final_sum(n, 0), final_home(n, 0);
    std::vector<double> inputs_home(n, 0);
    for (const IoFlow& flow : data.flows) {
      sold[flow.from] += flow.value;
      bought[flow.to] += flow.value;
      if (data.sectors[flow.from].place == data.sectors[flow.to].place) {
        inputs_home[flow.to] += flow.value;
      }
    }
    for (const IoFinalDemand& demand : data.final_demand) {
      final_sum[demand.from] += demand.value;
      if (demand.to_place == data.sectors[demand.from].place) {
        final_home[demand.from] += demand.value;
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_EQ(data.output[i], sold[i] + final_sum[i]);
      EXPECT_EQ(data.value_added[i], data.output[i] - bought[i]);
      EXPECT_GE(final_home[i], 0.8 * final_sum[i] - 4);
      // Half of output goes for inputs, a fifth of that more or less.
      EXPECT_NEAR(bought[i] / data.output[i], 0.5, 0.11);
      EXPECT_GE(inputs_home[i], 0.5 * bought[i]);
    }
    EXPECT_EQ(data.flows.size() == n * n, density == 1);
    if (density < 1) {
      EXPECT_LT(data.flows.size(), 0.5 * static_cast<double>(n * n));
    }
  }
}

// What the makers of a product make goes to final demand, into use or into stock.
TEST(IoProperty, MassBalance) {
  const IoData data = generated(3, 4, 3);
  const IoTable table = compile_io_table(data);
  const auto system = compile_io_system(table);
  const auto plan = plan_io(table, data, outage(data.sectors[2], 0.7, 2, 30, 20));
  const IoArrays<double>& arrays = system->arrays;
  std::vector<double> stock, sold(table.products.size()), used(table.products.size());
  const auto stocks = [&](const IoDay& day) {
    std::vector<double> out(table.products.size(), 0);
    for (std::uint32_t s = 0; s < out.size(); ++s) {
      for (std::uint32_t j = 0; j < table.rows(); ++j) {
        const std::size_t cell = arrays.cell(s, j);
        if (arrays.use[cell] > 0) out[s] += day.stock[cell] * arrays.use[cell];
      }
    }
    return out;
  };
  run_io(*system, *plan, {90, nullptr}, [&](const IoDay& day) {
    const auto now = stocks(day);
    for (std::size_t s = 0; s < now.size() && day.step > 0; ++s) {
      EXPECT_NEAR((now[s] - stock[s]) / now[s], (sold[s] - used[s]) / now[s], 1e-12);
    }
    stock = now;
    for (std::uint32_t s = 0; s < now.size(); ++s) {
      sold[s] = used[s] = 0;
      for (std::size_t i = table.row_begin[s]; i < table.row_begin[s + 1]; ++i) {
        sold[s] += day.production[i] - day.served[i] * arrays.final_demand[i];
      }
      for (std::uint32_t j = 0; j < table.rows(); ++j) {
        used[s] += day.made[j] * arrays.use[arrays.cell(s, j)];
      }
    }
    return true;
  });
}

TEST(IoProperty, ABiggerShockLosesMore) {
  const IoData data = generated(4, 5, 2);
  double last = -1;
  for (int k = 0; k <= 10; ++k) {
    const Path r = run(data, outage(data.sectors[7], 0.1 * k, 3, 40, 20));
    EXPECT_GE(r.outcome.total_production_loss, last - 1e-9 * r.outcome.baseline);
    EXPECT_GE(r.outcome.total_unmet_final, -1e-9 * r.outcome.baseline);
    last = r.outcome.total_production_loss;
  }
  EXPECT_GT(last, 0);
}

TEST(IoProperty, MoneyHasNoUnit) {
  const IoData data = generated(3, 5, 4);
  IoData millions = data;
  for (IoFlow& flow : millions.flows) flow.value /= 1e6;
  for (IoFinalDemand& demand : millions.final_demand) demand.value /= 1e6;
  for (double& x : millions.output) x /= 1e6;
  for (double& x : millions.value_added) x /= 1e6;
  const Scenario scenario = outage(data.sectors[4], 0.8, 3, 40, 20);
  const Path a = run(data, scenario), b = run(millions, scenario);
  for (std::size_t t = 0; t < a.production.size(); ++t) {
    for (std::size_t i = 0; i < a.table.rows(); ++i) {
      EXPECT_NEAR(b.production[t][i] * 1e6 / a.production[t][i], 1, 1e-8);
    }
  }
}

TEST(IoProperty, TheOrderOfSectorsChangesNoByte) {
  const IoData data = generated(3, 5, 6);
  constexpr std::uint32_t kSectors = 15;
  ASSERT_EQ(data.sectors.size(), kSectors);
  IoData turned = data;
  const auto moved = [](std::uint32_t i) {
    return (i * 7 + 3) % kSectors;
  };  // 7 and 15 share no factor
  for (std::uint32_t i = 0; i < kSectors; ++i) {
    turned.sectors[moved(i)] = data.sectors[i];
    turned.output[moved(i)] = data.output[i];
    turned.value_added[moved(i)] = data.value_added[i];
  }
  for (IoFlow& flow : turned.flows) flow = {moved(flow.from), moved(flow.to), flow.value};
  std::reverse(turned.flows.begin(), turned.flows.end());
  for (IoFinalDemand& demand : turned.final_demand) demand.from = moved(demand.from);
  std::reverse(turned.final_demand.begin(), turned.final_demand.end());
  const Scenario scenario = outage(data.sectors[4], 0.8, 3, 40, 20);
  const Path a = run(data, scenario), b = run(turned, scenario);
  EXPECT_EQ(a.production, b.production);
  EXPECT_EQ(a.outcome.unmet_final, b.outcome.unmet_final);
}

// A place cut into two equal halves is still the same place.
TEST(IoProperty, SplittingAPlaceChangesNothing) {
  const IoData data = generated(3, 4, 5);
  IoData split;
  std::vector<std::vector<std::uint32_t>> parts;
  for (const IoSector& sector : data.sectors) {
    parts.emplace_back();
    const bool cut = sector.place == "P001";
    for (const char* half : {"a", "b"}) {
      if (!cut && half[0] == 'b') continue;
      parts.back().push_back(static_cast<std::uint32_t>(split.sectors.size()));
      const std::string place = cut ? sector.place + half : sector.place;
      split.sectors.push_back({place + sector.product, place, sector.product});
    }
  }
  for (const IoFlow& flow : data.flows) {
    const auto &from = parts[flow.from], &to = parts[flow.to];
    const double part = flow.value / static_cast<double>(from.size() * to.size());
    for (const std::uint32_t i : from) {
      for (const std::uint32_t j : to) split.flows.push_back({i, j, part});
    }
  }
  for (const IoFinalDemand& demand : data.final_demand) {
    const double part = demand.value / static_cast<double>(parts[demand.from].size());
    for (const std::uint32_t i : parts[demand.from]) {
      split.final_demand.push_back({i, demand.to_place, demand.category, part});
    }
  }
  Scenario scenario;
  Scenario halves;
  for (const char* place : {"P001", "P001a", "P001b"}) {
    const Shock shock = outage({"", place, "S02"}, 0.8, 3, 40, 20).shocks[0];
    (place[4] == 0 ? scenario : halves).shocks.push_back(shock);
  }
  const Path whole = run(data, scenario), cut = run(split, halves);
  for (std::size_t t = 0; t < whole.production.size(); ++t) {
    double a = 0, b = 0;
    for (const double x : whole.production[t]) a += x;
    for (const double x : cut.production[t]) b += x;
    EXPECT_NEAR(b / a, 1, 1e-10);
  }
  EXPECT_NEAR(cut.outcome.total_unmet_final / whole.outcome.total_unmet_final, 1, 1e-8);
}

TEST(IoProperty, ThreadsChangeNoByte) {
  const IoData data = generated(25, 16);
  const Scenario scenario = outage(data.sectors[4], 0.8, 3, 40, 20);
  set_threads(1);
  const Path one = run(data, scenario, {}, 40);
  for (const int threads : {2, 5}) {
    set_threads(threads);
    EXPECT_EQ(run(data, scenario, {}, 40).production, one.production);
  }
  set_threads(0);
}

TEST(IoStability, ShortStocksAreToldOfAndCollapseIsSeen) {
  const IoData data = generated(6, 8);
  IoOptions options;
  const IoTable table = compile_io_table(data);
  EXPECT_TRUE(io_stability(*compile_io_system(table, options)).unsafe.empty());
  const Scenario scenario = outage(data.sectors[0], 0.5, 5, 30, 20);
  EXPECT_EQ(run(data, scenario, options, 365).outcome.collapse, -1);
  options.psi = 0.9;
  options.inventory_days = {15};
  options.restock_days = 30;
  const IoStability stability = io_stability(*compile_io_system(table, options));
  EXPECT_NEAR(stability.least, 0.05, 1e-12);
  EXPECT_EQ(stability.unsafe.size(), 8U);
  const IoOutcome outcome = run(data, scenario, options, 365).outcome;
  EXPECT_GT(outcome.collapse, 0);
  EXPECT_LT(outcome.collapse, 200);
  EXPECT_LT(outcome.collapse_product, 8U);
  EXPECT_EQ(outcome.recovered_step, -1);
}

TEST(IoStability, AFallDuringTheShocksIsNoCollapse) {
  std::vector<double> output(100, 10);
  for (std::size_t t = 90; t < 100; ++t) output[t] = 8 - 0.1 * static_cast<double>(t - 90);
  EXPECT_EQ(collapse_start(output, 10, 120), -1);
  EXPECT_EQ(collapse_start(output, 10, 20), 90);
  output.back() = 9.5;
  EXPECT_EQ(collapse_start(output, 10, 20), -1);
}

std::vector<IoPlan> plans_of(const IoTable& table, const IoData& data, std::size_t count) {
  std::vector<IoPlan> plans;
  for (std::size_t k = 0; k < count; ++k) {
    const Scenario scenario = outage(data.sectors[k % data.sectors.size()],
                                     0.2 + 0.02 * static_cast<double>(k), 3, 30, 10);
    plans.push_back(*plan_io(table, data, scenario));
  }
  return plans;
}

TEST(IoMany, EqualsTheSingleRun) {
  for (const bool alt : {true, false}) {
    for (const double density : {1.0, 0.05}) {
      const IoData data = generated(5, 7, 9, density);
      const IoTable table = compile_io_table(data);
      IoOptions options;
      options.alt = alt;
      options.classes.assign(49, InputClass::essential);
      options.classes[3] = InputClass::important;
      options.classes[9] = InputClass::optional;
      const auto plans = plans_of(table, data, 20);
      const auto many = IoMany::make(table, options, Precision::twice);
      IoManyOptions how;
      how.steps = 90;
      const auto totals = many->run(plans, how);
      const auto system = compile_io_system(table, options);
      for (std::size_t k = 0; k < plans.size(); ++k) {
        IoSummary summary(*system, plans[k]);
        run_io(*system, plans[k], {90, nullptr}, [&](const IoDay& day) {
          summary.add(day);
          return true;
        });
        const IoOutcome expected = summary.finish();
        EXPECT_NEAR(totals[k].production_loss / expected.total_production_loss, 1, 1e-8);
        EXPECT_NEAR(totals[k].unmet_final / expected.total_unmet_final, 1, 1e-8);
        EXPECT_EQ(totals[k].worst_step, expected.worst_step);
      }
    }
  }
}

TEST(IoMany, NeighboursAndInstructionSetsChangeNoByte) {
  const IoData data = generated(5, 7, 9);
  const IoTable table = compile_io_table(data);
  const auto plans = plans_of(table, data, 40);
  for (const Precision precision : {Precision::twice, Precision::single}) {
    const auto many = IoMany::make(table, {}, precision);
    IoManyOptions how;
    how.steps = 50;
    how.kernels = io_kernels("baseline");
    const auto expected = many->run(plans, how);
    const auto same = [&](const std::vector<IoTotals>& totals, std::size_t from) {
      for (std::size_t k = 0; k < totals.size(); ++k) {
        EXPECT_EQ(totals[k].production_loss, expected[from + k].production_loss);
        EXPECT_EQ(totals[k].unmet_final, expected[from + k].unmet_final);
      }
    };
    same(many->run({plans.data() + 5, 3}, how), 5);
    for (const char* name : {"avx2", "avx512"}) {
      how.kernels = io_kernels(name);
      if (how.kernels != nullptr) same(many->run(plans, how), 0);
    }
  }
}

TEST(IoMany, StopsWhenAsked) {
  const IoData data = generated(2, 2);
  const IoTable table = compile_io_table(data);
  const auto many = IoMany::make(table, {}, Precision::twice);
  IoManyOptions how;
  how.progress = [](double done) { return done < 0.5; };
  EXPECT_TRUE(many->run(plans_of(table, data, 3), how).empty());
}

TEST(IoMany, RefusesCompat) {
  IoOptions options;
  options.compat = true;
  const IoTable table = compile_io_table(coal_and_steel());
  EXPECT_EQ(IoMany::make(table, options, Precision::twice).error().code, ExitCode::usage);
}

}  // namespace
}  // namespace nail
