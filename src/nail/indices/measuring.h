// What the parts of measure() share: the case from a seat, rows grouped by product, the report
// under construction. Private to this room.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nail/indices/concentration.h"
#include "nail/indices/indices.h"

namespace nail {

// Sources in the order in which they were used, each once.
class SourceList {
 public:
  explicit SourceList(const Case& data) : data_(data) {}
  void add(SourceId source);
  std::string joined() const;  // ids joined by ';'

 private:
  const Case& data_;
  std::vector<SourceId> sources_;
};

// One product's listed suppliers as the formulas take them.
struct Suppliers {
  std::vector<double> shares, lows, highs;
  std::vector<double> governance;
  std::vector<std::uint8_t> home, ally;
  std::span<const PlaceId> places;
  double unknown = 0;  // at the values
  bool has_other = false, home_listed = false, allies_listed = false;
  bool governance_in_use = false;  // some place of the case has governance
};

struct Seat {
  const LoadedCase& loaded;
  const Case& data;
  const ProductNetwork& site;
  const ProductNetwork& owner;
  const Home& home;
  std::span<const PlaceId> allies;

  Shares site_values, site_bounds, owner_values, owner_bounds;
  // By product.
  std::vector<std::vector<const SourcingRow*>> sourcing;
  std::vector<std::vector<const TradeRow*>> trade;
  std::vector<std::vector<const TradeRule*>> trade_rules;
  std::vector<std::vector<const UseRow*>> uses;
  std::vector<std::vector<const Facility*>> facilities;
  std::vector<std::vector<const Event*>> events;
  bool governance_in_use = false;  // some place has governance

  Seat(const LoadedCase& the_case, const ProductNetwork& site_network,
       const ProductNetwork& owner_network, const Home& the_home,
       std::span<const PlaceId> the_allies);

  Suppliers suppliers(ProductId product, Lens lens) const;
  bool is_ally(PlaceId place) const;
};

// Adds to the report under one product.
class Recorder {
 public:
  Recorder(const Seat& seat, ProductId product, IndexReport& report)
      : seat_(seat), product_(product), report_(report) {}

  void value(std::string_view index, const Ranged& value, const SourceList& sources, int year,
             Basis basis, std::string note = {});
  void lack(std::string_view index, std::string what, std::string remedy);

 private:
  const Seat& seat_;
  ProductId product_;
  IndexReport& report_;
};

// Each adds its indices, or their lack.
void measure_concentration(const Seat& seat, ProductId product, Recorder& recorder);
void measure_sourcing(const Seat& seat, ProductId product, Recorder& recorder);
void measure_trend(const Seat& seat, ProductId product, Recorder& recorder);
void measure_trade(const Seat& seat, ProductId product, Recorder& recorder);
void measure_supply_risk(const Seat& seat, ProductId product, Recorder& recorder);
void measure_importance(const Seat& seat, ProductId product, Recorder& recorder);
void measure_makers(const Seat& seat, ProductId product, Recorder& recorder);
void measure_quality(const Seat& seat, ProductId product, Recorder& recorder);

// Import reliance from trade and production, for the latest year that has both; NaN parts where
// there is none, and then why and what to add.
struct Reliance {
  Ranged value;
  int year = kNoYear;
  SourceId trade_source, supply_source;
  std::string note, what, remedy;
};
Reliance reliance_from_trade(const Seat& seat, ProductId product);

// The concentration of any set of the product's supply, without governance and allies.
Concentration concentration_of(const ShareSet& set, const Home& home);

}  // namespace nail
