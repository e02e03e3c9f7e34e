#include "nail/network/firm_conversion.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "nail/base/mutant.h"
#include "nail/network/product_network.h"

namespace nail {
namespace {

FirmColumn words_column(const std::string& name) {
  FirmColumn column;
  column.name = name;
  return column;
}

class ProductFirms {
 public:
  explicit ProductFirms(const LoadedCase& loaded)
      : case_(loaded.data),
        network_(compile_network(loaded)),
        shares_(shares_at_values(network_)) {}

  FirmData make() {
    sites();
    worth();
    for (std::size_t i = 0; i < shares_of_sites_.size(); ++i) {
      firms_.output.push_back(worth_[firms_.product[i]] * shares_of_sites_[i]);
    }
    for (std::size_t q = 0; q < network_.products; ++q) links(ProductId(q));
    classes();
    places_.name = "place";
    firms_.columns.push_back(std::move(places_));
    FirmColumn share;
    share.name = "share";
    share.numbers = std::move(shares_of_sites_);
    firms_.columns.push_back(std::move(share));
    firms_.default_class = 0;
    return std::move(firms_);
  }

 private:
  std::uint32_t add_site(ProductId product, const std::string& place, double share) {
    const auto [at, is_new] = place_words_.emplace(place, places_.dictionary.size());
    if (is_new) places_.dictionary.push_back(place);
    places_.words.push_back(static_cast<std::uint32_t>(at->second));
    firms_.sites.push_back(case_[product].id + "@" + place);
    firms_.product.push_back(static_cast<std::uint32_t>(product.index()));
    shares_of_sites_.push_back(share > 0 ? share : 0);
    return static_cast<std::uint32_t>(firms_.sites.size() - 1);
  }

  // By product, places in order of id: those with supply and those that a mix names; then what is
  // unknown.
  void sites() {
    unknown_site_.assign(network_.products, 0);
    has_unknown_.assign(network_.products, false);
    for (std::size_t p = 0; p < network_.products; ++p) {
      const ProductId product(p);
      firms_.products.push_back(case_[product].id);
      std::map<PlaceId, double> shares;
      for (std::uint32_t i = network_.supply_begin[p]; i < network_.supply_begin[p + 1]; ++i) {
        shares[network_.supply_place[i]] = shares_.supply[i];
      }
      bool has_unknown = shares_.unknown[p] > 0;
      for (std::uint32_t m = network_.mix_begin[p]; m < network_.mix_begin[p + 1]; ++m) {
        for (std::uint32_t k = network_.mixes[m].begin; k < network_.mixes[m].end; ++k) {
          const PlaceId supplier = network_.sourcing_supplier[k];
          if (supplier) {
            shares.emplace(supplier, 0);
          } else {
            has_unknown = true;
          }
        }
      }
      for (const auto& [place, share] : shares) {
        site_of_[{product, place}] = add_site(product, case_[place].id, share);
      }
      if (!has_unknown) continue;
      has_unknown_[p] = true;
      unknown_site_[p] = add_site(product, kUnknownPlace, shares_.unknown[p]);
    }
  }

  // What the world's supply of each product counts: money where all of it is known.
  void worth() {
    worth_.assign(network_.products, 1);
    const bool is_money =
        std::all_of(firms_.product.begin(), firms_.product.end(), [&](std::uint32_t p) {
          const Product& product = case_.products[p];
          return product.price_usd > 0 && product.total_quantity > 0;
        });
    if (!is_money) return;
    for (std::size_t p = 0; p < network_.products; ++p) {
      const Product& product = case_.products[p];
      if (product.price_usd > 0 && product.total_quantity > 0) {
        worth_[p] = product.price_usd * product.total_quantity;
      }
    }
  }

  static bool is_flow(const RecipeRow& row) {
    return row.necessity != Necessity::optional &&
           (row.kind == InputKind::material || row.kind == InputKind::energy);
  }

  void add_link(std::uint32_t supplier, std::uint32_t buyer, double value) {
    if (!(value > 0)) return;
    firms_.links.supplier.push_back(supplier);
    firms_.links.buyer.push_back(buyer);
    firms_.links.value.push_back(value);
  }

  // What all makers of all products buy of one input.
  void links(ProductId input) {
    double known = 0;
    std::size_t missing = 0;
    std::vector<const RecipeRow*> uses;
    for (const RecipeRow& row : case_.recipes) {
      if (row.input != input || !is_flow(row)) continue;
      uses.push_back(&row);
      if (is_known(row.use_share.value)) {
        known += row.use_share.value;
      } else {
        ++missing;
      }
    }
    const double each = std::max(0.0, 1 - known) / static_cast<double>(missing + 1);
    for (const RecipeRow* row : uses) {
      const double use = is_known(row->use_share.value) ? row->use_share.value : each;
      const std::size_t p = row->output.index();
      for (std::uint32_t i = network_.supply_begin[p]; i < network_.supply_begin[p + 1]; ++i) {
        buy(input, network_.supply_place[i], site_of_.at({row->output, network_.supply_place[i]}),
            worth_[input.index()] * use * shares_.supply[i]);
      }
    }
  }

