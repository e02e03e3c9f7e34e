#include "nail/indices/trade_parameter.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <tuple>

#include "nail/base/mutant.h"
#include "nail/indices/eu_supply_risk.h"

namespace nail {
namespace {

bool holds(const Case& data, const std::string& group_id, PlaceId place) {
  const auto group = find_home(data, group_id);
  return group && group->holds(place);
}

// 2: the home itself, 1: a bloc that holds it, 0: any home, -1: another's.
int home_closeness(const Case& data, const std::string& id, const Home& home) {
  if (id.empty()) return 0;
  if (id == home.id) return 2;
  const bool all = std::all_of(home.members.begin(), home.members.end(),
                               [&](PlaceId member) { return holds(data, id, member); });
  return all ? 1 : -1;
}

bool meets_home(const Case& data, const std::string& id, const Home& home) {
  if (id.empty() || id == home.id) return true;
  return std::any_of(home.members.begin(), home.members.end(),
                     [&](PlaceId member) { return holds(data, id, member); });
}

bool has_ended(const TradeRule& rule, int year) {
  if (rule.to_date.size() < 4 || year == kNoYear) return false;
  int last = 0;
  std::from_chars(rule.to_date.data(), rule.to_date.data() + 4, last);
  return last < year;
}

}  // namespace

TradeParameter trade_parameter(const Case& data, std::span<const TradeRule* const> rules,
                               const Home& home, PlaceId place, int year) {
  TradeParameter best;
  best.t = home.holds(place)
               ? NAIL_MUTANT(trade_parameter_home_is_foreign, kAgreementTrade, kDefaultTrade)
               : kDefaultTrade;
  std::tuple<int, int, double> rank{-1, -1, 0};
  for (const TradeRule* rule : rules) {
    const int closeness = home_closeness(data, rule->home, home);
    const bool same_place = rule->place == data[place].id;
    if (closeness < 0 || (!same_place && !holds(data, rule->place, place))) continue;
    if (!meets_home(data, rule->target, home)) continue;
    if (NAIL_MUTANT(trade_parameter_never_ends, has_ended(*rule, year), false)) continue;
    double t = rule->t;
    if (!is_known(t) && rule->kind == "agreement") t = kAgreementTrade;
    if (!is_known(t)) continue;
    const std::tuple<int, int, double> here{closeness, same_place ? 1 : 0, t};
    if (best.rule == nullptr || here > rank) {
      rank = here;
      best = {t, rule};
    }
  }
  return best;
}

}  // namespace nail
