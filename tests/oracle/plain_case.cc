#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <random>

#include "tests/oracle/naive_indices.h"

namespace nail::oracle {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  double unit() { return std::uniform_real_distribution<double>(0, 1)(engine_); }
  bool chance(double p) { return unit() < p; }
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine_); }
  // With few digits, so that ties and exact sums occur.
  double rough() { return std::round(unit() * 100) / 100; }
  // n numbers, some 0, that add up to total (or to 0).
  std::vector<double> parts(std::size_t n, double total) {
    std::vector<double> out(n);
    double sum = 0;
    for (double& x : out) sum += x = chance(0.3) ? 0 : rough();
    if (sum == 0) return out;
    for (double& x : out) x *= total / sum;
    return out;
  }

 private:
  std::mt19937_64 engine_;
};

void set_range(Dice& dice, double value, bool ranges, double& low, double& high) {
  if (!ranges || !dice.chance(0.6)) return;
  low = value * dice.unit();
  high = std::min(1.0, value + 0.3 * dice.unit());
}

void add_set(Dice& dice, PlainCase& plain, const std::string& product, const std::string& lens,
             const std::string& basis, int year) {
  const bool quantity = dice.chance(0.4);
  const bool ranges = dice.chance(0.4);
  const bool nothing = dice.chance(0.05);  // all unknown
  const double total = dice.chance(0.4) ? 1 : dice.unit();
  std::vector<std::string> places;
  for (const std::string& place : plain.places) {
    if (dice.chance(0.8)) places.push_back(place);
  }
  if (places.empty()) places.push_back(plain.places.front());
  const std::vector<double> shares = dice.parts(places.size(), quantity ? 1000 : total);
  const bool other = dice.chance(0.3);
  for (std::size_t i = 0; i < places.size(); ++i) {
    PlainSupply row{product, places[i], lens, basis, year, quantity};
    row.withheld = nothing || dice.chance(0.05);
    row.amount = row.withheld ? 0 : shares[i];
    if (!row.withheld && !quantity) set_range(dice, row.amount, ranges, row.low, row.high);
    plain.supply.push_back(row);
    if (lens == "site" && !row.withheld && dice.chance(0.2)) {
      PlainSupply detail = row;
      detail.low = detail.high = kMissing;
      detail.organisation = "O" + std::to_string(dice.below(4));
      detail.amount = dice.chance(0.2) ? 0 : row.amount / 2;
      plain.supply.push_back(detail);
    }
  }
  if (other && !nothing) {
    PlainSupply row{product, "other", lens, basis, year, quantity};
    row.amount = quantity ? dice.below(300) : std::max(0.0, 1 - total) * dice.unit();
    plain.supply.push_back(row);
  }
}

void add_sourcing(Dice& dice, PlainCase& plain, const std::string& user,
                  const std::string& product) {
  std::vector<std::string> suppliers;
  for (const std::string& place : plain.places) {
    if (dice.chance(0.6)) suppliers.push_back(place);
  }
  if (dice.chance(0.3)) suppliers.emplace_back("other");
  const std::vector<double> shares =
      dice.parts(suppliers.size(), dice.chance(0.5) ? 1 : dice.unit());
  const bool ranges = dice.chance(0.4);
  for (std::size_t i = 0; i < suppliers.size(); ++i) {
    PlainSourcing row{user, product, suppliers[i], shares[i]};
    set_range(dice, row.share, ranges, row.low, row.high);
    plain.sourcing.push_back(row);
  }
}

void add_trade(Dice& dice, PlainCase& plain, const std::string& product) {
  std::vector<std::string> ends = plain.places;
  ends.emplace_back("other");
  const double gaps = dice.chance(0.3) ? 0.2 : 0;
  for (int year = 2020; year <= 2022; ++year) {
    if (dice.chance(0.3)) continue;
    for (const std::string& from : ends) {
      for (const std::string& to : ends) {
        if (from == to || dice.chance(0.5)) continue;
        PlainTrade row{product, from, to, year};
        if (!dice.chance(gaps)) row.quantity = dice.below(400);
        if (!dice.chance(gaps)) row.value = dice.below(10000);
        plain.trade.push_back(row);
      }
    }
  }
}

