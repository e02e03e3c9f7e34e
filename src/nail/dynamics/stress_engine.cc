#include "nail/dynamics/stress_engine.h"

#include <bit>
#include <limits>
#include <numeric>

namespace nail {
namespace {

// Near enough to be called the same: what differs by rounding only must not decide.
constexpr double kSame = 1e-9;
// More than any stock.
constexpr double kAmple = 1e300;
// Uses of a block; fewer than two blocks are not worth a second thread.
constexpr std::size_t kBlock = 4096;

}  // namespace

template <class V, class P>
StressEngine<V, P>::StressEngine(const StressStructure& structure, const StressNumbers<P>& numbers)
    : structure_(structure), network_(*structure.network), numbers_(numbers) {
  products_part_ = [this](std::size_t block) {
    for (std::uint32_t i = block_begin_[block]; i < block_begin_[block + 1]; ++i) {
      product_day(active_[i], block);
    }
  };
  channels_part_ = [this](std::size_t block) {
    const std::uint32_t end = channel_block_[block + 1];
    for (std::uint32_t c = channel_block_[block]; c < end; ++c) {
      // What a channel's use ordered lies anywhere: it is called for some channels ahead.
      if (is_ario_) __builtin_prefetch(&before_[channels_[std::min(c + 12, end - 1)].use]);
      channel_day(channels_[c], c);
    }
  };
}

template <class V, class P>
void StressEngine<V, P>::start(std::span<const ShockPlan* const> plans,
                               const StressRunOptions& options) {
  is_ario_ = options.mode == StressMode::ario;
  refill_ = 1 / options.restock_days;
  days_ = options.days;
  plans_ = plans;
  find_reach(structure_, plans, options.mode, options.watched, reach_);
  shipping_.set(structure_, plans, reach_);

  const V one = as<V>(1.0);
  const V zero = as<V>(0.0);
  const std::size_t nodes = network_.nodes.size();
  const std::size_t uses = network_.uses.size();
  output_.assign(nodes, one);
  cap_.resize(nodes);
  for (std::size_t n = 0; n < nodes; ++n) cap_[n] = is_ario_ ? as<V>(numbers_.capacity[n]) : one;
  stock_.resize(uses);
  for (std::size_t u = 0; u < uses; ++u) stock_[u] = as<V>(numbers_.target[u]);
  if (is_ario_) {
    order_.assign(uses, one);
    before_.assign(uses, one);
    line_sum_.assign(structure_.lines.size(), zero);
    line_next_.assign(structure_.lines.size(), zero);
    demand_sum_.assign(structure_.class_priority.size(), zero);
  }
  demand_.assign(network_.demands(), one);
  unmet_.assign(network_.demands(), zero);
  filled_.assign(structure_.fills, one);
  pool_.assign(structure_.class_priority.size(), one);
  pool_next_.assign(structure_.class_priority.size(), one);

  special_of_.assign(uses, kNowhere);
  specials_.clear();
  commercial_.clear();
  government_.clear();
  released_.assign(numbers_.government_uses.size(), zero);
  for (std::size_t g = 0; g < numbers_.government_uses.size(); ++g) {
    const std::uint32_t u = numbers_.government_uses[g];
    special_of_[u] = static_cast<std::uint32_t>(specials_.size());
    specials_.push_back({kNowhere, static_cast<std::uint32_t>(g)});
    commercial_.push_back(stock_[u]);
    government_.push_back(as<V>(numbers_.government[g]));
    stock_[u] += government_.back();
  }
  start_channels();
  start_order_fixes();
  through_channel_.assign(nodes, 0);
  has_government_.assign(nodes, 0);
  for (std::uint32_t n = 0; n < nodes; ++n) {
    for (std::uint32_t u = network_.use_begin[n]; u < network_.use_begin[n + 1]; ++u) {
      if (special_of_[u] == kNowhere) continue;
      const Special& special = specials_[special_of_[u]];
      if (special.channel != kNowhere) through_channel_[n] = 1;
      if (special.government != kNowhere) has_government_[n] = 1;
    }
  }

  std::vector<std::pair<std::uint32_t, DayEffect>> found;
  const auto group = [&](auto& begin, auto& effects) {
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    begin.clear();
    effects.clear();
    for (const auto& [at, effect] : found) {
      if (begin.empty() || begin.back().first != at) {
        begin.emplace_back(at, static_cast<std::uint32_t>(effects.size()));
      }
      effects.push_back(effect);
    }
    begin.emplace_back(kNowhere, static_cast<std::uint32_t>(effects.size()));
    found.clear();
  };
  for (std::uint32_t k = 0; k < plans.size(); ++k) {
    for (const ShockPlan::Outage& outage : plans[k]->outages) {
      found.push_back({outage.node.value, {k, outage.size, outage.window}});
    }
  }
  group(outage_of_, outages_);
  for (std::uint32_t k = 0; k < plans.size(); ++k) {
    for (const ShockPlan::Surge& surge : plans[k]->surges) {
      if (reach_.demands[network_.demand(surge.demand).product.index()] == 0) continue;
      found.push_back(
          {static_cast<std::uint32_t>(surge.demand), {k, surge.factor - 1, surge.window}});
    }
  }
  group(surge_of_, surges_);
  start_blocks(options.parallel);
}

template <class V, class P>
void StressEngine<V, P>::start_channels() {
  channels_.clear();
  channel_passages_.clear();
  std::size_t ring_total = 0;
  std::vector<std::uint32_t> channel_of_group(is_ario_ ? 0 : structure_.groups.size(), kNowhere);
  const auto ring_limit = static_cast<std::uint32_t>(std::max(1, days_)) + 1;
  const auto add = [&](std::uint32_t u) {
    const std::uint32_t g = structure_.use_group[u];
    const StressUse& use = network_.uses[u];
    const auto passages = shipping_.of_group(g);
    const bool supply_moves = reach_.nodes[use.product.index()] != 0;
    if (passages.empty() && (use.mix == StressUse::kPool || !supply_moves)) return;
    std::uint32_t c = is_ario_ ? kNowhere : channel_of_group[g];
    if (c == kNowhere) {
      Channel channel;
      channel.group = g;
      channel.use = u;
      std::uint32_t lead = 1;
      if (use.mix != StressUse::kPool) {
        const StressMix& mix = network_.mixes[use.mix];
        for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
          lead = std::max(lead, network_.links[l].lead_days);
        }
      }
      bool is_held = false;
      for (const Passage<V>& passage : passages) {
        is_held = is_held || passage.held_begin != passage.held_end;
      }
      const std::uint32_t wait = is_held ? shipping_.longest_hold() : 0;
      // A power of two, so that a day's place in the ring is a mask and no division.
      const std::uint32_t size = std::bit_ceil(std::min(lead + wait + 1, ring_limit));
      channel.ring_mask = size - 1;
      if (!passages.empty()) {
        channel.passage_begin =
            static_cast<std::uint32_t>(passages.data() - shipping_.passages().data());
        channel.passage_end = channel.passage_begin + static_cast<std::uint32_t>(passages.size());
      }
      c = static_cast<std::uint32_t>(channels_.size());
      channels_.push_back(channel);
      if (!is_ario_) channel_of_group[g] = c;
    }
    if (special_of_[u] == kNowhere) {
      special_of_[u] = static_cast<std::uint32_t>(specials_.size());
      specials_.push_back({});
    }
    specials_[special_of_[u]].channel = c;
  };
  for (std::uint32_t n = 0; n < network_.nodes.size(); ++n) {
    if (reach_.nodes[network_.nodes[n].product.index()] == 0) continue;
    for (std::uint32_t u = network_.use_begin[n]; u < network_.use_begin[n + 1]; ++u) add(u);
  }
  for (std::size_t u = network_.first_demand; u < network_.uses.size(); ++u) {
    if (reach_.demands[network_.uses[u].product.index()] != 0) add(static_cast<std::uint32_t>(u));
  }
  // By group, so that neighbours read the same mixes and suppliers.
  std::vector<std::uint32_t> order(channels_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return channels_[a].group < channels_[b].group;
  });
  std::vector<Channel> sorted;
  std::vector<std::uint32_t> place(channels_.size());
  ring_total = 0;
  for (const std::uint32_t c : order) {
    place[c] = static_cast<std::uint32_t>(sorted.size());
    sorted.push_back(channels_[c]);
    sorted.back().ring_begin = static_cast<std::uint32_t>(ring_total);
    ring_total += sorted.back().ring_mask + 1;
  }
  channels_ = std::move(sorted);
  for (Special& special : specials_) {
    if (special.channel != kNowhere) special.channel = place[special.channel];
  }
  channel_order_.assign(channels_.size(), as<V>(1.0));
  const auto channel_of_use = [&](std::uint32_t u) {
    const std::uint32_t special = special_of_[u];
    return special == kNowhere ? kNowhere : specials_[special].channel;
  };
  in_channel_.clear();
  for (const std::uint32_t u : structure_.in_use) in_channel_.push_back(channel_of_use(u));
  unknown_channel_.clear();
  for (const std::uint32_t u : structure_.unknown_use) {
    unknown_channel_.push_back(channel_of_use(u));
  }
  rings_.assign(ring_total, as<V>(0.0));
  arriving_.assign(channels_.size(), as<V>(1.0));
}

