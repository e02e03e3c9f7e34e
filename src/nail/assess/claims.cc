#include "nail/assess/claims.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "nail/assess/claim_numbers.h"
#include "nail/assess/narrative.h"
#include "nail/base/mutant.h"
#include "nail/base/text.h"

namespace nail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Other numbers about the same thing that the one stated may have been taken from.
std::vector<Evidence> confused_with(const Claim& claim, const Evidence* right,
                                    std::span<const Evidence> others, double tolerance) {
  std::vector<Evidence> fits;
  for (const Evidence& other : others) {
    if (right != nullptr && other.index == right->index && other.lens == right->lens &&
        other.basis == right->basis && other.place == right->place) {
      continue;
    }
    // By its value; a range without one (as published: above 95 %) where it is narrow.
    const bool fits_it =
        is_known(other.value.value)
            ? holds({other.value.value}, claim.stated, tolerance)
            : other.value.upper() - other.value.lower() <= 0.25 * std::abs(other.value.upper()) &&
                  holds(other.value, claim.stated, tolerance);
    if (fits_it) fits.push_back(other);
  }
  const auto distance = [&](const Evidence& e) {
    const double middle =
        is_known(e.value.value) ? e.value.value : 0.5 * (e.value.lower() + e.value.upper());
    return std::abs(middle - claim.stated);
  };
  std::stable_sort(fits.begin(), fits.end(),
                   [&](const Evidence& a, const Evidence& b) { return distance(a) < distance(b); });
  if (fits.size() > 2) fits.resize(2);
  return fits;
}

}  // namespace

double half_unit_of_last_digit(std::string_view text) {
  text = trim(text);
  if (!parse_number(text)) return 0;
  int decimals = 0;
  bool after_point = false;
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.')
      after_point = true;
    else if (after_point && is_digit(text[i]))
      ++decimals;
  }
  int exponent = 0;
  if (i + 1 < text.size()) {
    // At most four digits are read: 10^9999 is infinite anyway.
    std::string_view rest = text.substr(i + 1);
    bool negative = false;
    if (!rest.empty() && (rest[0] == '+' || rest[0] == '-')) {
      negative = rest[0] == '-';
      rest.remove_prefix(1);
    }
    for (const char c : rest.substr(0, 4)) {
      if (is_digit(c)) exponent = 10 * exponent + (c - '0');
    }
    if (negative) exponent = -exponent;
  }
  const double unit = 0.5 * std::pow(10.0, exponent - decimals);
  return std::isfinite(unit) ? unit : 0;
}

bool holds(const Ranged& range, double stated, double tolerance) {
  // A range with one end only is open at the other (at least two makers).
  const double low = is_known(range.high) && !is_known(range.low) && !is_known(range.value)
                         ? kUnknown
                         : range.lower();
  const double high = is_known(range.low) && !is_known(range.high) ? kUnknown : range.upper();
  if (!is_known(stated) || (!is_known(low) && !is_known(high))) return false;
  // Inclusive also where 0.8 - 0.05 is a little above 0.75 in binary.
  const double slack = 1e-12 * (std::abs(stated) + (is_known(low) ? std::abs(low) : 0) +
                                (is_known(high) ? std::abs(high) : 0) + tolerance);
  if (is_known(low) && stated < low - NAIL_MUTANT(claim_no_tolerance, tolerance, 0.0) - slack) {
    return false;
  }
  return !is_known(high) || stated <= high + tolerance + slack;
}

int powers_of_ten_off(const Ranged& range, double stated, double tolerance) {
  if (!is_known(stated) || stated == 0) return 0;
  if (range.lower() == 0 && range.upper() == 0) return 0;
  const double most = 0.1 * std::abs(stated);
  const double allowed = std::clamp(tolerance, 0.01 * std::abs(stated), most);
  for (const int k : {-1, 1, -2, 2, -3, 3}) {
    const double factor = std::pow(10.0, NAIL_MUTANT(claim_tenfold_once, k, 2 * k));
    const Ranged scaled{range.value * factor, range.low * factor, range.high * factor, range.kind};
    // A range that spans powers of ten would fit anything.
    if (scaled.upper() > 3 * scaled.lower()) continue;
    if (holds(scaled, stated, allowed)) return k;
  }
  return 0;
}

std::vector<ClaimResult> check_claims(const AssessInputs& inputs) {
  return check_claims(Lookup(inputs));
}

std::vector<ClaimResult> check_claims(const Lookup& lookup) {
  const Case& data = lookup.data;
  std::vector<const Claim*> claims;
  for (const Claim& claim : data.claims) claims.push_back(&claim);
  std::sort(claims.begin(), claims.end(),
            [](const Claim* a, const Claim* b) { return a->id < b->id; });
  ClaimNumbers numbers(lookup);
  std::vector<ClaimResult> out;
  for (const Claim* claim : claims) {
    ClaimResult result;
    result.id = claim->id;
    result.text = claim->text;
    result.index = claim->index;
    if (claim->product) result.product = data[claim->product].id;
    result.place = claim->place;
    result.home = claim->home.empty() ? lookup.in.home.id : claim->home;
    result.stated = claim->stated;
    result.stated_text =
        claim->stated_text.empty() ? format_number(claim->stated) : claim->stated_text;
    if (claim->from.source) add_source(result.sources, data[claim->from.source].id);
    const double tolerance =
        is_known(claim->tolerance) ? claim->tolerance : half_unit_of_last_digit(result.stated_text);

    const ClaimNumbers::Answer answer = numbers.look_up(*claim);
    ClaimVerdict said;
    said.claim = claim;
    said.seat = answer.seat;
    said.missing = answer.missing;
    said.tolerance = tolerance;
    if (!answer.evidence || !is_known(claim->stated)) {
      result.verdict = "not_checkable";
      if (!is_known(claim->stated)) said.missing = "the claim states no number";
      said.confused = confused_with(*claim, nullptr, numbers.others(*claim), tolerance);
    } else {
      const Evidence& e = *answer.evidence;
      said.right = &e;
      result.computed = e.value;
      for (const std::string& source : e.sources) add_source(result.sources, source);
      if (holds(e.value, claim->stated, tolerance)) {
        result.verdict = "supported";
      } else {
        result.verdict = "contradicted";
        said.powers_of_ten = powers_of_ten_off(e.value, claim->stated, tolerance);
        said.confused = confused_with(*claim, &e, numbers.others(*claim), tolerance);
        // A share that is another index's is that rather than a slip of the decimal point.
        if (is_share(e.unit, e.index) && !said.confused.empty()) said.powers_of_ten = 0;
        // Of the rest: 13 % where 87 % is the figure of the other part.
        if (said.confused.empty() && said.powers_of_ten == 0 && claim->product &&
            is_share(e.unit, e.index)) {
          Claim rest = *claim;
          rest.stated = 1 - claim->stated;
          said.rest = confused_with(rest, &e, numbers.others(*claim), std::min(tolerance, 0.01));
          std::erase_if(said.rest, [](const Evidence& r) { return !is_share(r.unit, r.index); });
        }
      }
    }
    result.why = say_claim(lookup, said, result.verdict);
    for (const Evidence& e : said.confused) {
      for (const std::string& source : e.sources) add_source(result.sources, source);
    }
    out.push_back(std::move(result));
  }
  return out;
}

}  // namespace nail
