// The indices that need trade flows: reliance, concentration of imports, dependency indicators,
// GeoPolRisk.
#include <algorithm>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/indices/cdi.h"
#include "nail/indices/concentration.h"
#include "nail/indices/geopolrisk.h"
#include "nail/indices/measuring.h"
#include "nail/indices/reliance.h"
#include "nail/indices/trade_flows.h"

namespace nail {
namespace {

// The year's production in quantities; null where there is none.
const ShareSet* production_set(const Seat& seat, ProductId product, int year) {
  for (const ShareSet* set : seat.loaded.sets.by_year(product, Lens::site, Basis::production)) {
    if (set->year == year && set->is_quantity) return set;
  }
  return nullptr;
}

// What the home makes, in the set's quantity: 0 where the set does not list it. The high end holds
// the unknown supply that may be the home's. All NaN where the home makes what is withheld.
Ranged home_production(const ShareSet& set, const Home& home) {
  for (const PlaceId place : set.withheld) {
    if (home.holds(place)) return {};
  }
  const Ranged share = concentration_of(set, home).home_share;
  return {share.value * set.total_quantity, share.low * set.total_quantity,
          share.high * set.total_quantity, RangeKind::bounds};
}

// Why no year has both trade and production that can be set against each other.
struct YearPair {
  const BorderTrade* trade = nullptr;
  const ShareSet* set = nullptr;
  Ranged production;
  std::string what, remedy;
};

// imports_only: exports without a quantity do not matter.
YearPair latest_pair(const Seat& seat, ProductId product, std::span<const BorderTrade> years,
                     bool imports_only) {
  YearPair pair;
  pair.what = "no trade of the home is known";
  pair.remedy = "add trade rows with quantities, and the year's supply in quantities";
  for (const BorderTrade& trade : years) {
    const TradeAmount& q = trade.quantity;
    const std::size_t flows = imports_only ? q.import_flows : q.flows;
    const std::size_t missing = imports_only ? q.imports_missing : q.missing;
    if (flows > 0 && flows == missing) {
      pair.what = "the trade of the home has no quantities";
      continue;
    }
    const ShareSet* set = production_set(seat, product, trade.year);
    if (set == nullptr) {
      pair.what = fmt::format("no production in quantities is known for the year of the trade, {}",
                              trade.year);
      continue;
    }
    pair.production = home_production(*set, seat.home);
    if (!is_known(pair.production.value)) {
      pair.what = fmt::format("the home's production of {} is withheld", trade.year);
      pair.remedy = "find the home's production";
      continue;
    }
    pair.trade = &trade;
    pair.set = set;
    return pair;
  }
  return pair;
}

std::string left_out(std::size_t missing, std::string_view amount) {
  if (missing == 0) return "";
  return fmt::format("{} {} without {} left out", missing, missing == 1 ? "flow" : "flows", amount);
}

void measure_reliance(const Seat& seat, ProductId product, Recorder& recorder) {
  const Reliance r = reliance_from_trade(seat, product);
  if (!is_known(r.value.value)) {
    recorder.lack("import_reliance", r.what, r.remedy);
    return;
  }
  SourceList sources(seat.data);
  sources.add(r.trade_source);
  sources.add(r.supply_source);
  recorder.value("import_reliance", r.value, sources, r.year, Basis::production, r.note);
}

// The imports of the latest year by one amount.
struct Partners {
  std::vector<double> flows;  // named partners
  double unnamed = 0;
  std::size_t missing = 0;
};

Partners partners(const BorderTrade& trade, double PartnerImport::*amount) {
  Partners out;
  for (const PartnerImport& partner : trade.imports) {
    const double x = partner.*amount;
    if (!is_known(x)) {
      ++out.missing;
    } else if (partner.place) {
      out.flows.push_back(x);
    } else {
      out.unnamed += x;
    }
  }
  return out;
}

void measure_import_hhi(const Seat& seat, const BorderTrade& trade, Recorder& recorder) {
  Partners by_value = partners(trade, &PartnerImport::value_usd);
  Partners by_quantity = partners(trade, &PartnerImport::quantity);
  // By value where it is known of as many partners.
  const bool value = by_value.missing <= by_quantity.missing;
  const Partners& chosen =
      NAIL_MUTANT(import_hhi_by_quantity, value, false) ? by_value : by_quantity;
  const Ranged hhi = import_hhi(chosen.flows, chosen.unnamed);
  if (!is_known(hhi.value)) {
    recorder.lack("import_hhi", "nothing is imported by value or quantity", "add trade rows");
    return;
  }
  SourceList sources(seat.data);
  sources.add(trade.source);
  std::string note = value ? "by value" : "by quantity";
  if (chosen.missing > 0) note += "; " + left_out(chosen.missing, value ? "value" : "quantity");
  recorder.value("import_hhi", hhi, sources, trade.year, Basis::production, std::move(note));
}

Ranged exact(double x) { return {x, x, x, RangeKind::bounds}; }

void measure_cdi(const Seat& seat, const BorderTrade& trade, Recorder& recorder) {
  const TradeAmount& v = trade.value_usd;
  const Partners by_value = partners(trade, &PartnerImport::value_usd);
  const Ranged first = import_hhi(by_value.flows, by_value.unnamed);
  SourceList sources(seat.data);
  sources.add(trade.source);
  const std::string note = left_out(v.missing, "value");
  const auto add = [&](std::string_view index, const Ranged& value, std::string what) {
    if (is_known(value.value)) {
      recorder.value(index, value, sources, trade.year, Basis::production, note);
    } else {
      recorder.lack(index, std::move(what), "add trade rows with value_usd");
    }
  };
  const std::string no_imports = "the value of the home's imports is not known";
  add("cdi1", first, no_imports);
  const bool imports = is_known(first.value);
  const auto if_imports = [&](double x) { return exact(imports ? x : kUnknown); };
  if (seat.home.members.size() > 1) {
    add("cdi2", if_imports(cdi2(v.imports, v.imports + v.internal)), no_imports);
  } else {
    recorder.lack("cdi2", "not informative: all imports of one place come from outside it",
                  "look from a bloc");
  }
  const double exports = v.exports + NAIL_MUTANT(cdi3_outside_exports, v.internal, 0.0);
  add("cdi3", if_imports(cdi3(v.imports, exports)),
      imports ? "the value of the home's exports is not known" : no_imports);
}

void measure_geopolrisk(const Seat& seat, ProductId product, std::span<const BorderTrade> years,
                        Recorder& recorder) {
  const bool any_stability =
      std::any_of(seat.data.places.begin(), seat.data.places.end(),
                  [](const Place& place) { return is_known(place.political_stability); });
  if (!any_stability) {
    recorder.lack("geopolrisk", "no place has political stability",
                  "add political_stability to places");
    return;
  }
  const YearPair pair = latest_pair(seat, product, years, true);
  if (pair.trade == nullptr) {
    recorder.lack("geopolrisk", pair.what, pair.remedy);
    return;
  }
  std::vector<double> quantities;
  std::vector<double> stability;
  SourceList sources(seat.data);
  sources.add(pair.trade->source);
  sources.add(pair.set->source);
  std::vector<std::string> without;
  for (const PartnerImport& partner : pair.trade->imports) {
    if (!is_known(partner.quantity)) continue;
    quantities.push_back(partner.quantity);
    const double pv = partner.place ? seat.data[partner.place].political_stability : kUnknown;
    stability.push_back(pv);
    if (is_known(pv)) {
      sources.add(seat.data[partner.place].source);
    } else {
      without.push_back(partner.place ? seat.data[partner.place].id : "other");
    }
  }
  const Ranged average = weighted_trade_average(quantities, stability, pair.production);
  if (!is_known(average.value)) {
    recorder.lack("geopolrisk", "the home neither imports nor makes it", "add trade rows");
    return;
  }
  const Ranged world = concentration_of(*pair.set, seat.home).hhi;
  std::string note = left_out(pair.trade->quantity.imports_missing, "quantity");
  if (!without.empty()) {
    if (!note.empty()) note += "; ";
    note += fmt::format("political stability is not known of {}: 0.5 assumed",
                        fmt::join(without, ", "));
  }
  recorder.value("geopolrisk", geopolrisk(world, average), sources, pair.trade->year,
                 Basis::production, std::move(note));
}

}  // namespace

Reliance reliance_from_trade(const Seat& seat, ProductId product) {
  const std::vector<BorderTrade> years =
      border_trade(seat.data, seat.trade[product.index()], seat.home);
  Reliance out;
  const YearPair pair = latest_pair(seat, product, years, false);
  if (pair.trade == nullptr) {
    out.what = pair.what;
    out.remedy = pair.remedy;
    return out;
  }
  out.year = pair.trade->year;
  out.trade_source = pair.trade->source;
  out.supply_source = pair.set->source;
  const TradeAmount& q = pair.trade->quantity;
  out.value = import_reliance(q.imports, q.exports, pair.production);
  out.note = left_out(q.missing, "quantity");
  if (!is_known(out.value.value)) {
    out.what = fmt::format("apparent consumption in {} is not above 0", out.year);
    out.remedy = "check trade and production; stocks may have been built up";
  }
  return out;
}

void measure_trade(const Seat& seat, ProductId product, Recorder& recorder) {
  measure_reliance(seat, product, recorder);
  const std::vector<BorderTrade> years =
      border_trade(seat.data, seat.trade[product.index()], seat.home);
  measure_geopolrisk(seat, product, years, recorder);
  if (years.empty()) {
    for (const char* index : {"import_hhi", "cdi1", "cdi2", "cdi3"}) {
      recorder.lack(index, "no trade of the home is known", "add trade rows");
    }
    return;
  }
  // The latest year in which the home imports speaks.
  const auto latest = std::find_if(years.begin(), years.end(), [](const BorderTrade& trade) {
    return trade.value_usd.import_flows > 0;
  });
  const BorderTrade& trade = latest == years.end() ? years.front() : *latest;
  measure_import_hhi(seat, trade, recorder);
  measure_cdi(seat, trade, recorder);
}

}  // namespace nail
