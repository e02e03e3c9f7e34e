#include "nail/case/bind.h"

#include <algorithm>
#include <utility>

#include "nail/base/text.h"

namespace nail {
namespace {

// FNV-1a, 64 bits: small, fixed for ever, the same on every machine.
class KeyHash {
 public:
  void add(std::string_view text) {
    for (const char c : text) step(static_cast<unsigned char>(c));
    step(0x1F);
  }
  std::uint64_t value() const { return value_; }

 private:
  void step(unsigned char byte) {
    value_ ^= byte;
    value_ *= 0x100000001B3ULL;
  }
  std::uint64_t value_ = 0xCBF29CE484222325ULL;
};

// One row of a table, read by column name.
class RowView {
 public:
  RowView(const TypedTable& table, std::size_t row, const Case& data)
      : table_(table), row_(row), data_(data) {}

  std::string text(std::string_view column) const { return std::string(table_.text(column, row_)); }
  double number(std::string_view column) const { return table_.number(column, row_); }
  int integer(std::string_view column, int fallback) const {
    const double value = number(column);
    return is_known(value) ? static_cast<int>(value) : fallback;
  }
  PlaceId place(std::string_view column) const {
    return data_.find_place(table_.text(column, row_));
  }
  ProductId product(std::string_view column) const {
    return data_.find_product(table_.text(column, row_));
  }
  SourceId source() const {
    const auto found = data_.source_ids.find(text("source"));
    return found == data_.source_ids.end() ? SourceId{} : found->second;
  }
  Ranged ranged(std::string_view column) const {
    Ranged out;
    out.value = number(column);
    const bool mine = std::find(table_.spec().ranged.begin(), table_.spec().ranged.end(), column) !=
                      table_.spec().ranged.end();
    if (mine) {
      out.low = number("low");
      out.high = number("high");
    } else {
      out.low = number(std::string(column) + "_low");
      out.high = number(std::string(column) + "_high");
    }
    out.kind = table_.text("range", row_) == "bounds" ? RangeKind::bounds : RangeKind::p90;
    return out;
  }
  Provenance provenance() const {
    Provenance out;
    out.source = source();
    out.year = integer("year", kNoYear);
    out.line = table_.at(row_).line;
    out.note = text("note");
    KeyHash hash;
    hash.add(table_.spec().name);
    for (const std::string& field : table_.spec().key) {
      const FieldSpec* spec = table_.spec().find(field);
      const bool numeric =
          spec != nullptr && (spec->type == FieldType::number || spec->type == FieldType::integer);
      hash.add(numeric ? format_number(number(field)) : text(field));
    }
    out.row_key = hash.value();
    return out;
  }

 private:
  const TypedTable& table_;
  std::size_t row_;
  const Case& data_;
};

template <class Enum>
Enum word(const std::string& text, std::initializer_list<std::pair<std::string_view, Enum>> words,
          Enum fallback) {
  for (const auto& [name, value] : words) {
    if (text == name) return value;
  }
  return fallback;
}

class Binder {
 public:
  Binder(const TypedTables& tables, Case& data) : tables_(tables), data_(data) {}

  void run() {
    sources();
    places();
    blocs();
    products();
    supply();
    sourcing();
    recipes();
    rest();
    resolve_inputs();
  }

 private:
  template <class Make>
  void each(const char* table, Make make) {
    const auto found = tables_.find(table);
    if (found == tables_.end()) return;
    for (std::size_t row = 0; row < found->second.rows(); ++row) {
      make(RowView(found->second, row, data_));
    }
  }

  void sources() {
    each("sources", [&](const RowView& row) {
      Source source;
      source.id = row.text("source");
      source.title = row.text("title");
      source.publisher = row.text("publisher");
      source.url = row.text("url");
      source.licence = row.text("licence");
      source.year = row.integer("year", kNoYear);
      source.grade = word(
          row.text("grade"),
          {{"verified", Grade::verified}, {"quoted", Grade::quoted}, {"estimate", Grade::estimate}},
          Grade::assumption);
      if (data_.source_ids.emplace(source.id, SourceId(data_.sources.size())).second) {
        data_.sources.push_back(std::move(source));
      }
    });
  }

  void places() {
    each("places", [&](const RowView& row) {
      Place place;
      place.id = row.text("place");
      place.name = row.text("name");
      place.region = row.text("region");
      place.governance = row.number("governance");
      place.political_stability = row.number("political_stability");
      place.lat = row.number("lat");
      place.lon = row.number("lon");
      place.source = row.source();
      if (data_.place_ids.emplace(place.id, PlaceId(data_.places.size())).second) {
        data_.places.push_back(std::move(place));
      }
    });
  }

