#include "tests/oracle/naive_indices.h"

#include <algorithm>
#include <functional>

namespace nail::oracle {
namespace {

using Shares = std::map<std::string, double>;

bool known(double x) { return x != kMissing; }

struct Set {
  bool exists = false;
  int year = 0;
  std::string basis;
  Shares s, lo, hi;
  bool other = false;
  double total = 0;  // of quantities
  bool is_quantity = false;
  std::set<std::string> withheld, organisations;
  double u = 0, u_low = 0;  // at the values, at the low ends
};

// The rows of one set: places' totals, divided by their sum where quantities.
Set make_set(const PlainCase& plain, const std::string& product, const std::string& lens,
             const std::string& basis, int year) {
  Set set;
  set.year = year;
  set.basis = basis;
  double sum = 0;
  for (const PlainSupply& row : plain.supply) {
    if (row.product != product || row.lens != lens || row.basis != basis || row.year != year) {
      continue;
    }
    set.exists = true;
    if (!row.organisation.empty()) {
      if (row.amount > 0) set.organisations.insert(row.organisation);
      continue;
    }
    if (row.withheld) {
      set.withheld.insert(row.place);
      continue;
    }
    set.is_quantity = row.is_quantity;
    sum += row.amount;
    if (row.place == "other") {
      set.other = true;
      continue;
    }
    set.s[row.place] = row.amount;
    set.lo[row.place] = known(row.low) ? row.low : row.amount;
    set.hi[row.place] = known(row.high) ? row.high : row.amount;
  }
  if (set.is_quantity) {
    set.total = sum;
    for (auto* list : {&set.s, &set.lo, &set.hi}) {
      for (auto& [place, x] : *list) x = sum > 0 ? std::min(1.0, x / sum) : 0;
    }
  }
  set.u = set.u_low = 1;
  for (const auto& [place, x] : set.s) set.u -= x;
  for (const auto& [place, x] : set.lo) set.u_low -= x;
  if (set.u < 1e-12) set.u = 0;
  if (set.u_low < 1e-12) set.u_low = 0;
  return set;
}

std::set<int> years_of(const PlainCase& plain, const std::string& product, const std::string& lens,
                       const std::string& basis) {
  std::set<int> years;
  for (const PlainSupply& row : plain.supply) {
    if (row.product == product && row.lens == lens && row.basis == basis) years.insert(row.year);
  }
  return years;
}

Set best_set(const PlainCase& plain, const std::string& product, const std::string& lens) {
  for (const char* basis : {"production", "capacity"}) {
    const std::set<int> years = years_of(plain, product, lens, basis);
    if (!years.empty()) return make_set(plain, product, lens, basis, *years.rbegin());
  }
  return {};
}

// The most of sum w s^2 + outside u^2 (or, without `other`, the unknown at any one place), by
// trying every set of places at their high ends, and one more place filled up with what is then
// left.
double most_squares(const Shares& lo, const Shares& hi, const Shares& w, double outside,
                    bool other) {
  std::vector<std::string> names;
  double rest = 1;
  double base = 0;
  for (const auto& [name, x] : lo) {
    names.push_back(name);
    rest -= x;
    base += w.at(name) * x * x;
  }
  if (rest < 0) rest = 0;
  if (!other) {
    double most = base + outside * rest * rest;
    for (const std::string& name : names) {
      const double x = lo.at(name);
      most = std::max(most, base - w.at(name) * x * x + w.at(name) * (x + rest) * (x + rest));
    }
    return most;
  }
  double most = base + outside * rest * rest;
  const auto n = names.size();
  for (std::size_t bits = 0; bits < (std::size_t{1} << n); ++bits) {
    double sum = base;
    double left = rest;
    for (std::size_t i = 0; i < n; ++i) {
      if ((bits >> i & 1) == 0) continue;
      const double a = lo.at(names[i]);
      const double b = hi.at(names[i]);
      sum += w.at(names[i]) * (b * b - a * a);
      left -= b - a;
    }
    if (left < -1e-15) continue;
    most = std::max(most, sum + outside * left * left);
    for (std::size_t i = 0; i < n; ++i) {
      if ((bits >> i & 1) != 0) continue;
      const double a = lo.at(names[i]);
      const double b = hi.at(names[i]);
      if (b - a < left || b == a) continue;
      // The chord, as documented.
      most = std::max(most, sum + w.at(names[i]) * left * (a + b));
    }
  }
  return most;
}

NaiveIndex index_of(double value, double low, double high) { return {value, low, high}; }

double total_of(const Shares& shares, const std::set<std::string>& group) {
  double sum = 0;
  for (const auto& [place, x] : shares) sum += group.count(place) != 0 ? x : 0;
  return sum;
}

NaiveIndex group_share(const Set& set, const std::set<std::string>& group) {
  const double value = total_of(set.s, group);
  const double low = total_of(set.lo, group);
  bool all_listed = true;
  for (const std::string& place : group) all_listed = all_listed && set.s.count(place) != 0;
  double high = low + (1 - [&] {
                  double sum = 0;
                  for (const auto& [place, x] : set.lo) sum += x;
                  return sum;
                }());
  if (set.other && all_listed) high = std::min(high, total_of(set.hi, group));
  return index_of(value, low, std::max(high, value));
}

class Naive {
 public:
  Naive(const PlainCase& plain, std::string home, std::set<std::string> allies)
      : plain_(plain), home_id_(std::move(home)), allies_(std::move(allies)) {
    const auto bloc = plain.blocs.find(home_id_);
    if (bloc == plain.blocs.end()) {
      home_ = {home_id_};
    } else {
      home_ = {bloc->second.begin(), bloc->second.end()};
    }
  }

