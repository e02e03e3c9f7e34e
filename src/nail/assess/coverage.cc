#include "nail/assess/coverage.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include <fmt/format.h>

#include "nail/assess/could_expand.h"
#include "nail/assess/findings.h"
#include "nail/assess/views.h"
#include "nail/assess/words.h"

namespace nail {
namespace {

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

class Checklist {
 public:
  Checklist(const Lookup& lookup, const std::vector<Finding>& findings)
      : lookup_(lookup), data_(lookup.data), findings_(findings) {}

  std::vector<CoverageItem> fill() {
    items_.reserve(kItems);  // item() hands out references
    capability();
    single_points();
    sources();
    location();
    unfriendly();
    substitutes();
    from_reported("workforce", "Workforce", {"workforce", "employ", "jobs", "worker"},
                  "numbers of workers, their skills and their shortage, as `reported` rows");
    from_reported("research_and_development", "Research and development",
                  {"research", "r_and_d", "rnd_", "patent"},
                  "spending on research, patents and pilot lines, as `reported` rows");
    transport();
    from_reported("climate", "Climate and other hazards",
                  {"climate", "flood", "drought", "earthquake", "water_stress", "hazard",
                   "hurricane", "tsunami", "heat wave", "heat-and-power"},
                  "hazards by place, as `reported` rows or scenarios");
    allies();
    prioritisation();
    return std::move(items_);
  }

 private:
  static constexpr std::size_t kItems = 32;
  CoverageItem& item(std::string id, std::string title) {
    items_.push_back({std::move(id), std::move(title), false, "", {}});
    return items_.back();
  }
  static void no_data(CoverageItem& it, const std::string& missing) {
    it.filled = false;
    it.text = "No data: " + missing + ".";
  }
  void cite(CoverageItem& it, std::initializer_list<std::string_view> kinds) {
    for (const Finding& f : findings_) {
      if (it.findings.size() == 8) break;
      if (std::find(kinds.begin(), kinds.end(), f.kind) != kinds.end()) it.findings.push_back(f.id);
    }
  }
  // `3 of 40 products: a, b and c`.
  std::string so_many(const std::vector<std::string>& names, std::size_t of) const {
    return fmt::format("{} of {}{}{}", names.size(), count_of(of, "product", "products"),
                       names.empty() ? "" : ": ", list_of(names, 10));
  }

  double home_share(const ShareSet& set) const {
    double share = 0;
    for (const SetShare& s : set.shares) {
      if (lookup_.is_home(s.place)) share += s.share.value;
    }
    return share;
  }

  void capability() {
    std::vector<std::string> none;
    std::vector<std::string> gone;
    std::vector<std::string> falling;
    std::size_t known = 0;
    std::size_t with_years = 0;
    for (const ProductId product : lookup_.scope) {
      const ShareSet* set = lookup_.set(product);
      if (set == nullptr) continue;
      ++known;
      const auto years = home_share_by_year(lookup_, product);
      if (years.size() >= 2) ++with_years;
      const double now = home_share(*set);
      const bool withheld = std::any_of(set->withheld.begin(), set->withheld.end(),
                                        [&](PlaceId place) { return lookup_.is_home(place); });
      double most = 0;
      for (const auto& [year, share] : years) most = std::max(most, share);
      const IndexValue* trend = lookup_.index(product, "trend_per_year");
      if (now < 0.001 && !withheld) {
        if (most >= 0.005) {
          gone.push_back(fmt::format("{} (once {})", lookup_.product(product), percent(most)));
        } else {
          none.push_back(lookup_.product(product));
        }
      } else if (trend != nullptr ? trend->value.value < -0.002 && most - now >= 0.02
                                  : most - now >= 0.1) {
        falling.push_back(
            fmt::format("{} ({} to {})", lookup_.product(product), percent(most), percent(now)));
      }
    }
    CoverageItem& nonexistent =
        item("capability_nonexistent", "Capabilities that do not exist at home");
    if (known == 0) {
      no_data(nonexistent, "where the products are made");
    } else {
      nonexistent.filled = true;
      nonexistent.text = fmt::format(
          "No supply in {} is listed for {}. What a source does not list may still exist in part.",
          lookup_.home_phrase, so_many(none, known));
    }
    CoverageItem& extinct = item("capability_extinct", "Capabilities that were lost");
    if (with_years == 0) {
      no_data(extinct, "supply of two years or more at the same basis");
    } else {
      extinct.filled = true;
      extinct.text = fmt::format("Supplied from {} in an earlier year at hand and no longer: {}.",
                                 lookup_.home_phrase, so_many(gone, with_years));
    }
    CoverageItem& threatened = item("capability_threatened", "Capabilities under threat");
    if (with_years == 0) {
      no_data(threatened, "supply of two years or more at the same basis");
    } else {
      threatened.filled = true;
      threatened.text =
          fmt::format("{} share of world supply is falling for {}.",
                      sentence_start(lookup_.home_possessive), so_many(falling, with_years));
      cite(threatened, {"declining"});
    }
  }

