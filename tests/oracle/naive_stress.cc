#include "tests/oracle/naive_stress.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace nail::oracle {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }
int index(PlaceId id) { return static_cast<int>(id.index()); }
int index(ProductId id) { return static_cast<int>(id.index()); }

bool carries_flow(const RecipeRow& row) {
  return row.necessity != Necessity::optional &&
         (row.kind == InputKind::material || row.kind == InputKind::energy);
}

int end_of(const Shock& shock) {
  return shock.start_day + static_cast<int>(std::lround(shock.days.value));
}
int recovery_of(const Shock& shock) {
  return is_known(shock.recovery_days.value)
             ? static_cast<int>(std::lround(shock.recovery_days.value))
             : 0;
}

double window(const Shock& shock, int day) {
  const int end = end_of(shock);
  if (day < shock.start_day) return 0;
  if (day < end) return 1;
  if (day < end + recovery_of(shock)) return 1 - (day - end) / double(recovery_of(shock));
  return 0;
}

// Near enough to be called the same: what differs by rounding only must not decide.
constexpr double kSame = 1e-9;

}  // namespace

NaiveStress::NaiveStress(const Case& data, const std::vector<int>& observers)
    : data_(data),
      places_(static_cast<int>(data.places.size())),
      products_(static_cast<int>(data.products.size())) {
  supply_.assign(at(products_), std::vector<double>(at(places_), 0));
  std::set<NaiveNode> nodes;
  std::map<NaiveNode, double> made, could_make;
  for (int p = 0; p < products_; ++p) {
    double quantities = 0;
    for (const SupplyRow& row : data.supply) {
      if (index(row.product) != p) continue;
      if (row.basis == Basis::production && is_known(row.quantity.value)) {
        quantities += row.quantity.value;
      }
    }
    const double world = data.products[at(p)].total_quantity;
    if (is_known(world) && world > quantities && quantities > 0) quantities = world;
    double total = 0;
    for (const SupplyRow& row : data.supply) {
      if (index(row.product) != p || !row.place) continue;
      const NaiveNode node{p, index(row.place)};
      if (row.basis == Basis::capacity) {
        could_make[node] = row.quantity.value;
        continue;
      }
      nodes.insert(node);
      const bool quantity = is_known(row.quantity.value);
      if (quantity) made[node] = row.quantity.value;
      double& share = supply_[at(p)][row.place.index()];
      share += quantity ? row.quantity.value / quantities : row.share.value;
      total += quantity ? row.quantity.value / quantities : row.share.value;
      capacity_[node] = is_known(row.utilisation) ? std::max(1.0, 1 / row.utilisation) : kUnknown;
    }
    if (total > 1) {
      for (double& share : supply_[at(p)]) share /= total;
    }
    unknown_.push_back(1 - total < 1e-12 ? 0 : 1 - total);
  }
  for (const SourcingRow& row : data.sourcing) {
    if (row.supplier) nodes.insert({index(row.product), index(row.supplier)});
  }
  for (const NaiveNode& node : nodes) {
    double& capacity = capacity_.emplace(node, kUnknown).first->second;
    if (!is_known(capacity) && made.contains(node) && could_make.contains(node)) {
      capacity = std::max(1.0, could_make[node] / made[node]);
    }
    if (!is_known(capacity)) capacity = 1;
  }

  // What each recipe row takes of the world's use, and what final demand is left with.
  std::vector<double> each(at(products_), 1);
  for (int p = 0; p < products_; ++p) {
    double known = 0;
    int missing = 0;
    for (const RecipeRow& row : data.recipes) {
      if (index(row.input) != p || !carries_flow(row)) continue;
      if (is_known(row.use_share.value))
        known += row.use_share.value;
      else
        ++missing;
    }
    each[at(p)] = std::max(0.0, 1 - known) / (missing + 1);
  }
  std::map<int, double> makers;
  for (int q = 0; q < products_; ++q) {
    for (const Input& input : inputs_of(q)) {
      const double part = is_known(input.use_share) ? input.use_share : each[at(input.product)];
      makers[input.product] += part * unknown_[at(q)];
      for (const NaiveNode& node : nodes) {
        if (node.product != q) continue;
        Use use;
        use.product = input.product;
        use.user = node.place;
        use.weight = part * supply_[at(q)][at(node.place)];
        uses_[node].push_back(use);
        inputs_[node].push_back(input);
      }
    }
  }
  for (const NaiveNode& node : nodes) uses_[node];
  // Final demand.
  for (int p = 0; p < products_; ++p) {
    const double all = each[at(p)];
    std::vector<const DemandRow*> rows;
    double shares = 0;
    double quantities = 0;
    for (const DemandRow& row : data.demand) {
      if (index(row.product) != p) continue;
      rows.push_back(&row);
      if (is_known(row.share))
        shares += row.share;
      else
        quantities += row.quantity;
    }
    double left = all;
    std::set<int> there;
    for (const DemandRow* row : rows) {
      double weight = 0;
      if (is_known(row->share)) {
        weight = all * row->share / std::max(1.0, shares);
      } else {
        const double rest = std::max(0.0, all - all * shares / std::max(1.0, shares));
        const double world = data.products[at(p)].total_quantity;
        weight = rest * row->quantity / quantities;
        if (is_known(world)) weight = std::min(weight, row->quantity / world);
      }
      left -= weight;
      there.insert(index(row->place));
      demand_weight_[{p, index(row->place), row->priority}] = weight;
    }
    for (const int user : observers) {
      if (!there.contains(user)) demand_weight_[{p, user, 1}] = 0;
    }
    if (all > 0) demand_weight_[{p, -1, 1}] = left < 1e-15 ? 0 : left;
    if (makers.contains(p)) demand_weight_[{p, -2, 1}] = makers[p];
  }
  for (const auto& [key, weight] : demand_weight_) {
    Use use;
    use.product = key.product;
    use.user = key.user;
    use.priority = key.priority;
    use.weight = weight;
    demands_[key] = use;
  }
  // Stocks, by all that is used of the product at the place.
  std::map<std::pair<int, int>, double> used;
  for (const auto& [node, list] : uses_) {
    for (const Use& use : list) used[{use.product, use.user}] += use.weight;
  }
  for (const auto& [key, use] : demands_) used[{use.product, use.user}] += use.weight;
  for (auto& [node, list] : uses_) {
    for (Use& use : list) {
      use.flows = flows_of(use.product, use.user);
      set_stocks(use, used[{use.product, use.user}]);
    }
  }
  for (auto& [key, use] : demands_) {
    use.flows = flows_of(use.product, use.user);
    set_stocks(use, used[{use.product, use.user}]);
  }
}