// Orders leave out what a ban stops, in ario only: in cascade orders stay at baseline.
template <class V, class P>
void StressEngine<V, P>::start_order_fixes() {
  fix_begin_.clear();
  fixes_.clear();
  if (!is_ario_ || shipping_.passages().empty()) return;
  // By node, then use: counted, then put in place.
  const auto for_fixes = [&](const auto& visit) {
    for (std::uint32_t u = 0; u < network_.uses.size(); ++u) {
      const std::uint32_t g = structure_.use_group[u];
      for (const Passage<V>& passage : shipping_.of_group(g)) {
        const auto at = static_cast<std::uint32_t>(&passage - shipping_.passages().data());
        if (kLanesOf < P >> 1 || network_.uses[u].weight > 0) visit(u, g, at, passage);
      }
    }
  };
  fix_begin_.assign(network_.nodes.size() + 1, 0);
  std::vector<std::vector<OrderFix>> by_node(network_.nodes.size());
  for_fixes([&](std::uint32_t u, std::uint32_t, std::uint32_t at, const Passage<V>& passage) {
    by_node[passage.node].push_back(
        {u, at, true, numbers_.own_pool_weight[u] * numbers_.share[passage.node]});
    for (std::uint32_t e = structure_.in_begin[passage.node];
         e < structure_.in_begin[passage.node + 1]; ++e) {
      if (structure_.in_use[e] == u) {
        by_node[passage.node].push_back({u, at, false, numbers_.in_weight[e]});
      }
    }
  });
  for (std::size_t n = 0; n < by_node.size(); ++n) {
    fixes_.insert(fixes_.end(), by_node[n].begin(), by_node[n].end());
    fix_begin_[n + 1] = static_cast<std::uint32_t>(fixes_.size());
  }
}

