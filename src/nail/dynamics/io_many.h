// Many runs of one input-output model, one plan of shocks each: 16 beside each other in double
// precision, 32 in single, each in a lane of the registers, so that every number of the table that
// is loaded serves all of them. What comes out of a run does not depend on its neighbours, on the
// number of threads or on the instruction set; against run_io sums are added in another order.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "nail/dynamics/io_model.h"

namespace nail {

struct IoTotals {
  double production_loss = 0;  // money over the run, as in IoOutcome
  double unmet_final = 0;
  double worst_loss = 0;  // largest part of a step's baseline output that was missing
  int worst_step = -1;
  int collapse = -1;  // step from which output falls for good; -1: it does not
};

enum class Precision { single, twice };  // float, double

struct IoManyOptions {
  int steps = 365;
  const IoKernels* kernels = nullptr;  // nullptr: the best of this machine
  // Called now and then, from any thread, with the part that is done; false stops.
  std::function<bool(double done)> progress;
};

// The model compiled for many runs. Options with compat are refused: the peer's skips look at all
// cells of a day at once.
class IoMany {
 public:
  static Result<IoMany> make(const IoTable& table, const IoOptions& options, Precision precision);
  // Totals in the order of plans; empty where it was stopped.
  std::vector<IoTotals> run(std::span<const IoPlan> plans, const IoManyOptions& options) const;

 private:
  IoOptions options_;
  std::unique_ptr<IoArrays<double>> twice_;  // one of the two
  std::unique_ptr<IoArrays<float>> single_;
};

}  // namespace nail
