// A case of three products and four places, built in code, with every number computed by hand.
//   wafer  China 0.8, Germany 0.2 (2020); China 0.6, Germany 0.4 (2010); no inputs
//   chip   Taiwan 0.5, United States 0.5 (2020), owners' sales United States 0.9; needs wafers
//   phone  United States 0.9, China 0.1 (2020); needs chips; its other inputs are not known
// Nobody's own sourcing is known. Without China: of wafers 0.8 is lost; of chips, made at Taiwan
// and at home from what is left of wafers, 0.8 (directly 0); of phones 1 - 0.9 x 0.2 = 0.82
// (directly 0.1; rerouted 0.8, the wafers).
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "nail/assess/inputs.h"
#include "nail/assess/narrative.h"

namespace nail::small {

struct Made {
  LoadedCase loaded;
  ProductNetwork site, owner;
};

inline void add_place(Case& c, const std::string& id, const std::string& name, double governance) {
  c.place_ids[id] = PlaceId(c.places.size());
  c.places.push_back({id, name, "", governance});
}

inline void add_product(Case& c, const std::string& id, const std::string& name,
                        const std::string& stage, Inputs inputs) {
  c.product_ids[id] = ProductId(c.products.size());
  Product p;
  p.id = id;
  p.name = name;
  p.chain = "chips";
  p.stage = stage;
  p.inputs = inputs;
  c.products.push_back(p);
}

inline void add_supply(Case& c, const std::string& product, const std::string& place, double share,
                       int year = 2020, Lens lens = Lens::site, Basis basis = Basis::production) {
  SupplyRow row;
  row.product = c.find_product(product);
  row.place = c.find_place(place);
  row.lens = lens;
  row.basis = basis;
  row.share.value = share;
  row.from.year = year;
  row.from.source = SourceId(0);
  row.from.row_key = std::hash<std::string>{}(product + place + std::to_string(year) +
                                              (lens == Lens::owner ? "owner" : ""));
  c.supply.push_back(row);
}

inline void add_recipe(Case& c, const std::string& output, const std::string& input) {
  RecipeRow row;
  row.output = c.find_product(output);
  row.input = c.find_product(input);
  row.from.source = SourceId(0);
  c.recipes.push_back(row);
}

inline void add_reported(Case& c, const std::string& index, const std::string& product,
                         const std::string& place, double value, int year,
                         const std::string& unit = "") {
  ReportedRow row;
  row.index = index;
  if (!product.empty()) row.product = c.find_product(product);
  row.place = place;
  row.value.value = value;
  row.unit = unit;
  row.from.year = year;
  row.from.source = SourceId(0);
  c.reported.push_back(row);
}

inline Claim& add_claim(Case& c, const std::string& id, const std::string& index,
                        const std::string& product, const std::string& place, double stated,
                        const std::string& text, const std::string& home = "", int year = kNoYear) {
  Claim claim;
  claim.id = id;
  claim.text = id;
  claim.index = index;
  claim.home = home;
  if (!product.empty()) claim.product = c.find_product(product);
  claim.place = place;
  claim.stated = stated;
  claim.stated_text = text;
  claim.from.year = year;
  c.claims.push_back(claim);
  return c.claims.back();
}

inline Case small_case() {
  Case c;
  c.name = "small";
  c.source_ids["yearbook"] = SourceId(0);
  c.sources.push_back({"yearbook", "A yearbook", "", "", "", 2021, Grade::verified});
  add_place(c, "CHN", "China", 6);
  add_place(c, "DEU", "Germany", 1.5);
  add_place(c, "TWN", "Taiwan", 3);
  add_place(c, "USA", "United States", 2);
  c.bloc_ids["DT"] = BlocId(0);
  c.blocs.push_back({"DT", {c.find_place("DEU"), c.find_place("TWN")}, {1, 1}});
  add_product(c, "chip", "Chips", "2 chips", Inputs::complete);
  add_product(c, "phone", "Phones", "3 phones", Inputs::partial);
  add_product(c, "wafer", "Wafers", "1 wafers", Inputs::none);
  add_supply(c, "wafer", "CHN", 0.8);
  add_supply(c, "wafer", "DEU", 0.2);
  add_supply(c, "wafer", "CHN", 0.6, 2010);
  add_supply(c, "wafer", "DEU", 0.4, 2010);
  add_supply(c, "chip", "TWN", 0.5);
  add_supply(c, "chip", "USA", 0.5);
  add_supply(c, "chip", "USA", 0.9, 2020, Lens::owner, Basis::sales);
  add_supply(c, "phone", "USA", 0.9);
  add_supply(c, "phone", "CHN", 0.1);
  add_recipe(c, "chip", "wafer");
  add_recipe(c, "phone", "chip");
  return c;
}

inline std::unique_ptr<Made> make(Case c) {
  auto made = std::make_unique<Made>();
  made->loaded.data = std::move(c);
  Diagnostics diagnostics;
  made->loaded.sets = make_share_sets(made->loaded.data, "supply.csv", diagnostics);
  made->site = compile_network(made->loaded);
  made->owner = compile_network(made->loaded, Lens::owner);
  return made;
}

// The inputs as assess makes them, without draws.
inline AssessInputs inputs_of(const Made& made, const std::string& home,
                              const std::vector<std::string>& allies = {}) {
  const Case& data = made.loaded.data;
  AssessInputs in;
  in.loaded = &made.loaded;
  in.site = &made.site;
  in.owner = &made.owner;
  in.home = *find_home(data, home);
  for (const std::string& ally : allies) in.allies.push_back(data.find_place(ally));
  for (std::size_t p = 0; p < data.products.size(); ++p) in.products.emplace_back(p);
  in.indices = measure(made.loaded, made.site, made.owner, in.home, in.allies, in.products);
  const auto removals = source_removals(made.site, in.home);
  ExposureOptions how;
  in.exposures = exposure(made.site, in.home, removals, in.products, how);
  how.pooling = Pooling::own_first;
  in.own_first = exposure(made.site, in.home, removals, in.products, how);
  how = {};
  how.buildup = true;
  in.buildup = exposure(made.site, in.home, removals, in.products, how);
  in.blind = blind_spots(made.site);
  return in;
}

}  // namespace nail::small