  void single_points() {
    CoverageItem& it = item("single_point_of_failure", "Single points of failure");
    std::map<std::string, std::vector<std::string>> by_place;
    std::size_t products = 0;
    for (const ProductId product : lookup_.scope) {
      bool any = false;
      for (const ExposureRow& row : lookup_.exposures(lookup_.in.exposures, product)) {
        const Taken& taken = lookup_.taken[row.removal];
        if (!taken.is_foreign() || row.rerouted < kSinglePoint) continue;
        by_place[taken.phrase].push_back(lookup_.product(product));
        any = true;
      }
      products += any ? 1 : 0;
    }
    if (lookup_.in.exposures.removals.empty()) return no_data(it, "supply shares or sourcing");
    it.filled = true;
    if (by_place.empty()) {
      it.text = fmt::format(
          "No foreign place whose loss could not be half replaced by the rest of the world.");
      return;
    }
    std::vector<std::pair<std::string, std::vector<std::string>>> places(by_place.begin(),
                                                                         by_place.end());
    std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) {
      return a.second.size() > b.second.size();
    });
    std::vector<std::string> words;
    for (const auto& [place, names] : places) {
      words.push_back(fmt::format("{} ({})", place, names.size()));
    }
    it.text = fmt::format(
        "For {} of {}, one foreign place's loss would leave half or more missing even if the rest "
        "of the world's supply were shared out. By place: {}.",
        products, count_of(lookup_.scope.size(), "product", "products"), list_of(words, 8));
    std::size_t is_short = 0;
    for (const SurvivalView& s : lookup_.in.stress.survival) is_short += s.late ? 1 : 0;
    if (!lookup_.in.stress.survival.empty()) {
      it.text += fmt::format(
          " Over time: of {} that can matter, {} would recover later than {} survives their loss.",
          count_of(lookup_.in.stress.survival.size(), "site", "sites"), is_short,
          lookup_.home_phrase);
    }
    cite(it, {"single_point", "short_survival", "hidden_dependence", "common_place"});
  }

  void sources() {
    CoverageItem& it = item("single_and_dual_sources", "Single and dual sources");
    std::vector<std::string> one;
    std::vector<std::string> two;
    std::size_t known = 0;
    for (const ProductId product : lookup_.scope) {
      const IndexValue* makers = lookup_.index(product, "makers");
      const IndexValue* places = lookup_.index(product, "maker_places");
      if (makers == nullptr && places == nullptr) continue;
      ++known;
      if (few_sources(lookup_, product, makers, places, 1) != nullptr) {
        one.push_back(lookup_.product(product));
      } else if (few_sources(lookup_, product, makers, places, 2) != nullptr) {
        two.push_back(lookup_.product(product));
      }
    }
    if (known == 0) return no_data(it, "makers, or places where the products are made");
    it.filled = true;
    it.text = fmt::format(
        "One known maker or one place: {}. Two: {}. Makers that the case does not name may exist.",
        so_many(one, known), so_many(two, known));
    cite(it, {"single_source", "dual_source"});
  }

