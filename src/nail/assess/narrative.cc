#include "nail/assess/narrative.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "nail/assess/could_expand.h"
#include "nail/assess/coverage.h"
#include "nail/assess/gaps.h"
#include "nail/assess/views.h"
#include "nail/base/text.h"

namespace nail {

std::string say_title(const Lookup& lookup) {
  const std::string about = lookup.data.title.empty() ? lookup.data.name : lookup.data.title;
  return fmt::format("{}, seen from {}", about, lookup.home_phrase);
}

std::string say_lead(const Lookup& lookup, const Assessment& a) {
  std::vector<std::string> chains;
  for (const std::string& chain : lookup.chains) chains.push_back(id_phrase(chain));
  std::size_t verified = 0;
  for (const Source& source : a.sources) verified += source.grade == Grade::verified ? 1 : 0;
  std::string text = fmt::format("This assessment covers {} in {} ({}), from {} point of view.",
                                 count_of(lookup.scope.size(), "product", "products"),
                                 count_of(lookup.chains.size(), "chain", "chains"),
                                 list_of(chains, 12), lookup.home_possessive);
  if (!a.findings.empty()) text += " The first finding: " + a.findings.front().headline;
  std::size_t contradicted = 0;
  std::size_t checked = 0;
  for (const ClaimResult& claim : a.claims) {
    contradicted += claim.verdict == "contradicted" ? 1 : 0;
    checked += claim.verdict != "not_checkable" ? 1 : 0;
  }
  if (!a.claims.empty()) {
    text += fmt::format(" Of {} checked against the data, {} could be, and {} {} contradicted.",
                        count_of(a.claims.size(), "published claim", "published claims"), checked,
                        contradicted, contradicted == 1 ? "is" : "are");
  }
  text += fmt::format(
      " The numbers come from {}, {} of them read in the text itself; {} stand in "
      "the list of gaps.",
      count_of(a.sources.size(), "source", "sources"), verified,
      count_of(a.gaps.size(), "thing that is not known", "things that are not known"));
  return text;
}

std::string say_chain(const Lookup& lookup, const ChainView& chain,
                      const std::vector<Finding>& findings) {
  std::vector<std::string> stages;
  for (const std::string& stage : chain.stages) stages.push_back(stage_phrase(stage));
  std::string text = fmt::format(
      "{}{}.", count_of(chain.products.size(), "product", "products"),
      stages.empty()
          ? ""
          : " from " + stages.front() + (stages.size() > 1 ? " to " + stages.back() : ""));
  std::size_t known = 0;
  std::size_t blind = 0;
  std::size_t home = 0;
  const ExposureRow* largest = nullptr;
  const ExposureRow* widest = nullptr;  // the largest gap between any tier and direct
  for (const std::string& id : chain.products) {
    const ProductId product = lookup.data.find_product(id);
    const ShareSet* set = lookup.set(product);
    known += set != nullptr ? 1 : 0;
    if (set != nullptr) {
      double share = 0;
      for (const SetShare& s : set->shares) {
        if (lookup.is_home(s.place)) share += s.share.value;
      }
      home += share >= 0.1 ? 1 : 0;
    }
    const Inputs inputs = lookup.data[product].inputs;
    blind += inputs == Inputs::partial || inputs == Inputs::unknown ? 1 : 0;
    if (const ExposureRow* row = lookup.largest_foreign(product)) {
      const auto worth = [&](const ExposureRow& r) {
        return r.any_tier * weight(lookup, r.product);
      };
      if (largest == nullptr || worth(*row) > worth(*largest)) largest = row;
      if (widest == nullptr || row->any_tier - row->direct > widest->any_tier - widest->direct) {
        widest = row;
      }
    }
  }
  text += fmt::format(
      " Where they are made is known for {}; {} supplies a tenth or more of the "
      "world for {}.",
      known, lookup.home_phrase, home);
  if (largest != nullptr) {
    text += fmt::format(" The largest exposure: without {}, {} of its supply of {} would be lost.",
                        lookup.taken[largest->removal].phrase,
                        percent_with_range({largest->any_tier, largest->low, largest->high}),
                        lookup.product(largest->product));
  }
  if (widest != nullptr && widest->any_tier - widest->direct >= kHiddenGap) {
    text += fmt::format(
        " The widest gap between what is bought directly and what depends on a "
        "place: {} from {}, {} against {}.",
        lookup.product(widest->product), lookup.taken[widest->removal].phrase,
        percent(widest->direct), percent(widest->any_tier));
  }
  if (blind > 0) {
    text += fmt::format(" The inputs of {} are not fully known.",
                        count_of(blind, "product", "products"));
  }
  if (!findings.empty()) {
    const auto own = std::count_if(findings.begin(), findings.end(),
                                   [&](const Finding& f) { return f.chain == chain.id; });
    text += fmt::format(" {} concern{} this chain.",
                        count_of(static_cast<std::size_t>(own), "finding", "findings"),
                        own == 1 ? "s" : "");
  }
  return text;
}

std::vector<std::string> say_assumptions(const Lookup& lookup) {
  std::vector<std::string> out;
  out.push_back(
      "Where a place's own sourcing is not known, it is taken to buy from the world's supply in "
      "proportion. The other assumption, own supply first, is computed too; findings that depend "
      "on the choice say so.");
  out.push_back(
      "Supply whose place is not known is taken to go on for a value and for the low end of its "
      "range, and to be lost for the high end.");
  out.push_back(
      "An exposure through every tier has no stocks and no change of suppliers: it is the most "
      "pessimistic number. The rerouted exposure shares out what the rest of the world still "
      "makes: the most optimistic one. What would happen lies between.");
  out.push_back(
      "An important input whose share of cost is not known weighs as one of all the inputs of its "
      "product; optional inputs are left out; of alternatives the best one counts.");
  if (lookup.in.missing_use_shares > 0) {
    out.push_back(fmt::format(
        "For {} the part of the input's world supply that goes there is not known; each takes an "
        "equal part of what is left. This moves only the numbers with own supply first.",
        count_of(lookup.in.missing_use_shares, "recipe row", "recipe rows")));
  }
  // Assumptions that the indices note, each once.
  std::set<std::string> trade;
  for (const IndexValue& value : lookup.in.indices.values) {
    if (value.index == "eu_supply_risk" && !value.note.empty()) trade.insert(value.note);
  }
  if (!trade.empty()) {
    out.push_back(
        "EU supply risk uses a trade parameter of 0.8 for the home and for partners with an "
        "agreement and 1.0 for others where no rule is known; published trade parameters are used "
        "where the case holds them.");
  }
  if (lookup.in.allies.empty()) {
    out.push_back("No allies were named: no place counts as one.");
  } else {
    out.push_back(fmt::format("Allies are the places of {} outside {} own.", lookup.in.allies_text,
                              lookup.home_possessive));
  }
  if (lookup.in.home.is_bloc) {
    out.push_back(fmt::format(
        "{} is one seat of {}: its own sourcing rows are used where the case has them, else the "
        "world's pool; its members are never counted as foreign.",
        sentence_start(lookup.home_phrase),
        count_of(lookup.in.home.members.size(), "member", "members")));
  }
  for (std::string& line : say_stress_assumptions(lookup.in.stress)) out.push_back(std::move(line));
  if (!lookup.in.exposures.settled) {
    out.push_back("A cycle of recipes did not settle; exposures on it are at least what is shown.");
  }
  return out;
}

std::vector<std::string> say_method(const Lookup& lookup) {
  std::vector<std::string> out;
  out.push_back(
      "Share sets. Of each product one whole set of world shares is chosen, the latest year's best "
      "graded and most complete; sets are never mixed, and what a set leaves to 1 stays unknown "
      "supply. Every number names its year, what it counts and its source.");
  out.push_back(
      "Exposure. For each place taken away, what is left of each product at each place is the "
      "greatest fixed point of: what a place can make is limited by its scarcest essential input "
      "and by its important inputs in proportion to their cost; what it can buy is the part of its "
      "sources that is left. Direct exposure is the share bought straight from the place; through "
      "every tier it is all that would be lost; rerouted it is the largest share of world supply "
      "lost at the product or at an input it cannot do without. The path names the product, place "
      "and share at each tier that make the number true.");
  out.push_back(
      "Indices. Concentration is the Herfindahl-Hirschman index of world shares, also weighted "
      "with governance (2(2.5 - mean of the six Worldwide Governance Indicators), 0 best to 10); "
      "import reliance comes from quantities only; EU supply risk and economic importance follow "
      "the Commission's methodology of 2017; GeoPolRisk and the Commission's dependency indicators "
      "follow their publications.");
  out.push_back(
      "Ranges. A range holds 90 % of the belief or is a hard bound, as its source says. Draws of "
      "all shares give each exposure a low (5th percentile of lower bounds, unknown supply going "
      "on) and a high (95th percentile of upper bounds, unknown supply lost); the value is without "
      "draws. Random numbers depend on the seed, the draw and the row only.");
  out.push_back(
      "Findings. A finding's score is its consequence times its certainty. Consequence: what would "
      "be lost (three fifths without, two fifths with rerouting; a place that is an ally counts "
      "0.85), "
      "times how much rests on the product (0.3, more where recipes tie it to many products, where "
      "several chains rest on it, and where it is what a chain is for). Certainty: the worst grade "
      "of "
      "its sources (verified 1, quoted 0.9, estimate 0.8, assumption 0.65), the width of its "
      "range, "
      "shares older than five years (0.8) or counting facilities (0.8), blind spots below (0.95), "
      "and "
      "half of the difference between the two assumptions on pooling.");
  out.push_back(
      "Ranking. Findings of one kind about one place and products on one path are merged; in the "
      "order a finding counts less the more was said before it: times 0.4 for each of the same "
      "kind, chain and place, 0.7 of the same chain and place, 0.85 of the same place, 0.85 of the "
      "same chain.");
  out.push_back(
      "Claims. A claim is supported where its number lies within the range of the computed or "
      "reported number, widened by its tolerance (half a unit of its last digit where none is "
      "given), contradicted where not, and not checkable where its index is neither computed nor "
      "reported. Numbers off by a power of ten, and numbers that fit another index, are named.");
  if (const std::string stress = say_stress_method(lookup.in.stress); !stress.empty()) {
    out.push_back(stress);
  }
  return out;
}

void compose(const AssessInputs& inputs, Assessment& a) {
  const Lookup lookup(inputs);
  const Case& data = lookup.data;
  a.case_name = data.name;
  a.case_title = data.title;
  a.home = inputs.home.id;
  a.home_name = inputs.home.is_bloc ? inputs.home.id : inputs.home.name;
  a.home_members.clear();
  if (inputs.home.is_bloc) {
    for (const PlaceId place : inputs.home.members) a.home_members.push_back(data[place].id);
    std::sort(a.home_members.begin(), a.home_members.end());
  }
  a.allies = inputs.allies_text;
  a.ally_places.clear();
  for (const PlaceId place : inputs.allies) a.ally_places.push_back(data[place].id);
  std::sort(a.ally_places.begin(), a.ally_places.end());

  a.products = product_views(lookup);
  const Expansions expansions(lookup);
  for (std::size_t i = 0; i < a.products.size(); ++i) {
    a.products[i].could_expand = expansions.of(lookup.scope[i]);
  }
  a.chains = chain_views(lookup);
  a.matrix = matrix_cells(lookup);
  a.stress = inputs.stress;
  say_stress(lookup, a.stress);
  a.findings = find_findings(lookup);
  a.claims = check_claims(lookup);
  a.gaps = find_gaps(lookup);
  a.coverage = cover(lookup, a.findings);
  a.sources = data.sources;
  std::sort(a.sources.begin(), a.sources.end(),
            [](const Source& x, const Source& y) { return x.id < y.id; });
  for (ChainView& chain : a.chains) {
    for (const Finding& f : a.findings) {
      if (f.chain == chain.id) chain.findings.push_back(f.id);
    }
    chain.summary = say_chain(lookup, chain, a.findings);
  }
  a.assumptions = say_assumptions(lookup);
  a.method = say_method(lookup);
  a.title = say_title(lookup);
  a.lead = say_lead(lookup, a);
}

}  // namespace nail
