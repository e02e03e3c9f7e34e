#include "nail/assess/findings.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "nail/assess/narrative.h"
#include "nail/assess/stress_findings.h"
#include "nail/assess/views.h"
#include "nail/base/mutant.h"
#include "nail/base/text.h"

namespace nail {
namespace {

bool is_exposure_kind(const std::string& kind) {
  return kind == "hidden_dependence" || kind == "single_point" || kind == "direct_dependence";
}

// Shares that are older than five years before the case's newest speak less surely of today.
double age_factor(const Lookup& lookup, int year) {
  if (year == kNoYear) return 0.9;
  return year < lookup.newest_year - 5 ? 0.8 : 1;
}

// The year and basis of what an exposure's first tier rests on.
void date_of(const Lookup& lookup, ProductId product, Figure& figure) {
  const SourcingRow* own = lookup.own_sourcing(product, lookup.in.site->user_of(lookup.in.home));
  const ShareSet* set = lookup.set(product);
  if (own != nullptr) {
    figure.year = own->from.year;
    figure.basis = "sourcing";
  } else if (set != nullptr) {
    figure.year = set->year;
    figure.basis = to_string(set->basis);
  }
}

class Finder {
 public:
  explicit Finder(const Lookup& lookup) : lookup_(lookup), data_(lookup.data) {}

  std::vector<Candidate> find() {
    find_exposures();
    find_buildup();
    find_common_places();
    find_concentration();
    find_reliance();
    find_few_sources();
    find_quality();
    find_trends();
    find_blind_spots();
    find_strengths();
    return std::move(found_);
  }

 private:
  Candidate start(std::string kind, ProductId product, std::string place) const {
    Candidate c;
    c.product = product;
    c.finding.kind = std::move(kind);
    c.finding.place = std::move(place);
    if (product) {
      c.finding.product = data_[product].id;
      c.finding.chain = data_[product].chain;
    }
    c.finding.id = fmt::format("{}:{}:{}", c.finding.kind, c.finding.product, c.finding.place);
    return c;
  }

  Figure exposure_figure(const char* index, const ExposureRow& row, const Ranged& range) const {
    Figure figure;
    figure.index = index;
    figure.product = data_[row.product].id;
    figure.place = lookup_.taken[row.removal].id;
    figure.range = range;
    figure.unit = "share";
    figure.sources = lookup_.sources_of(row);
    figure.grade = lookup_.grade_of(figure.sources);
    date_of(lookup_, row.product, figure);
    return figure;
  }

  void score(Candidate& c, double consequence, double certainty) const {
    c.finding.consequence = std::clamp(consequence, 0.0, 1.0);
    c.finding.certainty = std::clamp(certainty, 0.0, 1.0);
    c.finding.score = c.finding.consequence * c.finding.certainty;
  }

  double certainty(const Figure& figure, ProductId product) const {
    double c = certainty_of(figure.grade, figure.range) * age_factor(lookup_, figure.year);
    if (figure.basis == "facilities") c *= 0.8;
    if (product && product.index() < lookup_.in.blind.size() &&
        !lookup_.in.blind[product.index()].empty()) {
      c *= 0.95;
    }
    return c;
  }

  void keep(Candidate c) { found_.push_back(std::move(c)); }

  void find_exposures();
  void find_buildup();
  void find_common_places();
  void find_concentration();
  void find_reliance();
  void find_few_sources();
  void find_quality();
  void find_trends();
  void find_blind_spots();
  void find_strengths();

  // Candidates of one kind over the products of a chain become one: the best, naming the others.
  void keep_best_of_chains(std::vector<Candidate> all) {
    std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
      return a.finding.score != b.finding.score ? a.finding.score > b.finding.score
                                                : a.finding.id < b.finding.id;
    });
    std::map<std::string, std::size_t> best;
    std::vector<Candidate> out;
    for (Candidate& c : all) {
      const auto [at, is_new] = best.emplace(c.finding.chain, out.size());
      if (is_new) {
        out.push_back(std::move(c));
      } else {
        out[at->second].related.push_back({c.product, c.finding.evidence.front().range});
      }
    }
    for (Candidate& c : out) keep(std::move(c));
  }

