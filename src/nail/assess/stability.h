// How findings fare over the draws: how often each stays among the first ten, and which inputs move
// its number most.
#pragma once

#include <vector>

#include "nail/assess/assessment.h"
#include "nail/assess/inputs.h"
#include "nail/uncertainty/exposure_draws.h"
#include "nail/uncertainty/index_draws.h"

namespace nail {

// Fills in_top_ten and drivers. In a draw a finding's consequence is taken in proportion to its
// headline number; a finding whose number is not drawn keeps its score in every draw. Drivers are
// the ranged shares of the product and of what it needs, by Spearman's rank correlation with the
// number; at most 3, none below kLeastCorrelation in size.
inline constexpr double kLeastCorrelation = 0.1;
void judge_stability(const AssessInputs& inputs, const ExposureDraws& exposure_draws,
                     const IndexDraws& index_draws, const DrawOptions& options,
                     std::vector<Finding>& findings);

}  // namespace nail
