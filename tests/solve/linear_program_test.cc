#include "nail/solve/linear_program.h"

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace nail {
namespace {

using Column = LinearProgram::Column;

LinearProgram::Row row(LinearProgram& lp, double lower, double upper,
                       const std::vector<Column>& columns, const std::vector<double>& values) {
  return lp.add_row(lower, upper, columns, values);
}

// min -3x - 5y, x <= 4, 2y <= 12, 3x + 2y <= 18: x = 2, y = 6, -36; a unit more of the second row
// is worth 3/2, of the third 1 (Dantzig's textbook factory).
TEST(LinearProgram, FindsTheFactorysPlanAndPrices) {
  LinearProgram lp;
  const Column x = lp.add_column(0, kNoBound, -3);
  const Column y = lp.add_column(0, kNoBound, -5);
  const auto first = row(lp, -kNoBound, 4, {x}, {1});
  const auto second = row(lp, -kNoBound, 12, {y}, {2});
  const auto third = row(lp, -kNoBound, 18, {x, y}, {3, 2});
  ASSERT_EQ(lp.solve(), LpStatus::optimal);
  EXPECT_NEAR(lp.objective(), -36, 1e-9);
  EXPECT_NEAR(lp.value(x), 2, 1e-9);
  EXPECT_NEAR(lp.value(y), 6, 1e-9);
  EXPECT_NEAR(lp.dual(first), 0, 1e-9);
  EXPECT_NEAR(lp.dual(second), -1.5, 1e-9);
  EXPECT_NEAR(lp.dual(third), -1, 1e-9);
  EXPECT_NEAR(lp.activity(first), 2, 1e-9);
  // A unit more of the third row.
  lp.set_row_bounds(third, -kNoBound, 19);
  ASSERT_EQ(lp.solve(), LpStatus::optimal);
  EXPECT_NEAR(lp.objective(), -37, 1e-9);
  lp.set_column_bounds(x, 0, 1);
  ASSERT_EQ(lp.solve(), LpStatus::optimal);
  EXPECT_NEAR(lp.objective(), -33, 1e-9);
  EXPECT_NEAR(lp.reduced_cost(x), -3, 1e-9);
  lp.set_cost(y, 1);
  ASSERT_EQ(lp.solve(), LpStatus::optimal);
  EXPECT_NEAR(lp.objective(), -3, 1e-9);
}

TEST(LinearProgram, SaysWhenThereIsNoAnswer) {
  LinearProgram infeasible;
  const Column x = infeasible.add_column(0, 1, 1);
  row(infeasible, 2, kNoBound, {x}, {1});
  EXPECT_EQ(infeasible.solve(), LpStatus::infeasible);
  infeasible.set_column_bounds(x, 0, 3);
  EXPECT_EQ(infeasible.solve(), LpStatus::optimal);
  EXPECT_NEAR(infeasible.value(x), 2, 1e-9);

  LinearProgram unbounded;
  const Column a = unbounded.add_column(0, kNoBound, -1);
  const Column b = unbounded.add_column(0, kNoBound, 0);
  row(unbounded, 0, 0, {a, b}, {1, -1});
  EXPECT_EQ(unbounded.solve(), LpStatus::unbounded);
}

TEST(LinearProgram, NothingIsAProgramToo) {
  LinearProgram lp;
  EXPECT_EQ(lp.solve(), LpStatus::optimal);
  EXPECT_EQ(lp.objective(), 0);
  LinearProgram bounds_only;
  const Column x = bounds_only.add_column(-2, 5, -1);
  ASSERT_EQ(bounds_only.solve(), LpStatus::optimal);
  EXPECT_EQ(bounds_only.value(x), 5);
}

TEST(LinearProgram, AColumnNamedTwiceCountsTwice) {
  LinearProgram lp;
  const Column x = lp.add_column(0, kNoBound, -1);
  row(lp, -kNoBound, 6, {x, x}, {1, 2});
  ASSERT_EQ(lp.solve(), LpStatus::optimal);
  EXPECT_NEAR(lp.value(x), 2, 1e-9);
}

TEST(LinearProgram, GrowsBetweenSolves) {
  LinearProgram lp;
  const Column x = lp.add_column(0, 10, -1);
  ASSERT_EQ(lp.solve(), LpStatus::optimal);
  EXPECT_NEAR(lp.objective(), -10, 1e-9);
  row(lp, -kNoBound, 4, {x}, {1});
  ASSERT_EQ(lp.solve(), LpStatus::optimal);
  EXPECT_NEAR(lp.objective(), -4, 1e-9);
  const Column y = lp.add_column(0, 2, -1);
  row(lp, -kNoBound, 5, {x, y}, {1, 1});
  ASSERT_EQ(lp.solve(), LpStatus::optimal);
  EXPECT_NEAR(lp.objective(), -5, 1e-9);
}

TEST(LinearProgram, StopsAtTheLimit) {
  std::mt19937_64 engine(5);
  std::uniform_real_distribution<double> unit(0, 1);
  LinearProgram lp;
  std::vector<Column> columns;
  for (int i = 0; i < 40; ++i) columns.push_back(lp.add_column(0, kNoBound, -unit(engine)));
  for (int i = 0; i < 30; ++i) {
    std::vector<double> values;
    for (int j = 0; j < 40; ++j) values.push_back(unit(engine));
    lp.add_row(-kNoBound, 1, columns, values);
  }
  lp.set_most_iterations(2);
  EXPECT_EQ(lp.solve(), LpStatus::limit);
  lp.set_most_iterations(100000);
  EXPECT_EQ(lp.solve(), LpStatus::optimal);
}

// A transport problem with a known answer: the cheapest way to fill a row of bins from a row of
// sources of the same order is to keep that order, so its cost is the area between the two
// cumulative sums. Fifty of them, each solved again after a change and from scratch.
TEST(LinearProgram, TransportOnALineCostsTheAreaBetweenTheSums) {
  std::mt19937_64 engine(17);
  std::uniform_real_distribution<double> unit(0, 1);
  for (int round = 0; round < 50; ++round) {
    const int n = 2 + round % 9;
    std::vector<double> from(n), to(n);
    double left = 0, right = 0;
    for (int i = 0; i < n; ++i) left += from[i] = unit(engine);
    for (int i = 0; i < n; ++i) right += to[i] = unit(engine);
    for (double& x : to) x *= left / right;
    const auto area = [&] {
      double sum = 0, out = 0;
      for (int i = 0; i < n; ++i) out += std::abs(sum += from[i] - to[i]);
      return out;
    };
    const auto build = [&](LinearProgram& lp, std::vector<LinearProgram::Row>& supply,
                           std::vector<LinearProgram::Row>& demand) {
      std::vector<Column> x(n * n);
      for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) x[i * n + j] = lp.add_column(0, kNoBound, std::abs(i - j));
      }
      for (int i = 0; i < n; ++i) {
        std::vector<Column> out, in;
        for (int j = 0; j < n; ++j) {
          out.push_back(x[i * n + j]);
          in.push_back(x[j * n + i]);
        }
        const std::vector<double> ones(n, 1.0);
        supply.push_back(lp.add_row(-kNoBound, from[i] + 1e-12, out, ones));
        demand.push_back(lp.add_row(to[i] - 1e-12, kNoBound, in, ones));
      }
    };
    LinearProgram lp;
    std::vector<LinearProgram::Row> supply, demand;
    build(lp, supply, demand);
    ASSERT_EQ(lp.solve(), LpStatus::optimal);
    EXPECT_NEAR(lp.objective(), area(), 1e-7);
    std::swap(from.front(), from.back());
    lp.set_row_bounds(supply.front(), -kNoBound, from.front() + 1e-12);
    lp.set_row_bounds(supply.back(), -kNoBound, from.back() + 1e-12);
    ASSERT_EQ(lp.solve(), LpStatus::optimal);
    EXPECT_NEAR(lp.objective(), area(), 1e-7);
  }
}