  void location() {
    CoverageItem& it = item("location_of_supply", "Location of supply");
    std::size_t known = 0;
    double home = 0;
    double ally = 0;
    double unknown = 0;
    for (const ProductId product : lookup_.scope) {
      const ShareSet* set = lookup_.set(product);
      if (set == nullptr) continue;
      ++known;
      home += home_share(*set);
      unknown += set->unknown_share();
      for (const SetShare& s : set->shares) {
        if (lookup_.is_ally(s.place) && !lookup_.is_home(s.place)) ally += s.share.value;
      }
    }
    if (known == 0) return no_data(it, "where the products are made");
    it.filled = true;
    const double n = static_cast<double>(known);
    it.text = fmt::format(
        "Places are known for {} of {}. On average over these, {} of world supply is in {}{}, and "
        "{} "
        "is at unknown or unlisted places.",
        known, count_of(lookup_.scope.size(), "product", "products"), percent(home / n),
        lookup_.home_phrase,
        lookup_.in.allies.empty() ? "" : fmt::format(", {} with allies", percent(ally / n)),
        percent(unknown / n));
  }

  void unfriendly() {
    CoverageItem& it = item("unfriendly_dominance", "Dominance of supply by an unfriendly place");
    if (lookup_.in.allies.empty()) {
      return no_data(it, "who the allies are (option --allies)");
    }
    std::map<std::string, std::vector<std::string>> by_place;
    std::set<ProductId> products;
    for (const ProductId product : lookup_.scope) {
      for (const ExposureRow& row : lookup_.exposures(lookup_.in.exposures, product)) {
        const Taken& taken = lookup_.taken[row.removal];
        if (!taken.is_foreign() || taken.is_ally || !taken.place) continue;
        const double g = data_[taken.place].governance;
        if (!(g > kUnfriendlyGovernance)) continue;
        const ShareSet* set = lookup_.set(product);
        const double share = set != nullptr ? Lookup::share_in(*set, taken.place) : kUnknown;
        if (!(share >= kDominance) && row.rerouted < kDominance) continue;
        by_place[taken.phrase].push_back(lookup_.product(product));
        products.insert(product);
      }
    }
    it.filled = true;
    std::vector<std::string> words;
    for (const auto& [place, names] : by_place) {
      words.push_back(fmt::format("{} for {}", place, list_of(names, 8)));
    }
    it.text = fmt::format(
        "A place counts here where it is neither {} nor an ally and its governance is above {} of "
        "10 "
        "(0 is best); it dominates where half or more of world supply, at the product or at an "
        "input that it cannot do without, is there. So counted: {}{}.",
        lookup_.home_phrase, plain_number(kUnfriendlyGovernance),
        count_of(products.size(), "product", "products"),
        words.empty() ? "" : ": " + list_of(words, 6));
    cite(it, {"single_point", "hidden_dependence", "concentration"});
  }

  void substitutes() {
    CoverageItem& it = item("substitutes", "Substitutes");
    std::vector<std::string> groups;
    std::size_t with_index = 0;
    for (const ProductId product : lookup_.scope) {
      if (is_known(data_[product].si_sr)) ++with_index;
      std::map<std::string, std::vector<std::string>> alternatives;
      for (const RecipeRow* row : lookup_.recipe[product.index()]) {
        if (row->alternative.empty()) continue;
        alternatives[row->alternative].push_back(lookup_.product(row->input));
      }
      for (const auto& [group, names] : alternatives) {
        if (names.size() < 2) continue;
        std::string list;
        for (const std::string& name : names) list += (list.empty() ? "" : " or ") + name;
        groups.push_back(fmt::format("{} in {}", list, lookup_.product(product)));
      }
    }
    if (groups.empty() && with_index == 0) {
      return no_data(it, "alternatives in recipes, or substitution indices of products");
    }
    it.filled = true;
    it.text = fmt::format(
        "{}{}",
        groups.empty()
            ? "The recipes name no alternatives."
            : fmt::format("Inputs that can stand in for each other: {}.", list_of(groups, 8)),
        with_index == 0 ? ""
                        : fmt::format(" A published substitution index is known for {}.",
                                      count_of(with_index, "product", "products")));
  }

