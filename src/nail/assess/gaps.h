// Gaps: what the case does not know about the products in scope, and what would help. Kinds:
//   unknown_supply  it is not known where all of a product is made
//   blind           the product's own inputs are partly known or unknown
//   no_governance   a supplying place has no governance
//   conflict        two sources of one year differ
//   stale           the newest shares are older than five years before the case's newest year, or
//                   have no year
//   withheld        a place supplies an amount that is not published
//   no_owner        it is not known where the makers are headquartered
//   no_sourcing     the home's own sourcing is not known: the world's pool is assumed
//   missing_index   an index that the data do not allow
// and those of stress_gaps.h.
#pragma once

#include <vector>

#include "nail/assess/assessment.h"
#include "nail/assess/lookup.h"

namespace nail {

// Unknown supply below this is not told as a gap.
inline constexpr double kUnknownWorthTelling = 0.01;
inline constexpr int kStaleYears = 5;

// In the order of the kinds above, then of product, place, index.
std::vector<Gap> find_gaps(const Lookup& lookup);
std::vector<Gap> find_gaps(const AssessInputs& inputs);

}  // namespace nail