TEST(LinearProgram, TheSameCallsGiveTheSameBits) {
  const auto run = [] {
    std::mt19937_64 engine(3);
    std::uniform_real_distribution<double> unit(0, 1);
    LinearProgram lp;
    std::vector<Column> columns;
    for (int i = 0; i < 30; ++i) columns.push_back(lp.add_column(0, 1, -1));
    for (int i = 0; i < 20; ++i) {
      std::vector<double> values;
      for (int j = 0; j < 30; ++j) values.push_back(std::round(3 * unit(engine)));
      lp.add_row(-kNoBound, 5, columns, values);
    }
    EXPECT_EQ(lp.solve(), LpStatus::optimal);
    std::vector<double> out;
    for (const Column column : columns) out.push_back(lp.value(column));
    return out;
  };
  EXPECT_EQ(run(), run());
}

// Sending goods between forty makers and forty users takes many steps; told to end, it ends, and
// the next solve finds the optimum all the same.
TEST(LinearProgram, EndsWhereItIsToldTo) {
  constexpr int kSize = 40;
  std::mt19937 random(7);
  std::uniform_real_distribution<double> cost(1, 10);
  LinearProgram lp;
  std::vector<std::vector<Column>> by_user(kSize);
  for (int maker = 0; maker < kSize; ++maker) {
    std::vector<Column> sent;
    for (int user = 0; user < kSize; ++user) {
      sent.push_back(lp.add_column(0, kNoBound, cost(random)));
      by_user[user].push_back(sent.back());
    }
    row(lp, -kNoBound, 1.1, sent, std::vector<double>(kSize, 1));
  }
  for (const auto& got : by_user) row(lp, 1, kNoBound, got, std::vector<double>(kSize, 1));
  int asked = 0;
  bool stop = true;
  lp.set_go_on([&] { return ++asked < 25 || !stop; });
  EXPECT_EQ(lp.solve(), LpStatus::interrupted);
  EXPECT_GE(asked, 25);
  EXPECT_LT(asked, 60);
  EXPECT_EQ(to_string(LpStatus::interrupted), "interrupted");
  stop = false;
  EXPECT_EQ(lp.solve(), LpStatus::optimal);
}

}  // namespace
}  // namespace nail
