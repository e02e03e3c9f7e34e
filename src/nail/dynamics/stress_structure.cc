#include "nail/dynamics/stress_structure.h"

#include <algorithm>
#include <map>
#include <set>

#include "nail/base/mutant.h"

namespace nail {
namespace {

// More than any stock.
constexpr double kAmple = 1e300;

}  // namespace

StressStructure::StressStructure(const StressNetwork& of) : network(&of) {
  const ProductNetwork& base = *of.base;
  const std::size_t product_count = base.products;
  const std::size_t use_count = of.uses.size();

  std::vector<std::set<int>> priorities(product_count);
  for (const StressUse& use : of.uses) priorities[use.product.index()].insert(use.priority);
  class_begin.assign(product_count + 1, 0);
  for (std::size_t p = 0; p < product_count; ++p) {
    if (priorities[p].empty()) priorities[p].insert(1);
    most_classes = std::max(most_classes, priorities[p].size());
    for (const int priority : priorities[p]) {
      class_priority.push_back(priority);
      class_product.emplace_back(p);
      filled_begin.push_back(fills);
      fills += of.node_begin[p + 1] - of.node_begin[p] + 1;
    }
    class_begin[p + 1] = static_cast<std::uint32_t>(class_priority.size());
  }

  use_class.resize(use_count);
  use_group.resize(use_count);
  std::map<std::pair<std::uint32_t, UserId>, std::uint32_t> group_of;
  for (std::size_t u = 0; u < use_count; ++u) {
    const StressUse& use = of.uses[u];
    std::uint32_t c = class_begin[use.product.index()];
    while (class_priority[c] != use.priority) ++c;
    use_class[u] = c;
    group_of.emplace(std::pair{c, use.buyer}, 0);
  }
  group_begin.assign(class_priority.size() + 1, 0);
  for (auto& [key, index] : group_of) {
    index = static_cast<std::uint32_t>(groups.size());
    groups.push_back({key.first, key.second, StressUse::kPool});
    ++group_begin[key.first + 1];
  }
  for (std::size_t c = 0; c < class_priority.size(); ++c) group_begin[c + 1] += group_begin[c];
  for (std::size_t u = 0; u < use_count; ++u) {
    use_group[u] = group_of.at({use_class[u], of.uses[u].buyer});
    groups[use_group[u]].mix = of.uses[u].mix;
  }

  line_begin.assign(product_count + 1, 0);
  for (const RecipeInput& input : base.flow_inputs) ++line_begin[input.product.index() + 1];
  for (std::size_t p = 0; p < product_count; ++p) line_begin[p + 1] += line_begin[p];
  lines.resize(base.flow_inputs.size());
  line_output.resize(base.flow_inputs.size());
  std::vector<std::uint32_t> next(line_begin.begin(), line_begin.end() - 1);
  for (std::size_t q = 0; q < product_count; ++q) {
    most_inputs = std::max<std::size_t>(most_inputs, base.flow_begin[q + 1] - base.flow_begin[q]);
    for (std::uint32_t line = base.flow_begin[q]; line < base.flow_begin[q + 1]; ++line) {
      lines[next[base.flow_inputs[line].product.index()]++] = line;
      line_output[line] = ProductId(q);
    }
  }
  recipe.resize(base.flow_inputs.size());
  has_alternatives.assign(product_count, 0);
  for (std::size_t q = 0; q < product_count; ++q) {
    const std::uint32_t end = base.flow_begin[q + 1];
    for (std::uint32_t i = base.flow_begin[q]; i < end; ++i) {
      const RecipeInput& input = base.flow_inputs[i];
      StressLine& line = recipe[i];
      line.pool_class = class_begin[input.product.index()];
      if (input.necessity != Necessity::essential) {
        line.weight = NAIL_MUTANT(stress_important_without_weight, input.weight, 1.0);
        line.slack = kAmple;
      }
      line.is_first = i == base.flow_begin[q] || base.flow_inputs[i - 1].group != input.group;
      line.is_last = i + 1 == end || base.flow_inputs[i + 1].group != input.group;
      if (!line.is_first || !line.is_last) has_alternatives[q] = 1;
    }
  }
  demand_begin.assign(product_count + 1, 0);
  for (std::size_t i = 0; i < of.demands(); ++i) ++demand_begin[of.demand(i).product.index() + 1];
  for (std::size_t p = 0; p < product_count; ++p) demand_begin[p + 1] += demand_begin[p];

  // Uses and links by what the link leads to; number: which of size that is, if any.
  const auto group_links = [&](std::size_t size, const auto& number, auto& begin, auto& by_use,
                               auto& by_link) {
    const auto for_links = [&](const auto& visit) {
      for (std::uint32_t u = 0; u < use_count; ++u) {
        if (of.uses[u].mix == StressUse::kPool) continue;
        const StressMix& mix = of.mixes[of.uses[u].mix];
        for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
          const std::size_t at = number(of.uses[u], of.links[l]);
          if (at < size) visit(at, u, l);
        }
      }
    };
    begin.assign(size + 1, 0);
    for_links([&](std::size_t at, std::uint32_t, std::uint32_t) { ++begin[at + 1]; });
    for (std::size_t at = 0; at < size; ++at) begin[at + 1] += begin[at];
    by_use.resize(begin.back());
    by_link.resize(begin.back());
    next.assign(begin.begin(), begin.end() - 1);
    for_links([&](std::size_t at, std::uint32_t u, std::uint32_t l) {
      by_use[next[at]] = u;
      by_link[next[at]++] = l;
    });
  };
  group_links(
      of.nodes.size(),
      [](const StressUse&, const StressLink& link) -> std::size_t {
        return link.supplier ? link.supplier.index() : kNowhere;
      },
      in_begin, in_use, in_link);
  group_links(
      product_count,
      [](const StressUse& use, const StressLink& link) -> std::size_t {
        return link.supplier ? kNowhere : use.product.index();
      },
      unknown_begin, unknown_use, unknown_link);
  link_from.resize(of.links.size());
  link_lead.resize(of.links.size());
  for (const StressMix& mix : of.mixes) {
    const std::uint32_t first = of.node_begin[mix.product.index()];
    const std::uint32_t end = of.node_begin[mix.product.index() + 1];
    for (std::uint32_t l = mix.begin; l < mix.end; ++l) {
      const StressLink& link = of.links[l];
      link_from[l] = (link.supplier ? link.supplier.value : end) - first;
      link_lead[l] = link.lead_days;
      longest_lead = std::max(longest_lead, link.lead_days);
    }
  }
}

ProductId StressStructure::output_of(std::uint32_t use) const {
  if (use >= network->first_demand) return {};
  const auto after = std::upper_bound(network->use_begin.begin(), network->use_begin.end(), use);
  const auto n = static_cast<std::size_t>(after - network->use_begin.begin()) - 1;
  return network->nodes[n].product;
}

}  // namespace nail
