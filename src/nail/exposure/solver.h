// The any-tier exposure of every user to up to eight removals at once: the greatest fixed point of
//   avail[p,d] = 1 - sum over c of m[p,d,c] (1 - h[p,c])       (of alternatives: the best)
//   h[q,d] = min(own, min over essential p of avail[p,d],
//                1 - sum over important p of w_p (1 - avail[p,d]))
// reached from above. own is what a removal leaves of a node itself: 0 for a place taken away.
//
// Users that buy from the pool alone all see the same availability, so it is computed once a
// product; only nodes with a mix of their own are computed one by one. Eight removals are carried
// in the lanes of a vector. A solve visits each recipe input, each node with a mix and each removed
// node once; it allocates nothing after the first call. Products that need themselves, round some
// corners, are solved together and exactly (loss_game.h), a removal at a time.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nail/exposure/loss_game.h"
#include "nail/exposure/removal.h"
#include "nail/exposure/structure.h"
#include "nail/numeric/lanes.h"

namespace nail {

// What happens to supply nobody knows the place of: it goes on (the low bound of exposure, and its
// value), or it is lost with every removal (the high bound).
enum class UnknownSupply { safe, lost };

// One tier of a path of proof: the share of what the tier below takes from here.
struct PathStep {
  ProductId product;
  PlaceId place;
  double share = 0;
};

class ExposureSolver {
 public:
  // The structure must outlive the solver.
  explicit ExposureSolver(const ExposureStructure& structure);

  // The shares to compute with; kept by reference until the next call.
  void set_shares(const Shares& shares);

  // Takes up to kLanes removals away. False where a cycle of more than kLargeCycle unknowns was too
  // large to be solved exactly and kMostSweeps sweeps from above and from below did not meet within
  // kTolerance; the result is then still an upper bound of availability.
  // world_loss is there only where it was asked for.
  bool solve(std::span<const Removal> removals, UnknownSupply unknown, bool with_world_loss = true);
  static constexpr std::size_t kLargeCycle = 300;
  static constexpr int kMostSweeps = 300;
  static constexpr double kTolerance = 1e-11;

  // Starts at tier 1 (what is made at the removed places is lost, nothing else yet); each deepen()
  // lets the loss travel one tier further. deepen returns whether anything changed.
  void start_tiers(std::span<const Removal> removals, UnknownSupply unknown);
  bool deepen();

  // Links gone through since the solver was made: for tests and benchmarks of what a solve costs.
  std::size_t links_visited() const { return visited_; }

  // 1 - avail[p, user], a removal a lane. 0 to 1.
  Lanes loss(ProductId product, UserId user) const;
  // The same for many users: loss beside users.
  void losses(ProductId product, std::span<const UserId> users, std::span<Lanes> loss) const;
  // The part of the user's mix that comes straight from the removed places.
  Lanes direct(ProductId product, UserId user) const;
  // What the world loses of each product where the surviving supply is shared out pro rata: the
  // largest removed share over the product and all it essentially needs, at any tier.
  Lanes world_loss(ProductId product) const { return world_loss_[product.index()]; }

  // The path of proof from the user to the removed place of a lane; empty where nothing is lost.
  std::vector<PathStep> path(ProductId product, UserId user, std::size_t lane) const;

  // Who the user buys the product from: places with their shares of its use (their sum is below 1
  // where supply is unknown). Where a share is known only as a range, its low end.
  std::vector<std::pair<PlaceId, double>> mix_of(ProductId product, UserId user) const;

 private:
  struct RemovedNode {
    std::uint32_t node = 0;
    std::uint32_t lane = 0;
    double own = 0;
  };
  // h of all nodes and what follows from it.
  struct State {
    std::vector<Lanes> common;   // h of a product's nodes that buy like all, before removals
    std::vector<Lanes> special;  // h of nodes with a slot of their own
    std::vector<Lanes> pool;     // loss of the product's pool
    std::vector<Lanes> surplus;  // loss of the pool of places with a surplus (own-first)
  };

