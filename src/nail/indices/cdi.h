// The European Commission's core dependency indicators, by value of imports from outside the bloc
// (Strategic dependencies and capacities, SWD(2021) 352; from memory, thresholds not checked).
// import_hhi is the first of them without a threshold.
#pragma once

#include <span>

#include "nail/case/model.h"

namespace nail {

// A product is dependent by an indicator above its threshold.
inline constexpr double kCdi1Threshold = 0.4;
inline constexpr double kCdi2Threshold = 0.5;
inline constexpr double kCdi3Threshold = 1.0;

// cdi1, and import_hhi: sum of squared shares of the partners in imports from outside the home.
// flows: what each named partner sends, any one unit; unnamed: what comes from `other`, outside the
// named partners, which counts 0 for value and low and as one partner for high. All NaN where
// nothing is imported. No allocation.
Ranged import_hhi(std::span<const double> flows, double unnamed);

// cdi2: imports from outside the bloc over all imports, those between members too. NaN where
// nothing is imported; for a home of one place it is 1 always and tells nothing.
double cdi2(double outside_imports, double all_imports);

// cdi3: imports from outside the bloc over all exports, those between members too. NaN without
// exports.
double cdi3(double outside_imports, double all_exports);

}  // namespace nail