template <class V, class P>
void StressEngine<V, P>::start_blocks(bool parallel) {
  active_.clear();
  block_begin_.assign(1, 0);
  channel_block_.assign(1, 0);
  std::size_t work = 0;
  for (std::uint32_t p = 0; p < structure_.products(); ++p) {
    if (reach_.nodes[p] == 0 && reach_.demands[p] == 0) continue;
    active_.push_back(p);
    work += structure_.demand_begin[p + 1] - structure_.demand_begin[p];
    const std::uint32_t begin = network_.node_begin[p];
    const std::uint32_t end = network_.node_begin[p + 1];
    if (reach_.nodes[p] != 0) {
      work += end - begin + network_.use_begin[end] - network_.use_begin[begin];
    }
    if (work * kLanesOf<V> < kBlock) continue;
    block_begin_.push_back(static_cast<std::uint32_t>(active_.size()));
    work = 0;
  }
  if (block_begin_.back() != active_.size()) {
    block_begin_.push_back(static_cast<std::uint32_t>(active_.size()));
  }
  work = 0;
  for (std::uint32_t c = 0; c < channels_.size(); ++c) {
    work += 1 + channels_[c].passage_end - channels_[c].passage_begin;
    const std::uint32_t mix = structure_.groups[channels_[c].group].mix;
    if (mix != StressUse::kPool) work += network_.mixes[mix].end - network_.mixes[mix].begin;
    if (work * kLanesOf<V> < kBlock) continue;
    channel_block_.push_back(c + 1);
    work = 0;
  }
  if (channel_block_.back() != channels_.size()) {
    channel_block_.push_back(static_cast<std::uint32_t>(channels_.size()));
  }
  in_parallel_ = parallel && block_begin_.size() > 4;
  const std::size_t blocks = block_begin_.size() - 1;
  input_scratch_.resize(blocks * structure_.most_inputs);
  class_scratch_.resize(blocks * 2 * structure_.most_classes);
}

template <class V, class P>
void StressEngine<V, P>::take_lost_stock(int day) {
  for (std::size_t k = 0; k < plans_.size(); ++k) {
    for (const ShockPlan::StockLoss& loss : plans_[k]->stock_losses) {
      if (loss.day != day) continue;
      const std::uint32_t u = loss.use.value;
      const std::uint32_t special = special_of_[u];
      const std::uint32_t g = special == kNowhere ? kNowhere : specials_[special].government;
      V& stock = g == kNowhere ? stock_[u] : commercial_[g];
      set_lane(stock, k, lane(stock, k) * (1 - loss.size));
      if (g != kNowhere) stock_[u] = commercial_[g] + government_[g];
    }
  }
}

