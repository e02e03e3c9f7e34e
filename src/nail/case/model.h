// A case of kind products in memory: its tables as plain rows whose references are ids. What is
// empty in a table is NaN, a none id or an empty text here: unknown.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "nail/base/ids.h"
#include "nail/case/schema.h"

namespace nail {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
inline bool is_known(double value) { return !std::isnan(value); }

// A row without a year is older than any year.
inline constexpr int kNoYear = 0;

enum class Grade { verified, quoted, estimate, assumption };  // best first
enum class RangeKind { p90, bounds };

// A number with its range; any part may be unknown. p90: 90 % of the belief lies in [low, high].
struct Ranged {
  double value = kUnknown;
  double low = kUnknown;
  double high = kUnknown;
  RangeKind kind = RangeKind::p90;

  bool has_range() const { return is_known(low) || is_known(high); }
  // The ends of the range; the value itself where no range is given.
  double lower() const { return is_known(low) ? low : value; }
  double upper() const { return is_known(high) ? high : value; }
};

// Where a row stands and what backs it. row_key is a hash of the row's key fields: it names the row
// independently of its position, so random draws do not depend on the order of rows.
struct Provenance {
  SourceId source;
  int year = kNoYear;
  std::uint64_t line = 0;
  std::uint64_t row_key = 0;
  std::string note;
};

struct Source {
  std::string id, title, publisher, url, licence;
  int year = kNoYear;
  Grade grade = Grade::assumption;
};

struct Place {
  std::string id, name, region;
  double governance = kUnknown;           // 0 best to 10 worst
  double political_stability = kUnknown;  // WGI scale, about -2.5 to 2.5; for geopolrisk
  double lat = kUnknown, lon = kUnknown;
  SourceId source;
};

struct Bloc {
  std::string id;
  std::vector<PlaceId> members;     // in order of id
  std::vector<double> reliability;  // beside members
};

enum class Inputs { none, complete, partial, unknown };

struct Product {
  std::string id, name, chain, stage, unit;
  Inputs inputs = Inputs::unknown;  // resolved: empty is complete with recipe rows, else unknown
  double eol_rir = kUnknown, si_sr = kUnknown, si_ei = kUnknown;
  double price_usd = kUnknown, total_quantity = kUnknown, stock_days = kUnknown;
  SourceId source;
};

enum class Lens { site, owner };
enum class Basis { production, capacity, sales, facilities, reserves };
enum class Status { reported, withheld, negligible };

struct SupplyRow {
  ProductId product;
  PlaceId place;  // none: `other`
  Lens lens = Lens::site;
  Basis basis = Basis::production;
  std::string organisation;  // empty: the place's total
  PlaceId owner_place;
  Ranged share;  // one of share and quantity is given
  Ranged quantity;
  double unit_cost_usd = kUnknown, utilisation = kUnknown, ttr_days = kUnknown;
  Status status = Status::reported;
  Provenance from;
};

struct SourcingRow {
  std::string user;  // a place or a bloc
  ProductId product;
  PlaceId supplier;  // none: `other`
  Ranged share;
  double lead_days = kUnknown, switch_days = kUnknown;
  Provenance from;
};

enum class Necessity { essential, important, optional };
enum class InputKind { material, energy, equipment, design };

struct RecipeRow {
  ProductId output, input;
  Necessity necessity = Necessity::essential;
  InputKind kind = InputKind::material;
  std::string alternative;  // a group's name; rows of a group are OR
  double quantity = kUnknown;
  Ranged cost_share, use_share;
  Provenance from;
};

struct DemandRow {
  ProductId product;
  PlaceId place;
  double quantity = kUnknown, share = kUnknown;
  int priority = 1;
  Provenance from;
};

struct UseRow {
  ProductId product;
  SectorId sector;
  double share = kUnknown;
  Provenance from;
};

struct Sector {
  std::string id, name;
  double value_added_usd = kUnknown;
  SourceId source;
};

struct StockRow {
  ProductId product;
  PlaceId place;
  std::string holder, release;
  double days = kUnknown, quantity = kUnknown, threshold = kUnknown;
  double days_low = kUnknown, days_high = kUnknown;  // the range of days
  Provenance from;
};

struct CoproductRow {
  ProductId host, byproduct;
  double yield = kUnknown, recoverable_share = kUnknown;
  Provenance from;
};

struct TradeRow {
  ProductId product;
  PlaceId from_place, to_place;  // none: `other`
  double quantity = kUnknown, value_usd = kUnknown, reexport = kUnknown;
  Provenance from;
};

struct TradeRule {
  std::string home;  // a place or bloc; empty: any
  ProductId product;
  std::string place;  // a place or bloc
  std::string target, kind, from_date, to_date;
  double size = kUnknown, t = kUnknown;
  Provenance from;
};

struct Facility {
  std::string id, organisation, status, online_date;
  ProductId product;
  PlaceId place, owner_place;
  double lat = kUnknown, lon = kUnknown;
  Provenance from;
};

struct Event {
  ProductId product;
  PlaceId place;
  std::string organisation, kind, start, end;
  std::string reason;  // an extra column some cases carry
  double size = kUnknown;
  Provenance from;
};

struct Measure {
  std::string id, name, kind, place, unit, instrument;
  ProductId product;
  double cost_usd = kUnknown, size = kUnknown, lead_days = kUnknown, completion = kUnknown;
  Provenance from;
};

struct Action {
  std::string id, measure, date, status, place, owner;
  ProductId product;
  double amount_usd = kUnknown;
  Provenance from;
};

struct ReportedRow {
  std::string index;
  ProductId product;
  std::string place;  // a place or bloc; empty: none
  Ranged value;
  std::string unit;
  Provenance from;
};

struct Claim {
  std::string id, text, home, index, place;
  ProductId product;
  double stated = kUnknown;
  std::string stated_text;  // as written: half a unit of its last digit is the default tolerance
  double tolerance = kUnknown;
  Provenance from;  // from.year: the year the claim speaks of
};

// Part of what goes from one place to another that passes a strait or canal. Straits of a pair with
// the same series are alternatives, whose shares add up to 1 at most; straits with different
// numbers lie one after the other on the way.
struct RouteRow {
  PlaceId from_place, to_place;
  std::string chokepoint;
  double share = kUnknown;
  Provenance from;
  int series = 0;  // 1 first; 0: not given
};

enum class ShockKind {
  outage,
  export_ban,
  demand_surge,
  stock_loss,
  recall,
  transport,
  capital_loss
};

// One shock of a scenario. Names are as written; an empty product or place means all of them. A
// range that was given without a value has its middle as value.
struct Shock {
  ShockKind kind = ShockKind::outage;
  std::string product;  // of kind io: a product of sectors
  std::string place;
  std::string target;  // export_ban: a place or bloc, empty: all others; transport: a chokepoint
  Ranged size;         // 0 to 1; demand_surge: a factor on final demand
  int start_day = 0;
  Ranged days;           // how long it lasts
  Ranged recovery_days;  // how long it takes to fade, in a straight line; 0 where not given
  double amount_usd = kUnknown, rebuild_days = kUnknown;  // capital_loss
  Provenance from;
};

struct Scenario {
  std::string id, name;
  Ranged probability_per_year;  // scenarios exclude one another; what they leave to 1 is no shock
  SourceId source;
  Provenance from;
  std::vector<Shock> shocks;  // in the order of the table
};

// An observed outcome to hold a prediction against: a scenario, computed with what was known before
// the year as_of, and one number that was observed.
struct BacktestRow {
  std::string id, name, scenario;
  ProductId product;
  std::string place;    // a place or bloc
  std::string index;    // peak_loss, lost_days, shortage_days, first_shortage_day,
                        // peak_output_loss or lost_output_days
  int as_of = kNoYear;  // share sets of later years are not used
  Ranged observed;
  Provenance from;
};

// The tables of an input-output case (kind io), of the latest year that flows have.
struct IoSector {
  std::string id, place, product;
};
struct IoFlow {
  std::uint32_t from = 0, to = 0;  // positions in sectors
  double value = 0;                // money a year
};
struct IoFinalDemand {
  std::uint32_t from = 0;
  std::string to_place, category;
  double value = 0;  // may be negative (changes in inventories)
};
struct IoData {
  std::vector<IoSector> sectors;
  std::vector<IoFlow> flows;
  std::vector<IoFinalDemand> final_demand;
  std::vector<double> output, value_added;                 // beside sectors; NaN where not given
  std::vector<std::pair<std::string, double>> rebuilding;  // product, share of rebuilding demand
  int year = kNoYear;
};

// The tables of a firm network (kind firms). Sites and products are positions: of a site in the
// table, of a product in `products`.
struct FirmLinks {
  std::vector<std::uint32_t> supplier, buyer;  // positions of sites
  std::vector<double> value;                   // money a year, 0 or more
  std::vector<std::uint32_t> product;          // what is sold; empty: what the supplier makes
};
// A further column of the table of sites: weights where every cell is a number, else words, by
// which sites may be put into markets.
struct FirmColumn {
  std::string name;
  std::vector<double> numbers;       // beside sites, NaN where empty; empty: the column holds words
  std::vector<std::uint32_t> words;  // beside sites, positions in `dictionary`
  std::vector<std::string> dictionary;
};
struct FirmClass {
  std::uint32_t supplier_product = 0, buyer_product = 0;
  int necessity = 1;  // 2 essential, 1 important, 0 optional
};
struct FirmData {
  std::vector<std::string> sites;
  std::vector<std::string> products;   // in the order of their first mention in sites, then classes
  std::vector<std::uint32_t> product;  // beside sites
  std::vector<double> output;          // beside sites, NaN where not given; empty: no such column
  std::vector<FirmColumn> columns;     // place, weight and any other
  FirmLinks links;                     // as written: in any order, the same pair may come again
  std::vector<FirmClass> classes;
  std::optional<int> default_class;  // of the descriptor, for pairs without a class
};

struct TableInfo {
  std::string name, path, sha256;
  std::size_t rows = 0;
};

struct Case {
  std::string name, title, description;
  std::string folder;
  CaseKind kind = CaseKind::products;
  std::string content_hash;  // sha256 over the tables' names and bytes; not over the descriptor's
  std::vector<TableInfo> tables;

