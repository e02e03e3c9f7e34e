// The kernels of stress_kernel.h, to be included by one translation unit an instruction set, which
// defines NAIL_STRESS_VECTOR_BYTES (width of a register) and exports one table of kernels.
// Everything here and in what it is made of (stress_kernel_*.h) has internal linkage.
#pragma once

#include "nail/dynamics/stress_kernel_nodes.h"

namespace nail {
namespace {

template <class V, class P>
void channel_day(const StressDay<V, P>& d, const StressChannel& channel, std::uint32_t c) {
  const V one = all<V>(1.0);
  const V ordered = d.channel_order[c];
  if (d.is_ario) d.channel_order[c] = d.before[channel.use];  // today's, which before took up
  const V* const filled = d.filled + channel.filled_begin;
  V* const ring = d.rings + channel.ring_begin;
  const auto slot = [&](int day) -> V& {
    return ring[static_cast<std::uint32_t>(day) & channel.ring_mask];
  };
  const auto hold = [&](const Passage<V>& passage, const V& sent, int lead) {
    for (std::uint32_t h = passage.held_begin; h < passage.held_end; ++h) {
      const Held& held = d.held[h];
      const int arrives = held.leaves + NAIL_MUTANT(stress_held_goods_fly, lead, 0);
      if (held.part <= 0 || arrives >= d.days) continue;
      add_to_lane(slot(arrives), held.lane, lane_of(sent, held.lane) * held.part);
    }
  };
  for (std::uint32_t l = channel.link_begin; l < channel.link_end; ++l) {
    const int lead = static_cast<int>(d.link_lead[l]);
    const P share = d.link_share[l];
    const std::uint32_t from = d.link_from[l];
    V sent = ordered * filled[from];
    for (std::uint32_t i = channel.passage_begin; i < channel.passage_end; ++i) {
      const Passage<V>& passage = d.passages[i];
      if (passage.node - channel.first_node != from) continue;
      hold(passage, share * (sent * passage.kept), lead);
      sent = sent * NAIL_MUTANT(stress_held_goods_leave_too, passage.leaving, passage.kept);
    }
    if (d.day + lead < d.days) slot(d.day + lead) = slot(d.day + lead) + share * (sent - one);
  }
  const V pooled = all<V>(d.pooled[channel.group]);
  for (std::uint32_t i = channel.passage_begin; i < channel.passage_end; ++i) {
    const Passage<V>& passage = d.passages[i];
    const V* const common = common_of(d, passage.node);
    const V sent =
        pooled * (d.share[passage.node] * (ordered * filled[passage.node - channel.first_node]));
    hold(passage, sent * passage.kept, 1);
    if (d.day + 1 < d.days) {
      slot(d.day + 1) =
          slot(d.day + 1) + sent * (passage.leaving - (common == nullptr ? one : *common));
    }
  }
  V& today = slot(d.day + 1);
  const V pool = ordered * d.pool_next[channel.priority_class] - one;
  d.arriving[c] = larger(one + pooled * pool + today, all<V>(0.0));
  today = all<V>(0.0);
}

template <class V, class P>
struct Kernel {
  using Host = typename HostOf<V>::Type;
  using HostP = typename HostOf<P>::Type;
  // The same arrays, seen as registers.
  static StressDay<V, P> seen(const StressDay<Host, HostP>& day) {
    return __builtin_bit_cast(StressDay<V, P>, day);
  }
  static void products(const StressDay<Host, HostP>& day, std::uint32_t block) {
    const StressDay<V, P> d = seen(day);
    for (std::uint32_t i = d.block_begin[block]; i < d.block_begin[block + 1]; ++i) {
      const std::uint32_t p = d.active[i];
      if (d.moves_nodes[p] != 0) {
        if (d.is_ario) {
          nodes_day<true>(d, p, block);
        } else {
          nodes_day<false>(d, p, block);
        }
      }
      if (d.moves_demands[p] != 0) demands_day(d, p);
    }
  }
  static void channels(const StressDay<Host, HostP>& day, std::uint32_t block) {
    const StressDay<V, P> d = seen(day);
    const std::uint32_t end = d.channel_block[block + 1];
    for (std::uint32_t c = d.channel_block[block]; c < end; ++c) {
      // What a channel's use ordered lies anywhere: it is called for some channels ahead.
      const std::uint32_t ahead = c + 12 < end ? c + 12 : end - 1;
      if (d.is_ario) __builtin_prefetch(d.before + d.channels[ahead].use);
      channel_day(d, d.channels[c], c);
    }
  }
  static constexpr StressParts<Host, HostP> parts() { return {&products, &channels}; }
};

constexpr StressKernels kernels() {
  return {Kernel<double, double>::parts(), Kernel<Wide, double>::parts(),
          Kernel<Wide, Wide>::parts()};
}

}  // namespace
}  // namespace nail
