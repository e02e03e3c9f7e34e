// Every sentence of the assessment is composed in this room, none in a view: findings, claims,
// chains, title, assumptions and method here (narrative*.cc, a subject each), the one line of a
// gap, a checklist item or a place that could expand where it is found. Sentences give the number,
// its range, year and basis, and the ids of the sources in brackets; they take no side, and read
// the same from any seat. They are plain text: escaping is the views' business.
#pragma once

#include <string>
#include <vector>

#include "nail/assess/assessment.h"
#include "nail/assess/claims.h"
#include "nail/assess/findings.h"
#include "nail/assess/lookup.h"
#include "nail/assess/words.h"

namespace nail {

// Fills headline, text and args of a finding (path, evidence and the numbers are there).
void say_finding(const Lookup& lookup, const Candidate& candidate, Finding& finding);

// What was found out about a claim.
struct ClaimVerdict {
  const Claim* claim = nullptr;
  const Evidence* right = nullptr;  // null: not checkable
  std::string seat, missing;
  double tolerance = 0;
  int powers_of_ten = 0;           // stated = right x 10^this
  std::vector<Evidence> confused;  // other numbers that what is stated fits
  std::vector<Evidence> rest;      // other numbers that 1 - what is stated fits
};
std::string say_claim(const Lookup& lookup, const ClaimVerdict& said, const std::string& verdict);

// `chips from Taiwan (22 %), made with photoresists from Japan (75 %)`.
std::string say_path(const std::vector<StepView>& path);

std::string say_chain(const Lookup& lookup, const ChainView& chain,
                      const std::vector<Finding>& findings);
std::string say_title(const Lookup& lookup);
std::string say_lead(const Lookup& lookup, const Assessment& assessment);
std::vector<std::string> say_assumptions(const Lookup& lookup);
std::vector<std::string> say_method(const Lookup& lookup);

// Scenarios, survival, worst removals, leverage and back-tests: fills what StressReview calls
// composed, and the headline and text of findings about them.
void say_stress(const Lookup& lookup, StressReview& review);
void say_stress_finding(const Lookup& lookup, const Candidate& candidate, Finding& finding);
std::vector<std::string> say_stress_assumptions(const StressReview& review);
std::string say_stress_method(const StressReview& review);  // "" where stress was left out

// Fills everything of the assessment except what the draws decide (in_top_ten, drivers), the case
// hash, seed, draws, version and tables.
void compose(const AssessInputs& inputs, Assessment& assessment);

}  // namespace nail
