#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "nail/assess/narrative.h"
#include "nail/assess/stress_findings.h"

namespace nail {
namespace {

// `12.3 days`, `1 day`, `less than 0.1 days`.
std::string days_of(double days) {
  if (!is_known(days)) return "an unknown number of days";
  if (days > 0 && days < 0.005) return "less than 0.01 days";
  const double parts = std::abs(days) < 1 ? 100 : std::abs(days) < 100 ? 10 : 1;
  const double shown = std::round(days * parts) / parts;
  return fmt::format("{} {}", plain_number(shown), shown == 1 ? "day" : "days");
}

// `12 to 45 days`; one number where both ends read the same.
std::string days_between(double low, double high) {
  std::string a = days_of(low);
  const std::string b = days_of(high);
  if (a == b) return a;
  return fmt::format("{} to {}", a.starts_with("less") ? "0" : a.substr(0, a.rfind(' ')), b);
}

std::string whole_days(const Ranged& days) {
  return amount_with_range(days, days.value == 1 ? "day" : "days", "");
}

std::string place_or_bloc(const Lookup& lookup, const std::string& id) {
  if (const PlaceId place = lookup.data.find_place(id)) return lookup.name(place);
  return bloc_phrase(id);
}

std::string say_shock(const Lookup& lookup, const Shock& shock) {
  const bool whole = shock.size.value == 1 && !shock.size.has_range();
  const std::string size = percent_with_range(shock.size);
  const ProductId product_id = lookup.data.find_product(shock.product);
  const std::string product = product_id ? lookup.product(product_id) : "all products";
  const std::string place = shock.place.empty() ? "" : place_or_bloc(lookup, shock.place);
  std::string text;
  switch (shock.kind) {
    case ShockKind::outage:
    case ShockKind::capital_loss:
      text = fmt::format("{} of the production of {}{} is out", whole ? "all" : size, product,
                         place.empty() ? " everywhere" : " in " + place);
      break;
    case ShockKind::recall:
      text = fmt::format("{} of {} made {} is recalled", whole ? "all" : size, product,
                         place.empty() ? "anywhere" : "in " + place);
      break;
    case ShockKind::export_ban:
      text = fmt::format("{} stops {} exports of {}{}", place.empty() ? "every place" : place,
                         whole ? "its" : size + " of its", product,
                         shock.target.empty() ? "" : " to " + place_or_bloc(lookup, shock.target));
      break;
    case ShockKind::demand_surge:
      text =
          fmt::format("demand for {}{} is {} times the usual", product,
                      place.empty() ? "" : " in " + place, amount_with_range(shock.size, "", ""));
      break;
    case ShockKind::stock_loss:
      text = fmt::format("{} of the stocks of {}{} is lost", whole ? "all" : size, product,
                         place.empty() ? "" : " in " + place);
      break;
    case ShockKind::transport:
      text = fmt::format("{} of what passes {} is held up", whole ? "all" : size,
                         id_phrase(shock.target.empty() ? "any chokepoint" : shock.target));
      break;
  }
  if (shock.kind != ShockKind::stock_loss) {
    if (is_known(shock.days.value) && shock.days.value > 0) {
      text += fmt::format(" for {}", whole_days(shock.days));
    }
    if (shock.recovery_days.value > 0) {
      text += fmt::format(", fading over {}", whole_days(shock.recovery_days));
    }
  }
  if (shock.start_day > 0) text += fmt::format(", from day {} on", shock.start_day);
  return text;
}

const Scenario* find_scenario(const Case& data, const std::string& id) {
  const auto found = std::find_if(data.scenarios.begin(), data.scenarios.end(),
                                  [&](const Scenario& s) { return s.id == id; });
  return found == data.scenarios.end() ? nullptr : &*found;
}

std::string joined(const std::vector<std::string>& all) {
  std::string out;
  for (const std::string& s : all) {
    if (s.empty()) continue;
    if (!out.empty()) out += ' ';
    out += s;
  }
  return out;
}

// `cells from Japan, made with spherical graphite from China`: from the supplier whose lack was
// felt first down to what was hit.
std::string say_arrival(const std::vector<ArrivalView>& path) {
  std::string out;
  // The first step is the buyer, who is known already.
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (i == 2) out += ", made with ";
    if (i > 2) out += ", in turn made with ";
    out += fmt::format("{} from {}", product_phrase(path[i].product_name),
                       place_phrase(path[i].place_name));
  }
  return out;
}

// A probability that is an estimate is shown as such, in words.
std::string say_probability(const ScenarioView& s) {
  if (!is_known(s.probability.value)) return "Its probability is not known.";
  std::string basis;
  switch (s.grade) {
    case Grade::verified:
      break;
    case Grade::quoted:
      basis = ", quoted";
      break;
    case Grade::estimate:
      basis = ", an estimate";
      break;
    case Grade::assumption:
      basis = ", an assumption";
      break;
  }
  return fmt::format("Probability: {} a year{}; expected loss: {} a year.",
                     percent_with_range(s.probability), basis, days_of(s.expected.value));
}

std::string say_gap(const ScenarioView& s) {
  if (!s.gap.is_known()) {
    return !is_known(s.optimist) || s.pessimist - s.optimist < 0.05
               ? ""
               : fmt::format(
                     "What the gap of {} is due to was not computed; nail stress --scenario "
                     "{} --bounds does.",
                     days_of(s.pessimist - s.optimist), s.id);
  }
  std::vector<std::string> parts;
  const auto add = [&](double days, const char* what) {
    if (is_known(days) && days >= 0.05) {
      parts.push_back(fmt::format("without {} {} more", what, days_of(days)));
    }
  };
  add(s.gap.stocks, "stocks");
  add(s.gap.spare_capacity, "spare capacity");
  add(s.gap.switching, "changing suppliers");
  const double gap = s.pessimist - s.optimist;
  if (parts.empty()) {
    return gap < 0.05 ? ""
                      : fmt::format(
                            "The gap of {} between the two is allocation: who is served "
                            "first.",
                            days_of(gap));
  }
  std::string rest;
  if (s.gap.allocation >= 0.05) {
    rest = fmt::format(
        "; of the gap of {} between the two that leaves {} to allocation, who is "
        "served first",
        days_of(gap), days_of(s.gap.allocation));
  } else if (s.gap.allocation <= -0.05) {
    rest = fmt::format(
        "; together more than the gap of {} between the two, for the pessimist has "
        "stocks too, and one remedy can stand in for another",
        days_of(gap));
  }
  return fmt::format("The optimist would lose {}{}.", list_of(parts, 4), rest);
}

std::string loss_bounds(const ScenarioView& s) {
  return is_known(s.optimist) ? days_between(std::min(s.optimist, s.pessimist), s.pessimist)
                              : "up to " + days_of(s.pessimist);
}

void say_scenario(const Lookup& lookup, int horizon, ScenarioView& s) {
  s.shocks.clear();
  if (const Scenario* scenario = find_scenario(lookup.data, s.id)) {
    for (const Shock& shock : scenario->shocks) s.shocks.push_back(say_shock(lookup, shock));
    if (!s.shocks.empty()) s.shocks.front() = sentence_start(s.shocks.front());
  }
  const std::string home = lookup.home_phrase;
  const std::string name = s.name.empty() ? id_phrase(s.id) : s.name;
  const std::string first = product_phrase(s.first_product_name);
  if (s.first_shortage == kNever) {
    s.headline = fmt::format("{}: no shortage reaches {} within {} days.", sentence_start(name),
                             home, horizon);
    s.text = joined({fmt::format("No demand of {} is unmet within {} days, even where orders stay "
                                 "as they are and stocks are all there is.",
                                 home, horizon),
                     say_probability(s)}) +
             cited(s.sources);
    return;
  }
  s.headline = fmt::format(
      "{}: {} would lose {} of its demand; the first shortage is on day {} "
      "({}).",
      sentence_start(name), home, loss_bounds(s), s.first_shortage, first);
  std::string bounds = fmt::format(
      "With orders as they are and stocks all there is, {} would lose "
      "{} of its demand within {} days",
      home, days_of(s.pessimist), horizon);
  if (is_known(s.adaptive)) {
    bounds += fmt::format("; with orders that follow use and spare capacity at work, {}",
                          days_of(s.adaptive));
  }
  if (is_known(s.optimist)) {
    bounds +=
        fmt::format("; if all supply were reallocated in the best way, {}{}", days_of(s.optimist),
                    s.optimist_first_shortage == kNever || !(s.optimist > 0)
                        ? ""
                        : fmt::format(", from day {} on", s.optimist_first_shortage));
  }
  bounds += ".";
  const std::string when = fmt::format(
      "The first shortage is on day {}: {}. The worst day is day {}, with {} of demand unmet; {}.",
      s.first_shortage, first, s.depth_day, percent(s.depth),
      s.recovered == kNever ? fmt::format("it is not over within the {} days", horizon)
                            : fmt::format("from day {} on all demand is met", s.recovered));
  const std::string path =
      s.path.size() < 2 ? "" : fmt::format("It arrives through {}.", say_arrival(s.path));
  s.text = joined({bounds, when, path, say_gap(s), say_probability(s)}) + cited(s.sources);
}

std::string say_summary(const Lookup& lookup, const StressReview& r) {
  const Case& data = lookup.data;
  if (!r.asked) {
    return "Stress was left out of this assessment: nothing here says what happens over time.";
  }
  if (data.scenarios.empty()) {
    return "The case holds no scenarios: what a disruption does over time, from which day on and "
           "for how long, cannot be shown. Time to survive and the worst removals need none.";
  }
  std::size_t hit = 0;
  for (const ScenarioView& s : r.scenarios) hit += s.first_shortage != kNever ? 1 : 0;
  std::string text = fmt::format(
      "Of {}, {} leave{} demand of {} unmet within {} days. A loss is counted in days of demand: "
      "1 is all that {} wants on one day of {}.",
      count_of(r.scenarios.size(), "scenario", "scenarios"), hit, hit == 1 ? "s" : "",
      lookup.home_phrase, r.days, lookup.home_phrase,
      r.demand_from_case ? "the products whose demand the case states, weighed by priority"
                         : "the products that nothing else in the case is made from, all alike");
  const auto first = std::find_if(r.scenarios.begin(), r.scenarios.end(), [](const auto& s) {
    return s.first_shortage != kNever && is_known(s.expected.value);
  });
  if (first != r.scenarios.end()) {
    text += fmt::format(" The largest expected loss: {}, {} a year ({} if it happens, {} a year).",
                        first->name.empty() ? id_phrase(first->id) : first->name,
                        days_of(first->expected.value), loss_bounds(*first),
                        percent(first->probability.value));
  }
  std::size_t unsure = 0;
  for (const ScenarioView& s : r.scenarios) {
    unsure += s.grade == Grade::estimate || s.grade == Grade::assumption ? 1 : 0;
  }
  if (unsure > 0) {
    text += fmt::format(" {} of the probabilities {}: the ranking is no surer than they are.",
                        unsure == r.scenarios.size() ? "All" : fmt::format("{}", unsure),
                        unsure == 1 ? "is an estimate" : "are estimates");
  }
  std::size_t bounded = 0;
  for (const ScenarioView& s : r.scenarios) bounded += is_known(s.optimist) ? 1 : 0;
  if (bounded < r.scenarios.size() && bounded > 0) {
    text += fmt::format(
        " The optimist's bound is computed for the {} with the largest expected "
        "loss.",
        in_words(bounded));
  }
  return text;
}

std::string say_survival(const Lookup& lookup, const StressReview& r) {
  if (r.survival.empty()) return "";
  std::size_t is_short = 0;
  std::size_t assumed = 0;
  for (const SurvivalView& s : r.survival) {
    is_short += s.late ? 1 : 0;
    assumed += s.ttr_known ? 0 : 1;
  }
  std::string text = fmt::format(
      "A site is a product made at a place. Time to survive: whole days without unmet demand in {} "
      "after the site fails. Of {} that can matter, {} would take longer to recover than {} would "
      "survive without {}.",
      lookup.home_phrase, count_of(r.survival.size(), "site", "sites"), is_short,
      lookup.home_phrase, is_short == 1 ? "it" : "them");
  if (assumed > 0) {
    text += fmt::format(" How long recovery takes is not known for {}: 365 days are assumed.",
                        assumed == r.survival.size() ? std::string("any of them")
                                                     : fmt::format("{} of them", assumed));
  }
  if (std::none_of(r.survival.begin(), r.survival.end(),
                   [](const SurvivalView& s) { return is_known(s.tts_time_indexed); })) {
    text += " These are the pessimist's times; nail survive computes the optimist's too.";
  }
  return text;
}

std::string members_phrase(const Lookup& lookup, const WorstSetView& set) {
  std::vector<std::string> names;
  for (const WorstMemberView& m : set.members) {
    const PlaceId place = lookup.data.find_place(m.id);
    names.push_back(set.by == "places" && place ? lookup.name(place) : m.name);
  }
  return list_of(names, 6);
}

std::string say_worst(const Lookup& lookup, const StressReview& r) {
  if (r.worst.empty()) return "";
  std::vector<std::string> parts;
  for (const WorstSetView& set : r.worst) {
    parts.push_back(fmt::format("{} ({})", members_phrase(lookup, set), days_of(set.loss)));
  }
  const WorstSetView& last = r.worst.back();
  std::string text = fmt::format(
      "If the exports of {} stopped at once and for all {} days, {} would lose most without {}.",
      r.worst.size() == 1 ? "one place"
                          : fmt::format("one to {} places",
                                        in_words(static_cast<std::size_t>(std::max(0, last.k)))),
      r.days, lookup.home_phrase, list_of(parts, 6));
  const bool exact =
      std::all_of(r.worst.begin(), r.worst.end(), [](const WorstSetView& s) { return s.exact; });
  text += exact ? " No other choice is worse: all that could be were examined or ruled out."
                : " Where a heuristic is named, a worse choice may exist, up to the bound.";
  return text;
}

std::string say_leverage(const Lookup& lookup, const StressReview& r) {
  if (r.leverage.empty()) return "";
  const std::string& home = lookup.in.home.id;
  const LeverageView* over = nullptr;   // the source that the home depends on most
  const LeverageView* under = nullptr;  // the seat that depends on the home most
  const LeverageView* widest = nullptr;
  for (const LeverageView& cell : r.leverage) {
    if (cell.seat == cell.source || !is_known(cell.any_tier)) continue;
    const auto more = [&](const LeverageView* best) {
      return best == nullptr || cell.any_tier > best->any_tier;
    };
    if (cell.seat == home && more(over)) over = &cell;
    if (cell.source == home && more(under)) under = &cell;
    if (more(widest)) widest = &cell;
  }
  std::string text =
      "How much of a seat's demand is lost when a source's exports stop, without stocks: through "
      "every tier, and if what the rest of the world makes were shared out.";
  if (over != nullptr) {
    text += fmt::format(" {} loses most without {}: {} ({}).", sentence_start(lookup.home_phrase),
                        place_or_bloc(lookup, over->source), percent(over->any_tier),
                        percent(over->rerouted));
  }
  if (under != nullptr) {
    text += fmt::format(" Of the others, {} loses most without {}: {} ({}).",
                        place_or_bloc(lookup, under->seat), lookup.home_phrase,
                        percent(under->any_tier), percent(under->rerouted));
  }
  if (widest != nullptr && widest != over && widest != under) {
    text += fmt::format(" The largest number of all: {} without {}, {}.",
                        place_or_bloc(lookup, widest->seat), place_or_bloc(lookup, widest->source),
                        percent(widest->any_tier));
  }
  return text;
}

// What a back-tested number is, and its unit.
std::pair<std::string, std::string> backtest_words(const std::string& index) {
  if (index == "peak_loss") return {"largest loss of supply in a day", "share"};
  if (index == "peak_output_loss") return {"largest loss of output in a day", "share"};
  if (index == "lost_output_days") return {"output lost", "days"};
  if (index == "lost_days") return {"demand lost", "days"};
  if (index == "shortage_days") return {"days with a shortage", "days"};
  if (index == "first_shortage_day") return {"day of the first shortage", ""};
  return {id_phrase(index), ""};
}

std::string say_backtest(const Lookup& lookup, const BacktestView& b) {
  const auto [what, unit] = backtest_words(b.index);
  const ProductId product = lookup.data.find_product(b.product);
  const std::string about = fmt::format(
      "{}{}{}", what,
      product ? " of " + lookup.product(product) : (b.product.empty() ? "" : " of " + b.product),
      b.place.empty() ? "" : " in " + place_or_bloc(lookup, b.place));
  const std::string observed = amount_with_range(b.observed, unit, "");
  if (!b.computed) {
    return fmt::format("{}: the case has nobody there to look at; observed {}.",
                       sentence_start(about), observed) +
           cited(b.sources);
  }
  const bool none = !is_known(b.predicted.low) && !is_known(b.predicted.high);
  Ranged band = b.predicted;  // told by its ends
  band.value = kUnknown;
  std::string text = fmt::format("{}: predicted {}, observed {}.", sentence_start(about),
                                 none ? "none" : amount_with_range(band, unit, ""), observed);
  if (b.hit) {
    text += " The band holds what was observed.";
  } else if (is_known(b.error)) {
    text += fmt::format(
        " Missed: the middle of the band is {} too {}.",
        unit == "share"
            ? plain_number(std::round(1000 * std::abs(b.error)) / 10) + " percentage points"
            : amount(std::round(10 * std::abs(b.error)) / 10, "days", ""),
        b.error > 0 ? "much" : "little");
  } else {
    text += " Missed.";
  }
  if (b.as_of != kNoYear) text += fmt::format(" As known by {}.", b.as_of);
  if (b.hindsight > 0) {
    text += fmt::format(" {} of later years stand{} in.",
                        count_of(b.hindsight, "number", "numbers"), b.hindsight == 1 ? "s" : "");
  }
  return text + cited(b.sources);
}

std::string say_backtests(const StressReview& r) {
  if (r.backtests.empty()) return "";
  std::size_t hits = 0;
  std::size_t computed = 0;
  for (const BacktestView& b : r.backtests) {
    hits += b.hit ? 1 : 0;
    computed += b.computed ? 1 : 0;
  }
  return fmt::format(
      "Past events, computed with what was known before them and held against what was observed. "
      "Of {}, {} held what was observed within the band and {} missed it.",
      count_of(computed, "prediction", "predictions"), hits, computed - hits);
}

std::string say_years(const Lookup& lookup, const YearsView& years) {
  if (years.count == 0) return "";
  return fmt::format(
      "Over {} years drawn from these probabilities and ranges {} loses {} of demand a year in the "
      "mean (standard error {}) and lacks something in {} of them. In {} of the years it loses {} "
      "at most (value at risk); the others cost {} in the mean (expected shortfall).",
      plain_number(static_cast<double>(years.count)), lookup.home_phrase, days_of(years.mean),
      plain_number(std::round(years.standard_error * 100) / 100), percent(years.shortage),
      percent(years.level), days_of(years.value_at_risk), days_of(years.expected_shortfall));
}

}  // namespace

