// Economic importance of a raw material (European Commission, Methodology for establishing the EU
// list of critical raw materials, 2017): EI = si_ei x sum over sectors of A_s Q_s, with A_s the
// share of the material's use in sector s and Q_s the sector's value added, scaled so that the
// largest sector counts 10.
#pragma once

#include <span>

#include "nail/case/model.h"

namespace nail {

// A material is economically important from here on.
inline constexpr double kEconomicImportanceThreshold = 2.8;

// 0 to 10. use_shares (0 to 1) and value_added (any money, NaN where not known) are parallel;
// largest: the value added that counts 10, the normaliser; substitution: si_ei. A sector whose
// value added is not known may have none or the largest: a range, no value; so does use that is not
// placed (shares below 1 in sum), which counts 0 for value and low and the largest for high. No
// allocation.
Ranged economic_importance(std::span<const double> use_shares, std::span<const double> value_added,
                           double largest, double substitution);

}  // namespace nail
