#include "nail/assess/gaps.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "nail/assess/stress_gaps.h"
#include "nail/assess/words.h"
#include "nail/base/mutant.h"

namespace nail {
namespace {

void unknown_supply(const Lookup& lookup, ProductId product, std::vector<Gap>& gaps) {
  const std::string& id = lookup.data[product].id;
  const std::string name = lookup.product(product);
  const ShareSet* set = lookup.set(product);
  if (set == nullptr) {
    gaps.push_back({"unknown_supply", id, "", "",
                    fmt::format("where the world's supply of {} comes from is not known", name),
                    "add supply rows with shares or quantities by place"});
    return;
  }
  const double unknown = set->unknown_share();
  if (unknown < kUnknownWorthTelling) return;
  if (set->shares.empty()) {
    gaps.push_back(
        {"unknown_supply", id, "", "",
         fmt::format("places that supply {} are named, but no share of any is known", name),
         "add shares or quantities to the supply rows"});
    return;
  }
  gaps.push_back(
      {"unknown_supply", id, "", "",
       set->has_other
           ? fmt::format(
                 "{} of the world's supply of {} comes from places that the source does not list",
                 percent(unknown), name)
           : fmt::format("where {} of the world's supply of {} comes from is not known",
                         percent(unknown), name),
       "add supply rows of the missing places, or a more complete source"});
}

void blind(const Lookup& lookup, ProductId product,
           const std::map<std::uint32_t, std::vector<std::string>>& above, std::vector<Gap>& gaps) {
  const Product& p = lookup.data[product];
  if (p.inputs != Inputs::partial && p.inputs != Inputs::unknown) return;
  std::string what =
      p.inputs == Inputs::unknown
          ? fmt::format("what goes into {} is not known", lookup.product(product))
          : fmt::format("what goes into {} is known only in part", lookup.product(product));
  if (const auto found = above.find(product.value); found != above.end()) {
    what += fmt::format("; it stands below {}", list_of(found->second, 6));
  }
  gaps.push_back({"blind", p.id, "", "", std::move(what),
                  "add its recipe rows and set inputs to complete, or to none where it has none"});
}

}  // namespace

std::vector<Gap> find_gaps(const AssessInputs& inputs) { return find_gaps(Lookup(inputs)); }

std::vector<Gap> find_gaps(const Lookup& lookup) {
  const Case& data = lookup.data;
  // Products in scope above each blind one, in words.
  std::map<std::uint32_t, std::vector<std::string>> above;
  for (const ProductId product : lookup.scope) {
    if (product.index() >= lookup.in.blind.size()) continue;
    for (const ProductId below : lookup.in.blind[product.index()]) {
      if (below != product) above[below.value].push_back(lookup.product(product));
    }
  }
  std::map<std::string, std::size_t> without_governance;  // place id: products it supplies
  std::map<std::string, std::pair<std::size_t, std::size_t>> pooled;  // chain: pooled, products
  std::vector<Gap> gaps;
  const UserId user = lookup.in.site->user_of(lookup.in.home);
  for (const ProductId product : lookup.scope) {
    const Product& p = data[product];
    const std::string name = lookup.product(product);
    unknown_supply(lookup, product, gaps);
    blind(lookup, product, above, gaps);
    const ShareSet* set = lookup.set(product);
    if (set != nullptr) {
      for (const SetShare& share : set->shares) {
        if (share.share.value > 0 && !is_known(data[share.place].governance)) {
          ++without_governance[data[share.place].id];
        }
      }
      for (const PlaceId place : set->withheld) {
        gaps.push_back({"withheld", p.id, data[place].id, "",
                        fmt::format("{} supplies {}, but the amount is not published",
                                    sentence_start(lookup.name(place)), name),
                        "find another source for the amount"});
      }
      const bool stale = NAIL_MUTANT(gaps_stale_off, set->year < lookup.newest_year - kStaleYears,
                                     set->year <= lookup.newest_year - kStaleYears);
      if (set->year == kNoYear) {
        gaps.push_back({"stale", p.id, "", "", fmt::format("the shares of {} have no year", name),
                        "add the year that the shares speak of"});
      } else if (stale) {
        gaps.push_back(
            {"stale", p.id, "", "",
             fmt::format("the newest shares of {} are of {}; the case's newest are of {}", name,
                         set->year, lookup.newest_year),
             "add newer supply rows"});
      }
    }
    if (lookup.set(product, Lens::owner) == nullptr) {
      gaps.push_back({"no_owner", p.id, "", "",
                      fmt::format("it is not known where the makers of {} are headquartered", name),
                      "add supply rows with lens owner"});
    }
    auto& [without, all] = pooled[p.chain];
    ++all;
    if (lookup.in.site->mix(product, user) == nullptr) ++without;
  }
  for (const auto& [chain, count] : pooled) {
    if (count.first == 0) continue;
    gaps.push_back({"no_sourcing", "", lookup.in.home.id, "",
                    fmt::format("{}: where {} buys is not known for {} of {}; it is taken to buy "
                                "from the world's pool",
                                id_phrase(chain), lookup.home_phrase, count.first,
                                count_of(count.second, "product", "products")),
                    "add sourcing rows of the home"});
  }
  for (const auto& [place, count] : without_governance) {
    gaps.push_back(
        {"no_governance", "", place, "",
         fmt::format("the governance of {} is not known; it supplies {} in scope",
                     lookup.name(data.find_place(place)), count_of(count, "product", "products")),
         "add governance to places"});
  }
  for (const Conflict& c : lookup.sets.conflicts) {
    if (lookup.in_scope[c.product.index()] == 0) continue;
    const auto source = [&](SourceId id) { return id ? data[id].id : std::string("no source"); };
    gaps.push_back(
        {"conflict", data[c.product].id, c.place ? data[c.place].id : "", "",
         fmt::format("{} of {} in {}{}: {} ({}) against {} ({})",
                     sentence_start(possessive(lookup.name(c.place)) + " share"),
                     lookup.product(c.product),
                     c.year == kNoYear ? "no stated year" : fmt::format("{}", c.year),
                     c.lens == Lens::owner ? ", by headquarters" : "", percent(c.used_share),
                     source(c.used), percent(c.other_share), source(c.other)),
         fmt::format("{} is used; compare what the two sources count", source(c.used))});
  }
  for (const MissingIndex& missing : lookup.in.indices.missing) {
    gaps.push_back({"missing_index", missing.product ? data[missing.product].id : "", "",
                    missing.index, missing.what, missing.remedy});
  }
  for (Gap& gap : find_stress_gaps(lookup)) gaps.push_back(std::move(gap));
  static const std::vector<std::string> kOrder = {
      "unknown_supply", "blind",       "no_governance",     "conflict",          "stale",
      "withheld",       "no_owner",    "no_sourcing",       "missing_scenarios", "missing_demand",
      "missing_stocks", "missing_ttr", "missing_backtests", "missing_index"};
  const auto rank = [](const Gap& gap) {
    return std::find(kOrder.begin(), kOrder.end(), gap.kind) - kOrder.begin();
  };
  std::stable_sort(gaps.begin(), gaps.end(), [&](const Gap& a, const Gap& b) {
    return std::make_tuple(rank(a), std::cref(a.product), std::cref(a.place), std::cref(a.index),
                           std::cref(a.what)) <
           std::make_tuple(rank(b), std::cref(b.product), std::cref(b.place), std::cref(b.index),
                           std::cref(b.what));
  });
  return gaps;
}

}  // namespace nail
