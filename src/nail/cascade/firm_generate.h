// A made-up firm network of any size, the same for the same numbers and seed: for trying things
// out, for tests and for benchmarks.
//
// Every site has two popularities, as a seller and as a buyer, both Pareto with exponent 1.5, cut
// off where the largest expects links with 2 % of all sites (no lower than 20 times the least),
// tied by a normal copula with the given correlation. Links fall on pairs of sites in proportion to
// the seller's popularity times the buyer's (no pair twice, none with itself). A link's value is
// log-normal (deviation 1 of the log) times the root of both popularities. Products have
// popularities between 1 and 4; the class of a pair of products is 2 for 17 %, 1 for 12 % and 0 for
// 71 % of pairs, as in the four-digit NACE matrix that the method's authors publish.
#pragma once

#include <cstdint>

#include "nail/base/result.h"
#include "nail/case/model.h"

namespace nail {

struct GeneratedFirms {
  std::uint32_t sites = 10000;
  std::uint64_t links = 70000;
  std::uint32_t products = 0;  // 0: one for each 20 sites, 10 to 600
  double correlation = 0;      // of log popularity as seller and as buyer, -1 to 1
  double final_demand = 0;  // part of every site's output that goes to final demand, 0 to below 1
  std::uint64_t seed = 1;
};

// Sites F000001 ..., products P001 ...; output stands only where there is final demand. Fails with
// ExitCode::usage where a number is out of its range or the links are more than a tenth of all
// pairs.
Result<FirmData> generate_firms(const GeneratedFirms& size);

}  // namespace nail