void add_rules(Dice& dice, PlainCase& plain, const std::string& product) {
  const std::vector<std::string> homes{"", "P0", "BLOC", "ALL"};
  std::vector<std::string> places = plain.places;
  places.emplace_back("BLOC");
  const std::vector<std::string> kinds{"ban", "tax", "agreement"};
  std::set<std::string> used;
  for (int i = dice.below(6); i > 0; --i) {
    PlainRule rule;
    rule.home = homes[static_cast<std::size_t>(dice.below(4))];
    rule.product = product;
    rule.place = places[static_cast<std::size_t>(dice.below(static_cast<int>(places.size())))];
    if (dice.chance(0.2)) rule.target = homes[static_cast<std::size_t>(dice.below(4))];
    rule.kind = kinds[static_cast<std::size_t>(dice.below(3))];
    if (dice.chance(0.7)) rule.t = 0.8 + 0.1 * dice.below(5);
    if (dice.chance(0.2)) rule.to_year = 2015 + dice.below(10);
    if (used.insert(rule.home + "|" + rule.place + "|" + rule.target + "|" + rule.kind).second) {
      plain.rules.push_back(rule);
    }
  }
}

std::string text(double x) {
  if (x == kMissing) return "";
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, x).ptr;
  return {buffer, end};
}

}  // namespace

PlainCase random_plain_case(std::uint64_t seed) {
  Dice dice(seed);
  PlainCase plain;
  const int places = 1 + static_cast<int>(seed % 5);
  for (int i = 0; i < places; ++i) {
    const std::string place = "P" + std::to_string(i);
    plain.places.push_back(place);
    if (dice.chance(0.8)) plain.governance[place] = 10 * dice.unit();
    if (dice.chance(0.7)) plain.stability[place] = -3.5 + 7 * dice.unit();
  }
  plain.blocs["BLOC"] = {"P0"};
  if (places > 1) plain.blocs["BLOC"].emplace_back("P1");
  plain.blocs["ALL"] = plain.places;
  for (int s = 0; s < 3; ++s) {
    plain.sectors["s" + std::to_string(s)] = dice.chance(0.15) ? kMissing : 1e9 * dice.rough();
  }
  for (int p = 0; p < 1 + static_cast<int>(seed % 3); ++p) {
    const std::string product = "q" + std::to_string(p);
    PlainProduct row;
    if (dice.chance(0.8)) row.eol_rir = dice.rough();
    if (dice.chance(0.8)) row.si_sr = dice.rough();
    if (dice.chance(0.8)) row.si_ei = dice.rough();
    plain.products[product] = row;
    const bool production = dice.chance(0.8);
    for (int year = 2020; year <= 2022; ++year) {
      if (production && dice.chance(0.8)) {
        add_set(dice, plain, product, "site", "production", year);
      }
    }
    if (dice.chance(0.3)) add_set(dice, plain, product, "site", "capacity", 2023);
    if (dice.chance(0.4)) add_set(dice, plain, product, "owner", "production", 2021);
    for (const char* user : {"P0", "BLOC"}) {
      if (dice.chance(0.5)) add_sourcing(dice, plain, user, product);
    }
    if (dice.chance(0.7)) add_trade(dice, plain, product);
    if (dice.chance(0.6)) add_rules(dice, plain, product);
    if (dice.chance(0.7)) {
      const std::vector<double> shares = dice.parts(3, dice.chance(0.5) ? 1 : dice.unit());
      for (int s = 0; s < 3; ++s) {
        if (dice.chance(0.2)) continue;
        plain.uses.push_back(
            {product, "s" + std::to_string(s), shares[static_cast<std::size_t>(s)]});
      }
    }
    if (dice.chance(0.5)) {
      PlainReported reported{product, dice.chance(0.5) ? "P0" : "BLOC", 2022, dice.rough()};
      if (dice.chance(0.5)) {
        reported.low = reported.value * 0.8;
        reported.high = reported.value * 1.2;
      }
      plain.reported.push_back(reported);
      reported.year = 2019;
      reported.value = 0.123;
      reported.low = reported.high = kMissing;
      plain.reported.push_back(reported);
    }
    for (int i = dice.below(4); i > 0; --i) {
      const char* kinds[] = {"recall", "shortage", "ban", "outage"};
      plain.events.push_back(
          {product, kinds[dice.below(4)],
           std::to_string(2012 + dice.below(12)) + "-0" + std::to_string(1 + dice.below(9)) + "-15",
           dice.chance(0.5) ? "Quality fault" : "demand"});
    }
  }
  return plain;
}

