#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "nail/assess/narrative.h"
#include "nail/base/text.h"

namespace nail {
namespace {

// What the shares count, and when: `world production, 2023`.
std::string basis_phrase(const Lookup& lookup, const Figure& figure) {
  std::string what;
  if (figure.basis == "sourcing") {
    what = lookup.home_possessive + " own sourcing";
  } else if (figure.basis == "facilities") {
    what = "numbers of facilities in the world, which are not volumes";
  } else if (!figure.basis.empty()) {
    what = "world " + figure.basis;
  } else {
    return "";
  }
  return fmt::format("Shares: {}, {}.", what,
                     figure.year == kNoYear ? "of no stated year" : fmt::format("{}", figure.year));
}

std::string related_phrase(const Lookup& lookup, const std::vector<Related>& related,
                           std::string_view unit, std::string_view index) {
  std::vector<std::string> words;
  for (const Related& r : related) {
    words.push_back(
        fmt::format("{} ({})", lookup.product(r.product),
                    amount_with_range(is_known(r.number.value) ? Ranged{r.number.value} : r.number,
                                      unit, index)));
  }
  return list_of(words, 8);
}

std::string from_phrase(const Taken& taken) { return taken.phrase; }

// What is blind at or below the product, in one sentence; "" where nothing is.
std::string blind_phrase(const Lookup& lookup, ProductId product) {
  if (!product || product.index() >= lookup.in.blind.size()) return "";
  const auto& blind = lookup.in.blind[product.index()];
  if (blind.empty()) return "";
  const bool itself = std::find(blind.begin(), blind.end(), product) != blind.end();
  const std::size_t below = blind.size() - (itself ? 1 : 0);
  std::string what = itself ? "Its own inputs" : "The inputs";
  if (below > 0) {
    what += itself ? ", and those" : "";
    what +=
        fmt::format(" of {} below it{}", count_of(below, "product", "products"), itself ? "," : "");
  }
  return what + " are not fully known, so the loss may be greater.";
}

std::string pooling_phrase(const Lookup& lookup, const Finding& f) {
  if (!is_known(f.own_first)) return "";
  if (!f.depends_on_pooling) return "";
  const double value = f.evidence.front().range.value;
  std::string text = fmt::format(
      "The number depends on how places are assumed to buy: where each uses its own supply first, "
      "it is {} instead of {}",
      percent(f.own_first), percent(value));
  std::string rank;
  std::string other;
  for (const auto& [key, v] : f.args) {
    if (key == "rank") rank = v;
    if (key == "rank_own_first") other = v;
  }
  if (!rank.empty() && rank != other) {
    text += fmt::format(", and this finding stands at rank {} instead of {}", other, rank);
  }
  (void)lookup;
  return text + ".";
}

std::string ally_phrase(const Taken& taken) {
  return taken.is_ally ? sentence_start(taken.phrase) + " is an ally." : "";
}

// Sentences joined by a space, empty ones left out.
std::string sentences(const std::vector<std::string>& all) {
  std::string out;
  for (const std::string& s : all) {
    if (s.empty()) continue;
    if (!out.empty()) out += ' ';
    out += s;
  }
  return out;
}

std::string with_sources(const std::string& text, const Finding& f) {
  std::vector<std::string> sources;
  for (const Figure& figure : f.evidence) {
    for (const std::string& id : figure.sources) add_source(sources, id);
  }
  return text + cited(sources);
}

void arg(Finding& f, std::string key, std::string value) {
  f.args.emplace_back(std::move(key), std::move(value));
}

void say_exposure(const Lookup& lookup, const Candidate& c, Finding& f) {
  const Figure& any = f.evidence[0];
  const double direct = f.evidence[1].range.value;
  const double rerouted = f.evidence[2].range.value;
  const std::string product = lookup.product(c.product);
  const std::string place = from_phrase(*c.taken);
  const std::string loss = percent_with_range(any.range);
  arg(f, "product", product);
  arg(f, "place", place);
  arg(f, "home", lookup.home_phrase);
  arg(f, "any_tier", percent(any.range.value));
  arg(f, "direct", percent(direct));
  arg(f, "rerouted", percent(rerouted));

  std::string tail;
  if (f.kind == "hidden_dependence") {
    tail = direct > 0 ? fmt::format("; {} comes from there directly", percent(direct))
                      : "; none comes from there directly";
  } else if (f.kind == "single_point") {
    tail = rerouted < any.range.value - 0.005
               ? fmt::format("; {} would be missing even if all other supply were shared out",
                             percent(rerouted))
               : ", and no other supply could replace it";
  } else {
    tail = rerouted > 0.005
               ? fmt::format("; {} would be missing if all other supply were shared out",
                             percent(rerouted))
               : "; other supply could replace it if it were shared out";
  }
  f.headline = fmt::format("Without {}, {} would lose {} of its supply of {}{}.", place,
                           lookup.home_phrase, loss, product, tail);

  std::string first = fmt::format("If {} stopped supplying, {} would lose {} of its supply of {}",
                                  place, lookup.home_phrase, loss, product);
  if (f.kind == "hidden_dependence") {
    first += direct > 0
                 ? fmt::format(", although only {} comes from there directly", percent(direct))
                 : ", although none comes from there directly";
  } else {
    first += fmt::format("; {} comes from there directly", percent(direct));
  }
  first += " (no stocks, no rerouting).";
  const std::string second =
      rerouted > 0.005
          ? fmt::format(
                "If what the rest of the world still makes were shared out, {} would be "
                "missing.",
                percent(rerouted))
          : "If what the rest of the world makes were shared out, next to nothing would be "
            "missing.";
  const std::string path = f.path.size() > 1 ? fmt::format("The path: {}.", say_path(f.path)) : "";
  const std::string related =
      c.related.empty() ? ""
                        : fmt::format("The same place stands behind {} of this chain: {}.",
                                      count_of(c.related.size(), "more product", "more products"),
                                      related_phrase(lookup, c.related, "share", ""));
  f.text = with_sources(
      sentences({first, second, path, related, basis_phrase(lookup, any), ally_phrase(*c.taken),
                 blind_phrase(lookup, c.product), pooling_phrase(lookup, f)}),
      f);
}

void say_buildup(const Lookup& lookup, const Candidate& c, Finding& f) {
  const Figure& figure = f.evidence[0];
  const std::string product = lookup.product(c.product);
  const std::string place = from_phrase(*c.taken);
  arg(f, "product", product);
  arg(f, "place", place);
  arg(f, "home", lookup.home_phrase);
  arg(f, "buildup", percent(figure.range.value));
  arg(f, "any_tier", percent(c.second));
  f.headline = fmt::format(
      "New capacity for {} rests on {} for {}, through equipment and design; today's output for "
      "{}.",
      product, place, percent_with_range(figure.range), percent(c.second));
  const std::string first = fmt::format(
      "If {} stopped supplying, {} of the capacity that would be built for the {} that {} uses "
      "could "
      "not be equipped or designed; of today's output it would be {}.",
      place, percent_with_range(figure.range), product, lookup.home_phrase, percent(c.second));
  const std::string path = f.path.size() > 1 ? fmt::format("The path: {}.", say_path(f.path)) : "";
  const std::string related =
      c.related.empty()
          ? ""
          : fmt::format("The same holds for {}.", related_phrase(lookup, c.related, "share", ""));
  f.text = with_sources(
      sentences({first, path, related, basis_phrase(lookup, figure), ally_phrase(*c.taken)}), f);
}

void say_common_place(const Lookup& lookup, const Candidate& c, Finding& f) {
  const std::string place = from_phrase(*c.taken);
  std::vector<std::string> chains;
  std::vector<std::string> parts;
  for (const ExposureRow* row : c.per_chain) {
    const std::string& chain = lookup.data[row->product].chain;
    chains.push_back(id_phrase(chain));
    parts.push_back(fmt::format("{} ({}: {})",
                                percent_with_range({row->any_tier, row->low, row->high}),
                                id_phrase(chain), lookup.product(row->product)));
  }
  std::vector<std::string> sorted = chains;
  std::sort(sorted.begin(), sorted.end());
  const bool all = chains.size() == lookup.chains.size();
  const std::string how_many =
      all ? (chains.size() == 2 ? "both chains"
                                : fmt::format("all {} chains", in_words(chains.size())))
          : fmt::format("{} of {} chains", in_words(chains.size()), in_words(lookup.chains.size()));
  arg(f, "place", place);
  arg(f, "home", lookup.home_phrase);
  arg(f, "chains", list_of(sorted, 12));
  arg(f, "least", percent(c.per_chain.front()->any_tier));
  f.headline = fmt::format(
      "{} stands behind {}: without it, {} would lose {} or more of a product in each of {}.",
      sentence_start(place), how_many, lookup.home_phrase, percent(c.per_chain.front()->any_tier),
      list_of(sorted, 12));
  f.text = with_sources(
      sentences({fmt::format("If {} stopped supplying, {} would lose, with no stocks and no "
                             "rerouting, {}.",
                             place, lookup.home_phrase, list_of(parts, 12)),
                 ally_phrase(*c.taken), pooling_phrase(lookup, f)}),
      f);
}

void say_concentration(const Lookup& lookup, const Candidate& c, Finding& f) {
  const Figure& top = f.evidence[0];
  const PlaceId place_id = lookup.data.find_place(f.place);
  const std::string place = lookup.name(place_id);
  const std::string product = lookup.product(c.product);
  arg(f, "product", product);
  arg(f, "place", place);
  arg(f, "share", percent(top.range.value));
  f.headline = fmt::format("{} supplies {} of the world's {}.", sentence_start(place),
                           percent_with_range(top.range), product);
  std::string second;
  for (const Figure& figure : f.evidence) {
    if (figure.index != "hhi") continue;
    second = fmt::format("The concentration of supply (Herfindahl-Hirschman index, 0 to 1) is {}.",
                         amount_with_range(figure.range, "", ""));
  }
  std::string governance;
  const double g = place_id ? lookup.data[place_id].governance : kUnknown;
  if (is_known(g)) {
    governance = fmt::format("Governance of {} is {} on a scale from 0 (best) to 10.", place,
                             plain_number(std::round(g * 10) / 10));
  }
  const std::string own =
      fmt::format("{} gets most of it elsewhere.", sentence_start(lookup.home_phrase));
  const std::string related = c.related.empty()
                                  ? ""
                                  : fmt::format("The same place supplies {}.",
                                                related_phrase(lookup, c.related, "share", ""));
  const bool ally = place_id && lookup.is_ally(place_id);
  f.text = with_sources(
      sentences({f.headline, own, second, governance, related, basis_phrase(lookup, top),
                 ally ? sentence_start(place) + " is an ally." : ""}),
      f);
}

void say_reliance(const Lookup& lookup, const Candidate& c, Finding& f) {
  const Figure& figure = f.evidence[0];
  const std::string product = lookup.product(c.product);
  arg(f, "product", product);
  arg(f, "home", lookup.home_phrase);
  arg(f, "import_reliance", percent_with_range(figure.range));
  f.headline = fmt::format(
      "Net imports cover {} of what {} uses of {}{}.", percent_with_range(figure.range),
      lookup.home_phrase, product,
      c.related.empty() ? ""
                        : fmt::format(", and more than half of the use of {} of the chain",
                                      count_of(c.related.size(), "more product", "more products")));
  const std::string related = c.related.empty()
                                  ? ""
                                  : fmt::format("They also cover more than half of the use of {}.",
                                                related_phrase(lookup, c.related, "share", ""));
  const std::string year =
      fmt::format("Import reliance counts imports from all places together{}{}.",
                  figure.year == kNoYear ? "" : fmt::format(", here in {}", figure.year),
                  figure.note == "as published" ? ", as published" : "");
  f.text = with_sources(
      sentences({fmt::format("Net imports cover {} of what {} uses of {}.",
                             percent_with_range(figure.range), lookup.home_phrase, product),
                 related, year}),
      f);
}

// The places of a product's suppliers, largest first, in words.
std::string supplied_from(const Lookup& lookup, ProductId product, std::size_t most) {
  const ShareSet* set = lookup.set(product);
  if (set == nullptr) return "";
  std::vector<const SetShare*> shares;
  for (const SetShare& s : set->shares) {
    if (s.share.value > 0) shares.push_back(&s);
  }
  std::sort(shares.begin(), shares.end(), [&](const SetShare* a, const SetShare* b) {
    return a->share.value != b->share.value ? a->share.value > b->share.value
                                            : lookup.data[a->place].id < lookup.data[b->place].id;
  });
  std::vector<std::string> names;
  for (const SetShare* s : shares) names.push_back(lookup.name(s->place));
  return list_of(names, most);
}

void say_few_sources(const Lookup& lookup, const Candidate& c, Finding& f) {
  const bool one = f.kind == "single_source";
  const std::string product = lookup.product(c.product);
  const bool makers = c.index->index == "makers";
  const std::string what =
      makers ? (one ? "one maker" : "two makers") : (one ? "one place" : "two places");
  const bool closed = is_known(c.index->value.high);
  arg(f, "product", product);
  arg(f, "count", one ? "1" : "2");
  arg(f, "of", makers ? "makers" : "places");
  std::string names;
  if (makers) {
    std::vector<std::string> list;
    if (const ShareSet* set = lookup.set(c.product)) {
      for (const SetOrganisation& row : set->organisations) {
        if (row.share != 0) add_source(list, row.organisation);
      }
    }
    if (list.empty()) {
      for (const Facility* facility : lookup.facilities[c.product.index()]) {
        add_source(list, facility->organisation);
      }
    }
    std::sort(list.begin(), list.end());
    names = list_of(list, 3);
  } else {
    names = supplied_from(lookup, c.product, 3);
  }
  const std::string verb = one ? "is known to make" : "are known to make";
  f.headline = fmt::format(
      "{} {} {}{}{}.", sentence_start(what), verb, product, names.empty() ? "" : " (" + names + ")",
      c.related.empty() ? ""
                        : fmt::format("; the same goes for {} of the chain",
                                      count_of(c.related.size(), "more product", "more products")));
  std::vector<std::string> others;
  for (const Related& r : c.related) others.push_back(lookup.product(r.product));
  f.text = with_sources(
      sentences(
          {fmt::format("{} {} {}{}.", sentence_start(what), verb, product,
                       names.empty() ? "" : ": " + names),
           others.empty() ? "" : fmt::format("The same goes for {}.", list_of(others, 8)),
           closed ? "" : "Others that the case does not name may exist.",
           f.evidence[0].year == kNoYear ? "" : fmt::format("As of {}.", f.evidence[0].year)}),
      f);
}

void say_quality(const Lookup& lookup, const Candidate& c, Finding& f) {
  const Figure& flags = f.evidence[0];
  const std::string product = lookup.product(c.product);
  const auto count = static_cast<std::size_t>(flags.range.value);
  arg(f, "product", product);
  arg(f, "count", fmt::format("{}", count));
  const std::string what = count == 1 ? "recall, ban or quality-related shortage"
                                      : "recalls, bans and quality-related shortages";
  f.headline =
      fmt::format("{} {} of {} in five years{}.", count, what, product,
                  c.related.empty()
                      ? ""
                      : fmt::format("; {} of the chain had at least one",
                                    count_of(c.related.size(), "other product", "other products")));
  std::vector<std::string> others;
  for (const Related& r : c.related) {
    others.push_back(
        fmt::format("{} ({})", lookup.product(r.product), plain_number(r.number.value)));
  }
  f.text = with_sources(
      sentences({fmt::format("The events hold {} {} of {} {}.", count, what, product,
                             flags.note.empty() ? "in the last five years" : flags.note),
                 others.empty() ? "" : fmt::format("Others: {}.", list_of(others, 8))}),
      f);
}

void say_declining(const Lookup& lookup, const Candidate& c, Finding& f) {
  const Figure& last = f.evidence[0];
  const std::string product = lookup.product(c.product);
  arg(f, "product", product);
  arg(f, "home", lookup.home_phrase);
  arg(f, "from", percent(c.second));
  arg(f, "to", percent(last.range.value));
  arg(f, "from_year", fmt::format("{}", c.from_year));
  arg(f, "to_year", fmt::format("{}", c.to_year));
  f.headline = fmt::format("{} share of the world's {} fell from {} in {} to {} in {}.",
                           sentence_start(lookup.home_possessive), product, percent(c.second),
                           c.from_year, percent(last.range.value), c.to_year);
  std::string trend;
  if (c.index != nullptr) {
    trend = fmt::format("The straight line through the years falls by {} percentage points a year.",
                        plain_number(std::abs(100 * c.index->value.value)));
  } else {
    trend = "Two years are a change; a trend needs three.";
  }
  std::vector<std::string> others;
  for (const Related& r : c.related) {
    others.push_back(
        fmt::format("{} (now {})", lookup.product(r.product), percent(r.number.value)));
  }
  f.text = with_sources(
      sentences({f.headline, trend,
                 others.empty() ? "" : fmt::format("Its share fell too of {}.", list_of(others, 8)),
                 last.basis.empty() ? "" : fmt::format("Shares: world {}.", last.basis)}),
      f);
}

void say_blind_spot(const Lookup& lookup, const Candidate& c, Finding& f) {
  const Reach& reach = lookup.reach[c.product.index()];
  const std::string product = lookup.product(c.product);
  const bool unknown = lookup.data[c.product].inputs == Inputs::unknown;
  arg(f, "product", product);
  arg(f, "inputs", unknown ? "unknown" : "partial");
  const std::string above = reach.above == 0
                                ? ""
                                : fmt::format(", and {} of the case {} on it",
                                              count_of(reach.above, "product", "products"),
                                              reach.above == 1 ? "rests" : "rest");
  f.headline = fmt::format("What goes into {} is {}{}.", product,
                           unknown ? "not known" : "known only in part", above);
  std::vector<std::string> others;
  for (const Related& r : c.related) others.push_back(lookup.product(r.product));
  f.text = sentences({f.headline,
                      "Dependence that hides below it cannot be seen, so exposures above it are at "
                      "least what is shown.",
                      others.empty()
                          ? ""
                          : fmt::format("The same goes for {} of the chain: {}.",
                                        count_of(others.size(), "other product", "other products"),
                                        list_of(others, 8))});
}

void say_strength(const Lookup& lookup, const Candidate& c, Finding& f) {
  const Figure& share = f.evidence[0];
  const std::string product = lookup.product(c.product);
  arg(f, "product", product);
  arg(f, "home", lookup.home_phrase);
  arg(f, "share", percent(share.range.value));
  f.headline =
      fmt::format("{} itself supplies {} of the world's {}.", sentence_start(lookup.home_phrase),
                  percent_with_range(share.range), product);
  f.text = with_sources(
      sentences({f.headline, "Others depend on it here.",
                 c.related.empty() ? ""
                                   : fmt::format("It also supplies {}.",
                                                 related_phrase(lookup, c.related, "share", "")),
                 basis_phrase(lookup, share)}),
      f);
}

}  // namespace

std::string say_path(const std::vector<StepView>& path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const StepView& step = path[i];
    if (i == 1) out += ", made with ";
    if (i > 1) out += ", in turn made with ";
    out += fmt::format("{} from {} ({})", product_phrase(step.product_name),
                       place_phrase(step.place_name), percent(step.share));
  }
  return out;
}

void say_finding(const Lookup& lookup, const Candidate& c, Finding& f) {
  const std::string& kind = f.kind;
  if (kind == "hidden_dependence" || kind == "single_point" || kind == "direct_dependence") {
    say_exposure(lookup, c, f);
  } else if (kind == "buildup") {
    say_buildup(lookup, c, f);
  } else if (kind == "common_place") {
    say_common_place(lookup, c, f);
  } else if (kind == "concentration") {
    say_concentration(lookup, c, f);
  } else if (kind == "import_reliance") {
    say_reliance(lookup, c, f);
  } else if (kind == "single_source" || kind == "dual_source") {
    say_few_sources(lookup, c, f);
  } else if (kind == "quality") {
    say_quality(lookup, c, f);
  } else if (kind == "declining") {
    say_declining(lookup, c, f);
  } else if (kind == "blind_spot") {
    say_blind_spot(lookup, c, f);
  } else if (kind == "home_strength") {
    say_strength(lookup, c, f);
  } else {
    say_stress_finding(lookup, c, f);
  }
}

}  // namespace nail