// What the day's windows make of capacities, demands, flows, stocks.
template <class V, class P>
void StressEngine<V, P>::go_to(int day) {
  day_ = day;
  take_lost_stock(day);
  shipping_.go_to(day);
  for (std::size_t i = 0; i + 1 < outage_of_.size(); ++i) {
    const std::uint32_t n = outage_of_[i].first;
    V cap = is_ario_ ? as<V>(numbers_.capacity[n]) : as<V>(1.0);
    for (std::uint32_t e = outage_of_[i].second; e < outage_of_[i + 1].second; ++e) {
      const DayEffect& outage = outages_[e];
      set_lane(cap, outage.lane,
               lane(cap, outage.lane) *
                   (1 - NAIL_MUTANT(stress_outage_never_fades, outage.size * outage.window.at(day),
                                    outage.size)));
    }
    cap_[n] = cap;
  }
  for (std::size_t i = 0; i + 1 < surge_of_.size(); ++i) {
    V demand = as<V>(1.0);
    for (std::uint32_t e = surge_of_[i].second; e < surge_of_[i + 1].second; ++e) {
      const DayEffect& surge = surges_[e];
      set_lane(demand, surge.lane,
               lane(demand, surge.lane) * (1 + surge.size * surge.window.at(day)));
    }
    demand_[surge_of_[i].first] = demand;
  }
  for (std::size_t g = 0; g < numbers_.government_uses.size(); ++g) {
    const StressUse& use = network_.uses[numbers_.government_uses[g]];
    for (std::size_t k = 0; k < plans_.size(); ++k) {
      const double stock = lane(commercial_[g], k);
      const bool is_low = stock <= kSame || stock < lane(numbers_.threshold[g], k) - kSame;
      if (use.release == Release::at_once ? day >= plans_[k]->first_day : is_low) {
        set_lane(released_[g], k, 1);
      }
    }
  }
}

template <class V, class P>
inline V StressEngine<V, P>::receipts_of(std::uint32_t u, const V& pool) const {
  const std::uint32_t special = special_of_[u];
  if (special != kNowhere && specials_[special].channel != kNowhere) {
    return arriving_[specials_[special].channel];
  }
  return is_ario_ ? V(before_[u] * pool) : pool;
}

template <class V, class P>
inline V StressEngine<V, P>::there(std::uint32_t u, const V& receipts) const {
  V out = stock_[u] + receipts;
  const std::uint32_t special = special_of_[u];
  if (special != kNowhere && specials_[special].government != kNowhere) {
    const std::uint32_t g = specials_[special].government;
    out -= government_[g] * (as<V>(1.0) - released_[g]);
  }
  return out;
}

// What is left of a stock. Not receipts + stock - drawn: stock + (1 - 1) is the stock to the last
// bit.
template <class V>
inline V left_of(const V& stock, const V& receipts, const V& drawn, const V& target) {
  const V none = as<V>(0.0);
  const V rest = where_less(drawn, V(stock + receipts), V(stock + (receipts - drawn)), none);
  return NAIL_MUTANT(stress_stock_beyond_target, smaller(larger(rest, none), target),
                     larger(rest, none));
}

template <class V>
inline V order_of(const V& z, const V& stock, const V& target, double refill) {
  return smaller(
      larger(V(z +
               NAIL_MUTANT(stress_refill_backwards, V(target - stock), V(stock - target)) * refill),
             as<V>(0.0)),
      as<V>(NAIL_MUTANT(stress_orders_without_limit, 2.0, 1e9)));
}

// Takes what a day's use drew out of receipts, stock and government stock.
template <class V, class P>
inline void StressEngine<V, P>::draw(std::uint32_t u, const V& receipts, const V& drawn) {
  const std::uint32_t special = special_of_[u];
  const std::uint32_t g = special == kNowhere ? kNowhere : specials_[special].government;
  const V target = as<V>(numbers_.target[u]);
  if (g == kNowhere) {
    stock_[u] = left_of(stock_[u], receipts, drawn, target);
    return;
  }
  const V used =
      smaller(larger(V(drawn - (commercial_[g] + receipts)), as<V>(0.0)), government_[g]);
  government_[g] -= NAIL_MUTANT(stress_government_refills, used, V(used * 0.0)) * released_[g];
  commercial_[g] = left_of(commercial_[g], receipts, drawn, target);
  stock_[u] = commercial_[g] + government_[g];
}

template <class V, class P>
inline void StressEngine<V, P>::order(std::uint32_t u, const V& z, V& sum) {
  const std::uint32_t special = special_of_[u];
  const std::uint32_t g = special == kNowhere ? kNowhere : specials_[special].government;
  const V& stock = g == kNowhere ? stock_[u] : commercial_[g];
  const V order = order_of(z, stock, as<V>(numbers_.target[u]), refill_);
  before_[u] = order;
  sum += numbers_.own_pool_weight[u] * (order - as<V>(1.0));
}

template <class V, class P>
void StressEngine<V, P>::product_day(std::size_t p, std::size_t block) {
  if (reach_.nodes[p] != 0) {
    if (is_ario_) {
      nodes_day<true>(p, block);
    } else {
      nodes_day<false>(p, block);
    }
  }
  if (reach_.demands[p] != 0) demands_day(p);
}

template <class V, class P>
void StressEngine<V, P>::add_fixes(std::uint32_t n, std::size_t p, V* asked) const {
  const V one = as<V>(1.0);
  const V common = shipping_.common(n) == nullptr ? one : *shipping_.common(n);
  const std::uint32_t first = structure_.class_begin[p];
  for (std::uint32_t f = fix_begin_[n]; f < fix_begin_[n + 1]; ++f) {
    const OrderFix& fix = fixes_[f];
    const V kept = shipping_.passages()[fix.passage].kept - (fix.pool ? common : one);
    asked[structure_.use_class[fix.use] - first] += fix.weight * (order_[fix.use] * kept);
  }
}