  const Lookup& lookup_;
  const Case& data_;
  std::vector<Candidate> found_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> exposed_;  // product, place that have one
};

void Finder::find_exposures() {
  for (const ProductId product : lookup_.scope) {
    for (const ExposureRow& row : lookup_.exposures(lookup_.in.exposures, product)) {
      const Taken& taken = lookup_.taken[row.removal];
      if (!taken.is_foreign()) continue;
      if (row.any_tier < kLeastLoss) continue;
      const bool hidden = NAIL_MUTANT(finding_hidden_any, row.any_tier - row.direct >= kHiddenGap,
                                      row.any_tier > row.direct);
      const char* kind = nullptr;
      if (hidden)
        kind = "hidden_dependence";
      else if (row.rerouted >= kSinglePoint)
        kind = "single_point";
      else if (row.direct >= 0.5)
        kind = "direct_dependence";
      if (kind == nullptr) continue;
      Candidate c = start(kind, product, taken.id);
      c.row = &row;
      c.taken = &taken;
      Finding& f = c.finding;
      f.evidence.push_back(
          exposure_figure("exposure_any_tier", row, {row.any_tier, row.low, row.high}));
      f.evidence.push_back(exposure_figure("exposure_direct", row, {row.direct}));
      f.evidence.push_back(exposure_figure("exposure_rerouted", row, {row.rerouted}));
      f.path = lookup_.steps(row.path);
      f.grade = f.evidence.front().grade;
      f.own_first = lookup_.own_first(product, row.removal);
      // What cannot be replaced weighs more than what another place could sell.
      const double lost = 0.6 * row.any_tier + 0.4 * row.rerouted;
      // Where the two assumptions on how places buy differ, neither is sure.
      const double pooling =
          is_known(f.own_first) ? 1 - 0.5 * std::abs(f.own_first - row.any_tier) : 1;
      score(c, lost * weight(lookup_, product) * (taken.is_ally ? 0.85 : 1),
            pooling * certainty(f.evidence.front(), product));
      if (taken.place) exposed_.emplace(product.value, taken.place.value);
      keep(std::move(c));
    }
  }
}

void Finder::find_buildup() {
  for (const ProductId product : lookup_.scope) {
    for (const ExposureRow& row : lookup_.exposures(lookup_.in.buildup, product)) {
      if (row.removal >= lookup_.taken.size()) continue;
      const Taken& taken = lookup_.taken[row.removal];
      if (!taken.is_foreign() || row.any_tier < 0.5) continue;
      const ExposureRow* today = lookup_.row(lookup_.in.exposures, product, row.removal);
      const double any_tier = today != nullptr ? today->any_tier : 0;
      if (row.any_tier - any_tier < kBuildupGap) continue;
      Candidate c = start("buildup", product, taken.id);
      c.row = &row;
      c.taken = &taken;
      c.second = any_tier;
      Finding& f = c.finding;
      f.evidence.push_back(
          exposure_figure("exposure_buildup", row, {row.any_tier, row.low, row.high}));
      f.path = lookup_.steps(row.path);
      f.grade = f.evidence.front().grade;
      score(c, 0.6 * row.any_tier * weight(lookup_, product) * (taken.is_ally ? 0.85 : 1),
            certainty(f.evidence.front(), product));
      keep(std::move(c));
    }
  }
}