std::vector<NaiveStress::Input> NaiveStress::inputs_of(int output) const {
  std::vector<const RecipeRow*> recipe;
  for (const RecipeRow& row : data_.recipes) {
    if (index(row.output) == output) recipe.push_back(&row);
  }
  std::sort(recipe.begin(), recipe.end(), [&](const RecipeRow* a, const RecipeRow* b) {
    return std::tie(a->alternative, data_[a->input].id) <
           std::tie(b->alternative, data_[b->input].id);
  });
  std::vector<Input> all;
  std::map<std::string, std::pair<bool, double>> groups;
  for (const RecipeRow* row : recipe) {
    if (!carries_flow(*row)) continue;
    Input input;
    input.product = index(row->input);
    input.essential = row->necessity == Necessity::essential;
    input.weight = is_known(row->cost_share.value) ? row->cost_share.value
                                                   : 1 / static_cast<double>(recipe.size());
    input.use_share = row->use_share.value;
    input.group = row->alternative.empty() ? "#" + data_[row->input].id : row->alternative;
    auto& [essential, weight] = groups[input.group];
    essential = essential || input.essential;
    weight = std::max(weight, input.weight);
    all.push_back(input);
  }
  double total = 0;
  for (const auto& [name, group] : groups) total += group.first ? 0 : group.second;
  for (Input& input : all) {
    input.essential = groups[input.group].first;
    input.weight = groups[input.group].second / std::max(1.0, total);
  }
  return all;
}

// Own rows with their lead times, and the pool's suppliers for the rest.
std::vector<NaiveStress::Flow> NaiveStress::flows_of(int product, int user) const {
  std::vector<Flow> flows;
  double own = 0;
  for (const SourcingRow& row : data_.sourcing) {
    if (index(row.product) != product || user < 0 || user_number(row.user) != user) continue;
    const int lead =
        is_known(row.lead_days) ? std::max(1, static_cast<int>(std::ceil(row.lead_days))) : 1;
    flows.push_back({row.supplier ? index(row.supplier) : -1, row.share.value, lead});
    own += row.share.value;
  }
  if (own > 1) {
    for (Flow& flow : flows) flow.share /= own;
    own = 1;
  }
  if (1 - own < 1e-12) return flows;
  for (int c = 0; c < places_; ++c) {
    flows.push_back({c, (1 - own) * supply_[at(product)][at(c)], 1});
  }
  flows.push_back({-1, (1 - own) * unknown_[at(product)], 1});
  return flows;
}

