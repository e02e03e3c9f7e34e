// The checklist a supply-chain review is asked to fill (from Executive Order 14017, section 4):
// each item filled from the case's data, or `no data` with what is missing.
#pragma once

#include <vector>

#include "nail/assess/assessment.h"
#include "nail/assess/lookup.h"

namespace nail {

// A place that is not home's or an ally's, with governance above this (0 best to 10 worst), counts
// for unfriendly dominance; only asked where allies are named.
inline constexpr double kUnfriendlyGovernance = 5;
// ... and dominates where it supplies this share of the world or of the home's loss.
inline constexpr double kDominance = 0.5;

std::vector<CoverageItem> cover(const Lookup& lookup, const std::vector<Finding>& findings);

}  // namespace nail