void Finder::find_common_places() {
  if (lookup_.chains.size() < 2) return;
  // By place: the largest exposure of each chain.
  std::map<std::string, std::map<std::string, const ExposureRow*>> places;
  for (const ProductId product : lookup_.scope) {
    for (const ExposureRow& row : lookup_.exposures(lookup_.in.exposures, product)) {
      const Taken& taken = lookup_.taken[row.removal];
      if (!taken.is_foreign() || row.any_tier < kCommonLoss) continue;
      const ExposureRow*& best = places[taken.id][data_[product].chain];
      // By what is lost and how much rests on it, so that the chain's example is not its least.
      const auto worth = [&](const ExposureRow& r) {
        return r.any_tier * weight(lookup_, r.product);
      };
      if (best == nullptr || worth(row) > worth(*best)) best = &row;
    }
  }
  for (const auto& [place, chains] : places) {
    if (chains.size() < 2) continue;
    Candidate c = start("common_place", {}, place);
    double sum = 0;
    double sure = 0;
    for (const auto& [chain, row] : chains) {
      c.per_chain.push_back(row);
      Figure figure =
          exposure_figure("exposure_any_tier", *row, {row->any_tier, row->low, row->high});
      sum += row->any_tier;
      sure += certainty(figure, row->product);
      c.finding.grade =
          std::max(c.finding.evidence.empty() ? figure.grade : c.finding.grade, figure.grade);
      c.finding.evidence.push_back(std::move(figure));
      c.taken = &lookup_.taken[row->removal];
    }
    // The headline number is the least of them: so much in every chain named.
    std::stable_sort(c.per_chain.begin(), c.per_chain.end(),
                     [](const auto* a, const auto* b) { return a->any_tier < b->any_tier; });
    std::stable_sort(
        c.finding.evidence.begin(), c.finding.evidence.end(),
        [](const Figure& a, const Figure& b) { return a.range.value < b.range.value; });
    const ExposureRow& least = *c.per_chain.front();
    c.row = &least;
    c.finding.own_first = lookup_.own_first(least.product, least.removal);
    score(c, 0.9 * sum / static_cast<double>(lookup_.chains.size()) * (c.taken->is_ally ? 0.85 : 1),
          sure / static_cast<double>(chains.size()));
    keep(std::move(c));
  }
}

void Finder::find_concentration() {
  for (const ProductId product : lookup_.scope) {
    const ShareSet* set = lookup_.set(product);
    if (set == nullptr) continue;
    const SetShare* top = nullptr;
    for (const SetShare& share : set->shares) {
      if (top == nullptr || share.share.value > top->share.value ||
          (share.share.value == top->share.value && data_[share.place].id < data_[top->place].id)) {
        top = &share;
      }
    }
    if (top == nullptr || lookup_.is_home(top->place)) continue;
    if (top->share.value < kConcentrated) continue;
    if (exposed_.contains({product.value, top->place.value})) continue;
    const Place& place = data_[top->place];
    Candidate c = start("concentration", product, place.id);
    Figure figure;
    figure.index = "top_share";
    figure.product = data_[product].id;
    figure.place = place.id;
    figure.range = top->share;
    figure.unit = "share";
    if (set->source) figure.sources.push_back(data_[set->source].id);
    figure.grade = lookup_.grade_of(figure.sources);
    figure.year = set->year;
    figure.basis = to_string(set->basis);
    c.finding.grade = figure.grade;
    const double sure = certainty(figure, product);
    c.finding.evidence.push_back(std::move(figure));
    for (const char* name : {"hhi", "hhi_governance"}) {
      if (const IndexValue* value = lookup_.index(product, name)) {
        c.finding.evidence.push_back(figure_of(lookup_, *value));
      }
    }
    // The home itself gets most of it elsewhere: others' loss, and a market without choice.
    const double governance = is_known(place.governance) ? place.governance / 10 : 0.5;
    score(c, 0.5 * top->share.value * (0.8 + 0.2 * governance) * weight(lookup_, product), sure);
    keep(std::move(c));
  }
}