void say_stress(const Lookup& lookup, StressReview& r) {
  for (ScenarioView& s : r.scenarios) say_scenario(lookup, r.days, s);
  for (BacktestView& b : r.backtests) b.text = say_backtest(lookup, b);
  r.summary = say_summary(lookup, r);
  r.years.text = say_years(lookup, r.years);
  r.survival_text = say_survival(lookup, r);
  r.worst_text = say_worst(lookup, r);
  r.leverage_text = say_leverage(lookup, r);
  r.backtest_text = say_backtests(r);
}

std::vector<std::string> say_stress_assumptions(const StressReview& r) {
  std::vector<std::string> out;
  if (!r.asked) return out;
  const auto what = [](const std::string& key) -> std::string {
    if (key == "use_share") return "each recipe takes an equal part of what is left of its input";
    if (key == "lead_days") return "a lead time of one day";
    if (key == "switch_days") return "suppliers that can be changed at once, for the optimist";
    if (key == "stock_days") return "no stock where none is known";
    if (key == "stock_quantity")
      return "stocks whose quantity cannot be turned into days, left out";
    if (key == "release") return "government stocks without a rule, never released";
    if (key == "capacity") return "no capacity beyond production";
    if (key == "demand") return "final demand that stands nowhere in particular";
    if (key == "demand_weight") return "demand without a share or quantity, left out";
    return "";
  };
  for (const StressAssumption& a : r.assumed) {
    const std::string words = what(a.key);
    out.push_back(words.empty() ? fmt::format("Stress: {} had to be assumed {}.", id_phrase(a.key),
                                              count_of(a.count, "time", "times"))
                                : fmt::format("Stress assumes, where the case does not say: {} "
                                              "({}).",
                                              words, count_of(a.count, "time", "times")));
  }
  return out;
}

