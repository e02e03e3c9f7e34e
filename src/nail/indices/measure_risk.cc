// The EU's criticality: supply risk and economic importance.
#include <algorithm>

#include <fmt/format.h>

#include "nail/indices/concentration.h"
#include "nail/indices/economic_importance.h"
#include "nail/indices/eu_supply_risk.h"
#include "nail/indices/measuring.h"
#include "nail/indices/trade_parameter.h"

namespace nail {
namespace {

// Shares by place with their ends, whatever they are shares of.
struct PlaceShares {
  std::vector<PlaceId> places;
  std::vector<double> shares, lows, highs;
  bool has_other = false;

  void add(PlaceId place, double share, double low, double high) {
    places.push_back(place);
    shares.push_back(share);
    lows.push_back(std::min(low, share));
    highs.push_back(std::max(high, share));
  }
};

PlaceShares global_shares(const Suppliers& suppliers) {
  PlaceShares out;
  out.has_other = suppliers.has_other;
  for (std::size_t i = 0; i < suppliers.places.size(); ++i) {
    out.add(suppliers.places[i], suppliers.shares[i], suppliers.lows[i], suppliers.highs[i]);
  }
  return out;
}

// The home's sourcing mix: its own rows, and for what they leave the pool. What neither names
// (`other`, the pool's unknown) is unknown here.
PlaceShares mix_shares(const Seat& seat, const SourcingMix& mix, const Suppliers& pool) {
  double rest = 1;
  double rest_low = 1;
  double rest_high = 1;
  bool other = false;
  for (std::uint32_t i = mix.begin; i < mix.end; ++i) {
    rest -= seat.site_values.sourcing_low[i];
    rest_low -= seat.site_bounds.sourcing_high[i];
    rest_high -= seat.site_bounds.sourcing_low[i];
    other = other || !seat.site.sourcing_supplier[i];
  }
  const auto settle = [](double& x) { x = x < 1e-12 ? 0 : x; };
  settle(rest);
  settle(rest_low);
  settle(rest_high);
  struct Part {
    bool listed = false;
    double share = 0, low = 0, high = 0;
  };
  std::vector<Part> parts(seat.site.places);
  for (std::uint32_t i = mix.begin; i < mix.end; ++i) {
    const PlaceId supplier = seat.site.sourcing_supplier[i];
    if (!supplier) continue;
    Part& part = parts[supplier.index()];
    part.listed = true;
    part.share += seat.site_values.sourcing_low[i];
    part.low += seat.site_bounds.sourcing_low[i];
    part.high += seat.site_bounds.sourcing_high[i];
  }
  for (std::size_t i = 0; i < pool.places.size(); ++i) {
    Part& part = parts[pool.places[i].index()];
    part.listed = true;
    part.share += rest * pool.shares[i];
    part.low += rest_low * pool.lows[i];
    part.high += rest_high * pool.highs[i];
  }
  PlaceShares out;
  // `other` says where the unknown is not, unless the pool's may be mixed in.
  out.has_other = other && rest_high == 0;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    if (parts[p].listed) out.add(PlaceId(p), parts[p].share, parts[p].low, parts[p].high);
  }
  return out;
}

class RiskMeasurer {
 public:
  RiskMeasurer(const Seat& seat, ProductId product, int year)
      : seat_(seat), rules_(seat.trade_rules[product.index()]), year_(year), sources_(seat.data) {}

  SourceList& sources() { return sources_; }
  bool any_governance() const { return any_governance_; }
  bool agreement_assumed() const { return agreement_assumed_; }

  Ranged sum_over(const PlaceShares& shares) {
    std::vector<double> governance;
    std::vector<double> trade;
    double most_trade = kDefaultTrade;
    for (const TradeRule* rule : rules_) {
      if (is_known(rule->t)) most_trade = std::max(most_trade, rule->t);
    }
    for (std::size_t i = 0; i < shares.places.size(); ++i) {
      const Place& place = seat_.data[shares.places[i]];
      const TradeParameter t =
          trade_parameter(seat_.data, rules_, seat_.home, shares.places[i], year_);
      governance.push_back(place.governance);
      trade.push_back(t.t);
      any_governance_ = any_governance_ || is_known(place.governance);
      if (!(shares.shares[i] > 0)) continue;
      if (is_known(place.governance)) sources_.add(place.source);
      if (t.rule != nullptr) sources_.add(t.rule->from.source);
      agreement_assumed_ = agreement_assumed_ || (t.rule == nullptr && t.t != kDefaultTrade) ||
                           (t.rule != nullptr && !is_known(t.rule->t));
    }
    return risk_concentration({shares.shares, shares.lows, shares.highs, governance, trade,
                               most_trade, shares.has_other});
  }

