#include "nail/assess/stress_findings.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "nail/base/mutant.h"

namespace nail {
namespace {

void score(Finding& f, double consequence, double certainty) {
  f.consequence = std::clamp(consequence, 0.0, 1.0);
  f.certainty = std::clamp(certainty, 0.0, 1.0);
  f.score = f.consequence * f.certainty;
}

Figure days_figure(const char* index, const std::string& home, const Ranged& days,
                   const std::vector<std::string>& sources, Grade grade) {
  Figure figure;
  figure.index = index;
  figure.place = home;
  figure.range = days;
  figure.unit = "days";
  figure.sources = sources;
  figure.grade = grade;
  return figure;
}

// The sources of a product's shares: what a number about the site rests on.
std::vector<std::string> share_sources(const Lookup& lookup, ProductId product) {
  std::vector<std::string> sources;
  if (const ShareSet* set = lookup.set(product); set != nullptr && set->source) {
    sources.push_back(lookup.data[set->source].id);
  }
  return sources;
}

void find_scenarios(const Lookup& lookup, std::vector<Candidate>& found) {
  const std::string& home = lookup.in.home.id;
  for (const ScenarioView& s : lookup.in.stress.scenarios) {
    if (!(s.pessimist >= kLeastScenarioLoss)) continue;
    Candidate c;
    c.scenario = &s;
    c.product = lookup.data.find_product(s.first_product);
    Finding& f = c.finding;
    f.kind = "scenario_loss";
    f.id = fmt::format("scenario_loss:{}", s.id);
    f.product = s.first_product;
    if (c.product) f.chain = lookup.data[c.product].chain;
    if (s.shock_places.size() == 1 && s.shock_places.front() != home) f.place = s.shock_places[0];
    f.grade = s.grade;
    Figure loss = days_figure("home_loss", home, {s.pessimist}, s.sources, s.grade);
    if (is_known(s.optimist)) {
      loss.range.low = std::min(s.optimist, s.pessimist);
      loss.range.high = s.pessimist;
      loss.range.kind = RangeKind::bounds;
    }
    f.evidence.push_back(std::move(loss));
    if (is_known(s.expected.value)) {
      f.evidence.push_back(
          days_figure("expected_loss_per_year", home, s.expected, s.sources, s.grade));
    }
    f.evidence.push_back(days_figure("first_shortage_day", home,
                                     {static_cast<double>(s.first_shortage)}, s.sources, s.grade));
    f.evidence.back().unit = "";
    const double pessimist = worth_of_days(s.pessimist);
    const double optimist = worth_of_days(s.optimist);
    const double p = is_known(s.probability.value) ? std::clamp(s.probability.value, 0.0, 1.0) : 0;
    const double decade = 1 - std::pow(1 - p, 10);
    const double chance = NAIL_MUTANT(scenario_finding_ignore_chance, 0.5 + 0.5 * decade, 1.0);
    score(f, (0.6 * pessimist + 0.4 * optimist) * chance,
          certainty_of(s.grade, {pessimist, optimist, pessimist}));
    found.push_back(std::move(c));
  }
}

void find_short_survival(const Lookup& lookup, std::vector<Candidate>& found) {
  // By chain: the site whose loss costs most, naming the others.
  std::map<std::string, Candidate> best;
  std::vector<const SurvivalView*> sites;
  for (const SurvivalView& s : lookup.in.stress.survival) {
    if (s.late && s.impact_days >= kLeastImpact) sites.push_back(&s);
  }
  const auto value = [&](const SurvivalView& s) {
    const ProductId product = lookup.data.find_product(s.product);
    return product ? worth_of_days(s.impact_days) * weight(lookup, product) : 0;
  };
  std::stable_sort(sites.begin(), sites.end(), [&](const auto* a, const auto* b) {
    const double x = value(*a);
    const double y = value(*b);
    if (x != y) return x > y;
    return std::tie(a->product, a->place) < std::tie(b->product, b->place);
  });
  for (const SurvivalView* s : sites) {
    const ProductId product = lookup.data.find_product(s->product);
    const PlaceId place = lookup.data.find_place(s->place);
    if (!product || (place && lookup.is_home(place))) continue;
    const std::string& chain = lookup.data[product].chain;
    const auto [at, is_new] = best.try_emplace(chain);
    Candidate& c = at->second;
    c.sites.push_back(s);
    if (!is_new) continue;
    c.product = product;
    Finding& f = c.finding;
    f.kind = "short_survival";
    f.chain = chain;
    f.product = s->product;
    f.place = s->place;
    f.id = fmt::format("short_survival:{}:{}", s->product, s->place);
    const std::vector<std::string> sources = share_sources(lookup, product);
    f.grade = s->ttr_known ? lookup.grade_of(sources) : Grade::assumption;
    Ranged survive{s->tts_cascade};
    if (is_known(s->tts_time_indexed)) {
      survive.low = s->tts_cascade;
      survive.high = std::max(s->tts_cascade, s->tts_time_indexed);
      survive.kind = RangeKind::bounds;
    }
    f.evidence.push_back(
        days_figure("time_to_survive", lookup.in.home.id, survive, sources, f.grade));
    f.evidence.push_back(
        days_figure("time_to_recover", lookup.in.home.id, {s->ttr}, sources, f.grade));
    f.evidence.push_back(
        days_figure("performance_impact", lookup.in.home.id, {s->impact_days}, sources, f.grade));
    for (Figure& figure : f.evidence) figure.product = s->product;
    score(f, 0.8 * value(*s), certainty_of(f.grade, {}));
  }
  for (auto& [chain, c] : best) found.push_back(std::move(c));
}

void find_leverage(const Lookup& lookup, std::vector<Candidate>& found) {
  const std::string& home = lookup.in.home.id;
  std::vector<const LeverageView*> cells;
  std::map<std::string, const LeverageView*> back;  // by the place that loses without the home
  for (const LeverageView& cell : lookup.in.stress.leverage) {
    if (cell.source == home && cell.seat != home) back[cell.seat] = &cell;
    if (cell.seat != home || cell.source == home || !(cell.any_tier >= kLeastLeverage)) continue;
    const PlaceId place = lookup.data.find_place(cell.source);
    if (place && lookup.is_home(place)) continue;
    cells.push_back(&cell);
  }
  std::stable_sort(cells.begin(), cells.end(), [](const auto* a, const auto* b) {
    return a->any_tier != b->any_tier ? a->any_tier > b->any_tier : a->source < b->source;
  });
  if (cells.size() > kMostLeverageFindings) cells.resize(kMostLeverageFindings);
  for (const LeverageView* cell : cells) {
    Candidate c;
    c.leverage = cell;
    if (const auto at = back.find(cell->source); at != back.end()) c.leverage_back = at->second;
    Finding& f = c.finding;
    f.kind = "leverage";
    f.place = cell->source;
    f.id = fmt::format("leverage:{}", cell->source);
    // It rests on the shares of every tier of every product demanded: no surer than an estimate.
    f.grade = Grade::estimate;
    Figure any;
    any.index = "leverage";
    any.place = cell->source;
    any.range = {cell->any_tier};
    any.unit = "share";
    any.grade = f.grade;
    any.range.low = std::min(cell->rerouted, cell->any_tier);
    any.range.high = cell->any_tier;
    any.range.kind = RangeKind::bounds;
    f.evidence.push_back(any);
    const double other = c.leverage_back != nullptr && is_known(c.leverage_back->any_tier)
                             ? c.leverage_back->any_tier
                             : 0;
    const PlaceId place = lookup.data.find_place(cell->source);
    const bool ally = place && lookup.is_ally(place);
    score(f,
          (0.6 * cell->any_tier + 0.4 * (is_known(cell->rerouted) ? cell->rerouted : 0)) *
              (0.6 + 0.4 * (1 - other)) * (ally ? 0.85 : 1),
          certainty_of(f.grade, {}));
    found.push_back(std::move(c));
  }
}

}  // namespace

double worth_of_days(double days) {
  return is_known(days) && days > 0 ? days / (days + kHalfLossDays) : 0;
}

std::vector<Candidate> find_stress(const Lookup& lookup) {
  std::vector<Candidate> found;
  if (!lookup.in.stress.asked) return found;
  find_scenarios(lookup, found);
  find_short_survival(lookup, found);
  find_leverage(lookup, found);
  return found;
}

}  // namespace nail
