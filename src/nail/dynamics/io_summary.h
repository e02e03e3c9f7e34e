// What a run of an input-output model meant: losses by sector, the worst day, recovery, and whether
// the model collapsed.
//
// Collapse: with short stocks a shock of a few sectors can bring the model down for good. Orders of
// a sector that lacks one input fall, its suppliers produce less, and stocks never come back.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nail/dynamics/io_model.h"

namespace nail {

// Baseline output is reached again within this part of it.
inline constexpr double kIoRecovered = 1e-3;

// (1 - psi) inventory/restocking of a product: how fast stocks refill between the target and the
// level that limits production. Below kUnstableBelow small shocks may collapse the model.
inline constexpr double kUnstableBelow = 0.1;
struct IoStability {
  double least = 0;                 // over products with limited stock; infinite where none is
  std::vector<std::size_t> unsafe;  // products below kUnstableBelow
};
IoStability io_stability(const IoSystem& system);

// The first step of a fall of total output (per step) that lasts to the end of the run and ends
// below nine tenths of baseline, long after the last shock was in full force; -1 where there is
// none.
int collapse_start(std::span<const double> output, double baseline, int shocks_over);

struct IoOutcome {
  // Per row, money over the run: baseline output less output (negative where more was made), and
  // final demand that was not met.
  std::vector<double> production_loss, unmet_final;
  std::vector<double> output;  // total per step, money
  double baseline = 0;         // total output of a step
  double total_production_loss = 0, total_unmet_final = 0;
  int worst_step = -1;      // of total output; -1: never below baseline
  double worst_loss = 0;    // part of baseline output
  int recovered_step = -1;  // first step from which output stays within kIoRecovered of baseline
  // The first step on which a lack of inputs limited production; where and by what.
  int first_shortage = -1;
  std::uint32_t shortage_row = 0;
  std::size_t shortage_product = 0;
  // Where output falls for good: step, and the row that lacks most there and what it lacks.
  int collapse = -1;
  std::uint32_t collapse_row = 0;
  std::size_t collapse_product = 0;
};

// Consumes the days of one run.
class IoSummary {
 public:
  IoSummary(const IoSystem& system, const IoPlan& plan);
  void add(const IoDay& day);
  IoOutcome finish();

 private:
  struct Limited {  // the row that inputs limit most on a step
    std::uint32_t row = 0;
    std::size_t product = 0;
    bool any = false;
  };
  const IoSystem* system_;
  int shocks_over_;  // first step on which none is in full force
  IoOutcome outcome_;
  std::vector<Limited> limited_;  // per step
};

// Unmet final demand by place of the buyer, in proportion to what each place's final demand buys of
// a row; elsewhere last.
std::vector<double> unmet_by_place(const IoTable& table, std::span<const double> unmet_final);

}  // namespace nail
