// Numbers and links as the report shows them.
#pragma once

#include <string>
#include <string_view>

#include "nail/case/model.h"

namespace nail::report {

// A no-break space, so that a number and its unit stay together.
inline constexpr std::string_view kSpace = "\u00a0";
// What stands where nothing is known.
inline constexpr std::string_view kDash = "\u2013";

// A fixed number of decimals, independent of the locale.
std::string fixed(double value, int decimals);

// Three significant digits; large numbers with their thousands apart.
std::string number(double value);

// "93 %", "4.2 %", "≤0.1 %" for what is tiny; a dash where unknown. Never rounds what is not whole
// to 0 or 100 %.
std::string percent(double part);

// "88-95 %" with a proper dash; empty where no range is known.
std::string percent_range(const Ranged& range);

// True where the unit says that a value is a part of 1 and so is shown in per cent.
bool is_share(std::string_view unit);

// A value or range with its unit.
std::string quantity(double value, std::string_view unit);
std::string quantity_range(const Ranged& range, std::string_view unit);

// The name of an index or a kind as a reader sees it: hhi_governance becomes "HHI governance".
std::string label(std::string_view name);

// A stage without the number that orders it ("2 processing" becomes "Processing").
std::string stage_label(std::string_view stage);

// True for an absolute http or https address without control characters or spaces.
bool is_web_link(std::string_view url);

}  // namespace nail::report