void write_case(const PlainCase& plain, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::string resources;
  const auto table = [&](const std::string& name, const std::string& header,
                         const std::vector<std::string>& rows) {
    if (rows.empty() && name != "supply") return;
    std::ofstream out(folder / (name + ".csv"));
    out << header << '\n';
    for (const std::string& row : rows) out << row << '\n';
    resources += (resources.empty() ? "" : ",") + std::string(R"({"name":")") + name +
                 R"(","path":")" + name + R"(.csv"})";
  };
  const auto found = [](const std::map<std::string, double>& values, const std::string& key) {
    const auto at = values.find(key);
    return at == values.end() ? std::string() : text(at->second);
  };
  std::vector<std::string> rows;
  for (const std::string& place : plain.places) {
    rows.push_back(place + "," + place + "," + found(plain.governance, place) + "," +
                   found(plain.stability, place));
  }
  table("places", "place,name,governance,political_stability", rows);
  rows.clear();
  for (const auto& [bloc, members] : plain.blocs) {
    for (const std::string& member : members) rows.push_back(bloc + "," + member);
  }
  table("blocs", "bloc,place", rows);
  rows.clear();
  for (const auto& [product, p] : plain.products) {
    rows.push_back(product + "," + product + ",chain," + text(p.eol_rir) + "," + text(p.si_sr) +
                   "," + text(p.si_ei));
  }
  table("products", "product,name,chain,eol_rir,si_sr,si_ei", rows);
  rows.clear();
  for (const PlainSupply& r : plain.supply) {
    const std::string amount = r.withheld ? "" : text(r.amount);
    rows.push_back(r.product + "," + r.place + "," + r.lens + "," + r.basis + "," + r.organisation +
                   "," + std::to_string(r.year) + "," +
                   (r.is_quantity ? "," + amount : amount + ",") + "," + text(r.low) + "," +
                   text(r.high) + "," + (r.withheld ? "withheld" : "reported") + ",s1");
  }
  table("supply",
        "product,place,lens,basis,organisation,year,share,quantity,low,high,status,source", rows);
  rows.clear();
  for (const PlainSourcing& r : plain.sourcing) {
    rows.push_back(r.user + "," + r.product + "," + r.supplier + "," + text(r.share) + "," +
                   text(r.low) + "," + text(r.high) + ",bounds,s1");
  }
  table("sourcing", "user,product,supplier,share,low,high,range,source", rows);
  rows.clear();
  for (const PlainTrade& r : plain.trade) {
    rows.push_back(r.product + "," + r.from + "," + r.to + "," + std::to_string(r.year) + "," +
                   text(r.quantity) + "," + text(r.value) + ",s1");
  }
  table("trade", "product,from,to,year,quantity,value_usd,source", rows);
  rows.clear();
  for (const PlainRule& r : plain.rules) {
    rows.push_back(r.home + "," + r.product + "," + r.place + "," + r.target + "," + r.kind + "," +
                   text(r.t) + "," + (r.to_year == 0 ? "" : std::to_string(r.to_year) + "-06-30") +
                   ",s1");
  }
  table("trade_rules", "home,product,place,target,kind,t,to_date,source", rows);
  rows.clear();
  for (const auto& [sector, value] : plain.sectors) {
    rows.push_back(sector + "," + sector + "," + text(value));
  }
  table("sectors", "sector,name,value_added_usd", rows);
  rows.clear();
  for (const PlainUse& r : plain.uses) {
    rows.push_back(r.product + "," + r.sector + "," + text(r.share) + ",s1");
  }
  table("uses", "product,sector,share,source", rows);
  rows.clear();
  for (const PlainReported& r : plain.reported) {
    rows.push_back("import_reliance," + r.product + "," + r.place + "," + std::to_string(r.year) +
                   "," + text(r.value) + "," + text(r.low) + "," + text(r.high) + ",s1");
  }
  table("reported", "index,product,place,year,value,low,high,source", rows);
  rows.clear();
  for (const PlainEvent& r : plain.events) {
    rows.push_back(r.product + "," + r.kind + "," + r.start + "," + r.reason + ",s1");
  }
  table("events", "product,kind,start,reason,source", rows);
  table("sources", "source,title,grade", {"s1,Made up for a test,verified"});
  std::ofstream(folder / "datapackage.json")
      << R"({"name":"random","nail":{"version":1,"kind":"products"},"resources":[)" << resources
      << "]}\n";
}

}  // namespace nail::oracle