// What the home's import reliance is: computed, else as published.
void Finder::find_reliance() {
  std::map<std::uint32_t, const ReportedRow*> published;
  for (const ReportedRow& row : data_.reported) {
    if (row.index != "import_reliance" || !row.product) continue;
    if (row.place != lookup_.in.home.id || lookup_.in_scope[row.product.index()] == 0) continue;
    const ReportedRow*& best = published[row.product.value];
    const auto rank = [&](const ReportedRow& r) {
      return std::make_tuple(-r.from.year,
                             r.from.source ? data_[r.from.source].grade : Grade::assumption,
                             r.from.source ? data_[r.from.source].id : "");
    };
    if (best == nullptr || rank(row) < rank(*best)) best = &row;
  }
  std::vector<Candidate> all;
  for (const ProductId product : lookup_.scope) {
    Figure figure;
    if (const IndexValue* value = lookup_.index(product, "import_reliance")) {
      figure = figure_of(lookup_, *value);
    } else if (const auto at = published.find(product.value); at != published.end()) {
      const ReportedRow& row = *at->second;
      figure.index = "import_reliance";
      figure.product = data_[product].id;
      figure.place = row.place;
      figure.range = row.value;
      figure.unit = "share";
      if (row.from.source) figure.sources.push_back(data_[row.from.source].id);
      figure.grade = lookup_.grade_of(figure.sources);
      figure.year = row.from.year;
      figure.note = "as published";
    } else {
      continue;
    }
    const double least = is_known(figure.range.value) ? figure.range.value : figure.range.low;
    if (!(least >= kReliant)) continue;
    Candidate c = start("import_reliance", product, lookup_.in.home.id);
    c.finding.grade = figure.grade;
    // Imports from many are less than dependence on one: half the weight of a loss.
    const double sure = certainty(figure, product);
    score(c, 0.5 * std::min(1.0, least) * weight(lookup_, product), sure);
    c.finding.evidence.push_back(std::move(figure));
    all.push_back(std::move(c));
  }
  keep_best_of_chains(std::move(all));
}

void Finder::find_few_sources() {
  for (const int few : {1, 2}) {
    std::vector<Candidate> all;
    for (const ProductId product : lookup_.scope) {
      const IndexValue* makers = lookup_.index(product, "makers");
      const IndexValue* places = lookup_.index(product, "maker_places");
      const IndexValue* chosen = few_sources(lookup_, product, makers, places, few);
      if (chosen == nullptr) continue;
      Candidate c = start(few == 1 ? "single_source" : "dual_source", product, "");
      c.index = chosen;
      Figure figure = figure_of(lookup_, *chosen);
      c.finding.grade = figure.grade;
      // That no other maker is known is less sure than that none exists.
      const double open = is_known(chosen->value.high) ? 1 : 0.6;
      score(c, (few == 1 ? 0.6 : 0.35) * weight(lookup_, product),
            certainty_of(figure.grade, {}) * age_factor(lookup_, figure.year) * open);
      c.finding.evidence.push_back(std::move(figure));
      all.push_back(std::move(c));
    }
    keep_best_of_chains(std::move(all));
  }
}

void Finder::find_quality() {
  std::vector<Candidate> all;
  for (const ProductId product : lookup_.scope) {
    const IndexValue* flags = lookup_.index(product, "quality_flags");
    if (flags == nullptr || !(flags->value.value >= 1)) continue;
    Candidate c = start("quality", product, "");
    c.index = flags;
    Figure figure = figure_of(lookup_, *flags);
    c.finding.grade = figure.grade;
    score(c, std::min(1.0, 0.25 + 0.1 * flags->value.value) * 0.7 * weight(lookup_, product),
          certainty_of(figure.grade, {}));
    c.finding.evidence.push_back(std::move(figure));
    all.push_back(std::move(c));
  }
  keep_best_of_chains(std::move(all));
}