void NaiveStress::set_stocks(Use& use, double used_there) const {
  const Product& product = data_.products[at(use.product)];
  double commercial = kUnknown;
  for (const StockRow& row : data_.stocks) {
    if (index(row.product) != use.product || index(row.place) != use.user) continue;
    double days = row.days;
    if (!is_known(days) && is_known(product.total_quantity) && used_there > 0) {
      days = row.quantity / (product.total_quantity * used_there / 365);
    }
    if (row.holder == "government") {
      // What is never released is as if it were not there.
      const bool released = row.release == "at_once" || row.release == "threshold";
      use.government = is_known(days) && released ? days : 0;
      use.release = row.release;
      use.threshold = is_known(row.threshold) ? row.threshold : 0;
    } else {
      commercial = days;
    }
  }
  if (!is_known(commercial)) commercial = product.stock_days;
  use.target = is_known(commercial) ? commercial : 0;
}

int NaiveStress::place_number(const std::string& id) const {
  for (int d = 0; d < places_; ++d) {
    if (data_.places[at(d)].id == id) return d;
  }
  return -1;
}

int NaiveStress::user_number(const std::string& id) const {
  const int place = place_number(id);
  if (place >= 0) return place;
  for (std::size_t b = 0; b < data_.blocs.size(); ++b) {
    if (data_.blocs[b].id == id) return places_ + static_cast<int>(b);
  }
  return -1;
}

std::vector<int> NaiveStress::members(int user) const {
  if (user < 0) return {};
  if (user < places_) return {user};
  std::vector<int> out;
  for (const PlaceId member : data_.blocs[at(user - places_)].members) out.push_back(index(member));
  return out;
}

// Whether a name of a shock means that user; an empty one means everybody.
bool NaiveStress::covers(const std::string& name, int user) const {
  if (name.empty()) return true;
  const int named = user_number(name);
  if (named == user) return true;
  const std::vector<int> inside = members(named);
  return std::find(inside.begin(), inside.end(), user) != inside.end();
}

double NaiveStress::ban(const Scenario& scenario, int product, int from, int user, int day) const {
  double open = 1;
  for (const Shock& shock : scenario.shocks) {
    if (shock.kind != ShockKind::export_ban) continue;
    if (!shock.product.empty() && data_.products[at(product)].id != shock.product) continue;
    if (!covers(shock.place, from)) continue;
    // At home is no export, neither for a place nor among those that ban together.
    const std::vector<int> inside = members(user);
    if (std::find(inside.begin(), inside.end(), from) != inside.end()) continue;
    if (user_number(shock.place) >= places_ && user >= 0 && covers(shock.place, user)) continue;
    if (!shock.target.empty() && (user < 0 || !covers(shock.target, user))) continue;
    open *= 1 - shock.size.value * window(shock, day);
  }
  return 1 - open;
}

std::vector<std::pair<double, int>> NaiveStress::holds(const Scenario& scenario, int product,
                                                       int from, int user, int day) const {
  const std::vector<int> inside = members(user);
  std::vector<std::pair<double, int>> out;
  for (const int to : inside) {
    // Alternatives hold parts of their own; of what is left the next in series holds its part.
    std::map<int, double> closed;  // by series
    int leaves = day;
    for (const RouteRow& route : data_.routes) {
      if (index(route.from_place) != from || index(route.to_place) != to) continue;
      double open = 1;
      for (const Shock& shock : scenario.shocks) {
        if (shock.kind != ShockKind::transport || route.chokepoint != shock.target) continue;
        if (!shock.product.empty() && data_.products[at(product)].id != shock.product) continue;
        if (!covers(shock.place, from)) continue;
        const double part = shock.size.value * window(shock, day);
        open *= 1 - part;
        const int end = end_of(shock);
        if (part * route.share > 0) {
          leaves = std::max(leaves, day < end ? end : end + recovery_of(shock));
        }
      }
      closed[route.series] += route.share * (1 - open);
    }
    double through = 1;
    for (const auto& [series, part] : closed) through *= 1 - std::min(1.0, part);
    if (through < 1) out.emplace_back((1 - through) / static_cast<double>(inside.size()), leaves);
  }
  return out;
}

