#include "tests/oracle/naive_exposure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace nail::oracle {
namespace {

double sum(const std::vector<double>& xs) { return std::accumulate(xs.begin(), xs.end(), 0.0); }
std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

NaiveExposure::NaiveExposure(const Case& data)
    : data_(data),
      places_(static_cast<int>(data.places.size())),
      products_(static_cast<int>(data.products.size())) {
  supply_.assign(at(products_), std::vector<double>(at(places_), 0));
  for (const SupplyRow& row : data.supply) {
    if (row.place) supply_[row.product.index()][row.place.index()] += row.share.value;
  }
  for (int p = 0; p < products_; ++p) {
    const double total = sum(supply_[at(p)]);
    unknown_.push_back(std::max(0.0, 1 - total));
    if (unknown_.back() < 1e-12) unknown_.back() = 0;
    if (total > 1) {
      for (double& s : supply_[at(p)]) s /= total;
    }
  }
  rows_.assign(at(products_), std::vector<std::vector<double>>(
                                  at(places_ + 1), std::vector<double>(at(places_ + 1), 0)));
  for (const SourcingRow& row : data.sourcing) {
    int user = places_;
    for (int d = 0; d < places_; ++d) {
      if (data.places[at(d)].id == row.user) user = d;
    }
    const int supplier = row.supplier ? static_cast<int>(row.supplier.index()) : places_;
    rows_[row.product.index()][at(user)][at(supplier)] += row.share.value;
  }
}

std::vector<NaiveExposure::Input> NaiveExposure::inputs(int output, bool buildup) const {
  std::vector<const RecipeRow*> recipe;
  for (const RecipeRow& row : data_.recipes) {
    if (static_cast<int>(row.output.index()) == output) recipe.push_back(&row);
  }
  std::vector<Input> all;
  int single = 0;
  for (const RecipeRow* row : recipe) {
    const bool flow = row->kind == InputKind::material || row->kind == InputKind::energy;
    if (row->necessity == Necessity::optional || (!flow && !buildup)) continue;
    Input input;
    input.product = static_cast<int>(row->input.index());
    input.essential = row->necessity == Necessity::essential;
    input.weight = is_known(row->cost_share.value) ? row->cost_share.value
                                                   : 1.0 / static_cast<double>(recipe.size());
    input.group = row->alternative.empty() ? "#" + std::to_string(single++) : row->alternative;
    all.push_back(input);
  }
  std::map<std::string, std::pair<bool, double>> groups;
  for (const Input& input : all) {
    auto& [essential, weight] = groups[input.group];
    essential = essential || input.essential;
    weight = std::max(weight, input.weight);
  }
  double total = 0;
  for (const auto& [name, group] : groups) total += group.first ? 0 : group.second;
  for (Input& input : all) {
    input.essential = groups[input.group].first;
    input.weight = groups[input.group].second / std::max(1.0, total);
  }
  return all;
}

double NaiveExposure::omega(int product, int user) const {
  double known = 0;
  int missing = 0;
  std::vector<std::pair<int, double>> uses;
  for (const RecipeRow& row : data_.recipes) {
    const bool flow = row.kind == InputKind::material || row.kind == InputKind::energy;
    if (static_cast<int>(row.input.index()) != product || !flow) continue;
    if (row.necessity == Necessity::optional) continue;
    uses.emplace_back(static_cast<int>(row.output.index()), row.use_share.value);
    if (is_known(row.use_share.value))
      known += row.use_share.value;
    else
      ++missing;
  }
  const double each = std::max(0.0, 1 - known) / (missing + 1);
  double total = 0;
  for (const auto& [output, share] : uses) {
    const double part = is_known(share) ? share : each;
    if (user < places_) {
      total += part * supply_[at(output)][at(user)];
    } else {
      for (const PlaceId member : data_.blocs[0].members) {
        total += part * supply_[at(output)][member.index()];
      }
    }
  }
  return total;
}

// The full mix over places, then the unknown part as one entry more.
std::vector<double> NaiveExposure::mix(int product, int user, bool own_first) const {
  const std::vector<double>& s = supply_[at(product)];
  const std::vector<double>& rows = rows_[at(product)][at(user)];
  std::vector<double> m = rows;  // the entry of `other` is unknown supply
  double rest = 1 - sum(rows);
  if (rest < 1e-12) rest = 0;
  std::vector<double> pool = s;
  pool.push_back(unknown_[at(product)]);
  const double use = own_first ? omega(product, user) : 0;
  if (use > 0) {
    double own_supply = 0;
    std::vector<int> members;
    if (user < places_) {
      members = {user};
    } else {
      for (const PlaceId member : data_.blocs[0].members) {
        members.push_back(static_cast<int>(member.index()));
      }
    }
    for (const int member : members) own_supply += s[at(member)];
    const double own = std::min(1.0, own_supply / use);
    std::vector<double> surplus;
    for (int c = 0; c < places_; ++c) {
      surplus.push_back(std::max(0.0, s[at(c)] - omega(product, c)));
    }
    surplus.push_back(unknown_[at(product)]);
    const double total = sum(surplus);
    for (std::size_t c = 0; c < pool.size(); ++c) {
      pool[c] = (1 - own) * (total > 0 ? surplus[c] / total : pool[c]);
    }
    for (const int member : members) {
      if (own_supply > 0) pool[at(member)] += own * s[at(member)] / own_supply;
    }
  }
  for (std::size_t c = 0; c < pool.size(); ++c) m[c] += rest * pool[c];
  return m;
}

std::vector<std::vector<double>> NaiveExposure::loss(const NaiveQuestion& question) const {
  std::vector<std::vector<double>> h(at(products_), std::vector<double>(at(places_), 1));
  const auto gone = [&](int place) {
    return std::find(question.away.begin(), question.away.end(), place) != question.away.end();
  };
  std::vector<std::vector<std::vector<double>>> mixes(at(products_));
  for (int p = 0; p < products_; ++p) {
    for (int user = 0; user < users(); ++user) {
      mixes[at(p)].push_back(mix(p, user, question.own_first));
    }
  }
  const auto availability = [&](int p, int user) {
    const std::vector<double>& m = mixes[at(p)][at(user)];
    double avail = 1;
    for (int c = 0; c < places_; ++c) avail -= m[at(c)] * (1 - h[at(p)][at(c)]);
    if (question.unknown_lost) avail -= m[at(places_)];
    return std::clamp(avail, 0.0, 1.0);
  };
  std::vector<std::vector<Input>> recipes;
  for (int q = 0; q < products_; ++q) recipes.push_back(inputs(q, question.buildup));
  double change = 1;
  for (int sweep = 0; sweep < 2000000 && change >= 1e-14; ++sweep) {
    change = 0;
    std::vector<std::vector<double>> next = h;
    for (int q = 0; q < products_; ++q) {
      for (int d = 0; d < places_; ++d) {
        std::map<std::string, double> best;
        for (const Input& input : recipes[at(q)]) {
          double& a = best.emplace(input.group, 0).first->second;
          a = std::max(a, availability(input.product, d));
        }
        double value = gone(d) ? 0 : 1;
        double important = 1;
        std::map<std::string, bool> counted;
        for (const Input& input : recipes[at(q)]) {
          if (counted[input.group]) continue;
          counted[input.group] = true;
          if (input.essential)
            value = std::min(value, best[input.group]);
          else
            important -= input.weight * (1 - best[input.group]);
        }
        next[at(q)][at(d)] = std::clamp(std::min(value, important), 0.0, 1.0);
        change = std::max(change, std::abs(next[at(q)][at(d)] - h[at(q)][at(d)]));
      }
    }
    h = next;
  }
  std::vector<std::vector<double>> out(at(products_), std::vector<double>(at(users()), 0));
  for (int p = 0; p < products_; ++p) {
    for (int user = 0; user < users(); ++user) out[at(p)][at(user)] = 1 - availability(p, user);
  }
  return out;
}

double NaiveExposure::world_loss(int product, const std::vector<int>& away, bool buildup) const {
  std::vector<double> lost(at(products_), 0);
  for (int sweep = 0; sweep <= products_; ++sweep) {
    for (int q = 0; q < products_; ++q) {
      double worst = 0;
      for (const int place : away) worst += supply_[at(q)][at(place)];
      std::map<std::string, double> best;
      std::map<std::string, bool> essential;
      for (const Input& input : inputs(q, buildup)) {
        const auto found = best.emplace(input.group, 1).first;
        found->second = std::min(found->second, lost[at(input.product)]);
        essential[input.group] = input.essential;
      }
      for (const auto& [group, loss] : best) {
        if (essential[group]) worst = std::max(worst, loss);
      }
      lost[at(q)] = std::min(1.0, worst);
    }
  }
  return lost[at(product)];
}

}  // namespace nail::oracle