// The part of all its orders that a supplier fills with the output y. Where nobody of weight orders
// (a ban has stopped them all), those who look on are filled as far as its capacity would go.
template <class V>
inline V filled_of_all(const V& cap, const V& y, const V& orders) {
  const V one = as<V>(1.0);
  const V none = as<V>(kSame);
  V part = y / where_less(none, orders, orders, one);
  take_min(part, one);
  // Who can fill everything does so to the last bit.
  part = where_less(y, orders, part, one);
  return where_less(none, orders, part, smaller(cap, one));
}

// What a supplier fills of each class of its orders: weight is that of all its buyers, asked is
// what each class orders, times weights; filled(c): where the part of class c goes.
template <class V, class Filled>
void fill_classes(const V& weight, const V& cap, const V& y, const V& orders, const V* asked,
                  std::uint32_t classes, const Filled& filled) {
  const V zero = as<V>(0.0);
  const V one = as<V>(1.0);
  // Those without weight in their class see what all get together.
  const V together = filled_of_all(cap, y, orders);
  const V nothing = weight * kSame;
  V left = y * weight;
  for (std::uint32_t c = 0; c < classes; ++c) {
    const V& wanted = asked[c];
    V part = left / where_less(nothing, wanted, wanted, one);
    take_min(part, one);
    part = where_less(nothing, wanted, part, together);
    // Who can fill everything does so to the last bit.
    part = where_less(y, orders, part, together);
    filled(c) = part;
    V taken = wanted;
    take_max(taken, zero);
    left -= NAIL_MUTANT(stress_classes_served_twice, V(part * taken), zero);
    take_max(left, zero);
  }
}

template <class V, class P>
inline void StressEngine<V, P>::add_link(std::size_t p, std::uint32_t use, const P& weight,
                                         std::uint32_t channel, V* asked) const {
  if (channel == kNowhere) return;
  const std::uint32_t c =
      structure_.has_one_class(p) ? 0 : structure_.use_class[use] - structure_.class_begin[p];
  asked[c] += weight * (channel_order_[channel] - as<V>(1.0));
}

// Supply that nobody knows the place of is a place without shocks: it makes what is ordered, up to
// its baseline.
template <class V, class P>
void StressEngine<V, P>::unknown_day(std::size_t p, const V* change, V* asked) {
  const V one = as<V>(1.0);
  const std::uint32_t first_class = structure_.class_begin[p];
  const std::uint32_t classes = structure_.class_begin[p + 1] - first_class;
  for (std::uint32_t c = 0; c < classes; ++c) asked[c] = numbers_.unknown[p] * change[c];
  for (std::uint32_t e = structure_.unknown_begin[p]; e < structure_.unknown_begin[p + 1]; ++e) {
    add_link(p, structure_.unknown_use[e],
             NAIL_MUTANT(stress_unknown_forgets_links, numbers_.unknown_weight[e], P{}),
             unknown_channel_[e], asked);
  }
  V all = asked[0];
  for (std::uint32_t c = 1; c < classes; ++c) all += asked[c];
  const V orders = larger(V(one + all * numbers_.unknown_order_scale[p]), as<V>(0.0));
  const V y = NAIL_MUTANT(stress_unknown_fills_every_order, smaller(one, orders), orders);
  if (classes == 1) {
    filled_[structure_.unknown_fill(first_class)] = filled_of_all(one, y, orders);
    return;
  }
  for (std::uint32_t c = 0; c < classes; ++c) {
    asked[c] += as<V>(numbers_.class_weight[structure_.unknown_fill(first_class + c)]);
  }
  fill_classes(
      as<V>(numbers_.unknown_order_weight[p]), one, y, orders, asked, classes,
      [&](std::uint32_t c) -> V& { return filled_[structure_.unknown_fill(first_class + c)]; });
}

template <class V, class P>
V StressEngine<V, P>::orders_of(std::size_t p, std::uint32_t n, const V* change, V* asked) const {
  const V one = as<V>(1.0);
  const std::uint32_t first_class = structure_.class_begin[p];
  const std::uint32_t classes = structure_.class_begin[p + 1] - first_class;
  const auto& share = numbers_.share[n];
  const V* common = shipping_.common(n);
  for (std::uint32_t c = 0; c < classes; ++c) {
    asked[c] = share * change[c];
    if (common != nullptr) {
      asked[c] = share * (*common * change[c] +
                          NAIL_MUTANT(stress_ban_leaves_orders, V(*common - one), as<V>(0.0)) *
                              numbers_.pool_weight[first_class + c]);
    }
  }
  for (std::uint32_t e = structure_.in_begin[n]; e < structure_.in_begin[n + 1]; ++e) {
    add_link(p, structure_.in_use[e], numbers_.in_weight[e], in_channel_[e], asked);
  }
  if (!fix_begin_.empty() && fix_begin_[n] != fix_begin_[n + 1]) add_fixes(n, p, asked);
  V all = asked[0];
  for (std::uint32_t c = 1; c < classes; ++c) all += asked[c];
  return larger(V(one + all * numbers_.order_scale[n]), as<V>(0.0));
}