  std::map<std::pair<std::string, std::string>, NaiveIndex> run() {
    for (const auto& [name, product] : plain_.products) {
      product_ = name;
      set_ = best_set(plain_, name, "site");
      concentration();
      import_share();
      trend();
      trade();
      supply_risk(product);
      importance(product);
      makers();
      quality();
    }
    return out_;
  }

 private:
  void put(const std::string& index, NaiveIndex value) { out_[{product_, index}] = value; }

  double governance(const std::string& place, double missing) const {
    const auto found = plain_.governance.find(place);
    return found == plain_.governance.end() ? missing : found->second;
  }

  void concentration() {
    const Set owner = best_set(plain_, product_, "owner");
    if (owner.exists) put("owner_home_share", group_share(owner, home_));
    if (!set_.exists) return;
    double value = 0;
    double low = 0;
    double top = 0;
    double top_low = 0;
    double g_value = 0;
    double g_low = 0;
    const bool g_any = !plain_.governance.empty();
    bool g_all = true;
    double high_sum = 0;
    Shares ones;
    Shares worst;
    for (const auto& [place, s] : set_.s) {
      value += s * s;
      low += set_.lo[place] * set_.lo[place];
      top = std::max(top, s);
      top_low = std::max(top_low, set_.lo[place]);
      high_sum += std::max(s, set_.hi[place]);
      ones[place] = 1;
      worst[place] = governance(place, 10);
      g_value += s * s * governance(place, 0);
      g_low += set_.lo[place] * set_.lo[place] * governance(place, 0);
      if (s > 0 && plain_.governance.count(place) == 0) g_all = false;
    }
    const double high = most_squares(set_.lo, set_.hi, ones, 1, set_.other);
    put("hhi", index_of(value, low, high));
    put("effective_suppliers",
        index_of(value > 0 ? 1 / value : kMissing, 1 / high, low > 0 ? 1 / low : kMissing));
    double top_high = set_.other ? set_.u_low : top_low + set_.u_low;
    if (set_.other) {
      for (const auto& [place, h] : set_.hi) {
        top_high = std::max(top_high, std::min(h, set_.lo[place] + set_.u_low));
      }
    }
    put("top_share", index_of(top, top_low, std::max(top, top_high)));
    put("unknown_share", index_of(set_.u, std::min(set_.u, std::max(0.0, 1 - high_sum)),
                                  std::max(set_.u, set_.u_low)));
    if (g_any) {
      put("hhi_governance", index_of(g_all ? g_value : kMissing, g_low,
                                     most_squares(set_.lo, set_.hi, worst, 10, set_.other)));
    }
    put("home_share", group_share(set_, home_));
    if (!allies_.empty()) put("ally_share", group_share(set_, allies_));
  }

