// The adaptive regional input-output model written out as it stands in the literature: dense
// matrices, all orders formed, one loop a formula. Shares no code with src beyond plain structs.
#pragma once

#include <cstddef>
#include <vector>

namespace nail::oracle {

using Matrix = std::vector<std::vector<double>>;

struct NaiveArio {
  // Money a year; rows sell to columns. product[i] in [0, products).
  std::size_t products = 0;
  std::vector<std::size_t> product;
  Matrix flows;
  std::vector<double> final_demand, output;

  double psi = 0.8, restock_days = 60, alpha_base = 1, alpha_max = 1.25, alpha_days = 365;
  double step_days = 1;
  bool alt = true;
  double no_scarcity = 1e-9;
  std::vector<double> inventory_days;         // per product, infinity allowed
  std::vector<std::vector<int>> input_class;  // [supplier's product][buyer's]; empty: all 2

  // Per step: the part of capacity that is lost, and additional final demand in money a step.
  std::vector<std::vector<double>> lost, extra;

  struct Day {
    std::vector<double> demand, capacity, overproduction, production, share;
    Matrix stock;                                 // [product][column], money, at the end of the day
    double ordered = 0, delivered = 0, used = 0;  // inputs, in all
  };
  std::vector<Day> run(int steps) const;
};

}  // namespace nail::oracle