 private:
  const Seat& seat_;
  std::span<const TradeRule* const> rules_;
  int year_;
  SourceList sources_;
  bool any_governance_ = false;
  bool agreement_assumed_ = false;
};

// The import reliance that supply risk takes: from trade, else the latest published figure.
struct RiskReliance {
  Ranged value{kUnknown, 0, 1, RangeKind::bounds};
  SourceId trade_source, supply_source;
  std::string note = "import reliance is not known: 0 to 1";
};

RiskReliance risk_reliance(const Seat& seat, ProductId product) {
  RiskReliance out;
  const Reliance computed = reliance_from_trade(seat, product);
  if (is_known(computed.value.value)) {
    out.value = computed.value;
    // No apparent consumption at an end of production's range: no limit on that side.
    if (!is_known(out.value.low)) out.value.low = 0;
    if (!is_known(out.value.high)) out.value.high = 1;
    out.trade_source = computed.trade_source;
    out.supply_source = computed.supply_source;
    out.note = fmt::format("import reliance from trade of {}", computed.year);
    return out;
  }
  const ReportedRow* best = nullptr;
  for (const ReportedRow& row : seat.data.reported) {
    if (row.index != "import_reliance" || row.product != product || row.place != seat.home.id) {
      continue;
    }
    const auto rank = [&](const ReportedRow& r) {
      return std::make_tuple(-r.from.year, seat.data[r.from.source].grade,
                             std::string_view(seat.data[r.from.source].id));
    };
    if (best == nullptr || rank(row) < rank(*best)) best = &row;
  }
  if (best == nullptr) return out;
  out.value = best->value;
  out.value.low = best->value.lower();
  out.value.high = best->value.upper();
  out.trade_source = best->from.source;
  out.note = best->from.year == kNoYear
                 ? "import reliance as published"
                 : fmt::format("import reliance as published for {}", best->from.year);
  return out;
}

}  // namespace

void measure_supply_risk(const Seat& seat, ProductId product, Recorder& recorder) {
  const ShareSet* set = seat.site.set[product.index()];
  if (set == nullptr) {
    recorder.lack("eu_supply_risk", "it is not known where this is made", "add supply rows");
    return;
  }
  const Product& row = seat.data[product];
  if (!is_known(row.eol_rir) || !is_known(row.si_sr)) {
    const bool both = !is_known(row.eol_rir) && !is_known(row.si_sr);
    recorder.lack("eu_supply_risk",
                  both ? "neither recycling (eol_rir) nor substitution (si_sr) is known"
                  : is_known(row.si_sr) ? "recycling (eol_rir) is not known"
                                        : "substitution (si_sr) is not known",
                  "add eol_rir and si_sr to the product");
    return;
  }
  const Suppliers suppliers = seat.suppliers(product, Lens::site);
  RiskMeasurer measurer(seat, product, set->year);
  measurer.sources().add(set->source);
  const Ranged global = measurer.sum_over(global_shares(suppliers));
  const SourcingMix* mix = seat.site.mix(product, seat.site.user_of(seat.home));
  Ranged sourcing;
  RiskReliance reliance;
  std::vector<std::string> notes;
  if (mix == nullptr) {
    notes.push_back("the home's sourcing is not known: global supply only");
  } else {
    for (std::uint32_t i = mix->begin; i < mix->end; ++i) {
      for (const SourcingRow* sourced : seat.sourcing[product.index()]) {
        if (sourced->user == seat.home.id && sourced->from.row_key == seat.site.sourcing_key[i]) {
          measurer.sources().add(sourced->from.source);
        }
      }
    }
    sourcing = measurer.sum_over(mix_shares(seat, *mix, suppliers));
    reliance = risk_reliance(seat, product);
    measurer.sources().add(reliance.trade_source);
    measurer.sources().add(reliance.supply_source);
    notes.push_back(reliance.note);
  }
  if (!measurer.any_governance()) {
    recorder.lack("eu_supply_risk", "no place that supplies this has governance",
                  "add governance to places");
    return;
  }
  if (measurer.agreement_assumed()) {
    notes.push_back("t 0.8 is assumed for the home and for places with an agreement");
  }
  measurer.sources().add(row.source);
  recorder.value(
      "eu_supply_risk", eu_supply_risk(global, sourcing, reliance.value, row.eol_rir, row.si_sr),
      measurer.sources(), set->year, set->basis, fmt::format("{}", fmt::join(notes, "; ")));
}

void measure_importance(const Seat& seat, ProductId product, Recorder& recorder) {
  const Product& row = seat.data[product];
  const auto& uses = seat.uses[product.index()];
  if (uses.empty()) {
    recorder.lack("economic_importance", "it is not known which sectors use this", "add uses rows");
    return;
  }
  if (!is_known(row.si_ei)) {
    recorder.lack("economic_importance", "substitution (si_ei) is not known",
                  "add si_ei to the product");
    return;
  }
  double largest = 0;
  for (const Sector& sector : seat.data.sectors) {
    if (is_known(sector.value_added_usd)) largest = std::max(largest, sector.value_added_usd);
  }
  if (!(largest > 0)) {
    recorder.lack("economic_importance", "no sector has value added",
                  "add value_added_usd to sectors");
    return;
  }
  std::vector<const UseRow*> order(uses.begin(), uses.end());
  std::sort(order.begin(), order.end(),
            [](const UseRow* a, const UseRow* b) { return a->sector < b->sector; });
  std::vector<double> shares;
  std::vector<double> value_added;
  SourceList sources(seat.data);
  double sum = 0;
  for (const UseRow* use : order) sum += use->share;
  for (const UseRow* use : order) {
    const Sector& sector = seat.data.sectors[use->sector.index()];
    shares.push_back(sum > 1 ? use->share / sum : use->share);
    value_added.push_back(sector.value_added_usd);
    sources.add(use->from.source);
    sources.add(sector.source);
  }
  sources.add(row.source);
  recorder.value("economic_importance",
                 economic_importance(shares, value_added, largest, row.si_ei), sources,
                 order.front()->from.year, Basis::production);
}

}  // namespace nail