void Finder::find_trends() {
  std::vector<Candidate> all;
  for (const ProductId product : lookup_.scope) {
    const auto years = home_share_by_year(lookup_, product);
    if (years.size() < 2) continue;
    const auto [first_year, first] = years.front();
    const auto [last_year, last] = years.back();
    const double fall = first - last;
    const IndexValue* trend = lookup_.index(product, "trend_per_year");
    // Three years make a trend; of two, only a fall by a tenth of the world is told.
    if (trend != nullptr ? !(trend->value.value < 0 && fall >= 0.03) : fall < 0.1) continue;
    Candidate c = start("declining", product, lookup_.in.home.id);
    c.index = trend;
    c.second = first;
    c.from_year = first_year;
    c.to_year = last_year;
    Figure figure;
    figure.index = "home_share";
    figure.product = data_[product].id;
    figure.place = lookup_.in.home.id;
    figure.range = {last};
    figure.unit = "share";
    if (const ShareSet* set = lookup_.set(product); set != nullptr && set->source) {
      figure.sources.push_back(data_[set->source].id);
      figure.basis = to_string(set->basis);
    }
    figure.grade = lookup_.grade_of(figure.sources);
    figure.year = last_year;
    c.finding.grade = figure.grade;
    score(c, std::min(1.0, 0.2 + fall) * 0.8 * weight(lookup_, product),
          certainty_of(figure.grade, {}) * age_factor(lookup_, last_year) *
              (trend != nullptr ? 1 : 0.8));
    c.finding.evidence.push_back(std::move(figure));
    if (trend != nullptr) c.finding.evidence.push_back(figure_of(lookup_, *trend));
    all.push_back(std::move(c));
  }
  keep_best_of_chains(std::move(all));
}

void Finder::find_blind_spots() {
  std::vector<Candidate> all;
  for (const ProductId product : lookup_.scope) {
    const Inputs inputs = data_[product].inputs;
    if (inputs != Inputs::unknown && inputs != Inputs::partial) continue;
    Candidate c = start("blind_spot", product, "");
    Figure figure;
    figure.index = "products_above";
    figure.product = data_[product].id;
    figure.range = {static_cast<double>(lookup_.reach[product.index()].above)};
    figure.unit = "count";
    c.finding.grade = Grade::verified;  // that the case does not know is certain
    c.finding.evidence.push_back(std::move(figure));
    score(c, (inputs == Inputs::unknown ? 0.35 : 0.25) * weight(lookup_, product), 1);
    all.push_back(std::move(c));
  }
  keep_best_of_chains(std::move(all));
}

void Finder::find_strengths() {
  std::vector<Candidate> all;
  for (const ProductId product : lookup_.scope) {
    const ShareSet* set = lookup_.set(product);
    if (set == nullptr) continue;
    double share = 0;
    double low = 0;
    double high = 0;
    for (const SetShare& entry : set->shares) {
      if (!lookup_.is_home(entry.place)) continue;
      share += entry.share.value;
      low += entry.share.lower();
      high += entry.share.upper();
    }
    if (share < kStrong) continue;
    Candidate c = start("home_strength", product, lookup_.in.home.id);
    Figure figure;
    figure.index = "home_share";
    figure.product = data_[product].id;
    figure.place = lookup_.in.home.id;
    // What is unknown may be the home's too: the index knows, with its draws.
    const IndexValue* index = lookup_.index(product, "home_share");
    figure.range = index != nullptr ? index->value : Ranged{share, low, std::min(1.0, high)};
    figure.unit = "share";
    if (set->source) figure.sources.push_back(data_[set->source].id);
    figure.grade = lookup_.grade_of(figure.sources);
    figure.year = set->year;
    figure.basis = to_string(set->basis);
    c.finding.grade = figure.grade;
    const double sure = certainty(figure, product);
    score(c, 0.2 * share * weight(lookup_, product), sure);
    c.finding.evidence.push_back(std::move(figure));
    all.push_back(std::move(c));
  }
  keep_best_of_chains(std::move(all));
}

// Products made from each other at any tier, by recipes of flows: per product the set of those
// above.
class Kinship {
 public:
  explicit Kinship(const Lookup& lookup) : lookup_(lookup), above_(lookup.data.products.size()) {}
  bool on_one_path(ProductId a, ProductId b) { return is_above(a, b) || is_above(b, a); }

 private:
  bool is_above(ProductId above, ProductId below) {
    auto& seen = above_[below.index()];
    if (seen.empty()) {
      seen.assign(lookup_.data.products.size(), 0);
      std::vector<ProductId> open{below};
      seen[below.index()] = 1;
      while (!open.empty()) {
        const ProductId product = open.back();
        open.pop_back();
        for (const ProductId next : lookup_.used_in[product.index()]) {
          if (seen[next.index()] != 0) continue;
          seen[next.index()] = 1;
          open.push_back(next);
        }
      }
    }
    return seen[above.index()] != 0;
  }
  const Lookup& lookup_;
  std::vector<std::vector<std::uint8_t>> above_;
};

