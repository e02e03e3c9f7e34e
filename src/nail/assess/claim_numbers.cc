#include "nail/assess/claim_numbers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/base/text.h"
#include "nail/exposure/solver.h"
#include "nail/indices/concentration.h"

namespace nail {
namespace {

constexpr std::array<std::string_view, 8> kShareIndices = {
    "hhi",        "effective_suppliers", "hhi_governance", "top_share",
    "home_share", "unknown_share",       "ally_share",     "owner_home_share"};

bool is_exposure_index(std::string_view index) {
  return index == "exposure_direct" || index == "exposure_any_tier" ||
         index == "exposure_rerouted" || index == "exposure_buildup";
}

bool is_share_index(std::string_view index) {
  return std::find(kShareIndices.begin(), kShareIndices.end(), index) != kShareIndices.end();
}

std::string years_text(const std::set<int>& years) {
  std::vector<std::string> words;
  for (const int year : years) {
    if (year != kNoYear) words.push_back(fmt::format("{}", year));
  }
  return words.empty() ? "no year" : join_words(words);
}

Evidence evidence_of(const Lookup& lookup, const IndexValue& value) {
  Evidence e;
  e.index = value.index;
  e.value = value.value;
  e.unit = value.unit;
  e.seat = value.place;
  e.place = value.place;
  e.basis = to_string(value.basis);
  e.year = value.year;
  e.sources = lookup.sources_of(value);
  e.note = value.note;
  return e;
}

Evidence evidence_of(const Case& data, const ReportedRow& row) {
  Evidence e;
  e.index = row.index;
  e.value = row.value;
  e.unit = row.unit;
  e.place = row.place;
  e.year = row.from.year;
  e.reported = true;
  if (row.from.source) e.sources.push_back(data[row.from.source].id);
  e.note = row.from.note;
  return e;
}

}  // namespace

ClaimNumbers::ClaimNumbers(const Lookup& lookup) : lookup_(lookup), data_(lookup.data) {
  std::set<std::uint32_t> seen;
  for (const Claim& claim : data_.claims) {
    if (claim.product && seen.insert(claim.product.value).second) {
      products_.push_back(claim.product);
    }
  }
  for (const ReportedRow& row : data_.reported) {
    reported_by_index_[row.index].push_back(&row);
    if (row.product) reported_by_product_[row.product.value].push_back(&row);
  }
}

const Home* ClaimNumbers::home_of(const std::string& id) {
  if (id == lookup_.in.home.id) return &lookup_.in.home;
  auto [at, is_new] = homes_.emplace(id, std::nullopt);
  if (is_new) at->second = find_home(data_, id);
  return at->second ? &*at->second : nullptr;
}

const IndexReport& ClaimNumbers::measured(const Home& home) {
  const auto found = reports_.find(home.id);
  if (found != reports_.end()) return found->second;
  std::vector<PlaceId> allies;
  for (const PlaceId ally : lookup_.in.allies) {
    if (!home.holds(ally)) allies.push_back(ally);
  }
  return reports_
      .emplace(home.id, measure(*lookup_.in.loaded, *lookup_.in.site, *lookup_.in.owner, home,
                                allies, products_))
      .first->second;
}

std::optional<Evidence> ClaimNumbers::index_of(const Home& home, ProductId product,
                                               const std::string& index) {
  // The run's own numbers carry the ranges of the draws.
  if (home.id == lookup_.in.home.id && lookup_.in_scope[product.index()] != 0) {
    if (const IndexValue* value = lookup_.index(product, index)) {
      return evidence_of(lookup_, *value);
    }
    return std::nullopt;
  }
  for (const IndexValue& value : measured(home).values) {
    if (value.product == product && value.index == index) return evidence_of(lookup_, value);
  }
  return std::nullopt;
}

const std::vector<ClaimNumbers::ExposureNumbers>& ClaimNumbers::exposed(const Home& home,
                                                                        const Home& source,
                                                                        bool buildup) {
  auto& cache = exposed_[buildup ? 1 : 0];
  const auto found = cache.find({home.id, source.id});
  if (found != cache.end()) return found->second;
  std::vector<const Home*> sources{&source};
  for (const Claim& claim : data_.claims) {
    const std::string& seat = claim.home.empty() ? lookup_.in.home.id : claim.home;
    if (seat != home.id || claim.place.empty() || !claim.product) continue;
    if (buildup != (claim.index == "exposure_buildup")) continue;
    const Home* other = home_of(claim.place);
    if (other == nullptr || cache.contains({home.id, other->id})) continue;
    const auto same = [&](const Home* s) { return s->id == other->id; };
    if (std::none_of(sources.begin(), sources.end(), same)) sources.push_back(other);
  }
  for (std::size_t first = 0; first < sources.size(); first += kLanes) {
    const std::size_t count = std::min(kLanes, sources.size() - first);
    solve(home, std::span<const Home* const>(sources).subspan(first, count), buildup);
  }
  return cache.at({home.id, source.id});
}

void ClaimNumbers::solve(const Home& home, std::span<const Home* const> sources, bool buildup) {
  const ProductNetwork& network = *lookup_.in.site;
  auto& structure = structure_[buildup ? 1 : 0];
  if (!structure) {
    structure = std::make_unique<ExposureStructure>(
        make_structure(network, Pooling::proportional, buildup));
  }
  if (!values_) {
    values_ = std::make_unique<Shares>(shares_at_values(network));
    bounds_ = std::make_unique<Shares>(shares_at_bounds(network));
  }
  const UserId user = network.user_of(home);
  std::vector<Removal> removals;
  for (const Home* source : sources) removals.push_back({source->id, source->members, {}});
  ExposureSolver solver(*structure);
  std::vector<std::vector<ExposureNumbers>> out(
      sources.size(), std::vector<ExposureNumbers>(data_.products.size()));
  solver.set_shares(*values_);
  solver.solve(removals, UnknownSupply::safe);
  for (std::size_t k = 0; k < sources.size(); ++k) {
    const Home& source = *sources[k];
    for (const ProductId product : products_) {
      ExposureNumbers& n = out[k][product.index()];
      n.any_tier = solver.loss(product, user)[k];
      n.direct = std::min(solver.direct(product, user)[k], n.any_tier);
      n.rerouted = std::min(n.any_tier, solver.world_loss(product)[k]);
      // The ranges that the shares of the first tier carry themselves.
      double low = 0;
      double high = 0;
      double own = 0;
      if (const SourcingMix* mix = network.mix(product, user)) {
        for (std::uint32_t i = mix->begin; i < mix->end; ++i) {
          const Ranged& share = network.sourcing_share[i];
          own += is_known(share.value) ? share.value : 0.5 * (share.low + share.high);
          if (!network.sourcing_supplier[i] || !source.holds(network.sourcing_supplier[i]))
            continue;
          low += share.lower();
          high += share.upper();
        }
      }
      const double rest = std::max(0.0, 1 - own);
      for (std::uint32_t i = network.supply_begin[product.index()];
           i < network.supply_begin[product.index() + 1]; ++i) {
        if (!source.holds(network.supply_place[i])) continue;
        low += rest * network.supply_share[i].lower();
        high += rest * network.supply_share[i].upper();
      }
      n.direct_range = {n.direct, std::min(low, n.direct), std::max(n.direct, std::min(1.0, high)),
                        RangeKind::p90};
    }
  }
  solver.set_shares(*bounds_);
  for (const UnknownSupply unknown : {UnknownSupply::safe, UnknownSupply::lost}) {
    solver.solve(removals, unknown);
    for (std::size_t k = 0; k < sources.size(); ++k) {
      for (const ProductId product : products_) {
        ExposureNumbers& n = out[k][product.index()];
        const double loss = solver.loss(product, user)[k];
        if (unknown == UnknownSupply::safe)
          n.low = std::min(loss, n.any_tier);
        else
          n.high = std::max(loss, n.any_tier);
      }
    }
  }
  for (std::size_t k = 0; k < sources.size(); ++k) {
    exposed_[buildup ? 1 : 0].emplace(std::make_pair(home.id, sources[k]->id), std::move(out[k]));
  }
}

ClaimNumbers::Answer ClaimNumbers::exposure_index(const Claim& claim, const std::string& index,
                                                  const Home& home) {
  Answer answer;
  answer.seat = home.id;
  if (!claim.product) {
    answer.missing = "the claim names no product";
    return answer;
  }
  const Home* source = claim.place.empty() ? nullptr : home_of(claim.place);
  if (source == nullptr) {
    answer.missing = claim.place.empty()
                         ? "the claim names no source place"
                         : fmt::format("'{}' is no place or bloc of the case", claim.place);
    return answer;
  }
  const ProductNetwork& network = *lookup_.in.site;
  const UserId user = network.user_of(home);
  const SourcingRow* own = lookup_.own_sourcing(claim.product, user);
  const ShareSet* set = lookup_.set(claim.product);
  const std::vector<RecipeInput> no_inputs;
  if (own == nullptr && set == nullptr && network.inputs(claim.product).empty()) {
    answer.missing = "neither the home's sourcing, nor world supply, nor a recipe of it is known";
    return answer;
  }
  const int year_at_hand = own != nullptr ? own->from.year : set != nullptr ? set->year : kNoYear;
  Evidence e;
  e.index = index;
  e.unit = "share";
  e.seat = home.id;
  e.place = source->id;
  e.basis = own != nullptr ? "sourcing" : set != nullptr ? std::string(to_string(set->basis)) : "";
  e.year = year_at_hand;
  lookup_.add_mix_sources(claim.product, user, e.sources);

  const int year = claim.from.year;
  if (year != kNoYear && year != year_at_hand) {
    if (index != "exposure_direct") {
      answer.missing = fmt::format(
          "exposure through several tiers is computed from the latest sets, here of {}; for {} "
          "the shares of every tier of that year would be needed",
          year_at_hand == kNoYear ? "no year" : fmt::format("{}", year_at_hand), year);
      return answer;
    }
    // The home's own rows of that year, else the world's shares of that year.
    Ranged direct{0, 0, 0, RangeKind::p90};
    double rest = 1;
    std::set<int> years;
    bool found = false;
    std::vector<std::string> sources;
    for (const SourcingRow& row : data_.sourcing) {
      if (row.product != claim.product || row.user != home.id) continue;
      years.insert(row.from.year);
      if (row.from.year != year) continue;
      found = true;
      const double share =
          is_known(row.share.value) ? row.share.value : 0.5 * (row.share.low + row.share.high);
      rest -= share;
      if (row.from.source) add_source(sources, data_[row.from.source].id);
      if (!row.supplier || !source->holds(row.supplier)) continue;
      direct.value += share;
      direct.low += row.share.lower();
      direct.high += row.share.upper();
    }
    const ShareSet* of_year = nullptr;
    for (const ShareSet& s : lookup_.sets_of(claim.product)) {
      if (s.lens != Lens::site || s.basis == Basis::reserves) continue;
      if (own == nullptr) years.insert(s.year);
      if (s.year == year && of_year == nullptr) of_year = &s;
    }
    const ShareSet* pool = of_year != nullptr ? of_year : set;
    if (!found && (own != nullptr || of_year == nullptr)) {
      answer.missing =
          fmt::format("no shares of {} are known; at hand: {}", year, years_text(years));
      return answer;
    }
    rest = std::max(0.0, rest);
    if (rest > 1e-9 && pool != nullptr) {
      if (pool->source) add_source(sources, data_[pool->source].id);
      for (const SetShare& share : pool->shares) {
        if (!source->holds(share.place)) continue;
        direct.value += rest * share.share.value;
        direct.low += rest * share.share.lower();
        direct.high += rest * share.share.upper();
      }
    }
    e.value = direct;
    e.year = year;
    e.basis = found ? "sourcing" : std::string(to_string(of_year->basis));
    e.sources = std::move(sources);
    answer.evidence = std::move(e);
    return answer;
  }

  const bool buildup = index == "exposure_buildup";
  const ExposureNumbers& n = exposed(home, *source, buildup)[claim.product.index()];
  if (index == "exposure_direct") {
    e.value = n.direct_range;
  } else if (index == "exposure_rerouted") {
    e.value = {n.rerouted};
  } else {
    e.value = {n.any_tier, n.low, n.high, RangeKind::p90};
    // The run's own report carries the ranges of the draws.
    const ExposureReport& report = buildup ? lookup_.in.buildup : lookup_.in.exposures;
    if (home.id == lookup_.in.home.id) {
      for (const ExposureRow& row : lookup_.exposures(report, claim.product)) {
        if (report.removals[row.removal].id != source->id) continue;
        e.value = {row.any_tier, row.low, row.high, RangeKind::p90};
        for (const std::string& id : lookup_.sources_of(row)) add_source(e.sources, id);
      }
    }
  }
  answer.evidence = std::move(e);
  return answer;
}

Evidence ClaimNumbers::share_of(const ShareSet& set, const Home& places,
                                const std::string& index) const {
  std::vector<double> shares;
  std::vector<double> lows;
  std::vector<double> highs;
  std::vector<double> governance;
  std::vector<std::uint8_t> home;
  std::vector<std::uint8_t> ally;
  std::size_t listed = 0;
  std::size_t allies_listed = 0;
  std::size_t allies = 0;
  for (const PlaceId a : lookup_.in.allies) allies += places.holds(a) ? 0 : 1;
  for (const SetShare& entry : set.shares) {
    const double value = entry.share.value;
    shares.push_back(value);
    lows.push_back(is_known(entry.share.low) ? std::min(entry.share.low, value) : value);
    highs.push_back(is_known(entry.share.high) ? std::max(entry.share.high, value) : value);
    governance.push_back(data_[entry.place].governance);
    home.push_back(places.holds(entry.place) ? 1 : 0);
    ally.push_back(lookup_.is_ally(entry.place) && home.back() == 0 ? 1 : 0);
    listed += home.back();
    allies_listed += ally.back();
  }
  const SupplyView view{shares,
                        set.unknown_share(),
                        set.has_other,
                        governance,
                        home,
                        ally,
                        listed == places.members.size(),
                        allies_listed == allies};
  const Concentration c = concentration_over(view, lows, highs);
  Evidence e;
  e.index = index;
  e.unit = "share";
  e.basis = to_string(set.basis);
  e.year = set.year;
  if (set.lens == Lens::owner) e.lens = "owner";
  if (set.source) e.sources.push_back(data_[set.source].id);
  if (index == "hhi") {
    e.value = c.hhi;
    e.unit = "index";
  } else if (index == "effective_suppliers") {
    e.value = c.effective_suppliers;
    e.unit = "count";
  } else if (index == "hhi_governance") {
    e.value = c.hhi_governance;
    e.unit = "0-10";
  } else if (index == "top_share") {
    e.value = c.top_share;
  } else if (index == "unknown_share") {
    e.value = c.unknown_share;
  } else if (index == "ally_share") {
    e.value = c.ally_share;
    e.seat = places.id;
  } else {
    e.value = c.home_share;
    e.place = places.id;
  }
  return e;
}

ClaimNumbers::Answer ClaimNumbers::share_index(const Claim& claim, const std::string& index,
                                               const Home& home) {
  Answer answer;
  answer.seat = home.id;
  if (!claim.product) {
    answer.missing = "the claim names no product";
    return answer;
  }
  const bool of_place = index == "home_share" || index == "owner_home_share";
  const Home* places = &home;
  if (of_place && !claim.place.empty()) {
    places = home_of(claim.place);
    if (places == nullptr) {
      answer.missing = fmt::format("'{}' is no place or bloc of the case", claim.place);
      return answer;
    }
  }
  const Lens lens = index == "owner_home_share" ? Lens::owner : Lens::site;
  const ShareSet* chosen = lookup_.set(claim.product, lens);
  if (chosen == nullptr) {
    answer.missing = lens == Lens::owner ? "it is not known where its makers are headquartered"
                                         : "it is not known where it is made";
    return answer;
  }
  if (index == "ally_share" && lookup_.in.allies.empty()) {
    answer.missing = "no allies were named (--allies)";
    return answer;
  }
  const int year = claim.from.year;
  const ShareSet* set = chosen;
  if (NAIL_MUTANT(claim_ignores_year, year != kNoYear && year != chosen->year, false)) {
    set = nullptr;
    std::set<int> years;
    for (const ShareSet& s : lookup_.sets_of(claim.product)) {
      if (s.lens != lens || s.basis == Basis::reserves) continue;
      years.insert(s.year);
      // The chosen basis first; bases stand in order within the product.
      if (s.year == year &&
          (set == nullptr || (set->basis != chosen->basis && s.basis == chosen->basis))) {
        set = &s;
      }
    }
    if (set == nullptr) {
      answer.missing =
          fmt::format("no shares of {} are known; at hand: {}", year, years_text(years));
      return answer;
    }
  } else if (places->id == lookup_.in.home.id && home.id == lookup_.in.home.id) {
    // The run's own number, with the ranges of its draws.
    if (auto own = index_of(home, claim.product, index)) {
      if (lens == Lens::owner) own->lens = "owner";
      if (of_place) own->place = places->id;
      answer.evidence = std::move(own);
      return answer;
    }
  }
  Evidence e = share_of(*set, *places, index);
  if (!is_known(e.value.lower()) && !is_known(e.value.upper())) {
    answer.missing = index == "hhi_governance" ? "no place that supplies it has governance"
                                               : "its shares are not known";
    return answer;
  }
  answer.evidence = std::move(e);
  return answer;
}

ClaimNumbers::Answer ClaimNumbers::home_index(const Claim& claim, const std::string& index,
                                              const Home& home) {
  Answer answer;
  answer.seat = home.id;
  if (!claim.product) return answer;
  auto value = index_of(home, claim.product, index);
  if (!value) return answer;
  if (claim.from.year != kNoYear && value->year != claim.from.year) {
    answer.missing = fmt::format(
        "it is known for {}, not for {}",
        value->year == kNoYear ? "no year" : fmt::format("{}", value->year), claim.from.year);
    return answer;
  }
  answer.evidence = std::move(value);
  return answer;
}

ClaimNumbers::Answer ClaimNumbers::reported(const Claim& claim) {
  Answer answer;
  const auto found = reported_by_index_.find(claim.index);
  if (found == reported_by_index_.end()) return answer;
  std::vector<const ReportedRow*> rows;
  std::set<std::string> places;
  std::set<std::string> other_places;
  for (const ReportedRow* row : found->second) {
    if (row->product != claim.product) continue;
    if (!claim.place.empty() && row->place != claim.place) {
      other_places.insert(row->place.empty() ? "no place" : row->place);
      continue;
    }
    rows.push_back(row);
    places.insert(row->place);
  }
  if (claim.place.empty() && places.size() > 1) {
    if (!places.contains("")) {
      answer.missing = fmt::format("reported for several places ({}), and the claim names none",
                                   join_words({places.begin(), places.end()}));
      return answer;
    }
    std::erase_if(rows, [](const ReportedRow* row) { return !row->place.empty(); });
  }
  if (rows.empty()) {
    answer.missing = other_places.empty()
                         ? "reported for other products only"
                         : fmt::format("reported for {} only",
                                       join_words({other_places.begin(), other_places.end()}));
    return answer;
  }
  std::set<int> years;
  int year = claim.from.year;
  for (const ReportedRow* row : rows) years.insert(row->from.year);
  if (year == kNoYear) year = *years.rbegin();
  if (!years.contains(year)) {
    answer.missing = fmt::format("reported for {}, not for {}", years_text(years), year);
    return answer;
  }
  const ReportedRow* best = nullptr;
  const auto rank = [&](const ReportedRow& row) {
    return row.from.source
               ? std::make_tuple(data_[row.from.source].grade, data_[row.from.source].id)
               : std::make_tuple(Grade::assumption, std::string());
  };
  for (const ReportedRow* row : rows) {
    if (row->from.year != year) continue;
    if (best == nullptr || rank(*row) < rank(*best)) best = row;
  }
  answer.evidence = evidence_of(data_, *best);
  if (!is_known(best->value.lower()) && !is_known(best->value.upper())) {
    answer.evidence.reset();
    answer.missing = "the reported row holds no number";
  }
  return answer;
}

ClaimNumbers::Answer ClaimNumbers::look_up(const Claim& claim) {
  const std::string& seat_id = claim.home.empty() ? lookup_.in.home.id : claim.home;
  const Home* home = NAIL_MUTANT(claim_run_seat, home_of(seat_id), &lookup_.in.home);
  Answer computed;
  computed.seat = seat_id;
  if (home == nullptr) {
    computed.missing = fmt::format("'{}' is no place or bloc of the case", seat_id);
  } else if (is_exposure_index(claim.index)) {
    computed = exposure_index(claim, claim.index, *home);
  } else if (is_share_index(claim.index)) {
    computed = share_index(claim, claim.index, *home);
  } else if (find_index_kind(claim.index) != nullptr) {
    // The place of an index that depends on a home is the home.
    const IndexKind& kind = *find_index_kind(claim.index);
    const Home* at = kind.depends_on_home && !claim.place.empty() ? home_of(claim.place) : home;
    computed = home_index(claim, claim.index, at != nullptr ? *at : *home);
  }
  if (computed.evidence) return computed;
  Answer published = reported(claim);
  published.seat = computed.seat;
  if (published.evidence) return published;
  // Of two reasons the more telling: what the computed index lacks, then what is reported.
  if (computed.missing.empty()) computed.missing = published.missing;
  if (computed.missing.empty() && find_index_kind(claim.index) != nullptr && home != nullptr) {
    const auto lack = [&](const IndexReport& report) {
      for (const MissingIndex& missing : report.missing) {
        if (missing.product == claim.product && missing.index == claim.index) {
          computed.missing = missing.what + "; " + missing.remedy;
        }
      }
    };
    if (home->id == lookup_.in.home.id)
      lack(lookup_.in.indices);
    else if (claim.product)
      lack(measured(*home));
  }
  return computed;
}

std::vector<Evidence> ClaimNumbers::others(const Claim& claim) {
  std::vector<Evidence> out;
  const std::string& seat_id = claim.home.empty() ? lookup_.in.home.id : claim.home;
  const Home* home = home_of(seat_id);
  const Home* place = claim.place.empty() ? home : home_of(claim.place);
  const auto add = [&](Answer answer) {
    if (answer.evidence) out.push_back(std::move(*answer.evidence));
  };
  if (claim.product && home != nullptr) {
    Claim any_year = claim;
    if (find_index_kind(claim.index) != nullptr || is_exposure_index(claim.index)) {
      for (const char* index : {"import_reliance", "import_share"}) {
        if (claim.index == index) continue;
        any_year.index = index;
        any_year.place = home->id;
        Answer answer = home_index(any_year, index, *home);
        if (!answer.evidence) answer = reported(any_year);
        if (!answer.evidence && any_year.from.year != kNoYear) {
          any_year.from.year = kNoYear;
          answer = home_index(any_year, index, *home);
          any_year.from.year = claim.from.year;
        }
        add(std::move(answer));
      }
    }
    any_year = claim;
    any_year.from.year = kNoYear;
    if (!claim.place.empty() && place != nullptr && place->id != home->id) {
      for (const char* index : {"exposure_direct", "exposure_any_tier", "exposure_rerouted"}) {
        if (claim.index != index) add(exposure_index(any_year, index, *home));
      }
    }
    if (place != nullptr) {
      // Every basis and both lenses: sales by headquarters are not what is made at a place.
      std::set<std::pair<Lens, Basis>> seen;
      for (const ShareSet& set : lookup_.sets_of(claim.product)) {
        const bool of_year = claim.from.year != kNoYear && set.year == claim.from.year;
        if (!seen.emplace(set.lens, set.basis).second && !of_year) continue;
        out.push_back(
            share_of(set, *place, set.lens == Lens::owner ? "owner_home_share" : "home_share"));
      }
    }
  }
  const auto add_reported = [&](const ReportedRow& row) {
    if (row.index == claim.index && row.place == claim.place) return;
    if (row.index == "import_reliance" && claim.product) return;  // above
    const bool here =
        row.place.empty() ? claim.place.empty() : row.place == claim.place || row.place == seat_id;
    if (!here) return;
    if (claim.from.year != kNoYear && row.from.year != claim.from.year && !claim.product) return;
    out.push_back(evidence_of(data_, row));
  };
  if (claim.product) {
    const auto rows = reported_by_product_.find(claim.product.value);
    if (rows != reported_by_product_.end()) {
      for (const ReportedRow* row : rows->second) add_reported(*row);
    }
  } else {
    for (const auto& [index, rows] : reported_by_index_) {
      for (const ReportedRow* row : rows) {
        if (!row->product) add_reported(*row);
      }
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Evidence& a, const Evidence& b) {
    return std::tie(a.index, a.lens, a.basis, a.year) < std::tie(b.index, b.lens, b.basis, b.year);
  });
  return out;
}

}  // namespace nail
