#include "nail/dynamics/stress_engine.h"

#include <algorithm>
#include <limits>
#include <type_traits>

#include "nail/base/mutant.h"
#include "nail/dynamics/stress_channels.h"
#include "nail/numeric/parallel.h"

namespace nail {
namespace {

// Near enough to be called the same: what differs by rounding only must not decide.
constexpr double kSame = 1e-9;
// Uses of a block; fewer than two blocks are not worth a second thread.
constexpr std::size_t kBlock = 4096;

template <class V, class P>
StressParts<V, P> parts_of(const StressKernels& kernels) {
  if constexpr (std::is_same_v<V, double>) {
    return kernels.one;
  } else if constexpr (std::is_same_v<P, double>) {
    return kernels.lanes;
  } else {
    return kernels.own_lanes;
  }
}

}  // namespace

template <class V, class P>
StressEngine<V, P>::StressEngine(const StressStructure& structure, const StressNumbers<P>& numbers)
    : structure_(structure), network_(*structure.network), numbers_(numbers) {
  products_part_ = [this](std::size_t block) {
    parts_.products(day_, static_cast<std::uint32_t>(block));
  };
  channels_part_ = [this](std::size_t block) {
    parts_.channels(day_, static_cast<std::uint32_t>(block));
  };
}

template <class V, class P>
void StressEngine<V, P>::start(const StressRunOptions& options) {
  const StressKernels* kernels = stress_kernels(options.instruction_set);
  parts_ = parts_of<V, P>(kernels == nullptr ? *stress_kernels(nullptr) : *kernels);
  day_.is_ario = options.mode == StressMode::ario;
  day_.refill = 1 / options.restock_days;
  day_.days = options.days;
  find_reach(structure_, plans_, options.mode, options.watched, reach_);
  shipping_.set(structure_, plans_, reach_);

  const V one = as<V>(1.0);
  const V zero = as<V>(0.0);
  const std::size_t nodes = network_.nodes.size();
  const std::size_t classes = structure_.class_priority.size();
  state_.output.assign(nodes, one);
  state_.cap.assign(nodes, one);
  if (day_.is_ario) {
    for (std::size_t n = 0; n < nodes; ++n) state_.cap[n] = as<V>(numbers_.capacity[n]);
    state_.order.assign(network_.uses.size(), one);
    state_.before.assign(network_.uses.size(), one);
    state_.line_sum.assign(structure_.lines.size(), zero);
    state_.line_next.assign(structure_.lines.size(), zero);
    state_.demand_sum.assign(classes, zero);
  }
  state_.demand.assign(network_.demands(), one);
  state_.unmet.assign(network_.demands(), zero);
  state_.filled.assign(structure_.fills, one);
  state_.pool.assign(classes, one);
  state_.pool_next.assign(classes, one);
  start_stocks();
  set_channels(structure_, shipping_, reach_, day_.is_ario, day_.days, state_);
  set_order_fixes(structure_, numbers_, shipping_, day_.is_ario, state_);
  state_.through_channel.assign(nodes, 0);
  for (std::uint32_t n = 0; n < nodes; ++n) {
    for (std::uint32_t u = network_.use_begin[n]; u < network_.use_begin[n + 1]; ++u) {
      const std::uint32_t special = state_.special_of[u];
      if (special != kNowhere && state_.specials[special].channel != kNowhere) {
        state_.through_channel[n] = 1;
      }
    }
  }
  start_effects();
  start_blocks(options.parallel);
  set_day();
}

template <class V, class P>
void StressEngine<V, P>::start_stocks() {
  const std::size_t uses = network_.uses.size();
  state_.stock.resize(uses);
  for (std::size_t u = 0; u < uses; ++u) state_.stock[u] = as<V>(numbers_.target[u]);
  state_.special_of.assign(uses, kNowhere);
  state_.specials.clear();
  state_.commercial.clear();
  state_.government.clear();
  state_.released.assign(numbers_.government_uses.size(), as<V>(0.0));
  state_.has_government.assign(network_.nodes.size(), 0);
  for (std::size_t g = 0; g < numbers_.government_uses.size(); ++g) {
    const std::uint32_t u = numbers_.government_uses[g];
    state_.special_of[u] = static_cast<std::uint32_t>(state_.specials.size());
    state_.specials.push_back({kNowhere, static_cast<std::uint32_t>(g)});
    state_.commercial.push_back(state_.stock[u]);
    state_.government.push_back(as<V>(numbers_.government[g]));
    state_.stock[u] += state_.government.back();
    if (u >= network_.first_demand) continue;
    const auto after = std::upper_bound(network_.use_begin.begin(), network_.use_begin.end(), u);
    state_.has_government[static_cast<std::size_t>(after - network_.use_begin.begin()) - 1] = 1;
  }
}

template <class V, class P>
void StressEngine<V, P>::start_effects() {
  std::vector<std::pair<std::uint32_t, DayEffect>> found;
  const auto group = [&](std::vector<Struck>& struck, std::vector<DayEffect>& effects) {
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    struck.clear();
    effects.clear();
    for (const auto& [at, effect] : found) {
      if (struck.empty() || struck.back().at != at) {
        struck.push_back({at, static_cast<std::uint32_t>(effects.size())});
      }
      effects.push_back(effect);
    }
    struck.push_back({kNowhere, static_cast<std::uint32_t>(effects.size())});
    found.clear();
  };
  for (std::uint32_t k = 0; k < plans_.size(); ++k) {
    for (const ShockPlan::Outage& outage : plans_[k]->outages) {
      found.push_back({outage.node.value, {k, outage.size, outage.window}});
    }
  }
  group(outage_of_, outages_);
  for (std::uint32_t k = 0; k < plans_.size(); ++k) {
    for (const ShockPlan::Surge& surge : plans_[k]->surges) {
      if (reach_.demands[network_.demand(surge.demand).product.index()] == 0) continue;
      found.push_back(
          {static_cast<std::uint32_t>(surge.demand), {k, surge.factor - 1, surge.window}});
    }
  }
  group(surge_of_, surges_);
}

template <class V, class P>
void StressEngine<V, P>::start_blocks(bool parallel) {
  std::vector<std::uint32_t>& active = state_.active;
  std::vector<std::uint32_t>& block_begin = state_.block_begin;
  std::vector<std::uint32_t>& channel_block = state_.channel_block;
  active.clear();
  block_begin.assign(1, 0);
  channel_block.assign(1, 0);
  std::size_t work = 0;
  for (std::uint32_t p = 0; p < structure_.products(); ++p) {
    if (reach_.nodes[p] == 0 && reach_.demands[p] == 0) continue;
    active.push_back(p);
    work += structure_.demand_begin[p + 1] - structure_.demand_begin[p];
    const std::uint32_t begin = network_.node_begin[p];
    const std::uint32_t end = network_.node_begin[p + 1];
    if (reach_.nodes[p] != 0) {
      work += end - begin + network_.use_begin[end] - network_.use_begin[begin];
    }
    if (work * kLanesOf<V> < kBlock) continue;
    block_begin.push_back(static_cast<std::uint32_t>(active.size()));
    work = 0;
  }
  if (block_begin.back() != active.size()) {
    block_begin.push_back(static_cast<std::uint32_t>(active.size()));
  }
  work = 0;
  const std::vector<StressChannel>& channels = state_.channels;
  for (std::uint32_t c = 0; c < channels.size(); ++c) {
    work += 1 + channels[c].passage_end - channels[c].passage_begin + channels[c].link_end -
            channels[c].link_begin;
    if (work * kLanesOf<V> < kBlock) continue;
    channel_block.push_back(c + 1);
    work = 0;
  }
  if (channel_block.back() != channels.size()) {
    channel_block.push_back(static_cast<std::uint32_t>(channels.size()));
  }
  const std::size_t blocks = block_begin.size() - 1;
  in_parallel_ = parallel && blocks > 3;
  state_.input_scratch.resize(blocks * structure_.most_inputs);
  state_.class_scratch.resize(blocks * 2 * structure_.most_classes);
}

// Shows the kernel where everything is. Orders and pools change places after every day.
template <class V, class P>
void StressEngine<V, P>::set_day() {
  StressDay<V, P>& d = day_;
  d.node_begin = network_.node_begin.data();
  d.use_begin = network_.use_begin.data();
  d.class_begin = structure_.class_begin.data();
  d.filled_begin = structure_.filled_begin.data();
  d.flow_begin = network_.base->flow_begin.data();
  d.line_begin = structure_.line_begin.data();
  d.lines = structure_.lines.data();
  d.demand_begin = structure_.demand_begin.data();
  d.use_class = structure_.use_class.data();
  d.in_begin = structure_.in_begin.data();
  d.in_use = structure_.in_use.data();
  d.unknown_begin = structure_.unknown_begin.data();
  d.unknown_use = structure_.unknown_use.data();
  d.link_from = structure_.link_from.data();
  d.link_lead = structure_.link_lead.data();
  d.recipe = structure_.recipe.data();
  d.has_alternatives = structure_.has_alternatives.data();
  d.first_demand = static_cast<std::uint32_t>(network_.first_demand);
  d.most_inputs = static_cast<std::uint32_t>(structure_.most_inputs);
  d.most_classes = static_cast<std::uint32_t>(structure_.most_classes);
  d.share = numbers_.share.data();
  d.order_weight = numbers_.order_weight.data();
  d.order_scale = numbers_.order_scale.data();
  d.class_weight = numbers_.class_weight.data();
  d.pool_weight = numbers_.pool_weight.data();
  d.pooled = numbers_.pooled.data();
  d.link_share = numbers_.link_share.data();
  d.in_weight = numbers_.in_weight.data();
  d.unknown = numbers_.unknown.data();
  d.unknown_order_weight = numbers_.unknown_order_weight.data();
  d.unknown_order_scale = numbers_.unknown_order_scale.data();
  d.unknown_weight = numbers_.unknown_weight.data();
  d.target = numbers_.target.data();
  d.own_pool_weight = numbers_.own_pool_weight.data();
  d.has_unknown = numbers_.has_unknown.data();
  d.passages = shipping_.passages().data();
  d.held = shipping_.held().data();
  d.common = shipping_.common().data();
  d.common_slot = shipping_.common_slot().empty() ? nullptr : shipping_.common_slot().data();
  d.output = state_.output.data();
  d.cap = state_.cap.data();
  d.stock = state_.stock.data();
  d.order = state_.order.data();
  d.before = state_.before.data();
  d.demand = state_.demand.data();
  d.unmet = state_.unmet.data();
  d.filled = state_.filled.data();
  d.pool = state_.pool.data();
  d.pool_next = state_.pool_next.data();
  d.line_sum = state_.line_sum.data();
  d.line_next = state_.line_next.data();
  d.demand_sum = state_.demand_sum.data();
  d.commercial = state_.commercial.data();
  d.government = state_.government.data();
  d.released = state_.released.data();
  d.rings = state_.rings.data();
  d.arriving = state_.arriving.data();
  d.channel_order = state_.channel_order.data();
  d.moves_nodes = reach_.nodes.data();
  d.moves_demands = reach_.demands.data();
  d.special_of = state_.special_of.data();
  d.specials = state_.specials.data();
  d.through_channel = state_.through_channel.data();
  d.has_government = state_.has_government.data();
  d.channels = state_.channels.data();
  d.in_channel = state_.in_channel.data();
  d.unknown_channel = state_.unknown_channel.data();
  d.fix_begin = state_.fix_begin.empty() ? nullptr : state_.fix_begin.data();
  d.fixes = state_.fixes.data();
  d.active = state_.active.data();
  d.block_begin = state_.block_begin.data();
  d.channel_block = state_.channel_block.data();
  d.input_scratch = state_.input_scratch.data();
  d.class_scratch = state_.class_scratch.data();
}

template <class V, class P>
void StressEngine<V, P>::take_lost_stock(int day) {
  for (std::size_t k = 0; k < plans_.size(); ++k) {
    for (const ShockPlan::StockLoss& loss : plans_[k]->stock_losses) {
      if (loss.day != day) continue;
      const std::uint32_t u = loss.use.value;
      const std::uint32_t special = state_.special_of[u];
      const std::uint32_t g = special == kNowhere ? kNowhere : state_.specials[special].government;
      V& stock = g == kNowhere ? state_.stock[u] : state_.commercial[g];
      set_lane(stock, k, lane(stock, k) * (1 - loss.size));
      if (g != kNowhere) state_.stock[u] = state_.commercial[g] + state_.government[g];
    }
  }
}

template <class V, class P>
void StressEngine<V, P>::let_go_of_government_stocks(int day) {
  for (std::size_t g = 0; g < numbers_.government_uses.size(); ++g) {
    const StressUse& use = network_.uses[numbers_.government_uses[g]];
    for (std::size_t k = 0; k < plans_.size(); ++k) {
      const double stock = lane(state_.commercial[g], k);
      const bool is_low = stock <= kSame || stock < lane(numbers_.threshold[g], k) - kSame;
      if (use.release == Release::at_once ? day >= plans_[k]->first_day : is_low) {
        set_lane(state_.released[g], k, 1);
      }
    }
  }
}

template <class V, class P>
void StressEngine<V, P>::go_to(int day) {
  day_.day = day;
  take_lost_stock(day);
  shipping_.go_to(day);
  for (std::size_t i = 0; i + 1 < outage_of_.size(); ++i) {
    const std::uint32_t n = outage_of_[i].at;
    V cap = day_.is_ario ? as<V>(numbers_.capacity[n]) : as<V>(1.0);
    for (std::uint32_t e = outage_of_[i].begin; e < outage_of_[i + 1].begin; ++e) {
      const DayEffect& outage = outages_[e];
      set_lane(cap, outage.lane,
               lane(cap, outage.lane) *
                   (1 - NAIL_MUTANT(stress_outage_never_fades, outage.size * outage.window.at(day),
                                    outage.size)));
    }
    state_.cap[n] = cap;
  }
  for (std::size_t i = 0; i + 1 < surge_of_.size(); ++i) {
    V demand = as<V>(1.0);
    for (std::uint32_t e = surge_of_[i].begin; e < surge_of_[i + 1].begin; ++e) {
      const DayEffect& surge = surges_[e];
      set_lane(demand, surge.lane,
               lane(demand, surge.lane) * (1 + surge.size * surge.window.at(day)));
    }
    state_.demand[surge_of_[i].at] = demand;
  }
  let_go_of_government_stocks(day);
}

template <class V, class P>
void StressEngine<V, P>::compute_day() {
  const std::size_t blocks = state_.block_begin.size() - 1;
  const std::size_t channel_blocks = state_.channel_block.size() - 1;
  if (in_parallel_) {
    parallel_parts(blocks, products_part_);
    parallel_parts(channel_blocks, channels_part_);
  } else {
    for (std::size_t block = 0; block < blocks; ++block) products_part_(block);
    for (std::size_t block = 0; block < channel_blocks; ++block) channels_part_(block);
  }
  std::swap(day_.order, day_.before);
  std::swap(day_.pool, day_.pool_next);
  std::swap(day_.line_sum, day_.line_next);
}

template <class V, class P>
bool StressEngine<V, P>::run(std::span<const ShockPlan* const> plans,
                             const StressRunOptions& options,
                             const std::function<bool(const DayViewOf<V>&)>& visit) {
  plans_ = plans;
  start(options);
  int first = std::numeric_limits<int>::max();
  for (const ShockPlan* plan : plans) first = std::min(first, plan->first_day);
  for (int day = 0; day < options.days; ++day) {
    // Before the first shock all is at baseline.
    if (day >= first) {
      go_to(day);
      compute_day();
    }
    if (!visit({day, state_.output, state_.stock, state_.demand, state_.unmet, state_.filled})) {
      return false;
    }
  }
  return true;
}

template class StressEngine<double, double>;
template class StressEngine<Lanes, double>;
template class StressEngine<Lanes, Lanes>;

}  // namespace nail