  // One maker's purchases of an input, by its mix.
  void buy(ProductId input, PlaceId at, std::uint32_t buyer, double value) {
    const std::size_t q = input.index();
    double pooled = 1;
    if (const SourcingMix* mix = network_.mix(input, network_.user_of(at))) {
      for (std::uint32_t k = mix->begin; k < mix->end; ++k) {
        const double share = shares_.sourcing_low[k];
        const PlaceId supplier = network_.sourcing_supplier[k];
        add_link(supplier ? site_of_.at({input, supplier}) : unknown_site_[q], buyer,
                 value * share);
        pooled -= NAIL_MUTANT(firms_pool_what_is_sourced, share, 0.0);
      }
    }
    if (pooled <= 1e-12) return;
    for (std::uint32_t i = network_.supply_begin[q]; i < network_.supply_begin[q + 1]; ++i) {
      add_link(site_of_.at({input, network_.supply_place[i]}), buyer,
               value * pooled * shares_.supply[i]);
    }
    if (has_unknown_[q]) add_link(unknown_site_[q], buyer, value * pooled * shares_.unknown[q]);
  }

  void classes() {
    std::map<std::pair<ProductId, std::string>, int> members;
    for (const RecipeRow& row : case_.recipes) {
      if (is_flow(row) && !row.alternative.empty()) ++members[{row.output, row.alternative}];
    }
    std::map<std::pair<ProductId, ProductId>, int> classes;  // input, output
    for (const RecipeRow& row : case_.recipes) {
      if (!is_flow(row)) continue;
      const bool has_alternative =
          !row.alternative.empty() && members.at({row.output, row.alternative}) > 1;
      const bool is_essential = row.necessity == Necessity::essential &&
                                !NAIL_MUTANT(firms_alternatives_essential, has_alternative, false);
      int& necessity = classes[{row.input, row.output}];
      necessity = std::max(necessity, is_essential ? 2 : 1);
    }
    for (const auto& [pair, necessity] : classes) {
      firms_.classes.push_back({static_cast<std::uint32_t>(pair.first.index()),
                                static_cast<std::uint32_t>(pair.second.index()), necessity});
    }
  }

  const Case& case_;
  ProductNetwork network_;
  Shares shares_;
  FirmData firms_;
  std::map<std::pair<ProductId, PlaceId>, std::uint32_t> site_of_;
  std::vector<std::uint32_t> unknown_site_;
  std::vector<bool> has_unknown_;
  std::vector<double> shares_of_sites_, worth_;
  FirmColumn places_;
  std::unordered_map<std::string, std::size_t> place_words_;
};

}  // namespace

FirmData firms_of_products(const LoadedCase& loaded) { return ProductFirms(loaded).make(); }

FirmData firms_of_io(const IoData& io) {
  FirmData firms;
  std::unordered_map<std::string, std::uint32_t> products, places;
  FirmColumn place = words_column("place");
  const auto position = [](auto& positions, std::vector<std::string>& names,
                           const std::string& name) {
    const auto [at, is_new] = positions.emplace(name, static_cast<std::uint32_t>(names.size()));
    if (is_new) names.push_back(name);
    return at->second;
  };
  for (const IoSector& sector : io.sectors) {
    firms.sites.push_back(sector.id);
    firms.product.push_back(position(products, firms.products, sector.product));
    place.words.push_back(position(places, place.dictionary, sector.place));
  }
  std::vector<double> sales(io.sectors.size(), 0);
  for (const IoFlow& flow : io.flows) {
    firms.links.supplier.push_back(flow.from);
    firms.links.buyer.push_back(flow.to);
    firms.links.value.push_back(flow.value);
    sales[flow.from] += flow.value;
  }
  for (const IoFinalDemand& demand : io.final_demand) sales[demand.from] += demand.value;
  for (std::size_t i = 0; i < io.sectors.size(); ++i) {
    const double given = i < io.output.size() ? io.output[i] : kUnknown;
    firms.output.push_back(is_known(given) ? given : std::max(0.0, sales[i]));
  }
  firms.columns.push_back(std::move(place));
  if (std::any_of(io.value_added.begin(), io.value_added.end(), is_known)) {
    FirmColumn added;
    added.name = "value_added";
    added.numbers = io.value_added;
    firms.columns.push_back(std::move(added));
  }
  firms.default_class = 1;
  return firms;
}

}  // namespace nail