std::string say_stress_method(const StressReview& r) {
  if (!r.asked) return "";
  return fmt::format(
      "Stress. Every node (a product made at a place) runs day by day for {} days from its "
      "baseline: what it can make is limited by its capacity, its stocks and what arrives. The "
      "pessimist's orders never change and stocks are all there is; in the adaptive run orders "
      "follow use and refill stocks, and spare capacity is used; the optimist reallocates all "
      "supply in the best way (a linear programme). Time to survive is the number of whole days "
      "without unmet demand, impact the demand unmet until the site has recovered. The worst "
      "removals last for the whole horizon; a static bound rules out what cannot be worse. A "
      "scenario's consequence: what it costs, L days counting L/(L + {:.0f}), three fifths the "
      "pessimist's and two fifths the optimist's, times 0.5 + 0.5 times its chance within ten "
      "years; its certainty falls with the grade of its probability and the gap between the "
      "bounds.",
      r.days, kHalfLossDays);
}

namespace {

void arg(Finding& f, std::string key, std::string value) {
  f.args.emplace_back(std::move(key), std::move(value));
}

std::string sources_of(const Finding& f) {
  std::vector<std::string> sources;
  for (const Figure& figure : f.evidence) {
    for (const std::string& id : figure.sources) add_source(sources, id);
  }
  return cited(sources);
}

void say_scenario_loss(const Lookup& lookup, ScenarioView s, Finding& f) {
  say_scenario(lookup, lookup.in.stress.days, s);
  arg(f, "scenario", s.id);
  arg(f, "home", lookup.home_phrase);
  arg(f, "pessimist", days_of(s.pessimist));
  if (is_known(s.optimist)) arg(f, "optimist", days_of(s.optimist));
  arg(f, "first_shortage", fmt::format("{}", s.first_shortage));
  f.headline = s.headline;
  f.text = joined({s.shocks.empty() ? "" : sentence_start(list_of(s.shocks, 4)) + ".", s.text});
}

void say_short_survival(const Lookup& lookup, const std::vector<const SurvivalView*>& sites,
                        Finding& f) {
  const SurvivalView& s = *sites.front();
  const PlaceId place_id = lookup.data.find_place(s.place);
  const std::string place = place_id ? lookup.name(place_id) : place_phrase(s.place_name);
  const std::string product = product_phrase(s.product_name);
  arg(f, "product", product);
  arg(f, "place", place);
  arg(f, "survive", days_of(s.tts_cascade));
  arg(f, "recover", days_of(s.ttr));
  const std::string survives = is_known(s.tts_time_indexed) && s.tts_time_indexed != s.tts_cascade
                                   ? days_between(s.tts_cascade, s.tts_time_indexed)
                                   : days_of(s.tts_cascade);
  f.headline = fmt::format("If {} in {} fails, {} survives {} and it takes {} to recover{}.",
                           product, place, lookup.home_phrase, survives, days_of(s.ttr),
                           sites.size() > 1
                               ? fmt::format("; the same goes for {} of the chain",
                                             count_of(sites.size() - 1, "more site", "more sites"))
                               : "");
  std::vector<std::string> others;
  for (std::size_t i = 1; i < sites.size(); ++i) {
    others.push_back(fmt::format("{} in {} ({})", product_phrase(sites[i]->product_name),
                                 place_phrase(sites[i]->place_name),
                                 days_of(sites[i]->impact_days)));
  }
  f.text =
      joined({fmt::format("Without {} in {}, demand of {} is unmet after {}; until the site has "
                          "recovered, {} {} of its demand would be lost.",
                          product, place, lookup.home_phrase, survives, "in all",
                          days_of(s.impact_days)),
              s.ttr_known ? "" : "How long it takes to recover is not known; 365 days are assumed.",
              others.empty() ? ""
                             : fmt::format("Other sites of the chain that would be missed before "
                                           "they are back: {}.",
                                           list_of(others, 6))}) +
      sources_of(f);
}

void say_leverage_finding(const Lookup& lookup, const LeverageView& cell, const LeverageView* back,
                          Finding& f) {
  const std::string place = place_or_bloc(lookup, cell.source);
  arg(f, "place", place);
  arg(f, "home", lookup.home_phrase);
  arg(f, "any_tier", percent(cell.any_tier));
  arg(f, "rerouted", percent(cell.rerouted));
  const std::string in_turn =
      back == nullptr ? ""
                      : fmt::format("{} in turn would lose {}", place, percent(back->any_tier));
  f.headline = fmt::format(
      "If {} stopped its exports, {} would lose {} of its demand{}.", place, lookup.home_phrase,
      percent(cell.any_tier),
      in_turn.empty() ? "" : "; without " + lookup.home_possessive + " exports " + in_turn);
  f.text =
      joined(
          {fmt::format("Over all that {} demands, weighed as in the stress tests, {} hangs on "
                       "the exports of {} through every tier, without stocks; {} if what the "
                       "rest of the world makes were shared out.",
                       lookup.home_phrase, percent(cell.any_tier), place, percent(cell.rerouted)),
           back == nullptr
               ? ""
               : fmt::format("The other way round: without the exports of {}, {} would lose "
                             "{} ({} if shared out).",
                             lookup.home_phrase, place, percent(back->any_tier),
                             percent(back->rerouted))}) +
      sources_of(f);
}

}  // namespace

void say_stress_finding(const Lookup& lookup, const Candidate& c, Finding& f) {
  if (c.scenario != nullptr) say_scenario_loss(lookup, *c.scenario, f);
  if (!c.sites.empty()) say_short_survival(lookup, c.sites, f);
  if (c.leverage != nullptr) say_leverage_finding(lookup, *c.leverage, c.leverage_back, f);
}

}  // namespace nail