// Output of a node without alternatives and government stocks; its stocks and orders after it. No
// branch inside: an essential input has weight 0, an important one ample slack.
template <class V, class P>
template <bool kArio>
inline V StressEngine<V, P>::plain_node(std::uint32_t n, std::uint32_t u0, const V& z,
                                        Input* inputs, std::size_t count) {
  const V zero = as<V>(0.0);
  const V one = as<V>(1.0);
  V* before = kArio ? before_.data() + u0 : nullptr;
  V* stocks = stock_.data() + u0;
  for (std::size_t j = 0; j < count; ++j) {
    inputs[j].receipts = kArio ? V(before[j] * inputs[j].pool) : inputs[j].pool;
  }
  if (through_channel_[n] != 0) {
    for (std::size_t j = 0; j < count; ++j) {
      inputs[j].receipts = receipts_of(static_cast<std::uint32_t>(u0 + j), inputs[j].pool);
    }
  }
  V limit = z;
  V important = zero;
  for (std::size_t j = 0; j < count; ++j) {
    const V most = stocks[j] + inputs[j].receipts;
    limit = smaller(limit, V(most + inputs[j].slack));
    important += larger(V(z - most), zero) * inputs[j].weight;
  }
  const V y = larger(smaller(limit, V(z - important)), zero);
  const P* targets = numbers_.target.data() + u0;
  const P* weights = numbers_.own_pool_weight.data() + u0;
  for (std::size_t j = 0; j < count; ++j) {
    const V target = as<V>(targets[j]);
    const V stock = left_of(stocks[j], inputs[j].receipts, y, target);
    stocks[j] = stock;
    if constexpr (kArio) {
      const V order = order_of(z, stock, target, refill_);
      before[j] = order;
      inputs[j].sum += weights[j] * (order - one);
    }
  }
  return y;
}

// The same for any node. Of alternatives the one with most counts, and is drawn.
template <class V, class P>
template <bool kArio>
V StressEngine<V, P>::intricate_node(std::uint32_t u0, const V& z, Input* inputs,
                                     std::size_t count) {
  const V zero = as<V>(0.0);
  V limit = z;
  V important = zero;
  V best = zero;
  for (std::size_t j = 0; j < count; ++j) {
    Input& input = inputs[j];
    const auto u = static_cast<std::uint32_t>(u0 + j);
    input.receipts = receipts_of(u, input.pool);
    const V most = there(u, input.receipts);
    best = NAIL_MUTANT(stress_last_alternative, input.is_first, true)
               ? most
               : where_less(V(best + kSame), most, most, best);
    if (!input.is_last) continue;
    limit = smaller(limit, V(best + input.slack));
    important += larger(V(z - best), zero) * input.weight;
  }
  const V y = larger(smaller(limit, V(z - important)), zero);
  for (std::size_t j = 0; j < count; ++j) {
    Input& input = inputs[j];
    const auto u = static_cast<std::uint32_t>(u0 + j);
    if (input.is_first && input.is_last) {
      draw(u, input.receipts, y);
    } else if (input.is_first) {
      draw_alternatives(u0, j, count, inputs, y);
    }
    if constexpr (kArio) order(u, z, input.sum);
  }
  return y;
}