  void from_reported(std::string id, std::string title, std::vector<std::string_view> words,
                     const std::string& missing) {
    CoverageItem& it = item(std::move(id), std::move(title));
    std::vector<const ReportedRow*> rows;
    for (const ReportedRow& row : data_.reported) {
      if (row.product && lookup_.in_scope[row.product.index()] == 0) continue;
      if (std::any_of(words.begin(), words.end(), [&](std::string_view word) {
            return row.index.find(word) != std::string::npos;
          })) {
        rows.push_back(&row);
      }
    }
    std::vector<std::string> stressed;
    for (const ScenarioView& s : lookup_.in.stress.scenarios) {
      const std::string name = lower_case(s.id + " " + s.name);
      if (std::any_of(words.begin(), words.end(), [&](std::string_view word) {
            return name.find(word) != std::string::npos;
          })) {
        stressed.push_back(s.first_shortage == kNever ? fmt::format("{} (no shortage)", s.name)
                                                      : fmt::format("{} (first shortage on day {})",
                                                                    s.name, s.first_shortage));
      }
    }
    if (rows.empty() && stressed.empty()) return no_data(it, missing);
    std::sort(rows.begin(), rows.end(), [](const ReportedRow* a, const ReportedRow* b) {
      return std::tie(b->from.year, a->index, a->place) <
             std::tie(a->from.year, b->index, b->place);
    });
    std::vector<std::string> out;
    for (const ReportedRow* row : rows) {
      out.push_back(fmt::format("{}{}: {}{}", id_phrase(row->index),
                                row->place.empty() ? "" : " (" + row->place + ")",
                                amount_with_range(row->value, row->unit, row->index),
                                row->from.source ? cited({data_[row->from.source].id}) : ""));
    }
    it.filled = true;
    if (!out.empty()) it.text = fmt::format("Reported: {}.", list_of(out, 5));
    if (!stressed.empty()) {
      it.text += fmt::format("{}Scenarios: {}.", out.empty() ? "" : " ", list_of(stressed, 5));
    }
  }

  // Scenarios with a shock of the kind, as `name (12 to 45 days of demand lost)`.
  std::vector<std::string> scenarios_of(std::string_view kind) const {
    std::vector<std::string> out;
    for (const ScenarioView& s : lookup_.in.stress.scenarios) {
      if (std::find(s.shock_kinds.begin(), s.shock_kinds.end(), kind) == s.shock_kinds.end()) {
        continue;
      }
      out.push_back(s.first_shortage == kNever
                        ? fmt::format("{} (no shortage)", s.name)
                        : fmt::format("{} (up to {} days of demand lost)", s.name,
                                      plain_number(std::round(10 * s.pessimist) / 10)));
    }
    return out;
  }
  void cite_scenarios(CoverageItem& it, std::string_view kind) {
    for (const ScenarioView& s : lookup_.in.stress.scenarios) {
      if (std::find(s.shock_kinds.begin(), s.shock_kinds.end(), kind) == s.shock_kinds.end()) {
        continue;
      }
      for (const Finding& f : findings_) {
        if (f.id == "scenario_loss:" + s.id && it.findings.size() < 8) it.findings.push_back(f.id);
      }
    }
  }