  std::vector<const PlainSourcing*> mix() const {
    std::vector<const PlainSourcing*> rows;
    for (const PlainSourcing& row : plain_.sourcing) {
      if (row.user == home_id_ && row.product == product_) rows.push_back(&row);
    }
    return rows;
  }

  void import_share() {
    const auto rows = mix();
    if (rows.empty() && !set_.exists) return;
    NaiveIndex pool = set_.exists ? group_share(set_, home_) : index_of(0, 0, 1);
    std::set<std::string> listed;
    for (const auto* row : rows) {
      if (home_.count(row->supplier) != 0) listed.insert(row->supplier);
    }
    // What comes from home at its least, its value and its most.
    double home = 0, home_lo = 0, home_hi = 0, away = 0, away_lo = 0, away_hi = 0;
    for (const auto* row : rows) {
      const double lo = known(row->low) ? row->low : row->share;
      const double hi = known(row->high) ? row->high : row->share;
      if (home_.count(row->supplier) != 0) {
        home += row->share;
        home_lo += lo;
        home_hi += hi;
      } else if (row->supplier == "other" && listed != home_) {
        away += row->share;
        away_hi += hi;
        home_hi += hi;
      } else {
        away += row->share;
        away_lo += lo;
        away_hi += hi;
      }
    }
    home_hi = std::min(home_hi, 1 - away_lo);
    const double value = home + std::max(0.0, 1 - home - away) * pool.value;
    const double most = home_hi + std::max(0.0, 1 - home_hi - away_lo) * pool.high;
    const double least = home_lo + std::max(0.0, 1 - home_lo - away_hi) * pool.low;
    put("import_share",
        index_of(1 - value, std::min(1 - value, 1 - most), std::max(1 - value, 1 - least)));
  }

  void trend() {
    if (!set_.exists) return;
    const std::set<int> years = years_of(plain_, product_, "site", set_.basis);
    if (years.size() < 3) return;
    // Slope = cov(t, y)/var(t), with raw sums.
    const double n = static_cast<double>(years.size());
    double t1 = 0;
    double t2 = 0;
    for (const int t : years) {
      t1 += t - 2020;
      t2 += (t - 2020.0) * (t - 2020.0);
    }
    const double spread = n * t2 - t1 * t1;
    NaiveIndex slope{0, 0, 0};
    for (const int t : years) {
      const NaiveIndex y = group_share(make_set(plain_, product_, "site", set_.basis, t), home_);
      const double c = (n * (t - 2020) - t1) / spread;
      slope.value += c * y.value;
      slope.low += std::min(c * y.low, c * y.high);
      slope.high += std::max(c * y.low, c * y.high);
    }
    put("trend_per_year", slope);
  }

  struct Pair {
    bool found = false;
    double imports = 0, exports = 0;
    NaiveIndex production;
    Set set;
    std::map<std::string, double> from;  // quantities by partner
  };

  // The latest year with trade in quantities and production in quantities.
  Pair latest_pair(bool imports_only) const {
    std::set<int, std::greater<>> years;
    for (const PlainTrade& row : plain_.trade) {
      if (row.product == product_) years.insert(row.year);
    }
    for (const int year : years) {
      Pair pair;
      int crossing = 0;
      int counted = 0;
      int relevant = 0;
      for (const PlainTrade& row : plain_.trade) {
        if (row.product != product_ || row.year != year) continue;
        const bool in = home_.count(row.to) != 0 && home_.count(row.from) == 0;
        const bool out = home_.count(row.from) != 0 && home_.count(row.to) == 0;
        if (!in && !out) continue;
        ++crossing;
        if (imports_only && !in) continue;
        ++relevant;
        if (!known(row.quantity)) continue;
        ++counted;
        (in ? pair.imports : pair.exports) += row.quantity;
        if (in) pair.from[row.from] += row.quantity;
      }
      if (crossing == 0 || (relevant > 0 && counted == 0)) continue;
      pair.set = make_set(plain_, product_, "site", "production", year);
      if (!pair.set.exists || !pair.set.is_quantity) continue;
      bool withheld = false;
      for (const std::string& place : home_) withheld = withheld || pair.set.withheld.count(place);
      if (withheld) continue;
      pair.production = group_share(pair.set, home_);
      pair.production.value *= pair.set.total;
      pair.production.low *= pair.set.total;
      pair.production.high *= pair.set.total;
      pair.found = true;
      return pair;
    }
    return {};
  }

