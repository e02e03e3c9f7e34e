// The adaptive regional input-output model (ARIO) of an input-output table: what happens to
// production and final demand, day by day, when sectors lose capacity.
//
// Source: Hallegatte, "An adaptive regional input-output model and its application to the
// assessment of the economic cost of Katrina", Risk Analysis 28 (2008), with inventories as in
// "Modeling the role of inventories and heterogeneity in the assessment of the economic costs of
// natural disasters", Risk Analysis 34 (2014). A step, with X0 output, Z0 flows and Y0 final demand
// of a step, O orders, D the part of capacity that shocks take, s products, i suppliers, j buyers:
//   d_i = sum_j O_ij + Y0_i + what surges and rebuilding ask for
//   alpha += [(alpha_max - alpha) scarcity + (alpha_base - alpha)(scarcity = 0)] step/alpha_days,
//     at least 1, from the third step on; scarcity = (d - production of the step before)/d
//   capacity = X0 (1 - D) alpha;  x = min(d, capacity)
//   production_j = x_j min(1, stock_sj / (psi inventory_s a_sj x_j) over the inputs s of j)
//   everyone who ordered from i, and final demand, gets production_i/d_i of it; unmet final demand
//     is lost; stock_sj += deliveries - a_sj production_j
//   orders of s by j = a_sj production_j + max(0, a_sj x_j inventory_s - stock_sj)/restocking,
//     shared out over suppliers in proportion to Z0 capacity/X0 (alt) or to Z0 (noalt)
//
// Where final demand of a row is negative in all (inventories are drawn down), what is drawn, g,
// serves buyers beside production: d is what is left to produce and the part that everyone gets is
// (production + g)/(d + g). Divided by d alone, a small d would make rationing explode.
//
// The orders O are never formed: O_ij = r_i Z0_ij q_sj with r = capacity/X0, so Z is read once a
// day. Stocks are kept in steps of a sector's baseline use.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nail/dynamics/io_kernel.h"
#include "nail/dynamics/io_plan.h"
#include "nail/network/io_table.h"
#include "nail/numeric/aligned.h"

namespace nail {

enum class InputClass : std::uint8_t { optional = 0, important = 1, essential = 2 };

struct IoOptions {
  double psi = 0.8;  // part of its inventory below which an input limits production
  std::vector<double> inventory_days = {90};  // one for all, or per product; infinity allowed
  double restock_days = 60;
  double alpha_base = 1, alpha_max = 1.25, alpha_days = 365;
  double step_days = 1;
  bool alt = true;  // orders go where capacity is
  // Of a supplier's product (row) for a buyer's (column); empty: all essential. An important input
  // takes its share of the input cost of what it lacks; production does not wait for optional ones.
  std::vector<InputClass> classes;
  // The published implementation's departures from the method: see docs/methods.md.
  bool compat = false;
};

// Inventories of a product shorter than this many steps are taken for two steps, as published.
inline constexpr double kShortInventory = 1;
// The longest finite inventory in days, and the most that overproduction may reach: beyond,
// rounding eats what a day moves. Infinite inventories are allowed.
inline constexpr int kMostInventory = 1'000'000;
inline constexpr int kMostOverproduction = 1'000;

double io_inventory_steps(double days, const IoOptions& options);

// A scarcity (of either sign) within this counts as none, since the sums of a day are no more exact
// than that. With compat, only an exact zero does.
template <class T>
inline constexpr double kNoScarcity = sizeof(T) == sizeof(double) ? 1e-9 : 1e-6;

// The model in the layout of the kernels, in double or single precision.
template <class T>
struct IoArrays {
  IoSystemView<T> sizes;  // without pointers
  std::vector<std::uint32_t> row_begin;
  AlignedVector<T> shares;
  std::vector<std::uint64_t> begin;
  std::vector<std::uint32_t> column;
  AlignedVector<T> use, stock_scale, weight;
  AlignedVector<T> inventory, restock, cover;
  AlignedVector<T> output, per_output, final_demand, drawn;
  // At baseline: the stock of every cell, and what orders ask of every row, chunk after chunk.
  AlignedVector<T> first_stock, first_orders;

  IoSystemView<T> view() const;
  std::size_t cells() const { return use.size(); }
  // The cell of a product's use by a sector.
  std::size_t cell(std::uint32_t product, std::uint32_t sector) const;
};

struct IoSystem {
  const IoTable* table = nullptr;
  IoOptions options;
  IoArrays<double> arrays;
};

// ExitCode::usage for options outside their ranges.
Result<void> check_io_options(const IoTable& table, const IoOptions& options);
// The table must outlive the system. ExitCode::usage for options outside their ranges.
Result<IoSystem> compile_io_system(const IoTable& table, IoOptions options = {});
// The layout alone, cut into chunks of at most so many columns.
template <class T>
IoArrays<T> make_io_arrays(const IoTable& table, const IoOptions& options, std::uint32_t width);

// One day of a run; spans are valid during the call only. Money of a step; rows of the table.
struct IoDay {
  int step = 0;
  std::span<const double> production, demand, capacity;
  std::span<const double> wanted, made;  // over baseline output, before and after limits of inputs
  std::span<const double> overproduction;
  std::span<const double> served;  // part of demand
  std::span<const double> stock;   // per cell, steps of baseline use, before the day's deliveries
  // What surges add to final demand: rows, and money of the step beside them.
  std::span<const std::uint32_t> surging;
  std::span<const double> surge;
};

struct IoRunOptions {
  int steps = 365;
  const IoKernels* kernels = nullptr;  // nullptr: the best of this machine
};

// Visits every step in order; visit returns false to stop. False where it was stopped. Nothing is
// allocated inside a step.
bool run_io(const IoSystem& system, const IoPlan& plan, const IoRunOptions& options,
            const std::function<bool(const IoDay&)>& visit);

// The product whose stock limited a row's production on a day, as a position in the table's
// products; products.size() where none did.
std::size_t limiting_product(const IoSystem& system, const IoDay& day, std::size_t row);

}  // namespace nail
