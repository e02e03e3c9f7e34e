// Findings: what an assessment concludes, each with the number, range, path and sources that make
// it true, ranked by consequence and certainty.
//
//   score = consequence x certainty, each 0 to 1.
//   consequence = how much is lost x how much rests on it. How much rests on a product (weight()):
//     0.3, + up to 0.3 for the number of products it is tied to by recipes, + up to 0.2 for the
//     number of chains that rest on it, + up to 0.2 where nothing is made with it and much goes
//     into it: it is what a chain is for.
//   certainty: the worst grade of its sources, the width of its range, the age of the shares,
//     whether they count facilities instead of volumes, what is blind below, and how far the two
//     assumptions on pooling differ.
// So that ten findings do not say one thing: of products on one path (one is made from the other,
// at any tier) in one chain, the findings of one kind about one place are merged, and the best
// names the others; and in the ranking a finding counts less the more was already said about its
// place and its chain (rank_findings).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nail/assess/assessment.h"
#include "nail/assess/lookup.h"

namespace nail {

// A product that a finding holds for too, with the same number for it.
struct Related {
  ProductId product;
  Ranged number;
};

// A finding under construction, with what its sentences are composed from.
struct Candidate {
  Finding finding;
  ProductId product;                 // none for a finding about several chains
  const ExposureRow* row = nullptr;  // the exposure it rests on
  const Taken* taken = nullptr;      // the place it is about, where that is foreign
  const IndexValue* index = nullptr;
  std::vector<Related> related;               // best first
  std::vector<const ExposureRow*> per_chain;  // common_place: the largest of each chain
  double second = kUnknown;  // a further number of the kind (first share, flags ...)
  int from_year = kNoYear, to_year = kNoYear;
  const ScenarioView* scenario = nullptr;  // scenario_loss
  std::vector<const SurvivalView*> sites;  // short_survival, best first
  const LeverageView* leverage = nullptr;  // and, seen from the other side, what the home holds
  const LeverageView* leverage_back = nullptr;
};

// Thresholds of the kinds. Shares, 0 to 1.
inline constexpr double kLeastLoss = 0.25;    // an exposure worth a finding
inline constexpr double kHiddenGap = 0.15;    // any_tier above direct
inline constexpr double kSinglePoint = 0.5;   // rerouted
inline constexpr double kConcentrated = 0.6;  // one place's share of world supply
inline constexpr double kReliant = 0.5;       // import reliance
inline constexpr double kStrong = 0.4;        // the home's share of world supply
inline constexpr double kPoolingMoves = 0.1;  // a number that depends on pooling
inline constexpr double kBuildupGap = 0.2;    // exposure_buildup above any_tier
inline constexpr double kCommonLoss = 0.5;    // a chain that a common place stands behind
inline constexpr std::size_t kMostFindings = 100;

// How much rests on a product, 0.3 to 1.
double weight(const Lookup& lookup, ProductId product);
// The count of makers or of their places where it is `few`, and says something: a count that may be
// incomplete counts only where known supply is nearly all (0.9) at so few places. Null otherwise.
const IndexValue* few_sources(const Lookup& lookup, ProductId product, const IndexValue* makers,
                              const IndexValue* places, int few);
// 0 to 1, by the sources' worst grade and the width of the range.
double certainty_of(Grade grade, const Ranged& range);

// All findings, ranked, with their sentences.
std::vector<Finding> find_findings(const Lookup& lookup);
std::vector<Finding> find_findings(const AssessInputs& inputs);

// The order of findings for given scores (parallel): greedily the one with the largest score, after
// a discount for what those before it already said: x 0.4 for each of the same kind, chain and
// place; x 0.7 of the same chain and place; x 0.85 of the same place; x 0.85 of the same chain.
// Ties by id. A place that is empty or the home counts as no place.
std::vector<std::size_t> rank_findings(std::span<const Finding> findings,
                                       std::span<const double> scores, const std::string& home);

}  // namespace nail