  std::vector<Source> sources;
  std::vector<Place> places;
  std::vector<Bloc> blocs;
  std::vector<Product> products;
  std::vector<SupplyRow> supply;
  std::vector<SourcingRow> sourcing;
  std::vector<RecipeRow> recipes;
  std::vector<DemandRow> demand;
  std::vector<UseRow> uses;
  std::vector<Sector> sectors;
  std::vector<StockRow> stocks;
  std::vector<CoproductRow> coproducts;
  std::vector<TradeRow> trade;
  std::vector<TradeRule> trade_rules;
  std::vector<Facility> facilities;
  std::vector<Event> events;
  std::vector<Measure> measures;
  std::vector<Action> actions;
  std::vector<ReportedRow> reported;
  std::vector<Claim> claims;
  std::vector<RouteRow> routes;
  std::vector<Scenario> scenarios;
  std::vector<BacktestRow> backtests;
  IoData io;
  FirmData firms;

  std::unordered_map<std::string, PlaceId> place_ids;
  std::unordered_map<std::string, BlocId> bloc_ids;
  std::unordered_map<std::string, ProductId> product_ids;
  std::unordered_map<std::string, SourceId> source_ids;

  const Place& operator[](PlaceId id) const { return places[id.index()]; }
  const Product& operator[](ProductId id) const { return products[id.index()]; }
  const Source& operator[](SourceId id) const { return sources[id.index()]; }
  const Bloc& operator[](BlocId id) const { return blocs[id.index()]; }

  PlaceId find_place(std::string_view id) const;
  BlocId find_bloc(std::string_view id) const;
  ProductId find_product(std::string_view id) const;
  // "" for none; `other` is the name of the place that is none in supply.
  std::string place_name(PlaceId id) const { return id ? places[id.index()].name : ""; }
};

// A seat: one place, or a bloc of several.
struct Home {
  std::string id;                // as in the case
  std::string name;              // for sentences
  std::vector<PlaceId> members;  // in order of id, at least one
  bool is_bloc = false;

  bool holds(PlaceId place) const;
};

// The place or bloc of that id; nothing where the case has neither.
std::optional<Home> find_home(const Case& data, std::string_view id);

std::string_view to_string(Grade grade);
std::string_view to_string(Lens lens);
std::string_view to_string(Basis basis);
std::string_view to_string(Inputs inputs);
std::string_view to_string(Necessity necessity);
std::string_view to_string(InputKind kind);

}  // namespace nail