  void blocs() {
    each("blocs", [&](const RowView& row) {
      const std::string id = row.text("bloc");
      const PlaceId member = row.place("place");
      if (id.empty() || !member) return;
      const auto [found, added] = data_.bloc_ids.emplace(id, BlocId(data_.blocs.size()));
      if (added) data_.blocs.push_back({id, {}, {}});
      Bloc& bloc = data_.blocs[found->second.index()];
      const auto at = std::lower_bound(bloc.members.begin(), bloc.members.end(), member);
      if (at != bloc.members.end() && *at == member) return;
      bloc.reliability.insert(bloc.reliability.begin() + (at - bloc.members.begin()),
                              row.number("reliability"));
      bloc.members.insert(at, member);
    });
  }

  void products() {
    each("products", [&](const RowView& row) {
      Product product;
      product.id = row.text("product");
      product.name = row.text("name");
      product.chain = row.text("chain");
      product.stage = row.text("stage");
      product.unit = row.text("unit");
      const std::string inputs = row.text("inputs");
      product.inputs = word(
          inputs,
          {{"none", Inputs::none}, {"complete", Inputs::complete}, {"partial", Inputs::partial}},
          Inputs::unknown);
      product.eol_rir = row.number("eol_rir");
      product.si_sr = row.number("si_sr");
      product.si_ei = row.number("si_ei");
      product.price_usd = row.number("price_usd");
      product.total_quantity = row.number("total_quantity");
      product.stock_days = row.number("stock_days");
      product.source = row.source();
      if (data_.product_ids.emplace(product.id, ProductId(data_.products.size())).second) {
        data_.products.push_back(std::move(product));
        inputs_empty_.push_back(inputs.empty());
      }
    });
  }

  void supply() {
    each("supply", [&](const RowView& view) {
      SupplyRow row;
      row.product = view.product("product");
      const std::string place = view.text("place");
      row.place = data_.find_place(place);
      if (!row.product || (!row.place && place != "other")) return;
      row.lens = view.text("lens") == "owner" ? Lens::owner : Lens::site;
      row.basis = word(view.text("basis"),
                       {{"capacity", Basis::capacity},
                        {"sales", Basis::sales},
                        {"facilities", Basis::facilities},
                        {"reserves", Basis::reserves}},
                       Basis::production);
      row.organisation = view.text("organisation");
      row.owner_place = view.place("owner_place");
      const Ranged share = view.ranged("share");
      const Ranged quantity = view.ranged("quantity");
      // low and high belong to the column that is given; share where neither is.
      if (is_known(quantity.value)) {
        row.quantity = quantity;
      } else {
        row.share = share;
      }
      row.unit_cost_usd = view.number("unit_cost_usd");
      row.utilisation = view.number("utilisation");
      row.ttr_days = view.number("ttr_days");
      row.status = word(view.text("status"),
                        {{"withheld", Status::withheld}, {"negligible", Status::negligible}},
                        Status::reported);
      row.from = view.provenance();
      data_.supply.push_back(std::move(row));
    });
  }

  void sourcing() {
    each("sourcing", [&](const RowView& view) {
      SourcingRow row;
      row.user = view.text("user");
      row.product = view.product("product");
      const std::string supplier = view.text("supplier");
      row.supplier = data_.find_place(supplier);
      if (!row.product || (!row.supplier && supplier != "other")) return;
      row.share = view.ranged("share");
      row.lead_days = view.number("lead_days");
      row.switch_days = view.number("switch_days");
      row.from = view.provenance();
      data_.sourcing.push_back(std::move(row));
    });
  }

  void recipes() {
    each("recipes", [&](const RowView& view) {
      RecipeRow row;
      row.output = view.product("output");
      row.input = view.product("input");
      if (!row.output || !row.input) return;
      row.necessity = word(view.text("necessity"),
                           {{"important", Necessity::important}, {"optional", Necessity::optional}},
                           Necessity::essential);
      row.kind = word(view.text("kind"),
                      {{"energy", InputKind::energy},
                       {"equipment", InputKind::equipment},
                       {"design", InputKind::design}},
                      InputKind::material);
      row.alternative = view.text("alternative");
      row.quantity = view.number("quantity");
      row.cost_share = view.ranged("cost_share");
      row.use_share = view.ranged("use_share");
      row.from = view.provenance();
      data_.recipes.push_back(std::move(row));
    });
  }