std::vector<Candidate> merge_paths(const Lookup& lookup, std::vector<Candidate> all) {
  std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
    return a.finding.score != b.finding.score ? a.finding.score > b.finding.score
                                              : a.finding.id < b.finding.id;
  });
  Kinship kinship(lookup);
  std::vector<Candidate> out;
  std::map<std::string, std::vector<std::size_t>> groups;  // positions in out
  for (Candidate& c : all) {
    const std::string& kind = c.finding.kind;
    if (!(is_exposure_kind(kind) || kind == "buildup" || kind == "concentration")) {
      out.push_back(std::move(c));
      continue;
    }
    auto& group = groups[kind + '\n' + c.finding.chain + '\n' + c.finding.place];
    const auto same = std::find_if(group.begin(), group.end(), [&](std::size_t i) {
      return kinship.on_one_path(out[i].product, c.product);
    });
    if (same == group.end()) {
      group.push_back(out.size());
      out.push_back(std::move(c));
    } else {
      out[*same].related.push_back({c.product, c.finding.evidence.front().range});
    }
  }
  return out;
}

void mark_pooling(std::span<Finding> findings, const std::string& home) {
  std::vector<double> scores;
  std::vector<double> own;
  bool any = false;
  for (const Finding& f : findings) {
    scores.push_back(f.score);
    const double value = f.evidence.empty() ? 0 : f.evidence.front().range.value;
    const bool known = is_known(f.own_first) && value > 0;
    own.push_back(known ? f.score * f.own_first / value : f.score);
    any = any || known;
  }
  if (!any) return;
  const auto order = rank_findings(findings, scores, home);
  const auto other = rank_findings(findings, own, home);
  std::vector<std::size_t> rank(findings.size());
  std::vector<std::size_t> other_rank(findings.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = i;
    other_rank[other[i]] = i;
  }
  for (std::size_t i = 0; i < findings.size(); ++i) {
    Finding& f = findings[i];
    if (!is_known(f.own_first)) continue;
    const double moved = std::abs(f.own_first - f.evidence.front().range.value);
    // A rank that others changed is not this finding's dependence: its own number must move too.
    f.depends_on_pooling = moved > kPoolingMoves || (moved > 0.01 && rank[i] != other_rank[i]);
    f.args.emplace_back("rank", fmt::format("{}", rank[i] + 1));
    f.args.emplace_back("rank_own_first", fmt::format("{}", other_rank[i] + 1));
  }
}

}  // namespace

double weight(const Lookup& lookup, ProductId product) {
  const Reach& r = lookup.reach[product.index()];
  const double tied = r.above + r.below;
  return 0.3 + 0.3 * std::min(1.0, std::log2(1 + tied) / 6) +
         0.2 * std::min(1.0, (r.chains - 1) / 2.0) +
         (r.is_final ? 0.2 * std::min(1.0, r.below / 8.0) : 0);
}

const IndexValue* few_sources(const Lookup& lookup, ProductId product, const IndexValue* makers,
                              const IndexValue* places, int few) {
  const auto is_few = [&](const IndexValue* v) { return v != nullptr && v->value.value == few; };
  const auto fewer = [&](const IndexValue* v) { return v != nullptr && v->value.value < few; };
  std::vector<double> shares;
  if (const ShareSet* set = lookup.set(product)) {
    for (const SetShare& s : set->shares) shares.push_back(s.share.value);
  }
  std::sort(shares.rbegin(), shares.rend());
  double largest = 0;
  for (std::size_t i = 0; i < shares.size() && i < static_cast<std::size_t>(few); ++i) {
    largest += shares[i];
  }
  const auto says = [&](const IndexValue* v) { return is_known(v->value.high) || largest >= 0.9; };
  if (is_few(makers) && says(makers)) return makers;
  if (is_few(places) && says(places) && !(fewer(makers) && says(makers))) return places;
  return nullptr;
}

