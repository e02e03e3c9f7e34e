// Claims: statements that circulate, each checked against the computed indices and exposures and
// against reported figures. A claim is supported where its number lies in [low, high] widened by
// its tolerance (absolute, inclusive), contradicted where not, and not checkable where its index is
// neither computed nor reported.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nail/assess/assessment.h"
#include "nail/assess/lookup.h"

namespace nail {

// The number a claim is checked against.
struct Evidence {
  std::string index;
  Ranged value;
  std::string unit;
  std::string seat;   // id of the home it was computed from; "" where it depends on none
  std::string place;  // the place it speaks of: a source place, the place whose share; "" for none
  std::string lens;   // "owner" where shares are by headquarters
  std::string basis;  // of a share set; "" where it does not apply
  int year = kNoYear;
  bool reported = false;
  std::vector<std::string> sources;
  std::string note;
};

// Half a unit of the last digit a number is written with: "0.8" is 0.05, "100" is 0.5, "1e3" is
// 500, "12.50" is 0.005. 0 for a text that is no number.
double half_unit_of_last_digit(std::string_view text);

// Whether [low, high] widened by the tolerance holds the number. An end that is not known is open
// where the other is known; nothing known holds nothing.
bool holds(const Ranged& range, double stated, double tolerance);

// k (not 0, -3 to 3) where stated fits the range times 10^k, allowing for at most a tenth of what
// is stated; 0 where there is none.
int powers_of_ten_off(const Ranged& range, double stated, double tolerance);

// In order of claim id.
std::vector<ClaimResult> check_claims(const Lookup& lookup);
std::vector<ClaimResult> check_claims(const AssessInputs& inputs);

}  // namespace nail
