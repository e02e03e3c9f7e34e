// The kernels against the model written out naively, on random small tables.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "nail/dynamics/io_model.h"
#include "nail/numeric/parallel.h"
#include "tests/oracle/naive_ario.h"

namespace nail {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct RandomIo {
  IoData data;
  IoOptions options;
  Scenario scenario;
};

// Degenerate on purpose: sectors without output, products that some places do not make, negative
// final demand, tables of one sector, infinite and very short inventories.
RandomIo random_io(unsigned seed) {
  std::mt19937 random(seed);
  const auto uniform = [&] { return std::uniform_real_distribution<double>(0, 1)(random); };
  const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  RandomIo made;
  const int places = 1 + below(4), products = 1 + below(5);
  for (int d = 0; d < places; ++d) {
    for (int s = 0; s < products; ++s) {
      if (uniform() < 0.1 && !(d == 0 && s == 0)) continue;
      const std::string place = "p" + std::to_string(d), product = "s" + std::to_string(s);
      made.data.sectors.push_back({place + product, place, product});
    }
  }
  const auto n = static_cast<std::uint32_t>(made.data.sectors.size());
  std::vector<double> sold(n, 0);
  std::vector<bool> idle(n);
  for (std::uint32_t i = 0; i < n; ++i) idle[i] = uniform() < 0.05;
  const double density = uniform();
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t j = 0; j < n; ++j) {
      if (idle[i] || uniform() > density) continue;
      const double value = uniform() * uniform() * 100;
      made.data.flows.push_back({i, j, value});
      sold[i] += value;
    }
    const int buyers = 1 + below(3);
    for (int k = 0; k < buyers && !idle[i]; ++k) {
      double value = uniform() * 200;
      if (k > 0 && uniform() < 0.3) value *= -0.3;
      made.data.final_demand.push_back(
          {i, "p" + std::to_string(below(places)), k == 0 ? "consumption" : "stocks", value});
      sold[i] += value;
    }
    if (uniform() < 0.3) made.data.output.resize(n, kUnknown);
    if (!made.data.output.empty() && uniform() < 0.5) {
      made.data.output[i] = idle[i] ? 0 : std::max(0.0, sold[i]) * (0.95 + 0.1 * uniform());
    }
  }
  if (!made.data.output.empty()) made.data.output.resize(n, kUnknown);
  made.options.psi = 0.5 + 0.5 * uniform();
  made.options.inventory_days.clear();
  // One a product that the table has, whatever their number.
  const IoTable table = compile_io_table(made.data);
  for (std::size_t s = 0; s < table.products.size(); ++s) {
    const double u = uniform();
    made.options.inventory_days.push_back(u < 0.1 ? kInfinity : u < 0.2 ? 0.5 : 3 + 60 * uniform());
  }
  // Restocking in less time than the inventory lasts makes orders swing ever wider, and rounding
  // with them.
  made.options.restock_days = 65 + 60 * uniform();
  made.options.alpha_max = 1 + 0.5 * uniform();
  made.options.alpha_days = 30 + 300 * uniform();
  made.options.step_days = uniform() < 0.2 ? 7 : 1;
  made.options.alt = uniform() < 0.7;
  if (uniform() < 0.3) {
    for (std::size_t k = 0; k < table.products.size() * table.products.size(); ++k) {
      made.options.classes.push_back(static_cast<InputClass>(below(3)));
    }
  }
  const int shocks = 1 + below(3);
  for (int k = 0; k < shocks; ++k) {
    Shock shock;
    const IoSector& hit = made.data.sectors[static_cast<std::size_t>(below(static_cast<int>(n)))];
    shock.kind = ShockKind::outage;
    shock.product = hit.product;
    if (uniform() < 0.7) shock.place = hit.place;
    shock.size.value = uniform() < 0.2 ? 1 : uniform();
    shock.start_day = below(20);
    shock.days.value = below(30);
    shock.recovery_days.value = uniform() < 0.5 ? 0 : below(30);
    made.scenario.shocks.push_back(shock);
  }
  return made;
}

oracle::NaiveArio naive_of(const IoTable& table, const RandomIo& random) {
  oracle::NaiveArio naive;
  const std::size_t n = table.rows();
  naive.products = table.products.size();
  naive.product.assign(table.product.begin(), table.product.end());
  naive.flows.assign(n, std::vector<double>(n, 0));
  for (std::size_t i = 0; i < n; ++i) {
    table.flows.for_each(i, [&](std::size_t j, double value) { naive.flows[i][j] = value; });
  }
  naive.final_demand = table.final_sum;
  naive.output = table.output;
  naive.psi = random.options.psi;
  naive.restock_days = random.options.restock_days;
  naive.alpha_max = random.options.alpha_max;
  naive.alpha_days = random.options.alpha_days;
  naive.step_days = random.options.step_days;
  naive.alt = random.options.alt;
  naive.inventory_days = random.options.inventory_days;
  if (!random.options.classes.empty()) {
    naive.input_class.assign(naive.products, std::vector<int>(naive.products));
    for (std::size_t k = 0; k < random.options.classes.size(); ++k) {
      naive.input_class[k / naive.products][k % naive.products] =
          static_cast<int>(random.options.classes[k]);
    }
  }
  return naive;
}

