#include "nail/indices/medicines.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "nail/base/mutant.h"

namespace nail {
namespace {

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

template <std::size_t N>
bool holds_any(std::string_view text, const std::array<std::string_view, N>& words) {
  const std::string lower = lower_case(text);
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

}  // namespace

bool is_quality_related(std::string_view text) {
  static constexpr std::array<std::string_view, 5> kWords = {"quality", "manufacturing practice",
                                                             "contaminat", "steril", "gmp"};
  return holds_any(text, kWords);
}

bool is_quality_flag(const Event& event) {
  if (event.kind == "recall" || event.kind == "ban") return true;
  return event.kind == "shortage" &&
         NAIL_MUTANT(quality_flags_any_shortage,
                     is_quality_related(event.reason) || is_quality_related(event.from.note), true);
}

std::string end_of(std::string_view date) {
  std::string out(date);
  if (out.size() == 4) out += "-12";
  // The 31st stands for the last day: only the order of dates matters.
  if (out.size() == 7) out += "-31";
  return out;
}

std::string years_before(std::string_view date, int years) {
  int year = 0;
  std::from_chars(date.data(), date.data() + std::min<std::size_t>(4, date.size()), year);
  return fmt::format("{:04}{}", year - years, date.substr(std::min<std::size_t>(4, date.size())));
}

int quality_flags(std::span<const Event* const> events, std::string_view since) {
  int flags = 0;
  for (const Event* event : events) {
    if (!is_quality_flag(*event)) continue;
    const bool ended = !event->end.empty() && end_of(event->end) > since;
    const bool recent = end_of(event->start) > since || ended;
    flags += NAIL_MUTANT(quality_flags_all_years, recent, true) ? 1 : 0;
  }
  return flags;
}

bool is_working(const Facility& facility) {
  static constexpr std::array<std::string_view, 6> kIdle = {"cancel",    "closed",       "planned",
                                                            "announced", "construction", "idle"};
  return !holds_any(facility.status, kIdle);
}

}  // namespace nail