template <class V, class P>
template <bool kArio>
void StressEngine<V, P>::nodes_day(std::size_t p, std::size_t block) {
  const V zero = as<V>(0.0);
  const V one = as<V>(1.0);
  const auto recipe = network_.base->inputs(ProductId(p));
  const std::size_t count = recipe.size();
  Input* inputs = input_scratch_.data() + block * structure_.most_inputs;
  V* asked = class_scratch_.data() + block * 2 * structure_.most_classes;  // of a node's orders
  V* change = asked + structure_.most_classes;                             // of the pool's orders
  const std::uint32_t first_class = structure_.class_begin[p];
  const std::uint32_t classes = structure_.class_begin[p + 1] - first_class;
  bool has_alternatives = false;
  for (std::size_t j = 0; j < count; ++j) {
    Input& input = inputs[j];
    input.pool = pool_[structure_.class_begin[recipe[j].product.index()]];
    input.sum = zero;
    const bool is_essential = recipe[j].necessity == Necessity::essential;
    input.slack = is_essential ? 0 : kAmple;
    input.weight =
        is_essential ? 0 : NAIL_MUTANT(stress_important_without_weight, recipe[j].weight, 1.0);
    input.is_first = j == 0 || recipe[j - 1].group != recipe[j].group;
    input.is_last = j + 1 == count || recipe[j + 1].group != recipe[j].group;
    has_alternatives = has_alternatives || !input.is_first || !input.is_last;
  }
  if constexpr (kArio) {
    for (std::uint32_t c = 0; c < classes; ++c) change[c] = demand_sum_[first_class + c];
    for (std::uint32_t i = structure_.line_begin[p]; i < structure_.line_begin[p + 1]; ++i) {
      change[0] += line_sum_[structure_.lines[i]];
    }
  }
  V lost = zero;  // of the pool, one class
  const std::uint32_t end_node = network_.node_begin[p + 1];
  for (std::uint32_t n = network_.node_begin[p]; n < end_node; ++n) {
    const V orders = kArio ? orders_of(p, n, change, asked) : one;
    const V z = kArio ? NAIL_MUTANT(stress_makes_beyond_orders, smaller(cap_[n], orders), cap_[n])
                      : cap_[n];

    const std::uint32_t u0 = network_.use_begin[n];
    const bool is_plain = !has_alternatives && has_government_[n] == 0;
    const V y = is_plain ? plain_node<kArio>(n, u0, z, inputs, count)
                         : intricate_node<kArio>(u0, z, inputs, count);
    output_[n] = y;

    if (classes == 1) {
      const V part = filled_of_all(cap_[n], y, orders);
      filled_[structure_.filled_begin[first_class] + n - network_.node_begin[p]] = part;
      const V* common = shipping_.common(n);
      lost += numbers_.share[n] * (one - (common == nullptr ? part : V(part * *common)));
    } else {
      for (std::uint32_t c = 0; c < classes; ++c) {
        const auto& weight = numbers_.class_weight[structure_.fill(first_class + c, n)];
        asked[c] = kArio ? V(as<V>(weight) + asked[c]) : as<V>(weight);
      }
      fill_classes(
          as<V>(numbers_.order_weight[n]), cap_[n], y, orders, asked, classes,
          [&](std::uint32_t c) -> V& { return filled_[structure_.fill(first_class + c, n)]; });
    }
  }
  if constexpr (kArio) {
    if (numbers_.has_unknown[p] != 0) unknown_day(p, change, asked);
  }
  if (classes == 1) {
    lost += NAIL_MUTANT(stress_pool_forgets_unknown, numbers_.unknown[p], P{}) *
            (one - filled_[structure_.unknown_fill(first_class)]);
    pool_next_[first_class] = one - lost;
  } else {
    pool_classes(p);
  }
  if constexpr (kArio) {
    const std::uint32_t line = network_.base->flow_begin[p];
    for (std::size_t j = 0; j < count; ++j) line_next_[line + j] = inputs[j].sum;
  }
}

// What the pool brings to each priority class.
template <class V, class P>
void StressEngine<V, P>::pool_classes(std::size_t p) {
  const V one = as<V>(1.0);
  for (std::uint32_t c = structure_.class_begin[p]; c < structure_.class_begin[p + 1]; ++c) {
    V lost = numbers_.unknown[p] * (one - filled_[structure_.unknown_fill(c)]);
    for (std::uint32_t n = network_.node_begin[p]; n < network_.node_begin[p + 1]; ++n) {
      const V* common = shipping_.common(n);
      const V& part = filled_[structure_.fill(c, n)];
      lost += numbers_.share[n] * (one - (common == nullptr ? part : V(part * *common)));
    }
    pool_next_[c] = one - lost;
  }
}

template <class V, class P>
void StressEngine<V, P>::draw_alternatives(std::uint32_t u0, std::size_t first, std::size_t count,
                                           const Input* inputs, const V& drawn) {
  V best = as<V>(0.0);
  V chosen = as<V>(static_cast<double>(first));
  std::size_t end = first;
  do {
    const V most = there(static_cast<std::uint32_t>(u0 + end), inputs[end].receipts);
    if (end > first) {
      const V enough = best + kSame;
      chosen = where_less(enough, most, as<V>(static_cast<double>(end)), chosen);
      best = where_less(enough, most, most, best);
    } else {
      best = most;
    }
  } while (!inputs[end++].is_last && end < count);
  const V zero = as<V>(0.0);
  for (std::size_t j = first; j < end; ++j) {
    const V apart = (chosen - static_cast<double>(j)) * (chosen - static_cast<double>(j));
    draw(static_cast<std::uint32_t>(u0 + j), inputs[j].receipts,
         where_less(apart, as<V>(0.5), drawn, zero));
  }
}

