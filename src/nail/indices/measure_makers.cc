// Makers, their places, and flags of quality.
#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "nail/base/mutant.h"
#include "nail/indices/measuring.h"
#include "nail/indices/medicines.h"

namespace nail {
namespace {

// So many are known; more may exist unless all supply is accounted for.
Ranged at_least(std::size_t count, bool all) {
  const double n = static_cast<double>(count);
  return {n, n, all ? n : kUnknown, RangeKind::bounds};
}

// The makers a set names; false where it names none that makes any.
bool measure_makers_of_set(const ShareSet& set, SourceList& sources, Recorder& recorder) {
  std::set<std::string> organisations;
  double known = 0;
  bool all_shares = true;
  for (const SetOrganisation& row : set.organisations) {
    // Without a share it still makes some; with a share of 0 it does not.
    if (NAIL_MUTANT(makers_count_zero, row.share == 0, false)) continue;
    organisations.insert(row.organisation);
    if (is_known(row.share)) {
      known += row.share;
    } else {
      all_shares = false;
    }
  }
  if (organisations.empty()) return false;
  sources.add(set.source);
  recorder.value("makers", at_least(organisations.size(), all_shares && known > 1 - 1e-9), sources,
                 set.year, set.basis);
  return true;
}

std::set<PlaceId> places_of(const ShareSet& set) {
  std::set<PlaceId> places(set.withheld.begin(), set.withheld.end());
  for (const SetShare& share : set.shares) {
    if (NAIL_MUTANT(maker_places_count_zero, share.share.value > 0, true)) {
      places.insert(share.place);
    }
  }
  for (const SetOrganisation& row : set.organisations) {
    if (!is_known(row.share) && row.place) places.insert(row.place);
  }
  return places;
}

}  // namespace

void measure_makers(const Seat& seat, ProductId product, Recorder& recorder) {
  const ShareSet* set = seat.site.set[product.index()];
  std::set<std::string> organisations;
  std::set<PlaceId> places;
  SourceList facility_sources(seat.data);
  int year = kNoYear;
  std::vector<SourceId> used;
  for (const Facility* facility : seat.facilities[product.index()]) {
    if (!is_working(*facility)) continue;
    if (!facility->organisation.empty()) organisations.insert(facility->organisation);
    places.insert(facility->place);
    used.push_back(facility->from.source);
    year = std::max(year, facility->from.year);
  }
  std::sort(used.begin(), used.end());
  for (const SourceId source : used) facility_sources.add(source);

  SourceList set_sources(seat.data);
  const bool named = set != nullptr && measure_makers_of_set(*set, set_sources, recorder);
  if (!named && !organisations.empty()) {
    recorder.value("makers", at_least(organisations.size(), false), facility_sources, year,
                   Basis::facilities, "from facilities");
  } else if (!named) {
    recorder.lack("makers", "no maker is named",
                  "add organisation to supply rows, or facilities rows");
  }
  if (set != nullptr) {
    SourceList sources(seat.data);
    sources.add(set->source);
    const bool all = set->unknown_share() == 0 && !set->has_other;
    recorder.value("maker_places", at_least(places_of(*set).size(), all), sources, set->year,
                   set->basis);
  } else if (!places.empty()) {
    recorder.value("maker_places", at_least(places.size(), false), facility_sources, year,
                   Basis::facilities, "from facilities");
  } else {
    recorder.lack("maker_places", "it is not known where this is made",
                  "add supply rows, or facilities rows");
  }
}

void measure_quality(const Seat& seat, ProductId product, Recorder& recorder) {
  // No event of a product means that none happened only where events of its chain were collected.
  const std::string& chain = seat.data[product].chain;
  std::string latest;
  bool chain_has_events = false;
  std::vector<SourceId> chain_sources;
  for (const Event& event : seat.data.events) {
    latest = std::max(latest, end_of(event.start));
    if (event.product && seat.data[event.product].chain == chain) {
      chain_has_events = true;
      chain_sources.push_back(event.from.source);
    }
  }
  if (!chain_has_events) {
    recorder.lack("quality_flags", fmt::format("no events are recorded for the chain {}", chain),
                  "add events rows");
    return;
  }
  const auto& events = seat.events[product.index()];
  const int flags = quality_flags(events, years_before(latest, kQualityYears));
  SourceList sources(seat.data);
  std::sort(chain_sources.begin(), chain_sources.end());
  if (events.empty()) {
    for (const SourceId source : chain_sources) sources.add(source);
  }
  for (const Event* event : events) sources.add(event->from.source);
  const double n = flags;
  int year = kNoYear;
  std::from_chars(latest.data(), latest.data() + std::min<std::size_t>(4, latest.size()), year);
  recorder.value("quality_flags", {n, n, n, RangeKind::bounds}, sources, year, Basis::production,
                 fmt::format("in the {} years before {}", kQualityYears, latest));
}

}  // namespace nail