std::vector<NaiveDay> NaiveStress::run(const Scenario& scenario, bool ario, int days) const {
  struct State {
    const Use* use;
    double stock, government;
    bool released = false;
    std::vector<double> orders;     // orders[t + 1] is placed at the end of day t; [0] before day 0
    std::map<int, double> arrives;  // by day
    double b = 0, receipts = 0;
  };
  std::map<std::pair<NaiveNode, int>, State> inputs;
  std::map<NaiveDemand, State> demands;
  std::vector<State*> all;
  for (const auto& [node, list] : uses_) {
    for (int i = 0; i < static_cast<int>(list.size()); ++i) {
      const Use& use = list[at(i)];
      all.push_back(&(inputs[{node, i}] = {&use, use.target, use.government, false, {1}, {}}));
    }
  }
  for (const auto& [key, use] : demands_) {
    all.push_back(&(demands[key] = {&use, use.target, use.government, false, {1}, {}}));
  }
  // What was sent before day 0 is on its way.
  for (State* state : all) {
    for (const Flow& flow : state->use->flows) {
      for (int t = 0; t < flow.lead; ++t) state->arrives[t] += flow.share;
    }
  }
  int first_shock = scenario.shocks.empty() ? 0 : scenario.shocks.front().start_day;
  for (const Shock& shock : scenario.shocks) first_shock = std::min(first_shock, shock.start_day);
  const auto touches = [&](const Shock& shock, int product, int user) {
    return (shock.product.empty() || data_.products[at(product)].id == shock.product) &&
           (user < 0 ? shock.place.empty() : covers(shock.place, user));
  };
  // Baseline weight of everybody who buys from a node, and today's orders, by class.
  const auto buys = [&](const State& state, int place) {
    double share = 0;
    for (const Flow& flow : state.use->flows) share += flow.supplier == place ? flow.share : 0;
    return share;
  };

  std::vector<NaiveDay> out;
  for (int day = 0; day < days; ++day) {
    NaiveDay view;
    std::map<NaiveNode, double> caps;
    // Stocks lost, then what arrives.
    for (State* state : all) {
      for (const Shock& shock : scenario.shocks) {
        if (shock.kind == ShockKind::stock_loss && shock.start_day == day &&
            touches(shock, state->use->product, state->use->user)) {
          state->stock *= 1 - shock.size.value;
        }
      }
      const Use& use = *state->use;
      if (use.release == "at_once" && day >= first_shock) state->released = true;
      if (use.release == "threshold" &&
          (state->stock < use.threshold - kSame || state->stock <= kSame)) {
        state->released = true;
      }
      state->receipts = state->arrives[day];
      state->b = state->stock + state->receipts + (state->released ? state->government : 0);
    }
    const auto draw = [](State& state, double y) {
      if (state.released) {
        state.government -=
            std::min(state.government, std::max(0.0, y - (state.stock + state.receipts)));
      }
      state.stock = std::clamp(state.stock + state.receipts - y, 0.0, state.use->target);
    };
    // Output of every node.
    for (const auto& [node, list] : uses_) {
      double working = 1;
      for (const Shock& shock : scenario.shocks) {
        if (shock.kind != ShockKind::outage && shock.kind != ShockKind::recall) continue;
        if (touches(shock, node.product, node.place)) {
          working *= 1 - shock.size.value * window(shock, day);
        }
      }
      const double capacity = capacity_.at(node);
      const double cap = (ario ? capacity : std::min(1.0, capacity)) * working;
      caps[node] = cap;
      double orders = 0;
      double baseline = 0;
      for (const State* state : all) {
        if (state->use->product != node.product) continue;
        const double m = buys(*state, node.place);
        const double b = ario ? ban(scenario, node.product, node.place, state->use->user, day) : 0;
        orders += state->use->weight * m * (1 - b) * state->orders[at(day)];
        baseline += state->use->weight * m;
      }
      const double asked = baseline > 0 ? orders / baseline : 1;
      const double z = std::min(cap, asked);
      double y = z;
      double important = 1;
      std::map<std::string, int> drawn;
      for (int i = 0; i < static_cast<int>(list.size()); ++i) {
        const std::string& group = inputs_.at(node)[at(i)].group;
        const auto found = drawn.find(group);
        if (found == drawn.end() || inputs[{node, i}].b > inputs[{node, found->second}].b + kSame) {
          drawn[group] = i;
        }
      }
      for (const auto& [group, i] : drawn) {
        const Input& input = inputs_.at(node)[at(i)];
        const double b = inputs[{node, i}].b;
        if (input.essential)
          y = std::min(y, b);
        else if (z > 0)
          important -= input.weight * (1 - std::min(1.0, b / z));
      }
      y = std::min(y, z * important);
      if (z <= 0) y = 0;
      for (int i = 0; i < static_cast<int>(list.size()); ++i) {
        State& state = inputs[{node, i}];
        draw(state, drawn[inputs_.at(node)[at(i)].group] == i ? y : 0);
        view.stock[{node, i}] = state.stock + state.government;
        state.orders.push_back(
            ario ? std::clamp(z + (state.use->target - state.stock) / 30, 0.0, 2.0) : 1);
      }
      view.output[node] = y;
    }
    // Final demand.
    for (auto& [key, state] : demands) {
      double z = 1;
      for (const Shock& shock : scenario.shocks) {
        if (shock.kind != ShockKind::demand_surge || key.user == -2) continue;
        if (touches(shock, key.product, key.user)) {
          z *= 1 + (shock.size.value - 1) * window(shock, day);
        }
      }
      const double served = std::min(z, state.b);
      draw(state, served);
      view.demand[key] = z;
      view.unmet[key] = z - served;
      view.demand_stock[key] = state.stock + state.government;
      state.orders.push_back(ario ? std::clamp(z + (state.use->target - state.stock) / 30, 0.0, 2.0)
                                  : 1);
    }
    // What each node sends, to the most urgent first, on yesterday's orders.
    for (const auto& [node, y] : view.output) {
      double baseline = 0;
      double everything = 0;
      std::map<int, double> asked;
      for (const State* state : all) {
        if (state->use->product != node.product) continue;
        const double m = buys(*state, node.place);
        const double b = ario ? ban(scenario, node.product, node.place, state->use->user, day) : 0;
        const double amount = state->use->weight * m * (1 - b) * state->orders[at(day)];
        asked[state->use->priority] += amount;
        everything += amount;
        baseline += state->use->weight * m;
      }
      double left = y * baseline;
      std::map<int, double> filled;
      for (const auto& [priority, amount] : asked) {
        if (amount > kSame * baseline) {
          filled[priority] = std::min(1.0, left / amount);
          left -= filled[priority] * amount;
        } else if (baseline == 0) {
          // Nobody of weight buys here at all: orders count as 1.
          filled[priority] = std::min(1.0, y);
        } else if (everything > kSame * baseline) {
          // None in this class: those who look on see what all get together.
          filled[priority] = std::min(1.0, y * baseline / everything);
        } else {
          // None any more: those who look on are filled as far as the capacity would go.
          filled[priority] = std::min(1.0, caps.at(node));
        }
      }
      for (State* state : all) {
        if (state->use->product != node.product) continue;
        for (const Flow& flow : state->use->flows) {
          if (flow.supplier != node.place) continue;
          const double closed = ban(scenario, node.product, node.place, state->use->user, day);
          const double sent =
              flow.share * state->orders[at(day)] * filled[state->use->priority] * (1 - closed);
          double moving = 1;
          for (const auto& [held, leaves] :
               holds(scenario, node.product, node.place, state->use->user, day)) {
            state->arrives[leaves + flow.lead] += sent * held;
            moving -= held;
          }
          state->arrives[day + flow.lead] += sent * moving;
        }
      }
    }
    // Unknown supply: a place that no shock strikes, without capacity beyond its baseline.
    for (int p = 0; p < products_; ++p) {
      double baseline = 0;
      std::map<int, double> asked;
      for (const State* state : all) {
        if (state->use->product != p) continue;
        const double weight = state->use->weight * buys(*state, -1);
        baseline += weight;
        asked[state->use->priority] += weight * state->orders[at(day)];
      }
      double everything = 0;
      for (const auto& [priority, amount] : asked) everything += amount;
      const double made = std::min(baseline, everything);
      double left = made;
      for (const auto& [priority, amount] : asked) {
        double filled = everything > 0 ? made / everything : 1;
        if (amount > kSame * baseline) filled = std::min(1.0, left / amount);
        left -= filled * amount;
        for (State* state : all) {
          if (state->use->product != p || state->use->priority != priority) continue;
          for (const Flow& flow : state->use->flows) {
            if (flow.supplier >= 0) continue;
            state->arrives[day + flow.lead] += flow.share * state->orders[at(day)] * filled;
          }
        }
      }
    }
    out.push_back(std::move(view));
  }
  return out;
}

}  // namespace nail::oracle
