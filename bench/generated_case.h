// A case of kind products of any size, the same for the same seed: products in tiers, each needing
// some of the tier below; supply skewed as it is in reality; some users with a mix of their own.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <string>

#include "nail/case/load.h"

namespace nail::bench {

struct GeneratedCase {
  std::size_t products = 2000, places = 200, tiers = 8;
  std::size_t inputs = 4;  // of a product above the lowest tier
  std::size_t fewest_makers = 10, most_makers = 70;
  double own_mix = 0.05;      // of all pairs of product and user
  std::size_t suppliers = 5;  // of a mix
  bool ranges = false;
  std::uint64_t seed = 1;
};

inline LoadedCase generated_case(const GeneratedCase& size) {
  std::mt19937_64 engine(size.seed);
  const auto unit = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; };
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(engine() % n); };
  LoadedCase loaded;
  Case& data = loaded.data;
  data.sources.push_back({"s", "generated", "", "", "", kNoYear, Grade::assumption});
  data.source_ids.emplace("s", SourceId(0));
  for (std::size_t d = 0; d < size.places; ++d) {
    Place place;
    place.id = place.name = "P" + std::to_string(1000 + d);
    data.place_ids.emplace(place.id, PlaceId(d));
    data.places.push_back(place);
  }
  Bloc bloc;
  bloc.id = "BLOC";
  bloc.members = {PlaceId(0)};
  bloc.reliability = {kUnknown};
  data.bloc_ids.emplace("BLOC", BlocId(0));
  data.blocs.push_back(bloc);
  std::uint64_t key = 1;
  const auto from = [&] {
    Provenance out;
    out.source = SourceId(0);
    out.row_key = key++;
    return out;
  };
  // n different places with parts that add up to total, a few of them large.
  const auto parts = [&](std::size_t n, double total) {
    std::set<std::size_t> places;
    while (places.size() < n) places.insert(below(size.places));
    std::vector<std::pair<std::size_t, double>> out;
    double sum = 0;
    for (const std::size_t place : places) {
      const double u = unit();
      out.emplace_back(place, u * u * u + 1e-3);
      sum += out.back().second;
    }
    for (auto& [place, part] : out) part *= total / sum;
    return out;
  };
  const auto ranged = [&](double value) {
    Ranged share;
    share.value = value;
    if (size.ranges) {
      share.low = 0.8 * value;
      share.high = std::min(1.0, 1.2 * value);
    }
    return share;
  };
  const std::size_t a_tier = size.products / size.tiers;
  for (std::size_t p = 0; p < size.products; ++p) {
    Product product;
    product.id = product.name = "q" + std::to_string(p);
    product.inputs = Inputs::complete;
    data.product_ids.emplace(product.id, ProductId(p));
    data.products.push_back(product);
    const std::size_t most = std::min(size.most_makers, size.places);
    const std::size_t fewest = std::min(size.fewest_makers, most);
    for (const auto& [place, part] : parts(fewest + below(most - fewest + 1), 0.9 + 0.1 * unit())) {
      SupplyRow row;
      row.product = ProductId(p);
      row.place = PlaceId(place);
      row.share = ranged(part);
      row.from = from();
      data.supply.push_back(row);
    }
    const std::size_t tier = std::min(p / a_tier, size.tiers - 1);
    std::set<std::size_t> inputs;
    while (tier > 0 && inputs.size() < std::min(size.inputs, a_tier)) {
      inputs.insert((tier - 1) * a_tier + below(a_tier));
    }
    for (const std::size_t input : inputs) {
      RecipeRow row;
      row.output = ProductId(p);
      row.input = ProductId(input);
      row.necessity = unit() < 0.5 ? Necessity::essential : Necessity::important;
      if (unit() < 0.2) row.alternative = "a";
      row.from = from();
      data.recipes.push_back(row);
    }
    for (std::size_t d = 0; d < size.places; ++d) {
      if (unit() >= size.own_mix) continue;
      for (const auto& [place, part] : parts(size.suppliers, 0.5 + 0.5 * unit())) {
        SourcingRow row;
        row.user = data.places[d].id;
        row.product = ProductId(p);
        row.supplier = PlaceId(place);
        row.share = ranged(part);
        row.from = from();
        data.sourcing.push_back(row);
      }
    }
  }
  Diagnostics ignored;
  loaded.sets = make_share_sets(data, "supply.csv", ignored);
  return loaded;
}

}  // namespace nail::bench