  void transport() {
    CoverageItem& it = item("transport", "Transport");
    const std::vector<std::string> closed = scenarios_of("transport");
    for (const TableInfo& table : data_.tables) {
      if (table.name != "routes" || table.rows == 0) continue;
      it.filled = true;
      it.text = fmt::format("The case names {} through chokepoints. {}",
                            count_of(table.rows, "route", "routes"),
                            closed.empty() ? "What their closure would do is the subject of stress "
                                             "tests; no scenario closes one."
                                           : "If they close: " + list_of(closed, 6) + ".");
      cite_scenarios(it, "transport");
      return;
    }
    no_data(it, "routes, with the share of each flow that passes a chokepoint");
  }

  void allies() {
    CoverageItem& it = item("allies_actions", "Actions of allies and partners");
    std::set<std::string> agreements;
    const auto is_here = [&](const std::string& home) { return home == lookup_.in.home.id; };
    for (const TradeRule& rule : data_.trade_rules) {
      if (!is_here(rule.home)) continue;
      const bool agreement = rule.kind == "agreement" || (rule.kind.empty() && rule.t < 1);
      if (!agreement) continue;
      if (const PlaceId place = data_.find_place(rule.place))
        agreements.insert(lookup_.name(place));
    }
    std::map<std::string, std::map<std::string, std::size_t>> building;  // product, place: sites
    for (const ProductId product : lookup_.scope) {
      for (const Facility* site : lookup_.facilities[product.index()]) {
        if (!is_announced(site->status) || !site->place || lookup_.is_home(site->place)) continue;
        if (!lookup_.in.allies.empty() && !lookup_.is_ally(site->place)) continue;
        ++building[lookup_.product(product)][lookup_.name(site->place)];
      }
    }
    std::size_t actions = 0;
    for (const Action& action : data_.actions) {
      const PlaceId place = data_.find_place(action.place);
      if (place && lookup_.is_ally(place)) ++actions;
    }
    if (agreements.empty() && building.empty() && actions == 0) {
      return no_data(it,
                     "agreements (trade_rules), sites announced by allies (facilities), what "
                     "allies fund (actions)");
    }
    it.filled = true;
    std::vector<std::string> parts;
    if (!agreements.empty()) {
      parts.push_back(fmt::format("agreements of {} with {}", lookup_.home_phrase,
                                  list_of({agreements.begin(), agreements.end()}, 8)));
    }
    std::vector<std::string> sites;
    for (const auto& [product, places] : building) {
      std::vector<std::string> where;
      for (const auto& [place, count] : places)
        where.push_back(fmt::format("{} ({})", place, count));
      sites.push_back(fmt::format("{} in {}", product, list_of(where, 4)));
    }
    if (!sites.empty()) parts.push_back("sites announced for " + list_of(sites, 6));
    if (actions > 0) parts.push_back(count_of(actions, "action of allies", "actions of allies"));
    it.text = sentence_start(list_of(parts, 3)) + ".";
  }

  void prioritisation() {
    CoverageItem& it = item("prioritisation", "What comes first");
    if (findings_.empty()) return no_data(it, "findings; the data allow none");
    it.filled = true;
    it.text = fmt::format(
        "{} ranked by what would be lost, how much rests on it, and how sure the numbers are. "
        "First: {}",
        count_of(findings_.size(), "finding is", "findings are"), findings_.front().headline);
    std::vector<std::string> likely;
    for (const ScenarioView& s : lookup_.in.stress.scenarios) {
      if (likely.size() == 3 || !(s.expected.value > 0)) break;
      likely.push_back(s.name);
    }
    if (!likely.empty()) {
      it.text += fmt::format(" The scenarios with the largest expected loss: {}.", list_of(likely));
    }
    for (const Finding& f : findings_) {
      if (it.findings.size() == 5) break;
      it.findings.push_back(f.id);
    }
  }

  const Lookup& lookup_;
  const Case& data_;
  const std::vector<Finding>& findings_;
  std::vector<CoverageItem> items_;
};

}  // namespace

std::vector<CoverageItem> cover(const Lookup& lookup, const std::vector<Finding>& findings) {
  return Checklist(lookup, findings).fill();
}

}  // namespace nail
