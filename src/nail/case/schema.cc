#include "nail/case/schema.h"

#include <initializer_list>
#include <utility>

namespace nail {
namespace {

constexpr double kUnbounded = std::numeric_limits<double>::infinity();

FieldSpec text(std::string name) { return {.name = std::move(name)}; }
FieldSpec number(std::string name, double minimum = 0, double maximum = kUnbounded) {
  return {
      .name = std::move(name), .type = FieldType::number, .minimum = minimum, .maximum = maximum};
}
// A share, rate or probability.
FieldSpec share(std::string name) { return number(std::move(name), 0, 1); }
FieldSpec integer(std::string name, double minimum = 0, double maximum = 1e9) {
  return {
      .name = std::move(name), .type = FieldType::integer, .minimum = minimum, .maximum = maximum};
}
FieldSpec year() { return integer("year", 1000, 2999); }
FieldSpec date(std::string name) { return {.name = std::move(name), .type = FieldType::date}; }
FieldSpec refers(std::string name, Refers to) { return {.name = std::move(name), .refers = to}; }
FieldSpec source() { return refers("source", Refers::source); }
FieldSpec words(std::string name, std::vector<std::string> values, std::string fallback = "") {
  return {
      .name = std::move(name), .values = std::move(values), .default_value = std::move(fallback)};
}
// `low` and `high` follow the limits of the column they belong to.
FieldSpec range_words() { return words("range", {"p90", "bounds"}, "p90"); }
// The field, required.
FieldSpec must(FieldSpec field) {
  field.required = true;
  return field;
}
FieldSpec defaults_to(FieldSpec field, std::string value) {
  field.default_value = std::move(value);
  return field;
}

FieldSpec place(std::string name = "place") { return refers(std::move(name), Refers::place); }
FieldSpec product(std::string name = "product") { return refers(std::move(name), Refers::product); }

std::vector<TableSpec> product_tables() {
  const CaseKind kind = CaseKind::products;
  std::vector<TableSpec> tables;
  const auto add = [&](std::string name, std::vector<FieldSpec> fields,
                       std::vector<std::string> key, std::string about,
                       std::vector<std::string> ranged = {}, bool required = false) {
    tables.push_back({.name = std::move(name),
                      .kind = kind,
                      .required = required,
                      .fields = std::move(fields),
                      .key = std::move(key),
                      .ranged = std::move(ranged),
                      .about = std::move(about)});
  };
  add("places",
      {must(text("place")), must(text("name")), text("region"), number("governance", 0, 10),
       number("lat", -90, 90), number("lon", -180, 180), number("political_stability", -5, 5),
       source(), year()},
      {"place"}, "Countries (ISO 3166 alpha-3) or places of your own.", {}, true);
  add("blocs", {must(text("bloc")), must(place()), share("reliability"), source(), year()},
      {"bloc", "place"}, "Groups of places: allies, rivals, homes; a place may be in several.");
  add("products",
      {must(text("product")), must(text("name")), must(text("chain")), text("stage"), text("unit"),
       words("inputs", {"none", "complete", "partial", "unknown"}), share("eol_rir"),
       number("si_sr"), number("si_ei"), number("price_usd"), number("total_quantity"),
       number("stock_days"), source(), year()},
      {"product"}, "Products, in chains and stages.", {}, true);
  add("supply",
      {must(product()), must(refers("place", Refers::place_or_other)),
       words("lens", {"site", "owner"}, "site"),
       words("basis", {"production", "capacity", "sales", "facilities", "reserves"}, "production"),
       text("organisation"), place("owner_place"), year(), share("share"), number("quantity"),
       number("low"), number("high"), range_words(), number("unit_cost_usd"), share("utilisation"),
       number("ttr_days"), words("status", {"reported", "withheld", "negligible"}, "reported"),
       must(source())},
      {"product", "place", "lens", "basis", "organisation", "year", "source"},
      "Who makes what, where: shares of world supply or quantities.", {"share", "quantity"}, true);
  add("sourcing",
      {must(refers("user", Refers::place_or_bloc)), must(product()),
       must(refers("supplier", Refers::place_or_other)), must(share("share")), number("low"),
       number("high"), range_words(), year(), number("lead_days"), number("switch_days"),
       must(source())},
      {"user", "product", "supplier", "year", "source"},
      "Where a user gets a product from, as shares of what it uses.", {"share"});
  add("recipes",
      {must(product("output")), must(product("input")),
       must(words("necessity", {"essential", "important", "optional"})),
       words("kind", {"material", "energy", "equipment", "design"}, "material"),
       text("alternative"), number("quantity"), share("cost_share"), share("use_share"),
       must(source()), year()},
      {"output", "input", "alternative"}, "What a product is made from.");
  add("demand",
      {must(product()), must(refers("place", Refers::place_or_other)), number("quantity"),
       share("share"), defaults_to(integer("priority", 1), "1"), must(source()), year()},
      {"product", "place", "priority"}, "Final demand.");
  add("uses",
      {must(product()), must(refers("sector", Refers::sector)), must(share("share")), source(),
       year()},
      {"product", "sector"}, "Which sectors use a product, as shares of its use.");
  add("sectors", {must(text("sector")), text("name"), number("value_added_usd"), source(), year()},
      {"sector"}, "Sectors of the economy and their value added.");
  add("stocks",
      {must(product()), must(place()), words("holder", {"commercial", "government"}, "commercial"),
       number("days"), number("quantity"), words("release", {"never", "threshold", "at_once"}),
       number("threshold"), must(source()), year()},
      {"product", "place", "holder"}, "Stocks of companies and governments.");
  add("coproducts",
      {must(product("host")), must(product("byproduct")), number("yield"),
       share("recoverable_share"), must(source()), year()},
      {}, "By-products and the product they come with.");
  add("trade",
      {must(product()), must(refers("from", Refers::place_or_other)),
       must(refers("to", Refers::place_or_other)), must(year()), number("quantity"),
       number("value_usd"), number("reexport"), must(source())},
      {"product", "from", "to", "year", "source"}, "Trade flows.");
  add("hs_map",
      {must(product()), must(text("hs")), must(text("revision")), share("share"), number("content"),
       source()},
      {}, "Which trade codes hold a product.");
  add("trade_rules",
      {refers("home", Refers::place_or_bloc), must(product()),
       must(refers("place", Refers::place_or_bloc)), text("target"),
       words("kind", {"tariff", "quota", "ban", "tax", "agreement"}), number("size"), number("t"),
       date("from_date"), date("to_date"), must(source()), year()},
      {}, "Tariffs, quotas, bans, taxes, agreements, and the trade parameter t.");
  add("facilities",
      {must(text("site")), must(product()), must(place()), text("organisation"),
       place("owner_place"), text("status"), date("online_date"), number("lat", -90, 90),
       number("lon", -180, 180), must(source()), year()},
      {"site"}, "Single sites.");
  add("events",
      {product(), place(), text("organisation"),
       words("kind", {"recall", "shortage", "outage", "ban", "price"}), must(date("start")),
       date("end"), number("size"), source(), year()},
      {}, "What happened: recalls, shortages, outages, bans, price jumps.");
  add("routes",
      {must(place("from")), must(place("to")), must(text("chokepoint")), must(share("share")),
       integer("series", 1, 100), source(), year()},
      {"from", "to", "chokepoint"}, "Which straits and canals trade passes.");
  add("scenarios",
      {must(text("scenario")), must(text("name")), share("probability_per_year"), number("low"),
       number("high"), range_words(), source(), year()},
      {"scenario"}, "What may happen.", {"probability_per_year"});
  add("shocks",
      {must(refers("scenario", Refers::scenario)),
       must(words("kind",
                  {"outage", "export_ban", "demand_surge", "stock_loss", "recall", "transport"})),
       product(), place(), text("target"), must(number("size")), number("low"), number("high"),
       range_words(), integer("start_day"), must(integer("days")), integer("recovery_days"),
       source(), year()},
      {}, "The shocks of a scenario.", {"size"});
  add("backtests",
      {must(text("backtest")), must(text("name")), must(refers("scenario", Refers::scenario)),
       must(product()), must(refers("place", Refers::place_or_bloc)),
       must(words("index", {"peak_loss", "lost_days", "shortage_days", "first_shortage_day",
                            "peak_output_loss", "lost_output_days"})),
       integer("as_of", 1000, 2999), must(number("observed")), number("low"), number("high"),
       range_words(), must(source()), year()},
      {"backtest"}, "What was observed in the past, to hold predictions against.", {"observed"});
  add("measures",
      {must(text("measure")), must(text("name")),
       must(words("kind", {"capacity", "stockpile", "recycling", "second_source", "substitution",
                           "alliance", "contract", "enforcement"})),
       must(product()), refers("place", Refers::place_or_bloc), must(number("cost_usd")),
       must(number("size")), text("unit"), number("lead_days"), share("completion"),
       words("instrument",
             {"grant", "loan", "guarantee", "procurement", "tax_credit", "tariff", "agreement"}),
       must(source()), year()},
      {"measure"}, "The menu of measures.");
  add("actions",
      {must(text("action")), refers("measure", Refers::measure), must(date("date")),
       must(words("status", {"announced", "committed", "disbursed", "operating", "cancelled"})),
       number("amount_usd"), refers("place", Refers::place_or_bloc), product(), text("owner"),
       must(source()), year()},
      {"action"}, "What was really done.");
  add("reported",
      {must(text("index")), product(), refers("place", Refers::place_or_bloc), year(),
       must(number("value", -kUnbounded)), number("low", -kUnbounded), number("high", -kUnbounded),
       range_words(), text("unit"), must(source())},
      {}, "Published figures that are not computed here.", {"value"});
  add("claims",
      {must(text("claim")), must(text("text")), refers("home", Refers::place_or_bloc),
       must(text("index")), product(), refers("place", Refers::place_or_bloc), year(),
       must(number("stated", -kUnbounded)), number("tolerance"), must(source())},
      {"claim"}, "Statements to check.");
  add("sources",
      {must(text("source")), must(text("title")), text("publisher"), year(), text("url"),
       text("licence"), must(words("grade", {"verified", "quoted", "estimate", "assumption"}))},
      {"source"}, "Where the numbers come from.", {}, true);
  return tables;
}

std::vector<TableSpec> firm_tables() {
  const CaseKind kind = CaseKind::firms;
  return {
      {
          .name = "sites",
          .kind = kind,
          .required = true,
          .fields = {must(text("site")), must(text("product")), text("place"), number("output"),
                     number("weight")},
          .key = {"site"},
          .about = "Firms or sites, with the product they make; further columns are weights and "
                   "markets.",
          .is_open = true,
      },
      {.name = "links",
       .kind = kind,
       .required = true,
       .fields = {must(refers("supplier", Refers::site)), must(refers("buyer", Refers::site)),
                  must(number("value")), text("product")},
       .key = {},
       .about = "Who sells how much to whom."},
      {.name = "essentiality",
       .kind = kind,
       .required = false,
       .fields = {must(text("supplier_product")), must(text("buyer_product")),
                  must(integer("class", 0, 2))},
       .key = {"supplier_product", "buyer_product"},
       .about = "How much a buyer's product needs a supplier's: 2 essential, 1 important, 0 not."},
  };
}

std::vector<TableSpec> io_tables() {
  const CaseKind kind = CaseKind::io;
  const auto sector = [](std::string name) { return refers(std::move(name), Refers::io_sector); };
  return {
      {.name = "sectors",
       .kind = kind,
       .required = true,
       .fields = {must(text("sector")), must(text("place")), must(text("product"))},
       .key = {"sector"},
       .about = "Sectors: a product at a place."},
      {.name = "flows",
       .kind = kind,
       .required = true,
       .fields = {must(sector("from")), must(sector("to")), must(number("value")), year()},
       .key = {"from", "to", "year"},
       .about = "Intermediate deliveries; zeros left out."},
      {.name = "final_demand",
       .kind = kind,
       .required = false,
       .fields = {must(sector("from")), must(text("to_place")), must(text("category")),
                  must(number("value", -kUnbounded)), year()},
       .key = {"from", "to_place", "category", "year"},
       .about = "Deliveries to final demand."},
      {.name = "output",
       .kind = kind,
       .required = false,
       .fields = {must(sector("sector")), must(number("value")), year()},
       .key = {"sector", "year"},
       .about = "Output of each sector."},
      {.name = "value_added",
       .kind = kind,
       .required = false,
       .fields = {must(sector("sector")), must(number("value", -kUnbounded)), year()},
       .key = {"sector", "year"},
       .about = "Value added of each sector."},
      {.name = "scenarios",
       .kind = kind,
       .required = false,
       .fields = {must(text("scenario")), must(text("name")), share("probability_per_year"),
                  number("low"), number("high"), range_words(), text("source"), year()},
       .key = {"scenario"},
       .ranged = {"probability_per_year"},
       .about = "What may happen."},
      {.name = "shocks",
       .kind = kind,
       .required = false,
       .fields = {must(refers("scenario", Refers::scenario)),
                  must(words("kind", {"outage", "export_ban", "demand_surge", "stock_loss",
                                      "recall", "transport", "capital_loss"})),
                  text("product"), text("place"), text("target"), number("size"), number("low"),
                  number("high"), range_words(), integer("start_day"), must(integer("days")),
                  integer("recovery_days"), number("amount_usd"), integer("rebuild_days"),
                  text("source")},
       .key = {},
       .ranged = {"size"},
       .about = "The shocks of a scenario."},
      {.name = "rebuilding",
       .kind = kind,
       .required = false,
       .fields = {must(text("product")), must(share("share"))},
       .key = {"product"},
       .about = "Who supplies rebuilding demand."},
  };
}

}  // namespace

const FieldSpec* TableSpec::find(std::string_view field) const {
  for (const FieldSpec& spec : fields) {
    if (spec.name == field) return &spec;
  }
  return nullptr;
}

const std::vector<TableSpec>& tables_of(CaseKind kind) {
  static const std::vector<TableSpec> products = product_tables();
  static const std::vector<TableSpec> firms = firm_tables();
  static const std::vector<TableSpec> io = io_tables();
  switch (kind) {
    case CaseKind::products:
      return products;
    case CaseKind::firms:
      return firms;
    case CaseKind::io:
      return io;
  }
  return products;
}

const TableSpec* find_table(CaseKind kind, std::string_view name) {
  for (const TableSpec& table : tables_of(kind)) {
    if (table.name == name) return &table;
  }
  return nullptr;
}

std::string_view to_string(CaseKind kind) {
  switch (kind) {
    case CaseKind::products:
      return "products";
    case CaseKind::firms:
      return "firms";
    case CaseKind::io:
      return "io";
  }
  return "products";
}

std::optional<CaseKind> parse_case_kind(std::string_view text) {
  for (const CaseKind kind : {CaseKind::products, CaseKind::firms, CaseKind::io}) {
    if (text == to_string(kind)) return kind;
  }
  return std::nullopt;
}

std::string_view to_string(FieldType type) {
  switch (type) {
    case FieldType::text:
      return "string";
    case FieldType::number:
      return "number";
    case FieldType::integer:
      return "integer";
    case FieldType::date:
      return "date";
  }
  return "string";
}

}  // namespace nail
