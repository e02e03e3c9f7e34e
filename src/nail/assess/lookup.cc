#include "nail/assess/lookup.h"

#include <algorithm>
#include <tuple>

#include "nail/assess/words.h"
#include "nail/base/text.h"

namespace nail {
namespace {

// Everything reached from a product over the edges, itself left out.
std::vector<ProductId> reached(ProductId from, const std::vector<std::vector<ProductId>>& edges,
                               std::vector<std::uint32_t>& mark, std::uint32_t stamp) {
  std::vector<ProductId> open{from};
  std::vector<ProductId> found;
  mark[from.index()] = stamp;
  while (!open.empty()) {
    const ProductId product = open.back();
    open.pop_back();
    for (const ProductId next : edges[product.index()]) {
      if (mark[next.index()] == stamp) continue;
      mark[next.index()] = stamp;
      found.push_back(next);
      open.push_back(next);
    }
  }
  return found;
}

}  // namespace

void add_source(std::vector<std::string>& sources, const std::string& id) {
  if (id.empty()) return;
  if (std::find(sources.begin(), sources.end(), id) == sources.end()) sources.push_back(id);
}

Lookup::Lookup(const AssessInputs& inputs)
    : in(inputs), data(inputs.loaded->data), sets(inputs.loaded->sets) {
  const std::size_t products = data.products.size();
  in_scope.assign(products, 0);
  for (const ProductId product : in.products) in_scope[product.index()] = 1;
  scope.assign(in.products.begin(), in.products.end());
  std::sort(scope.begin(), scope.end(), [&](ProductId a, ProductId b) {
    const Product& x = data[a];
    const Product& y = data[b];
    return std::tie(x.chain, x.stage, x.id) < std::tie(y.chain, y.stage, y.id);
  });
  for (const ProductId product : scope) {
    if (chains.empty() || chains.back() != data[product].chain) {
      chains.push_back(data[product].chain);
    }
  }
  home_phrase = in.home.is_bloc ? bloc_phrase(in.home.id) : place_phrase(in.home.name);
  home_possessive = possessive(home_phrase);

  for (const Removal& removal : in.exposures.removals) {
    Taken t;
    t.id = removal.id;
    if (removal.id == in.home.id) {
      t.is_home = true;
      t.name = in.home.name;
      t.phrase = home_phrase;
      if (removal.places.size() == 1) t.place = removal.places.front();
    } else if (removal.places.size() == 1 && removal.parts.empty()) {
      t.place = removal.places.front();
      t.name = data[t.place].name;
      t.phrase = place_phrase(t.name);
      t.is_member = is_home(t.place);
      t.is_ally = is_ally(t.place);
    } else {
      t.name = removal.id;
      t.phrase = data.find_bloc(removal.id) ? bloc_phrase(removal.id) : removal.id;
      t.is_ally =
          !removal.places.empty() && std::all_of(removal.places.begin(), removal.places.end(),
                                                 [&](PlaceId place) { return is_ally(place); });
    }
    taken.push_back(std::move(t));
  }

  recipe.resize(products);
  used_in.resize(products);
  std::vector<std::vector<ProductId>> made_from(products);
  std::vector<std::uint8_t> is_input(products, 0);
  for (const RecipeRow& row : data.recipes) {
    if (!row.output || !row.input) continue;
    recipe[row.output.index()].push_back(&row);
    is_input[row.input.index()] = 1;
    const bool flows = row.kind == InputKind::material || row.kind == InputKind::energy;
    if (!flows || row.necessity == Necessity::optional) continue;
    used_in[row.input.index()].push_back(row.output);
    made_from[row.output.index()].push_back(row.input);
  }
  for (auto& rows : recipe) {
    std::sort(rows.begin(), rows.end(), [&](const RecipeRow* a, const RecipeRow* b) {
      return std::tie(data[a->input].id, a->alternative) <
             std::tie(data[b->input].id, b->alternative);
    });
  }
  reach.resize(products);
  std::vector<std::uint32_t> mark(products, 0);
  std::uint32_t stamp = 0;
  for (const ProductId product : scope) {
    Reach& r = reach[product.index()];
    std::set<std::string_view> over{data[product].chain};
    for (const ProductId p : reached(product, used_in, mark, ++stamp)) {
      if (in_scope[p.index()] == 0) continue;
      ++r.above;
      over.insert(data[p].chain);
    }
    r.chains = static_cast<std::uint32_t>(over.size());
    for (const ProductId p : reached(product, made_from, mark, ++stamp)) {
      r.below += in_scope[p.index()];
    }
    r.is_final = is_input[product.index()] == 0;
  }

  indices.resize(products);
  for (const IndexValue& value : in.indices.values) {
    indices[value.product.index()].push_back(&value);
  }
  events.resize(products);
  for (const Event& event : data.events) {
    if (event.product) events[event.product.index()].push_back(&event);
  }
  facilities.resize(products);
  for (const Facility& facility : data.facilities) {
    if (facility.product) facilities[facility.product.index()].push_back(&facility);
  }
  for (auto& rows : facilities) {
    std::sort(rows.begin(), rows.end(),
              [](const Facility* a, const Facility* b) { return a->id < b->id; });
  }
  for (const SourcingRow& row : data.sourcing) {
    sourcing_by_key_.emplace(row.from.row_key, &row);
    newest_year = std::max(newest_year, row.from.year);
  }
  for (const ShareSet& s : sets.all) newest_year = std::max(newest_year, s.year);
}

bool Lookup::is_ally(PlaceId place) const {
  return std::find(in.allies.begin(), in.allies.end(), place) != in.allies.end();
}

std::string Lookup::place_phrase_of(PlaceId place) const {
  return place ? place_phrase(data[place].name) : "other places";
}

std::string Lookup::product(ProductId id) const { return product_phrase(data[id].name); }

std::span<const ExposureRow> Lookup::exposures(const ExposureReport& report,
                                               ProductId product) const {
  const auto [first, last] = std::equal_range(
      report.rows.begin(), report.rows.end(), ExposureRow{product},
      [](const ExposureRow& a, const ExposureRow& b) { return a.product < b.product; });
  return {first, last};
}

const ExposureRow* Lookup::row(const ExposureReport& report, ProductId product,
                               std::uint32_t removal) const {
  const auto rows = exposures(report, product);
  std::uint32_t wanted = removal;
  if (&report != &in.exposures) {
    // The same removals stand at the same positions; another list is searched by id.
    const std::string& id = in.exposures.removals[removal].id;
    if (wanted >= report.removals.size() || report.removals[wanted].id != id) {
      const auto found = std::find_if(report.removals.begin(), report.removals.end(),
                                      [&](const Removal& r) { return r.id == id; });
      if (found == report.removals.end()) return nullptr;
      wanted = static_cast<std::uint32_t>(found - report.removals.begin());
    }
  }
  const auto found = std::lower_bound(rows.begin(), rows.end(), wanted,
                                      [](const ExposureRow& r, std::uint32_t wanted_removal) {
                                        return r.removal < wanted_removal;
                                      });
  return found != rows.end() && found->removal == wanted ? &*found : nullptr;
}

double Lookup::own_first(ProductId product, std::uint32_t removal) const {
  if (in.own_first.removals.empty()) return kUnknown;
  const ExposureRow* found = row(in.own_first, product, removal);
  return found != nullptr ? found->any_tier : 0;
}

const ExposureRow* Lookup::largest_foreign(ProductId product) const {
  const ExposureRow* best = nullptr;
  for (const ExposureRow& r : exposures(in.exposures, product)) {
    if (!taken[r.removal].is_foreign()) continue;
    if (best == nullptr || r.any_tier > best->any_tier) best = &r;
  }
  return best;
}

const IndexValue* Lookup::index(ProductId product, std::string_view wanted) const {
  for (const IndexValue* value : indices[product.index()]) {
    if (value->index == wanted) return value;
  }
  return nullptr;
}

std::span<const ShareSet> Lookup::sets_of(ProductId product) const {
  const auto first = std::lower_bound(sets.all.begin(), sets.all.end(), product,
                                      [](const ShareSet& s, ProductId p) { return s.product < p; });
  auto last = first;
  while (last != sets.all.end() && last->product == product) ++last;
  return {first, last};
}

const ShareSet* Lookup::set(ProductId product, Lens lens) const {
  const ProductNetwork* network = lens == Lens::site ? in.site : in.owner;
  if (network != nullptr && product.index() < network->set.size()) {
    return network->set[product.index()];
  }
  return sets.best(product, lens);
}

double Lookup::share_in(const ShareSet& s, PlaceId place) {
  const auto found =
      std::lower_bound(s.shares.begin(), s.shares.end(), place,
                       [](const SetShare& share, PlaceId p) { return share.place < p; });
  return found != s.shares.end() && found->place == place ? found->share.value : kUnknown;
}

void Lookup::add_mix_sources(ProductId product, UserId user,
                             std::vector<std::string>& sources) const {
  const SourcingMix* mix = in.site->mix(product, user);
  double own = 0;
  if (mix != nullptr) {
    std::vector<std::string> found;
    for (std::uint32_t i = mix->begin; i < mix->end; ++i) {
      const Ranged& share = in.site->sourcing_share[i];
      own += is_known(share.value) ? share.value : 0.5 * (share.low + share.high);
      const auto row = sourcing_by_key_.find(in.site->sourcing_key[i]);
      if (row != sourcing_by_key_.end() && row->second->from.source) {
        add_source(found, data[row->second->from.source].id);
      }
    }
    std::sort(found.begin(), found.end());
    for (const std::string& id : found) add_source(sources, id);
  }
  const ShareSet* pool = set(product);
  if (own < 1 - 1e-9 && pool != nullptr && pool->source) {
    add_source(sources, data[pool->source].id);
  }
}

const SourcingRow* Lookup::own_sourcing(ProductId product, UserId user) const {
  const SourcingMix* mix = in.site->mix(product, user);
  if (mix == nullptr || mix->begin == mix->end) return nullptr;
  const auto row = sourcing_by_key_.find(in.site->sourcing_key[mix->begin]);
  return row == sourcing_by_key_.end() ? nullptr : row->second;
}

std::vector<std::string> Lookup::sources_of(const ExposureRow& row) const {
  std::vector<std::string> sources;
  UserId user = in.site->user_of(in.home);
  ProductId above;
  for (const PathStep& step : row.path) {
    if (above) {
      for (const RecipeRow* r : recipe[above.index()]) {
        if (r->input == step.product && r->from.source) {
          add_source(sources, data[r->from.source].id);
        }
      }
    }
    add_mix_sources(step.product, user, sources);
    user = in.site->user_of(step.place);
    above = step.product;
  }
  if (row.path.empty()) add_mix_sources(row.product, user, sources);
  return sources;
}

std::vector<std::string> Lookup::sources_of(const IndexValue& value) const {
  std::vector<std::string> out;
  for (const std::string& id : split(value.source, ';')) add_source(out, std::string(trim(id)));
  return out;
}

Grade Lookup::grade_of(const std::vector<std::string>& sources) const {
  if (sources.empty()) return Grade::assumption;
  Grade worst = Grade::verified;
  for (const std::string& id : sources) {
    const auto found = data.source_ids.find(id);
    worst = std::max(
        worst, found == data.source_ids.end() ? Grade::assumption : data[found->second].grade);
  }
  return worst;
}

std::vector<StepView> Lookup::steps(std::span<const PathStep> path) const {
  std::vector<StepView> out;
  for (const PathStep& step : path) {
    out.push_back({data[step.product].id, data[step.product].name, data[step.place].id,
                   data[step.place].name, step.share});
  }
  return out;
}

Figure figure_of(const Lookup& lookup, const IndexValue& value) {
  Figure figure;
  figure.index = value.index;
  figure.product = lookup.data[value.product].id;
  figure.place = value.place;
  figure.range = value.value;
  figure.unit = value.unit;
  figure.sources = lookup.sources_of(value);
  figure.grade = lookup.grade_of(figure.sources);
  figure.year = value.year;
  figure.basis = to_string(value.basis);
  figure.note = value.note;
  return figure;
}

}  // namespace nail
