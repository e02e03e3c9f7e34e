#include "nail/case/share_sets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/base/text.h"

namespace nail {
namespace {

using SetKey = std::tuple<std::uint32_t, Lens, Basis, int, std::uint32_t>;

std::string describe(const Case& data, const ShareSet& set) {
  return fmt::format("{} ({}, {}{}, source {})", data[set.product].id, to_string(set.lens),
                     to_string(set.basis), set.year == kNoYear ? "" : fmt::format(", {}", set.year),
                     set.source ? data[set.source].id : "none");
}

Ranged scaled(const Ranged& r, double factor) {
  return {r.value * factor, r.low * factor, r.high * factor, r.kind};
}

// The amount that counts: the value, or the middle of a range given without one.
double amount(const Ranged& r) {
  if (is_known(r.value)) return r.value;
  if (is_known(r.low) && is_known(r.high)) return 0.5 * (r.low + r.high);
  return kUnknown;
}

struct Group {
  std::vector<const SupplyRow*> rows;
};

// Builds one set out of its rows; reports faults.
ShareSet build(const Case& data, const Group& group, bool newest, const std::string& file,
               Diagnostics& diagnostics) {
  const SupplyRow& first = *group.rows.front();
  ShareSet set;
  set.product = first.product;
  set.lens = first.lens;
  set.basis = first.basis;
  set.year = first.from.year;
  set.source = first.from.source;

  bool has_share = false;
  bool has_quantity = false;
  const SupplyRow* odd = nullptr;
  for (const SupplyRow* row : group.rows) {
    const bool quantity = is_known(amount(row->quantity));
    const bool share = is_known(amount(row->share));
    if (NAIL_MUTANT(mixed_set_tells_last_row, odd == nullptr, true) &&
        ((quantity && has_share) || (share && has_quantity)))
      odd = row;
    has_quantity = has_quantity || quantity;
    has_share = has_share || share;
  }
  if (odd != nullptr) {
    diagnostics.fault({file, odd->from.line, 1}, "mixed-set",
                      fmt::format("the set of {} mixes shares and quantities", describe(data, set)),
                      "give all its rows as share, or all as quantity");
  }
  set.is_quantity = has_quantity && !has_share;

  // Totals of places; organisations of a place without a total row add up to it.
  struct Entry {
    Ranged total;
    bool has_total = false;
    double organisations = 0;
    double organisations_low = 0, organisations_high = 0;
    bool has_organisations = false;
    std::uint64_t row_key = 0, line = 0;
  };
  std::map<PlaceId, Entry> entries;
  Entry other;
  for (const SupplyRow* row : group.rows) {
    Ranged given = set.is_quantity ? row->quantity : row->share;
    if (!is_known(amount(given))) {
      if (row->status == Status::withheld && row->place && row->organisation.empty()) {
        set.withheld.push_back(row->place);
      }
      if (row->status != Status::negligible) {
        if (!row->organisation.empty()) {
          set.organisations.push_back({row->organisation, row->place, kUnknown, row->owner_place});
        }
        continue;
      }
      given.value = 0;
    }
    const bool is_other = !row->place;
    if (is_other) set.has_other = true;
    Entry& entry = is_other ? other : entries[row->place];
    if (row->organisation.empty()) {
      entry.total = given;
      entry.total.value = amount(given);
      entry.has_total = true;
      entry.row_key = row->from.row_key;
      entry.line = row->from.line;
    } else {
      entry.organisations += amount(given);
      entry.organisations_low += is_known(given.low) ? given.low : amount(given);
      entry.organisations_high += is_known(given.high) ? given.high : amount(given);
      entry.has_organisations = true;
      if (!entry.has_total) {
        entry.row_key ^= row->from.row_key;
        entry.line = row->from.line;
      }
      set.organisations.push_back({row->organisation, row->place, amount(given), row->owner_place});
    }
  }
  const auto settle = [](Entry& entry) {
    if (entry.has_total || !entry.has_organisations) return;
    entry.total.value = entry.organisations;
    if (entry.organisations_low != entry.organisations) entry.total.low = entry.organisations_low;
    if (entry.organisations_high != entry.organisations) {
      entry.total.high = entry.organisations_high;
    }
  };
  settle(other);
  double sum = is_known(other.total.value) ? other.total.value : 0;
  for (auto& [place, entry] : entries) {
    settle(entry);
    if (is_known(entry.total.value)) sum += entry.total.value;
  }

  double factor = 1;
  if (set.is_quantity) {
    // The world total where the case states it and it is not less than what is listed; otherwise
    // the listed quantities are the world. The case states one total, so it speaks of the newest
    // year only.
    set.total_quantity = set.listed_quantity = sum;
    const double world = data[set.product].total_quantity;
    if (newest && is_known(world) && world > sum && set.basis == Basis::production) {
      set.total_quantity = world;
    }
    if (newest && is_known(world) && sum > kMostShareSum * world + 1e-9 &&
        set.basis == Basis::production) {
      diagnostics.warning(
          {file, first.from.line, 1}, "above-total",
          fmt::format("the quantities of {} add up to {}, the world's total is {}",
                      describe(data, set), format_number(sum), format_number(world)),
          "correct one of the two; the shares are of what is listed");
    }
    factor = set.total_quantity > 0 ? 1 / set.total_quantity : 0;
  } else if (sum > NAIL_MUTANT(share_sum_without_leeway, kMostShareSum, 1.0) + 1e-9) {
    diagnostics.fault({file, first.from.line, 1}, "share-sum",
                      fmt::format("the shares of {} add up to {}", describe(data, set),
                                  format_number(std::round(sum * 1e6) / 1e6)),
                      "shares of world supply add up to 1 at most; correct them");
    factor = 1 / sum;
    set.divided_by = sum;
  } else if (sum > 1 + 1e-9) {
    diagnostics.note({file, first.from.line, 1}, "share-sum-rounded",
                     fmt::format("the shares of {} add up to {}", describe(data, set),
                                 format_number(std::round(sum * 1e6) / 1e6)),
                     "they are divided by the sum");
    factor = 1 / sum;
    set.divided_by = sum;
  }
  for (const auto& [place, entry] : entries) {
    if (!is_known(entry.total.value)) continue;
    SetShare share{place, scaled(entry.total, factor), entry.row_key, entry.line};
    if (is_known(share.share.high)) share.share.high = std::min(1.0, share.share.high);
    set.shares.push_back(share);
  }
  for (SetOrganisation& organisation : set.organisations) organisation.share *= factor;
  return set;
}

// What a set lets a place's share be: the share where it is listed; from nothing up to all that the
// set leaves unknown where it is not.
std::pair<double, double> possible_share(const ShareSet& set, PlaceId place) {
  for (const SetShare& share : set.shares) {
    if (share.place == place) return {share.share.value, share.share.value};
  }
  return {0, NAIL_MUTANT(conflict_forgets_unknown, set.unknown_share(), 0.0)};
}

// Where two sets differ most, if by more than kConflictGap and by more than what either leaves
// unknown.
std::optional<Conflict> compare(const ShareSet& used, const ShareSet& other) {
  Conflict worst{used.product, used.lens, used.basis, used.year, used.source,
                 other.source, {},        0,          0};
  double gap = kConflictGap + 1e-9;
  const auto look = [&](PlaceId place) {
    const auto [a_low, a_high] = possible_share(used, place);
    const auto [b_low, b_high] = possible_share(other, place);
    const double difference = std::max(a_low - b_high, b_low - a_high);
    if (difference > gap) {
      gap = difference;
      worst.place = place;
      worst.used_share = a_low;
      worst.other_share = b_low;
    }
  };
  for (const SetShare& share : used.shares) look(share.place);
  for (const SetShare& share : other.shares) look(share.place);
  if (!worst.place) return std::nullopt;
  return worst;
}

// The owner's view of a site set whose organisations name their owner's place: what is known of
// them, by that place; the rest is unknown. Nothing where none does.
std::optional<ShareSet> owners_of(const ShareSet& site) {
  std::map<PlaceId, double> shares;
  ShareSet out = site;
  out.lens = Lens::owner;
  out.has_other = false;
  out.shares.clear();
  out.organisations.clear();
  out.withheld.clear();
  for (const SetOrganisation& part : site.organisations) {
    if (!part.owner_place || !is_known(part.share)) continue;
    shares[part.owner_place] += part.share;
    out.organisations.push_back(
        {part.organisation, part.owner_place, part.share, part.owner_place});
  }
  if (shares.empty()) return std::nullopt;
  for (const auto& [place, share] : shares) {
    SetShare entry{place, {}, 0, 0};
    entry.share.value = std::min(1.0, share);
    out.shares.push_back(entry);
  }
  return out;
}

}  // namespace

double ShareSet::unknown_share() const {
  double sum = 0;
  for (const SetShare& share : shares) sum += share.share.value;
  // Rounding must not turn a whole set into one with a trace of unknown supply.
  const double unknown = 1 - sum;
  return unknown < 1e-12 ? 0 : unknown;
}

ShareSet ShareSet::as_listed() const {
  ShareSet out = *this;
  if (!is_quantity || !(listed_quantity > 0)) return out;
  const double factor = total_quantity / listed_quantity;
  for (SetShare& entry : out.shares) entry.share = scaled(entry.share, factor);
  for (SetOrganisation& part : out.organisations) part.share *= factor;
  out.total_quantity = listed_quantity;
  return out;
}

const ShareSet* ShareSets::latest(ProductId product, Lens lens, Basis basis) const {
  const auto before = [](const ShareSet& set, const std::tuple<ProductId, Lens, Basis>& key) {
    return std::make_tuple(set.product, set.lens, set.basis) < key;
  };
  const auto key = std::make_tuple(product, lens, basis);
  auto it = std::lower_bound(all.begin(), all.end(), key, before);
  // Years descend within a key, and the chosen set stands first in its year.
  if (it == all.end() || std::make_tuple(it->product, it->lens, it->basis) != key) return nullptr;
  return &*it;
}

const ShareSet* ShareSets::best(ProductId product, Lens lens) const {
  for (const Basis basis : {Basis::production, Basis::capacity, Basis::sales, Basis::facilities}) {
    if (const ShareSet* set = latest(product, lens, basis)) return set;
  }
  return nullptr;
}

std::vector<const ShareSet*> ShareSets::by_year(ProductId product, Lens lens, Basis basis) const {
  std::vector<const ShareSet*> out;
  for (const ShareSet& set : all) {
    if (set.product != product || set.lens != lens || set.basis != basis) continue;
    if (set.year == kNoYear) continue;
    if (out.empty() || out.back()->year != set.year) out.push_back(&set);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

ShareSets make_share_sets(const Case& data, const std::string& file, Diagnostics& diagnostics) {
  std::map<SetKey, Group> groups;
  for (const SupplyRow& row : data.supply) {
    if (!row.product) continue;
    groups[{row.product.value, row.lens, row.basis, row.from.year, row.from.source.value}]
        .rows.push_back(&row);
  }
  ShareSets sets;
  for (auto it = groups.begin(); it != groups.end(); ++it) {
    // Keys are in order of product, lens, basis, year: the last year's sets are the newest.
    const auto& [product, lens, basis, year, source] = it->first;
    const auto newer = groups.lower_bound({product, lens, basis, year + 1, 0});
    const bool newest = newer == groups.end() || std::get<0>(newer->first) != product ||
                        std::get<1>(newer->first) != lens || std::get<2>(newer->first) != basis;
    ShareSet set = build(data, it->second, newest, file, diagnostics);
    // A set that knows nothing (every row withheld) does not stand before one that does.
    if (set.shares.empty() && set.withheld.empty() && set.organisations.empty() && !set.has_other) {
      continue;
    }
    sets.all.push_back(std::move(set));
  }
  // Who owns the makers is told by rows of the owner lens; where a product has none, by the
  // organisations of its site sets.
  std::set<ProductId> owned;
  for (const ShareSet& set : sets.all) {
    if (set.lens == Lens::owner) owned.insert(set.product);
  }
  const std::size_t stated = sets.all.size();
  for (std::size_t i = 0; i < stated; ++i) {
    if (sets.all[i].lens != Lens::site || owned.contains(sets.all[i].product)) continue;
    if (auto owners = owners_of(sets.all[i])) sets.all.push_back(std::move(*owners));
  }
  const auto rank = [&](const ShareSet& set) {
    const int grade = set.source ? static_cast<int>(data[set.source].grade) : 9;
    // Completeness to a millionth, so that rounding does not decide.
    const double unknown = std::round(set.unknown_share() * 1e6);
    return std::make_tuple(set.product, set.lens, set.basis,
                           NAIL_MUTANT(share_set_oldest_year, -set.year, set.year),
                           NAIL_MUTANT(share_set_ignores_grade, grade, 0), unknown,
                           set.source ? data[set.source].id : std::string());
  };
  std::stable_sort(sets.all.begin(), sets.all.end(),
                   [&](const ShareSet& a, const ShareSet& b) { return rank(a) < rank(b); });
  for (std::size_t i = 1; i < sets.all.size(); ++i) {
    const ShareSet& other = sets.all[i];
    const ShareSet* used = sets.latest(other.product, other.lens, other.basis);
    if (used == nullptr || used == &other || used->year != other.year) continue;
    if (auto conflict = compare(*used, other)) sets.conflicts.push_back(*conflict);
  }
  return sets;
}

}  // namespace nail
