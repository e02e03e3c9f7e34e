// A made-up input-output table of any size, the same for the same numbers and seed: for trying
// things out, for tests and for benchmarks. Places and products differ in size by a log-normal;
// half of what a sector makes is bought from others, mostly at home, the rest from large suppliers.
#pragma once

#include <cstdint>

#include "nail/case/model.h"

namespace nail {

struct GeneratedIo {
  int places = 6;
  int products = 8;
  std::uint64_t seed = 1;
  double density = 1;  // part of the pairs of sectors that trade; those of one place always do
};

// Places P000, P001 ..., products S00, S01 ...; money in USD a year. Sales equal output.
IoData generate_io(const GeneratedIo& size);

}  // namespace nail
