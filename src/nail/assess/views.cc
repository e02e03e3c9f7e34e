#include "nail/assess/views.h"

#include <algorithm>
#include <map>
#include <set>

#include "nail/indices/medicines.h"

namespace nail {
namespace {

std::vector<SupplierView> suppliers_of(const Lookup& lookup, const ShareSet& set) {
  std::vector<SupplierView> out;
  for (const SetShare& share : set.shares) {
    const Place& place = lookup.data[share.place];
    out.push_back({place.id, place.name, share.share, place.governance, lookup.is_home(share.place),
                   lookup.is_ally(share.place)});
  }
  std::sort(out.begin(), out.end(), [](const SupplierView& a, const SupplierView& b) {
    return a.share.value != b.share.value ? a.share.value > b.share.value : a.place < b.place;
  });
  return out;
}

ExposureView exposure_view(const Lookup& lookup, const ExposureRow& row) {
  const Taken& taken = lookup.taken[row.removal];
  ExposureView view;
  view.source = taken.id;
  view.source_name = taken.name;
  view.any_tier = {row.any_tier, row.low, row.high, RangeKind::p90};
  view.direct = row.direct;
  view.rerouted = row.rerouted;
  view.own_first = lookup.own_first(row.product, row.removal);
  view.is_home = taken.is_home;
  view.is_member = taken.is_member;
  view.is_ally = taken.is_ally;
  view.path = lookup.steps(row.path);
  return view;
}

ProductView product_view(const Lookup& lookup, ProductId id) {
  const Product& product = lookup.data[id];
  ProductView view;
  view.id = product.id;
  view.name = product.name;
  view.chain = product.chain;
  view.stage = product.stage;
  view.unit = product.unit;
  view.inputs = to_string(product.inputs);
  for (const RecipeRow* row : lookup.recipe[id.index()]) {
    view.needs.push_back(lookup.data[row->input].id);
    view.needs_kind.emplace_back(to_string(row->necessity));
  }
  if (id.index() < lookup.in.blind.size()) {
    for (const ProductId below : lookup.in.blind[id.index()]) {
      view.blind_below.push_back(lookup.data[below].id);
    }
    std::sort(view.blind_below.begin(), view.blind_below.end());
  }
  if (const ShareSet* set = lookup.set(id)) {
    if (set->source) view.set_source = lookup.data[set->source].id;
    view.set_basis = to_string(set->basis);
    view.set_year = set->year;
    view.set_has_other = set->has_other;
    view.unknown_share = set->unknown_share();
    view.suppliers = suppliers_of(lookup, *set);
  }
  if (const ShareSet* set = lookup.set(id, Lens::owner)) view.owners = suppliers_of(lookup, *set);
  view.home_share_by_year = home_share_by_year(lookup, id);
  view.makers = makers_of(lookup, id);
  for (const IndexValue* value : lookup.indices[id.index()]) {
    view.indices.push_back(figure_of(lookup, *value));
  }
  std::vector<const ExposureRow*> rows;
  for (const ExposureRow& row : lookup.exposures(lookup.in.exposures, id)) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(), [&](const ExposureRow* a, const ExposureRow* b) {
    if (a->any_tier != b->any_tier) return a->any_tier > b->any_tier;
    return lookup.taken[a->removal].id < lookup.taken[b->removal].id;
  });
  for (const ExposureRow* row : rows) {
    if (view.exposures.size() == kMostExposures) break;
    view.exposures.push_back(exposure_view(lookup, *row));
  }
  if (const ExposureRow* row = lookup.largest_foreign(id)) {
    view.bottleneck = lookup.steps(row->path);
  }
  return view;
}

}  // namespace

std::vector<std::pair<int, double>> home_share_by_year(const Lookup& lookup, ProductId product) {
  std::vector<std::pair<int, double>> out;
  const ShareSet* chosen = lookup.set(product);
  if (chosen == nullptr) return out;
  for (const ShareSet& set : lookup.sets_of(product)) {
    if (set.lens != Lens::site || set.basis != chosen->basis || set.year == kNoYear) continue;
    // Years descend, the chosen set first in its year.
    if (!out.empty() && out.back().first == set.year) continue;
    double share = 0;
    for (const SetShare& entry : set.as_listed().shares) {
      if (lookup.is_home(entry.place)) share += entry.share.value;
    }
    out.emplace_back(set.year, share);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<std::string> makers_of(const Lookup& lookup, ProductId product) {
  std::map<std::string, double> size;
  if (const ShareSet* set = lookup.set(product)) {
    for (const SetOrganisation& row : set->organisations) {
      if (row.share == 0) continue;
      size[row.organisation] += is_known(row.share) ? row.share : 0;
    }
  }
  if (size.empty()) {
    for (const Facility* facility : lookup.facilities[product.index()]) {
      if (!facility->organisation.empty() && is_working(*facility)) size[facility->organisation];
    }
  }
  std::vector<std::string> out;
  for (const auto& [name, share] : size) out.push_back(name);
  std::stable_sort(out.begin(), out.end(),
                   [&](const std::string& a, const std::string& b) { return size[a] > size[b]; });
  return out;
}

std::vector<ProductView> product_views(const Lookup& lookup) {
  std::vector<ProductView> out;
  for (const ProductId product : lookup.scope) out.push_back(product_view(lookup, product));
  return out;
}

std::vector<ChainView> chain_views(const Lookup& lookup) {
  std::vector<ChainView> out;
  for (const ProductId id : lookup.scope) {
    const Product& product = lookup.data[id];
    if (out.empty() || out.back().id != product.chain) {
      out.push_back({});
      out.back().id = product.chain;
    }
    ChainView& chain = out.back();
    if (!product.stage.empty() && (chain.stages.empty() || chain.stages.back() != product.stage)) {
      chain.stages.push_back(product.stage);
    }
    chain.products.push_back(product.id);
  }
  return out;
}

std::vector<MatrixCell> matrix_cells(const Lookup& lookup) {
  // By (place, chain): the row with the largest any_tier.
  std::map<std::pair<std::string, std::string>, const ExposureRow*> cells;
  std::map<std::string, double> largest;
  for (const ProductId product : lookup.scope) {
    for (const ExposureRow& row : lookup.exposures(lookup.in.exposures, product)) {
      const Taken& taken = lookup.taken[row.removal];
      if (!taken.is_foreign()) continue;
      const ExposureRow*& best = cells[{taken.id, lookup.data[product].chain}];
      if (best == nullptr || row.any_tier > best->any_tier) best = &row;
    }
  }
  for (const auto& [key, row] : cells) largest[key.first] += row->any_tier;
  std::vector<std::string> places;
  for (const auto& [place, sum] : largest) places.push_back(place);
  std::stable_sort(places.begin(), places.end(), [&](const std::string& a, const std::string& b) {
    return largest[a] > largest[b];
  });
  if (places.size() > kMostMatrixPlaces) places.resize(kMostMatrixPlaces);
  std::vector<MatrixCell> out;
  for (const std::string& place : places) {
    for (const std::string& chain : lookup.chains) {
      const auto found = cells.find({place, chain});
      if (found == cells.end()) continue;
      const ExposureRow& row = *found->second;
      const Taken& taken = lookup.taken[row.removal];
      out.push_back({taken.id, taken.name, chain, lookup.data[row.product].id, row.direct,
                     row.any_tier, row.rerouted});
    }
  }
  return out;
}

}  // namespace nail