  void set_removals(std::span<const Removal> removals, UnknownSupply unknown);
  void reset(ProductId product, State& state) const;
  // What no removal reaches, straight or through inputs, loses nothing.
  void leave_whole(ProductId product);
  // h and pools of one product in `to` from its inputs in `from`; returns the largest change of h.
  Lanes update(ProductId product, const State& from, State& to) const;
  void update_pool(ProductId product, State& state) const;
  // What a user loses of a product; mix: its own, null where it has none.
  Lanes user_loss(const State& state, ProductId product, UserId user, const SourcingMix* mix) const;
  Lanes user_loss(const State& state, ProductId product, UserId user) const {
    return user_loss(state, product, user, network_->mix(product, user));
  }
  // What a user without a mix of its own loses.
  Lanes mix_loss(const State& state, ProductId product, const SourcingMix& mix) const;
  Lanes base_loss(const State& state, ProductId product, UserId user) const;
  // What is lost of the supplier of an entry of the sourcing arrays.
  Lanes supplier_loss(const State& state, std::uint32_t entry) const;
  double shift_within(const State& state, const SourcingMix& mix, double base, double rest,
                      std::size_t lane) const;
  // h of a node of output from the losses of its inputs: of the special node `slot` at user, or
  // (slot kNoEntry) of those that buy from pools.
  Lanes needs(const State& from, ProductId output, UserId user, std::uint32_t slot) const;
  Lanes node_h(const State& state, std::uint32_t node) const;
  std::span<const RemovedNode> removed(ProductId product) const;
  // The cycle of a component: false where it did not settle.
  bool solve_cycle(std::uint32_t component);
  bool solve_cycle_lane(std::uint32_t component, std::size_t lane);
  Lanes sweep_cycle(std::uint32_t component, const Lanes& open);
  LossGame::Loss pool_term(std::uint32_t component, ProductId product, std::size_t lane);
  LossGame::Loss node_term(std::uint32_t component, std::uint32_t node, std::size_t lane);
  LossGame::Loss user_term(std::uint32_t component, ProductId product, PlaceId user,
                           std::size_t lane);
  void define_node(std::uint32_t component, std::uint32_t state, ProductId product, PlaceId user,
                   double own, std::size_t lane);
  void define_pools(std::uint32_t component, ProductId product, std::size_t lane);
  void solve_world_loss();
  double own_of(ProductId product, PlaceId place, std::size_t lane) const;
  // Own supply over own use, at most 1; 0 where the user has no known use (it stays proportional).
  double own_first(ProductId product, UserId user) const;
  double supply_of(ProductId product, UserId user) const;

  const ExposureStructure* structure_;
  const ProductNetwork* network_;
  const Shares* shares_ = nullptr;
  bool ranged_ = false;  // some sourcing share is a range
  UnknownSupply unknown_ = UnknownSupply::safe;
  std::vector<double> common_supply_, common_surplus_;  // per product: sums over common nodes
  UseWeights use_;                                      // own-first only
  std::vector<double> surplus_share_, surplus_unknown_;
  std::vector<RemovedNode> removed_;
  std::vector<std::uint32_t> removed_begin_;
  std::vector<std::uint8_t> is_removed_;  // per node, in any lane
  std::vector<RemovedNode> unsorted_;
  std::vector<std::uint8_t> affected_;  // per product: may lose anything in some lane
  std::size_t lanes_ = 0;
  mutable std::size_t visited_ = 0;
  State state_, next_;
  // The game of a cycle being solved. cycle_slot_: a product's number in its component, a special
  // node's in its cycle. cycle_user_: per product of the component the state of what a place loses
  // of it, with the place it was made for.
  LossGame game_;
  std::vector<std::uint32_t> cycle_slot_, special_slot_;
  std::vector<std::pair<PlaceId, LossGame::Loss>> cycle_user_;
  std::vector<LossGame::Loss> options_, alternatives_, mix_terms_;
  std::vector<std::pair<LossGame::Loss, double>> important_;
  std::vector<Lanes> world_loss_;
};

}  // namespace nail