  void rest() {
    each("sectors", [&](const RowView& view) {
      data_.sectors.push_back(
          {view.text("sector"), view.text("name"), view.number("value_added_usd"), view.source()});
    });
    each("demand", [&](const RowView& view) {
      data_.demand.push_back({view.product("product"), view.place("place"), view.number("quantity"),
                              view.number("share"), view.integer("priority", 1),
                              view.provenance()});
    });
    each("uses", [&](const RowView& view) {
      SectorId sector;
      for (std::size_t i = 0; i < data_.sectors.size(); ++i) {
        if (data_.sectors[i].id == view.text("sector")) sector = SectorId(i);
      }
      data_.uses.push_back(
          {view.product("product"), sector, view.number("share"), view.provenance()});
    });
    each("stocks", [&](const RowView& view) {
      data_.stocks.push_back({view.product("product"), view.place("place"), view.text("holder"),
                              view.text("release"), view.number("days"), view.number("quantity"),
                              view.number("threshold"), view.provenance()});
    });
    each("coproducts", [&](const RowView& view) {
      data_.coproducts.push_back({view.product("host"), view.product("byproduct"),
                                  view.number("yield"), view.number("recoverable_share"),
                                  view.provenance()});
    });
    each("trade", [&](const RowView& view) {
      data_.trade.push_back({view.product("product"), view.place("from"), view.place("to"),
                             view.number("quantity"), view.number("value_usd"),
                             view.number("reexport"), view.provenance()});
    });
    each("trade_rules", [&](const RowView& view) {
      data_.trade_rules.push_back({view.text("home"), view.product("product"), view.text("place"),
                                   view.text("target"), view.text("kind"), view.text("from_date"),
                                   view.text("to_date"), view.number("size"), view.number("t"),
                                   view.provenance()});
    });
    each("facilities", [&](const RowView& view) {
      data_.facilities.push_back({view.text("site"), view.text("organisation"), view.text("status"),
                                  view.text("online_date"), view.product("product"),
                                  view.place("place"), view.place("owner_place"),
                                  view.number("lat"), view.number("lon"), view.provenance()});
    });
    each("events", [&](const RowView& view) {
      data_.events.push_back({view.product("product"), view.place("place"),
                              view.text("organisation"), view.text("kind"), view.text("start"),
                              view.text("end"), view.text("reason"), view.number("size"),
                              view.provenance()});
    });
    each("measures", [&](const RowView& view) {
      data_.measures.push_back({view.text("measure"), view.text("name"), view.text("kind"),
                                view.text("place"), view.text("unit"), view.text("instrument"),
                                view.product("product"), view.number("cost_usd"),
                                view.number("size"), view.number("lead_days"),
                                view.number("completion"), view.provenance()});
    });
    each("actions", [&](const RowView& view) {
      data_.actions.push_back({view.text("action"), view.text("measure"), view.text("date"),
                               view.text("status"), view.text("place"), view.text("owner"),
                               view.product("product"), view.number("amount_usd"),
                               view.provenance()});
    });
    each("reported", [&](const RowView& view) {
      data_.reported.push_back({view.text("index"), view.product("product"), view.text("place"),
                                view.ranged("value"), view.text("unit"), view.provenance()});
    });
    each("claims", [&](const RowView& view) {
      Claim claim;
      claim.id = view.text("claim");
      claim.text = view.text("text");
      claim.home = view.text("home");
      claim.index = view.text("index");
      claim.place = view.text("place");
      claim.product = view.product("product");
      claim.stated = view.number("stated");
      claim.tolerance = view.number("tolerance");
      claim.from = view.provenance();
      data_.claims.push_back(std::move(claim));
    });
  }

  // An empty `inputs` is complete where the product has recipe rows, else unknown.
  void resolve_inputs() {
    std::vector<bool> has_recipe(data_.products.size(), false);
    for (const RecipeRow& row : data_.recipes) has_recipe[row.output.index()] = true;
    for (std::size_t i = 0; i < data_.products.size(); ++i) {
      if (inputs_empty_[i] && has_recipe[i]) data_.products[i].inputs = Inputs::complete;
    }
  }

  const TypedTables& tables_;
  Case& data_;
  std::vector<bool> inputs_empty_;
};

}  // namespace

void bind_tables(const TypedTables& tables, Case& data) { Binder(tables, data).run(); }

}  // namespace nail