  NaiveIndex reliance() const {
    const Pair pair = latest_pair(false);
    if (!pair.found) return {};
    const double net = pair.imports - pair.exports;
    const auto ratio = [&](double made) { return made + net > 0 ? net / (made + net) : kMissing; };
    if (ratio(pair.production.value) == kMissing) return {};
    const double a = ratio(pair.production.low);
    const double b = ratio(pair.production.high);
    return net >= 0 ? index_of(ratio(pair.production.value), b, a)
                    : index_of(ratio(pair.production.value), a, b);
  }

  void trade() {
    const NaiveIndex r = reliance();
    if (known(r.value)) put("import_reliance", r);
    geopolrisk();
    int year = 0;
    for (const PlainTrade& row : plain_.trade) {
      if (row.product == product_ && home_.count(row.to) != 0 && home_.count(row.from) == 0) {
        year = std::max(year, row.year);
      }
    }
    if (year == 0) return;
    std::map<std::string, double> value;
    std::map<std::string, double> quantity;
    std::set<std::string> partners;
    double inside = 0;
    double exports = 0;
    double imports = 0;
    for (const PlainTrade& row : plain_.trade) {
      if (row.product != product_ || row.year != year) continue;
      const bool from_home = home_.count(row.from) != 0;
      const bool to_home = home_.count(row.to) != 0;
      if (to_home && !from_home) {
        partners.insert(row.from);
        if (known(row.value)) value[row.from] += row.value;
        if (known(row.quantity)) quantity[row.from] += row.quantity;
        if (known(row.value)) imports += row.value;
      }
      if (from_home && known(row.value)) exports += row.value;
      if (from_home && to_home && known(row.value)) inside += row.value;
    }
    const auto squares = [](const std::map<std::string, double>& flows) {
      double sum = 0;
      for (const auto& [partner, x] : flows) sum += x;
      if (!(sum > 0)) return NaiveIndex{};
      double hhi = 0;
      double other = 0;
      for (const auto& [partner, x] : flows) {
        if (partner == "other") {
          other = x / sum;
        } else {
          hhi += x / sum * (x / sum);
        }
      }
      return index_of(hhi, hhi, hhi + other * other);
    };
    const NaiveIndex hhi = value.size() >= quantity.size() ? squares(value) : squares(quantity);
    if (known(hhi.value)) put("import_hhi", hhi);
    const NaiveIndex first = squares(value);
    if (!known(first.value)) return;
    put("cdi1", first);
    const double all = imports + inside;
    if (home_.size() > 1) put("cdi2", index_of(imports / all, imports / all, imports / all));
    if (exports > 0) {
      const double third = imports / exports;
      put("cdi3", index_of(third, third, third));
    }
  }

  void geopolrisk() {
    if (plain_.stability.empty()) return;
    const Pair pair = latest_pair(true);
    if (!pair.found) return;
    double sum[3] = {0, 0, 0};  // with 0.5, 0 and 1 for those not known
    for (const auto& [partner, q] : pair.from) {
      const auto pv = plain_.stability.find(partner);
      const bool is = pv != plain_.stability.end();
      const double g = is ? std::min(1.0, std::max(0.0, 0.5 - pv->second / 5)) : 0;
      sum[0] += q * (is ? g : 0.5);
      sum[1] += q * (is ? g : 0);
      sum[2] += q * (is ? g : 1);
    }
    if (!(pair.imports + pair.production.value > 0)) return;
    double hhi = 0;
    double hhi_low = 0;
    Shares ones;
    for (const auto& [place, s] : pair.set.s) {
      hhi += s * s;
      hhi_low += pair.set.lo.at(place) * pair.set.lo.at(place);
      ones[place] = 1;
    }
    const double hhi_most = most_squares(pair.set.lo, pair.set.hi, ones, 1, pair.set.other);
    const double low_all = pair.imports + pair.production.low;
    put("geopolrisk", index_of(hhi * sum[0] / (pair.imports + pair.production.value),
                               hhi_low * sum[1] / (pair.imports + pair.production.high),
                               low_all > 0 ? hhi_most * sum[2] / low_all : kMissing));
  }

