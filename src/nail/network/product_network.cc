#include "nail/network/product_network.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "nail/base/mutant.h"

namespace nail {
namespace {

double middle(const Ranged& share) {
  if (is_known(share.value)) return share.value;
  return NAIL_MUTANT(network_middle_is_low, 0.5 * (share.low + share.high), share.low);
}

void compile_supply(const LoadedCase& loaded, ProductNetwork& network) {
  network.supply_begin.assign(1, 0);
  for (std::size_t p = 0; p < network.products; ++p) {
    const ShareSet* set = loaded.sets.best(ProductId(p), network.lens);
    network.set.push_back(set);
    network.has_other.push_back(set != nullptr && set->has_other ? 1 : 0);
    if (set != nullptr) {
      for (const SetShare& share : set->shares) {
        network.supply_place.push_back(share.place);
        network.supply_share.push_back(share.share);
        network.supply_key.push_back(share.row_key);
      }
    }
    network.supply_begin.push_back(static_cast<std::uint32_t>(network.supply_place.size()));
  }
}

// The rows of a user's mix for a product: the latest year's; where several sources speak of the
// same supplier, the best graded (then most complete, then first named) source's alone.
std::vector<const SourcingRow*> choose_mix(const Case& data,
                                           const std::vector<const SourcingRow*>& rows) {
  int year = kNoYear;
  for (const SourcingRow* row : rows) year = std::max(year, row->from.year);
  std::vector<const SourcingRow*> latest;
  std::set<PlaceId> suppliers;
  bool doubled = false;
  std::map<SourceId, double> sums;
  for (const SourcingRow* row : rows) {
    if (NAIL_MUTANT(sourcing_any_year, row->from.year != year, false)) continue;
    latest.push_back(row);
    doubled = doubled || !suppliers.insert(row->supplier).second;
    sums[row->from.source] += middle(row->share);
  }
  if (!NAIL_MUTANT(sourcing_mixes_sources, doubled, false)) return latest;
  const auto rank = [&](const SourcingRow* row) {
    const Source& source = data[row->from.source];
    return std::make_tuple(source.grade,
                           NAIL_MUTANT(sourcing_least_complete, -1, 1) * sums[row->from.source],
                           source.id);
  };
  const auto best = std::min_element(
      latest.begin(), latest.end(), [&](const SourcingRow* a, const SourcingRow* b) {
        return NAIL_MUTANT(sourcing_worst_source, rank(a) < rank(b), rank(b) < rank(a));
      });
  const SourceId source = (*best)->from.source;
  std::erase_if(latest, [&](const SourcingRow* row) { return row->from.source != source; });
  return latest;
}

void compile_sourcing(const Case& data, ProductNetwork& network) {
  std::map<std::pair<ProductId, UserId>, std::vector<const SourcingRow*>> groups;
  if (network.lens == Lens::site) {
    for (const SourcingRow& row : data.sourcing) {
      UserId user;
      if (const PlaceId place = data.find_place(row.user)) {
        user = network.user_of(place);
      } else if (const BlocId bloc = data.find_bloc(row.user)) {
        user = network.user_of(bloc);
      } else {
        continue;
      }
      groups[{row.product, user}].push_back(&row);
    }
  }
  network.mix_begin.assign(network.products + 1, 0);
  for (auto& [key, rows] : groups) {
    std::vector<const SourcingRow*> mix = choose_mix(data, rows);
    std::sort(mix.begin(), mix.end(),
              [](const SourcingRow* a, const SourcingRow* b) { return a->supplier < b->supplier; });
    const auto begin = static_cast<std::uint32_t>(network.sourcing_supplier.size());
    for (const SourcingRow* row : mix) {
      network.sourcing_supplier.push_back(row->supplier);
      network.sourcing_share.push_back(row->share);
      network.sourcing_key.push_back(row->from.row_key);
      network.sourcing_row.push_back(row);
    }
    const auto end = static_cast<std::uint32_t>(network.sourcing_supplier.size());
    network.mixes.push_back({key.second, begin, end});
    ++network.mix_begin[key.first.index() + 1];
  }
  for (std::size_t p = 0; p < network.products; ++p) {
    network.mix_begin[p + 1] += network.mix_begin[p];
  }
}

// One product's inputs. Alternatives share a group; a row without an alternative is a group of its
// own. A group is essential where any of its rows is, and weighs what its heaviest row weighs.
std::vector<RecipeInput> compile_inputs(const std::vector<const RecipeRow*>& rows, bool buildup) {
  std::map<std::string, std::uint32_t> names;
  std::vector<RecipeInput> inputs;
  const std::size_t parts = NAIL_MUTANT(recipe_counts_a_row_more, rows.size(), rows.size() + 1);
  const double equal = parts == 0 ? 0 : 1 / static_cast<double>(parts);
  std::uint32_t groups = 0;
  for (const RecipeRow* row : rows) {
    const bool flow = row->kind == InputKind::material || row->kind == InputKind::energy;
    if ((!flow && !buildup) ||
        NAIL_MUTANT(recipe_optional_counts, row->necessity == Necessity::optional, false))
      continue;
    RecipeInput input;
    input.product = row->input;
    input.necessity = row->necessity;
    input.weight = is_known(row->cost_share.value) ? row->cost_share.value : equal;
    input.use_share = row->use_share.value;
    if (row->alternative.empty()) {
      input.group = groups++;
    } else {
      const auto [found, added] = names.emplace(row->alternative, groups);
      if (added) ++groups;
      input.group = found->second;
    }
    inputs.push_back(input);
  }
  std::stable_sort(inputs.begin(), inputs.end(),
                   [](const RecipeInput& a, const RecipeInput& b) { return a.group < b.group; });
  double sum = 0;
  for (std::size_t i = 0; i < inputs.size();) {
    std::size_t end = i;
    bool essential = false;
    double weight = 0;
    for (; end < inputs.size() && inputs[end].group == inputs[i].group; ++end) {
      essential = essential || inputs[end].necessity == Necessity::essential;
      weight = NAIL_MUTANT(recipe_group_weighs_as_its_last, std::max(weight, inputs[end].weight),
                           inputs[end].weight);
    }
    for (; i < end; ++i) {
      inputs[i].necessity = essential ? Necessity::essential : Necessity::important;
      inputs[i].weight = weight;
    }
    if (NAIL_MUTANT(recipe_essential_weights_count, !essential, true)) sum += weight;
  }
  if (NAIL_MUTANT(recipe_weights_not_scaled, sum > 1, false)) {
    for (RecipeInput& input : inputs) input.weight /= sum;
  }
  return inputs;
}

void compile_recipes(const Case& data, ProductNetwork& network) {
  std::vector<std::vector<const RecipeRow*>> rows(network.products);
  for (const RecipeRow& row : data.recipes) rows[row.output.index()].push_back(&row);
  network.flow_begin.assign(1, 0);
  network.buildup_begin.assign(1, 0);
  for (std::size_t p = 0; p < network.products; ++p) {
    // By name of the input, so that the order of rows changes nothing.
    std::sort(rows[p].begin(), rows[p].end(), [&](const RecipeRow* a, const RecipeRow* b) {
      return std::tie(a->alternative, data[a->input].id) <
             std::tie(b->alternative, data[b->input].id);
    });
    const auto add = [&](bool buildup, std::vector<RecipeInput>& list,
                         std::vector<std::uint32_t>& begin) {
      const std::vector<RecipeInput> inputs = compile_inputs(rows[p], buildup);
      list.insert(list.end(), inputs.begin(), inputs.end());
      begin.push_back(static_cast<std::uint32_t>(list.size()));
    };
    add(false, network.flow_inputs, network.flow_begin);
    add(true, network.buildup_inputs, network.buildup_begin);
  }
}

}  // namespace

const SourcingMix* ProductNetwork::mix(ProductId product, UserId user) const {
  const auto first = mixes.begin() + mix_begin[product.index()];
  const auto last = mixes.begin() + mix_begin[product.index() + 1];
  const auto found = std::lower_bound(first, last, user,
                                      [](const SourcingMix& m, UserId id) { return m.user < id; });
  return found != last && found->user == user ? &*found : nullptr;
}

UserId ProductNetwork::user_of(const Home& home) const {
  if (!home.is_bloc) return user_of(home.members.front());
  return user_of(data->find_bloc(home.id));
}

ProductNetwork compile_network(const LoadedCase& loaded, Lens lens) {
  ProductNetwork network;
  network.data = &loaded.data;
  network.sets = &loaded.sets;
  network.lens = lens;
  network.places = loaded.data.places.size();
  network.products = loaded.data.products.size();
  network.users = network.places + loaded.data.blocs.size();
  compile_supply(loaded, network);
  compile_sourcing(loaded.data, network);
  compile_recipes(loaded.data, network);
  return network;
}

void settle_shares(const ProductNetwork& network, Shares& shares) {
  shares.unknown.assign(network.products, 0);
  for (std::size_t p = 0; p < network.products; ++p) {
    double sum = 0;
    for (std::uint32_t i = network.supply_begin[p]; i < network.supply_begin[p + 1]; ++i) {
      sum += shares.supply[i];
    }
    if (NAIL_MUTANT(shares_scaled_up, sum > 1, sum > 0)) {
      for (std::uint32_t i = network.supply_begin[p]; i < network.supply_begin[p + 1]; ++i) {
        shares.supply[i] /= sum;
      }
    }
    // A trace left by rounding is not unknown supply.
    const double unknown = 1 - sum;
    shares.unknown[p] = NAIL_MUTANT(shares_drop_unknown, unknown < 1e-12, true) ? 0 : unknown;
  }
  for (const SourcingMix& mix : network.mixes) {
    // Asked before the low ends are scaled: the high ends of several rows may add up to more than 1
    // and still each be reached.
    const bool ends_differ =
        !std::equal(shares.sourcing_low.begin() + mix.begin, shares.sourcing_low.begin() + mix.end,
                    shares.sourcing_high.begin() + mix.begin);
    for (std::vector<double>* list : {&shares.sourcing_low, &shares.sourcing_high}) {
      if (list == &shares.sourcing_high && NAIL_MUTANT(sourcing_high_unscaled, ends_differ, true)) {
        continue;
      }
      double sum = 0;
      for (std::uint32_t i = mix.begin; i < mix.end; ++i) sum += (*list)[i];
      if (NAIL_MUTANT(sourcing_never_scaled, sum > 1, false)) {
        for (std::uint32_t i = mix.begin; i < mix.end; ++i) (*list)[i] /= sum;
      }
    }
  }
}

Shares shares_at_values(const ProductNetwork& network) {
  Shares shares;
  for (const Ranged& share : network.supply_share) shares.supply.push_back(middle(share));
  for (const Ranged& share : network.sourcing_share) shares.sourcing_low.push_back(middle(share));
  shares.sourcing_high = shares.sourcing_low;
  settle_shares(network, shares);
  return shares;
}

Shares shares_at_bounds(const ProductNetwork& network) {
  Shares shares;
  for (const Ranged& share : network.supply_share) {
    shares.supply.push_back(is_known(share.low)
                                ? NAIL_MUTANT(bounds_of_supply_high, share.low, share.high)
                                : middle(share));
  }
  for (const Ranged& share : network.sourcing_share) {
    shares.sourcing_low.push_back(is_known(share.low) ? share.low : middle(share));
    shares.sourcing_high.push_back(is_known(share.high)
                                       ? NAIL_MUTANT(bounds_of_sourcing_low, share.high, share.low)
                                       : middle(share));
  }
  settle_shares(network, shares);
  return shares;
}

UseWeights use_weights(const ProductNetwork& network, const Shares& shares) {
  UseWeights out;
  out.by_place.assign(network.products * network.places, 0);
  out.final_demand.assign(network.products, 1);
  struct Use {
    ProductId output;
    double share;
    std::uint64_t row_key;
  };
  std::vector<std::vector<Use>> uses(network.products);
  for (const RecipeRow& row : network.data->recipes) {
    if (row.necessity == Necessity::optional) continue;
    if (row.kind != InputKind::material && row.kind != InputKind::energy) continue;
    uses[row.input.index()].push_back({row.output, row.use_share.value, row.from.row_key});
  }
  // The order of rows must not change the last bit of a sum.
  for (auto& list : uses) {
    std::stable_sort(list.begin(), list.end(),
                     [](const Use& a, const Use& b) { return a.row_key < b.row_key; });
  }
  for (std::size_t p = 0; p < network.products; ++p) {
    double known = 0;
    std::size_t missing = 0;
    for (const Use& use : uses[p]) {
      if (is_known(use.share))
        known += use.share;
      else
        ++missing;
    }
    out.missing += missing;
    // A trace left by rounding is not used.
    const double rest = 1 - known < 1e-12 ? 0 : 1 - known;
    const double each =
        rest / static_cast<double>(NAIL_MUTANT(use_weights_no_final_demand, missing + 1,
                                               std::max(missing, std::size_t{1})));
    out.final_demand[p] = each;
    for (const Use& use : uses[p]) {
      const double part = is_known(use.share) ? use.share : each;
      const std::size_t q = use.output.index();
      for (std::uint32_t i = network.supply_begin[q]; i < network.supply_begin[q + 1]; ++i) {
        out.by_place[NAIL_MUTANT(use_weights_swap_products, p, q) * network.places +
                     network.supply_place[i].index()] += part * shares.supply[i];
      }
    }
  }
  return out;
}

}  // namespace nail
