#include "nail/case/bind.h"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "nail/case/bind_stress.h"
#include "nail/case/row_reader.h"

namespace nail {
namespace {

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
    bind_routes(tables_, data_);
    bind_scenarios(tables_, data_);
    bind_backtests(tables_, data_);
  }

 private:
  template <class Make>
  void each(const char* name, Make make) {
    const auto found = tables_.find(name);
    if (found == tables_.end()) return;
    const ProvenanceReader from(found->second, data_);
    for (std::size_t row = 0; row < found->second.rows(); ++row) {
      const RowView view(found->second, row, data_);
      if constexpr (std::is_invocable_v<Make, const RowView&>) {
        make(view);
      } else {
        make(view, from.at(row));
      }
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

  // The table where the case has it.
  const TypedTable* table(const char* name) const {
    const auto found = tables_.find(name);
    return found == tables_.end() ? nullptr : &found->second;
  }

  // The large tables are read by column, so that a name is looked up once a table.
  void supply() {
    const TypedTable* rows = table("supply");
    if (rows == nullptr) return;
    const auto product = rows->texts("product");
    const auto place = rows->texts("place");
    const auto lens = rows->texts("lens");
    const auto basis = rows->texts("basis");
    const auto organisation = rows->texts("organisation");
    const auto owner_place = rows->texts("owner_place");
    const auto status = rows->texts("status");
    const auto unit_cost = rows->numbers("unit_cost_usd");
    const auto utilisation = rows->numbers("utilisation");
    const auto ttr_days = rows->numbers("ttr_days");
    const RangedColumn share(*rows, "share");
    const RangedColumn quantity(*rows, "quantity");
    const ProvenanceReader from(*rows, data_);
    data_.supply.reserve(rows->rows());
    for (std::size_t i = 0; i < rows->rows(); ++i) {
      SupplyRow row;
      row.product = data_.find_product(product[i]);
      row.place = data_.find_place(place[i]);
      if (!row.product || (!row.place && place[i] != "other")) continue;
      row.lens = lens[i] == "owner" ? Lens::owner : Lens::site;
      row.basis = word(basis[i],
                       {{"capacity", Basis::capacity},
                        {"sales", Basis::sales},
                        {"facilities", Basis::facilities},
                        {"reserves", Basis::reserves}},
                       Basis::production);
      row.organisation = organisation[i];
      row.owner_place = data_.find_place(owner_place[i]);
      row.share = share.at(i);
      row.quantity = quantity.at(i, is_known(row.share.value));
      // A row that gives one of the two has no range of the other.
      if (is_known(row.quantity.value)) row.share = {};
      row.unit_cost_usd = unit_cost[i];
      row.utilisation = utilisation[i];
      row.ttr_days = ttr_days[i];
      row.status =
          word(status[i], {{"withheld", Status::withheld}, {"negligible", Status::negligible}},
               Status::reported);
      row.from = from.at(i);
      data_.supply.push_back(std::move(row));
    }
  }

  void sourcing() {
    const TypedTable* rows = table("sourcing");
    if (rows == nullptr) return;
    const auto user = rows->texts("user");
    const auto product = rows->texts("product");
    const auto supplier = rows->texts("supplier");
    const auto lead_days = rows->numbers("lead_days");
    const auto switch_days = rows->numbers("switch_days");
    const RangedColumn share(*rows, "share");
    const ProvenanceReader from(*rows, data_);
    for (std::size_t i = 0; i < rows->rows(); ++i) {
      SourcingRow row;
      row.user = user[i];
      row.product = data_.find_product(product[i]);
      row.supplier = data_.find_place(supplier[i]);
      if (!row.product || (!row.supplier && supplier[i] != "other")) continue;
      row.share = share.at(i);
      row.lead_days = lead_days[i];
      row.switch_days = switch_days[i];
      row.from = from.at(i);
      data_.sourcing.push_back(std::move(row));
    }
  }

  void recipes() {
    const TypedTable* rows = table("recipes");
    if (rows == nullptr) return;
    const auto output = rows->texts("output");
    const auto input = rows->texts("input");
    const auto necessity = rows->texts("necessity");
    const auto kind = rows->texts("kind");
    const auto alternative = rows->texts("alternative");
    const auto quantity = rows->numbers("quantity");
    const RangedColumn cost_share(*rows, "cost_share");
    const RangedColumn use_share(*rows, "use_share");
    const ProvenanceReader from(*rows, data_);
    for (std::size_t i = 0; i < rows->rows(); ++i) {
      RecipeRow row;
      row.output = data_.find_product(output[i]);
      row.input = data_.find_product(input[i]);
      if (!row.output || !row.input) continue;
      row.necessity = word(necessity[i],
                           {{"important", Necessity::important}, {"optional", Necessity::optional}},
                           Necessity::essential);
      row.kind = word(kind[i],
                      {{"energy", InputKind::energy},
                       {"equipment", InputKind::equipment},
                       {"design", InputKind::design}},
                      InputKind::material);
      row.alternative = alternative[i];
      row.quantity = quantity[i];
      row.cost_share = cost_share.at(i);
      row.use_share = use_share.at(i);
      row.from = from.at(i);
      data_.recipes.push_back(std::move(row));
    }
  }

  void rest() {
    std::unordered_map<std::string, SectorId> sectors;
    each("sectors", [&](const RowView& view) {
      sectors.emplace(view.text("sector"), SectorId(data_.sectors.size()));
      data_.sectors.push_back(
          {view.text("sector"), view.text("name"), view.number("value_added_usd"), view.source()});
    });
    each("demand", [&](const RowView& view, Provenance from) {
      data_.demand.push_back({view.product("product"), view.place("place"), view.number("quantity"),
                              view.number("share"), view.integer("priority", 1), std::move(from)});
    });
    each("uses", [&](const RowView& view, Provenance from) {
      const auto found = sectors.find(view.text("sector"));
      const SectorId sector = found == sectors.end() ? SectorId{} : found->second;
      data_.uses.push_back(
          {view.product("product"), sector, view.number("share"), std::move(from)});
    });
    each("stocks", [&](const RowView& view, Provenance from) {
      data_.stocks.push_back({view.product("product"), view.place("place"), view.text("holder"),
                              view.text("release"), view.number("days"), view.number("quantity"),
                              view.number("threshold"), view.number("days_low"),
                              view.number("days_high"), std::move(from)});
    });
    each("coproducts", [&](const RowView& view, Provenance from) {
      data_.coproducts.push_back({view.product("host"), view.product("byproduct"),
                                  view.number("yield"), view.number("recoverable_share"),
                                  std::move(from)});
    });
    each("trade", [&](const RowView& view, Provenance from) {
      data_.trade.push_back({view.product("product"), view.place("from"), view.place("to"),
                             view.number("quantity"), view.number("value_usd"),
                             view.number("reexport"), std::move(from)});
    });
    each("trade_rules", [&](const RowView& view, Provenance from) {
      data_.trade_rules.push_back({view.text("home"), view.product("product"), view.text("place"),
                                   view.text("target"), view.text("kind"), view.text("from_date"),
                                   view.text("to_date"), view.number("size"), view.number("t"),
                                   std::move(from)});
    });
    each("facilities", [&](const RowView& view, Provenance from) {
      data_.facilities.push_back({view.text("site"), view.text("organisation"), view.text("status"),
                                  view.text("online_date"), view.product("product"),
                                  view.place("place"), view.place("owner_place"),
                                  view.number("lat"), view.number("lon"), std::move(from)});
    });
    each("events", [&](const RowView& view, Provenance from) {
      data_.events.push_back({view.product("product"), view.place("place"),
                              view.text("organisation"), view.text("kind"), view.text("start"),
                              view.text("end"), view.text("reason"), view.number("size"),
                              std::move(from)});
    });
    each("measures", [&](const RowView& view, Provenance from) {
      data_.measures.push_back({view.text("measure"), view.text("name"), view.text("kind"),
                                view.text("place"), view.text("unit"), view.text("instrument"),
                                view.product("product"), view.number("cost_usd"),
                                view.number("size"), view.number("lead_days"),
                                view.number("completion"), std::move(from)});
    });
    each("actions", [&](const RowView& view, Provenance from) {
      data_.actions.push_back({view.text("action"), view.text("measure"), view.text("date"),
                               view.text("status"), view.text("place"), view.text("owner"),
                               view.product("product"), view.number("amount_usd"),
                               std::move(from)});
    });
    std::optional<RangedColumn> value;
    if (const TypedTable* reported = table("reported")) value.emplace(*reported, "value");
    each("reported", [&](const RowView& view, Provenance from) {
      data_.reported.push_back({view.text("index"), view.product("product"), view.text("place"),
                                value->at(view.row()), view.text("unit"), std::move(from)});
    });
    each("claims", [&](const RowView& view, Provenance from) {
      Claim claim;
      claim.id = view.text("claim");
      claim.text = view.text("text");
      claim.home = view.text("home");
      claim.index = view.text("index");
      claim.place = view.text("place");
      claim.product = view.product("product");
      claim.stated = view.number("stated");
      claim.tolerance = view.number("tolerance");
      claim.from = std::move(from);
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