void add_losses(const IoTable& table, const RandomIo& random, int steps, oracle::NaiveArio& naive) {
  for (int step = 0; step < steps; ++step) {
    std::vector<double> kept(table.rows(), 1);
    const double day = step * random.options.step_days;
    for (const Shock& shock : random.scenario.shocks) {
      const double end = shock.start_day + shock.days.value;
      double part = 0;
      if (day >= shock.start_day && day < end) part = 1;
      if (day >= end && day < end + shock.recovery_days.value && day >= shock.start_day) {
        part = 1 - (day - end) / shock.recovery_days.value;
      }
      for (std::size_t i = 0; i < table.rows(); ++i) {
        if (table.products[table.product[i]] != shock.product) continue;
        if (!shock.place.empty() && table.places[table.place[i]] != shock.place) continue;
        kept[i] *= 1 - shock.size.value * part;
      }
    }
    std::vector<double> lost;
    for (const double one : kept) lost.push_back(1 - one);
    naive.lost.push_back(std::move(lost));
  }
}

// A sector that buys more than it makes turns every change of its output into a larger one of
// orders: rounding grows by a factor a day, and two right answers part.
bool buys_too_much(const IoTable& table) {
  std::vector<double> bought(table.rows(), 0);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    table.flows.for_each(i, [&](std::size_t j, double value) { bought[j] += value; });
  }
  for (std::size_t j = 0; j < table.rows(); ++j) {
    if (bought[j] > 1.5 * table.output[j]) return true;
  }
  return false;
}

TEST(IoOracle, AThousandRandomTables) {
  constexpr int kSteps = 90;
  double worst = 0;
  int limited = 0, tried = 0;
  for (unsigned seed = 0; tried < 1000; ++seed) {
    const RandomIo random = random_io(seed);
    const IoTable table =
        compile_io_table(random.data, seed % 2 == 0 ? IoStorage::dense : IoStorage::sparse);
    if (buys_too_much(table)) continue;
    ++tried;
    const auto system = compile_io_system(table, random.options);
    const auto plan = plan_io(table, random.data, random.scenario);
    ASSERT_TRUE(system.has_value() && plan.has_value()) << seed;
    oracle::NaiveArio naive = naive_of(table, random);
    add_losses(table, random, kSteps, naive);
    const auto days = naive.run(kSteps);
    double scale = 0;
    for (const double x : table.output) scale = std::max(scale, x);
    scale *= random.options.step_days / 365;
    IoRunOptions run;
    run.steps = kSteps;
    double off = 0;
    run_io(*system, *plan, run, [&](const IoDay& day) {
      const auto& expected = days[static_cast<std::size_t>(day.step)];
      for (std::size_t i = 0; i < table.rows(); ++i) {
        off = std::max(off, std::abs(day.production[i] - expected.production[i]) / scale);
        off = std::max(off, std::abs(day.demand[i] - expected.demand[i]) / scale);
        off = std::max(off, std::abs(day.capacity[i] - expected.capacity[i]) / scale);
        off = std::max(off, std::abs(day.overproduction[i] - expected.overproduction[i]));
        limited += day.made[i] < day.wanted[i] ? 1 : 0;
      }
      return true;
    });
    EXPECT_LT(off, 1e-8) << "seed " << seed;
    worst = std::max(worst, off);
  }
  EXPECT_GT(limited, 1000) << "inputs never limited production: the cases are too mild";
  RecordProperty("worst", std::to_string(worst));
}

std::vector<double> path(const IoTable& table, const RandomIo& random, const IoKernels* kernels) {
  const auto system = compile_io_system(table, random.options);
  const auto plan = plan_io(table, random.data, random.scenario);
  std::vector<double> all;
  IoRunOptions run;
  run.steps = 60;
  run.kernels = kernels;
  run_io(*system, *plan, run, [&](const IoDay& day) {
    all.insert(all.end(), day.production.begin(), day.production.end());
    all.insert(all.end(), day.demand.begin(), day.demand.end());
    all.insert(all.end(), day.overproduction.begin(), day.overproduction.end());
    return true;
  });
  return all;
}

bool same_bytes(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

TEST(IoOracle, InstructionSetsAndStorageChangeNoByte) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const RandomIo random = random_io(seed);
    const IoTable dense = compile_io_table(random.data, IoStorage::dense);
    const IoTable sparse = compile_io_table(random.data, IoStorage::sparse);
    const auto expected = path(dense, random, io_kernels("baseline"));
    EXPECT_TRUE(same_bytes(path(sparse, random, io_kernels("baseline")), expected)) << seed;
    for (const char* name : {"avx2", "avx512"}) {
      const IoKernels* kernels = io_kernels(name);
      if (kernels == nullptr) continue;
      EXPECT_TRUE(same_bytes(path(dense, random, kernels), expected)) << name << " " << seed;
      EXPECT_TRUE(same_bytes(path(sparse, random, kernels), expected)) << name << " " << seed;
    }
  }
}

}  // namespace
}  // namespace nail
