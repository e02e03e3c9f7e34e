#include "nail/dynamics/backtest_events.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/base/text.h"
#include "nail/dynamics/recipe_walk.h"

namespace nail {
namespace {

struct Date {
  int year = 0;
  int day = 0;  // since 1970-01-01
};

// The first day of a date as tables write it: yyyy, yyyy-mm or yyyy-mm-dd.
std::optional<Date> first_day(std::string_view text) {
  const auto part = [&](std::size_t at, std::size_t count) -> std::optional<unsigned> {
    if (text.size() < at + count) return std::nullopt;
    const auto value = parse_number(text.substr(at, count));
    return value ? std::optional(static_cast<unsigned>(*value)) : std::nullopt;
  };
  const auto year = part(0, 4);
  if (!year) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                         std::chrono::month{part(5, 2).value_or(1)},
                                         std::chrono::day{part(8, 2).value_or(1)}};
  if (!date.ok()) return std::nullopt;
  return Date{static_cast<int>(*year),
              static_cast<int>(std::chrono::sys_days{date}.time_since_epoch().count())};
}

// What happened as a scenario of one shock.
Scenario scenario_of(const Case& data, const Event& event, int days) {
  Shock shock;
  shock.kind = event.kind == "ban" ? ShockKind::export_ban : ShockKind::outage;
  shock.product = data[event.product].id;
  shock.place = data[event.place].id;
  shock.size.value = is_known(event.size) ? std::min(1.0, event.size) : 1;
  shock.days.value = days;
  shock.recovery_days.value = 0;
  shock.from = event.from;
  Scenario scenario;
  scenario.id = fmt::format("event-{}", event.from.line);
  scenario.name =
      fmt::format("{} of {} at {}, {}", event.kind, shock.product, shock.place, event.start);
  scenario.source = event.from.source;
  scenario.from = event.from;
  scenario.shocks.push_back(std::move(shock));
  return scenario;
}

}  // namespace

std::vector<Backtest> backtests_of_events(const Case& data) {
  // The first shortage of each product at each place after a day is asked for often.
  std::map<std::pair<ProductId, PlaceId>, std::vector<std::pair<int, const Event*>>> shortages;
  for (const Event& event : data.events) {
    if (event.kind != "shortage" || !event.product || !event.place) continue;
    if (const auto start = first_day(event.start)) {
      shortages[{event.product, event.place}].emplace_back(start->day, &event);
    }
  }
  for (auto& [key, list] : shortages) {
    std::stable_sort(list.begin(), list.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  const RecipeWalk recipes(data);
  std::vector<Backtest> out;
  for (const Event& event : data.events) {
    if ((event.kind != "outage" && event.kind != "ban") || !event.product || !event.place) continue;
    const auto start = first_day(event.start);
    const auto end = first_day(event.end);
    if (!start || !end || end->day <= start->day) continue;
    const Scenario scenario = scenario_of(data, event, end->day - start->day);
    const std::vector<bool> downstream = recipes.made_from({event.product});
    for (const auto& [key, list] : shortages) {
      if (!downstream[key.first.index()]) continue;
      const auto first =
          std::lower_bound(list.begin(), list.end(), start->day,
                           [](const auto& shortage, int day) { return shortage.first < day; });
      if (first == list.end()) continue;
      const int between = first->first - start->day;
      if (NAIL_MUTANT(backtest_events_any_time_after, between > kMostDaysBetween, false)) continue;
      BacktestRow row;
      row.id = fmt::format("{}-{}-{}", scenario.id, data[key.first].id, data[key.second].id);
      row.name = scenario.name;
      row.scenario = scenario.id;
      row.product = key.first;
      row.place = data[key.second].id;
      row.index = "first_shortage_day";
      row.as_of = NAIL_MUTANT(backtest_events_know_the_year, start->year - 1, start->year);
      row.observed.value = between;
      row.from = first->second->from;
      out.push_back({std::move(row), scenario});
    }
  }
  return out;
}

}  // namespace nail
