// The indices of methods.md typed out plainly, over maps of names: a second implementation that
// shares no code with src. It has its own plain case, which it can make at random and write as a
// folder, so that the reading of the tables is tested on the way.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace nail::oracle {

inline constexpr double kMissing = -1e300;

struct PlainSupply {
  std::string product, place, lens, basis;
  int year = 0;
  bool is_quantity = false, withheld = false;
  double amount = 0, low = kMissing, high = kMissing;
  std::string organisation;
};

struct PlainSourcing {
  std::string user, product, supplier;
  double share = 0, low = kMissing, high = kMissing;
};

struct PlainTrade {
  std::string product, from, to;
  int year = 0;
  double quantity = kMissing, value = kMissing;
};

struct PlainRule {
  std::string home, product, place, target, kind;
  double t = kMissing;
  int to_year = 0;  // 0: goes on
};

struct PlainProduct {
  double eol_rir = kMissing, si_sr = kMissing, si_ei = kMissing;
};

struct PlainUse {
  std::string product, sector;
  double share = 0;
};

struct PlainReported {
  std::string product, place;
  int year = 0;
  double value = 0, low = kMissing, high = kMissing;
};

struct PlainEvent {
  std::string product, kind, start, reason;
};

struct PlainCase {
  std::vector<std::string> places;
  std::map<std::string, double> governance, stability;
  std::map<std::string, std::vector<std::string>> blocs;
  std::map<std::string, PlainProduct> products;
  std::vector<PlainSupply> supply;
  std::vector<PlainSourcing> sourcing;
  std::vector<PlainTrade> trade;
  std::vector<PlainRule> rules;
  std::map<std::string, double> sectors;
  std::vector<PlainUse> uses;
  std::vector<PlainReported> reported;
  std::vector<PlainEvent> events;
};

// Up to 5 places and 3 products: one place, all unknown, zero shares, `other`, withheld places,
// ranges, several years, shares or quantities, and any of the other tables or none.
PlainCase random_plain_case(std::uint64_t seed);
void write_case(const PlainCase& plain, const std::filesystem::path& folder);

struct NaiveIndex {
  double value = kMissing, low = kMissing, high = kMissing;
};

// By (product, index); what is not there is absent. home: a place or bloc; allies: places.
std::map<std::pair<std::string, std::string>, NaiveIndex> naive_indices(
    const PlainCase& plain, const std::string& home, const std::set<std::string>& allies);

}  // namespace nail::oracle