  // Which home of a rule is how close: the home 2, a bloc that holds it 1, any 0, another -1.
  int closeness(const std::string& rule_home) const {
    if (rule_home.empty()) return 0;
    if (rule_home == home_id_) return 2;
    const std::set<std::string> members = members_of(rule_home);
    return std::includes(members.begin(), members.end(), home_.begin(), home_.end()) ? 1 : -1;
  }

  std::set<std::string> members_of(const std::string& id) const {
    const auto bloc = plain_.blocs.find(id);
    if (bloc == plain_.blocs.end()) return {id};
    return {bloc->second.begin(), bloc->second.end()};
  }

  double trade_parameter(const std::string& place) const {
    double t = home_.count(place) != 0 ? 0.8 : 1;
    int best = -1;
    for (const PlainRule& rule : plain_.rules) {
      if (rule.product != product_ || closeness(rule.home) < 0) continue;
      if (members_of(rule.place).count(place) == 0) continue;
      if (rule.to_year != 0 && rule.to_year < set_.year) continue;
      bool meets = rule.target.empty();
      for (const std::string& member : members_of(rule.target)) {
        meets = meets || home_.count(member) != 0;
      }
      if (!meets) continue;
      double here = rule.t;
      if (!known(here) && rule.kind == "agreement") here = 0.8;
      if (!known(here)) continue;
      const int rank = 2 * closeness(rule.home) + (rule.place == place ? 1 : 0);
      if (rank > best || (rank == best && here > t)) {
        best = rank;
        t = here;
      }
    }
    return t;
  }

  NaiveIndex weighted(const Shares& s, const Shares& lo, const Shares& hi, bool other,
                      bool& any_governance) const {
    double most_t = 1;
    for (const PlainRule& rule : plain_.rules) {
      if (rule.product == product_ && known(rule.t)) most_t = std::max(most_t, rule.t);
    }
    double value = 0;
    double low = 0;
    bool all = true;
    Shares worst;
    double high_at_value = 0;
    for (const auto& [place, x] : s) {
      const double t = trade_parameter(place);
      value += x * x * governance(place, 0) * t;
      low += lo.at(place) * lo.at(place) * governance(place, 0) * t;
      worst[place] = governance(place, 10) * t;
      high_at_value += x * x * worst[place];
      const bool is = plain_.governance.count(place) != 0;
      any_governance = any_governance || is;
      all = all && (is || !(x > 0));
    }
    return index_of(all ? value : kMissing, low,
                    std::max(high_at_value, most_squares(lo, hi, worst, 10 * most_t, other)));
  }