template <class V, class P>
void StressEngine<V, P>::demands_day(std::size_t p) {
  const V zero = as<V>(0.0);
  if (is_ario_) {
    for (std::uint32_t c = structure_.class_begin[p]; c < structure_.class_begin[p + 1]; ++c) {
      demand_sum_[c] = zero;
    }
  }
  for (std::uint32_t i = structure_.demand_begin[p]; i < structure_.demand_begin[p + 1]; ++i) {
    const auto u = static_cast<std::uint32_t>(network_.first_demand + i);
    const std::uint32_t c = structure_.use_class[u];
    const V receipts = receipts_of(u, pool_[c]);
    const V& z = demand_[i];
    const V served = smaller(z, there(u, receipts));
    unmet_[i] = z - served;
    draw(u, receipts, served);
    if (is_ario_) order(u, z, demand_sum_[c]);
  }
}

template <class V, class P>
void StressEngine<V, P>::channel_day(const Channel& channel, std::size_t c) {
  const V one = as<V>(1.0);
  const BuyerGroup& group = structure_.groups[channel.group];
  const V ordered = channel_order_[c];
  if (is_ario_) channel_order_[c] = before_[channel.use];  // today's order, which before_ took up
  // Fills of the group's class by node.
  const std::size_t p = structure_.class_product[group.priority_class].index();
  const V* filled = filled_.data() + structure_.filled_begin[group.priority_class];
  const std::uint32_t first_node = network_.node_begin[p];
  const V* unknown = filled + (network_.node_begin[p + 1] - first_node);
  V* ring = rings_.data() + channel.ring_begin;
  const auto slot = [&](int day) -> V& {
    return ring[static_cast<std::uint32_t>(day) & channel.ring_mask];
  };
  const auto hold = [&](const Passage<V>& passage, const V& sent, int lead) {
    for (const Held& held : shipping_.held(passage)) {
      const int arrives = held.leaves + NAIL_MUTANT(stress_held_goods_fly, lead, 0);
      if (held.part <= 0 || arrives >= days_) continue;
      V& into = slot(arrives);
      set_lane(into, held.lane, lane(into, held.lane) + lane(sent, held.lane) * held.part);
    }
  };
  const auto& passages = shipping_.passages();
  if (group.mix != StressUse::kPool) {
    const StressMix& mix = network_.mixes[group.mix];
    for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
      const StressLink& link = network_.links[l];
      const int lead = static_cast<int>(link.lead_days);
      const auto& share = numbers_.link_share[l];
      V sent = ordered;
      if (link.supplier) {
        const std::uint32_t n = link.supplier.value;
        sent *= filled[n - first_node];
        for (std::uint32_t i = channel.passage_begin; i < channel.passage_end; ++i) {
          if (passages[i].node != n) continue;
          hold(passages[i], V(share * (sent * passages[i].kept)), lead);
          sent *= NAIL_MUTANT(stress_held_goods_leave_too, passages[i].leaving, passages[i].kept);
        }
      } else {
        sent *= NAIL_MUTANT(stress_unknown_link_is_full, *unknown, one);
      }
      if (day_ + lead < days_) slot(day_ + lead) += share * (sent - one);
    }
  }
  const auto& pooled = numbers_.pooled[channel.group];
  for (std::uint32_t i = channel.passage_begin; i < channel.passage_end; ++i) {
    const Passage<V>& passage = passages[i];
    const V* common = shipping_.common(passage.node);
    const V sent =
        pooled * (numbers_.share[passage.node] * (ordered * filled[passage.node - first_node]));
    hold(passage, V(sent * passage.kept), 1);
    if (day_ + 1 < days_) {
      slot(day_ + 1) += sent * (passage.leaving - (common == nullptr ? one : *common));
    }
  }
  V& today = slot(day_ + 1);
  const V pool = ordered * pool_next_[group.priority_class] - one;
  arriving_[c] = larger(V(one + pooled * pool + today), as<V>(0.0));
  today = as<V>(0.0);
}

template <class V, class P>
bool StressEngine<V, P>::run(std::span<const ShockPlan* const> plans,
                             const StressRunOptions& options,
                             const std::function<bool(const DayViewOf<V>&)>& visit) {
  start(plans, options);
  int first = std::numeric_limits<int>::max();
  for (const ShockPlan* plan : plans) first = std::min(first, plan->first_day);
  const std::size_t blocks = block_begin_.size() - 1;
  const std::size_t channel_blocks = channel_block_.size() - 1;
  for (int day = 0; day < days_; ++day) {
    // Before the first shock all is at baseline.
    if (day >= first) {
      go_to(day);
      if (in_parallel_) {
        parallel_parts(blocks, products_part_);
        parallel_parts(channel_blocks, channels_part_);
      } else {
        for (std::size_t block = 0; block < blocks; ++block) products_part_(block);
        for (std::size_t block = 0; block < channel_blocks; ++block) channels_part_(block);
      }
      std::swap(order_, before_);
      std::swap(pool_, pool_next_);
      std::swap(line_sum_, line_next_);
    }
    if (!visit({day, output_, stock_, demand_, unmet_, filled_})) return false;
  }
  return true;
}

template class StressEngine<double, double>;
template class StressEngine<Lanes, double>;
template class StressEngine<Lanes, Lanes>;

}  // namespace nail
