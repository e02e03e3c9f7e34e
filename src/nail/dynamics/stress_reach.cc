#include "nail/dynamics/stress_reach.h"

#include "nail/base/mutant.h"

namespace nail {
namespace {

class Walk {
 public:
  Walk(const StressStructure& structure, StressMode mode, StressReach& reach)
      : structure_(&structure),
        upstream_(NAIL_MUTANT(stress_reach_downstream_only, mode == StressMode::ario, false)),
        reach_(&reach) {
    reach.nodes.assign(structure.products(), 0);
    reach.demands.assign(structure.products(), 0);
  }

  void nodes(ProductId p) {
    if (reach_->nodes[p.index()] != 0) return;
    reach_->nodes[p.index()] = 1;
    open_.push_back(p);
  }
  void demand(ProductId p) {
    reach_->demands[p.index()] = 1;
    if (upstream_) nodes(p);
  }
  // Everybody who uses the product.
  void users(ProductId p) {
    const StressStructure& s = *structure_;
    for (std::uint32_t i = s.line_begin[p.index()]; i < s.line_begin[p.index() + 1]; ++i) {
      nodes(s.line_output[s.lines[i]]);
    }
    demand(p);
  }
  void use(UseId u) {
    const ProductId output = structure_->output_of(u.value);
    if (output) {
      nodes(output);
    } else {
      demand(structure_->network->uses[u.index()].product);
    }
  }
  void finish() {
    while (!open_.empty()) {
      const ProductId p = open_.back();
      open_.pop_back();
      users(p);
      if (!upstream_) continue;
      for (const RecipeInput& input : structure_->network->base->inputs(p)) nodes(input.product);
    }
  }

 private:
  const StressStructure* structure_;
  bool upstream_;
  StressReach* reach_;
  std::vector<ProductId> open_;
};

// Products that some chain of recipes leads from to a watched one, that one included.
std::vector<std::uint8_t> that_matter(const StressStructure& structure,
                                      std::span<const ProductId> watched) {
  std::vector<std::uint8_t> matters(structure.products(), 0);
  std::vector<ProductId> open(watched.begin(), watched.end());
  while (!open.empty()) {
    const ProductId p = open.back();
    open.pop_back();
    if (matters[p.index()] != 0) continue;
    matters[p.index()] = 1;
    for (const RecipeInput& input : structure.network->base->inputs(p)) {
      open.push_back(input.product);
    }
  }
  return matters;
}

}  // namespace

void find_reach(const StressStructure& structure, std::span<const ShockPlan* const> plans,
                StressMode mode, std::span<const ProductId> watched, StressReach& reach) {
  const StressNetwork& network = *structure.network;
  Walk walk(structure, mode, reach);
  for (const ShockPlan* plan : plans) {
    for (const ShockPlan::Outage& outage : plan->outages) {
      walk.nodes(network.nodes[outage.node.index()].product);
    }
    for (const ShockPlan::Ban& ban : plan->bans) {
      // Its pool is what the ban leaves of it, so its nodes are gone through too.
      walk.nodes(network.nodes[ban.supplier.index()].product);
    }
    for (const ShockPlan::Hold& hold : plan->holds) {
      for (std::size_t p = 0; p < structure.products(); ++p) {
        if (hold.product && hold.product != ProductId(p)) continue;
        if (network.node(ProductId(p), hold.from)) walk.users(ProductId(p));
      }
    }
    for (const ShockPlan::Surge& surge : plan->surges) {
      walk.demand(network.demand(surge.demand).product);
    }
    for (const ShockPlan::StockLoss& loss : plan->stock_losses) walk.use(loss.use);
  }
  walk.finish();
  if (mode != StressMode::cascade || watched.empty()) return;
  const std::vector<std::uint8_t> matters = that_matter(structure, watched);
  std::vector<std::uint8_t> is_watched(structure.products(), 0);
  for (const ProductId p : watched) is_watched[p.index()] = 1;
  for (std::size_t p = 0; p < structure.products(); ++p) {
    reach.nodes[p] &= matters[p];
    reach.demands[p] &= is_watched[p];
  }
}

}  // namespace nail