  void supply_risk(const PlainProduct& product) {
    if (!set_.exists || !known(product.eol_rir) || !known(product.si_sr)) return;
    bool any = false;
    const NaiveIndex global = weighted(set_.s, set_.lo, set_.hi, set_.other, any);
    const double factor = (1 - product.eol_rir) * product.si_sr;
    const auto rows = mix();
    if (rows.empty()) {
      if (!any) return;
      put("eu_supply_risk", index_of(known(global.value) ? global.value * factor : kMissing,
                                     global.low * factor, global.high * factor));
      return;
    }
    double rest = 1, rest_lo = 1, rest_hi = 1;
    bool other = false;
    Shares m, lo, hi;
    for (const auto* row : rows) {
      const double l = known(row->low) ? row->low : row->share;
      const double h = known(row->high) ? row->high : row->share;
      rest -= row->share;
      rest_lo -= h;
      rest_hi -= l;
      if (row->supplier == "other") {
        other = true;
        continue;
      }
      m[row->supplier] += row->share;
      lo[row->supplier] += l;
      hi[row->supplier] += h;
    }
    for (double* x : {&rest, &rest_lo, &rest_hi}) *x = *x < 1e-12 ? 0 : *x;
    for (const auto& [place, s] : set_.s) {
      m[place] += rest * s;
      lo[place] += rest_lo * set_.lo[place];
      hi[place] += rest_hi * set_.hi[place];
    }
    const NaiveIndex own = weighted(m, lo, hi, other && rest_hi == 0, any);
    if (!any) return;
    NaiveIndex ir = reliance();
    if (known(ir.value)) {
      if (!known(ir.low)) ir.low = 0;
      if (!known(ir.high)) ir.high = 1;
    } else {
      ir = index_of(kMissing, 0, 1);
      int year = -1;
      for (const PlainReported& row : plain_.reported) {
        if (row.product != product_ || row.place != home_id_ || row.year <= year) continue;
        year = row.year;
        ir = index_of(row.value, known(row.low) ? row.low : row.value,
                      known(row.high) ? row.high : row.value);
      }
    }
    const auto sr = [&](double gs, double h, double r) {
      r = std::min(1.0, std::max(0.0, r));
      return (gs * r / 2 + h * (1 - r / 2)) * factor;
    };
    const bool value = known(global.value) && known(own.value) && known(ir.value);
    put("eu_supply_risk",
        index_of(value ? sr(global.value, own.value, ir.value) : kMissing,
                 std::min(sr(global.low, own.low, ir.low), sr(global.low, own.low, ir.high)),
                 std::max(sr(global.high, own.high, ir.low), sr(global.high, own.high, ir.high))));
  }

  void importance(const PlainProduct& product) {
    if (!known(product.si_ei)) return;
    double largest = 0;
    for (const auto& [sector, value] : plain_.sectors) {
      if (known(value)) largest = std::max(largest, value);
    }
    double sum = 0;
    double open = 1;
    bool any = false;
    bool all = true;
    for (const PlainUse& use : plain_.uses) {
      if (use.product != product_) continue;
      any = true;
      const double value = plain_.sectors.at(use.sector);
      if (!known(value)) {
        all = all && !(use.share > 0);
        continue;
      }
      sum += use.share * 10 * value / largest;
      open -= use.share;
    }
    if (!any || !(largest > 0)) return;
    put("economic_importance", index_of(all ? sum * product.si_ei : kMissing, sum * product.si_ei,
                                        (sum + 10 * std::max(0.0, open)) * product.si_ei));
  }

  void makers() {
    if (!set_.exists) return;
    if (!set_.organisations.empty()) {
      const auto n = static_cast<double>(set_.organisations.size());
      put("makers", index_of(n, n, kMissing));
    }
    std::set<std::string> places = set_.withheld;
    for (const auto& [place, s] : set_.s) {
      if (s > 0) places.insert(place);
    }
    const auto n = static_cast<double>(places.size());
    put("maker_places", index_of(n, n, set_.u == 0 && !set_.other ? n : kMissing));
  }

  void quality() {
    std::string latest;
    bool any = false;
    for (const PlainEvent& event : plain_.events) {
      latest = std::max(latest, event.start);
      any = any || plain_.products.count(event.product) != 0;
    }
    if (!any) return;
    const std::string since = std::to_string(std::stoi(latest.substr(0, 4)) - 5) + latest.substr(4);
    double n = 0;
    for (const PlainEvent& event : plain_.events) {
      if (event.product != product_ || event.start <= since) continue;
      const bool flag =
          event.kind == "recall" || event.kind == "ban" ||
          (event.kind == "shortage" && event.reason.find("Quality") != std::string::npos);
      n += flag ? 1 : 0;
    }
    put("quality_flags", index_of(n, n, n));
  }

  const PlainCase& plain_;
  std::string home_id_;
  std::set<std::string> home_, allies_;
  std::string product_;
  Set set_;
  std::map<std::pair<std::string, std::string>, NaiveIndex> out_;
};

}  // namespace

std::map<std::pair<std::string, std::string>, NaiveIndex> naive_indices(
    const PlainCase& plain, const std::string& home, const std::set<std::string>& allies) {
  return Naive(plain, home, allies).run();
}

}  // namespace nail::oracle
