// Quality, diversity and redundancy of supply, the three things that the review of 2021 asks of
// medicines: how many makers and places, and what recalls, bans and shortages say of quality.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "nail/case/model.h"

namespace nail {

// quality_flags looks at this many years before the case's latest event.
inline constexpr int kQualityYears = 5;

// True where a shortage's reason or note speaks of quality: 'quality', 'manufacturing practice',
// 'contaminat', 'steril' or 'gmp', in any case of letters.
bool is_quality_related(std::string_view text);

// True for a recall, a ban, or a shortage whose reason or note is quality-related.
bool is_quality_flag(const Event& event);

// The day so many years earlier: `2025-03-31`, 5 is `2020-03-31`. Dates are compared as text, and
// one that is coarser than a day (`2025`, `2025-03`) counts as the end of its year or month.
std::string years_before(std::string_view date, int years);
std::string end_of(std::string_view date);

// Of the product's events, the quality flags that began or ended after `since` (a whole date).
int quality_flags(std::span<const Event* const> events, std::string_view since);

// A facility that works: its status is not cancelled, closed, planned or the like.
bool is_working(const Facility& facility);

}  // namespace nail