double certainty_of(Grade grade, const Ranged& range) {
  double c = 1;
  switch (grade) {
    case Grade::verified:
      break;
    case Grade::quoted:
      c = 0.9;
      break;
    case Grade::estimate:
      c = 0.8;
      break;
    case Grade::assumption:
      c = 0.65;
      break;
  }
  if (is_known(range.low) && is_known(range.high)) {
    c *= 1 - 0.5 * std::clamp(range.high - range.low, 0.0, 1.0);
  }
  return c;
}

std::vector<std::size_t> rank_findings(std::span<const Finding> findings,
                                       std::span<const double> scores, const std::string& home) {
  const std::size_t n = findings.size();
  // How often a kind-chain-place, a chain-place, a place and a chain were said, as small numbers,
  // so that ranking a thousand draws costs no text comparisons.
  std::map<std::string, std::uint32_t> names;
  const auto number = [&](const std::string& text) {
    return names.emplace(text, static_cast<std::uint32_t>(names.size())).first->second;
  };
  struct Key {
    std::uint32_t kind_chain_place, chain_place, place, chain;
    bool has_place, has_chain;
  };
  std::vector<Key> keys;
  for (const Finding& f : findings) {
    const bool has_place = !f.place.empty() && f.place != home;
    keys.push_back({number("k" + f.kind + '\n' + f.chain + '\n' + f.place),
                    number("c" + f.chain + '\n' + f.place), number("p" + f.place),
                    number("h" + f.chain), has_place, !f.chain.empty()});
  }
  std::vector<std::uint32_t> by_id(n);
  std::iota(by_id.begin(), by_id.end(), 0U);
  std::sort(by_id.begin(), by_id.end(),
            [&](std::uint32_t a, std::uint32_t b) { return findings[a].id < findings[b].id; });
  std::vector<double> left(scores.begin(), scores.end());
  std::vector<std::uint8_t> taken(n, 0);
  std::vector<std::size_t> order;
  order.reserve(n);
  for (std::size_t place = 0; place < n; ++place) {
    std::size_t best = n;
    for (const std::uint32_t i : by_id) {
      if (taken[i] == 0 && (best == n || left[i] > left[best])) best = i;
    }
    taken[best] = 1;
    order.push_back(best);
    const Key& said = keys[best];
    for (std::size_t i = 0; i < n; ++i) {
      if (taken[i] != 0) continue;
      const Key& key = keys[i];
      if (key.kind_chain_place == said.kind_chain_place) {
        left[i] *= 0.4;
      } else if (key.chain_place == said.chain_place && key.has_place) {
        left[i] *= 0.7;
      } else {
        if (key.place == said.place && key.has_place) left[i] *= 0.85;
        if (key.chain == said.chain && key.has_chain) left[i] *= 0.85;
      }
    }
  }
  return order;
}

std::vector<Finding> find_findings(const AssessInputs& inputs) {
  return find_findings(Lookup(inputs));
}

std::vector<Finding> find_findings(const Lookup& lookup) {
  std::vector<Candidate> candidates = merge_paths(lookup, Finder(lookup).find());
  for (Candidate& c : find_stress(lookup)) candidates.push_back(std::move(c));
  // The ranking is quadratic: those that cannot come in are left out before it.
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) {
                     return a.finding.score != b.finding.score ? a.finding.score > b.finding.score
                                                               : a.finding.id < b.finding.id;
                   });
  if (candidates.size() > 3 * kMostFindings) candidates.resize(3 * kMostFindings);
  std::vector<Finding> findings;
  for (const Candidate& c : candidates) findings.push_back(c.finding);
  mark_pooling(findings, lookup.in.home.id);
  std::vector<double> scores;
  for (const Finding& f : findings) scores.push_back(f.score);
  std::vector<Finding> out;
  for (const std::size_t i : rank_findings(findings, scores, lookup.in.home.id)) {
    if (out.size() == kMostFindings) break;
    Finding f = std::move(findings[i]);
    say_finding(lookup, candidates[i], f);
    out.push_back(std::move(f));
  }
  return out;
}

}  // namespace nail
