// Small random cases of kind products, built in code, for tests against naive implementations. They
// hold what the formulas must cope with: cycles, self-inputs, alternatives, important inputs with
// and without cost shares, unknown supply, `other`, products nobody makes, sourcing of places and
// blocs with parts left to the pool.
#pragma once

#include <cstdint>
#include <random>

#include "nail/case/load.h"

namespace nail::oracle {

struct RandomCaseOptions {
  int places = 5;
  int products = 6;
  bool cycles = true;
  bool ranges = false;
  double back_inputs = 0.15;  // with cycles: chance that a product may need a later one or itself
  double sourcing = 0.3;      // chance that a user has a mix of its own for a product
};

// The same options and seed give the same case. It has a bloc BLOC of the first two places.
LoadedCase random_case(std::uint64_t seed, const RandomCaseOptions& options);

}  // namespace nail::oracle
