// The indices of world supply and of the home's part in it: from share sets and sourcing rows.
#include <algorithm>

#include <fmt/format.h>

#include "nail/indices/concentration.h"
#include "nail/indices/measuring.h"
#include "nail/indices/reliance.h"
#include "nail/indices/trend.h"

namespace nail {
namespace {

Concentration concentration_of(const Suppliers& s) {
  const SupplyView view{s.shares, s.unknown,     s.has_other,     s.governance,       s.home,
                        s.ally,   s.home_listed, s.allies_listed, s.governance_in_use};
  return concentration_over(view, s.lows, s.highs);
}

void measure_owner_share(const Seat& seat, ProductId product, Recorder& recorder) {
  const ShareSet* set = seat.owner.set[product.index()];
  if (set == nullptr) {
    recorder.lack("owner_home_share", "it is not known where the makers are headquartered",
                  "add supply rows with lens owner");
    return;
  }
  SourceList sources(seat.data);
  sources.add(set->source);
  recorder.value("owner_home_share",
                 concentration_of(seat.suppliers(product, Lens::owner)).home_share, sources,
                 set->year, set->basis);
}

// The sums of a home's own rows at one kind of share.
OwnSourcing sum_up(const Seat& seat, const SourcingMix& mix, const std::vector<double>& shares,
                   bool home_listed) {
  OwnSourcing sum;
  for (std::uint32_t i = mix.begin; i < mix.end; ++i) {
    const PlaceId supplier = seat.site.sourcing_supplier[i];
    if (!supplier && !home_listed) {
      sum.unnamed += shares[i];
    } else if (supplier && seat.home.holds(supplier)) {
      sum.home += shares[i];
    } else {
      sum.elsewhere += shares[i];
    }
  }
  return sum;
}

}  // namespace

void measure_concentration(const Seat& seat, ProductId product, Recorder& recorder) {
  measure_owner_share(seat, product, recorder);
  const ShareSet* set = seat.site.set[product.index()];
  if (set == nullptr) {
    for (const char* index : {"hhi", "effective_suppliers", "top_share", "unknown_share",
                              "hhi_governance", "home_share", "ally_share"}) {
      if (std::string_view(index) == "ally_share" && seat.allies.empty()) continue;
      recorder.lack(index, "it is not known where this is made", "add supply rows");
    }
    return;
  }
  const Suppliers suppliers = seat.suppliers(product, Lens::site);
  const Concentration c = concentration_of(suppliers);
  SourceList sources(seat.data);
  sources.add(set->source);
  const auto add = [&](std::string_view index, const Ranged& value) {
    recorder.value(index, value, sources, set->year, set->basis);
  };
  add("hhi", c.hhi);
  add("effective_suppliers", c.effective_suppliers);
  add("top_share", c.top_share);
  add("unknown_share", c.unknown_share);
  add("home_share", c.home_share);
  if (!seat.allies.empty()) add("ally_share", c.ally_share);

  if (!is_known(c.hhi_governance.low)) {
    recorder.lack("hhi_governance", "no place of the case has governance",
                  "add governance to places");
    return;
  }
  std::vector<std::string> without;
  for (std::size_t i = 0; i < suppliers.places.size(); ++i) {
    const Place& place = seat.data[suppliers.places[i]];
    if (!(suppliers.shares[i] > 0)) continue;
    if (is_known(place.governance)) {
      sources.add(place.source);
    } else {
      without.push_back(place.id);
    }
  }
  recorder.value("hhi_governance", c.hhi_governance, sources, set->year, set->basis,
                 without.empty()
                     ? ""
                     : fmt::format("governance is not known of {}", fmt::join(without, ", ")));
}

void measure_sourcing(const Seat& seat, ProductId product, Recorder& recorder) {
  const ShareSet* set = seat.site.set[product.index()];
  const SourcingMix* mix = seat.site.mix(product, seat.site.user_of(seat.home));
  if (set == nullptr && mix == nullptr) {
    recorder.lack("import_share", "neither the home's sourcing nor world supply is known",
                  "add sourcing rows of the home, or supply rows");
    return;
  }
  SourceList sources(seat.data);
  Ranged pool{0, 0, 1, RangeKind::bounds};  // without world supply nothing is known of the pool
  if (set != nullptr) pool = concentration_of(seat.suppliers(product, Lens::site)).home_share;
  OwnSourcing value;
  OwnSourcing low;
  OwnSourcing high;
  int year = set != nullptr ? set->year : kNoYear;
  Basis basis = set != nullptr ? set->basis : Basis::production;
  std::string note = "no sourcing of the home's own: pooled world supply";
  if (mix != nullptr) {
    // `other` is outside the listed suppliers: not the home's where all of it is listed.
    std::size_t listed = 0;
    for (std::uint32_t i = mix->begin; i < mix->end; ++i) {
      const PlaceId supplier = seat.site.sourcing_supplier[i];
      listed += supplier && seat.home.holds(supplier) ? 1 : 0;
    }
    const bool home_listed = listed == seat.home.members.size();
    value = sum_up(seat, *mix, seat.site_values.sourcing_low, home_listed);
    low = sum_up(seat, *mix, seat.site_bounds.sourcing_low, home_listed);
    high = sum_up(seat, *mix, seat.site_bounds.sourcing_high, home_listed);
    note.clear();
    for (std::uint32_t i = mix->begin; i < mix->end; ++i) {
      for (const SourcingRow* row : seat.sourcing[product.index()]) {
        if (row->user != seat.home.id) continue;
        if (seat.site.sourcing_key[i] != row->from.row_key) continue;
        sources.add(row->from.source);
        year = row->from.year;
      }
    }
    const double rest = 1 - value.home - value.elsewhere - value.unnamed;
    if (rest > 1e-9) note = fmt::format("{:.3g} of the sourcing is pooled world supply", rest);
    if (rest > 1e-9 && set != nullptr) sources.add(set->source);
  } else if (set != nullptr) {
    sources.add(set->source);
  }
  recorder.value("import_share", import_share(value, low, high, pool), sources, year, basis,
                 std::move(note));
}

Concentration concentration_of(const ShareSet& set, const Home& home) {
  Suppliers s;
  s.has_other = set.has_other;
  s.unknown = set.unknown_share();
  std::size_t listed = 0;
  for (const SetShare& share : set.shares) {
    const double value = share.share.value;
    s.shares.push_back(value);
    s.lows.push_back(std::min(share.share.lower(), value));
    s.highs.push_back(std::max(share.share.upper(), value));
    s.governance.push_back(kUnknown);
    s.home.push_back(home.holds(share.place) ? 1 : 0);
    s.ally.push_back(0);
    listed += s.home.back();
  }
  s.home_listed = listed == home.members.size();
  return concentration_of(s);
}

void measure_trend(const Seat& seat, ProductId product, Recorder& recorder) {
  const ShareSet* chosen = seat.site.set[product.index()];
  std::vector<int> years;
  std::vector<Ranged> shares;
  SourceList sources(seat.data);
  if (chosen != nullptr) {
    for (const ShareSet* set : seat.loaded.sets.by_year(product, Lens::site, chosen->basis)) {
      years.push_back(set->year);
      shares.push_back(concentration_of(set->as_listed(), seat.home).home_share);
      sources.add(set->source);
    }
  }
  if (chosen == nullptr || years.size() < kLeastTrendYears) {
    recorder.lack("trend_per_year",
                  fmt::format("supply is known for {} {}, a trend needs {}", years.size(),
                              years.size() == 1 ? "year" : "years", kLeastTrendYears),
                  "add supply rows of other years, with the same lens and basis");
    return;
  }
  recorder.value("trend_per_year", trend_per_year(years, shares), sources, years.back(),
                 chosen->basis, fmt::format("{} to {}", years.front(), years.back()));
}

}  // namespace nail
