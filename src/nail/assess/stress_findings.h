// Findings about time: scenarios that cost the home demand (scenario_loss), sites that recover
// later than the home survives without them (short_survival), places whose exports the home's
// demand hangs on more than theirs hangs on the home's (leverage).
//
// scenario_loss: with worth(L) = L/(L + 30), L in days of the home's demand, consequence = (0.6
// worth(pessimist) + 0.4 worth(optimist)) x (0.5 + 0.5 x (1 - (1 - p)^10)): what is lost, and half
// of the weight by its chance within ten years. Where no optimist was computed his part is 0; an
// unknown probability counts as 0. certainty: the worst grade of the probability and the shocks,
// and the gap between the bounds.
// short_survival: consequence = 0.8 worth(impact) x the weight of the product; one a chain.
// leverage: consequence = (0.6 any_tier + 0.4 rerouted) x (0.6 + 0.4 (1 - what the source loses
// without the home)); only the sources that most hangs on.
#pragma once

#include <vector>

#include "nail/assess/findings.h"

namespace nail {

inline constexpr double kHalfLossDays = 30;
inline constexpr double kLeastScenarioLoss = 0.1;  // days of demand worth a finding
inline constexpr double kLeastImpact = 1;          // days of demand
inline constexpr double kLeastLeverage = 0.1;      // part of the home's demand
inline constexpr std::size_t kMostLeverageFindings = 3;

// 0 to 1: what a loss of so many days of demand weighs; 0 for an unknown one.
double worth_of_days(double days);

std::vector<Candidate> find_stress(const Lookup& lookup);

}  // namespace nail
